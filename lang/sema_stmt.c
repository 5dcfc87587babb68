/*
 * Statements: declarations, assignments, loops, returns. Assignments are where types of variables
 * grow; those of maps are in sema_map.c.
 */
#include "lang/sema_local.h"

/* ---- variables ---- */

static void var_mismatch(struct sema *s, const struct var_state *v, const struct type *type,
			 struct span span)
{
	struct diag *d = sema_diag(
		s, D_TYPE_MISMATCH, span,
		"a value of type %s cannot be assigned to %s, which is of type %s",
		text_of(s, type), v->var.name,
		v->var.type->kind == T_ERROR ? "string or buffer" : text_of(s, v->var.type));

	sema_note(s, d, v->var.span, "this is the %s of %s", v->origin, v->var.name);
}

static void var_set(struct sema *s, struct var_state *v, const struct type *type, struct span span)
{
	if (v->var.type == type || !lock_allows(s, &v->lock, v->var.name, v->var.type, type, span))
		return;
	v->var.type = type;
	s->changed = true;
}

/* A declared pointer takes the address space of what is assigned to it. */
static const struct type *wanted_type(struct sema *s, const struct var_state *v,
				      const struct type *type)
{
	if (v->wanted->kind != T_POINTER || type->kind != T_POINTER)
		return v->wanted;
	return type_pointer(s->ts, v->wanted->elem, type->space);
}

/*
 * TYPE, that of *VALUE, is assigned to V. Without VALUE nothing is converted. Returns the type of
 * the variable.
 */
const struct type *var_assign(struct sema *s, struct var_state *v, struct expr **value,
			      const struct type *type, struct span span)
{
	const struct type *joined;

	if (type->kind == T_ERROR)
		return v->var.type;
	if (value)
		v->space = space_join(v->space, expr_space(s, *value));
	if (v->wanted)
		joined = wanted_type(s, v, type);
	else
		joined = promote(s, v->var.type, type);
	if (!joined || (v->floor && joined->kind != v->floor->kind)) {
		var_mismatch(s, v, type, span);
		return v->var.type;
	}
	var_set(s, v, joined, span);
	if (value && s->final && !convert_implicitly(s, value, type, joined))
		var_mismatch(s, v, type, span);
	return joined;
}

static bool is_declarable(const struct type *t)
{
	return !type_is(t, TF_AGGREGATE) && t->kind != T_VOID && t->kind != T_NONE &&
	       !(t->kind == T_ARRAY && !t->count);
}

static void let_type(struct sema *s, struct stmt *stmt, struct var_state *v)
{
	const struct type *t = type_resolve(s, stmt->let.type);

	if (t->kind == T_ERROR) {
		v->wanted = t; /* whatever is assigned: the type is what is wrong */
		return;
	}
	if (!is_declarable(t)) {
		sema_diag(s, D_DECLARATION_TYPE, stmt->let.type->span,
			  "a variable cannot be of type %s", text_of(s, t));
		return;
	}
	if ((t->kind == T_STRING || t->kind == T_BUFFER) && !t->count) {
		v->floor = t;
		return;
	}
	type_fill(s, t);
	v->var.fixed = true;
	v->wanted = t;
	if (v->var.type->kind == T_ERROR)
		var_set(s, v, t, stmt->span);
}

static void sema_let(struct sema *s, struct stmt *stmt)
{
	struct var_state *v = var_state(stmt->let.var);

	if (stmt->let.type)
		let_type(s, stmt, v);
	if (stmt->let.value) {
		const struct type *t = sema_value(s, &stmt->let.value);

		var_assign(s, v, &stmt->let.value, t, stmt->span);
	}
}

/* ---- assignments ---- */

static const struct type *compound_error(struct sema *s, struct stmt *stmt, const struct type *t,
					 const struct type *v)
{
	if (t->kind != T_ERROR && v->kind != T_ERROR)
		sema_diag(s, D_OPERATOR, stmt->span, "%s= cannot be used on %s and %s",
			  op_text(stmt->assign.op), text_of(s, t), text_of(s, v));
	return &type_error;
}

static bool is_number(const struct type *t)
{
	return t->kind == T_INT || t->kind == T_ENUM || t->kind == T_BOOL;
}

