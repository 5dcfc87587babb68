/*
 * Aggregates: what one call of count(), sum(), hist() ... does to this CPU's value. Every change is
 * an atomic operation, because a program may be interrupted by another on its CPU.
 */
#include "codegen/cg.h"

#include <stddef.h>

#include "lang/buckets.h"

static lower_agg_fn *const aggregates[AGG_COUNT] = {
#define AGG(id, ...) [AGG_##id] = lower_agg_##id,
#include "lang/aggregates.def"
#undef AGG
};

void cg_aggregate(struct cg *cg, const struct stmt *s)
{
	aggregates[s->aggregate.agg](cg, s);
}

static const struct map *map_of(const struct stmt *s)
{
	return s->aggregate.target->map.map;
}

static LLVMValueRef argument(struct cg *cg, const struct stmt *s, size_t index)
{
	return cg_scalar64(cg, s->aggregate.args.at[index]);
}

static void change(struct cg *cg, const struct stmt *s, change_apply *apply, LLVMValueRef x)
{
	const struct change c = {.map = map_of(s),
				 .key = s->aggregate.target->map.key,
				 .apply = apply,
				 .x = x,
				 .span = s->span};

	map_change(cg, &c);
}

static LLVMValueRef apply_count(struct cg *cg, const struct map *map, LLVMValueRef at,
				LLVMValueRef x, bool wanted)
{
	(void)map, (void)wanted;
	ir_atomic_add(cg, ir_at(cg, at, offsetof(struct wire_agg_count, count)), x);
	return NULL;
}

void lower_agg_count(struct cg *cg, const struct stmt *s)
{
	change(cg, s, apply_count, ir_u64(cg, 1));
}

static LLVMValueRef apply_sum(struct cg *cg, const struct map *map, LLVMValueRef at, LLVMValueRef x,
			      bool wanted)
{
	(void)map, (void)wanted;
	ir_atomic_add(cg, ir_at(cg, at, offsetof(struct wire_agg_sum, sum)), x);
	ir_store(cg, ir_u64(cg, 1), ir_at(cg, at, offsetof(struct wire_agg_sum, set)), 8);
	return NULL;
}

void lower_agg_sum(struct cg *cg, const struct stmt *s)
{
	change(cg, s, apply_sum, argument(cg, s, 0));
}

static LLVMValueRef apply_avg(struct cg *cg, const struct map *map, LLVMValueRef at, LLVMValueRef x,
			      bool wanted)
{
	(void)map, (void)wanted;
	ir_atomic_add(cg, ir_at(cg, at, offsetof(struct wire_agg_avg, total)), x);
	ir_atomic_add(cg, ir_at(cg, at, offsetof(struct wire_agg_avg, count)), ir_u64(cg, 1));
	return NULL;
}

void lower_agg_avg(struct cg *cg, const struct stmt *s)
{
	change(cg, s, apply_avg, argument(cg, s, 0));
}

void lower_agg_stats(struct cg *cg, const struct stmt *s)
{
	change(cg, s, apply_avg, argument(cg, s, 0));
}

/* ---- min, max ---- */

#define RETRIES 8 /* an interrupt between load and exchange costs one; that many do not nest */

/* Whether X belongs in place of OLD. */
static LLVMValueRef is_better(struct cg *cg, bool is_max, bool is_signed, LLVMValueRef x,
			      LLVMValueRef old)
{
	LLVMIntPredicate greater = is_signed ? LLVMIntSGT : LLVMIntUGT;
	LLVMIntPredicate less = is_signed ? LLVMIntSLT : LLVMIntULT;

	return ir_cmp(cg, is_max ? greater : less, x, old);
}

/* Kernels that old run programs of one CPU strictly nested: the window is a few instructions. */
static void extreme_plain(struct cg *cg, struct fn *fn, bool is_max, bool is_signed,
			  LLVMValueRef value_at, LLVMValueRef set_at)
{
	LLVMValueRef x = LLVMGetParam(fn->function, 1);
	LLVMValueRef unset = ir_is_zero(cg, ir_load(cg, cg->i64, set_at, 8));
	LLVMValueRef old = ir_load(cg, cg->i64, value_at, 8);
	struct ir_if store;

	ir_if(cg, &store, ir_or(cg, unset, is_better(cg, is_max, is_signed, x, old)));
	ir_store(cg, x, value_at, 8);
	ir_store(cg, ir_u64(cg, 1), set_at, 8);
	ir_end(cg, &store);
}

/*
 * Exchanges while X is better than what is there. A value that was not set reads 0; when somebody
 * has set it meanwhile and the exchange of 0 still worked, then that somebody's value was 0, and 0
 * is offered in turn.
 */
