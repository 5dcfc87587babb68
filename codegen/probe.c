/*
 * A function per instance: filters in front, the body, the result.
 */
#include "codegen/cg.h"

void cg_probe(struct cg *cg, const struct instance *inst)
{
	struct prog prog = {.inst = inst, .scratch_at = 8};
	struct fn fn = {.prog = &prog, .is_program = true};
	size_t homes = cg->homes.len;

	/*
	 * A tracepoint's program that returns 0 takes the event away from everybody else who
	 * listens to it (perf_trace_run_bpf_submit), so it returns 1.
	 */
	prog.default_result = inst->method == METHOD_tracepoint;
	user_fns_generate(cg, inst, &prog);
	function_begin(cg, &fn, inst->program, cg->i64, &cg->ptr, 1, inst->span);
	fn.ctx = LLVMGetParam(fn.function, 0);
	LLVMSetSection(fn.function, method_rows[inst->method].section);
	ir_store(cg, ir_u64(cg, prog.default_result), fn.result, 8);
	context_enter(cg);
	cg_body(cg, inst->body);
	variables_forget(cg, homes);
	function_end(cg, &fn);
	user_fns_check(cg, inst, &prog);
}