/* The type in which `target op value` is computed; converts the value to it. */
static const struct type *compound_type(struct sema *s, struct stmt *stmt, const struct type *t)
{
	enum op op = stmt->assign.op;
	const struct type *v = sema_value(s, &stmt->assign.value), *in;

	if (t->kind == T_ERROR || v->kind == T_ERROR)
		return &type_error;
	if (t->kind == T_POINTER) {
		if ((op != OP_ADD && op != OP_SUB) || !is_integer(v))
			return compound_error(s, stmt, t, v);
		widen(s, &stmt->assign.value, v);
		return t;
	}
	if (!is_number(t) || !is_number(v))
		return compound_error(s, stmt, t, v);
	in = arith_type(s, op, t, v);
	convert(s, &stmt->assign.value, in);
	return in;
}

static void result_check(struct sema *s, const struct stmt *stmt, const struct type *in,
			 const struct type *to)
{
	struct diag *d;

	if (!s->final || in->kind != T_INT || to->kind != T_INT || int_fits(in, to))
		return;
	d = sema_diag(s, D_NARROWING, stmt->span,
		      "the result of type %s is stored as %s, which may not hold it",
		      text_of(s, in), text_of(s, to));
	sema_hint(s, d, "write the assignment out and cast the value if that is meant");
}

static void assign_var(struct sema *s, struct stmt *stmt)
{
	struct expr *target = stmt->assign.target;
	struct var_state *v = var_state(target->var.var);
	const struct type *t;

	if (!v)
		return;
	if (stmt->assign.op == OP_NONE) {
		t = sema_value(s, &stmt->assign.value);
		target->type = var_assign(s, v, &stmt->assign.value, t, stmt->span);
		return;
	}
	t = compound_type(s, stmt, v->var.type);
	stmt->assign.in = t;
	if (!v->wanted)
		var_assign(s, v, NULL, t, stmt->span);
	target->type = v->var.type;
	result_check(s, stmt, t, v->var.type);
}

static void assign_map_compound(struct sema *s, struct stmt *stmt)
{
	struct expr *target = stmt->assign.target;
	struct map_state *m = map_state(target->map.map);
	const struct type *t = sema_map(s, target);

	if (t->kind == T_ERROR && !s->final)
		t = type_int_flexible(s->ts, 1); /* starts as zero */
	t = compound_type(s, stmt, t);
	stmt->assign.in = t;
	map_value_join(s, m, NULL, t, stmt->span);
	target->type = m->map.value ? m->map.value : &type_error;
	result_check(s, stmt, t, target->type);
}

static void immutable_report(struct sema *s, const struct expr *target)
{
	struct diag *d =
		sema_diag(s, D_OPERATOR, target->span, "only variables and maps can be assigned");

	sema_hint(s, d,
		  "tuples, records and structs do not change once they are made: assign a new "
		  "one");
}

static void sema_assign(struct sema *s, struct stmt *stmt)
{
	if (stmt->assign.target->kind == E_VAR)
		assign_var(s, stmt);
	else if (stmt->assign.target->kind != E_MAP)
		immutable_report(s, stmt->assign.target);
	else if (stmt->assign.op == OP_NONE)
		map_assign(s, stmt);
	else
		assign_map_compound(s, stmt);
}

/* ---- loops ---- */

static bool range_end(struct sema *s, struct expr **slot, const struct type **t, const char *which)
{
	*t = sema_value(s, slot);
	if ((*t)->kind == T_INT || (*t)->kind == T_ERROR)
		return true;
	if ((*t)->kind == T_ENUM) {
		*t = widen(s, slot, *t);
		return true;
	}
	sema_diag(s, D_LOOP, (*slot)->span, "the %s of a range must be an integer, not %s", which,
		  text_of(s, *t));
	return false;
}

static void loop_body(struct sema *s, struct expr *body)
{
	s->loops++;
	sema_block(s, body, true);
	s->loops--;
}

static void sema_for_range(struct sema *s, struct stmt *stmt)
{
	struct var_state *v = var_state(stmt->range.var);
	const struct type *from, *to, *t;

	if (range_end(s, &stmt->range.from, &from, "start") &&
	    range_end(s, &stmt->range.to, &to, "end") && from->kind != T_ERROR &&
	    to->kind != T_ERROR) {
		t = var_assign(s, v, NULL, promote(s, from, to), stmt->range.name_span);
		convert_implicitly(s, &stmt->range.from, from, t);
		convert_implicitly(s, &stmt->range.to, to, t);
	}
	loop_body(s, stmt->range.body);
}

