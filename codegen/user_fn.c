/*
 * Functions of the script as BPF functions. Every program has its own, generated before it,
 * callees first, so that a caller knows what its callees need.
 *
 *	u64 f(env, up to 4 arguments)    the rest of the arguments and more in *env:
 *	env: u64 members in the order in which the function first asks for them
 *
 * Numbers are passed and returned in registers, extended to 64 bits; everything else by address,
 * results at an address that the caller chooses.
 *
 * Scratch memory needs no stack of its own, because nothing recurses: a function uses the part of
 * the program's slot behind what its callees use, the program the part behind all of them.
 */
#include "codegen/cg.h"

#include "lang/c_function.h"

#define STACK_MAX 512	     /* MAX_BPF_STACK, for a whole chain of calls */
#define STACK_RESERVE 96     /* for functions below: reports, claims */
#define FRAMES_MAX 6	     /* of the 8 that the kernel follows; two are for functions below */
#define C_FUNCTION_SHARE 128 /* bytes of stack by which a function of C is one more of ours */
#define REGISTERS 4	     /* arguments in registers, behind the environment */

struct user_fn {
	const struct fn_instance *fn;
	bool needed;	/* the program really calls it */
	uint32_t chain; /* functions on the longest way of calls down from it, itself included */
	uint32_t frames;
	uint32_t scratch_end;
	LLVMValueRef function;
	LLVMTypeRef type;
	uint32_t env_size;
	uint32_t env_at[ENV_MEMBERS]; /* offset + 1; 0: it does not ask for this */
	uint32_t args_at;	      /* offset in the environment of argument REGISTERS */
	uint32_t result_at;	      /* offset in the frame, for returns in callbacks */
};

static struct user_fn *user_fn_of(const struct expr *call)
{
	return call->call.user->codegen;
}

static bool is_call(const struct expr *e)
{
	return e->kind == E_CALL && e->call.user;
}

/* ---- shares of the stack ---- */

/* One function's part of the stack, half of it for what LLVM puts there by itself. */
static uint32_t share(const struct prog *prog)
{
	return (STACK_MAX - STACK_RESERVE) / prog->chain;
}

uint32_t stack_budget(const struct prog *prog, uint32_t alone)
{
	return prog->chain <= 1 ? alone : MIN(alone, share(prog) / 2);
}

uint32_t stack_locals(const struct prog *prog, uint32_t alone)
{
	return prog->chain <= 1 ? alone : MIN(alone, share(prog) / 32);
}

/* ---- the environment ---- */

static uint32_t env_reserve(struct user_fn *f, uint32_t size)
{
	uint32_t at = f->env_size;

	f->env_size += size;
	return at;
}

LLVMValueRef user_env(struct cg *cg, enum env_member what)
{
	struct user_fn *f = cg->fn->prog->user;
	LLVMValueRef env = LLVMGetParam(cg->fn->function, 0);

	if (!f->env_at[what])
		f->env_at[what] = env_reserve(f, 8) + 1;
	return ir_load(cg, what == ENV_IDENTITY ? cg->i64 : cg->ptr,
		       ir_at(cg, env, f->env_at[what] - 1), 8);
}

static LLVMValueRef env_value(struct cg *cg, enum env_member what, LLVMValueRef result)
{
	switch (what) {
	case ENV_SCRATCH:
		return scratch_base(cg);
	case ENV_CTX:
		return program_ctx(cg);
	case ENV_IDENTITY:
		return context_identity(cg);
	case ENV_RESULT:
		return result;
	case ENV_MEMBERS:
		break;
	}
	bug("environment member %d", (int)what);
}

/* ---- bodies ---- */

static bool is_memory(const struct type *t)
{
	return t->kind != T_VOID && !type_in_register(t);
}

struct find {
	bool loop, exit;
};

/* Ways out of a body other than a return: callbacks have their own, exit() leaves no value. */
static bool find_visit(struct expr *e, void *arg)
{
	struct find *find = arg;

	find->exit |= e->kind == E_CALL && e->call.fn == FN_exit;
	for (size_t i = 0; e->kind == E_BLOCK && i < e->block.body.len; i++) {
		enum stmt_kind kind = e->block.body.at[i]->kind;

		find->loop |= kind == S_FOR_RANGE || kind == S_FOR_MAP;
	}
	return false;
}