static void extreme_atomic(struct cg *cg, struct fn *fn, bool is_max, bool is_signed,
			   LLVMValueRef value_at, LLVMValueRef set_at)
{
	LLVMValueRef x = ir_local(cg, cg->i64), tries = ir_local(cg, cg->i64), n, old, was_set;
	struct ir_if worse, won, fresh, raced;
	struct ir_loop loop;

	ir_store(cg, LLVMGetParam(fn->function, 1), x, 8);
	ir_loop(cg, &loop);
	n = ir_load(cg, cg->i64, tries, 8);
	ir_loop_while(cg, &loop, ir_cmp(cg, LLVMIntULT, n, ir_u64(cg, RETRIES)));
	ir_store(cg, ir_add(cg, n, ir_u64(cg, 1)), tries, 8);
	was_set = ir_not_zero(cg, ir_load_volatile(cg, cg->i64, set_at));
	old = ir_load_volatile(cg, cg->i64, value_at);
	n = ir_load(cg, cg->i64, x, 8);
	ir_if(cg, &worse,
	      ir_and(cg, was_set, ir_not(cg, is_better(cg, is_max, is_signed, n, old))));
	ir_jump(cg, fn->exit);
	ir_end(cg, &worse);
	n = ir_atomic_compare_exchange(cg, value_at, old, n);
	ir_if(cg, &won, ir_cmp(cg, LLVMIntEQ, n, old));
	ir_if(cg, &fresh, was_set);
	ir_jump(cg, fn->exit);
	ir_end(cg, &fresh);
	n = ir_atomic_exchange(cg, set_at, ir_u64(cg, 1));
	ir_if(cg, &raced, ir_is_zero(cg, n));
	ir_jump(cg, fn->exit);
	ir_end(cg, &raced);
	ir_store(cg, ir_u64(cg, 0), x, 8);
	ir_end(cg, &won);
	ir_loop_end(cg, &loop);
}

/* extreme(value, x) */
static LLVMValueRef extreme_function(struct cg *cg, bool is_max, bool is_signed)
{
	LLVMValueRef *function = &cg->extreme_functions[is_max * 2 + is_signed];
	LLVMTypeRef types[] = {cg->ptr, cg->i64};
	LLVMValueRef value_at, set_at;
	struct prog prog = {0};
	struct fn fn = {.prog = &prog};

	if (*function)
		return *function;
	function_begin(cg, &fn, is_max ? "sonde_max" : "sonde_min", cg->nothing, types, 2,
		       SPAN_NONE);
	*function = fn.function;
	value_at =
		ir_at(cg, LLVMGetParam(fn.function, 0), offsetof(struct wire_agg_extreme, value));
	set_at = ir_at(cg, LLVMGetParam(fn.function, 0), offsetof(struct wire_agg_extreme, set));
	if (cg_has(cg, FEATURE_atomic_fetch))
		extreme_atomic(cg, &fn, is_max, is_signed, value_at, set_at);
	else
		extreme_plain(cg, &fn, is_max, is_signed, value_at, set_at);
	function_end(cg, &fn);
	return *function;
}

static void offer(struct cg *cg, const struct map *map, LLVMValueRef at, LLVMValueRef x,
		  bool is_max)
{
	LLVMTypeRef types[] = {cg->ptr, cg->i64};
	LLVMTypeRef type = LLVMFunctionType(cg->nothing, types, 2, 0);
	LLVMValueRef args[] = {at, x};

	LLVMBuildCall2(cg->b, type, extreme_function(cg, is_max, map->value->is_signed), args, 2,
		       "");
}

static LLVMValueRef apply_min(struct cg *cg, const struct map *map, LLVMValueRef at, LLVMValueRef x,
			      bool wanted)
{
	(void)wanted;
	offer(cg, map, at, x, false);
	return NULL;
}

static LLVMValueRef apply_max(struct cg *cg, const struct map *map, LLVMValueRef at, LLVMValueRef x,
			      bool wanted)
{
	(void)wanted;
	offer(cg, map, at, x, true);
	return NULL;
}

/* Where every CPU has an entry of its own, this one's. */
static void change_extreme(struct cg *cg, const struct stmt *s, change_apply *apply)
{
	LLVMValueRef x = argument(cg, s, 0);
	const struct change c = {.map = map_of(s),
				 .key = s->aggregate.target->map.key,
				 .bucket = map_spec_of(cg, map_of(s))->by_cpu
						   ? ir_widen(cg, cpu_number(cg), false)
						   : NULL,
				 .apply = apply,
				 .x = x,
				 .span = s->span};

	map_change(cg, &c);
}

void lower_agg_min(struct cg *cg, const struct stmt *s)
{
	change_extreme(cg, s, apply_min);
}

void lower_agg_max(struct cg *cg, const struct stmt *s)
{
	change_extreme(cg, s, apply_max);
}

/* ---- buckets ---- */

