/*
 * Calls of functions of imported objects. Here they are only declared: the object that has them is
 * joined with ours afterwards (probes/c_link.c), which also gives the declarations their types.
 *
 * Numbers are extended to 64 bits by the sign of the parameter, which fits what any compiler of BPF
 * expects of its caller; of the result only the bytes of its type count.
 */
#include "codegen/cg.h"

#include "lang/c_function.h"

static LLVMTypeRef function_type(struct cg *cg, const struct c_function *f)
{
	LLVMTypeRef params[C_FUNCTION_PARAMS_MAX];

	for (uint32_t i = 0; i < f->nparams; i++)
		params[i] = f->params[i].type->kind == T_POINTER ? cg->ptr : cg->i64;
	return LLVMFunctionType(cg->i64, params, f->nparams, 0);
}

static LLVMValueRef declaration(struct cg *cg, const struct c_function *f)
{
	LLVMValueRef function = LLVMGetNamedFunction(cg->module, f->name);

	if (function)
		return function;
	function = LLVMAddFunction(cg->module, f->name, function_type(cg, f));
	debug_extern(cg, function, f->name, &cg->di_int, 1);
	return function;
}

static LLVMValueRef argument(struct cg *cg, const struct c_param *p, const struct expr *e)
{
	LLVMValueRef at;

	if (type_is(e->type, TF_BYTES)) {
		at = argument_address(cg, e);
		return e->type->kind == T_BUFFER ? ir_at(cg, at, 4) : at;
	}
	if (p->type->kind == T_POINTER)
		return LLVMBuildIntToPtr(cg->b, cg_scalar64(cg, e), cg->ptr, "");
	return cg_scalar64(cg, e);
}

struct val cg_c_call(struct cg *cg, const struct expr *e)
{
	const struct c_function *f = e->call.c;
	LLVMValueRef args[C_FUNCTION_PARAMS_MAX], result;
	struct mem_mark mark = mem_mark(cg);

	for (uint32_t i = 0; i < f->nparams; i++)
		args[i] = argument(cg, &f->params[i], e->call.args.at[i]);
	result = LLVMBuildCall2(cg->b, function_type(cg, f), declaration(cg, f), args, f->nparams,
				"");
	frames_below(cg, C_FUNCTION_FRAMES);
	mem_release(cg, mark);
	if (e->type->kind == T_VOID)
		return val_none();
	if (e->type->kind == T_BOOL)
		return val_direct(ir_not_zero(cg, ir_and(cg, result, ir_u64(cg, 0xff))), e->type);
	return val_direct(ir_resize(cg, result, type_register(cg, e->type), false), e->type);
}
