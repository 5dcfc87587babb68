/*
 * One door to memory. A program has
 *
 *	stack     scalars, pointers, keys and values up to on_stack_limit bytes, and the frame that
 *	          callbacks of loops share; kept far below the 512 bytes the kernel allows, because
 *	          LLVM spills registers there too
 *	scratch   everything larger: one slot of map "scratch", claimed where it is first needed
 *
 *	slot:     u64 in use (where bodies are cut into parts: map element + 1) | memory handed out
 *by scratch_reserve, 8-aligned
 *
 * A slot is claimed in the region that needs it and given back when the region ends or is left by
 * a jump, so that a filter in front of it costs nothing. A program interrupted by another on its
 * CPU keeps its slot: the other finds it in use and takes the next.
 */
#include "codegen/cg.h"

#define STACK_BUDGET 224
#define INLINE_PIECES 16 /* loads or stores before a call of probe_read is smaller and as fast */

void region_enter(struct cg *cg)
{
	struct region *r = arena_make(cg->arena, struct region);

	r->up = cg->fn->region;
	cg->fn->region = r;
}

static void slot_give_back(struct cg *cg, const struct region *r)
{
	if (r->claimed)
		ir_store_volatile(cg, ir_u64(cg, 0), r->cache[CACHE_SCRATCH]);
}

void region_leave(struct cg *cg)
{
	slot_give_back(cg, cg->fn->region);
	cg->fn->region = cg->fn->region->up;
}

void regions_release(struct cg *cg, const struct region *until)
{
	for (const struct region *r = cg->fn->region; r != until; r = r->up)
		slot_give_back(cg, r);
}

LLVMValueRef cached(struct cg *cg, enum cache what)
{
	for (const struct region *r = cg->fn->region; r; r = r->up)
		if (r->cache[what])
			return r->cache[what];
	return NULL;
}

LLVMValueRef cache_put(struct cg *cg, enum cache what, LLVMValueRef v)
{
	cg->fn->region->cache[what] = v;
	return v;
}

/* ---- stack ---- */

LLVMValueRef mem_stack(struct cg *cg, uint32_t size)
{
	struct fn *fn = cg->fn;
	LLVMValueRef at;

	size = ROUND_UP(MAX(size, 1u), 8u);
	for (size_t i = 0; i < fn->slots.len; i++) {
		struct stack_slot *s = &fn->slots.at[i];

		if (!s->busy && s->size == size) {
			s->busy = true;
			return s->at;
		}
	}
	at = ir_local_raw(cg, LLVMArrayType2(cg->i64, size / 8));
	fn->prog->stack_used += size;
	vec_push(cg->arena, &fn->slots, (struct stack_slot){at, size, true});
	return at;
}

struct mem_mark mem_mark(struct cg *cg)
{
	struct mem_mark mark = {.scratch = cg->fn->prog->scratch_at};

	for (size_t i = 0; i < cg->fn->slots.len && i < 64; i++)
		if (cg->fn->slots.at[i].busy)
			mark.busy |= UINT64_C(1) << i;
	return mark;
}

void mem_release(struct cg *cg, struct mem_mark mark)
{
	cg->fn->prog->scratch_at = mark.scratch;
	for (size_t i = 0; i < cg->fn->slots.len && i < 64; i++)
		if (!(mark.busy >> i & 1))
			cg->fn->slots.at[i].busy = false;
}

static void lost_call(struct cg *cg, LLVMValueRef offset);

/* ---- scratch ---- */

uint32_t scratch_reserve(struct cg *cg, uint32_t size)
{
	struct prog *prog = cg->fn->prog;
	uint32_t at = prog->scratch_at;

	/* The largest value of an ARRAY map is KMALLOC_MAX_SIZE; LLVM offsets are 32 bits signed.
	 */
	if (size > INT32_MAX / 2 - at)
		bug("scratch memory of %u bytes", size);
	prog->scratch_at = ROUND_UP(at + size, 8u);
	prog->scratch_peak = MAX(prog->scratch_peak, prog->scratch_at);
	cg->scratch_needed = MAX(cg->scratch_needed, prog->scratch_at);
	return at;
}

