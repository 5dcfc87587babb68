/*
 * Functions on symbols and their addresses.
 */
#include "codegen/cg.h"

struct val lower_fn_ksym(struct cg *cg, const struct expr *e)
{
	return symbol_val(cg, e, cg_scalar64(cg, e->call.args.at[0]));
}

struct val lower_fn_usym(struct cg *cg, const struct expr *e)
{
	return symbol_val(cg, e, cg_scalar64(cg, e->call.args.at[0]));
}

static uint64_t kernel_symbol(struct cg *cg, const char *name, struct span span)
{
	struct target *t = cg->u->target;
	uint64_t address = 0;

	if (!t->ops->kernel_symbol(t, name, &address))
		diag_add(cg->u->diags, D_SYMBOL, span, "the kernel has no symbol \"%s\"", name);
	return address;
}

/*
 * A per-CPU variable's symbol is its offset from where a CPU's copy begins, which the kernel keeps
 * in __per_cpu_offset (include/asm-generic/percpu.h).
 */
struct val lower_fn_percpu_kaddr(struct cg *cg, const struct expr *e)
{
	const struct exprs *args = &e->call.args;
	uint64_t offset = kernel_symbol(cg, args->at[0]->string.at, args->at[0]->span);
	uint64_t bases = kernel_symbol(cg, "__per_cpu_offset", e->span);
	LLVMValueRef cpu, at;
	struct val base;

	cpu = args->len > 1 ? cg_scalar64(cg, args->at[1]) : ir_widen(cg, cpu_number(cg), false);
	at = ir_add(cg, ir_mul(cg, cpu, ir_u64(cg, 8)), ir_u64(cg, bases));
	base = val_remote(at, AS_KERNEL, type_int(cg->u->types, 8, false));
	base.e = e;
	return val_direct(ir_add(cg, val_scalar(cg, &base), ir_u64(cg, offset)), e->type);
}

/* Packets travel through a perf buffer of their own, which images do not have. */
struct val lower_fn_skboutput(struct cg *cg, const struct expr *e)
{
	diag_add(cg->u->diags, D_BACKEND, e->span,
		 "skboutput(): writing packets to files is not supported");
	return val_direct(ir_const(type_register(cg, e->type), 0), e->type);
}
