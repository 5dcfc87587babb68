/*
 * Maps that hold values: globals (scalars of at most 8 bytes) and hashes. Aggregates are agg.c's,
 * functions on maps call_map.c's.
 */
#include "codegen/cg.h"

#include <linux/bpf.h>
#include <stddef.h>

const struct map_spec *map_spec_of(struct cg *cg, const struct map *map)
{
	return &cg->p->maps[map->spec];
}

LLVMValueRef map_global(struct cg *cg, const struct map *map)
{
	LLVMValueRef global = cg->map_globals[map->spec], bank = cg->bank_globals[map->spec], zero;
	struct mem_mark mark;

	if (!global)
		bug("map %s is no hash", map->name);
	if (!bank)
		return global;
	mark = mem_mark(cg);
	zero = mem_stack(cg, 4);
	ir_store(cg, ir_u32(cg, 0), zero, 4);
	bank = cg_bpf(cg, BPF_map_lookup_elem, bank, zero);
	mem_release(cg, mark);
	leave_unless(cg, ir_not_zero(cg, bank));
	return ir_opaque(cg, bank);
}

LLVMValueRef global_set_at(struct cg *cg, const struct map_spec *spec)
{
	return ir_at(cg, cg->globals, spec->offset + offsetof(struct wire_scalar, set));
}

LLVMValueRef global_value_at(struct cg *cg, const struct map_spec *spec)
{
	return ir_at(cg, cg->globals, spec->offset + offsetof(struct wire_scalar, value));
}

/* ---- keys ---- */

/*
 * hash(key, words, hash): two u64 of the words at KEY. Multiplications by odd constants (those of
 * MurmurHash3) spread the bits, shifts bring the high ones down.
 */
static LLVMValueRef hash_function(struct cg *cg)
{
	LLVMTypeRef types[] = {cg->ptr, cg->i64, cg->ptr};
	LLVMValueRef i, n, word, a, b, x, shift = ir_u64(cg, 32);
	struct prog prog = {0};
	struct fn fn = {.prog = &prog};
	struct ir_loop loop;

	if (cg->hash_function)
		return cg->hash_function;
	function_begin(cg, &fn, "sonde_hash", cg->nothing, types, 3, SPAN_NONE);
	cg->hash_function = fn.function;
	i = ir_local(cg, cg->i64);
	a = ir_local(cg, cg->i64);
	b = ir_local(cg, cg->i64);
	ir_loop(cg, &loop);
	n = ir_load(cg, cg->i64, i, 8);
	ir_loop_while(cg, &loop, ir_cmp(cg, LLVMIntULT, n, LLVMGetParam(fn.function, 1)));
	word = ir_load(cg, cg->i64,
		       ir_at_index(cg, LLVMGetParam(fn.function, 0), ir_mul(cg, n, ir_u64(cg, 8))),
		       8);
	x = ir_xor(cg, ir_load(cg, cg->i64, a, 8), word);
	x = ir_mul(cg, x, ir_u64(cg, 0x87c37b91114253d5));
	ir_store(cg, ir_xor(cg, x, ir_shr(cg, x, shift)), a, 8);
	x = ir_add(cg, ir_load(cg, cg->i64, b, 8), word);
	x = ir_mul(cg, x, ir_u64(cg, 0x4cf5ad432745937f));
	ir_store(cg, ir_xor(cg, x, ir_shr(cg, x, shift)), b, 8);
	ir_store(cg, ir_add(cg, n, ir_u64(cg, 1)), i, 8);
	ir_loop_end(cg, &loop);
	ir_store(cg, ir_load(cg, cg->i64, a, 8), LLVMGetParam(fn.function, 2), 8);
	ir_store(cg, ir_load(cg, cg->i64, b, 8), ir_at(cg, LLVMGetParam(fn.function, 2), 8), 8);
	function_end(cg, &fn);
	return cg->hash_function;
}

/* At AT, which has room for all of it. */
static LLVMValueRef hashed_key(struct cg *cg, const struct expr *key, LLVMValueRef at)
{
	uint32_t size = ROUND_UP(key->type->size, 8u);
	LLVMTypeRef types[] = {cg->ptr, cg->i64, cg->ptr};
	LLVMTypeRef type = LLVMFunctionType(cg->nothing, types, 3, 0);
	LLVMValueRef args[3];

	args[0] = ir_at(cg, at, HASH_KEY_AT);
	args[1] = ir_u64(cg, size / 8);
	args[2] = at;
	if (size != key->type->size)
		mem_zero(cg, ir_at(cg, args[0], size - 8), 8, 8);
	cg_expr_into(cg, key, args[0], 8, true);
	LLVMBuildCall2(cg->b, type, hash_function(cg), args, 3, "");
	return at;
}

