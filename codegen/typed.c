/*
 * Pointers whose type the verifier knows: some functions of the kernel take no others. Such a
 * pointer is a word of the context (an iterator's member, an argument of fentry, fexit, LSM hooks
 * and raw tracepoints) or is loaded through one, step by step and not through probe_read. On
 * kernels that say so it may be NULL, and then nothing may be done with it.
 */
#include "codegen/cg.h"

/* Whether E is what the words of a typed context are members of. */
static bool is_typed_context(const struct cg *cg, const struct expr *e)
{
	enum context context = cg->fn->prog->inst->context;

	if (context == CTX_ITER)
		return e->type->kind == T_CONTEXT;
	return (context == CTX_BTF || context == CTX_RAW) && e->kind == E_BUILTIN &&
	       e->builtin.id == BUILTIN_args;
}

/* Arguments are words of the context; what an iterator hands over are members of a struct. */
static LLVMValueRef context_offset(struct cg *cg, const struct expr *e)
{
	return cg->fn->prog->inst->context == CTX_ITER ? field_offset(cg, e)
						       : ir_u64(cg, e->field.offset);
}

/*
 * Offsets along E = ctx.a->b.c, the context's first; what lies by value in something is added up.
 * Returns their number; 0: E is no such chain.
 */
static unsigned chain_of(struct cg *cg, const struct expr *e, LLVMValueRef offsets[])
{
	LLVMValueRef at[TYPED_CHAIN_MAX] = {NULL}, offset;
	unsigned n = 0;

	for (; n < TYPED_CHAIN_MAX; e = e->field.base) {
		const struct expr *root;
		bool last;

		while (e->kind == E_CAST && !e->cast.to)
			e = e->cast.arg;
		if (e->kind != E_FIELD)
			return 0;
		last = is_typed_context(cg, e->field.base);
		offset = last ? context_offset(cg, e) : field_offset(cg, e);
		at[n] = at[n] ? ir_add(cg, at[n], offset) : offset;
		/* The offset is from there. */
		for (root = field_root(e); !last && e->field.base != root;)
			e = e->field.base;
		if (last) {
			for (unsigned i = 0; i <= n; i++)
				offsets[i] = at[n - i];
			return n + 1;
		}
		n += e->field.base->type->kind == T_POINTER;
	}
	return 0;
}

/* Whether the last step of E leads to a pointer, and not to something that lies there by value. */
static bool ends_in_pointer(const struct expr *e)
{
	while (e->kind == E_CAST && !e->cast.to)
		e = e->cast.arg;
	return e->type->kind == T_POINTER;
}

bool typed_begin(struct cg *cg, const struct expr *e, struct typed_chain *c)
{
	LLVMValueRef offsets[TYPED_CHAIN_MAX], from;
	unsigned count = chain_of(cg, e, offsets), loads;

	*c = (struct typed_chain){.depth = 0};
	loads = ends_in_pointer(e) ? count : count - 1;
	if (!count || !loads)
		return false;
	from = program_ctx(cg);
	for (unsigned i = 0; i < loads; i++) {
		if (!i && LLVMIsAConstantInt(offsets[0]))
			c->pointer =
				context_load(cg, cg->i64, LLVMConstIntGetZExtValue(offsets[0]));
		else
			c->pointer =
				ir_load_volatile(cg, cg->i64, ir_at_index(cg, from, offsets[i]));
		ir_if(cg, &c->there[c->depth++], ir_not_zero(cg, c->pointer));
		c->pointer = ir_opaque(cg, c->pointer);
		from = ir_to_pointer(cg, c->pointer);
	}
	if (loads < count)
		c->pointer = ir_add(cg, c->pointer, offsets[count - 1]);
	return true;
}

void typed_end(struct cg *cg, struct typed_chain *c)
{
	while (c->depth)
		ir_end(cg, &c->there[--c->depth]);
}

struct val lower_fn_socket_cookie(struct cg *cg, const struct expr *e)
{
	const struct expr *arg = e->call.args.at[0];
	LLVMValueRef result = ir_local(cg, cg->i64);
	struct typed_chain chain;

	if (!typed_begin(cg, arg, &chain))
		return val_direct(cg_bpf(cg, BPF_get_socket_cookie, cg_scalar64(cg, arg)), e->type);
	ir_store(cg, cg_bpf(cg, BPF_get_socket_cookie, chain.pointer), result, 8);
	typed_end(cg, &chain);
	return val_direct(ir_load(cg, cg->i64, result, 8), e->type);
}
