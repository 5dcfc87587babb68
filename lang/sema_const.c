/*
 * Functions that are constants: what they stand for is known when the script is checked, and takes
 * the place of the call.
 */
#include "lang/fold.h"
#include "lang/integer.h"
#include "lang/parameter.h"
#include "lang/sema_local.h"

static struct expr *bool_make(struct sema *s, struct span span, bool value)
{
	struct expr *e = expr_make(s->a, E_BOOL, span);

	e->boolean = value;
	e->type = &type_bool;
	return e;
}

static struct expr *u64_make(struct sema *s, struct span span, uint64_t value)
{
	struct expr *e = int_make(s, span, value);

	e->type = type_int(s->ts, 8, false);
	return e;
}

static const char *literal_text(struct sema *s, const struct expr *e)
{
	return arena_strdup(s->a, e->string);
}

/* ---- symbols and paths ---- */

static const struct type *sema_kaddr(struct sema *s, struct expr **slot)
{
	struct expr *e = *slot;
	const char *name = literal_text(s, e->call.args.at[0]);
	struct target *target = s->u->target;
	uint64_t address = 0;

	if (s->final && !(target && target->ops->kernel_symbol(target, name, &address)))
		sema_diag(s, D_SYMBOL, e->call.args.at[0]->span,
			  "the kernel has no symbol \"%s\", or hides its addresses", name);
	return replace(s, slot, u64_make(s, e->span, address));
}

static const struct type *sema_cgroupid(struct sema *s, struct expr **slot)
{
	struct expr *e = *slot;
	const char *path = literal_text(s, e->call.args.at[0]);
	struct target *target = s->u->target;
	uint64_t id = 0;

	if (s->final && !(target && target->ops->cgroup_id(target, path, &id)))
		sema_diag(s, D_SYMBOL, e->call.args.at[0]->span, "there is no cgroup at \"%s\"",
			  path);
	return replace(s, slot, u64_make(s, e->span, id));
}

/* ---- functions of the kernel ---- */

static const struct type *sema_kfunc(struct sema *s, struct expr **slot)
{
	struct expr *e = *slot;
	const char *name = literal_text(s, e->call.args.at[0]);
	struct target *target = s->u->target;
	const struct target_ops *ops = target->ops;
	bool yes;

	if (e->call.fn == FN_kfunc_exist)
		yes = ops->kfunc_exists && ops->kfunc_exists(target, name);
	else
		yes = kfunc_callable(s, name);
	return replace(s, slot, bool_make(s, e->span, yes));
}

/* ---- questions about types ---- */

static const struct type *is_type(struct sema *s, struct expr **slot, bool yes)
{
	return replace(s, slot, bool_make(s, (*slot)->span, yes));
}

static bool is_literal(const struct expr *e)
{
	return e->kind == E_INT || e->kind == E_STRING || e->kind == E_BOOL;
}

static const struct type *sema_is(struct sema *s, struct expr **slot, const struct type *t)
{
	switch ((int)(*slot)->call.fn) {
	case FN_is_str:
		return is_type(s, slot, t->kind == T_STRING);
	case FN_is_ptr:
		return is_type(s, slot, t->kind == T_POINTER || t->kind == T_CONTEXT);
	case FN_is_array:
		return is_type(s, slot, t->kind == T_ARRAY);
	case FN_is_integer:
		return is_type(s, slot, t->kind == T_INT);
	case FN_is_unsigned_integer:
		return is_type(s, slot, t->kind == T_INT && !t->is_signed);
	default:
		return is_type(s, slot, is_literal((*slot)->call.args.at[0]));
	}
}

static const struct type *sema_strcap(struct sema *s, struct expr **slot, const struct type *t)
{
	return replace(s, slot, int_make(s, (*slot)->span, t->count));
}

/* ---- the script's own errors ---- */

static struct expr *nothing_make(struct sema *s, struct span span)
{
	struct expr *e = expr_make(s->a, E_BLOCK, span);

	e->type = &type_none;
	return e;
}

static const struct type *sema_static_assert(struct sema *s, struct expr **slot)
{
	struct expr *e = *slot;
	const struct expr *test;

	if (s->final && expr_fold(s->u, &e->call.args.at[0]))
		sema_expr(s, &e->call.args.at[0]);
	test = e->call.args.at[0];
	if (!is_literal(test) || test->kind == E_STRING)
		sema_diag(s, D_COMPTIME, test->span,
			  "static_assert() wants a condition that is known when the script is "
			  "compiled");
	else if (test->kind == E_BOOL ? !test->boolean : !test->num.value)
		sema_diag(s, D_ASSERTION, e->span, "%.*s", STR_ARG(e->call.args.at[1]->string));
	return replace(s, slot, nothing_make(s, e->span));
}