uint32_t bucket_offset(const struct map_spec *spec)
{
	return spec->hash_size ? HASH_SIZE : spec->key_size - 8;
}

void key_remember(struct cg *cg, const struct map *map, LLVMValueRef key)
{
	if (map_spec_of(cg, map)->hash_size)
		cg_bpf(cg, BPF_map_update_elem, cg->key_globals[map->spec], key,
		       ir_at(cg, key, HASH_KEY_AT), ir_u64(cg, BPF_NOEXIST));
}

void key_forget(struct cg *cg, const struct map *map, LLVMValueRef key)
{
	if (map_spec_of(cg, map)->hash_size)
		cg_bpf(cg, BPF_map_delete_elem, cg->key_globals[map->spec], key);
}

uint32_t map_key_room(struct cg *cg, const struct map *map, const struct expr *key)
{
	const struct map_spec *spec = map_spec_of(cg, map);

	if (spec->hash_size)
		return HASH_KEY_AT + ROUND_UP(key->type->size, 8u);
	return MAX(ROUND_UP(spec->key_size, 8u), 8u);
}

static void key_store(struct cg *cg, const struct expr *key, LLVMValueRef at, bool bucket)
{
	if (bucket && ROUND_UP(key->type->size, 8u) != key->type->size)
		mem_zero(cg, at, 8, ROUND_UP(key->type->size, 8u));
	cg_expr_into(cg, key, at, 8, true);
}

LLVMValueRef map_key_scratch(struct cg *cg, const struct map *map, const struct expr *key,
			     bool bucket, uint32_t *offset)
{
	LLVMValueRef at;

	*offset = scratch_reserve(cg, map_key_room(cg, map, key));
	at = ir_at(cg, scratch_base(cg), *offset);
	if (!map->keyed)
		ir_store(cg, ir_u64(cg, 0), at, 8);
	else if (map_spec_of(cg, map)->hash_size)
		hashed_key(cg, key, at);
	else
		key_store(cg, key, at, bucket);
	return at;
}

LLVMValueRef map_key(struct cg *cg, const struct map *map, const struct expr *key, uint32_t extra)
{
	const struct map_spec *spec = map_spec_of(cg, map);
	LLVMValueRef at;
	uint32_t align;
	struct val v;

	if (!map->keyed) {
		at = mem_stack(cg, 8 + extra);
		ir_store(cg, ir_u64(cg, 0), at, 8);
		return at;
	}
	if (spec->hash_size)
		return hashed_key(cg, key, mem_scratch(cg, map_key_room(cg, map, key)));
	if (!extra && !type_in_register(key->type) && key->kind != E_TUPLE &&
	    key->kind != E_RECORD) {
		/* What lies in memory already, whole and exact, need not be copied. */
		v = cg_expr(cg, key);
		return val_bytes(cg, &v, true, &align);
	}
	at = mem_alloc(cg, MAX(spec->key_size, 1u));
	key_store(cg, key, at, extra != 0);
	return at;
}

LLVMValueRef map_find(struct cg *cg, const struct map *map, LLVMValueRef key)
{
	return cg_bpf(cg, BPF_map_lookup_elem, map_global(cg, map), key);
}

/*
 * insert(key, record, probe): zeros for a key that is not there, and where they are now; NULL,
 * reported as RECORD of PROBE, when the map is full. Another CPU having been faster is as good. A
 * function of its own for each map, because events come by keys that are there: what they run stays
 * short.
 */
static LLVMValueRef insert_function(struct cg *cg, const struct map *map)
{
	LLVMTypeRef types[] = {cg->ptr, cg->i64, cg->i32};
	LLVMValueRef *known = &cg->insert_functions[map->spec], key, result, at, full;
	struct prog prog = {0};
	struct fn fn = {.prog = &prog};
	struct ir_if missing;

	if (*known)
		return *known;
	function_begin(cg, &fn, arena_printf(cg->arena, "sonde_insert_%u", map->spec), cg->ptr,
		       types, ARRAY_LEN(types), map->span);
	*known = fn.function;
	key = LLVMGetParam(fn.function, 0);
	result = cg_bpf(cg, BPF_map_update_elem, map_global(cg, map), key,
			rodata_zeros(cg, map_spec_of(cg, map)->value_size),
			ir_u64(cg, BPF_NOEXIST));
	key_remember(cg, map, key);
	at = map_find(cg, map, key);
	ir_store(cg, at, fn.result, 8);
	if (errors_wanted(cg, false)) {
		full = ir_and(cg, ir_is_zero(cg, at),
			      ir_cmp(cg, LLVMIntSLT, result, ir_u64(cg, 0)));
		ir_if(cg, &missing, full);
		error_report_record(cg, LLVMGetParam(fn.function, 1), LLVMGetParam(fn.function, 2),
				    result);
		ir_end(cg, &missing);
	}
	function_end(cg, &fn);
	return *known;
}

