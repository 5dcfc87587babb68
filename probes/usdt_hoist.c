/*
 * Consumes the tree that the parser made of a body, produces one in which no loop reads argN. The
 * variables have names that no script can write.
 */
#include "probes/usdt_hoist.h"

#include <stdlib.h>

#define NUMBERS_MAX 64

struct hoist {
	struct unit *u;
	unsigned loops; /* around the place we are at */
	struct {
		const char *variable; /* NULL: not needed */
		struct span span;
	} wanted[NUMBERS_MAX];
};

bool argument_number(const struct expr *e, uint32_t *number)
{
	if (e->kind == E_BUILTIN && e->builtin.id == BUILTIN_arg)
		*number = e->builtin.number;
	else if (e->kind == E_IDENT && builtin_find(str_from(e->ident)) == BUILTIN_arg)
		*number = (uint32_t)strtoul(e->ident + 3, NULL, 10);
	else
		return false;
	return *number < NUMBERS_MAX;
}

static bool hoist_visit(struct expr **slot, void *arg);

static void statement_visit(struct hoist *h, struct stmt *s)
{
	bool is_loop = s->kind == S_FOR_RANGE || s->kind == S_FOR_MAP;

	h->loops += is_loop;
	stmt_children(s, hoist_visit, h);
	h->loops -= is_loop;
}

static bool hoist_visit(struct expr **slot, void *arg)
{
	struct hoist *h = arg;
	struct expr *e = *slot, *variable;
	uint32_t number;

	if (h->loops && argument_number(e, &number)) {
		h->wanted[number].variable = intern_c(
			h->u->names, arena_printf(h->u->arena, "$arg%u of the probe", number));
		h->wanted[number].span = e->span;
		variable = expr_make(h->u->arena, E_VAR, e->span);
		variable->var.name = h->wanted[number].variable;
		*slot = variable;
		return false;
	}
	if (e->kind != E_BLOCK)
		return expr_children(e, hoist_visit, h);
	for (size_t i = 0; i < e->block.body.len; i++)
		statement_visit(h, e->block.body.at[i]);
	return e->block.value ? hoist_visit(&e->block.value, h) : false;
}

void usdt_arguments_hoist(struct unit *u, struct expr *body)
{
	struct hoist h = {.u = u};
	struct stmts all = {0};
	struct stmt *set;

	if (body->kind != E_BLOCK)
		return;
	hoist_visit(&body, &h);
	for (uint32_t i = 0; i < NUMBERS_MAX; i++) {
		if (!h.wanted[i].variable)
			continue;
		set = stmt_make(u->arena, S_LET, h.wanted[i].span);
		set->let.name = h.wanted[i].variable;
		set->let.name_span = h.wanted[i].span;
		set->let.value = expr_make(u->arena, E_IDENT, h.wanted[i].span);
		set->let.value->ident = intern_c(u->names, arena_printf(u->arena, "arg%u", i));
		vec_push(u->arena, &all, set);
	}
	if (!all.len)
		return;
	for (size_t i = 0; i < body->block.body.len; i++)
		vec_push(u->arena, &all, body->block.body.at[i]);
	body->block.body = all;
}
