/*
 * What the signature of a function cannot say: maps as such, formats, results that depend on
 * arguments, values that literals must have.
 */
#include "lang/sema_local.h"

/* ---- functions on maps ---- */

static struct map_state *map_arg(struct sema *s, const struct expr *call)
{
	struct expr *e = call->call.args.len ? call->call.args.at[0] : NULL;

	if (e && e->kind == E_MAP && !e->map.key) {
		e->type = e->map.map->value ? e->map.map->value : &type_error;
		return map_state(e->map.map);
	}
	if (e)
		sema_diag(s, D_ARG_TYPE, e->span, "%s(): the first argument must be a map",
			  call->call.name);
	return NULL;
}

/* delete(@m[k]) is how delete(@m, k) used to be written. */
static void delete_rewrite(struct sema *s, struct expr *call)
{
	struct exprs *args = &call->call.args;
	struct expr *map = args->len == 1 ? args->at[0] : NULL;
	struct expr *key;

	if (!map || map->kind != E_MAP || !map->map.key)
		return;
	key = map->map.key;
	map->map.key = NULL;
	vec_push(s->a, args, key);
}

static bool needs_keys(enum function_id fn)
{
	return fn == FN_has_key;
}

static void keys_report(struct sema *s, const struct expr *e, const struct map_state *m)
{
	if (e->call.args.len > 1 || needs_keys(e->call.fn))
		sema_diag(s, D_MAP_SHAPE, e->span, "%s() with a key: %s is used without keys",
			  e->call.name, m->map.name);
	else
		sema_diag(s, D_MAP_SHAPE, e->span, "%s() without a key: %s has keys", e->call.name,
			  m->map.name);
}

/* The key of delete(), has_key() and their kin, which takes part in the map's key type. */
static void key_arg(struct sema *s, struct expr *e, struct map_state *m)
{
	bool given = e->call.args.len > 1;

	if (m->map.keyed_known && m->map.keyed != given) {
		keys_report(s, e, m);
		if (given)
			sema_value(s, &e->call.args.at[1]);
		return;
	}
	if (given)
		sema_map_key(s, m, &e->call.args.at[1]);
	if (!m->map.value && s->final)
		sema_map(s, e->call.args.at[0]); /* reports it */
}

static const struct type *sema_key_function(struct sema *s, struct expr *e)
{
	struct map_state *m;

	if (e->call.fn == FN_delete)
		delete_rewrite(s, e);
	if (!args_count(s, e->call.name, function_signature(s, e->call.fn), e->call.args.len,
			e->span))
		return &type_bool;
	m = map_arg(s, e);
	if (m)
		key_arg(s, e, m);
	return &type_bool;
}

static void whole_map_check(struct sema *s, struct expr *e)
{
	struct map_state *m = map_arg(s, e);

	if (m && !m->map.value && s->final)
		sema_map(s, e->call.args.at[0]);
}

static const struct type *sema_map_function(struct sema *s, struct expr *e)
{
	if (args_count(s, e->call.name, function_signature(s, e->call.fn), e->call.args.len,
		       e->span))
		whole_map_check(s, e);
	return &type_void;
}

/* len(@m) counts elements, len(stack) frames. */
static const struct type *sema_len(struct sema *s, struct expr *e)
{
	const struct type *result = type_int(s->ts, 8, true), *t;
	struct expr *first = e->call.args.len ? e->call.args.at[0] : NULL;
	struct map_state *m;

	if (!args_count(s, e->call.name, function_signature(s, e->call.fn), e->call.args.len,
			e->span))
		return result;
	if (first->kind == E_MAP && !first->map.key) {
		m = map_arg(s, e);
		if (m->map.keyed_known && !m->map.keyed)
			sema_diag(s, D_MAP_SHAPE, e->span, "len() counts keys, and %s has none",
				  m->map.name);
		if (!m->map.value && s->final)
			sema_map(s, first);
		return result;
	}
	t = sema_value(s, &e->call.args.at[0]);
	if (t->kind != T_KSTACK && t->kind != T_USTACK && t->kind != T_ERROR)
		sema_diag(s, D_ARG_TYPE, first->span,
			  "len(): argument 1 (value) must be map or stack, not %s", text_of(s, t));
	return result;
}

static const struct type *sema_is_scalar(struct sema *s, struct expr **slot)
{
	struct expr *e = *slot, *answer = expr_make(s->a, E_BOOL, e->span);
	struct map_state *m = map_arg(s, e);

	args_count(s, e->call.name, function_signature(s, e->call.fn), e->call.args.len, e->span);
	answer->boolean = m && !m->map.keyed;
	answer->type = &type_bool;
	return replace(s, slot, answer);
}

/* ---- print ---- */

static void print_numbers(struct sema *s, struct expr *e)
{
	for (size_t i = 1; i < e->call.args.len; i++) {
		struct expr *arg = e->call.args.at[i];

		sema_value(s, &e->call.args.at[i]);
		if (arg->kind != E_INT || arg->num.negative || arg->num.value > UINT32_MAX)
			sema_diag(s, D_ARG_LITERAL, arg->span,
				  "print(): %s must be a literal number that is not negative",
				  i == 1 ? "top" : "div");
	}
}

static void print_map(struct sema *s, struct expr *e)
{
	whole_map_check(s, e);
	print_numbers(s, e);
	if (s->loops)
		sema_diag(s, D_PRINT_IN_LOOP, e->span,
			  "the map is printed when the message arrives, most likely after the loop "
			  "has changed it");
}

