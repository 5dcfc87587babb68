/*
 * Constant folding: the walk over the tree, positional parameters, conditions and str().
 *
 * Children are folded before their parent, with three exceptions: the parameters in str($1) are
 * texts, whatever they look like; `if comptime` drops a branch before anything in it is looked at;
 * and the format of printf may be longer than strings can be.
 */
#include "lang/fold.h"

#include "lang/fold_literal.h"
#include "lang/integer.h"
#include "lang/parameter.h"

struct fold {
	struct unit *u;
	bool replaced; /* the node that was folded last */
};

static bool fold_slot(struct expr **slot, void *arg);

static bool is_scalar_literal(const struct expr *e)
{
	return e->kind == E_INT || e->kind == E_STRING || e->kind == E_BOOL;
}

bool expr_is_literal(const struct expr *e)
{
	if (e->kind == E_TUPLE) {
		for (size_t i = 0; i < e->items.len; i++)
			if (!expr_is_literal(e->items.at[i]))
				return false;
		return true;
	}
	if (e->kind == E_RECORD) {
		for (size_t i = 0; i < e->members.len; i++)
			if (!expr_is_literal(e->members.at[i].value))
				return false;
		return true;
	}
	return is_scalar_literal(e);
}

/* ---- positional parameters ---- */

/* The text of parameter NUMBER; empty when it was not given. */
static struct str param_text(struct unit *u, uint64_t number)
{
	if (!number || number > u->options.nparams)
		return (struct str){"", 0};
	return str_from(u->options.params[number - 1]);
}

/* A parameter that nobody has given yet; what is given now is its default. */
static struct expr *param_later(struct unit *u, const struct expr *e, enum parameter_kind kind)
{
	return parameter_make(
		u, e->span,
		(struct parameter){.number = (uint32_t)e->param,
				   .kind = kind,
				   .text = arena_strdup(u->arena, param_text(u, e->param))});
}

static struct expr *param_string(struct unit *u, const struct expr *e)
{
	struct str text = param_text(u, e->param);

	if (parameters_wait(u))
		return param_later(u, e, PARAMETER_STRING);
	return literal_string(u, e->span, (struct str){arena_strdup(u->arena, text), text.len});
}

static struct expr *param_value(struct unit *u, const struct expr *e)
{
	struct str text = param_text(u, e->param);
	struct integer integer;

	if (parameters_wait(u))
		return param_later(u, e,
				   !e->param ? PARAMETER_GIVEN
				   : !text.len || integer_parse(text, false, &integer)
					   ? PARAMETER_INT
					   : PARAMETER_STRING);
	if (!e->param)
		return literal_int(u, e->span, u->options.nparams, false);
	if (!text.len) {
		diag_add(u->diags, D_PARAM_MISSING, e->span,
			 "parameter $%llu is empty or was not given: it is 0 here",
			 (unsigned long long)e->param);
		return literal_int(u, e->span, 0, false);
	}
	if (integer_parse(text, false, &integer))
		return literal_int(u, e->span, integer.value, integer.negative);
	return param_string(u, e);
}

/* ---- str() ---- */

/* The parameters of str($1) and str($1 + 2) are texts even if they look like numbers. */
static void params_as_text(struct unit *u, struct expr **slot)
{
	while ((*slot)->kind == E_BINARY && (*slot)->binary.op == OP_ADD)
		slot = &(*slot)->binary.lhs;
	if ((*slot)->kind == E_PARAM && (*slot)->param)
		*slot = param_string(u, *slot);
}

static struct expr *str_value(struct unit *u, struct expr *e)
{
	struct expr *of = e->call.args.at[0];
	struct str text;

