/*
 * Comparing what lies in memory. Short things of known size are compared word by word in line,
 * strings of any length by one static function per module.
 */
#include "codegen/cg.h"

#define INLINE_MAX 64

/* Differences of SIZE bytes, or-ed together: zero when all are equal. */
static LLVMValueRef differences(struct cg *cg, LLVMValueRef a, uint32_t a_align, LLVMValueRef b,
				uint32_t b_align, uint32_t size)
{
	uint32_t piece = MIN(MIN(a_align, b_align), 8u);
	LLVMValueRef all = ir_u64(cg, 0), x, y;

	for (uint32_t at = 0; at < size; at += piece) {
		while (piece > size - at)
			piece /= 2;
		x = ir_load(cg, ir_int_type(cg, piece), ir_at(cg, a, at), piece);
		y = ir_load(cg, ir_int_type(cg, piece), ir_at(cg, b, at), piece);
		x = ir_xor(cg, ir_widen(cg, x, false), ir_widen(cg, y, false));
		all = ir_or(cg, all, x);
	}
	return all;
}

/*
 * compare(a, b, n, stop): the difference of the first bytes that are not equal, or 0. A NUL in both
 * ends the comparison when STOP is 1. A loop the verifier walks to its end; N is a constant at each
 * call.
 */
static LLVMValueRef compare_function(struct cg *cg)
{
	LLVMTypeRef types[] = {cg->ptr, cg->ptr, cg->i64, cg->i64};
	LLVMValueRef i, at, x, y, function;
	struct ir_if differ, ends, bound;
	struct prog prog = {0};
	struct fn fn = {.prog = &prog};
	struct ir_loop loop;

	if (cg->compare_function)
		return cg->compare_function;
	function_begin(cg, &fn, "sonde_compare", cg->i64, types, 4, SPAN_NONE);
	function = cg->compare_function = fn.function;
	i = ir_local(cg, cg->i64);
	ir_loop(cg, &loop);
	at = ir_load(cg, cg->i64, i, 8);
	ir_loop_while(cg, &loop, ir_cmp(cg, LLVMIntULT, at, LLVMGetParam(function, 2)));
	x = ir_load(cg, cg->i8, ir_at_index(cg, LLVMGetParam(function, 0), at), 1);
	y = ir_load(cg, cg->i8, ir_at_index(cg, LLVMGetParam(function, 1), at), 1);
	ir_if(cg, &differ, ir_cmp(cg, LLVMIntNE, x, y));
	ir_store(cg, ir_sub(cg, ir_widen(cg, x, false), ir_widen(cg, y, false)), fn.result, 8);
	ir_jump(cg, fn.exit);
	ir_end(cg, &differ);
	ir_if(cg, &ends, ir_not_zero(cg, LLVMGetParam(function, 3)));
	ir_if(cg, &bound, ir_is_zero(cg, x));
	ir_jump(cg, fn.exit);
	ir_end(cg, &bound);
	ir_end(cg, &ends);
	ir_store(cg, ir_add(cg, at, ir_u64(cg, 1)), i, 8);
	ir_loop_end(cg, &loop);
	function_end(cg, &fn);
	return function;
}

/*
 * The verifier keeps at most 8192 branches it has yet to look at (BPF_COMPLEXITY_LIMIT_JMP_SEQ),
 * and each byte leaves two or three. Longer comparisons go chunk by chunk in callbacks of bpf_loop.
 * So do those behind PLAIN_SUM bytes of shorter ones: the verifier walks each byte of each
 * comparison, some 15 instructions, and a million are the end (BPF_COMPLEXITY_LIMIT_INSNS).
 */
#define PLAIN_MAX 2048
#define PLAIN_SUM 16384
#define CHUNK 32

/* What a chunk needs, on the stack: two pointers, stop, result; 64 bits each. */
enum { CHUNK_A = 0, CHUNK_B = 8, CHUNK_STOP = 16, CHUNK_RESULT = 24, CHUNK_STATE = 32 };

/* chunk(index, state): 1 when the comparison is over. */
static LLVMValueRef chunk_function(struct cg *cg, uint32_t n)
{
	LLVMTypeRef types[] = {cg->i64, cg->ptr};
	LLVMValueRef i, at, x, y, state, first, offset;
	struct ir_if outside, differ, ends;
	struct prog prog = {0};
	struct fn fn = {.prog = &prog};
	struct ir_loop loop;

	for (size_t k = 0; k < cg->chunks.len; k++)
		if (cg->chunks.at[k].n == n)
			return cg->chunks.at[k].function;
	function_begin(cg, &fn, "sonde_compare_chunk", cg->i64, types, 2, SPAN_NONE);
	state = LLVMGetParam(fn.function, 1);
	first = ir_mul(cg, LLVMGetParam(fn.function, 0), ir_u64(cg, CHUNK));
	i = ir_local(cg, cg->i64);
	ir_loop(cg, &loop);
	at = ir_load(cg, cg->i64, i, 8);
	ir_loop_while(cg, &loop, ir_cmp(cg, LLVMIntULT, at, ir_u64(cg, CHUNK)));
	offset = ir_add(cg, first, at);
	ir_if(cg, &outside, ir_cmp(cg, LLVMIntUGE, offset, ir_u64(cg, n)));
	ir_jump(cg, fn.exit);
	ir_end(cg, &outside);
	offset = ir_bound(cg, offset, n - 1);
	x = ir_load(cg, cg->ptr, ir_at(cg, state, CHUNK_A), 8);
	x = ir_load(cg, cg->i8, ir_at_index(cg, x, offset), 1);
	y = ir_load(cg, cg->ptr, ir_at(cg, state, CHUNK_B), 8);
	y = ir_load(cg, cg->i8, ir_at_index(cg, y, offset), 1);
	ir_if(cg, &differ, ir_cmp(cg, LLVMIntNE, x, y));
	ir_store(cg, ir_sub(cg, ir_widen(cg, x, false), ir_widen(cg, y, false)),
		 ir_at(cg, state, CHUNK_RESULT), 8);
	ir_store(cg, ir_u64(cg, 1), fn.result, 8);
	ir_jump(cg, fn.exit);
	ir_end(cg, &differ);
	x = ir_select(cg, ir_is_zero(cg, x), ir_load(cg, cg->i64, ir_at(cg, state, CHUNK_STOP), 8),
		      ir_u64(cg, 0));
	ir_if(cg, &ends, ir_not_zero(cg, x));
	ir_store(cg, ir_u64(cg, 1), fn.result, 8);
	ir_jump(cg, fn.exit);
	ir_end(cg, &ends);
	ir_store(cg, ir_add(cg, at, ir_u64(cg, 1)), i, 8);
	ir_loop_end(cg, &loop);
	function_end(cg, &fn);
	vec_push(cg->arena, &cg->chunks, ((struct compare_chunk){n, fn.function}));
	return fn.function;
}

