/*
 * Calls of functions of imported objects. Numbers are converted as C does it; a pointer takes an
 * address, or memory of the script: texts, buffers, structs, tuples.
 */
#include "lang/c_function.h"
#include "lang/sema_local.h"

const struct c_function *c_function_find(const struct unit *u, const char *name)
{
	for (size_t i = 0; i < u->c_functions.len; i++)
		if (u->c_functions.at[i]->name == name)
			return u->c_functions.at[i];
	return NULL;
}

static bool is_number(const struct type *t)
{
	return is_integer(t) || t->kind == T_BOOL;
}

/* Bytes of T that a pointer to them may reach; 0: T is no memory. */
static uint32_t memory_of(const struct type *t)
{
	switch ((int)t->kind) {
	case T_STRING:
	case T_BUFFER:
		return t->count;
	case T_STRUCT:
	case T_ARRAY:
	case T_TUPLE:
	case T_RECORD:
	case T_MAC:
	case T_INET:
		return t->size;
	default:
		return 0;
	}
}

static bool pointees_fit(const struct type *to, const struct type *from)
{
	if (!to || !from || to->kind == T_VOID || from->kind == T_VOID)
		return true;
	if (to->kind == T_STRUCT || from->kind == T_STRUCT)
		return to->kind == from->kind && to->is_union == from->is_union && to->name &&
		       from->name && strcmp(to->name, from->name) == 0;
	return to->size == from->size;
}

static bool pointer_takes(const struct c_param *p, const struct type *t)
{
	if (t->kind == T_POINTER)
		return pointees_fit(p->type->elem, t->elem);
	if (memory_of(t))
		return p->room <= memory_of(t);
	return t->kind == T_INT;
}

static void mismatch(struct sema *s, const struct expr *e, size_t i, const struct c_function *f,
		     const struct type *t)
{
	const struct c_param *p = &f->params[i];
	const char *name = p->name[0] ? arena_printf(s->a, " (%s)", p->name) : "";

	if (memory_of(t) && p->type->kind == T_POINTER)
		sema_diag(s, D_ARG_TYPE, e->call.args.at[i]->span,
			  "%s(): argument %zu%s points to %u bytes, but a value of type %s has %u",
			  f->name, i + 1, name, p->room, text_of(s, t), memory_of(t));
	else
		sema_diag(s, D_ARG_TYPE, e->call.args.at[i]->span,
			  "%s(): argument %zu%s must be %s, not %s", f->name, i + 1, name,
			  text_of(s, p->type), text_of(s, t));
}

static void argument(struct sema *s, struct expr *e, size_t i)
{
	const struct c_function *f = e->call.c;
	struct expr **slot = &e->call.args.at[i];
	const struct c_param *p = &f->params[i];
	const struct type *t = sema_value(s, slot);

	if (t->kind == T_ERROR)
		return;
	type_fill_whole(s, t);
	if (p->type->kind == T_POINTER ? !pointer_takes(p, t) : !is_number(t))
		mismatch(s, e, i, f, t);
	else if (p->type->kind != T_POINTER)
		convert(s, slot,
			p->type->kind == T_BOOL
				? p->type
				: type_int(s->ts, p->type->size, p->type->is_signed));
}

const struct type *sema_c_call(struct sema *s, struct expr *e)
{
	const struct c_function *f = e->call.c;

	if (f->refusal)
		sema_diag(s, D_NOT_HERE, e->span, "%s() of %s cannot be called: %s", f->name,
			  f->path, f->refusal);
	else if (e->call.args.len != f->nparams)
		sema_diag(s, D_ARG_COUNT, e->span, "%s() takes %u argument%s, not %zu", f->name,
			  f->nparams, f->nparams == 1 ? "" : "s", e->call.args.len);
	for (size_t i = 0; i < e->call.args.len; i++) {
		if (i < f->nparams && !f->refusal)
			argument(s, e, i);
		else
			sema_value(s, &e->call.args.at[i]);
	}
	return e->type = f->refusal ? &type_error : f->result;
}