LLVMValueRef map_insert(struct cg *cg, const struct map *map, LLVMValueRef key, LLVMValueRef record,
			LLVMValueRef probe)
{
	LLVMTypeRef types[] = {cg->ptr, cg->i64, cg->i32};
	LLVMTypeRef type = LLVMFunctionType(cg->ptr, types, ARRAY_LEN(types), 0);
	LLVMValueRef args[] = {key, record, probe};

	return LLVMBuildCall2(cg->b, type, insert_function(cg, map), args, ARRAY_LEN(args), "");
}

static LLVMValueRef find_or_insert(struct cg *cg, const struct map *map, LLVMValueRef key,
				   struct span span)
{
	LLVMValueRef found = ir_local_raw(cg, cg->ptr), at, record = ir_u64(cg, 0);
	struct ir_if missing;

	if (errors_wanted(cg, false))
		record =
			ir_u64(cg, error_record(cg, span, bpfcall_name(BPF_map_update_elem), NULL));
	at = map_find(cg, map, key);
	ir_store(cg, at, found, 8);
	ir_if(cg, &missing, ir_is_zero(cg, at));
	at = map_insert(cg, map, key, record, ir_u32(cg, cg->fn->prog->inst->spec));
	ir_store(cg, at, found, 8);
	ir_end(cg, &missing);
	return ir_load(cg, cg->ptr, found, 8);
}

void map_slot_begin_at(struct cg *cg, struct map_slot *slot, const struct map *map,
		       LLVMValueRef key, LLVMValueRef offset, struct span span)
{
	const struct map_spec *spec = map_spec_of(cg, map);
	LLVMValueRef at;

	slot->conditional = spec->storage == STORE_HASH;
	switch (spec->storage) {
	case STORE_GLOBAL:
		ir_store(cg, ir_u64(cg, 1), global_set_at(cg, spec), 8);
		slot->at = global_value_at(cg, spec);
		return;
	case STORE_CELL:
		slot->at = cell_at(cg, spec->offset);
		if (offset)
			slot->at = ir_at_index(cg, slot->at, offset);
		return;
	case STORE_HASH:
		at = find_or_insert(cg, map, key, span);
		ir_if(cg, &slot->found, ir_not_zero(cg, at));
		slot->at = ir_opaque(cg, at);
		return;
	}
}

void map_slot_begin(struct cg *cg, struct map_slot *slot, const struct map *map,
		    const struct expr *key, struct span span)
{
	LLVMValueRef at = NULL;

	if (map_spec_of(cg, map)->storage == STORE_HASH)
		at = map_key(cg, map, key, 0);
	map_slot_begin_at(cg, slot, map, at, NULL, span);
}

void map_slot_end(struct cg *cg, struct map_slot *slot)
{
	if (slot->conditional)
		ir_end(cg, &slot->found);
}

/* ---- reading ---- */

static struct val hash_get(struct cg *cg, const struct expr *e)
{
	const struct map *map = e->map.map;
	const struct type *type = e->type;
	bool scalar = type_in_register(type);
	LLVMValueRef result, at;
	struct ir_if found;
	struct val v;

	if (scalar) {
		result = ir_local(cg, ir_int_type(cg, type->size));
	} else {
		result = ir_local_raw(cg, cg->ptr);
		ir_store(cg, rodata_zeros(cg, type->size), result, 8);
	}
	at = map_find(cg, map, map_key(cg, map, e->map.key, 0));
	ir_if(cg, &found, ir_not_zero(cg, at));
	at = ir_opaque(cg, at);
	if (scalar)
		ir_store(cg, ir_load(cg, ir_int_type(cg, type->size), at, type->size), result, 8);
	else
		ir_store(cg, at, result, 8);
	if (map->keyed && errors_wanted(cg, true)) {
		ir_else(cg, &found);
		error_report(cg, e->span, "map_lookup_elem",
			     "Can't lookup map element because it does not exist.", ir_u64(cg, 0));
	}
	ir_end(cg, &found);
	if (!scalar)
		return val_local(ir_load(cg, cg->ptr, result, 8), type, 8);
	v = val_local(result, type, 8);
	return val_direct(val_scalar(cg, &v), type);
}

struct val map_get(struct cg *cg, const struct expr *e)
{
	const struct map_spec *spec = map_spec_of(cg, e->map.map);
	struct val v;

