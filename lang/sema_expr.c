/*
 * Types of expressions. Operators are in sema_binary.c, access to members and memory in
 * sema_access.c, calls in sema_call.c.
 */
#include "lang/parameter.h"
#include "lang/sema_local.h"

/* *SLOT, which is of type T, as a value. */
static const struct type *as_value(struct sema *s, struct expr **slot, const struct type *t)
{
	if (type_is(t, TF_CASTABLE)) {
		t = sema_aggregate_read(s, t);
		convert(s, slot, t);
		return t;
	}
	if (type_is(t, TF_AGGREGATE)) {
		struct diag *d = sema_diag(
			s, D_AGGREGATE_COPY, (*slot)->span,
			"a value of type %s can only be printed as part of its map", text_of(s, t));

		sema_hint(s, d, "print(@map) shows the whole map");
		return &type_error;
	}
	if (t->kind == T_VOID || t->kind == T_NONE || t->kind == T_STACK_MODE) {
		sema_diag(s, D_NO_VALUE, (*slot)->span,
			  "this has no value (its type is %s) where one is needed", text_of(s, t));
		return &type_error;
	}
	return t;
}

void sema_condition(struct sema *s, struct expr **slot)
{
	const struct type *t = sema_expr(s, slot);
	struct diag *d;

	switch ((int)t->kind) {
	case T_ERROR:
	case T_BOOL:
		return;
	case T_INT:
	case T_ENUM:
	case T_POINTER:
	case T_PACKET:
		convert(s, slot, &type_bool);
		return;
	default:
		break;
	}
	d = sema_diag(s, D_CONDITION, (*slot)->span, "a condition cannot be of type %s",
		      text_of(s, t));
	if (type_is(t, TF_CASTABLE))
		sema_hint(s, d, "cast it, (int64)@x, or compare it with a number");
	else if (t->kind == T_STRING)
		sema_hint(s, d, "compare it: ... != \"\"");
}

const struct type *sema_value(struct sema *s, struct expr **slot)
{
	return as_value(s, slot, sema_expr(s, slot));
}

/* ---- if and ?: ---- */

static const struct type *branches_join(struct sema *s, struct expr *e, const struct type *then,
					const struct type *otherwise)
{
	const struct type *joined;
	struct diag *d;

	if (then->kind == T_ERROR || otherwise->kind == T_ERROR)
		return s->final ? &type_error : promote(s, then, otherwise);
	joined = then == otherwise ? then : promote(s, then, otherwise);
	if (joined) {
		convert(s, &e->cond.then, joined);
		convert(s, &e->cond.otherwise, joined);
		return joined;
	}
	d = sema_diag(s, D_BRANCH_TYPES, e->span,
		      "the branches have types that do not go together: %s and %s",
		      text_of(s, then), text_of(s, otherwise));
	sema_note(s, d, e->cond.then->span, "this is %s", text_of(s, then));
	sema_note(s, d, e->cond.otherwise->span, "this is %s", text_of(s, otherwise));
	return &type_error;
}

static bool has_value(const struct type *t)
{
	return t->kind != T_NONE && t->kind != T_VOID;
}

static const struct type *branch(struct sema *s, struct expr **slot, bool statement)
{
	const struct type *t;

	if ((*slot)->kind == E_BLOCK)
		return (*slot)->type = sema_block(s, *slot, statement);
	if ((*slot)->kind == E_COND)
		return sema_cond(s, slot, statement);
	t = sema_expr(s, slot);
	return has_value(t) ? as_value(s, slot, t) : t;
}

static bool is_comptime(const struct expr *test)
{
	return test->kind == E_COMPTIME;
}

/* A test that is known now leaves one branch only; the other is never typed. */
static const struct type *cond_known(struct sema *s, struct expr **slot, bool statement)
{
	struct expr *e = *slot, *test = e->cond.test->comptime;
	bool yes = test->kind == E_BOOL ? test->boolean : test->num.value != 0;
	struct expr *kept = yes ? e->cond.then : e->cond.otherwise;

	if (!kept)
		kept = expr_make(s->a, E_BLOCK, e->span);
	*slot = kept;
	s->changed = true;
	return branch(s, slot, statement);
}

const struct type *sema_cond(struct sema *s, struct expr **slot, bool statement)
{
	struct expr *e = *slot;
	const struct type *then, *otherwise;

	if (is_comptime(e->cond.test)) {
		enum expr_kind kind = e->cond.test->comptime->kind;

		if (kind == E_INT || kind == E_BOOL)
			return cond_known(s, slot, statement);
		if (!s->final)
			return e->type = &type_error;
	}
	sema_condition(s, &e->cond.test);
	then = branch(s, &e->cond.then, statement);
	otherwise = e->cond.otherwise ? branch(s, &e->cond.otherwise, statement) : &type_none;
	if (statement || !has_value(then) || !has_value(otherwise)) {
		bool mixed = !statement && e->cond.otherwise && then != otherwise &&
			     has_value(then) != has_value(otherwise) && then->kind != T_ERROR &&
			     otherwise->kind != T_ERROR;

		if (mixed)
			return e->type = branches_join(s, e, then, otherwise);
		return e->type = &type_none;
	}
	return e->type = branches_join(s, e, then, otherwise);
}

const struct type *sema_block(struct sema *s, struct expr *e, bool statement)
{
	const struct type *t = &type_none;

	for (size_t i = 0; i < e->block.body.len; i++)
		sema_stmt(s, e->block.body.at[i]);
	if (!e->block.value)
		return e->type = t;
	if (statement && e->block.value->kind == E_COND)
		t = sema_cond(s, &e->block.value, true);
	else
		t = sema_expr(s, &e->block.value);
	if (!statement && has_value(t))
		t = as_value(s, &e->block.value, t);
	return e->type = t;
}