/* ($key, $value) of the map, aggregates as the numbers they read as. */
static const struct type *element_type(struct sema *s, struct stmt *stmt, const struct map *map)
{
	const struct type *pair[2];
	struct span span = stmt->each.map->span;

	if (map->keyed_known && !map->keyed) {
		sema_diag(s, D_LOOP, span, "%s has no keys to loop over", map->name);
		return &type_error;
	}
	if (!map->key || !map->value) {
		if (s->final)
			sema_map(s, stmt->each.map); /* reports what is missing */
		return &type_error;
	}
	pair[0] = map->key;
	pair[1] = sema_aggregate_read(s, map->value);
	if (type_is(pair[1], TF_AGGREGATE)) {
		sema_diag(s, D_LOOP, span, "values of type %s cannot be looped over",
			  text_of(s, pair[1]));
		return &type_error;
	}
	return type_tuple(s->ts, pair, 2);
}

static void sema_for_map(struct sema *s, struct stmt *stmt)
{
	struct expr *map = stmt->each.map;
	struct var_state *v = var_state(stmt->each.var);

	if (map->kind == E_MAP && map->map.map) {
		const struct type *t = element_type(s, stmt, map->map.map);

		map->type = map->map.map->value ? map->map.map->value : &type_error;
		if (t->kind != T_ERROR)
			var_set(s, v, t, stmt->each.name_span);
	}
	loop_body(s, stmt->each.body);
}

static void sema_unroll(struct sema *s, struct stmt *stmt)
{
	struct expr *count = stmt->loop.test;
	const struct type *t = sema_value(s, &stmt->loop.test);

	if (t->kind != T_ERROR && count->kind != E_INT)
		sema_diag(s, D_UNROLL, count->span, "an unroll count must be a literal");
	else if (count->kind == E_INT &&
		 (count->num.negative || count->num.value < 1 || count->num.value > 100))
		sema_diag(s, D_UNROLL, count->span, "an unroll count is a number from 1 to 100");
	sema_block(s, stmt->loop.body, true);
}

/* ---- return, expressions ---- */

static void sema_return(struct sema *s, struct stmt *stmt)
{
	const struct type *t = stmt->expr ? sema_value(s, &stmt->expr) : &type_void;

	if (s->fn) {
		sema_fn_return(s, stmt, t);
		return;
	}
	if (!stmt->expr || t->kind == T_ERROR)
		return;
	if (t->kind != T_INT && t->kind != T_ENUM)
		sema_diag(s, D_RETURN_TYPE, stmt->expr->span,
			  "a probe can only return an integer, not %s", text_of(s, t));
	else
		convert(s, &stmt->expr, type_int(s->ts, 8, true));
}

/* Statements that are not written for their value: nearly every script deletes without looking. */
static bool is_done_for_effect(const struct expr *e)
{
	return e->kind == E_INCDEC || e->kind == E_C_CALL ||
	       (e->kind == E_CALL && e->call.fn == FN_delete);
}

static void sema_expr_stmt(struct sema *s, struct stmt *stmt)
{
	size_t errors = diags_errors(s->diags);
	const struct type *t;
	struct diag *d;

	if (stmt->expr->kind == E_COND) {
		sema_cond(s, &stmt->expr, true);
		return;
	}
	if (stmt->expr->kind == E_BLOCK) {
		t = sema_block(s, stmt->expr, true);
	} else {
		t = sema_expr(s, &stmt->expr);
		if (is_done_for_effect(stmt->expr))
			return;
	}
	if (t->kind == T_VOID || t->kind == T_NONE || t->kind == T_ERROR ||
	    diags_errors(s->diags) > errors)
		return;
	d = sema_diag(s, D_DISCARDED, stmt->span, "the value of this statement is not used");
	sema_hint(s, d, "assign it to _ if that is meant: _ = ...;");
}

void sema_stmt(struct sema *s, struct stmt *stmt)
{
	switch (stmt->kind) {
	case S_EXPR:
		sema_expr_stmt(s, stmt);
		break;
	case S_DISCARD:
		sema_expr(s, &stmt->expr);
		break;
	case S_LET:
		sema_let(s, stmt);
		break;
	case S_ASSIGN:
		sema_assign(s, stmt);
		break;
	case S_AGGREGATE:
		sema_aggregate(s, stmt);
		break;
	case S_FOR_RANGE:
		sema_for_range(s, stmt);
		break;
	case S_FOR_MAP:
		sema_for_map(s, stmt);
		break;
	case S_WHILE:
		sema_condition(s, &stmt->loop.test);
		loop_body(s, stmt->loop.body);
		break;
	case S_UNROLL:
		sema_unroll(s, stmt);
		break;
	case S_RETURN:
		sema_return(s, stmt);
		break;
	case S_BREAK:
	case S_CONTINUE:
	case S_IMPORT:
	case S_COUNT:
		break;
	}
}