static void literal_print(const struct expr *e, struct buf *out)
{
	if (e->kind == E_STRING)
		buf_str(out, e->string);
	else if (e->kind == E_BOOL)
		buf_puts(out, e->boolean ? "true" : "false");
	else if (e->num.negative)
		buf_printf(out, "%lld", (long long)e->num.value);
	else
		buf_printf(out, "%llu", (unsigned long long)e->num.value);
}

static const struct type *sema_fail(struct sema *s, struct expr **slot)
{
	struct expr *e = *slot;
	struct str format = e->call.args.at[0]->string;
	struct format_piece piece;
	struct buf text = {0};
	size_t next = 1;

	while (format_next(&format, &piece)) {
		if (piece.conv == CONV_TEXT)
			buf_str(&text, piece.text);
		else if (next < e->call.args.len && is_literal(e->call.args.at[next]))
			literal_print(e->call.args.at[next++], &text);
		else
			break;
	}
	if (format.len || next != e->call.args.len)
		sema_diag(s, D_FORMAT, e->span,
			  "fail() wants a literal for every conversion of its format");
	else
		sema_diag(s, D_ASSERTION, e->span, "%s", text.at ? text.at : "");
	buf_free(&text);
	return replace(s, slot, nothing_make(s, e->span));
}

/* ---- address spaces ---- */

static struct expr *cast_to(struct sema *s, struct expr *arg, const struct type *to)
{
	struct expr *e = expr_make(s->a, E_CAST, arg->span);

	e->cast.arg = arg;
	e->type = to;
	return e;
}

/* A conversion to a pointer of that space; an integer is made one again. */
static const struct type *sema_space(struct sema *s, struct expr **slot, const struct type *t,
				     enum addr_space space)
{
	struct expr *arg = (*slot)->call.args.at[0], *e;

	if (t->kind == T_POINTER)
		return replace(s, slot, cast_to(s, arg, type_pointer(s->ts, t->elem, space)));
	e = cast_to(s, arg, type_pointer(s->ts, NULL, space));
	return replace(s, slot, cast_to(s, e, t));
}

static const struct type *sema_unwatch(struct sema *s, const struct expr *e)
{
	sema_diag(s, D_REMOVED, e->span, "unwatch() is not supported");
	return &type_void;
}

/* ---- named parameters ---- */

/* The text behind --NAME=, empty for a bare --NAME. False: it is not given. */
static bool option_find(struct sema *s, struct str name, struct str *value)
{
	const char *const *named = s->u->options.named;

	for (size_t i = 0; named && named[i]; i++) {
		struct str rest = str_slice(str_from(named[i]), 2, SIZE_MAX), key;

		key = str_cut(&rest, '=');
		if (!str_equal(key, name))
			continue;
		*value = rest;
		return true;
	}
	return false;
}

static struct expr *option_int(struct sema *s, const struct expr *e, struct str name,
			       struct str value)
{
	struct expr *number = u64_make(s, e->span, 0);
	struct integer n;

	if (!value.at || !integer_parse(value, false, &n)) {
		sema_diag(s, D_OPTION, e->span,
			  "the parameter --%.*s wants an integer, not \"%.*s\"", STR_ARG(name),
			  STR_ARG(value));
		return number;
	}
	number->num.value = n.value;
	number->num.negative = n.negative;
	number->type = type_int(s->ts, 8, n.negative || e->call.args.at[1]->num.negative);
	return number;
}

static struct expr *option_bool(struct sema *s, const struct expr *e, struct str name,
				struct str value)
{
	bool yes = true;

	if (value.at && !truth_parse(value, &yes))
		sema_diag(s, D_OPTION, e->span,
			  "the parameter --%.*s wants true or false, not \"%.*s\"", STR_ARG(name),
			  STR_ARG(value));
	return bool_make(s, e->span, yes);
}

/* Strings have room for any value: what is given may not change the types of the script. */
static struct expr *option_string(struct sema *s, const struct expr *e, struct str value)
{
	struct expr *text = string_make(s, e->span, arena_strdup(s->a, value));

	text->type = type_string(s->ts, (uint32_t)s->u->config[CONFIG_max_strlen]);
	if (text->string.len + 1 > text->type->size)
		text->string.len = text->type->size - 1;
	return text;
}

static struct expr *option_default(struct sema *s, const struct expr *e, const struct expr *given)
{
	struct expr *number;

	if (!given || given->kind == E_BOOL)
		return bool_make(s, e->span, given && given->boolean);
	if (given->kind == E_STRING)
		return option_string(s, e, given->string);
	number = u64_make(s, e->span, given->num.value);
	number->num.negative = given->num.negative;
	number->type = type_int(s->ts, 8, given->num.negative);
	return number;
}