void bucket_begin(struct cg *cg, struct map_slot *slot, const struct change *c)
{
	const struct map_spec *spec = map_spec_of(cg, c->map);
	LLVMValueRef key, index;

	if (spec->storage == STORE_CELL) {
		index = ir_bound(cg, c->bucket, c->buckets - 1);
		map_slot_begin_at(cg, slot, c->map, NULL,
				  ir_mul(cg, index, ir_u64(cg, c->bucket_size)), c->span);
		return;
	}
	key = map_key(cg, c->map, c->key, 8);
	ir_store(cg, c->bucket, ir_at(cg, key, bucket_offset(spec)), 8);
	map_slot_begin_at(cg, slot, c->map, key, NULL, c->span);
}

static void bucket_count(struct cg *cg, const struct stmt *s, LLVMValueRef index, uint32_t count)
{
	const struct change c = {.map = map_of(s),
				 .key = s->aggregate.target->map.key,
				 .bucket = index,
				 .buckets = count,
				 .bucket_size = sizeof(uint64_t),
				 .apply = apply_count,
				 .x = ir_u64(cg, 1),
				 .span = s->span};

	map_change(cg, &c);
}

/* hist(x, bits): index of the bucket of x; the formula stands in lang/buckets.h. */
static LLVMValueRef hist_function(struct cg *cg)
{
	LLVMTypeRef types[] = {cg->i64, cg->i64};
	LLVMValueRef x, bits, rest, log, one, m;
	struct prog prog = {0};
	struct fn fn = {.prog = &prog};
	struct ir_if negative, small;

	if (cg->hist_function)
		return cg->hist_function;
	function_begin(cg, &fn, "sonde_hist_bucket", cg->i64, types, 2, SPAN_NONE);
	cg->hist_function = fn.function;
	x = LLVMGetParam(fn.function, 0);
	bits = LLVMGetParam(fn.function, 1);
	ir_if(cg, &negative, ir_cmp(cg, LLVMIntSLT, x, ir_u64(cg, 0)));
	ir_jump(cg, fn.exit);
	ir_end(cg, &negative);
	one = ir_shl(cg, ir_u64(cg, 1), bits);
	ir_if(cg, &small, ir_cmp(cg, LLVMIntULT, x, one));
	ir_store(cg, ir_add(cg, x, ir_u64(cg, 1)), fn.result, 8);
	ir_jump(cg, fn.exit);
	ir_end(cg, &small);
	log = ir_u64(cg, 0);
	rest = x;
	for (uint64_t step = 32; step; step /= 2) {
		LLVMValueRef high = ir_shr(cg, rest, ir_u64(cg, step));
		LLVMValueRef some = ir_not_zero(cg, high);

		rest = ir_select(cg, some, high, rest);
		log = ir_add(cg, log, ir_select(cg, some, ir_u64(cg, step), ir_u64(cg, 0)));
	}
	m = ir_sub(cg, log, bits);
	rest = ir_and(cg, ir_shr(cg, x, m), ir_sub(cg, one, ir_u64(cg, 1)));
	log = ir_shl(cg, ir_add(cg, m, ir_u64(cg, 1)), bits);
	ir_store(cg, ir_add(cg, ir_add(cg, log, rest), ir_u64(cg, 1)), fn.result, 8);
	function_end(cg, &fn);
	return cg->hist_function;
}

void lower_agg_hist(struct cg *cg, const struct stmt *s)
{
	LLVMTypeRef types[] = {cg->i64, cg->i64};
	LLVMTypeRef type = LLVMFunctionType(cg->i64, types, 2, 0);
	LLVMValueRef function = hist_function(cg), args[2], index;
	uint32_t bits = map_of(s)->bits;

	args[0] = argument(cg, s, 0);
	args[1] = ir_u64(cg, bits);
	index = LLVMBuildCall2(cg->b, type, function, args, 2, "");
	bucket_count(cg, s, index, hist_bucket_count(bits));
}

void lower_agg_lhist(struct cg *cg, const struct stmt *s)
{
	const struct map *map = map_of(s);
	uint64_t steps = ((uint64_t)map->max - (uint64_t)map->min) / (uint64_t)map->step;
	LLVMValueRef x = argument(cg, s, 0), min = ir_u64(cg, (uint64_t)map->min);
	LLVMValueRef below = ir_cmp(cg, LLVMIntSLT, x, min);
	LLVMValueRef above = ir_cmp(cg, LLVMIntSGT, x, ir_u64(cg, (uint64_t)map->max));
	LLVMValueRef index;

	index = ir_udiv(cg, ir_sub(cg, x, min), ir_u64(cg, (uint64_t)map->step));
	index = ir_select(cg, above, ir_u64(cg, steps), index);
	index = ir_select(cg, below, ir_u64(cg, 0), ir_add(cg, index, ir_u64(cg, 1)));
	bucket_count(cg, s, index, lhist_bucket_count(map->min, map->max, map->step));
}
