/*
 * Calls: the generic check of arguments against the signature of a row, and formats. What a
 * signature cannot say of a function is in sema_fn.c.
 */
#include "lang/sema_local.h"

static struct signature *signature_make(struct sema *s, const char *text)
{
	struct signature *sig = arena_make(s->a, struct signature);

	if (!signature_parse(text, sig))
		bug("bad signature in a table: %s", text);
	return sig;
}

const struct signature *function_signature(struct sema *s, enum function_id fn)
{
	if (!s->signatures[fn])
		s->signatures[fn] = signature_make(s, function_rows[fn].sig);
	return s->signatures[fn];
}

const struct signature *aggregate_signature(struct sema *s, enum aggregate_id agg)
{
	if (!s->agg_signatures[agg])
		s->agg_signatures[agg] = signature_make(s, aggregate_rows[agg].sig);
	return s->agg_signatures[agg];
}

/* ---- counts ---- */

static const char *plural(uint32_t n)
{
	return n == 1 ? "" : "s";
}

static void count_report(struct sema *s, const char *name, const struct signature *sig, size_t n,
			 struct span span)
{
	if (sig->variadic)
		sema_diag(s, D_ARG_COUNT, span, "%s() takes at least %u argument%s, not %zu", name,
			  sig->required, plural(sig->required), n);
	else if (sig->required == sig->nargs && !sig->nargs)
		sema_diag(s, D_ARG_COUNT, span, "%s() takes no arguments", name);
	else if (sig->required == sig->nargs)
		sema_diag(s, D_ARG_COUNT, span, "%s() takes %u argument%s, not %zu", name,
			  sig->nargs, plural(sig->nargs), n);
	else if (!sig->required)
		sema_diag(s, D_ARG_COUNT, span, "%s() takes up to %u argument%s, not %zu", name,
			  sig->nargs, plural(sig->nargs), n);
	else
		sema_diag(s, D_ARG_COUNT, span, "%s() takes %u to %u arguments, not %zu", name,
			  sig->required, sig->nargs, n);
}

bool args_count(struct sema *s, const char *name, const struct signature *sig, size_t n,
		struct span span)
{
	if (n >= sig->required && (sig->variadic || n <= sig->nargs))
		return true;
	count_report(s, name, sig, n, span);
	return false;
}

/* ---- kinds ---- */

static bool is_literal(const struct expr *e)
{
	return e->kind == E_INT || e->kind == E_STRING || e->kind == E_BOOL;
}

static const char *kinds_text(struct sema *s, unsigned kinds)
{
	struct buf text = {0};
	const char *copy;

	signature_kinds_text(kinds, &text);
	copy = arena_strdup(s->a, (struct str){text.at, text.len});
	buf_free(&text);
	return copy;
}

static void kind_report(struct sema *s, const char *name, const struct signature_arg *arg, size_t i,
			const struct expr *e, const struct type *t)
{
	sema_diag(s, D_ARG_TYPE, e->span, "%s(): argument %zu (%.*s) must be %s, not %s", name,
		  i + 1, STR_ARG(arg->name), kinds_text(s, arg->kinds), text_of(s, t));
}

static void literal_report(struct sema *s, const char *name, const struct signature_arg *arg,
			   size_t i, const struct expr *e)
{
	sema_diag(s, D_ARG_LITERAL, e->span, "%s(): argument %zu (%.*s) must be a literal%s%s",
		  name, i + 1, STR_ARG(arg->name), arg->kinds & SIG_ANY ? "" : " of type ",
		  arg->kinds & SIG_ANY ? "" : kinds_text(s, arg->kinds));
}

/* The bytes of a buffer are text where text is asked for. */
static bool is_text(const struct signature_arg *arg, const struct type *t)
{
	return t->kind == T_BUFFER && (arg->kinds & SIG_STRING) &&
	       !(arg->kinds & (SIG_BUFFER | SIG_ANY)) && !arg->literal;
}

/* As the functions of codegen want it: numbers of 64 bits, addresses as pointers. */
static const struct type *arg_convert(struct sema *s, const struct signature_arg *arg,
				      struct expr **slot, const struct type *t)
{
	if (is_text(arg, t)) {
		t = type_string(s->ts, t->count + 1);
		convert(s, slot, t);
		return t;
	}
	if (arg->kinds & SIG_ADDRESS)
		return to_address(s, slot, t);
	if (arg->kinds & (SIG_ANY | SIG_STRUCT))
		return t;
	if (is_integer(t))
		return widen(s, slot, t);
	return t;
}

static bool check_arg(struct sema *s, const char *name, const struct signature_arg *arg, size_t i,
		      struct expr **slot, const struct type **type)
{
	const struct type *t;