	if (of->kind == E_LOADED && e->call.args.len == 1 &&
	    u->parameters.at[of->loaded].kind == PARAMETER_STRING)
		return of;
	if (of->kind == E_STRING)
		text = of->string;
	else if (of->kind != E_INT)
		return NULL;
	else if (of->num.negative)
		text = str_from(arena_printf(u->arena, "%lld", (long long)of->num.value));
	else
		text = str_from(arena_printf(u->arena, "%llu", (unsigned long long)of->num.value));
	if (e->call.args.len == 2) {
		const struct expr *n = e->call.args.at[1];

		if (n->kind != E_INT || n->num.negative)
			return NULL;
		text = str_slice(text, 0, (size_t)MIN(n->num.value, text.len));
		text.at = arena_strdup(u->arena, text);
	}
	return literal_string(u, e->span, text);
}

static bool is_str_call(const struct expr *e)
{
	return strcmp(e->call.name, "str") == 0 && e->call.args.len >= 1 && e->call.args.len <= 2;
}

/* ---- conditions ---- */

/* The literal that a branch is, alone or in a block; NULL: it is more than that. */
static struct expr *branch_literal(struct expr *branch)
{
	while (branch && branch->kind == E_BLOCK && !branch->block.body.len)
		branch = branch->block.value;
	return branch && is_scalar_literal(branch) ? branch : NULL;
}

static struct expr *chosen_branch(struct unit *u, const struct expr *e, bool truth)
{
	struct expr *branch = truth ? e->cond.then : e->cond.otherwise;

	return branch ? branch : expr_make(u->arena, E_BLOCK, e->span);
}

/* The test of E is folded. True when E itself was replaced by one branch, not folded yet. */
static bool comptime_choose(struct unit *u, struct expr **slot, bool comptime)
{
	struct expr *e = *slot;

	if (!comptime || !is_scalar_literal(e->cond.test))
		return false;
	*slot = chosen_branch(u, e, literal_truth(e->cond.test));
	return true;
}

static void cond_choose(struct unit *u, struct expr **slot)
{
	struct expr *e = *slot;
	struct expr *then = branch_literal(e->cond.then);
	struct expr *otherwise = branch_literal(e->cond.otherwise);

	if (!is_scalar_literal(e->cond.test))
		return;
	if (then && otherwise)
		*slot = literal_truth(e->cond.test) ? then : otherwise;
	else if (e->cond.test->kind == E_STRING)
		e->cond.test = literal_bool(u, e->cond.test->span, e->cond.test->string.len != 0);
}

/* Branches that are blocks stay blocks. */
static void branch_fold(struct fold *f, struct expr **slot)
{
	struct expr *branch = *slot;

	fold_slot(slot, f);
	if (branch->kind == E_BLOCK)
		*slot = branch;
}

static void cond_fold(struct fold *f, struct expr **slot)
{
	struct expr *e = *slot;
	bool comptime = e->cond.test->kind == E_COMPTIME;

	fold_slot(&e->cond.test, f);
	if (comptime_choose(f->u, slot, comptime)) {
		fold_slot(slot, f);
		return;
	}
	branch_fold(f, &e->cond.then);
	if (e->cond.otherwise)
		branch_fold(f, &e->cond.otherwise);
	cond_choose(f->u, slot);
}

/* ---- blocks ---- */

static struct expr **loop_body(struct stmt *s)
{
	if (s->kind == S_FOR_RANGE)
		return &s->range.body;
	if (s->kind == S_FOR_MAP)
		return &s->each.body;
	return s->kind == S_WHILE || s->kind == S_UNROLL ? &s->loop.body : NULL;
}

/* Bodies of loops stay blocks; a block that is nothing but a literal is that literal elsewhere. */
static void block_fold(struct fold *f, struct expr **slot)
{
	struct expr *e = *slot;

	for (size_t i = 0; i < e->block.body.len; i++) {
		struct expr **body = loop_body(e->block.body.at[i]);
		struct expr *block = body ? *body : NULL;

		stmt_children(e->block.body.at[i], fold_slot, f);
		if (body)
			*body = block;
	}
	if (!e->block.value)
		return;
	fold_slot(&e->block.value, f);
	if (!e->block.body.len && is_scalar_literal(e->block.value))
		*slot = e->block.value;
}

