/*
 * Making, copying and walking syntax trees.
 *
 * Recursion is safe everywhere: the parser and the macro expander refuse trees that are higher
 * than HEIGHT_MAX.
 */
#include "lang/ast.h"

typedef bool visit_slot(struct expr **slot, void *arg);

const char *op_text(enum op op)
{
	static const char *const texts[OP_COUNT] = {
		[OP_NONE] = "", [OP_ADD] = "+",	  [OP_SUB] = "-",   [OP_MUL] = "*",  [OP_DIV] = "/",
		[OP_MOD] = "%", [OP_SHL] = "<<",  [OP_SHR] = ">>",  [OP_AND] = "&",  [OP_OR] = "|",
		[OP_XOR] = "^", [OP_EQ] = "==",	  [OP_NE] = "!=",   [OP_LT] = "<",   [OP_LE] = "<=",
		[OP_GT] = ">",	[OP_GE] = ">=",	  [OP_LAND] = "&&", [OP_LOR] = "||", [OP_NEG] = "-",
		[OP_NOT] = "!", [OP_COMPL] = "~", [OP_DEREF] = "*",
	};

	return texts[op];
}

struct expr *expr_make(struct arena *a, enum expr_kind kind, struct span span)
{
	struct expr *e = arena_make(a, struct expr);

	e->kind = kind;
	e->span = span;
	return e;
}

struct stmt *stmt_make(struct arena *a, enum stmt_kind kind, struct span span)
{
	struct stmt *s = arena_make(a, struct stmt);

	s->kind = kind;
	s->span = span;
	return s;
}

/* ---- children ---- */

static bool slot_visit(struct expr **slot, visit_slot *visit, void *arg)
{
	return *slot && visit(slot, arg);
}

static bool slots_visit(struct exprs *list, visit_slot *visit, void *arg)
{
	for (size_t i = 0; i < list->len; i++)
		if (visit(&list->at[i], arg))
			return true;
	return false;
}

static bool type_visit(struct type_expr *type, visit_slot *visit, void *arg)
{
	for (; type; type = type->of_type)
		if (slot_visit(&type->of, visit, arg))
			return true;
	return false;
}

static bool members_visit(struct named_exprs *members, visit_slot *visit, void *arg)
{
	for (size_t i = 0; i < members->len; i++)
		if (slot_visit(&members->at[i].value, visit, arg))
			return true;
	return false;
}

bool stmt_children(struct stmt *s, visit_slot *visit, void *arg)
{
	switch (s->kind) {
	case S_EXPR:
	case S_DISCARD:
	case S_RETURN:
		return slot_visit(&s->expr, visit, arg);
	case S_LET:
		return type_visit(s->let.type, visit, arg) || slot_visit(&s->let.value, visit, arg);
	case S_ASSIGN:
		return slot_visit(&s->assign.target, visit, arg) ||
		       slot_visit(&s->assign.value, visit, arg);
	case S_AGGREGATE:
		return slot_visit(&s->aggregate.target, visit, arg) ||
		       slots_visit(&s->aggregate.args, visit, arg);
	case S_FOR_RANGE:
		return slot_visit(&s->range.from, visit, arg) ||
		       slot_visit(&s->range.to, visit, arg) ||
		       slot_visit(&s->range.body, visit, arg);
	case S_FOR_MAP:
		return slot_visit(&s->each.map, visit, arg) ||
		       slot_visit(&s->each.body, visit, arg);
	case S_WHILE:
	case S_UNROLL:
		return slot_visit(&s->loop.test, visit, arg) ||
		       slot_visit(&s->loop.body, visit, arg);
	case S_BREAK:
	case S_CONTINUE:
	case S_IMPORT:
	case S_COUNT:
		break;
	}
	return false;
}

static bool block_visit(struct expr *e, visit_slot *visit, void *arg)
{
	for (size_t i = 0; i < e->block.body.len; i++)
		if (stmt_children(e->block.body.at[i], visit, arg))
			return true;
	return slot_visit(&e->block.value, visit, arg);
}

