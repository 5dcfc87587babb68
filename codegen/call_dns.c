/*
 * dns_name(): the name that a DNS message asks about, as people write it.
 *
 * RFC 1035: a header of 12 bytes, then the name as labels, each with its length (1 to 63) in front,
 * up to an empty one. The first name of a message is never compressed.
 */
#include "codegen/cg.h"

#define HEADER_SIZE 12
#define LABEL_MAX 63

/*
 * A byte that may go to a terminal: others become question marks. Without branches, which the
 * verifier would walk for every byte.
 */
static LLVMValueRef printable(struct cg *cg, LLVMValueRef c)
{
	LLVMValueRef under = ir_sub(cg, c, ir_u64(cg, '!')), over = ir_sub(cg, ir_u64(cg, '~'), c);
	LLVMValueRef bad = ir_sar(cg, ir_or(cg, under, over), ir_u64(cg, 63));

	bad = ir_opaque(cg, bad); /* or LLVM makes a branch of it */
	return ir_xor(cg, c, ir_and(cg, ir_xor(cg, c, ir_u64(cg, '?')), bad));
}

static void byte_store(struct cg *cg, LLVMValueRef v, LLVMValueRef at, LLVMValueRef index)
{
	ir_store(cg, ir_resize(cg, v, cg->i8, false), ir_at_index(cg, at, index), 1);
}

static LLVMValueRef byte_load(struct cg *cg, LLVMValueRef at, LLVMValueRef index)
{
	return ir_widen(cg, ir_load(cg, cg->i8, ir_at_index(cg, at, index), 1), false);
}

/* Not the length of a label: the end of the name, or of what is a name at all. */
static LLVMValueRef is_end(struct cg *cg, LLVMValueRef c)
{
	return ir_cmp(cg, LLVMIntUGE, ir_sub(cg, c, ir_u64(cg, 1)), ir_u64(cg, LABEL_MAX));
}

/* labels(at, n): N bytes of labels become a name in their place, which ends with a NUL. */
static LLVMValueRef labels_function(struct cg *cg)
{
	LLVMTypeRef types[] = {cg->ptr, cg->i64};
	LLVMValueRef index, next, at, n, i, c, byte, zero = ir_u64(cg, 0), one = ir_u64(cg, 1);
	struct ir_if label, ends, empty;
	struct prog prog = {0};
	struct fn fn = {.prog = &prog};
	struct ir_loop loop;

	if (cg->labels_function)
		return cg->labels_function;
	function_begin(cg, &fn, "sonde_dns_labels", cg->i64, types, 2, SPAN_NONE);
	cg->labels_function = fn.function;
	at = LLVMGetParam(fn.function, 0);
	n = LLVMGetParam(fn.function, 1);
	index = ir_local(cg, cg->i64);
	next = ir_local(cg, cg->i64);
	byte = ir_local(cg, cg->i64);
	c = byte_load(cg, at, zero);
	ir_if(cg, &empty, is_end(cg, c));
	byte_store(cg, zero, at, zero);
	ir_jump(cg, fn.exit);
	ir_end(cg, &empty);
	ir_store(cg, ir_add(cg, c, one), next, 8);
	ir_store(cg, one, index, 8);
	/* Each byte moves to the place of the one before it, where the first length was. */
	ir_loop(cg, &loop);
	i = ir_load(cg, cg->i64, index, 8);
	ir_loop_while(cg, &loop, ir_cmp(cg, LLVMIntULT, i, n));
	c = byte_load(cg, at, i);
	ir_store(cg, printable(cg, c), byte, 8);
	ir_if(cg, &label, ir_cmp(cg, LLVMIntEQ, i, ir_load(cg, cg->i64, next, 8)));
	ir_if(cg, &ends, is_end(cg, c));
	byte_store(cg, zero, at, ir_sub(cg, i, one));
	ir_jump(cg, fn.exit);
	ir_end(cg, &ends);
	ir_store(cg, ir_add(cg, ir_add(cg, i, c), one), next, 8);
	ir_store(cg, ir_u64(cg, '.'), byte, 8);
	ir_end(cg, &label);
	byte_store(cg, ir_load(cg, cg->i64, byte, 8), at, ir_sub(cg, i, one));
	ir_store(cg, ir_add(cg, i, one), index, 8);
	ir_loop_end(cg, &loop);
	byte_store(cg, zero, at, ir_sub(cg, n, one));
	function_end(cg, &fn);
	return cg->labels_function;
}

struct val lower_fn_dns_name(struct cg *cg, const struct expr *e)
{
	LLVMTypeRef types[] = {cg->ptr, cg->i64};
	const struct expr *arg = e->call.args.at[0];
	struct val message = cg_expr(cg, arg), name;
	uint32_t n = e->type->size, align;
	LLVMValueRef from = val_bytes(cg, &message, true, &align), at = mem_scratch(cg, n);
	LLVMValueRef args[] = {at, ir_u64(cg, n)};

	from = ir_at(cg, from, 4 + HEADER_SIZE); /* behind the buffer's length */
	mem_read(cg, AS_KERNEL, at, n, ir_to_int(cg, from), e->span);
	LLVMBuildCall2(cg->b, LLVMFunctionType(cg->i64, types, 2, 0), labels_function(cg), args, 2,
		       "");
	name = val_local(at, e->type, 8);
	name.loose = true;
	return name;
}
