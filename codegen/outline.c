/*
 * Long bodies in parts. The verifier walks a program as one piece: it keeps at most 8192 branches
 *in mind, what one branch has taught it about a value multiplies the ways behind it, and a jump
 *spans 32,767 instructions at most. A global function is verified once, by itself, whoever calls
 *it. So the statement lists of a long body are cut into parts, each a global function
 *
 *	u64 part(u64 slot, ctx)
 *
 * that gets the number of the claimed scratch slot (map element + 1, the slot's first word) and
 *looks it up. What statements share lies in that slot: the variables of the lists that were cut,
 *the result of a return, and what the program knows of its event. Kernels before 5.12 pass nothing
 *but numbers and the context to such a function, and the context only to program types whose
 *context is a named struct (btf_get_prog_ctx_type); for the others the slot has the context's
 *address, and what needs the context itself stays in the program.
 *
 * In: the statements of a program, its callbacks included, never those of a part. Statements that
 *are too heavy for a part stay where they are and their inner lists are cut, so parts never call
 *parts. Short bodies are not touched.
 */
#include "codegen/cg.h"

/*
 * Weights are about a third of the instructions a thing becomes. The kernel takes 256 functions
 * (BPF_MAX_SUBPROGS), callbacks of loops included.
 */
#define LONG_BODY 4000
#define PART_MIN UINT64_C(400)
#define PART_SMALL UINT64_C(100)
#define PARTS_WANTED 96

/* What a part returns: how the program goes on behind it. */
enum part_end { PART_NEXT, PART_RETURN, PART_BREAK, PART_CONTINUE };

struct outline {
	uint64_t weight;					/* of a part */
	uint32_t result_at, identity_at, context_at, packet_at; /* offsets in the slot */
	const char *context; /* its struct; NULL: parts get no context */
	struct parts VEC(struct part *) parts;
};

struct part {
	struct stmt *const *at; /* the statements in it */
	size_t n;
	uint64_t homes; /* where variables and scratch memory were when it was made */
	LLVMValueRef function;
	unsigned nparams;
	uint32_t frames;
	bool ends[PART_CONTINUE + 1];
	bool whiles; /* has while loops, which are callbacks here */
};

/* ---- weights ---- */

static uint64_t stmt_weight(struct stmt *const *s);

static uint64_t repeated(const struct stmt *s)
{
	uint64_t n = expr_literal(s->loop.test, 1), sum = 0;
	const struct stmts *list = &s->loop.body->block.body;

	for (size_t i = 0; i < list->len; i++)
		sum += stmt_weight(&list->at[i]);
	return n > 1 ? (n - 1) * sum : 0;
}

static bool weigh(struct expr *e, void *arg)
{
	uint64_t *sum = arg;

	*sum += 1;
	if (e->kind == E_MAP && e->map.key)
		*sum += 12;
	else if (e->kind == E_CALL || e->kind == E_C_CALL || e->kind == E_COND)
		*sum += 8;
	for (size_t i = 0; e->kind == E_BLOCK && i < e->block.body.len; i++) {
		*sum += 2;
		if (e->block.body.at[i]->kind == S_UNROLL)
			*sum += repeated(e->block.body.at[i]);
	}
	return false;
}

static uint64_t list_weight(const struct stmts *list)
{
	struct expr block = {.kind = E_BLOCK, .block.body = *list};
	uint64_t sum = 0;

	expr_walk(&block, weigh, &sum);
	return sum;
}

/* One statement as something that visitors walk over. */
static struct expr block_of(struct stmt *const *s)
{
	struct stmts list = {.at = (struct stmt **)s, .len = 1}; /* they change nothing */

	return (struct expr){.kind = E_BLOCK, .block.body = list};
}

static uint64_t stmt_weight(struct stmt *const *s)
{
	struct expr block = block_of(s);

	return list_weight(&block.block.body);
}

static uint64_t body_weight(struct expr *body)
{
	uint64_t sum = 0;

	expr_walk(body, weigh, &sum);
	return sum;
}

bool outline_wanted(const struct instance *inst)
{
	return body_weight(inst->body) > LONG_BODY;
}

void outline_begin(struct cg *cg, struct prog *prog)
{
	struct outline *o;

	if (!outline_wanted(prog->inst))
		return;
	o = arena_make(cg->arena, struct outline);
	o->weight = MAX(body_weight(prog->inst->body) / PARTS_WANTED, PART_MIN);
	o->context = method_rows[prog->inst->method].context_struct;
	prog->outline = o;
}

bool outline_shares(const struct prog *prog)
{
	return prog->outline && (!prog->part || prog->part->whiles);
}

/* ---- inside of a part ---- */

bool context_is_far(const struct cg *cg)
{
	const struct prog *prog = cg->fn->prog;

	return prog->part && !prog->outline->context;
}

LLVMValueRef outline_context(struct cg *cg)
{
	const struct outline *o = cg->fn->prog->outline;

	return ir_load(cg, cg->i64, ir_at(cg, scratch_base(cg), o->context_at), 8);
}