static LLVMValueRef compare_long(struct cg *cg, LLVMValueRef a, LLVMValueRef b, uint32_t n,
				 bool stop)
{
	struct mem_mark mark = mem_mark(cg);
	LLVMValueRef state = mem_stack(cg, CHUNK_STATE), result;

	ir_store(cg, a, ir_at(cg, state, CHUNK_A), 8);
	ir_store(cg, b, ir_at(cg, state, CHUNK_B), 8);
	ir_store(cg, ir_u64(cg, stop), ir_at(cg, state, CHUNK_STOP), 8);
	ir_store(cg, ir_u64(cg, 0), ir_at(cg, state, CHUNK_RESULT), 8);
	cg_bpf(cg, BPF_loop, ir_u64(cg, (n + CHUNK - 1) / CHUNK), chunk_function(cg, n), state,
	       ir_u64(cg, 0));
	result = ir_load(cg, cg->i64, ir_at(cg, state, CHUNK_RESULT), 8);
	mem_release(cg, mark);
	return result;
}

LLVMValueRef compare_call(struct cg *cg, LLVMValueRef a, LLVMValueRef b, uint32_t n, bool stop,
			  struct span span)
{
	LLVMTypeRef types[] = {cg->ptr, cg->ptr, cg->i64, cg->i64};
	LLVMTypeRef type = LLVMFunctionType(cg->i64, types, 4, 0);
	LLVMValueRef function, args[4];

	cg->compared += MIN(n, PLAIN_MAX);
	if ((n > PLAIN_MAX || cg->compared > PLAIN_SUM) && cg_has(cg, FEATURE_bpf_loop))
		return compare_long(cg, a, b, n, stop);
	if (n > PLAIN_MAX)
		feature_missing(cg, span, FEATURE_bpf_loop, "a comparison of this length");
	function = compare_function(cg);
	args[0] = a;
	args[1] = b;
	args[2] = ir_u64(cg, n);
	args[3] = ir_u64(cg, stop);
	return LLVMBuildCall2(cg->b, type, function, args, 4, "");
}

static struct span span_of(const struct val *a, const struct val *b)
{
	if (a->e)
		return a->e->span;
	return b->e ? b->e->span : SPAN_NONE;
}

LLVMValueRef compare_bytes(struct cg *cg, const struct val *a, const struct val *b)
{
	uint32_t size = MIN(a->type->size, b->type->size), a_align, b_align;
	LLVMValueRef x = val_bytes(cg, a, true, &a_align), y = val_bytes(cg, b, true, &b_align);

	if (size <= INLINE_MAX)
		return ir_is_zero(cg, differences(cg, x, a_align, y, b_align, size));
	return ir_is_zero(cg, compare_call(cg, x, y, size, false, span_of(a, b)));
}

/* The bytes of a literal with its NUL, or 0 for everything else. */
static uint32_t literal_size(const struct val *v)
{
	if (v->where != VAL_LOCAL || v->loose || !LLVMIsAGlobalVariable(v->v) ||
	    !LLVMIsGlobalConstant(v->v))
		return 0;
	return v->size;
}

LLVMValueRef compare_strings(struct cg *cg, const struct val *a, const struct val *b, uint32_t n)
{
	const struct val *literal = literal_size(a) ? a : b, *other = literal == a ? b : a;
	uint32_t size = literal_size(literal), a_align, b_align;
	LLVMValueRef x, y;

	/*
	 * Against a literal: it and the other are equal up to the NUL when the literal's bytes with
	 * its NUL are equal. The literal may hold a NUL of its own, which ends it.
	 */
	if (size) {
		LLVMValueRef bytes = LLVMGetInitializer(literal->v);
		size_t len = 0;
		/* All zeros are no string to LLVM: the empty one. */
		const char *text = LLVMIsAConstantDataArray(bytes) ? LLVMGetAsString(bytes, &len)
								   : "";

		size = (uint32_t)MIN(strnlen(text, MIN(size, len)) + 1, MIN(size, n));
	}
	if (size && size <= INLINE_MAX && other->type->size >= size) {
		struct val prefix = val_settled(cg, other);

		x = val_bytes(cg, literal, false, &a_align);
		if (prefix.size < size)
			y = val_bytes(cg, &prefix, false, &b_align);
		else
			y = prefix.v, b_align = prefix.align;
		return ir_is_zero(cg, differences(cg, x, a_align, y, b_align, size));
	}
	x = val_bytes(cg, a, false, &a_align);
	y = val_bytes(cg, b, false, &b_align);
	return ir_is_zero(cg, compare_call(cg, x, y, n, true, span_of(a, b)));
}
