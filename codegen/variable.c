/*
 * Where the script's variables live: registers as far as LLVM can keep them there, the frame where
 * the callback of a loop uses them too, scratch memory where they are large.
 */
#include "codegen/cg.h"

#define FRAME_VARIABLE_MAX 32
#define LOCALS_MAX 20 /* more would fill the stack when LLVM puts them there */
#define VARIABLES_BUDGET 160

static bool fits_frame(struct cg *cg, const struct type *type)
{
	struct prog *prog = cg->fn->prog;

	return type_in_register(type) ||
	       (type->size <= FRAME_VARIABLE_MAX &&
		prog->stack_used + type->size <= stack_budget(prog, VARIABLES_BUDGET));
}

static struct home *home_make(struct cg *cg, const struct variable *var)
{
	struct home *home = arena_make(cg->arena, struct home);
	uint64_t limit = cg->p->config[CONFIG_on_stack_limit];
	struct prog *prog = cg->fn->prog;

	if (outline_shares(prog)) {
		home->kind = HOME_SCRATCH;
		home->offset = scratch_reserve(cg, MAX(var->type->size, 8u));
	} else if (var->captured && fits_frame(cg, var->type)) {
		home->kind = HOME_FRAME;
		home->offset = frame_reserve(cg, MAX(var->type->size, 8u));
	} else if (type_in_register(var->type) && prog->locals < stack_locals(prog, LOCALS_MAX)) {
		home->kind = HOME_LOCAL;
		home->counted = true;
		prog->locals++;
		home->local = ir_local_raw(cg, ir_int_type(cg, var->type->size));
		if (var->address_taken)
			prog->stack_used += 8;
	} else if (!var->captured && !type_in_register(var->type) &&
		   var->type->size <= MIN(limit, UINT64_C(64)) &&
		   prog->stack_used + var->type->size <= stack_budget(prog, VARIABLES_BUDGET)) {
		home->kind = HOME_LOCAL;
		home->local = mem_stack(cg, var->type->size);
	} else {
		home->kind = HOME_SCRATCH;
		home->offset = scratch_reserve(cg, MAX(var->type->size, 8u));
	}
	return home;
}

void variable_home(struct cg *cg, struct variable *var, bool zeroed)
{
	struct val zero;

	if (!var->codegen) {
		var->codegen = home_make(cg, var);
		vec_push(cg->arena, &cg->homes, var);
	}
	if (zeroed) {
		zero = val_zero(cg, var->type);
		val_store(cg, &zero, variable_at(cg, var), 8, true);
	}
}

void variable_alias(struct cg *cg, struct variable *var, LLVMValueRef at)
{
	struct home *home = arena_make(cg->arena, struct home);

	home->kind = HOME_LOCAL;
	home->local = at;
	var->codegen = home;
	vec_push(cg->arena, &cg->homes, var);
}

void variables_forget(struct cg *cg, size_t count)
{
	while (cg->homes.len > count) {
		struct variable *var = cg->homes.at[--cg->homes.len];
		const struct home *home = var->codegen;

		if (home->counted)
			cg->fn->prog->locals--;
		var->codegen = NULL;
	}
}

static uint64_t mix(uint64_t h, uint64_t word)
{
	h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ h >> 32;
}

uint64_t variables_homes(const struct cg *cg)
{
	uint64_t h = mix(1, cg->fn->prog->scratch_at);

	for (size_t i = 0; i < cg->homes.len; i++) {
		const struct home *home = cg->homes.at[i]->codegen;

		h = mix(mix(mix(h, (uintptr_t)cg->homes.at[i]), (uint64_t)home->kind),
			home->kind == HOME_LOCAL ? (uintptr_t)home->local : home->offset);
	}
	return h;
}

LLVMValueRef variable_at(struct cg *cg, const struct variable *var)
{
	const struct home *home = var->codegen;

	if (!home)
		bug("variable %s has no home", var->name);
	switch (home->kind) {
	case HOME_LOCAL:
		return home->local;
	case HOME_FRAME:
		return frame_at(cg, home->offset);
	case HOME_SCRATCH:
		return ir_at(cg, scratch_base(cg), home->offset);
	}
	bug("home of kind %d", home->kind);
}

struct val variable_get(struct cg *cg, const struct variable *var)
{
	struct val v = val_local(variable_at(cg, var), var->type, 8);

	return type_in_register(var->type) ? val_direct(val_scalar(cg, &v), var->type) : v;
}

/*
 * What a loop's callback adds up is a constant of its own for the verifier on every walk through
 * it, and it would walk until it has seen them all.
 */
static bool must_forget(const struct cg *cg, const struct variable *var)
{
	const struct home *home = var->codegen;

	return home->kind == HOME_FRAME && cg->fn->outer && type_in_register(var->type) &&
	       var->type->kind != T_BOOL;
}

void variable_set(struct cg *cg, struct variable *var, const struct val *v)
{
	struct val forgotten;

	if (must_forget(cg, var)) {
		LLVMValueRef word = ir_widen(cg, val_scalar(cg, v), false);

		forgotten = val_direct(
			ir_resize(cg, ir_unknown(cg, word), type_register(cg, var->type), false),
			var->type);
		v = &forgotten;
	}
	val_store(cg, v, variable_at(cg, var), 8, true);
}