LLVMValueRef outline_identity(struct cg *cg)
{
	const struct outline *o = cg->fn->prog->outline;

	return ir_load(cg, cg->i64, ir_at(cg, scratch_base(cg), o->identity_at), 8);
}

static void part_leave(struct cg *cg, enum part_end end)
{
	cg->fn->prog->part->ends[end] = true;
	ir_store(cg, ir_u64(cg, (uint64_t)end), cg->fn->result, 8);
	regions_release(cg, NULL);
	ir_jump(cg, cg->fn->exit);
}

void part_return(struct cg *cg, LLVMValueRef result)
{
	const struct prog *prog = cg->fn->prog;

	if (!result)
		result = verdict_otherwise(cg);
	ir_store(cg, result, ir_at(cg, scratch_base(cg), prog->outline->result_at), 8);
	part_leave(cg, PART_RETURN);
}

void part_jump(struct cg *cg, bool is_break)
{
	part_leave(cg, is_break ? PART_BREAK : PART_CONTINUE);
}

/* ---- the program around them ---- */

/* The slot, with what the parts want to know in it. */
static void slot_prepare(struct cg *cg)
{
	struct prog *prog = cg->fn->prog;
	struct outline *o = prog->outline;
	LLVMValueRef base;

	if (cg->fn->outer || cached(cg, CACHE_OUTLINE))
		return;
	base = scratch_base(cg);
	cache_put(cg, CACHE_OUTLINE, base);
	if (!o->result_at) {
		o->result_at = scratch_reserve(cg, 8);
		o->identity_at = scratch_reserve(cg, 8);
		o->context_at = scratch_reserve(cg, 8);
		o->packet_at = scratch_reserve(cg, prog->packet ? packet_saved_size() : 0);
	}
	if (prog->inst->identity)
		ir_store(cg, context_identity(cg), ir_at(cg, base, o->identity_at), 8);
	if (prog->packet)
		packet_save(cg, ir_at(cg, base, o->packet_at));
	if (!o->context)
		ir_store(cg, ir_to_int(cg, program_ctx(cg)), ir_at(cg, base, o->context_at), 8);
}

static unsigned depth_of(const struct fn *fn)
{
	unsigned depth = 0;

	for (; fn; fn = fn->outer)
		depth++;
	return depth;
}

static void part_call(struct cg *cg, const struct part *part)
{
	const struct outline *o = cg->fn->prog->outline;
	LLVMTypeRef types[] = {cg->i64, cg->ptr}, type;
	LLVMValueRef base = scratch_base(cg), args[2], end;
	struct prog *prog = cg->fn->prog;
	struct ir_if taken;

	prog->frames = MAX(prog->frames, depth_of(cg->fn) + part->frames);
	args[0] = ir_load(cg, cg->i64, base, 8);
	if (part->nparams > 1)
		args[1] = program_ctx(cg);
	type = LLVMFunctionType(cg->i64, types, part->nparams, 0);
	end = LLVMBuildCall2(cg->b, type, part->function, args, part->nparams, "");
	for (unsigned i = PART_RETURN; i <= PART_CONTINUE; i++) {
		if (!part->ends[i])
			continue;
		ir_if(cg, &taken, ir_cmp(cg, LLVMIntEQ, end, ir_u64(cg, i)));
		if (i == PART_RETURN)
			cg_return(cg,
				  verdict_bounded(cg, ir_load(cg, cg->i64,
							      ir_at(cg, base, o->result_at), 8)));
		else
			stmt_jump(cg, i == PART_BREAK);
		ir_end(cg, &taken);
	}
}

static bool is_while(struct expr *e, void *arg)
{
	(void)arg;
	for (size_t i = 0; e->kind == E_BLOCK && i < e->block.body.len; i++)
		if (e->block.body.at[i]->kind == S_WHILE)
			return true;
	return false;
}

static void part_generate(struct cg *cg, struct part *part)
{
	struct prog *prog = cg->fn->prog, own = {.inst = prog->inst};
	const struct outline *o = prog->outline;
	struct fn fn = {.prog = &own, .global_words = 1, .context_struct = o->context};
	LLVMTypeRef types[] = {cg->i64, cg->ptr};
	size_t homes = cg->homes.len;

	own.outline = prog->outline;
	own.part = part;
	own.chain = prog->chain;
	own.default_result = prog->default_result;
	own.scratch_at = prog->scratch_at;
	part->nparams = o->context ? 2 : 1;
	function_begin(cg, &fn,
		       arena_printf(cg->arena, "part_%u_%zu", prog->inst->spec, o->parts.len),
		       cg->i64, types, part->nparams, part->at[0]->span);
	if (o->context)
		fn.ctx = LLVMGetParam(fn.function, 1);
	scratch_of_slot(cg, LLVMGetParam(fn.function, 0));
	/* Once, because the kernel rewrites each look-up and moves the whole program for it. */
	cell_at(cg, 0);
	if (prog->packet)
		packet_restore(cg, prog->packet, ir_at(cg, scratch_base(cg), o->packet_at));
	for (size_t i = 0; i < part->n; i++)
		cg_stmt(cg, part->at[i]);
	variables_forget(cg, homes);
	function_end(cg, &fn);
	part->function = fn.function;
	part->frames = own.frames;
	prog->scratch_peak = MAX(prog->scratch_peak, own.scratch_peak);
}

