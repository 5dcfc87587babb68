/*
 * Loops over ranges and maps. The kernel runs the body: it becomes a static function that
 * bpf_loop or bpf_for_each_map_elem calls for every step, with the program's frame as its context.
 *
 * break and continue are results of the function, return is a flag in the frame that is looked at
 * behind the loop. Kernels without bpf_loop get a plain loop, which the verifier walks step by
 * step, for ranges known at compile time.
 */
#include "codegen/cg.h"

#define PLAIN_LOOP_MAX 4096
#define LOOPS_MAX (8u << 20) /* BPF_MAX_LOOPS */
/* The kernel follows 8 calls (MAX_CALL_FRAMES): the program, the loops, and what the inner one
 * calls. */
#define CALLBACKS_MAX 5

struct callback {
	struct fn fn;
	bool returned_before;
	struct mem_mark mark;
	size_t homes;
};

static void callback_begin(struct cg *cg, struct callback *c, const char *name, unsigned nparams,
			   LLVMTypeRef first, struct span span)
{
	LLVMTypeRef types[4];

	frame_at(cg, 0); /* there is one from here on */
	for (unsigned i = 0; i < nparams; i++)
		types[i] = i || !first ? cg->ptr : first;
	c->fn = (struct fn){.outer = cg->fn, .prog = cg->fn->prog};
	c->returned_before = cg->fn->prog->returns_in_loop;
	c->mark = mem_mark(cg);
	c->homes = cg->homes.len;
	cg->fn->prog->returns_in_loop = false;
	function_begin(cg, &c->fn, name, cg->i64, types, nparams, span);
	c->fn.frame = LLVMGetParam(c->fn.function, nparams - 1);
}

/* Ends the function and leaves in the frame what its code expects there. */
static void callback_end(struct cg *cg, struct callback *c)
{
	struct prog *prog = cg->fn->prog;

	variables_forget(cg, c->homes);
	function_end(cg, &c->fn);
	mem_release(cg, c->mark);
	if (cg->fn->outer)
		return;
	if (prog->callback_needs_scratch)
		ir_store(cg, scratch_base(cg), frame_at(cg, FRAME_SCRATCH), 8);
	if (prog->user && prog->callback_needs_ctx)
		ir_store(cg, program_ctx(cg), frame_at(cg, FRAME_CTX), 8);
	if (prog->inst->identity)
		ir_store(cg, context_identity(cg), frame_at(cg, FRAME_IDENTITY), 8);
}

/* Behind the call: a return inside the loop leaves the program. */
static void callback_finish(struct cg *cg, struct callback *c)
{
	struct prog *prog = cg->fn->prog;
	struct ir_if returned;

	if (prog->returns_in_loop) {
		LLVMValueRef flag = ir_load(cg, cg->i64, frame_at(cg, FRAME_RETURNED), 8);

		ir_if(cg, &returned, ir_not_zero(cg, flag));
		cg_return(cg,
			  verdict_bounded(cg, ir_load(cg, cg->i64, frame_at(cg, FRAME_RESULT), 8)));
		ir_end(cg, &returned);
	}
	prog->returns_in_loop |= c->returned_before;
}

static bool too_deep(const struct cg *cg)
{
	unsigned depth = 0;

	for (const struct fn *fn = cg->fn; fn; fn = fn->outer)
		depth++;
	return depth > CALLBACKS_MAX;
}

static void too_deep_report(struct cg *cg, const struct stmt *s)
{
	diag_add(cg->u->diags, D_BACKEND, s->span,
		 "loops over maps and over ranges of unknown length can be nested %d deep",
		 CALLBACKS_MAX);
}

/* ---- ranges ---- */

struct range_ends {
	LLVMValueRef from, count; /* 64 bits */
};

static struct range_ends range_ends(struct cg *cg, const struct stmt *s)
{
	bool is_signed = type_extends_signed(s->range.var->type);
	struct range_ends r;
	LLVMValueRef to, some;

	r.from = cg_scalar64(cg, s->range.from);
	to = cg_scalar64(cg, s->range.to);
	some = ir_cmp(cg, is_signed ? LLVMIntSGT : LLVMIntUGT, to, r.from);
	r.count = ir_select(cg, some, ir_sub(cg, to, r.from), ir_u64(cg, 0));
	return r;
}

