/*
 * The one door to the kernel's functions: numbers and shapes come from bpfcalls.def.
 */
#include "codegen/cg.h"

#include <stdarg.h>

enum report { REPORT_NEVER, REPORT_ALWAYS, REPORT_VERBOSE };

struct bpfcall_row {
	const char *name;
	unsigned number;
	const char *shape;
	enum report report;
};

static const struct bpfcall_row rows[BPFCALL_COUNT] = {
#define BPFCALL(id, nr, sh, ...) \
	[BPF_##id] = {.name = #id, .number = (nr), .shape = (sh), __VA_ARGS__},
#include "codegen/bpfcalls.def"
#undef BPFCALL
};

#define ARGS_MAX 5 /* registers of the BPF calling convention */

const char *bpfcall_name(enum bpfcall call)
{
	return rows[call].name;
}

static LLVMTypeRef letter_type(struct cg *cg, char letter)
{
	switch (letter) {
	case 'p':
		return cg->ptr;
	case 'l':
	case 'i':
		return cg->i64;
	case 'w':
		return cg->i32;
	case 'v':
		return cg->nothing;
	default:
		bug("shape letter '%c'", letter);
	}
}

/* A number may be given wider or narrower than the shape says; a pointer for a number as it is. */
static LLVMValueRef fit(struct cg *cg, LLVMValueRef v, LLVMTypeRef type)
{
	bool is_pointer = LLVMGetTypeKind(LLVMTypeOf(v)) == LLVMPointerTypeKind;

	if (type == cg->ptr)
		return is_pointer ? v : ir_to_pointer(cg, v);
	return ir_resize(cg, is_pointer ? ir_to_int(cg, v) : v, type, false);
}

/* The instance whose program is being generated; NULL: functions that all programs share. */
static const struct instance *caller_of(const struct cg *cg)
{
	for (const struct fn *fn = cg->fn; fn; fn = fn->previous)
		if (fn->prog->inst)
			return fn->prog->inst;
	return NULL;
}

/* Not all kinds of programs may call all that programs of tracing may: the kernel is asked. */
static void call_check(struct cg *cg, enum bpfcall call)
{
	const struct instance *inst = caller_of(cg);
	const struct target_ops *ops = cg->u->target->ops;
	struct diag *d;
	struct span span = cg->position.span;

	if (!inst || !method_rows[inst->method].restricted || !ops->helper_allowed)
		return;
	if (cg->helpers_of != inst)
		memset(cg->helpers, 0, sizeof(cg->helpers));
	cg->helpers_of = inst;
	if (cg->helpers[call])
		return;
	cg->helpers[call] = 1;
	if (ops->helper_allowed(cg->u->target, rows[call].number, inst->method, inst->hook))
		return;
	d = diag_add(cg->u->diags, D_NOT_HERE, span.hi ? span : inst->span,
		     "this is not possible in %s probes", probe_rows[inst->kind].name);
	diag_hint(cg->u->diags, d, "this kernel does not let their programs call bpf_%s",
		  rows[call].name);
}

LLVMValueRef cg_bpf(struct cg *cg, enum bpfcall call, ...)
{
	const struct bpfcall_row *row = &rows[call];
	size_t n = strlen(row->shape) - 1;
	LLVMTypeRef types[ARGS_MAX], result = letter_type(cg, row->shape[0]), type;
	LLVMValueRef args[ARGS_MAX], function, result_value;
	va_list ap;

	call_check(cg, call);
	va_start(ap, call);
	for (size_t i = 0; i < n; i++) {
		types[i] = letter_type(cg, row->shape[i + 1]);
		args[i] = fit(cg, va_arg(ap, LLVMValueRef), types[i]);
	}
	va_end(ap);
	type = LLVMFunctionType(result, types, (unsigned)n, 0);
	function = LLVMConstIntToPtr(ir_u64(cg, row->number), cg->ptr);
	result_value = LLVMBuildCall2(cg->b, type, function, args, (unsigned)n, "");
	if (row->shape[0] != 'i')
		return result_value;
	return ir_widen(cg, ir_resize(cg, result_value, cg->i32, true), true);
}

void bpf_check(struct cg *cg, enum bpfcall call, LLVMValueRef result, struct span span)
{
	const struct bpfcall_row *row = &rows[call];
	struct ir_if failed;

	if (row->report == REPORT_NEVER || !errors_wanted(cg, row->report == REPORT_VERBOSE))
		return;
	ir_if(cg, &failed, ir_cmp(cg, LLVMIntSLT, result, ir_u64(cg, 0)));
	error_report(cg, span, row->name, NULL, result);
	ir_end(cg, &failed);
}