/* The same name must mean the same everywhere. */
static void option_note(struct sema *s, struct expr *e, struct str name)
{
	const char *key = intern(s->u->names, name);
	struct expr *old = ptrmap_get(&s->options, key);
	struct diag *d;

	if (!old) {
		ptrmap_set(s->a, &s->options, key, e);
		vec_push(s->a, &s->option_names, key);
		return;
	}
	for (size_t i = 1; old != e && i < MAX(old->call.args.len, e->call.args.len); i++) {
		struct buf a = {0}, b = {0};

		if (i < old->call.args.len)
			literal_print(old->call.args.at[i], &a);
		if (i < e->call.args.len)
			literal_print(e->call.args.at[i], &b);
		if (!str_equal((struct str){a.at, a.len}, (struct str){b.at, b.len})) {
			d = sema_diag(s, D_OPTION, e->span,
				      "the parameter --%s has another default or description here",
				      key);
			sema_note(s, d, old->span, "than here");
		}
		buf_free(&a);
		buf_free(&b);
	}
}

/* Known when the program is loaded; VALUE, where it is not NULL, is what it is then by default. */
static struct expr *option_later(struct sema *s, const struct expr *e, struct str name,
				 const struct str *value)
{
	const struct expr *given = e->call.args.len > 1 ? e->call.args.at[1] : NULL;
	struct parameter p = {.name = arena_strdup(s->a, name), .kind = PARAMETER_BOOL};
	struct buf text = {0};

	if (given && given->kind != E_BOOL)
		p.kind = given->kind == E_STRING ? PARAMETER_STRING : PARAMETER_INT;
	p.is_signed = p.kind == PARAMETER_INT && given->num.negative;
	if (value)
		buf_puts(&text, value->at && (value->len || p.kind != PARAMETER_BOOL)
					? arena_strdup(s->a, *value)
					: "true");
	else if (given)
		literal_print(given, &text);
	else
		buf_puts(&text, "false");
	p.text = arena_strdup(s->a, (struct str){text.at ? text.at : "", text.len});
	buf_free(&text);
	return parameter_make(s->u, e->span, p);
}

static const struct type *sema_getopt(struct sema *s, struct expr **slot)
{
	struct expr *e = *slot;
	const struct exprs *args = &e->call.args;
	const struct expr *given = args->len > 1 ? args->at[1] : NULL;
	struct str name = args->at[0]->string, value;

	option_note(s, e, name);
	if (parameters_wait(s->u)) {
		bool is_given = option_find(s, name, &value);

		return replace(s, slot, option_later(s, e, name, is_given ? &value : NULL));
	}
	if (!option_find(s, name, &value))
		return replace(s, slot, option_default(s, e, given));
	if (!given || given->kind == E_BOOL)
		return replace(s, slot, option_bool(s, e, name, value));
	if (given->kind == E_INT)
		return replace(s, slot, option_int(s, e, name, value));
	return replace(s, slot, option_string(s, e, value));
}

static bool option_known(struct sema *s, struct str name)
{
	return ptrmap_get(&s->options, intern(s->u->names, name)) != NULL;
}

void options_check(struct sema *s)
{
	const char *const *named = s->u->options.named;

	for (size_t i = 0; named && named[i]; i++) {
		struct str rest = str_slice(str_from(named[i]), 2, SIZE_MAX);
		struct str name = str_cut(&rest, '=');
		struct diag *d;

		if (option_known(s, name))
			continue;
		d = diag_add(s->diags, D_OPTION, SPAN_NONE, "the script has no parameter --%.*s",
			     STR_ARG(name));
		for (size_t n = 0; n < s->option_names.len; n++)
			diag_hint(s->diags, d, "it has --%s", s->option_names.at[n]);
	}
}

const struct type *function_const(struct sema *s, struct expr **slot,
				  const struct type *const *types, const struct type *result)
{
	struct expr *e = *slot;

	if (types[0] && types[0]->kind == T_ERROR)
		return e->type = result;
	switch ((int)e->call.fn) {
	case FN_kaddr:
		return sema_kaddr(s, slot);
	case FN_cgroupid:
		return sema_cgroupid(s, slot);
	case FN_kfunc_exist:
	case FN_kfunc_allowed:
		return sema_kfunc(s, slot);
	case FN_strcap:
		return sema_strcap(s, slot, types[0]);
	case FN_static_assert:
		return sema_static_assert(s, slot);
	case FN_fail:
		return sema_fail(s, slot);
	case FN_kptr:
		return sema_space(s, slot, types[0], AS_KERNEL);
	case FN_uptr:
		return sema_space(s, slot, types[0], AS_USER);
	case FN_unwatch:
		return sema_unwatch(s, e);
	case FN_getopt:
		return sema_getopt(s, slot);
	case FN_default_str_length:
		return replace(s, slot, u64_make(s, e->span, s->u->config[CONFIG_max_strlen]));
	default:
		return sema_is(s, slot, types[0]);
	}
}