static void result_begin(struct cg *cg, struct user_fn *f)
{
	const struct type *t = f->fn->result;
	struct find find = {0};

	if (!is_memory(t))
		return;
	expr_walk(f->fn->body, find_visit, &find);
	if (find.exit)
		mem_zero(cg, user_env(cg, ENV_RESULT), 8, t->size);
	if (!find.loop)
		return;
	f->result_at = frame_reserve(cg, 8);
	ir_store(cg, user_env(cg, ENV_RESULT), frame_at(cg, f->result_at), 8);
}

static LLVMValueRef result_address(struct cg *cg)
{
	if (!cg->fn->outer)
		return user_env(cg, ENV_RESULT);
	return ir_load(cg, cg->ptr, frame_at(cg, cg->fn->prog->user->result_at), 8);
}

void user_return(struct cg *cg, const struct expr *value)
{
	if (!value) {
		cg_return(cg, NULL);
	} else if (is_memory(value->type)) {
		cg_expr_into(cg, value, result_address(cg), 8, true);
		cg_return(cg, NULL);
	} else {
		cg_return(cg, cg_scalar64(cg, value));
	}
}

static LLVMValueRef param_value(struct cg *cg, struct user_fn *f, uint32_t i, bool memory)
{
	LLVMValueRef env = LLVMGetParam(f->function, 0);

	if (i < REGISTERS)
		return LLVMGetParam(f->function, i + 1);
	return ir_load(cg, memory ? cg->ptr : cg->i64,
		       ir_at(cg, env, f->args_at + 8 * (i - REGISTERS)), 8);
}

/* What lies in memory stays there, unless the function changes it or callbacks need it. */
static void param_begin(struct cg *cg, struct user_fn *f, uint32_t i)
{
	struct variable *var = f->fn->params[i];
	bool memory = is_memory(var->type);
	LLVMValueRef at = param_value(cg, f, i, memory);
	struct val v;

	if (memory && !var->reassigned && !var->captured) {
		variable_alias(cg, var, at);
		return;
	}
	if (memory)
		v = val_local(at, var->type, 8);
	else
		v = val_direct(ir_resize(cg, at, type_register(cg, var->type), false), var->type);
	variable_home(cg, var, false);
	variable_set(cg, var, &v);
}

static uint32_t in_registers(const struct user_fn *f)
{
	return (uint32_t)MIN(f->fn->decl->params.len, (size_t)REGISTERS);
}

static void user_fn_generate(struct cg *cg, struct user_fn *f, struct prog *prog)
{
	const struct fn_decl *decl = f->fn->decl;
	uint32_t n = in_registers(f), all = (uint32_t)decl->params.len;
	LLVMTypeRef types[1 + REGISTERS] = {cg->ptr};
	struct fn fn = {.prog = prog};
	size_t homes = cg->homes.len;

	for (uint32_t i = 0; i < n; i++)
		types[i + 1] = is_memory(f->fn->params[i]->type) ? cg->ptr : cg->i64;
	f->args_at = env_reserve(f, 8 * (all - n));
	f->type = LLVMFunctionType(cg->i64, types, n + 1, 0);
	function_begin(cg, &fn, arena_printf(cg->arena, "fn_%s", decl->name), cg->i64, types, n + 1,
		       decl->span);
	f->function = fn.function;
	result_begin(cg, f);
	for (uint32_t i = 0; i < all; i++)
		param_begin(cg, f, i);
	cg_body(cg, f->fn->body);
	variables_forget(cg, homes);
	function_end(cg, &fn);
	f->frames = prog->frames;
	f->scratch_end = MAX(prog->scratch_peak, prog->scratch_at);
}

/* ---- which functions a program needs ---- */

static bool need_visit(struct expr *e, void *arg)
{
	(void)arg;
	if (is_call(e))
		user_fn_of(e)->needed = true;
	return false;
}

struct below {
	uint32_t chain, scratch_end;
};

static bool below_visit(struct expr *e, void *arg)
{
	struct below *below = arg;

	if (e->kind == E_C_CALL)
		below->chain = MAX(below->chain, 1 + e->call.c->stack / C_FUNCTION_SHARE);
	if (is_call(e)) {
		below->chain = MAX(below->chain, user_fn_of(e)->chain);
		below->scratch_end = MAX(below->scratch_end, user_fn_of(e)->scratch_end);
	}
	return false;
}

static struct below below_of(struct expr *body)
{
	struct below below = {.scratch_end = 8}; /* the word that says that the slot is in use */

	expr_walk(body, below_visit, &below);
	return below;
}

