/*
 * The objects beside the code: maps, globals, constants. Maps of unknown size (cells, scratch)
 * get their definitions when everything has been generated.
 */
#include "codegen/cg.h"

#include <linux/bpf.h>
#include <stddef.h>

#include "lang/unwind.h"

/* Until the loader sets the sizes the system calls for. */
#define DATA_RING_SIZE (1u << 20)
#define CONTROL_RING_SIZE (1u << 16)

#define OBJECT_CPUS 512 /* a plain object works on so many */

#define RING_ATTRS 2
#define TABLE_ATTRS 5

static LLVMValueRef map_declare(struct cg *cg, const char *name, unsigned attrs)
{
	LLVMTypeRef type = LLVMArrayType2(cg->ptr, attrs);
	LLVMValueRef map = LLVMAddGlobal(cg->module, type, name);

	LLVMSetInitializer(map, LLVMConstNull(type));
	LLVMSetSection(map, ".maps");
	LLVMSetAlignment(map, 8);
	return map;
}

static LLVMValueRef ring_make(struct cg *cg, const char *name, uint32_t size)
{
	LLVMValueRef map = map_declare(cg, name, RING_ATTRS);
	const struct map_attr attrs[RING_ATTRS] = {
		{"type", BPF_MAP_TYPE_RINGBUF},
		{"max_entries", size},
	};

	debug_map(cg, map, name, attrs, RING_ATTRS);
	return map;
}

static void table_define(struct cg *cg, LLVMValueRef map, const char *name, uint32_t type,
			 uint32_t key_size, uint32_t value_size, uint32_t max_entries,
			 uint32_t flags)
{
	const struct map_attr attrs[TABLE_ATTRS] = {
		{"type", type},
		{"key_size", key_size},
		{"value_size", value_size},
		{"max_entries", max_entries},
		{"map_flags", flags},
	};

	debug_map(cg, map, name, attrs, TABLE_ATTRS);
}

static uint32_t spec_type(const struct map_spec *s)
{
	if (s->lru)
		return s->per_cpu ? BPF_MAP_TYPE_LRU_PERCPU_HASH : BPF_MAP_TYPE_LRU_HASH;
	return s->per_cpu ? BPF_MAP_TYPE_PERCPU_HASH : BPF_MAP_TYPE_HASH;
}

#define KEY_MAX 512 /* MAX_BPF_STACK: kernels before 5.11 take no larger keys */

/*
 * Keys too large for the kernel: it gets a hash of them, and another map has the keys for the
 * hashes. 128 bits do not collide by chance.
 */
static void keys_hash(struct cg *cg, struct map_spec *s, LLVMValueRef *keys)
{
	uint32_t bucket = type_is(s->value, TF_BUCKETS) || s->by_cpu ? 8 : 0;
	struct span span = SPAN_NONE;

	if (s->key_size <= KEY_MAX || cg_has(cg, FEATURE_large_keys))
		return;
	if (s->pin) {
		for (size_t i = 0; i < cg->u->maps.len; i++)
			if (cg->u->maps.at[i]->name == s->name)
				span = cg->u->maps.at[i]->span;
		feature_missing(cg, span, FEATURE_large_keys, "a pinned map with such keys");
		return;
	}
	s->hash_size = HASH_SIZE + bucket;
	s->keys_name = arena_printf(cg->arena, "KEYS_%s", s->name + 1);
	*keys = map_declare(cg, s->keys_name, TABLE_ATTRS);
	table_define(cg, *keys, s->keys_name, s->lru ? BPF_MAP_TYPE_LRU_HASH : BPF_MAP_TYPE_HASH,
		     HASH_SIZE, ROUND_UP(s->key_size - bucket, 8u), s->max_entries, 0);
}

/* The loader makes the second map and puts one of them into the array. */
static void banks_make(struct cg *cg, struct map_spec *s, LLVMValueRef *banks)
{
	if (s->hash_size)
		s->bank_name = NULL; /* the map of keys would need the same, and no time between */
	if (!s->bank_name)
		return;
	*banks = map_declare(cg, s->bank_name, TABLE_ATTRS);
	table_define(cg, *banks, s->bank_name, BPF_MAP_TYPE_ARRAY_OF_MAPS, 4, 4, 1, 0);
}