	if ((arg->kinds & SIG_NAME) && (*slot)->kind == E_IDENT) {
		*type = (*slot)->type = &type_none;
		return true;
	}
	t = *type = sema_value(s, slot);
	if (!signature_accepts(arg->kinds, t) && !is_text(arg, t)) {
		kind_report(s, name, arg, i, *slot, t);
		return false;
	}
	if (arg->literal && !is_literal(*slot)) {
		if (t->kind != T_ERROR)
			literal_report(s, name, arg, i, *slot);
		return false;
	}
	if (!arg->literal)
		*type = arg_convert(s, arg, slot, t);
	return true;
}

bool check_args(struct sema *s, const char *name, const struct signature *sig, struct exprs *args,
		const struct type **types, struct span span)
{
	bool good = args_count(s, name, sig, args->len, span);

	for (size_t i = 0; i < args->len; i++) {
		if (i < sig->nargs) {
			/* The value of an aggregate decides its sign: it is converted by the
			 * caller. */
			good &= check_arg(s, name, &sig->args[i], i, &args->at[i], &types[i]);
		} else {
			sema_value(s, &args->at[i]);
		}
	}
	return good;
}

/* ---- formats ---- */

static bool format_number_error(struct sema *s, const struct expr *call, size_t given,
				uint32_t wanted)
{
	if (given == wanted)
		return false;
	sema_diag(s, D_FORMAT, call->span, "the format takes %u value%s, but %zu %s given", wanted,
		  plural(wanted), given, given == 1 ? "is" : "are");
	return true;
}

/* Aggregates print as numbers, but only where nothing but a text is asked for. */
static const struct type *format_value(struct sema *s, struct expr **slot, enum format_conv conv)
{
	const struct type *t = sema_expr(s, slot);

	if (conv == CONV_STRING && type_is(t, TF_CASTABLE)) {
		t = sema_aggregate_read(s, t);
		convert(s, slot, t);
	}
	type_fill_whole(s, t);
	return t;
}

static void format_type_error(struct sema *s, const struct expr *e,
			      const struct format_piece *piece, const struct type *t)
{
	struct diag *d = sema_diag(s, D_FORMAT, e->span, "%.*s cannot print a value of type %s",
				   STR_ARG(piece->text), text_of(s, t));

	if (type_is(t, TF_CASTABLE))
		sema_hint(s, d, "cast it: (int64)@x");
	else if (t->kind == T_STRING && format_accepts(piece->conv, &type_bool))
		sema_hint(s, d, "%%s prints strings");
}

void check_format(struct sema *s, struct expr *call)
{
	struct exprs *args = &call->call.args;
	struct str format = args->at[0]->string;
	struct format_piece piece;
	size_t next = 1;

	if (format_number_error(s, call, args->len - 1, format_values(format))) {
		for (size_t i = 1; i < args->len; i++)
			sema_expr(s, &args->at[i]);
		return;
	}
	while (format_next(&format, &piece)) {
		const struct type *t;

		if (piece.conv == CONV_TEXT)
			continue;
		t = format_value(s, &args->at[next], piece.conv);
		if (piece.conv == CONV_REJECTED)
			sema_diag(s, D_FORMAT, args->at[0]->span, "%.*s is not supported%s",
				  STR_ARG(piece.text),
				  piece.letter == 'n' ? ""
						      : ": there are no floating-point numbers");
		else if (!format_accepts(piece.conv, t) || type_is(t, TF_BUCKETS))
			format_type_error(s, args->at[next], &piece, t);
		next++;
	}
}

/* ---- calls ---- */

static const struct type *result_type(struct sema *s, const struct signature *sig)
{
	const char *text = arena_strdup(s->a, sig->result);
	const struct type *t = type_from_text(s, text);

	if (t)
		return t;
	if (strcmp(text, "any") == 0) /* function_special says which */
		return &type_error;
	bug("unknown result in a signature: %s", text);
}

/* An error has been reported for one of them: what follows from it is not worth saying. */
static bool has_error(const struct type *const *types, size_t n)
{
	for (size_t i = 0; i < MIN(n, (size_t)SIGNATURE_ARGS_MAX); i++)
		if (types[i] && types[i]->kind == T_ERROR)
			return true;
	return false;
}

const struct type *sema_call(struct sema *s, struct expr **slot)
{
	struct expr *e = *slot;
	const struct signature *sig;
	const struct type *types[SIGNATURE_ARGS_MAX] = {NULL}, *t;

	if (e->call.user)
		return e->type = sema_fn_call(s, e);
	if (e->call.fn >= FN_COUNT)
		return e->type = &type_error;
	t = function_odd(s, slot);
	if (t)
		return (*slot)->type = t;
	sig = function_signature(s, e->call.fn);
	if (e->call.fn == FN_skboutput && e->call.args.len > 1)
		s->base = e->call.args.at[1]; /* takes the context itself where it is a view */
	if (!check_args(s, e->call.name, sig, &e->call.args, types, e->span) ||
	    (s->final && has_error(types, e->call.args.len)))
		return e->type = s->final ? &type_error : result_type(s, sig);
	if (function_rows[e->call.fn].compile)
		t = function_const(s, slot, types, result_type(s, sig));
	else
		t = function_special(s, slot, types, result_type(s, sig));
	return (*slot)->type = t;
}