/*
 * claim(lost): a free slot of this CPU, marked as used, or NULL after counting a lost event at
 * LOST in this CPU's cells.
 */
static LLVMValueRef claim_function(struct cg *cg)
{
	struct prog prog = {0};
	struct fn fn = {.prog = &prog};
	struct ir_loop loop;
	struct ir_if found, is_free;
	LLVMValueRef k, key, first, slot, old, used = ir_u64(cg, 1);

	if (cg->claim_function)
		return cg->claim_function;
	function_begin(cg, &fn, "sonde_scratch_claim", cg->ptr, &cg->i64, 1, SPAN_NONE);
	cg->claim_function = fn.function;
	first = ir_mul(cg, cpu_number(cg), ir_u32(cg, cg->p->scratch_slots));
	k = ir_local(cg, cg->i32);
	key = mem_stack(cg, 4);
	ir_loop(cg, &loop);
	ir_loop_while(cg, &loop,
		      ir_cmp(cg, LLVMIntULT, ir_load(cg, cg->i32, k, 4),
			     ir_u32(cg, cg->p->scratch_slots)));
	ir_store(cg, ir_add(cg, first, ir_load(cg, cg->i32, k, 4)), key, 4);
	ir_store(cg, ir_add(cg, ir_load(cg, cg->i32, k, 4), ir_u32(cg, 1)), k, 4);
	slot = cg_bpf(cg, BPF_map_lookup_elem, cg->scratch_map, key);
	ir_if(cg, &found, ir_not_zero(cg, slot));
	slot = ir_opaque(cg, slot);
	if (cg->outlines)
		used = ir_add(cg, used, ir_widen(cg, ir_load(cg, cg->i32, key, 4), false));
	if (cg_has(cg, FEATURE_atomic_fetch)) {
		old = ir_atomic_exchange(cg, slot, used);
	} else {
		/* Programs of one CPU nest strictly on kernels that old. */
		old = ir_load_volatile(cg, cg->i64, slot);
		ir_store_volatile(cg, used, slot);
	}
	ir_if(cg, &is_free, ir_is_zero(cg, old));
	ir_store(cg, slot, fn.result, 8);
	ir_jump(cg, fn.exit);
	ir_end(cg, &is_free);
	ir_end(cg, &found);
	ir_loop_end(cg, &loop);
	lost_call(cg, LLVMGetParam(fn.function, 0));
	function_end(cg, &fn);
	return cg->claim_function;
}

LLVMValueRef scratch_base(struct cg *cg)
{
	LLVMValueRef base = cached(cg, CACHE_SCRATCH), function, lost;
	struct prog *prog = cg->fn->prog;
	struct ir_if none;
	LLVMTypeRef type;

	if (base)
		return base;
	if (cg->fn->outer) {
		prog->callback_needs_scratch = true;
		base = ir_load(cg, cg->ptr, frame_at(cg, FRAME_SCRATCH), 8);
		return cache_put(cg, CACHE_SCRATCH, base);
	}
	if (prog->user)
		return cache_put(cg, CACHE_SCRATCH, user_env(cg, ENV_SCRATCH));
	function = claim_function(cg);
	type = LLVMFunctionType(cg->ptr, &cg->i64, 1, 0);
	lost = ir_u64(cg, cg->p->probes[prog->inst->spec].lost_offset);
	base = LLVMBuildCall2(cg->b, type, function, &lost, 1, "");
	ir_if(cg, &none, ir_is_zero(cg, base));
	ir_jump(cg, cg->fn->exit);
	ir_end(cg, &none);
	base = ir_opaque(cg, base);
	cg->fn->region->claimed = true;
	return cache_put(cg, CACHE_SCRATCH, base);
}

/* The verifier cannot know that the slot is there. */
LLVMValueRef scratch_of_slot(struct cg *cg, LLVMValueRef slot)
{
	LLVMValueRef key = mem_stack(cg, 4), base;
	struct ir_if none;

	slot = ir_sub(cg, slot, ir_u64(cg, 1));
	ir_store(cg, ir_resize(cg, slot, cg->i32, false), key, 4);
	base = cg_bpf(cg, BPF_map_lookup_elem, cg->scratch_map, key);
	ir_if(cg, &none, ir_is_zero(cg, base));
	ir_jump(cg, cg->fn->exit);
	ir_end(cg, &none);
	return cache_put(cg, CACHE_SCRATCH, ir_opaque(cg, base));
}

