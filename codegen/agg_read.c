/*
 * Aggregates as numbers inside a program: a loop over all CPUs. The verifier walks it to its end,
 * so the number of CPUs must be a constant for it, which load_config's are.
 */
#include "codegen/cg.h"

#include <stddef.h>

/* What is put together from all CPUs. */
struct totals {
	LLVMValueRef value, count; /* local u64 each */
};

static void merge_extreme(struct cg *cg, const struct type *type, LLVMValueRef at,
			  const struct totals *t)
{
	LLVMValueRef set =
		ir_load(cg, cg->i64, ir_at(cg, at, offsetof(struct wire_agg_extreme, set)), 8);
	LLVMValueRef x =
		ir_load(cg, cg->i64, ir_at(cg, at, offsetof(struct wire_agg_extreme, value)), 8);
	LLVMValueRef old, first, better;
	bool is_max = type->kind == T_MAX;
	struct ir_if has;

	ir_if(cg, &has, ir_not_zero(cg, set));
	old = ir_load(cg, cg->i64, t->value, 8);
	first = ir_is_zero(cg, ir_load(cg, cg->i64, t->count, 8));
	if (is_max)
		better = ir_cmp(cg, type->is_signed ? LLVMIntSGT : LLVMIntUGT, x, old);
	else
		better = ir_cmp(cg, type->is_signed ? LLVMIntSLT : LLVMIntULT, x, old);
	ir_store(cg, ir_select(cg, ir_or(cg, first, better), x, old), t->value, 8);
	ir_store(cg, ir_u64(cg, 1), t->count, 8);
	ir_end(cg, &has);
}

static void add_word(struct cg *cg, LLVMValueRef at, uint64_t offset, LLVMValueRef total)
{
	LLVMValueRef x = ir_load(cg, cg->i64, ir_at(cg, at, offset), 8);

	ir_store(cg, ir_add(cg, ir_load(cg, cg->i64, total, 8), x), total, 8);
}

static void merge(struct cg *cg, const struct type *type, LLVMValueRef at, const struct totals *t)
{
	switch ((int)type->kind) {
	case T_COUNT:
		add_word(cg, at, offsetof(struct wire_agg_count, count), t->value);
		return;
	case T_SUM:
		add_word(cg, at, offsetof(struct wire_agg_sum, sum), t->value);
		return;
	case T_MIN:
	case T_MAX:
		merge_extreme(cg, type, at, t);
		return;
	case T_AVG:
	case T_STATS:
		add_word(cg, at, offsetof(struct wire_agg_avg, total), t->value);
		add_word(cg, at, offsetof(struct wire_agg_avg, count), t->count);
		return;
	default:
		bug("an aggregate of kind %d is no number", type->kind);
	}
}

/* BPF has no signed division before version 4 of its instructions. */
static LLVMValueRef average(struct cg *cg, const struct type *type, const struct totals *t)
{
	LLVMValueRef total = ir_load(cg, cg->i64, t->value, 8), zero = ir_u64(cg, 0);
	LLVMValueRef count = ir_load(cg, cg->i64, t->count, 8), negative, q;

	count = ir_select(cg, ir_is_zero(cg, count), ir_u64(cg, 1), count);
	if (!type->is_signed)
		return ir_udiv(cg, total, count);
	negative = ir_cmp(cg, LLVMIntSLT, total, zero);
	q = ir_udiv(cg, ir_select(cg, negative, ir_sub(cg, zero, total), total), count);
	return ir_select(cg, negative, ir_sub(cg, zero, q), q);
}

/* This map's memory of CPU, or NULL in code. HASH: the map, if it is a hash. */
static LLVMValueRef memory_of_cpu(struct cg *cg, const struct map_spec *spec, LLVMValueRef hash,
				  LLVMValueRef key, LLVMValueRef cpu)
{
	struct mem_mark mark = mem_mark(cg);
	LLVMValueRef index, at;

	if (spec->by_cpu) {
		ir_store(cg, ir_widen(cg, cpu, false), ir_at(cg, key, bucket_offset(spec)), 8);
		return cg_bpf(cg, BPF_map_lookup_elem, hash, key);
	}
	if (hash)
		return cg_bpf(cg, BPF_map_lookup_percpu_elem, hash, key, cpu);
	index = mem_stack(cg, 4);
	ir_store(cg, cpu, index, 4);
	at = cg_bpf(cg, BPF_map_lookup_elem, cg->cells_map, index);
	mem_release(cg, mark);
	return at;
}

