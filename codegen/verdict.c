/*
 * What a program returns where the kernel asks it for a decision (lang/verdicts.def), and
 * redirect().
 *
 * The verifier wants to see that the result is one that the kernel knows: results are constants on
 * every path, and what comes back through memory (a return inside a loop) is bounded again.
 */
#include "codegen/cg.h"

#define ERRNO_MAX 4095 /* MAX_ERRNO of the kernel */

/* Functions of the script return what they like. */
static const struct verdict_set_row *set_of(const struct cg *cg)
{
	const struct prog *prog = cg->fn->prog;

	return &verdict_set_rows[prog->inst && !prog->user ? prog->inst->verdicts : VERDICTS_none];
}

LLVMValueRef verdict_otherwise(struct cg *cg)
{
	const struct instance *inst = cg->fn->prog->inst;

	if (set_of(cg)->previous && inst->result)
		return context_result(cg, SPAN_NONE);
	return ir_u64(cg, cg->fn->prog->default_result);
}

/* Whether one of the verdicts of E is an errno. */
static bool has_error(const struct expr *e)
{
	while (e->kind == E_CAST)
		e = e->cast.arg;
	if (e->kind == E_COND)
		return has_error(e->cond.then) || has_error(e->cond.otherwise);
	return e->kind == E_INT && e->num.negative;
}

LLVMValueRef verdict_value(struct cg *cg, const struct expr *e)
{
	LLVMValueRef v = cg_scalar64(cg, e), result;
	struct ir_if refused;

	if (set_of(cg)->errors != ERRORS_BY_CALL || !has_error(e))
		return v;
	result = ir_local(cg, cg->i64);
	ir_store(cg, v, result, 8);
	ir_if(cg, &refused, ir_cmp(cg, LLVMIntSLT, v, ir_u64(cg, 0)));
	cg_bpf(cg, BPF_set_retval, v);
	ir_store(cg, ir_u64(cg, 0), result, 8);
	ir_end(cg, &refused);
	return ir_load(cg, cg->i64, result, 8);
}

LLVMValueRef verdict_bounded(struct cg *cg, LLVMValueRef v)
{
	LLVMValueRef shift = ir_u64(cg, ERRNO_MAX);

	if (set_of(cg) == &verdict_set_rows[VERDICTS_none])
		return v;
	if (set_of(cg)->errors == ERRORS_BY_VALUE)
		return ir_sub(cg, ir_bound(cg, ir_add(cg, v, shift), ERRNO_MAX), shift);
	return set_of(cg)->redirects ? v : ir_bound(cg, v, 1);
}

/* ---- redirect ---- */

static uint32_t interface_number(struct cg *cg, const struct expr *name)
{
	struct program *p = cg->p;
	struct interface_ref *more;

	for (uint32_t i = 0; i < p->ninterfaces; i++)
		if (str_equal(str_from(p->interfaces[i].name), name->string))
			return i;
	if (p->ninterfaces == INTERFACES_MAX) {
		diag_add(cg->u->diags, D_BACKEND, name->span,
			 "a script can redirect to %d interfaces", INTERFACES_MAX);
		return 0;
	}
	more = arena_array(cg->arena, struct interface_ref, p->ninterfaces + 1);
	if (p->ninterfaces)
		memcpy(more, p->interfaces, p->ninterfaces * sizeof(*more));
	more[p->ninterfaces].name = arena_strdup(cg->arena, name->string);
	more[p->ninterfaces].place = unit_place(cg->u, name->span);
	p->interfaces = more;
	return p->ninterfaces++;
}

/* u32[INTERFACES_MAX], which the loader fills in. */
static LLVMValueRef interfaces_table(struct cg *cg)
{
	LLVMTypeRef type = LLVMArrayType2(cg->i32, INTERFACES_MAX);

	if (cg->interfaces)
		return cg->interfaces;
	cg->interfaces = LLVMAddGlobal(cg->module, type, "interfaces");
	LLVMSetInitializer(cg->interfaces, LLVMConstNull(type));
	LLVMSetGlobalConstant(cg->interfaces, 1);
	LLVMSetSection(cg->interfaces, ".rodata.interfaces");
	LLVMSetAlignment(cg->interfaces, 8);
	return cg->interfaces;
}

struct val lower_fn_redirect(struct cg *cg, const struct expr *e)
{
	uint32_t number = interface_number(cg, e->call.args.at[0]);
	LLVMValueRef index = ir_load_volatile(
		cg, cg->i32, ir_at(cg, interfaces_table(cg), (uint64_t)number * 4));

	return val_direct(cg_bpf(cg, BPF_redirect, index, ir_u64(cg, 0)), e->type);
}
