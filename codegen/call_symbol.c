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

/* Distances of the symbol from the probes of all targets. */
static LLVMValueRef distances(struct cg *cg, const int64_t *values, uint32_t n)
{
	LLVMValueRef id, table;

	if (n == 1)
		return ir_u64(cg, (uint64_t)values[0]);
	id = ir_bound(cg, context_identity(cg), n - 1);
	table = rodata_i64(cg, values, n);
	return ir_load(cg, cg->i64, ir_at_index(cg, table, ir_mul(cg, id, ir_u64(cg, 8))), 8);
}

/*
 * Programs and libraries are loaded anywhere, but as a whole: the symbol lies at a fixed distance
 * from the code that the probe sits on.
 */
struct val lower_fn_uaddr(struct cg *cg, const struct expr *e)
{
	const struct instance *inst = cg->fn->prog->inst;
	const struct str name = e->call.args.at[0]->string;
	struct target *t = cg->u->target;
	int64_t *values = arena_array(cg->arena, int64_t, inst->ntargets + 1);
	struct user_symbol symbol = {0};
	LLVMValueRef code;

	for (uint32_t i = 0; i < inst->ntargets; i++) {
		const struct probe_target *target = &inst->targets[i];

		t->ops->user_symbol(t, target->module, name.at, target->address, &symbol);
		values[i] = symbol.distance;
	}
	if (inst->ntargets == 1 && symbol.fixed)
		return val_direct(ir_u64(cg, symbol.address), e->type);
	if (!(probe_rows[inst->kind].flags & PF_RETURN)) {
		code = context_ip(cg, e->span);
	} else {
		if (inst->method != METHOD_uretprobe_multi)
			feature_missing(cg, e->span, FEATURE_uprobe_multi,
					"uaddr() where a function returns");
		code = cg_bpf(cg, BPF_get_func_ip, program_ctx(cg));
	}
	return val_direct(ir_add(cg, code, distances(cg, values, inst->ntargets)), e->type);
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