/* Callees stand in front of their callers. */
static void needs_find(struct cg *cg, const struct instance *inst)
{
	for (size_t i = 0; i < inst->fns.len; i++) {
		struct user_fn *f = arena_make(cg->arena, struct user_fn);

		f->fn = inst->fns.at[i];
		f->chain = below_of(f->fn->body).chain + 1;
		inst->fns.at[i]->codegen = f;
	}
	expr_walk(inst->body, need_visit, NULL);
	for (size_t i = inst->fns.len; i-- > 0;) {
		const struct user_fn *f = inst->fns.at[i]->codegen;

		if (f->needed)
			expr_walk(f->fn->body, need_visit, NULL);
	}
}

void user_fns_generate(struct cg *cg, const struct instance *inst, struct prog *prog)
{
	prog->chain = prog->outline ? 2 : 1; /* a part below the program */
	if (inst->fns.len)
		needs_find(cg, inst);
	prog->chain += below_of(inst->body).chain;
	if (!inst->fns.len)
		return;
	for (size_t i = 0; i < inst->fns.len; i++) {
		struct user_fn *f = inst->fns.at[i]->codegen;
		struct prog own = {.inst = inst, .user = f, .chain = prog->chain};

		own.scratch_at = below_of(f->fn->body).scratch_end;
		if (f->needed)
			user_fn_generate(cg, f, &own);
	}
	prog->scratch_at = below_of(inst->body).scratch_end;
}

void user_fns_check(struct cg *cg, const struct instance *inst, const struct prog *prog)
{
	if (prog->chain > 1 && prog->frames > FRAMES_MAX)
		diag_add(cg->u->diags, D_BACKEND, inst->span,
			 "calls and loops are nested %u deep in this probe: the kernel follows %u",
			 prog->frames, FRAMES_MAX);
}

/* ---- calls ---- */

LLVMValueRef argument_address(struct cg *cg, const struct expr *e)
{
	struct val v = cg_expr(cg, e);
	uint32_t align;
	LLVMValueRef at = val_bytes(cg, &v, true, &align), copy;

	if (align >= 8)
		return at;
	copy = mem_alloc(cg, e->type->size);
	val_store(cg, &v, copy, 8, true);
	return copy;
}

static LLVMValueRef environment(struct cg *cg, const struct user_fn *f, LLVMValueRef result,
				LLVMValueRef *more, uint32_t n)
{
	LLVMValueRef env;

	if (!f->env_size)
		return ir_null(cg);
	env = mem_stack(cg, f->env_size);
	for (uint32_t i = 0; i < n; i++)
		ir_store(cg, more[i], ir_at(cg, env, f->args_at + 8 * i), 8);
	for (int i = 0; i < ENV_MEMBERS; i++)
		if (f->env_at[i])
			ir_store(cg, env_value(cg, (enum env_member)i, result),
				 ir_at(cg, env, f->env_at[i] - 1), 8);
	return env;
}

/* The way down to here goes through the callbacks of loops. */
void frames_below(struct cg *cg, uint32_t frames)
{
	uint32_t depth = 0;

	for (const struct fn *fn = cg->fn; fn; fn = fn->outer)
		depth++;
	cg->fn->prog->frames = MAX(cg->fn->prog->frames, depth + frames);
}

struct val cg_user_call(struct cg *cg, const struct expr *e)
{
	struct user_fn *f = user_fn_of(e);
	uint32_t n = in_registers(f), all = (uint32_t)e->call.args.len;
	LLVMValueRef *values = arena_array(cg->arena, LLVMValueRef, all + 1), result = NULL;
	const struct type *t = e->type;
	struct mem_mark mark;

	if (is_memory(t))
		result = mem_alloc(cg, MAX(t->size, 1u));
	mark = mem_mark(cg);
	for (uint32_t i = 0; i < all; i++) {
		const struct expr *arg = e->call.args.at[i];

		values[i + 1] = is_memory(arg->type) ? argument_address(cg, arg)
						     : cg_scalar64(cg, arg);
	}
	values[0] = environment(cg, f, result, values + 1 + n, all - n);
	values[0] = LLVMBuildCall2(cg->b, f->type, f->function, values, n + 1, "");
	frames_below(cg, f->frames);
	mem_release(cg, mark);
	if (result)
		return val_local(result, t, 8);
	if (t->kind == T_VOID)
		return val_none();
	return val_direct(ir_resize(cg, values[0], type_register(cg, t), false), t);
}