/* The map, unless its values are cells. May end this run: not while a record is reserved. */
static LLVMValueRef hash_of(struct cg *cg, const struct map *map)
{
	return map_spec_of(cg, map)->storage == STORE_HASH ? map_global(cg, map) : NULL;
}

/* HASH: hash_of(MAP). */
static struct totals totals_read(struct cg *cg, const struct map *map, LLVMValueRef hash,
				 LLVMValueRef key)
{
	const struct map_spec *spec = map_spec_of(cg, map);
	uint32_t offset = spec->storage == STORE_CELL ? spec->offset : 0;
	struct totals t = {ir_local(cg, cg->i64), ir_local(cg, cg->i64)};
	LLVMValueRef cpu = ir_local(cg, cg->i32), n, at, ncpus;
	struct ir_loop loop;
	struct ir_if found;

	/* Not only at the start of the function: this may stand in a loop. */
	ir_store(cg, ir_u64(cg, 0), t.value, 8);
	ir_store(cg, ir_u64(cg, 0), t.count, 8);
	ir_store(cg, ir_u32(cg, 0), cpu, 4);
	if (!spec->per_cpu && !spec->by_cpu) {
		at = cg_bpf(cg, BPF_map_lookup_elem, hash, key);
		ir_if(cg, &found, ir_not_zero(cg, at));
		merge(cg, map->value, ir_opaque(cg, at), &t);
		ir_end(cg, &found);
		return t;
	}
	ncpus = config_u32(cg, offsetof(struct wire_load_config, ncpus));
	ir_loop(cg, &loop);
	n = ir_load(cg, cg->i32, cpu, 4);
	ir_loop_while(cg, &loop, ir_cmp(cg, LLVMIntULT, n, ncpus));
	at = memory_of_cpu(cg, spec, hash, key, n);
	ir_if(cg, &found, ir_not_zero(cg, at));
	merge(cg, map->value, ir_at(cg, ir_opaque(cg, at), offset), &t);
	ir_end(cg, &found);
	ir_store(cg, ir_add(cg, ir_load(cg, cg->i32, cpu, 4), ir_u32(cg, 1)), cpu, 4);
	ir_loop_end(cg, &loop);
	return t;
}

LLVMValueRef aggregate_read(struct cg *cg, const struct map *map, LLVMValueRef key)
{
	struct totals t = totals_read(cg, map, hash_of(cg, map), key);

	if (map->value->kind == T_AVG)
		return average(cg, map->value, &t);
	return ir_load(cg, cg->i64, t.value, 8);
}

/* struct wire_agg_avg of all CPUs together: what records carry of stats(). */
static LLVMValueRef stats_fill(struct cg *cg, const struct val *v, LLVMValueRef dst, uint32_t align,
			       bool exact)
{
	const struct map *map = v->e->map.map;
	struct totals t = totals_read(cg, map, v->v2, v->v);

	(void)exact;
	ir_store(cg, ir_load(cg, cg->i64, t.value, 8),
		 ir_at(cg, dst, offsetof(struct wire_agg_avg, total)), align);
	ir_store(cg, ir_load(cg, cg->i64, t.count, 8),
		 ir_at(cg, dst, offsetof(struct wire_agg_avg, count)), align);
	return ir_u64(cg, sizeof(struct wire_agg_avg));
}

/* With room for the CPU where that is part of it. */
static LLVMValueRef aggregate_key(struct cg *cg, const struct expr *map)
{
	uint32_t extra = map_spec_of(cg, map->map.map)->by_cpu ? 8 : 0;

	return map_key(cg, map->map.map, map->map.key, extra);
}

struct val aggregate_get(struct cg *cg, const struct expr *map)
{
	struct val v = {.where = VAL_FILL, .type = map->type, .fill = stats_fill, .e = map};

	if (map_spec_of(cg, map->map.map)->storage == STORE_HASH)
		v.v = aggregate_key(cg, map);
	v.v2 = hash_of(cg, map->map.map);
	return v;
}

struct val aggregate_cast(struct cg *cg, const struct expr *map, const struct type *to)
{
	const struct map_spec *spec;
	LLVMValueRef key = NULL, total;
	struct val v;

	while (map->kind == E_BLOCK) {
		cg_stmts(cg, &map->block.body);
		map = map->block.value;
	}
	if (map->kind != E_MAP)
		bug("an aggregate that is no map");
	spec = map_spec_of(cg, map->map.map);
	if (spec->storage == STORE_HASH)
		key = aggregate_key(cg, map);
	total = aggregate_read(cg, map->map.map, key);
	v = val_direct(total, type_int(cg->u->types, 8, map->map.map->value->is_signed));
	return val_cast(cg, v, to);
}