/* ---- aggregates that programs read ---- */

/* An entry for each key and CPU. Loops over maps, which would see them, came later than exchanges.
 */
static void split(struct cg *cg, struct map_spec *s)
{
	uint64_t cpus = MAX(cg->u->target->ncpus, 1u);

	s->by_cpu = true;
	s->key_size = ROUND_UP(s->key ? s->key->size : 8u, 8u) + 8;
	s->max_entries = (uint32_t)MIN(s->max_entries * cpus, (uint64_t)MAP_ENTRIES_MAX);
}

static void spec_share(struct cg *cg, struct map_spec *s)
{
	if (s->storage != STORE_HASH || !s->per_cpu || s->pin)
		return;
	s->per_cpu = false;
	if ((s->value->kind == T_MIN || s->value->kind == T_MAX) &&
	    !cg_has(cg, FEATURE_atomic_fetch) && !cg_has(cg, FEATURE_for_each_map_elem))
		split(cg, s);
}

static void share(struct cg *cg, const struct expr *e)
{
	while (e && e->kind == E_BLOCK)
		e = e->block.value;
	if (!e || e->kind != E_MAP || !type_is(e->map.map->value, TF_AGGREGATE))
		return;
	if (map_spec_of(cg, e->map.map)->pin)
		feature_missing(cg, e->span, FEATURE_percpu_lookup,
				"reading an aggregation in a pinned map");
	spec_share(cg, &cg->p->maps[e->map.map->spec]);
}

static bool share_visit(struct expr *e, void *arg)
{
	struct cg *cg = arg;

	if (e->kind == E_CAST)
		share(cg, e->cast.arg);
	for (size_t i = 0; e->kind == E_CALL && i < e->call.args.len; i++)
		if (e->call.args.at[i]->kind == E_MAP && e->call.args.at[i]->map.key)
			share(cg, e->call.args.at[i]);
	for (size_t i = 0; e->kind == E_BLOCK && i < e->block.body.len; i++)
		if (e->block.body.at[i]->kind == S_FOR_MAP)
			share(cg, e->block.body.at[i]->each.map);
	return false;
}

/*
 * A kernel that cannot show a program the values of other CPUs: what programs read themselves has
 * one value for all CPUs then. The atomic operations on it are as exact, only slower; minima and
 * maxima, which take an exchange, are split where there is none. Units of a session do not know
 * what later ones will read.
 */
static void aggregates_share(struct cg *cg)
{
	for (uint32_t i = 0; i < cg->p->nmaps && cg->u->session; i++)
		spec_share(cg, &cg->p->maps[i]);
	for (size_t i = 0; i < cg->u->instances.len; i++) {
		const struct instance *inst = cg->u->instances.at[i];

		expr_walk(inst->body, share_visit, cg);
		for (size_t f = 0; f < inst->fns.len; f++)
			expr_walk(inst->fns.at[f]->body, share_visit, cg);
	}
}

static bool has_aggregates(const struct program *p)
{
	for (uint32_t i = 0; i < p->nmaps; i++)
		if (p->maps[i].storage == STORE_HASH && p->maps[i].per_cpu)
			return true;
	return false;
}

static bool has_captures(const struct program *p)
{
	for (uint32_t i = 0; i < p->nrecords; i++)
		if (p->records[i].action == ACT_skboutput)
			return true;
	return false;
}

static void config_make(struct cg *cg)
{
	LLVMTypeRef type = LLVMArrayType2(cg->i64, sizeof(struct wire_load_config) / 8);

	_Static_assert(sizeof(struct wire_load_config) % 8 == 0, "whole words");
	cg->config = LLVMAddGlobal(cg->module, type, "load_config");
	LLVMSetInitializer(cg->config, LLVMConstNull(type));
	LLVMSetGlobalConstant(cg->config, 1);
	LLVMSetSection(cg->config, ".rodata.config");
	LLVMSetAlignment(cg->config, 8);
}

