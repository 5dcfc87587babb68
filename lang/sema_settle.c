/*
 * After the final pass: the types of literals, which took the sign of what they met, become plain
 * integers everywhere.
 */
#include "lang/sema_local.h"

static void settle_statements(struct expr *block)
{
	for (size_t i = 0; i < block->block.body.len; i++) {
		struct stmt *stmt = block->block.body.at[i];

		if (stmt->kind == S_ASSIGN && stmt->assign.in)
			stmt->assign.in = type_settled(stmt->assign.in);
	}
}

/* The field belongs to the type that its base has from now on. */
static void settle_field(struct expr *e)
{
	const struct type *t = e->field.base->type ? type_settled(e->field.base->type) : NULL;

	if (!t)
		return;
	if (t->kind == T_TUPLE && e->field.index < t->nfields)
		e->field.field = &t->fields[e->field.index];
	else if (t->kind == T_RECORD && e->field.name)
		e->field.field = type_field(t, e->field.name, &e->field.offset);
}

static bool settle_expr(struct expr *e, void *arg)
{
	(void)arg;
	if (e->type)
		e->type = type_settled(e->type);
	if (e->kind == E_BLOCK)
		settle_statements(e);
	else if (e->kind == E_FIELD)
		settle_field(e);
	return false;
}

void settle(struct sema *s)
{
	for (size_t i = 0; i < s->u->instances.len; i++)
		instance_walk(s->u->instances.at[i], settle_expr, NULL);
	for (size_t i = 0; i < s->vars.len; i++)
		s->vars.at[i]->var.type = type_settled(s->vars.at[i]->var.type);
	for (size_t i = 0; i < s->u->maps.len; i++) {
		struct map *m = s->u->maps.at[i];

		if (m->key)
			m->key = type_settled(m->key);
		if (m->value)
			m->value = type_settled(m->value);
	}
}
