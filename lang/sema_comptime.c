/*
 * comptime: expressions that must be known when the script is compiled. What depends on types is
 * computed when inference has settled; a known condition then removes a branch and inference goes
 * on.
 */
#include "lang/fold.h"
#include "lang/sema_local.h"

struct advance {
	struct sema *s;
	bool moved;
};

static bool is_known(const struct expr *e)
{
	return e->kind == E_INT || e->kind == E_BOOL || e->kind == E_STRING;
}

static bool advance_one(struct expr *e, void *arg)
{
	struct advance *a = arg;

	if (e->kind != E_COMPTIME || is_known(e->comptime))
		return false;
	a->s->comptime = true;
	sema_expr(a->s, &e->comptime);
	a->s->comptime = false;
	expr_fold(a->s->u, &e->comptime);
	a->moved = a->moved || is_known(e->comptime);
	return false;
}

bool comptime_advance(struct sema *s)
{
	struct advance a = {.s = s};

	for (size_t i = 0; i < s->u->instances.len; i++) {
		s->inst = s->u->instances.at[i];
		instance_walk(s->inst, advance_one, &a);
	}
	s->inst = NULL;
	for (size_t i = 0; i < s->loose.len; i++)
		expr_walk(s->loose.at[i]->body, advance_one, &a);
	return a.moved;
}