LLVMValueRef mem_scratch(struct cg *cg, uint32_t size)
{
	uint32_t offset = scratch_reserve(cg, size);

	return ir_at(cg, scratch_base(cg), offset);
}

LLVMValueRef mem_alloc(struct cg *cg, uint32_t size)
{
	uint32_t limit = (uint32_t)MIN(cg->p->config[CONFIG_on_stack_limit], UINT64_C(128));

	if (size <= limit && cg->fn->slots.len < 64 &&
	    cg->fn->prog->stack_used + size <= stack_budget(cg->fn->prog, STACK_BUDGET))
		return mem_stack(cg, size);
	return mem_scratch(cg, size);
}

/* ---- bytes ---- */

void mem_zero(struct cg *cg, LLVMValueRef dst, uint32_t align, uint32_t size)
{
	uint32_t piece = MIN(MAX(align, 1u), 8u);

	if (size / piece > INLINE_PIECES) {
		cg_bpf(cg, BPF_probe_read_kernel, dst, ir_u32(cg, size), rodata_zeros(cg, size));
		return;
	}
	for (uint32_t at = 0; at < size; at += piece) {
		while (piece > size - at)
			piece /= 2;
		ir_store(cg, ir_const(ir_int_type(cg, piece), 0), ir_at(cg, dst, at), piece);
	}
}

void mem_copy(struct cg *cg, LLVMValueRef dst, uint32_t dst_align, LLVMValueRef src,
	      uint32_t src_align, uint32_t size)
{
	uint32_t piece = MIN(MIN(MAX(dst_align, 1u), MAX(src_align, 1u)), 8u);

	if (size / piece > INLINE_PIECES) {
		cg_bpf(cg, BPF_probe_read_kernel, dst, ir_u32(cg, size), src);
		return;
	}
	for (uint32_t at = 0; at < size; at += piece) {
		while (piece > size - at)
			piece /= 2;
		ir_store(cg, ir_load(cg, ir_int_type(cg, piece), ir_at(cg, src, at), piece),
			 ir_at(cg, dst, at), piece);
	}
}

/* The helpers without a space try user memory for low addresses: only where the two do not overlap.
 */
static enum bpfcall read_call(enum addr_space space)
{
	switch (space) {
	case AS_KERNEL:
		return BPF_probe_read_kernel;
	case AS_USER:
		return BPF_probe_read_user;
	case AS_NONE:
		break;
	}
	return BPF_probe_read;
}

static enum bpfcall read_string_call(enum addr_space space)
{
	switch (space) {
	case AS_KERNEL:
		return BPF_probe_read_kernel_str;
	case AS_USER:
		return BPF_probe_read_user_str;
	case AS_NONE:
		break;
	}
	return BPF_probe_read_str;
}

void mem_read_sized(struct cg *cg, enum addr_space space, LLVMValueRef dst, LLVMValueRef size,
		    LLVMValueRef address, struct span span)
{
	enum bpfcall call = read_call(space);

	bpf_check(cg, call, cg_bpf(cg, call, dst, size, address), span);
}

void mem_read(struct cg *cg, enum addr_space space, LLVMValueRef dst, uint32_t size,
	      LLVMValueRef address, struct span span)
{
	mem_read_sized(cg, space, dst, ir_u64(cg, size), address, span);
}

LLVMValueRef mem_read_string(struct cg *cg, enum addr_space space, LLVMValueRef dst,
			     LLVMValueRef size, uint32_t max, LLVMValueRef address,
			     struct span span)
{
	enum bpfcall call = read_string_call(space);
	LLVMValueRef n = cg_bpf(cg, call, dst, size, address);

	bpf_check(cg, call, n, span);
	n = ir_select(cg, ir_cmp(cg, LLVMIntSLT, n, ir_u64(cg, 0)), ir_u64(cg, 0), n);
	return ir_bound(cg, n, max);
}