/* No constant for LLVM, which would take the zeros for the values. */
static void params_make(struct cg *cg)
{
	LLVMTypeRef type = LLVMArrayType2(cg->i64, cg->p->parameters_size / 8);

	if (!cg->p->parameters_size)
		return;
	cg->params = LLVMAddGlobal(cg->module, type, "parameters");
	LLVMSetInitializer(cg->params, LLVMConstNull(type));
	LLVMSetSection(cg->params, ".rodata.params");
	LLVMSetAlignment(cg->params, 8);
}

void maps_begin(struct cg *cg)
{
	struct program *p = cg->p;
	LLVMTypeRef type;

	if (has_aggregates(p) && !cg_has(cg, FEATURE_percpu_lookup))
		aggregates_share(cg);
	cg->insert_functions = arena_array(cg->arena, LLVMValueRef, p->nmaps);
	cg->map_globals = arena_array(cg->arena, LLVMValueRef, p->nmaps);
	cg->bank_globals = arena_array(cg->arena, LLVMValueRef, p->nmaps);
	cg->key_globals = arena_array(cg->arena, LLVMValueRef, p->nmaps);
	for (uint32_t i = 0; i < p->nmaps; i++) {
		struct map_spec *s = &p->maps[i];

		if (s->storage != STORE_HASH)
			continue;
		keys_hash(cg, s, &cg->key_globals[i]);
		cg->map_globals[i] = map_declare(cg, s->bpf_name, TABLE_ATTRS);
		if (cg->u->options.object && !s->hash_size)
			object_map_define(cg, cg->map_globals[i], s, spec_type(s));
		else
			table_define(cg, cg->map_globals[i], s->bpf_name, spec_type(s),
				     s->hash_size ? s->hash_size : s->key_size, s->value_size,
				     s->max_entries, 0);
		banks_make(cg, s, &cg->bank_globals[i]);
	}
	cg->data_map = ring_make(cg, "data", DATA_RING_SIZE);
	cg->control_map = ring_make(cg, "control", CONTROL_RING_SIZE);
	if (has_captures(p)) {
		cg->packets_map = map_declare(cg, "packets", TABLE_ATTRS);
		table_define(cg, cg->packets_map, "packets", BPF_MAP_TYPE_PERF_EVENT_ARRAY, 4, 4,
			     MAX(cg->u->target->ncpus, 1u), 0);
	}
	cg->cells_map = map_declare(cg, "cells", TABLE_ATTRS);
	cg->scratch_map = map_declare(cg, "scratch", TABLE_ATTRS);
	if (p->globals_size) {
		type = LLVMArrayType2(cg->i64, (p->globals_size + 7) / 8);
		cg->globals = LLVMAddGlobal(cg->module, type, "globals");
		LLVMSetInitializer(cg->globals, LLVMConstNull(type));
		LLVMSetSection(cg->globals, ".bss");
		debug_words(cg, cg->globals, "globals", (p->globals_size + 7) / 8);
		LLVMSetAlignment(cg->globals, 8);
	}
	config_make(cg);
	params_make(cg);
	if (!p->scratch_slots)
		p->scratch_slots = 4; /* task, soft interrupt, interrupt, NMI */
	cg->scratch_needed = 8;
}

static void zeros_finish(struct cg *cg)
{
	LLVMTypeRef type = LLVMArrayType2(cg->i64, (cg->zeros_size + 7) / 8);
	LLVMValueRef zeros;

	if (!cg->zeros)
		return;
	zeros = LLVMAddGlobal(cg->module, type, "zeros");
	LLVMSetInitializer(zeros, LLVMConstNull(type));
	LLVMSetGlobalConstant(zeros, 1);
	LLVMSetLinkage(zeros, LLVMInternalLinkage);
	LLVMSetSection(zeros, ".rodata");
	LLVMSetAlignment(zeros, 8);
	LLVMReplaceAllUsesWith(cg->zeros, zeros);
	LLVMDeleteGlobal(cg->zeros);
}