static bool is_tracepoint_args(struct sema *s, const struct expr *e)
{
	return e->kind == E_BUILTIN && e->builtin.id == BUILTIN_args && s->inst &&
	       s->inst->kind == PROBE_tracepoint;
}

static void print_value(struct sema *s, struct expr *e)
{
	struct expr **slot = &e->call.args.at[0];
	const struct type *t = sema_expr(s, slot);

	if (e->call.args.len > 1)
		sema_diag(s, D_ARG_COUNT, e->span,
			  "print() of a value takes 1 argument, not %zu: only whole maps have more",
			  e->call.args.len);
	if (type_is(t, TF_BUCKETS)) {
		sema_diag(s, D_NOT_PRINTABLE, (*slot)->span,
			  "a value of type %s cannot be printed alone: print the whole map",
			  text_of(s, t));
		return;
	}
	if (type_is(t, TF_CASTABLE))
		convert(s, slot, sema_aggregate_read(s, t));
	if (!type_is(t, TF_PRINT) || is_tracepoint_args(s, *slot))
		sema_diag(s, D_NOT_PRINTABLE, (*slot)->span, "a value of type %s cannot be printed",
			  text_of(s, t));
	type_fill_whole(s, t);
}

static const struct type *sema_print(struct sema *s, struct expr *e)
{
	const struct expr *first = e->call.args.len ? e->call.args.at[0] : NULL;

	if (!args_count(s, e->call.name, function_signature(s, e->call.fn), e->call.args.len,
			e->span))
		return &type_void;
	if (first->kind == E_MAP && !first->map.key)
		print_map(s, e);
	else
		print_value(s, e);
	return &type_void;
}

/* ---- formats ---- */

#define FORMAT_ARGS_MAX 127

static const struct type *sema_printf(struct sema *s, struct expr *e)
{
	struct exprs *args = &e->call.args;

	if (!args->len) {
		args_count(s, e->call.name, function_signature(s, e->call.fn), 0, e->span);
		return &type_void;
	}
	sema_value(s, &args->at[0]);
	if (args->at[0]->kind != E_STRING) {
		struct diag *d = sema_diag(s, D_ARG_LITERAL, args->at[0]->span,
					   "%s(): argument 1 (format) must be a literal of type "
					   "string",
					   e->call.name);

		sema_hint(s, d, "%s(\"%%s\", ...) prints any value", e->call.name);
		return &type_void;
	}
	if (args->len - 1 > FORMAT_ARGS_MAX)
		sema_diag(s, D_ARG_COUNT, e->span, "%s() takes at most %d values", e->call.name,
			  FORMAT_ARGS_MAX);
	else
		check_format(s, e);
	if (e->call.fn == FN_debugf)
		fn_debugf(s, e);
	return &type_void;
}

const struct type *function_odd(struct sema *s, struct expr **slot)
{
	struct expr *e = *slot;

	if (function_rows[e->call.fn].flags & FN_FORMAT)
		return sema_printf(s, e);
	switch ((int)e->call.fn) {
	case FN_print:
		return sema_print(s, e);
	case FN_delete:
	case FN_has_key:
		return sema_key_function(s, e);
	case FN_clear:
	case FN_zero:
		return sema_map_function(s, e);
	case FN_is_scalar:
		return sema_is_scalar(s, slot);
	case FN_len:
		return sema_len(s, e);
	default:
		return NULL;
	}
}

/* ---- results that depend on arguments ---- */

/* str(p, n): the capacity is known when n is a literal. */
static const struct type *sema_str(struct sema *s, struct expr *e, const struct type *result)
{
	uint64_t max = s->u->config[CONFIG_max_strlen];
	const struct expr *n = e->call.args.len > 1 ? e->call.args.at[1] : NULL;

	if (!n || n->kind != E_INT || n->num.negative)
		return result;
	if (n->num.value > max - 1) {
		sema_diag(
			s, D_SHORTENED, n->span,
			"a string of %llu bytes is too long: it is cut to %llu (config max_strlen)",
			(unsigned long long)n->num.value, (unsigned long long)max);
		return result;
	}
	return type_string(s->ts, (uint32_t)n->num.value + 1);
}

const struct type *function_special(struct sema *s, struct expr **slot,
				    const struct type *const *types, const struct type *result)
{
	struct expr *e = *slot;

	switch ((int)e->call.fn) {
	case FN_str:
		return sema_str(s, e, result);
	case FN_buf:
		return fn_buf(s, e, types[0]);
	case FN_in_subnet:
		return fn_in_subnet(s, e, types[0]);
	case FN_dns_name:
		return fn_dns_name(s, e, types[0]);
	case FN_bswap:
		return fn_bswap(s, e, types[0]);
	case FN_path:
		return fn_path(s, e);
	case FN_ntop:
		return fn_ntop(s, e, types);
	case FN_pton:
		return fn_pton(s, e);
	case FN_macaddr:
		return fn_macaddr(s, e, types[0]);
	case FN_strftime:
		return fn_strftime(s, e);
	case FN_signal:
	case FN_signal_thread:
		return fn_signal(s, e);
	case FN_override:
		return fn_override(s, e);
	case FN_redirect:
		return fn_redirect(s, e, result);
	case FN_reg:
		return fn_reg(s, e, result);
	case FN_comm:
		return fn_comm(s, e, result);
	case FN_uaddr:
		return fn_uaddr(s, e);
	default:
		(void)types;
		return result;
	}
}