/* ---- this CPU ---- */

LLVMValueRef cpu_number(struct cg *cg)
{
	LLVMValueRef cpu = cached(cg, CACHE_CPU);

	if (cpu)
		return cpu;
	cpu = ir_resize(cg, cg_bpf(cg, BPF_get_smp_processor_id), cg->i32, false);
	return cache_put(cg, CACHE_CPU, cpu);
}

LLVMValueRef cell_at(struct cg *cg, uint32_t offset)
{
	LLVMValueRef cell = cached(cg, CACHE_CELL), key;
	struct mem_mark mark;
	struct ir_if none;

	if (!cell) {
		mark = mem_mark(cg);
		key = mem_stack(cg, 4);
		ir_store(cg, cpu_number(cg), key, 4);
		cell = cg_bpf(cg, BPF_map_lookup_elem, cg->cells_map, key);
		mem_release(cg, mark);
		/* Never happens: every possible CPU has a cell. The verifier cannot know. */
		ir_if(cg, &none, ir_is_zero(cg, cell));
		regions_release(cg, NULL);
		ir_jump(cg, cg->fn->exit);
		ir_end(cg, &none);
		cell = cache_put(cg, CACHE_CELL, ir_opaque(cg, cell));
	}
	return ir_at(cg, cell, offset);
}

/* lost(offset): counts a lost event in this CPU's cells. */
static LLVMValueRef lost_function(struct cg *cg)
{
	struct prog prog = {0};
	struct fn fn = {.prog = &prog};
	LLVMValueRef offset;

	if (cg->lost_function)
		return cg->lost_function;
	function_begin(cg, &fn, "sonde_lost", cg->nothing, &cg->i64, 1, SPAN_NONE);
	cg->lost_function = fn.function;
	offset = ir_bound(cg, LLVMGetParam(fn.function, 0), cg->p->cells_size - 8);
	ir_atomic_add(cg, ir_at_index(cg, cell_at(cg, 0), offset), ir_u64(cg, 1));
	function_end(cg, &fn);
	return cg->lost_function;
}

static void lost_call(struct cg *cg, LLVMValueRef offset)
{
	LLVMTypeRef type = LLVMFunctionType(cg->nothing, &cg->i64, 1, 0);

	LLVMBuildCall2(cg->b, type, lost_function(cg), &offset, 1, "");
}

void lost_event(struct cg *cg)
{
	lost_call(cg, ir_u64(cg, cg->p->probes[cg->fn->prog->inst->spec].lost_offset));
}

/* ---- the frame shared with callbacks ---- */

LLVMValueRef frame_at(struct cg *cg, uint32_t offset)
{
	struct fn *fn = cg->fn;

	if (!fn->frame) {
		/* Its size is known when the program has been generated: function_end sees to it.
		 */
		fn->frame = ir_local_raw(cg, LLVMArrayType2(cg->i64, 1));
		fn->prog->frame_used = true;
		fn->prog->frame_size = MAX(fn->prog->frame_size, (uint32_t)FRAME_MEMBERS);
	}
	return ir_at(cg, fn->frame, offset);
}

uint32_t frame_reserve(struct cg *cg, uint32_t size)
{
	struct prog *prog = cg->fn->prog;
	uint32_t at = MAX(prog->frame_size, (uint32_t)FRAME_MEMBERS);

	prog->frame_size = at + ROUND_UP(size, 8u);
	prog->stack_used += ROUND_UP(size, 8u);
	return at;
}

LLVMValueRef program_ctx(struct cg *cg)
{
	LLVMValueRef ctx = cg->fn->ctx;

	if (ctx)
		return ctx;
	ctx = cached(cg, CACHE_CALLBACK_CTX);
	if (ctx)
		return ctx;
	if (cg->fn->outer) {
		cg->fn->prog->callback_needs_ctx = true;
		ctx = ir_load(cg, cg->ptr, frame_at(cg, FRAME_CTX), 8);
	} else {
		ctx = user_env(cg, ENV_CTX);
	}
	return cache_put(cg, CACHE_CALLBACK_CTX, ctx);
}