void maps_end(struct cg *cg)
{
	struct program *p = cg->p;
	uint32_t cpus = MAX(cg->u->target->ncpus, 1u);

	/* Nobody fits it to the machine that loads it. */
	if (cg->u->options.object)
		cpus = OBJECT_CPUS;
	table_define(cg, cg->cells_map, "cells", BPF_MAP_TYPE_ARRAY, 4, p->cells_size, cpus,
		     BPF_F_MMAPABLE);
	if (cg->claim_function) {
		p->scratch_size = ROUND_UP(cg->scratch_needed, 8u);
		table_define(cg, cg->scratch_map, "scratch", BPF_MAP_TYPE_ARRAY, 4, p->scratch_size,
			     cpus * p->scratch_slots, 0);
	} else {
		p->scratch_size = 0;
		LLVMDeleteGlobal(cg->scratch_map);
	}
	zeros_finish(cg);
}

/* The loader knows how many processes there are, and what the maps inside of the other look like.
 */
void unwind_maps(struct cg *cg)
{
	if (cg->unwind_spaces)
		return;
	cg->unwind_spaces = map_declare(cg, UNWIND_SPACES, TABLE_ATTRS);
	table_define(cg, cg->unwind_spaces, UNWIND_SPACES, BPF_MAP_TYPE_HASH, 4, UNWIND_SPACE_SIZE,
		     1, 0);
	cg->unwind_tables = map_declare(cg, UNWIND_TABLES, TABLE_ATTRS);
	table_define(cg, cg->unwind_tables, UNWIND_TABLES, BPF_MAP_TYPE_ARRAY_OF_MAPS, 4, 4,
		     UNWIND_TABLES_MAX, 0);
}

static LLVMValueRef rodata(struct cg *cg, LLVMValueRef value)
{
	LLVMValueRef global = LLVMAddGlobal(cg->module, LLVMTypeOf(value), "constant");

	LLVMSetInitializer(global, value);
	LLVMSetGlobalConstant(global, 1);
	LLVMSetLinkage(global, LLVMInternalLinkage);
	/* One section: each section of constants becomes a map of its own. */
	LLVMSetSection(global, ".rodata");
	LLVMSetAlignment(global, 8);
	return global;
}

LLVMValueRef rodata_bytes(struct cg *cg, const void *bytes, size_t len)
{
	return rodata(cg, LLVMConstStringInContext2(cg->llvm, bytes, len, 1));
}

LLVMValueRef rodata_u16(struct cg *cg, const uint16_t *values, size_t n)
{
	LLVMValueRef *items = arena_array(cg->arena, LLVMValueRef, n);

	for (size_t i = 0; i < n; i++)
		items[i] = ir_const(cg->i16, values[i]);
	return rodata(cg, LLVMConstArray2(cg->i16, items, n));
}

LLVMValueRef rodata_i64(struct cg *cg, const int64_t *values, size_t n)
{
	LLVMValueRef *items = arena_array(cg->arena, LLVMValueRef, n);

	for (size_t i = 0; i < n; i++)
		items[i] = ir_u64(cg, (uint64_t)values[i]);
	return rodata(cg, LLVMConstArray2(cg->i64, items, n));
}

LLVMValueRef rodata_zeros(struct cg *cg, uint32_t size)
{
	if (!cg->zeros)
		cg->zeros = LLVMAddGlobal(cg->module, cg->i64, "zeros_wanted");
	cg->zeros_size = MAX(cg->zeros_size, size);
	return cg->zeros;
}

/*
 * Volatile, because the loader replaces the zeros that LLVM sees. The map is frozen before the
 * verifier runs, so it knows the real values and drops branches they rule out.
 */
LLVMValueRef config_u32(struct cg *cg, size_t offset)
{
	return ir_load_volatile(cg, cg->i32, ir_at(cg, cg->config, offset));
}

LLVMValueRef config_u64(struct cg *cg, size_t offset)
{
	return ir_load_volatile(cg, cg->i64, ir_at(cg, cg->config, offset));
}
