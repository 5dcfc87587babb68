/*
 * A function per instance: filters in front, the body, the result.
 */
#include "codegen/cg.h"

/* The section says what kind of program it is; a % in it is the operation. */
static const char *section_name(struct cg *cg, const struct instance *inst)
{
	const char *form = method_rows[inst->method].section, *at = strchr(form, '%');
	const char *named = cg->u->options.object ? object_section(cg, inst, form) : NULL;

	if (named)
		return named;
	if (!at)
		return form;
	return arena_printf(cg->arena, "%.*s%s", (int)(at - form), form, inst->hook);
}

#define MAPS_MAX 64 /* MAX_USED_MAPS of the kernel, for all that a program calls */
#define MAPS_OWN 3  /* the control ring, constants, the configuration: the least it has anyway */

struct maps_used {
	struct cg *cg;
	bool *seen; /* by index of program.maps */
	uint32_t n;
};

static bool map_count(struct expr *e, void *arg)
{
	struct maps_used *used = arg;
	struct cg *cg = used->cg;
	struct diag *d;
	uint32_t spec;

	if (e->kind != E_MAP || !e->map.map)
		return false;
	spec = e->map.map->spec;
	if (cg->p->maps[spec].storage != STORE_HASH || used->seen[spec])
		return false;
	used->seen[spec] = true;
	used->n += 1 + (cg->p->maps[spec].hash_size != 0);
	if (used->n <= MAPS_MAX - MAPS_OWN)
		return false;
	d = diag_add(cg->u->diags, D_BACKEND, e->span,
		     "%s is one map too many for this probe: the kernel gives a program %d",
		     e->map.map->name, MAPS_MAX);
	diag_hint(cg->u->diags, d,
		  "a map whose key has one part more can stand for several; or split the probe: "
		  "several on one event run in order");
	return true;
}

/* The kernel would say no more than that there are too many. */
static void maps_check(struct cg *cg, const struct instance *inst)
{
	struct maps_used used = {.cg = cg, .seen = arena_array(cg->arena, bool, cg->p->nmaps + 1)};

	instance_walk((struct instance *)inst, map_count, &used);
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
	if (object_leaves_out(cg, inst))
		return;
	object_notes(cg, inst);
	maps_check(cg, inst);
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
