/*
 * Functions on strings.
 */
#include "codegen/cg.h"

/* Shorter strings are read one byte further to learn whether something was cut off. */
#define CUT_CHECK_BELOW 1024

/* V: the address; V2: how many bytes with the NUL may be read. */
static LLVMValueRef str_fill(struct cg *cg, const struct val *v, LLVMValueRef dst, uint32_t align,
			     bool exact)
{
	struct span span = v->e->span;
	uint32_t size = v->type->size;
	LLVMValueRef n;
	struct ir_if full;

	if (exact)
		mem_zero(cg, dst, align, size);
	else
		ir_store(cg, ir_const(cg->i8, 0), dst, 1);
	n = mem_read_string(cg, v->space, dst, ir_bound(cg, v->v2, size), size, v->v, span);
	if (v->e->call.args.len == 1 && size < CUT_CHECK_BELOW) {
		/* The byte where the NUL was put: another character means the text goes on. */
		ir_if(cg, &full, ir_cmp(cg, LLVMIntEQ, n, ir_u64(cg, size)));
		mem_read(cg, v->space, ir_at(cg, dst, size - 1), 1,
			 ir_add(cg, v->v, ir_u64(cg, size - 1)), span);
		ir_end(cg, &full);
	}
	return n;
}

struct val lower_fn_str(struct cg *cg, const struct expr *e)
{
	const struct exprs *args = &e->call.args;
	struct val v = {.where = VAL_FILL, .type = e->type, .fill = str_fill, .e = e};

	v.v = cg_address(cg, args->at[0], &v.space);
	v.v2 = args->len > 1 ? cg_scalar64(cg, args->at[1]) : ir_u64(cg, e->type->size);
	return v;
}

struct val lower_fn_strncmp(struct cg *cg, const struct expr *e)
{
	const struct exprs *args = &e->call.args;
	struct val a = cg_expr(cg, args->at[0]), b = cg_expr(cg, args->at[1]);
	uint64_t n = MIN(arg_literal(args, 2, 0), (uint64_t)MIN(a.type->size, b.type->size));
	LLVMValueRef equal;

	if (!n)
		return val_direct(ir_const(type_register(cg, e->type), 0), e->type);
	equal = compare_strings(cg, &a, &b, (uint32_t)n);
	return val_direct(ir_resize(cg, ir_not(cg, equal), type_register(cg, e->type), false),
			  e->type);
}