bool expr_children(struct expr *e, visit_slot *visit, void *arg)
{
	switch (e->kind) {
	case E_INT:
	case E_STRING:
	case E_BOOL:
	case E_PARAM:
	case E_LOADED:
	case E_IDENT:
	case E_VAR:
	case E_COUNT:
		break;
	case E_BUILTIN:
		return slots_visit(&e->builtin.args, visit, arg);
	case E_MAP:
		return slot_visit(&e->map.key, visit, arg);
	case E_UNARY:
		return slot_visit(&e->unary.arg, visit, arg);
	case E_INCDEC:
		return slot_visit(&e->incdec.target, visit, arg);
	case E_ADDRESS:
		return slot_visit(&e->address, visit, arg);
	case E_BINARY:
		return slot_visit(&e->binary.lhs, visit, arg) ||
		       slot_visit(&e->binary.rhs, visit, arg);
	case E_COND:
		return slot_visit(&e->cond.test, visit, arg) ||
		       slot_visit(&e->cond.then, visit, arg) ||
		       slot_visit(&e->cond.otherwise, visit, arg);
	case E_FIELD:
		return slot_visit(&e->field.base, visit, arg);
	case E_INDEX:
		return slot_visit(&e->index.base, visit, arg) ||
		       slot_visit(&e->index.index, visit, arg);
	case E_CALL:
	case E_C_CALL:
		return slots_visit(&e->call.args, visit, arg);
	case E_CAST:
		return type_visit(e->cast.to, visit, arg) || slot_visit(&e->cast.arg, visit, arg);
	case E_SIZEOF:
	case E_OFFSETOF:
	case E_TYPEINFO:
	case E_TYPEOF:
		return type_visit(e->sizeof_.of.type, visit, arg) ||
		       slot_visit(&e->sizeof_.of.expr, visit, arg);
	case E_TUPLE:
		return slots_visit(&e->items, visit, arg);
	case E_RECORD:
		return members_visit(&e->members, visit, arg);
	case E_BLOCK:
		return block_visit(e, visit, arg);
	case E_COMPTIME:
		return slot_visit(&e->comptime, visit, arg);
	}
	return false;
}

struct walk {
	bool (*visit)(struct expr *e, void *arg);
	void *arg;
};

static bool walk_slot(struct expr **slot, void *arg)
{
	struct walk *walk = arg;

	return expr_walk(*slot, walk->visit, walk->arg);
}

bool expr_walk(struct expr *e, bool (*visit)(struct expr *e, void *arg), void *arg)
{
	struct walk walk = {visit, arg};

	return visit(e, arg) || expr_children(e, walk_slot, &walk);
}

struct count {
	size_t n, limit;
};

static bool count_one(struct expr *e, void *arg)
{
	struct count *count = arg;

	(void)e;
	return ++count->n >= count->limit;
}

size_t expr_count(const struct expr *e, size_t limit)
{
	struct count count = {0, limit};

	expr_walk((struct expr *)e, count_one, &count); /* the visitor changes nothing */
	return count.n;
}

/* ---- height ---- */

static bool height_max(struct expr **slot, void *arg)
{
	unsigned *max = arg;

	*max = MAX(*max, (unsigned)(*slot)->height);
	return false;
}

/* What the chain goes on through: one link there is a small step. */
static const struct expr *chain_link(const struct expr *e)
{
	if (e->kind == E_BINARY)
		return e->binary.lhs;
	if (e->kind == E_COND)
		return e->cond.otherwise;
	if (e->kind == E_FIELD)
		return e->field.base;
	if (e->kind == E_INDEX)
		return e->index.base;
	return NULL;
}

/* A condition and the block under it are one level of what people write. */
static unsigned step_of(const struct expr *e)
{
	if (e->kind == E_BLOCK)
		return 1;
	return e->kind == E_COND ? NESTING_STEP - 1 : NESTING_STEP;
}

bool expr_measure(struct expr *e)
{
	const struct expr *link = chain_link(e);
	unsigned max = 0;
	unsigned height;

	expr_children(e, height_max, &max);
	if (link && link->height == max)
		height = max + 1;
	else if (link)
		height = MAX(max + step_of(e), link->height + 1u);
	else
		height = max + step_of(e);
	e->height = (uint16_t)MIN(height, (unsigned)UINT16_MAX);
	return height <= HEIGHT_MAX;
}

