/*
 * Functions on maps that run in the program: delete, has_key and their kin.
 */
#include "codegen/cg.h"

#include <stddef.h>

#include "lang/buckets.h"

/* A loop over buckets is walked by the verifier to its end. */
#define BUCKETS_MAX 4096

static const struct map *map_argument(const struct expr *e)
{
	return e->call.args.at[0]->map.map;
}

static const struct expr *key_argument(const struct expr *e)
{
	return e->call.args.len > 1 ? e->call.args.at[1] : NULL;
}

static uint64_t bucket_total(struct cg *cg, const struct map *map)
{
	if (map_spec_of(cg, map)->by_cpu)
		return cg->u->target->ncpus;
	switch ((int)map->value->kind) {
	case T_HIST:
		return hist_bucket_count(map->bits);
	case T_LHIST:
		return lhist_bucket_count(map->min, map->max, map->step);
	case T_TSERIES:
		return map->intervals;
	default:
		return 0;
	}
}

/* ---- hashes ---- */

static LLVMValueRef element_is_there(struct cg *cg, const struct map *map, LLVMValueRef key)
{
	return ir_not_zero(cg, map_find(cg, map, key));
}

static LLVMValueRef element_delete(struct cg *cg, const struct map *map, LLVMValueRef key)
{
	LLVMValueRef result = cg_bpf(cg, BPF_map_delete_elem, map_global(cg, map), key);

	key_forget(cg, map, key);
	return ir_is_zero(cg, result);
}

typedef LLVMValueRef element_fn(struct cg *cg, const struct map *map, LLVMValueRef key);

/* DO for every bucket of a key; whether any of them gave true. */
static LLVMValueRef each_bucket(struct cg *cg, const struct expr *e, element_fn *do_element)
{
	const struct map *map = map_argument(e);
	LLVMValueRef key = map_key(cg, map, key_argument(e), 8), any = ir_local(cg, cg->i64);
	LLVMValueRef bucket = ir_local(cg, cg->i64), n, one;
	uint64_t total = bucket_total(cg, map);
	struct ir_loop loop;

	if (total > BUCKETS_MAX) {
		diag_add(
			cg->u->diags, D_BACKEND, e->span,
			"%s() of one key of %s would go through %llu buckets, more than the kernel's "
			"verifier follows",
			function_rows[e->call.fn].name, map->name, (unsigned long long)total);
		return ir_bool(cg, false);
	}
	ir_store(cg, ir_u64(cg, 0), any, 8);
	ir_store(cg, ir_u64(cg, 0), bucket, 8);
	ir_loop(cg, &loop);
	n = ir_load(cg, cg->i64, bucket, 8);
	ir_loop_while(cg, &loop, ir_cmp(cg, LLVMIntULT, n, ir_u64(cg, total)));
	ir_store(cg, n, ir_at(cg, key, bucket_offset(map_spec_of(cg, map))), 8);
	one = ir_resize(cg, do_element(cg, map, key), cg->i64, false);
	ir_store(cg, ir_or(cg, ir_load(cg, cg->i64, any, 8), one), any, 8);
	ir_store(cg, ir_add(cg, n, ir_u64(cg, 1)), bucket, 8);
	ir_loop_end(cg, &loop);
	return ir_not_zero(cg, ir_load(cg, cg->i64, any, 8));
}

static LLVMValueRef hash_do(struct cg *cg, const struct expr *e, element_fn *do_element)
{
	const struct map *map = map_argument(e);

	if (bucket_total(cg, map))
		return each_bucket(cg, e, do_element);
	return do_element(cg, map, map_key(cg, map, key_argument(e), 0));
}

/* ---- scalar maps in globals and cells ---- */

static LLVMValueRef global_delete(struct cg *cg, const struct map_spec *spec)
{
	LLVMValueRef was = ir_load(cg, cg->i64, global_set_at(cg, spec), 8);

	ir_store(cg, ir_u64(cg, 0), global_set_at(cg, spec), 8);
	ir_store(cg, ir_u64(cg, 0), global_value_at(cg, spec), 8);
	return ir_not_zero(cg, was);
}

