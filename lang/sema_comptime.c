/*
 * What is known when the script is compiled.
 *
 * sizeof and its kin of a written type are numbers as soon as names are resolved. What depends on
 * the types of variables and maps is computed when inference has settled: first comptime
 * expressions, since a known condition removes a branch and inference goes on; when none is left,
 * everything else. What a comptime expression looked at may not get another type afterwards.
 */
#include "lang/fold.h"
#include "lang/sema_local.h"

static bool is_known(const struct expr *e)
{
	return e->kind == E_INT || e->kind == E_BOOL || e->kind == E_STRING;
}

/* Folding would take the type of an enumerator away. */
static bool is_plain_literal(const struct expr *e)
{
	return expr_is_literal(e) && !(e->type && e->type->kind == T_ENUM);
}

static bool is_foldable(const struct expr *e)
{
	switch ((int)e->kind) {
	case E_UNARY:
		return is_plain_literal(e->unary.arg);
	case E_BINARY:
		return is_plain_literal(e->binary.lhs) && is_plain_literal(e->binary.rhs);
	case E_FIELD:
		return is_plain_literal(e->field.base);
	case E_INDEX:
		return is_plain_literal(e->index.base) && is_plain_literal(e->index.index);
	default:
		return false;
	}
}

bool fold_again(struct sema *s, struct expr **slot)
{
	return is_foldable(*slot) && expr_fold(s->u, slot);
}

void comptime_replace(struct sema *s, struct expr **slot)
{
	s->comptime = true;
	sema_expr(s, slot);
	s->comptime = false;
}

/* ---- locks ---- */

bool lock_allows(struct sema *s, const struct lock *lock, const char *name, const struct type *old,
		 const struct type *new, struct span span)
{
	struct diag *d;

	if (!lock->span.hi || !old || type_settled(old) == type_settled(new) ||
	    old->kind == T_ERROR || new->kind == T_ERROR)
		return true;
	d = diag_add(s->diags, D_TYPE_LOCKED, span, "%s would become %s here, but it must stay %s",
		     name, text_of(s, new), text_of(s, old));
	diag_note(s->diags, d, lock->span, "here its type decided what is compiled");
	return false;
}

static bool lock_visit(struct expr *e, void *arg)
{
	const struct span *span = arg;
	struct lock *lock = NULL;

	if (e->kind == E_VAR && e->var.var)
		lock = &var_state(e->var.var)->lock;
	else if (e->kind == E_MAP && e->map.map)
		lock = &map_state(e->map.map)->lock;
	if (lock && !lock->span.hi)
		lock->span = *span;
	return false;
}

/* ---- rounds ---- */

struct advance {
	struct sema *s;
	bool moved;
};

static bool advance_comptime(struct expr *e, void *arg)
{
	struct advance *a = arg;
	struct span span = e->span;

	if (e->kind != E_COMPTIME || is_known(e->comptime))
		return false;
	expr_walk(e->comptime, lock_visit, &span);
	comptime_replace(a->s, &e->comptime);
	expr_fold(a->s->u, &e->comptime);
	a->moved = a->moved || is_known(e->comptime);
	return false;
}

static bool advance_slot(struct expr **slot, void *arg)
{
	struct advance *a = arg;
	struct expr *e = *slot;

	expr_children(e, advance_slot, a);
	if (e->kind == E_SIZEOF || e->kind == E_OFFSETOF || e->kind == E_TYPEINFO)
		comptime_replace(a->s, slot);
	else
		fold_again(a->s, slot);
	a->moved = a->moved || *slot != e;
	return false;
}

static void bodies_advance(struct advance *a, const struct fn_instances *fns, struct expr *body,
			   bool comptime)
{
	for (size_t i = 0; i <= fns->len; i++) {
		struct expr *e = i < fns->len ? fns->at[i]->body : body;

		if (!e)
			continue;
		a->s->fn = i < fns->len ? fn_state(fns->at[i]) : NULL;
		if (comptime)
			expr_walk(e, advance_comptime, a);
		else
			expr_children(e, advance_slot, a);
	}
	a->s->fn = NULL;
}

static void all_advance(struct advance *a, bool comptime)
{
	struct sema *s = a->s;

	for (size_t i = 0; i < s->u->instances.len; i++) {
		s->inst = s->u->instances.at[i];
		bodies_advance(a, &s->inst->fns, s->inst->body, comptime);
	}
	s->inst = NULL;
	bodies_advance(a, &s->loose, NULL, comptime);
}

bool comptime_advance(struct sema *s)
{
	struct advance a = {.s = s};

	all_advance(&a, true);
	if (!a.moved)
		all_advance(&a, false);
	return a.moved;
}
