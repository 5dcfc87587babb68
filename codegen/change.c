/*
 * Changes of map values in place that need the value and one number: counts, sums, extremes,
 *buckets. In short bodies the code stands where the change is made. In the parts of long ones
 *(outline.c) a change of a keyed map is a call of a global function per map and kind of change
 *
 *	u64 change(u64 slot, u64 key, u64 x, u64 place)
 *
 * which the verifier walks once: SLOT is the scratch slot in use, KEY the offset of the key's bytes
 *in it, PLACE says whom to report a full map to (error record | probe << 32). Long bodies make
 *thousands of changes, and each look-up in line would also be rewritten by the kernel, which moves
 *the whole program for it.
 */
#include "codegen/cg.h"

#include <linux/bpf.h>

struct change_fn {
	const struct map *map;
	change_apply *apply;
	uint32_t key_size; /* bytes that its look-up may read or write */
	LLVMValueRef declared;
};

#define PARAMS 4

static LLVMTypeRef change_type(struct cg *cg)
{
	LLVMTypeRef types[PARAMS] = {cg->i64, cg->i64, cg->i64, cg->i64};

	return LLVMFunctionType(cg->i64, types, PARAMS, 0);
}

static const struct change_fn *change_fn(struct cg *cg, const struct change *c)
{
	struct change_fn *f;

	for (size_t i = 0; i < cg->changes.len; i++)
		if (cg->changes.at[i]->map == c->map && cg->changes.at[i]->apply == c->apply)
			return cg->changes.at[i];
	f = arena_make(cg->arena, struct change_fn);
	f->map = c->map;
	f->apply = c->apply;
	f->key_size = map_key_room(cg, c->map, c->key);
	f->declared = LLVMAddFunction(cg->module, "change_wanted", change_type(cg));
	vec_push(cg->arena, &cg->changes, f);
	return f;
}

static LLVMValueRef change_call(struct cg *cg, const struct change *c)
{
	LLVMValueRef base = scratch_base(cg), args[PARAMS], key;
	uint64_t place = (uint64_t)cg->fn->prog->inst->spec << 32;
	uint32_t offset;

	key = map_key_scratch(cg, c->map, c->key, c->bucket != NULL, &offset);
	if (c->bucket)
		ir_store(cg, c->bucket, ir_at(cg, key, bucket_offset(map_spec_of(cg, c->map))), 8);
	if (errors_wanted(cg, false))
		place |= error_record(cg, c->span, bpfcall_name(BPF_map_update_elem), NULL);
	args[0] = ir_load(cg, cg->i64, base, 8);
	args[1] = ir_u64(cg, offset);
	args[2] = c->x;
	args[3] = ir_u64(cg, place);
	return LLVMBuildCall2(cg->b, change_type(cg), change_fn(cg, c)->declared, args, PARAMS, "");
}

void map_change(struct cg *cg, const struct change *c)
{
	bool hash = map_spec_of(cg, c->map)->storage == STORE_HASH;
	LLVMValueRef old;
	struct map_slot slot;

	if (hash && cg->fn->prog->part) {
		old = change_call(cg, c);
		if (c->old)
			ir_store(cg, old, c->old, 8);
		return;
	}
	if (c->bucket)
		bucket_begin(cg, &slot, c);
	else
		map_slot_begin(cg, &slot, c->map, c->key, c->span);
	old = c->apply(cg, c->map, slot.at, c->x, c->old != NULL);
	if (c->old)
		ir_store(cg, old, c->old, 8);
	map_slot_end(cg, &slot);
}

/* ---- the functions, made when it is known how large a slot is ---- */

/* The key at KEY is not there: see map_insert. */
static LLVMValueRef change_insert(struct cg *cg, const struct change_fn *f, LLVMValueRef key,
				  LLVMValueRef place)
{
	LLVMValueRef record = ir_and(cg, place, ir_u64(cg, UINT32_MAX));
	LLVMValueRef probe = ir_resize(cg, ir_shr(cg, place, ir_u64(cg, 32)), cg->i32, false);

	/* Records lie in front of each other, so their number is a bound of the counters. */
	if (errors_wanted(cg, false))
		record = ir_bound(cg, record, (uint32_t)cg->records.len - 1);
	return map_insert(cg, f->map, key, record, probe);
}

static void change_generate(struct cg *cg, const struct change_fn *f, uint32_t number)
{
	LLVMTypeRef types[PARAMS] = {cg->i64, cg->i64, cg->i64, cg->i64};
	struct prog prog = {.inst = cg->u->instances.at[0]};
	struct fn fn = {.prog = &prog, .global_words = PARAMS};
	LLVMValueRef base, offset, key, at, old;
	uint32_t room = ROUND_UP(cg->scratch_needed, 8u) - f->key_size;
	struct ir_if missing, found;

	function_begin(cg, &fn, arena_printf(cg->arena, "change_%u", number), cg->i64, types,
		       PARAMS, f->map->span);
	base = scratch_of_slot(cg, LLVMGetParam(fn.function, 0));
	offset = ir_bound(cg, LLVMGetParam(fn.function, 1), room);
	key = ir_local_raw(cg, cg->ptr);
	ir_store(cg, ir_at_index(cg, base, offset), key, 8);
	key = ir_load(cg, cg->ptr, key, 8);
	at = ir_local_raw(cg, cg->ptr);
	ir_store(cg, map_find(cg, f->map, key), at, 8);
	ir_if(cg, &missing, ir_is_zero(cg, ir_load(cg, cg->ptr, at, 8)));
	ir_store(cg, change_insert(cg, f, key, LLVMGetParam(fn.function, 3)), at, 8);
	ir_end(cg, &missing);
	ir_if(cg, &found, ir_not_zero(cg, ir_load(cg, cg->ptr, at, 8)));
	old = f->apply(cg, f->map, ir_opaque(cg, ir_load(cg, cg->ptr, at, 8)),
		       LLVMGetParam(fn.function, 2), true);
	if (old)
		ir_store(cg, old, fn.result, 8);
	ir_end(cg, &found);
	function_end(cg, &fn);
	LLVMReplaceAllUsesWith(f->declared, fn.function);
	LLVMDeleteFunction(f->declared);
}

void changes_end(struct cg *cg)
{
	for (size_t i = 0; i < cg->changes.len; i++)
		change_generate(cg, cg->changes.at[i], (uint32_t)i);
}