/* ---- the rest ---- */

/* Tuples and records are made by scripts, and so can be of any size. */
#define VALUE_SIZE_MAX (64u * 1024)

static const struct type *size_check(struct sema *s, const struct expr *e, const struct type *t)
{
	if (t->size <= VALUE_SIZE_MAX)
		return t;
	sema_diag(s, D_VALUE_SIZE, e->span, "this value has %u bytes; %u is the most", t->size,
		  VALUE_SIZE_MAX);
	return &type_error;
}

static const struct type *sema_tuple(struct sema *s, struct expr *e)
{
	size_t n = e->items.len;
	const struct type **members = arena_array(s->a, const struct type *, n);
	bool known = true;

	if (!n)
		return &type_none;
	for (size_t i = 0; i < n; i++) {
		members[i] = sema_value(s, &e->items.at[i]);
		known = known && members[i]->kind != T_ERROR;
	}
	return known ? size_check(s, e, type_tuple(s->ts, members, n)) : &type_error;
}

static const struct type *sema_record(struct sema *s, struct expr *e)
{
	size_t n = e->members.len;
	const struct type **members = arena_array(s->a, const struct type *, n);
	const char **names = arena_array(s->a, const char *, n);
	bool known = true;

	for (size_t i = 0; i < n; i++) {
		names[i] = e->members.at[i].name;
		members[i] = sema_value(s, &e->members.at[i].value);
		known = known && members[i]->kind != T_ERROR;
		for (size_t j = 0; j < i; j++)
			if (names[j] == names[i])
				sema_diag(s, D_FIELD, e->members.at[i].span,
					  "the record already has a member \"%s\"", names[i]);
	}
	return known ? size_check(s, e, type_record(s->ts, names, members, n)) : &type_error;
}

static const struct type *sema_var(struct sema *s, struct expr *e)
{
	(void)s;
	return e->var.var ? e->var.var->type : &type_error;
}

static const struct type *sema_address(struct sema *s, struct expr *e)
{
	struct expr *of = e->address;

	if (of->kind == E_VAR) {
		const struct type *t = of->type = sema_var(s, of);

		return t->kind == T_ERROR ? t : type_pointer(s->ts, t, AS_KERNEL);
	}
	if (of->kind == E_MAP && !of->map.key) {
		of->type = of->map.map->value ? of->map.map->value : &type_error;
		if (!of->map.map->value)
			map_undefined(s, map_state(of->map.map), of->span);
		return type_pointer(s->ts, NULL, AS_KERNEL);
	}
	sema_diag(s, D_OPERATOR, e->span,
		  "& takes the address of a variable or of a whole map, of nothing else");
	return &type_error;
}

static const struct type *sema_literal(struct sema *s, const struct expr *e)
{
	if (e->kind == E_BOOL)
		return &type_bool;
	if (e->kind == E_STRING)
		return type_string(s->ts, (uint32_t)e->string.len + 1);
	if (e->type && e->type->kind == T_ENUM)
		return e->type;
	return literal_type(s, e->num.value, e->num.negative);
}

static const struct type *sema_comptime(struct sema *s, struct expr **slot)
{
	struct expr *inner = (*slot)->comptime;

	if (inner->kind == E_INT || inner->kind == E_BOOL || inner->kind == E_STRING) {
		*slot = inner;
		return sema_expr(s, slot);
	}
	sema_diag(s, D_COMPTIME, inner->span, "this is not known when the script is compiled");
	return &type_error;
}

static const struct type *unresolved(struct sema *s, const struct expr *e)
{
	/* Resolving has reported it, or it is a bare word where a value was wanted. */
	if (e->kind == E_IDENT && !diags_errors(s->diags))
		sema_diag(s, D_UNKNOWN_NAME, e->span, "\"%s\" has no meaning here", e->ident);
	return &type_error;
}

const struct type *sema_expr(struct sema *s, struct expr **slot)
{
	struct expr *e = *slot;

	switch (e->kind) {
	case E_INT:
	case E_STRING:
	case E_BOOL:
		return e->type = sema_literal(s, e);
	case E_BUILTIN:
		return e->type = sema_builtin(s, e);
	case E_VAR:
		return e->type = sema_var(s, e);
	case E_MAP:
		return e->type = sema_map(s, e);
	case E_UNARY:
		return sema_unary(s, slot);
	case E_INCDEC:
		return e->type = sema_incdec(s, e);
	case E_ADDRESS:
		return e->type = sema_address(s, e);
	case E_BINARY:
		return sema_binary(s, slot);
	case E_COND:
		return sema_cond(s, slot, false);
	case E_FIELD:
		return e->type = sema_field(s, e);
	case E_INDEX:
		return e->type = sema_index(s, e);
	case E_CALL:
		return sema_call(s, slot);
	case E_C_CALL:
		return sema_c_call(s, *slot);
	case E_CAST:
		return sema_explicit_cast(s, slot);
	case E_SIZEOF:
	case E_OFFSETOF:
	case E_TYPEINFO:
	case E_TYPEOF:
		return sema_sizeof(s, slot);
	case E_TUPLE:
		return e->type = sema_tuple(s, e);
	case E_RECORD:
		return e->type = sema_record(s, e);
	case E_BLOCK:
		return sema_block(s, e, false);
	case E_COMPTIME:
		return sema_comptime(s, slot);
	case E_LOADED:
		return e->type = parameter_type(s->u, e->loaded);
	case E_PARAM:
	case E_IDENT:
	case E_COUNT:
		return e->type = unresolved(s, e);
	}
	return &type_error;
}
