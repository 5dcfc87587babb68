/*
 * After the final pass: the types of literals, which took the sign of what they met, become plain
 * integers everywhere.
 */
#include "lang/sema_local.h"

static void settle_statements(struct sema *s, struct expr *block)
{
	for (size_t i = 0; i < block->block.body.len; i++) {
		struct stmt *stmt = block->block.body.at[i];

		if (stmt->kind == S_ASSIGN && stmt->assign.in)
			stmt->assign.in = type_settled(s->ts, stmt->assign.in);
	}
}

static bool settle_expr(struct expr *e, void *arg)
{
	struct sema *s = arg;

	if (e->type)
		e->type = type_settled(s->ts, e->type);
	if (e->kind == E_BLOCK)
		settle_statements(s, e);
	if (e->kind == E_FIELD && !e->field.name && e->field.base->type &&
	    e->field.index < type_settled(s->ts, e->field.base->type)->nfields)
		e->field.field = &type_settled(s->ts, e->field.base->type)->fields[e->field.index];
	return false;
}

static void settle_record_fields(struct sema *s, struct expr *e)
{
	const struct type *t = type_settled(s->ts, e->field.base->type);

	if (t->kind == T_RECORD)
		e->field.field = type_field(t, e->field.name, &e->field.offset);
}

static bool settle_fields(struct expr *e, void *arg)
{
	if (e->kind == E_FIELD && e->field.name && e->field.base->type)
		settle_record_fields(arg, e);
	return false;
}

void settle(struct sema *s)
{
	for (size_t i = 0; i < s->u->instances.len; i++) {
		expr_walk(s->u->instances.at[i]->body, settle_expr, s);
		expr_walk(s->u->instances.at[i]->body, settle_fields, s);
	}
	for (size_t i = 0; i < s->vars.len; i++)
		s->vars.at[i]->var.type = type_settled(s->ts, s->vars.at[i]->var.type);
	for (size_t i = 0; i < s->u->maps.len; i++) {
		struct map *m = s->u->maps.at[i];

		if (m->key)
			m->key = type_settled(s->ts, m->key);
		if (m->value)
			m->value = type_settled(s->ts, m->value);
	}
}