/* ---- the walk ---- */

/* What a node becomes whose children are folded; NULL: it stays. */
static struct expr *node_value(struct unit *u, struct expr *e)
{
	switch ((int)e->kind) {
	case E_PARAM:
		return param_value(u, e);
	case E_UNARY:
		return expr_is_literal(e->unary.arg) ? literal_unary(u, e) : NULL;
	case E_BINARY:
		if (!expr_is_literal(e->binary.lhs) || !expr_is_literal(e->binary.rhs))
			return NULL;
		return literal_binary(u, e);
	case E_FIELD:
		return expr_is_literal(e->field.base) ? literal_field(u, e) : NULL;
	case E_INDEX:
		return expr_is_literal(e->index.base) ? literal_index(u, e) : NULL;
	case E_CALL:
		return is_str_call(e) ? str_value(u, e) : NULL;
	case E_COMPTIME:
		return expr_is_literal(e->comptime) ? e->comptime : NULL;
	default:
		return NULL;
	}
}

static bool fold_slot(struct expr **slot, void *arg)
{
	struct fold *f = arg;
	struct expr *e = *slot;
	struct expr *value;

	if (e->kind == E_COND) {
		cond_fold(f, slot);
	} else if (e->kind == E_BLOCK) {
		block_fold(f, slot);
	} else {
		if (e->kind == E_CALL && is_str_call(e))
			params_as_text(f->u, &e->call.args.at[0]);
		expr_children(e, fold_slot, f);
		value = node_value(f->u, e);
		if (value)
			*slot = value;
	}
	f->replaced = *slot != e;
	return false;
}

bool expr_fold(struct unit *u, struct expr **slot)
{
	struct fold f = {.u = u};

	fold_slot(slot, &f);
	return f.replaced;
}

/* ---- strings that are too long ---- */

static bool takes_long_text(const struct expr *call)
{
	static const char *const names[] = {"printf", "errorf", "warnf", "cgroupid"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strcmp(call->call.name, names[i]) == 0)
			return true;
	return false;
}

static bool length_check(struct expr **slot, void *arg)
{
	struct unit *u = arg;
	struct expr *e = *slot;
	uint64_t max = u->config[CONFIG_max_strlen];

	if (e->kind == E_CALL && takes_long_text(e)) {
		for (size_t i = 0; i < e->call.args.len; i++)
			if (i || e->call.args.at[0]->kind != E_STRING)
				length_check(&e->call.args.at[i], u);
		return false;
	}
	if (e->kind == E_STRING && e->string.len >= max) {
		struct diag *d = diag_add(u->diags, D_STRING_TOO_LONG, e->span,
					  "this string of %zu bytes is too long: strings have "
					  "at most %llu",
					  e->string.len, (unsigned long long)(max - 1));

		diag_hint(u->diags, d, "the limit is max_strlen, see the config block");
	}
	return expr_children(e, length_check, u);
}

static void body_fold(struct unit *u, struct expr **slot)
{
	struct expr *body = *slot;

	if (!body)
		return;
	expr_fold(u, slot);
	if (body->kind == E_BLOCK)
		*slot = body;
	if (u->config[CONFIG_max_strlen])
		length_check(slot, u);
}

void unit_fold(struct unit *u)
{
	for (size_t i = 0; i < u->instances.len; i++) {
		struct expr **predicate = &u->instances.at[i]->predicate;

		body_fold(u, predicate);
		if (*predicate && (*predicate)->kind == E_STRING)
			*predicate = literal_bool(u, (*predicate)->span, literal_truth(*predicate));
		body_fold(u, &u->instances.at[i]->body);
	}
	for (size_t i = 0; i < u->script->fns.len; i++)
		body_fold(u, &u->script->fns.at[i]->body);
}
