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

static struct exprs exprs_clone(struct arena *a, const struct exprs *list)
{
	struct exprs copy = {0};

	for (size_t i = 0; i < list->len; i++)
		vec_push(a, &copy, expr_clone(a, list->at[i]));
	return copy;
}

static struct expr *maybe_clone(struct arena *a, const struct expr *e)
{
	return e ? expr_clone(a, e) : NULL;
}

static struct type_expr *type_clone(struct arena *a, const struct type_expr *type)
{
	struct type_expr *copy;

	if (!type)
		return NULL;
	copy = arena_make(a, struct type_expr);
	*copy = *type;
	copy->of = maybe_clone(a, type->of);
	copy->of_type = type_clone(a, type->of_type);
	return copy;
}

static struct named_exprs members_clone(struct arena *a, const struct named_exprs *list)
{
	struct named_exprs copy = {0};

	for (size_t i = 0; i < list->len; i++) {
		struct named_expr member = list->at[i];

		member.value = expr_clone(a, member.value);
		vec_push(a, &copy, member);
	}
	return copy;
}

struct stmt *stmt_clone(struct arena *a, const struct stmt *s)
{
	struct stmt *copy = stmt_make(a, s->kind, s->span);

	switch (s->kind) {
	case S_EXPR:
	case S_DISCARD:
	case S_RETURN:
		copy->expr = maybe_clone(a, s->expr);
		break;
	case S_LET:
		copy->let.name = s->let.name;
		copy->let.name_span = s->let.name_span;
		copy->let.type = type_clone(a, s->let.type);
		copy->let.value = maybe_clone(a, s->let.value);
		break;
	case S_ASSIGN:
		copy->assign.target = expr_clone(a, s->assign.target);
		copy->assign.op = s->assign.op;
		copy->assign.value = expr_clone(a, s->assign.value);
		break;
	case S_AGGREGATE:
		copy->aggregate.target = expr_clone(a, s->aggregate.target);
		copy->aggregate.agg = s->aggregate.agg;
		copy->aggregate.args = exprs_clone(a, &s->aggregate.args);
		break;
	case S_FOR_RANGE:
		copy->range.name = s->range.name;
		copy->range.name_span = s->range.name_span;
		copy->range.from = expr_clone(a, s->range.from);
		copy->range.to = expr_clone(a, s->range.to);
		copy->range.body = expr_clone(a, s->range.body);
		break;
	case S_FOR_MAP:
		copy->each.name = s->each.name;
		copy->each.name_span = s->each.name_span;
		copy->each.map = expr_clone(a, s->each.map);
		copy->each.body = expr_clone(a, s->each.body);
		break;
	case S_WHILE:
	case S_UNROLL:
		copy->loop.test = expr_clone(a, s->loop.test);
		copy->loop.body = expr_clone(a, s->loop.body);
		break;
	case S_IMPORT:
		copy->import = s->import;
		break;
	case S_BREAK:
	case S_CONTINUE:
	case S_COUNT:
		break;
	}
	return copy;
}

static void block_clone(struct arena *a, struct expr *copy, const struct expr *e)
{
	for (size_t i = 0; i < e->block.body.len; i++)
		vec_push(a, &copy->block.body, stmt_clone(a, e->block.body.at[i]));
	copy->block.value = maybe_clone(a, e->block.value);
}

static void leaf_clone(struct expr *copy, const struct expr *e)
{
	if (e->kind == E_INT)
		copy->num = e->num;
	else if (e->kind == E_STRING)
		copy->string = e->string;
	else if (e->kind == E_BOOL)
		copy->boolean = e->boolean;
	else if (e->kind == E_PARAM)
		copy->param = e->param;
	else if (e->kind == E_IDENT)
		copy->ident = e->ident;
	else
		copy->var.name = e->var.name;
}

/* Operators and accesses: nodes with one to three operands. */
static void operation_clone(struct arena *a, struct expr *copy, const struct expr *e)
{
	switch ((int)e->kind) {
	case E_UNARY:
		copy->unary.op = e->unary.op;
		copy->unary.arg = expr_clone(a, e->unary.arg);
		break;
	case E_INCDEC:
		copy->incdec = e->incdec;
		copy->incdec.target = expr_clone(a, e->incdec.target);
		break;
	case E_ADDRESS:
		copy->address = expr_clone(a, e->address);
		break;
	case E_BINARY:
		copy->binary.op = e->binary.op;
		copy->binary.lhs = expr_clone(a, e->binary.lhs);
		copy->binary.rhs = expr_clone(a, e->binary.rhs);
		break;
	case E_COND:
		copy->cond.test = expr_clone(a, e->cond.test);
		copy->cond.then = expr_clone(a, e->cond.then);
		copy->cond.otherwise = maybe_clone(a, e->cond.otherwise);
		copy->cond.is_if = e->cond.is_if;
		break;
	case E_FIELD:
		copy->field.base = expr_clone(a, e->field.base);
		copy->field.name = e->field.name;
		copy->field.index = e->field.index;
		break;
	case E_INDEX:
		copy->index.base = expr_clone(a, e->index.base);
		copy->index.index = expr_clone(a, e->index.index);
		break;
	case E_CAST:
		copy->cast.to = type_clone(a, e->cast.to);
		copy->cast.arg = expr_clone(a, e->cast.arg);
		break;
	default:
		copy->comptime = expr_clone(a, e->comptime);
		break;
	}
}

/* Nodes with lists. */
static void list_clone(struct arena *a, struct expr *copy, const struct expr *e)
{
	switch ((int)e->kind) {
	case E_BUILTIN:
		copy->builtin.id = e->builtin.id;
		copy->builtin.number = e->builtin.number;
		copy->builtin.args = exprs_clone(a, &e->builtin.args);
		break;
	case E_CALL:
		copy->call.name = e->call.name;
		copy->call.name_span = e->call.name_span;
		copy->call.args = exprs_clone(a, &e->call.args);
		break;
	case E_TUPLE:
		copy->items = exprs_clone(a, &e->items);
		break;
	case E_RECORD:
		copy->members = members_clone(a, &e->members);
		break;
	case E_BLOCK:
		block_clone(a, copy, e);
		break;
	default:
		copy->sizeof_.of.type = type_clone(a, e->sizeof_.of.type);
		copy->sizeof_.of.expr = maybe_clone(a, e->sizeof_.of.expr);
		copy->sizeof_.path = exprs_clone(a, &e->sizeof_.path);
		break;
	}
}

struct expr *expr_clone(struct arena *a, const struct expr *e)
{
	struct expr *copy = expr_make(a, e->kind, e->span);

	copy->height = e->height;
	switch (e->kind) {
	case E_INT:
	case E_STRING:
	case E_BOOL:
	case E_PARAM:
	case E_IDENT:
	case E_VAR:
		leaf_clone(copy, e);
		break;
	case E_MAP:
		copy->map.name = e->map.name;
		copy->map.key = maybe_clone(a, e->map.key);
		break;
	case E_UNARY:
	case E_INCDEC:
	case E_ADDRESS:
	case E_BINARY:
	case E_COND:
	case E_FIELD:
	case E_INDEX:
	case E_CAST:
	case E_COMPTIME:
		operation_clone(a, copy, e);
		break;
	case E_BUILTIN:
	case E_CALL:
	case E_SIZEOF:
	case E_OFFSETOF:
	case E_TYPEINFO:
	case E_TYPEOF:
	case E_TUPLE:
	case E_RECORD:
	case E_BLOCK:
		list_clone(a, copy, e);
		break;
	case E_COUNT:
		bug("no such expression");
	}
	return copy;
}
