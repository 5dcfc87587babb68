/*
 * Verdicts: `return drop` in probes that are asked for a decision. The words mean something only
 * behind `return` there, so scripts may use them as names everywhere else. A verdict is written
 * out: what a script may do to the traffic is known when it is compiled.
 */
#include <errno.h>
#include <string.h>

#include "lang/sema_local.h"

#define ERRNO_LAST 4095 /* MAX_ERRNO of the kernel */

static const struct verdict_set_row *set_of(const struct sema *s)
{
	return &verdict_set_rows[s->inst->verdicts];
}

/* "pass, drop, tx, aborted, redirect(\"eth1\")", as hints show it. */
static const char *words_text(struct sema *s)
{
	struct buf text = {0};
	const char *copy;

	for (const struct verdict_row *row = verdict_rows; row->word; row++)
		if (row->set == s->inst->verdicts)
			buf_printf(&text, "%s%s", text.len ? ", " : "", row->word);
	if (set_of(s)->redirects)
		buf_puts(&text, ", redirect(\"eth1\")");
	if (set_of(s)->errors)
		buf_puts(&text, ", -EPERM and the like");
	copy = arena_strdup(s->a, (struct str){text.at, text.len});
	buf_free(&text);
	return copy;
}

static void verdict_refuse(struct sema *s, const struct expr *e)
{
	const char *kind = probe_rows[s->inst->kind].name;
	struct diag *d;

	if (e->kind == E_IDENT)
		d = diag_add(s->diags, D_VERDICT, e->span, "%s probes have no verdict \"%s\"", kind,
			     e->ident);
	else
		d = diag_add(s->diags, D_VERDICT, e->span,
			     "%s probes return a verdict, written out", kind);
	diag_hint(s->diags, d, "the verdicts of %s are %s", s->inst->text, words_text(s));
}

static void unsafe_check(struct sema *s, const struct expr *e, const char *word)
{
	struct diag *d;

	if (s->u->options.unsafe)
		return;
	d = diag_add(s->diags, D_UNSAFE, e->span,
		     "the verdict %s changes what happens on this system: it needs --unsafe", word);
	diag_hint(s->diags, d, "a probe without verdicts only observes");
}

static void verdict_set(struct sema *s, struct expr **slot, int64_t value)
{
	struct expr *e = int_make(s, (*slot)->span, (uint64_t)value);

	e->num.negative = value < 0;
	*slot = e;
}

static int64_t errno_find(const char *name)
{
	for (int i = 1; i <= ERRNO_LAST; i++) {
		const char *known = strerrorname_np(i);

		if (known && strcmp(known, name) == 0)
			return i;
	}
	return 0;
}

/* -EPERM, -1: how the refused operation fails. 0: E is no such thing. */
static int64_t error_value(const struct expr *e)
{
	if (e->kind == E_INT && e->num.negative)
		return (int64_t)e->num.value;
	if (e->kind != E_UNARY || e->unary.op != OP_NEG)
		return 0;
	if (e->unary.arg->kind == E_IDENT)
		return -errno_find(e->unary.arg->ident);
	if (e->unary.arg->kind == E_INT && !e->unary.arg->num.negative)
		return -(int64_t)MIN(e->unary.arg->num.value, (uint64_t)ERRNO_LAST + 1);
	return 0;
}

static bool error_resolve(struct sema *s, struct expr **slot)
{
	int64_t value = error_value(*slot);
	const char *name;

	if (!value || value < -ERRNO_LAST || set_of(s)->errors == ERRORS_NONE)
		return false;
	name = strerrorname_np((int)-value);
	unsafe_check(s, *slot, arena_printf(s->a, "-%s", name ? name : "errno"));
	/* What a refusal fails with by itself. */
	if (value == -EPERM && set_of(s)->errors == ERRORS_BY_CALL)
		value = 0;
	verdict_set(s, slot, value);
	return true;
}

static bool word_resolve(struct sema *s, struct expr **slot)
{
	const struct verdict_row *row =
		(*slot)->kind == E_IDENT ? verdict_find(s->inst->verdicts, (*slot)->ident) : NULL;

	if (!row)
		return false;
	if (row->value != set_of(s)->otherwise)
		unsafe_check(s, *slot, row->word);
	verdict_set(s, slot, row->value);
	return true;
}

/* A call of something that is a verdict by itself: redirect(). */
static bool call_resolve(struct sema *s, struct expr **slot)
{
	const struct expr *e = *slot;
	enum function_id fn;

	if (e->kind != E_CALL || fn_find(s, e->call.name) || !set_of(s)->redirects)
		return false;
	fn = function_find(str_from(e->call.name));
	if (fn == FN_COUNT || !(function_rows[fn].flags & FN_VERDICT))
		return false;
	s->verdict = true;
	resolve_call(s, slot);
	s->verdict = false;
	return true;
}

void verdict_resolve(struct sema *s, struct expr **slot)
{
	struct expr *e = *slot;

	if (e->kind == E_COND && e->cond.otherwise && !e->cond.is_if) {
		resolve_expr(s, &e->cond.test);
		verdict_resolve(s, &e->cond.then);
		verdict_resolve(s, &e->cond.otherwise);
		return;
	}
	if (word_resolve(s, slot) || error_resolve(s, slot) || call_resolve(s, slot))
		return;
	verdict_refuse(s, e);
	verdict_set(s, slot, set_of(s)->otherwise);
}

const struct type *fn_redirect(struct sema *s, const struct expr *e, const struct type *result)
{
	const struct expr *name = e->call.args.at[0];

	if (!name->string.len || name->string.len >= INTERFACE_NAME_SIZE)
		sema_diag(s, D_ARG_VALUE, name->span,
			  "redirect(): the name of an interface has 1 to %d bytes",
			  INTERFACE_NAME_SIZE - 1);
	return result;
}