static void range_variable(struct cg *cg, const struct stmt *s, LLVMValueRef i)
{
	const struct type *type = s->range.var->type;
	struct val v = val_direct(ir_resize(cg, i, type_register(cg, type), false), type);

	variable_home(cg, s->range.var, false);
	variable_set(cg, s->range.var, &v);
}

static void range_callback(struct cg *cg, const struct stmt *s, const struct range_ends *r)
{
	bool constant = LLVMIsAConstantInt(r->from);
	uint32_t from_at = constant ? 0 : frame_reserve(cg, 8);
	LLVMValueRef i, from, steps, result;
	struct callback c;
	struct ir_if some;

	callback_begin(cg, &c, "loop", 2, cg->i64, s->span);
	from = constant ? r->from : ir_load(cg, cg->i64, frame_at(cg, from_at), 8);
	i = ir_add(cg, LLVMGetParam(c.fn.function, 0), from);
	range_variable(cg, s, i);
	cg_body(cg, s->range.body);
	callback_end(cg, &c);
	if (!constant)
		ir_store(cg, r->from, frame_at(cg, from_at), 8);
	/* The kernel takes 32 bits and refuses more than BPF_MAX_LOOPS (8 Mi) itself. */
	steps = ir_select(cg, ir_cmp(cg, LLVMIntUGT, r->count, ir_u64(cg, UINT32_MAX)),
			  ir_u64(cg, UINT32_MAX), r->count);
	/*
	 * The verifier may see that there is no step. Since 6.7 it does not walk the function then,
	 * takes it out and stumbles over the call that still names it: the call must be dead, too.
	 */
	ir_if(cg, &some, ir_not_zero(cg, steps));
	result = cg_bpf(cg, BPF_loop, steps, c.fn.function, frame_at(cg, 0), ir_u64(cg, 0));
	bpf_check(cg, BPF_loop, result, s->span);
	ir_end(cg, &some);
	callback_finish(cg, &c);
}

static void range_plain(struct cg *cg, const struct stmt *s, const struct range_ends *r)
{
	struct jump_target to = {.up = cg->fn->jump, .outside = cg->fn->region};
	LLVMValueRef step = ir_local(cg, cg->i64), at;
	struct ir_if done;
	LLVMBasicBlockRef head = ir_block(cg, "range");

	to.on_continue = ir_block(cg, "next");
	to.on_break = ir_block(cg, "done");
	ir_store(cg, ir_u64(cg, 0), step, 8);
	cg->fn->jump = &to;
	ir_begin(cg, head);
	region_enter(cg);
	at = ir_load(cg, cg->i64, step, 8);
	ir_if(cg, &done, ir_cmp(cg, LLVMIntUGE, at, r->count));
	ir_jump(cg, to.on_break);
	ir_end(cg, &done);
	range_variable(cg, s, ir_add(cg, r->from, at));
	cg_body(cg, s->range.body);
	region_leave(cg);
	ir_begin(cg, to.on_continue);
	ir_store(cg, ir_add(cg, ir_load(cg, cg->i64, step, 8), ir_u64(cg, 1)), step, 8);
	LLVMBuildBr(cg->b, head);
	LLVMMoveBasicBlockAfter(to.on_break, LLVMGetInsertBlock(cg->b));
	LLVMPositionBuilderAtEnd(cg->b, to.on_break);
	cg->fn->jump = to.up;
}

void loop_range(struct cg *cg, const struct stmt *s)
{
	struct mem_mark mark = mem_mark(cg);
	size_t homes = cg->homes.len;
	struct range_ends r = range_ends(cg, s);
	LLVMValueRef n = LLVMIsAConstantInt(r.count);

	if (cg_has(cg, FEATURE_bpf_loop) && !too_deep(cg))
		range_callback(cg, s, &r);
	else if (n && LLVMConstIntGetZExtValue(n) <= PLAIN_LOOP_MAX)
		range_plain(cg, s, &r);
	else if (cg_has(cg, FEATURE_bpf_loop))
		too_deep_report(cg, s);
	else
		feature_missing(cg, s->span, FEATURE_bpf_loop, "a loop over a range");
	variables_forget(cg, homes);
	mem_release(cg, mark);
}