/* One that was made of the same statements with everything in the same place: of unrolled loops. */
static struct part *part_find(const struct outline *o, const struct part *wanted)
{
	for (size_t i = 0; i < o->parts.len; i++) {
		struct part *p = o->parts.at[i];

		if (p->n == wanted->n && p->homes == wanted->homes &&
		    memcmp(p->at, wanted->at, p->n * sizeof(struct stmt *)) == 0)
			return p;
	}
	return NULL;
}

/* N statements as a part, called here. Variables that are born in them live on in the slot. */
static void part_make(struct cg *cg, struct stmt *const *at, size_t n)
{
	struct outline *o = cg->fn->prog->outline;
	struct part *part = arena_make(cg->arena, struct part), *made;

	part->at = at;
	part->n = n;
	for (size_t i = 0; i < n; i++) {
		struct expr block = block_of(&at[i]);
		struct variable *var = stmt_newborn(at[i]);

		part->whiles |= expr_walk(&block, is_while, NULL);
		if (var)
			variable_home(cg, var, false);
	}
	part->homes = variables_homes(cg);
	made = part_find(o, part);
	if (!made) {
		made = part;
		part_generate(cg, part);
		vec_push(cg->arena, &o->parts, part);
	}
	part_call(cg, made);
}

/* ---- cutting ---- */

/* Things that take the context itself: its address will not do. */
static bool needs_context(struct expr *e, void *arg)
{
	const struct instance *inst = arg;
	bool view = context_rows[inst->context].view; /* the kernel rewrites each load */

	if (e->kind == E_BUILTIN)
		return (view && builtin_rows[e->builtin.id].flags & BF_CONTEXT) ||
		       e->builtin.id == BUILTIN_kstack || e->builtin.id == BUILTIN_ustack ||
		       e->builtin.id == BUILTIN_func;
	if (e->kind != E_CALL)
		return false;
	if (e->call.user || e->call.fn == FN_path || e->call.fn == FN_skboutput ||
	    e->call.fn == FN_socket_cookie || e->call.fn == FN_override)
		return true;
	if (view && function_rows[e->call.fn].flags & FN_CONTEXT)
		return true;
	return inst->context == CTX_ITER && function_rows[e->call.fn].flags & FN_OUTPUT;
}

static bool fits_part(const struct cg *cg, struct stmt *const *s, uint64_t weight)
{
	const struct prog *prog = cg->fn->prog;
	struct expr block = block_of(s);

	return weight <= prog->outline->weight &&
	       (prog->outline->context ||
		!expr_walk(&block, needs_context, (struct instance *)prog->inst));
}

/* Few statements between heavy ones are not worth a function, or one of the number there can be. */
static void group_end(struct cg *cg, struct stmt *const *at, size_t n, uint64_t weight)
{
	const struct outline *o = cg->fn->prog->outline;

	if (weight >= (o->parts.len < PARTS_WANTED ? PART_SMALL : o->weight / 2)) {
		part_make(cg, at, n);
		return;
	}
	for (size_t i = 0; i < n; i++)
		cg_stmt(cg, at[i]);
}

void outline_stmts(struct cg *cg, const struct stmts *list)
{
	uint64_t limit = cg->fn->prog->outline->weight, sum = 0, weight;
	size_t first = 0;

	if (list_weight(list) < PART_SMALL) {
		group_end(cg, list->at, list->len, 0);
		return;
	}
	slot_prepare(cg);
	for (size_t i = 0; i < list->len; i++) {
		weight = stmt_weight(&list->at[i]);
		if (!fits_part(cg, &list->at[i], weight)) {
			group_end(cg, list->at + first, i - first, sum);
			cg_stmt(cg, list->at[i]);
			first = i + 1;
			sum = 0;
		} else if ((sum += weight) >= limit) {
			group_end(cg, list->at + first, i + 1 - first, sum);
			first = i + 1;
			sum = 0;
		}
	}
	group_end(cg, list->at + first, list->len - first, sum);
}

void outline_unroll(struct cg *cg, const struct stmt *s, uint64_t n)
{
	struct stmt *body = arena_make(cg->arena, struct stmt);
	struct stmts list = {.at = arena_array(cg->arena, struct stmt *, n), .len = (size_t)n};

	body->kind = S_EXPR;
	body->span = s->span;
	body->expr = s->loop.body;
	for (uint64_t i = 0; i < n; i++)
		list.at[i] = body;
	outline_stmts(cg, &list);
}
