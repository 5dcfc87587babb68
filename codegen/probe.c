/*
 * A function per instance: filters in front, the body, the result.
 */
#include "codegen/cg.h"

/* The section says what kind of program it is; a % in it is the operation. */
static const char *section_name(struct cg *cg, const struct instance *inst)
{
	const char *form = method_rows[inst->method].section, *at = strchr(form, '%');

	if (!at)
		return form;
	return arena_printf(cg->arena, "%.*s%s", (int)(at - form), form, inst->hook);
}

void cg_probe(struct cg *cg, const struct instance *inst)
{
	struct prog prog = {.inst = inst, .scratch_at = 8};
	struct fn fn = {.prog = &prog, .is_program = true};
	size_t homes = cg->homes.len;

	/*
	 * A tracepoint's program that returns 0 takes the event away from everybody else who
	 * listens to it (perf_trace_run_bpf_submit), so it returns 1.
	 */
	prog.default_result = inst->method == METHOD_tracepoint ||
			      inst->method == METHOD_syscall_event;
	if (inst->verdicts)
		prog.default_result = (uint64_t)verdict_set_rows[inst->verdicts].otherwise;
	outline_begin(cg, &prog);
	user_fns_generate(cg, inst, &prog);
	function_begin(cg, &fn, inst->program, cg->i64, &cg->ptr, 1, inst->span);
	fn.ctx = LLVMGetParam(fn.function, 0);
	LLVMSetSection(fn.function, section_name(cg, inst));
	ir_store(cg, verdict_otherwise(cg), fn.result, 8);
	context_enter(cg);
	cg_body(cg, inst->body);
	variables_forget(cg, homes);
	function_end(cg, &fn);
	user_fns_check(cg, inst, &prog);
}