	if (type_is(e->type, TF_AGGREGATE))
		return aggregate_get(cg, e);
	switch (spec->storage) {
	case STORE_GLOBAL:
		v = val_local(global_value_at(cg, spec), e->type, 8);
		return type_in_register(e->type) ? val_direct(val_scalar(cg, &v), e->type) : v;
	case STORE_HASH:
		return hash_get(cg, e);
	case STORE_CELL:
		break;
	}
	bug("%s is in cells and no aggregate", spec->name);
}

/* ---- writing ---- */

void map_set(struct cg *cg, const struct expr *target, const struct val *v, struct span span)
{
	const struct map *map = target->map.map;
	const struct map_spec *spec = map_spec_of(cg, map);
	LLVMValueRef key, value, result;
	uint32_t align;

	if (spec->storage == STORE_GLOBAL) {
		val_store(cg, v, global_value_at(cg, spec), 8, true);
		ir_store(cg, ir_u64(cg, 1), global_set_at(cg, spec), 8);
		return;
	}
	if (type_in_register(v->type)) {
		value = mem_alloc(cg, MAX(spec->value_size, 8u));
		val_store(cg, v, value, 8, true);
	} else {
		value = val_bytes(cg, v, true, &align);
	}
	key = map_key(cg, map, target->map.key, 0);
	result = cg_bpf(cg, BPF_map_update_elem, map_global(cg, map), key, value,
			ir_u64(cg, BPF_ANY));
	bpf_check(cg, BPF_map_update_elem, result, span);
	key_remember(cg, map, key);
}

static LLVMValueRef slot_load(struct cg *cg, LLVMValueRef at, const struct type *type)
{
	struct val v = val_local(at, type, 8);

	return val_scalar(cg, &v);
}

/* Adds X; the sum of numbers of 64 bits is atomic, so nothing is lost between CPUs. */
static LLVMValueRef apply_add(struct cg *cg, const struct map *map, LLVMValueRef at, LLVMValueRef x,
			      bool wanted)
{
	const struct type *type = map->value;
	LLVMValueRef old = NULL, sum;
	struct val v;

	if (type->size == 8 && wanted && cg_has(cg, FEATURE_atomic_fetch))
		return ir_atomic_fetch_add(cg, at, x);
	if (type->size != 8 || wanted)
		old = ir_widen(cg, slot_load(cg, at, type), type_extends_signed(type));
	if (type->size == 8) {
		ir_atomic_add(cg, at, x);
		return old;
	}
	sum = ir_resize(cg, ir_add(cg, old, x), type_register(cg, type), false);
	v = val_direct(sum, type);
	val_store(cg, &v, at, 8, true);
	return old;
}

/* @m op= value, in place. */
void map_update(struct cg *cg, const struct stmt *s)
{
	const struct expr *target = s->assign.target;
	const struct type *type = target->type, *in = s->assign.in;
	bool adds = s->assign.op == OP_ADD || s->assign.op == OP_SUB;
	LLVMValueRef value = cg_scalar(cg, s->assign.value);
	struct change add = {.map = target->map.map,
			     .key = target->map.key,
			     .apply = apply_add,
			     .span = s->span};
	struct map_slot slot;
	struct val old, new;

	if (in->kind == T_POINTER)
		value = ir_mul(cg, ir_widen(cg, value, type_extends_signed(s->assign.value->type)),
			       ir_u64(cg, in->elem && in->elem->size ? in->elem->size : 1));
	if (adds && type->size == 8 && in->size == 8) {
		add.x = s->assign.op == OP_SUB ? ir_sub(cg, ir_u64(cg, 0), value) : value;
		map_change(cg, &add);
		return;
	}
	map_slot_begin(cg, &slot, target->map.map, target->map.key, s->span);
	old = val_cast(cg, val_direct(slot_load(cg, slot.at, type), type), in);
	new = binary_op(cg, s->assign.value, s->assign.op, val_scalar(cg, &old), value, in);
	new = val_cast(cg, new, type);
	val_store(cg, &new, slot.at, 8, true);
	map_slot_end(cg, &slot);
}

struct val map_incdec(struct cg *cg, const struct expr *e)
{
	const struct expr *target = e->incdec.target;
	const struct type *type = target->type;
	int64_t by = e->incdec.delta;
	LLVMValueRef old = ir_local(cg, cg->i64), v, step;
	struct change add = {.map = target->map.map,
			     .key = target->map.key,
			     .apply = apply_add,
			     .old = old,
			     .span = e->span};

	if (type->kind == T_POINTER && type->elem && type->elem->size)
		by *= type->elem->size;
	step = ir_u64(cg, (uint64_t)by);
	add.x = step;
	map_change(cg, &add);
	v = ir_load(cg, cg->i64, old, 8);
	if (!e->incdec.post)
		v = ir_add(cg, v, step);
	return val_direct(ir_resize(cg, v, type_register(cg, e->type), false), e->type);
}
