/*
 * Builtins about the probe: its arguments, its result, its name.
 */
#include "codegen/cg.h"

#include <stddef.h>

/* All arguments as one struct: those in registers are put side by side. */
struct val lower_builtin_args(struct cg *cg, const struct expr *e)
{
	if (cg->fn->prog->inst->context == CTX_REGS)
		return context_arguments(cg, e->type);
	return (struct val){.where = VAL_CONTEXT, .type = e->type, .e = e};
}

struct val lower_builtin_arg(struct cg *cg, const struct expr *e)
{
	LLVMValueRef v = context_argument(cg, e->builtin.number, e->span);

	return val_direct(ir_resize(cg, v, type_register(cg, e->type), false), e->type);
}

struct val lower_builtin_retval(struct cg *cg, const struct expr *e)
{
	LLVMValueRef v = context_result(cg, e->span);

	return val_direct(ir_resize(cg, v, type_register(cg, e->type), false), e->type);
}

/* As a number it is the context's address; its members are loaded directly (expr.c). */
struct val lower_builtin_ctx(struct cg *cg, const struct expr *e)
{
	return val_direct(context_address(cg), e->type);
}

/* u64 address, and for user symbols u32 pid, u32 probe. */
struct val symbol_val(struct cg *cg, const struct expr *e, LLVMValueRef address)
{
	LLVMValueRef at = mem_alloc(cg, e->type->size), pid;

	ir_store(cg, address, at, 8);
	if (e->type->kind == T_USYM) {
		pid = ir_shr(cg, current_pid_tgid(cg, false), ir_u64(cg, 32));
		ir_store(cg, ir_resize(cg, pid, cg->i32, false), ir_at(cg, at, 8), 4);
		ir_store(cg, ir_u32(cg, cg->fn->prog->inst->spec), ir_at(cg, at, 12), 4);
	}
	return val_local(at, e->type, 8);
}

struct val lower_builtin_func(struct cg *cg, const struct expr *e)
{
	const struct instance *inst = cg->fn->prog->inst;
	bool is_return = probe_rows[inst->kind].flags & PF_RETURN;

	if (inst->context == CTX_REGS && !is_return && inst->method != METHOD_kprobe_multi)
		return symbol_val(cg, e, context_ip(cg, e->span));
	/* For probes of user space the helper came with uprobe.multi; before it answers 0. */
	if (probe_rows[inst->kind].flags & PF_USER && !cg_has(cg, FEATURE_uprobe_multi))
		feature_missing(cg, e->span, FEATURE_uprobe_multi, "func where a function returns");
	if (!cg_has(cg, FEATURE_get_func_ip))
		feature_missing(cg, e->span, FEATURE_get_func_ip, "func in this kind of probe");
	return symbol_val(cg, e, cg_bpf(cg, BPF_get_func_ip, program_ctx(cg)));
}

/* Names of all targets, each in as many bytes as the type has. */
static LLVMValueRef names_table(struct cg *cg, const struct instance *inst, uint32_t width)
{
	char *names = arena_alloc(cg->arena, (size_t)inst->ntargets * width);

	for (uint32_t i = 0; i < inst->ntargets; i++) {
		const char *name = inst->targets[i].name;

		memcpy(names + (size_t)i * width, name, MIN(strlen(name), (size_t)width - 1));
	}
	return rodata_bytes(cg, names, (size_t)inst->ntargets * width);
}

struct val lower_builtin_probe(struct cg *cg, const struct expr *e)
{
	const struct instance *inst = cg->fn->prog->inst;
	uint32_t width = e->type->size;
	LLVMValueRef id, at;
	struct val v;

	if (inst->ntargets <= 1) {
		const char *name = inst->ntargets ? inst->targets[0].name : inst->text;

		v = val_local(rodata_bytes(cg, name, strlen(name) + 1), e->type, 8);
		v.size = (uint32_t)MIN(strlen(name) + 1, (size_t)width);
		return v;
	}
	id = ir_bound(cg, context_identity(cg), inst->ntargets - 1);
	at = ir_at_index(cg, names_table(cg, inst, width), ir_mul(cg, id, ir_u64(cg, width)));
	return val_local(at, e->type, width & -width);
}

struct val lower_builtin_probetype(struct cg *cg, const struct expr *e)
{
	const struct probe_row *row = &probe_rows[cg->fn->prog->inst->kind];
	const char *name = row->type_name ? row->type_name : row->name;
	struct val v = val_local(rodata_bytes(cg, name, strlen(name) + 1), e->type, 8);

	v.size = (uint32_t)MIN(strlen(name) + 1, (size_t)e->type->size);
	return v;
}

struct val lower_fn_reg(struct cg *cg, const struct expr *e)
{
	const struct expr *name = e->call.args.at[0];
	LLVMValueRef v = context_register(cg, name->string.at, name->span);

	return val_direct(ir_resize(cg, v, type_register(cg, e->type), false), e->type);
}

/* Programs that user space runs count as user mode, programs on kernel events as kernel mode. */
struct val lower_builtin_usermode(struct cg *cg, const struct expr *e)
{
	const struct instance *inst = cg->fn->prog->inst;
	LLVMTypeRef type = type_register(cg, e->type);
	LLVMValueRef v, mask = ir_u64(cg, cg->arch->mode_mask);

	if (inst->context == CTX_NONE)
		return val_direct(ir_const(type, 1), e->type);
	if (inst->context != CTX_REGS && inst->context != CTX_PERF)
		return val_direct(ir_const(type, 0), e->type);
	if (!cg->arch->mode_register) {
		diag_add(cg->u->diags, D_BACKEND, e->span,
			 "usermode: which register of %s says so is not known", cg->arch->name);
		return val_direct(ir_const(type, 0), e->type);
	}
	v = context_register(cg, cg->arch->mode_register, e->span);
	v = ir_cmp(cg, LLVMIntEQ, ir_and(cg, v, mask), mask);
	return val_direct(ir_resize(cg, v, type, false), e->type);
}

struct val lower_fn_override(struct cg *cg, const struct expr *e)
{
	LLVMValueRef value = cg_scalar64(cg, e->call.args.at[0]), result;

	result = cg_bpf(cg, BPF_override_return, program_ctx(cg), value);
	bpf_check(cg, BPF_override_return, result, e->span);
	return val_none();
}