/* Every CPU's part becomes zero; whether the first words of any were not. */
static LLVMValueRef cells_delete(struct cg *cg, const struct map_spec *spec)
{
	LLVMValueRef cpu = ir_local(cg, cg->i32), any = ir_local(cg, cg->i64), index, at, n;
	struct mem_mark mark = mem_mark(cg);
	struct ir_loop loop;
	struct ir_if found;

	index = mem_stack(cg, 4);
	ir_store(cg, ir_u32(cg, 0), cpu, 4);
	ir_store(cg, ir_u64(cg, 0), any, 8);
	ir_loop(cg, &loop);
	n = ir_load(cg, cg->i32, cpu, 4);
	ir_loop_while(cg, &loop,
		      ir_cmp(cg, LLVMIntULT, n,
			     config_u32(cg, offsetof(struct wire_load_config, ncpus))));
	ir_store(cg, n, index, 4);
	at = cg_bpf(cg, BPF_map_lookup_elem, cg->cells_map, index);
	ir_if(cg, &found, ir_not_zero(cg, at));
	at = ir_at(cg, ir_opaque(cg, at), spec->offset);
	for (uint32_t word = 0; word < MIN(spec->value_size, 16u); word += 8)
		ir_store(cg,
			 ir_or(cg, ir_load(cg, cg->i64, any, 8),
			       ir_load(cg, cg->i64, ir_at(cg, at, word), 8)),
			 any, 8);
	mem_zero(cg, at, 8, spec->value_size);
	ir_end(cg, &found);
	ir_store(cg, ir_add(cg, ir_load(cg, cg->i32, cpu, 4), ir_u32(cg, 1)), cpu, 4);
	ir_loop_end(cg, &loop);
	mem_release(cg, mark);
	return ir_not_zero(cg, ir_load(cg, cg->i64, any, 8));
}

struct val lower_fn_delete(struct cg *cg, const struct expr *e)
{
	const struct map_spec *spec = map_spec_of(cg, map_argument(e));

	switch (spec->storage) {
	case STORE_GLOBAL:
		return val_direct(global_delete(cg, spec), e->type);
	case STORE_CELL:
		return val_direct(cells_delete(cg, spec), e->type);
	case STORE_HASH:
		return val_direct(hash_do(cg, e, element_delete), e->type);
	}
	bug("storage %d", spec->storage);
}

struct val lower_fn_has_key(struct cg *cg, const struct expr *e)
{
	return val_direct(hash_do(cg, e, element_is_there), e->type);
}

/* ---- len ---- */

/* visit(map, key, value, ctx): goes on; bpf_for_each_map_elem counts the calls. */
static LLVMValueRef visit_function(struct cg *cg)
{
	LLVMTypeRef types[] = {cg->ptr, cg->ptr, cg->ptr, cg->ptr};
	struct prog prog = {0};
	struct fn fn = {.prog = &prog};

	if (cg->visit_function)
		return cg->visit_function;
	function_begin(cg, &fn, "sonde_visit", cg->i64, types, 4, SPAN_NONE);
	cg->visit_function = fn.function;
	function_end(cg, &fn);
	return fn.function;
}

static LLVMValueRef map_length(struct cg *cg, const struct expr *e)
{
	if (!cg_has(cg, FEATURE_for_each_map_elem)) {
		feature_missing(cg, e->span, FEATURE_for_each_map_elem, "the number of elements");
		return ir_u64(cg, 0);
	}
	return cg_bpf(cg, BPF_for_each_map_elem, map_global(cg, map_argument(e)),
		      visit_function(cg), ir_null(cg), ir_u64(cg, 0));
}

static LLVMValueRef stack_length(struct cg *cg, const struct expr *arg)
{
	struct val v = cg_expr(cg, arg), n;

	n = val_member(cg, &v, arg->type->kind == T_USTACK ? 8 : 0,
		       type_int(cg->u->types, 8, false));
	return val_scalar(cg, &n);
}

struct val lower_fn_len(struct cg *cg, const struct expr *e)
{
	const struct expr *arg = e->call.args.at[0];
	LLVMValueRef n;

	if (arg->type->kind == T_KSTACK || arg->type->kind == T_USTACK)
		n = stack_length(cg, arg);
	else
		n = map_length(cg, e);
	return val_direct(ir_resize(cg, n, type_register(cg, e->type), true), e->type);
}