/*
 * A while loop in a long body. The verifier walks a plain one to its end, for which it must know
 * what the test says; of variables in scratch memory, where parts keep them, it knows nothing.
 */
void loop_while(struct cg *cg, const struct stmt *s)
{
	LLVMValueRef result;
	struct callback c;
	struct ir_if done;

	if (!cg_has(cg, FEATURE_bpf_loop)) {
		feature_missing(cg, s->span, FEATURE_bpf_loop, "a while loop in so long a probe");
		return;
	}
	if (too_deep(cg)) {
		too_deep_report(cg, s);
		return;
	}
	callback_begin(cg, &c, "while", 2, cg->i64, s->span);
	ir_if(cg, &done, ir_not(cg, cg_scalar(cg, s->loop.test)));
	stmt_jump(cg, true);
	ir_end(cg, &done);
	cg_body(cg, s->loop.body);
	callback_end(cg, &c);
	result = cg_bpf(cg, BPF_loop, ir_u64(cg, LOOPS_MAX), c.fn.function, frame_at(cg, 0),
			ir_u64(cg, 0));
	bpf_check(cg, BPF_loop, result, s->span);
	callback_finish(cg, &c);
}

/* ---- maps ---- */

struct uses {
	const struct variable *var;
	uint32_t whole, keys;
};

static bool uses_visit(struct expr *e, void *arg)
{
	struct uses *u = arg;

	if (e->kind == E_VAR && e->var.var == u->var)
		u->whole++;
	if (e->kind == E_FIELD && e->field.base->kind == E_VAR &&
	    e->field.base->var.var == u->var && !e->field.offset && !e->field.name &&
	    e->field.index == 0)
		u->keys++;
	return false;
}

/* Whether the body wants more of $kv than $kv.0: totals of aggregates are not cheap. */
static bool uses_value(const struct stmt *s)
{
	struct uses u = {.var = s->each.var};

	expr_walk(s->each.body, uses_visit, &u);
	return u.whole > u.keys;
}

static void pair_fill(struct cg *cg, const struct stmt *s, LLVMValueRef key, LLVMValueRef value)
{
	const struct map *map = s->each.map->map.map;
	const struct type *pair = s->each.var->type;
	const struct field *k = &pair->fields[0], *v = &pair->fields[1];
	LLVMValueRef at;
	struct val x;

	variable_home(cg, s->each.var, false);
	at = variable_at(cg, s->each.var);
	if (k->type->size + v->type->size != pair->size)
		mem_zero(cg, at, 8, pair->size);
	x = val_local(key, k->type, 8);
	val_store(cg, &x, ir_at(cg, at, k->offset), k->offset ? 1 : 8, true);
	if (!uses_value(s)) {
		x = val_zero(cg, v->type);
	} else if (type_is(map->value, TF_AGGREGATE)) {
		LLVMValueRef total = aggregate_read(cg, map, ir_at(cg, at, k->offset));

		x = val_direct(ir_resize(cg, total, type_register(cg, v->type), false), v->type);
	} else {
		x = val_local(value, v->type, 8);
	}
	val_store(cg, &x, ir_at(cg, at, v->offset), MIN(8u, v->offset & -v->offset), true);
}

void loop_map(struct cg *cg, const struct stmt *s)
{
	const struct map *map = s->each.map->map.map;
	struct mem_mark mark = mem_mark(cg);
	size_t homes = cg->homes.len;
	LLVMValueRef result;
	struct callback c;

	if (!cg_has(cg, FEATURE_for_each_map_elem)) {
		feature_missing(cg, s->span, FEATURE_for_each_map_elem, "a loop over a map");
		return;
	}
	if (too_deep(cg)) {
		too_deep_report(cg, s);
		return;
	}
	callback_begin(cg, &c, "each", 4, NULL, s->span);
	pair_fill(cg, s, LLVMGetParam(c.fn.function, 1), LLVMGetParam(c.fn.function, 2));
	cg_body(cg, s->each.body);
	callback_end(cg, &c);
	result = cg_bpf(cg, BPF_for_each_map_elem, map_global(cg, map), c.fn.function,
			frame_at(cg, 0), ir_u64(cg, 0));
	bpf_check(cg, BPF_for_each_map_elem, result, s->span);
	callback_finish(cg, &c);
	variables_forget(cg, homes);
	mem_release(cg, mark);
}
