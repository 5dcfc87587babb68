/*
 * Kfuncs: declarations without a body in the section where libbpf looks for names to resolve.
 */
#include "codegen/cg.h"

#define PARAMS_MAX 4

static const struct {
	const char *name, *shape;
} rows[KFUNC_COUNT] = {
#define KFUNC(id, sh) [KFUNC_##id] = {#id, sh},
#include "codegen/kfuncs.def"
#undef KFUNC
};

static LLVMTypeRef letter_type(struct cg *cg, char letter)
{
	switch (letter) {
	case 't':
		return cg->ptr;
	case 'w':
		return cg->i32;
	case 'v':
		return cg->nothing;
	default:
		bug("shape letter '%c'", letter);
	}
}

static LLVMMetadataRef letter_debug(struct cg *cg, char letter)
{
	switch (letter) {
	case 't':
		return debug_struct_pointer(cg, "task_struct");
	case 'w':
		return cg->di_int;
	default:
		return NULL;
	}
}

static LLVMTypeRef function_type(struct cg *cg, const char *shape)
{
	LLVMTypeRef params[PARAMS_MAX];
	unsigned n = 0;

	for (; shape[n + 1]; n++)
		params[n] = letter_type(cg, shape[n + 1]);
	return LLVMFunctionType(letter_type(cg, shape[0]), params, n, 0);
}

static LLVMValueRef declaration(struct cg *cg, enum kfunc kfunc)
{
	const char *name = rows[kfunc].name, *shape = rows[kfunc].shape;
	LLVMMetadataRef types[PARAMS_MAX + 1];
	unsigned n = 0;

	if (cg->kfuncs[kfunc])
		return cg->kfuncs[kfunc];
	for (; shape[n]; n++)
		types[n] = letter_debug(cg, shape[n]);
	cg->kfuncs[kfunc] = LLVMAddFunction(cg->module, name, function_type(cg, shape));
	LLVMSetSection(cg->kfuncs[kfunc], ".ksyms");
	debug_extern(cg, cg->kfuncs[kfunc], name, types, n);
	return cg->kfuncs[kfunc];
}

LLVMValueRef kfunc_call(struct cg *cg, enum kfunc kfunc, LLVMValueRef arg)
{
	return LLVMBuildCall2(cg->b, function_type(cg, rows[kfunc].shape), declaration(cg, kfunc),
			      &arg, 1, "");
}