/* ---- copies ---- */

/*
 * A copy is made level by level: the node itself with lists of its own and without what the checker
 * wrote into it, then each of its children in place.
 */
static struct exprs exprs_copy(struct arena *a, const struct exprs *list)
{
	struct exprs copy = {0};

	for (size_t i = 0; i < list->len; i++)
		vec_push(a, &copy, list->at[i]);
	return copy;
}

static struct named_exprs members_copy(struct arena *a, const struct named_exprs *list)
{
	struct named_exprs copy = {0};

	for (size_t i = 0; i < list->len; i++)
		vec_push(a, &copy, list->at[i]);
	return copy;
}

static struct type_expr *type_copy(struct arena *a, const struct type_expr *type)
{
	struct type_expr *copy;

	if (!type)
		return NULL;
	copy = arena_make(a, struct type_expr);
	*copy = *type;
	copy->of_type = type_copy(a, type->of_type);
	return copy;
}

static struct stmt *stmt_copy(struct arena *a, const struct stmt *s)
{
	struct stmt *copy = stmt_make(a, s->kind, s->span);

	*copy = *s;
	if (s->kind == S_LET) {
		copy->let.type = type_copy(a, s->let.type);
		copy->let.var = NULL;
	} else if (s->kind == S_ASSIGN) {
		copy->assign.in = NULL;
	} else if (s->kind == S_AGGREGATE) {
		copy->aggregate.args = exprs_copy(a, &s->aggregate.args);
	} else if (s->kind == S_FOR_RANGE) {
		copy->range.var = NULL;
	} else if (s->kind == S_FOR_MAP) {
		copy->each.var = NULL;
	}
	return copy;
}

static struct stmts stmts_copy(struct arena *a, const struct stmts *list)
{
	struct stmts copy = {0};

	for (size_t i = 0; i < list->len; i++)
		vec_push(a, &copy, stmt_copy(a, list->at[i]));
	return copy;
}

static void call_copy(struct arena *a, struct expr *copy, const struct expr *e)
{
	copy->call.args = exprs_copy(a, &e->call.args);
	copy->call.fn = (enum function_id)0;
	copy->call.user = NULL;
	copy->call.record = NULL;
	copy->call.number = copy->call.take = 0;
}

/* One node, whose children are still those of E. */
static struct expr *expr_copy(struct arena *a, const struct expr *e)
{
	struct expr *copy = expr_make(a, e->kind, e->span);

	*copy = *e;
	copy->type = NULL;
	switch ((int)e->kind) {
	case E_VAR:
		copy->var.var = NULL;
		break;
	case E_MAP:
		copy->map.map = NULL;
		break;
	case E_BUILTIN:
		copy->builtin.args = exprs_copy(a, &e->builtin.args);
		copy->builtin.mode = 0;
		copy->builtin.limit = 0;
		break;
	case E_FIELD:
		copy->field.field = NULL;
		copy->field.offset = 0;
		break;
	case E_CALL:
	case E_C_CALL:
		call_copy(a, copy, e);
		break;
	case E_CAST:
		copy->cast.to = type_copy(a, e->cast.to);
		break;
	case E_SIZEOF:
	case E_OFFSETOF:
	case E_TYPEINFO:
	case E_TYPEOF:
		copy->sizeof_.of.type = type_copy(a, e->sizeof_.of.type);
		copy->sizeof_.path = exprs_copy(a, &e->sizeof_.path);
		break;
	case E_TUPLE:
		copy->items = exprs_copy(a, &e->items);
		break;
	case E_RECORD:
		copy->members = members_copy(a, &e->members);
		break;
	case E_BLOCK:
		copy->block.body = stmts_copy(a, &e->block.body);
		break;
	}
	return copy;
}

static bool slot_clone(struct expr **slot, void *arena)
{
	*slot = expr_clone(arena, *slot);
	return false;
}

struct expr *expr_clone(struct arena *a, const struct expr *e)
{
	struct expr *copy = expr_copy(a, e);

	expr_children(copy, slot_clone, a);
	return copy;
}
