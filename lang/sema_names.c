/*
 * Identifiers, calls and maps by name, and what a misspelt one could have meant.
 */
#include "lang/c_function.h"
#include "lang/cnames.h"
#include "lang/sema_local.h"

/* ---- maps ---- */

struct map_state *map_of(struct sema *s, const char *name, struct span span)
{
	struct map_state *m = ptrmap_get(&s->maps, name);

	if (!m) {
		m = arena_make(s->a, struct map_state);
		m->map.name = name;
		m->map.span = span;
		m->known = session_find(s->u->session, name);
		if (m->known) {
			m->map = m->known->map;
			m->map.decl = NULL;
			m->map.address_taken = m->map.cleared = false;
			m->map.span = span;
			m->assigned = m->bits_known = true;
		}
		ptrmap_set(s->a, &s->maps, name, m);
		vec_push(s->a, &s->u->maps, &m->map);
	}
	return m;
}

void map_shape(struct sema *s, struct map_state *m, bool keyed, struct span span)
{
	struct diag *d;

	if (!m->map.keyed_known) {
		m->map.keyed = keyed;
		m->map.keyed_known = true;
		m->first_key = span;
		return;
	}
	if (m->map.keyed == keyed)
		return;
	d = diag_add(s->diags, D_MAP_SHAPE, span, "%s is used %s key here, but %s key before",
		     m->map.name, keyed ? "with a" : "without a", keyed ? "without a" : "with a");
	map_first_use(s, m, d);
}

/* ---- what could have been meant ---- */

struct candidates VEC(const char *);

static const char *nearest(struct sema *s, struct candidates *list, const char *name)
{
	vec_push(s->a, list, NULL);
	return diag_nearest(str_from(name), list->at);
}

static void add_builtins(struct sema *s, struct candidates *list)
{
	for (int i = 0; i < BUILTIN_COUNT; i++)
		vec_push(s->a, list, builtin_rows[i].name);
	for (size_t i = 0; library_name(i); i++)
		vec_push(s->a, list, library_name(i));
}

const char *near_identifier(struct sema *s, const char *name)
{
	struct candidates list = {0};

	add_builtins(s, &list);
	return nearest(s, &list, name);
}

const char *near_function(struct sema *s, const char *name)
{
	struct candidates list = {0};

	for (int i = 0; i < FN_COUNT; i++)
		vec_push(s->a, &list, function_rows[i].name);
	for (int i = 0; i < AGG_COUNT; i++)
		vec_push(s->a, &list, aggregate_rows[i].name);
	for (size_t i = 0; i < s->u->script->macros.len; i++)
		vec_push(s->a, &list, s->u->script->macros.at[i]->name);
	for (size_t i = 0; i < s->u->script->fns.len; i++)
		vec_push(s->a, &list, s->u->script->fns.at[i]->name);
	add_builtins(s, &list);
	return nearest(s, &list, name);
}

/* Compared without what all of them begin with, or all short names would be alike. */
static const char *nearest_behind_sigil(struct sema *s, struct candidates *list, const char *name)
{
	const char *near;

	for (size_t i = 0; i < list->len; i++)
		list->at[i]++;
	near = nearest(s, list, name + 1);
	return near ? near - 1 : NULL;
}

const char *near_variable(struct sema *s, const char *name)
{
	struct candidates list = {0};

	for (size_t i = 0; i < s->bound.len; i++)
		vec_push(s->a, &list, s->bound.at[i].name);
	return nearest_behind_sigil(s, &list, name);
}

const char *near_map(struct sema *s, const char *name)
{
	struct candidates list = {0};

	for (size_t i = 0; i < s->u->maps.len; i++)
		if (map_state(s->u->maps.at[i])->assigned && s->u->maps.at[i]->name != name)
			vec_push(s->a, &list, s->u->maps.at[i]->name);
	return nearest_behind_sigil(s, &list, name);
}

/* ---- identifiers ---- */

/* The context is the probe's: a function gets what it is given. */
static void context_report(struct sema *s, const struct expr *e, const char *name)
{
	struct diag *d = diag_add(s->diags, D_NOT_HERE, e->span,
				  "%s is not available in a function, only in the probe", name);

	diag_hint(s->diags, d, "give %s() what it needs as a parameter", s->fn->fn.decl->name);
}

static void builtin_make(struct sema *s, struct expr **slot, enum builtin_id id, const char *name)
{
	struct expr *e = expr_make(s->a, E_BUILTIN, (*slot)->span);
	const char *digits = name + 3;

	e->builtin.id = id;
	if (id == BUILTIN_arg)
		for (; *digits; digits++)
			e->builtin.number =
				MIN(e->builtin.number * 10 + (uint32_t)(*digits - '0'), 100000);
	if ((builtin_rows[id].flags & BF_CONTEXT) && s->fn)
		context_report(s, e, name);
	else if ((builtin_rows[id].flags & BF_CONTEXT) && s->for_depth)
		diag_add(
			s->diags, D_NOT_HERE, e->span,
			"%s cannot be read in the body of a for loop: store it in a variable before",
			name);
	*slot = e;
}

static bool enumerator_find(struct sema *s, struct expr **slot)
{
	const struct type *type;
	uint64_t value;
	struct expr *e;

	if (!unit_enumerator(s->u, (*slot)->ident, &type, &value))
		return false;
	e = expr_make(s->a, E_INT, (*slot)->span);
	e->num.value = value;
	e->num.from = kernel_value_make(s, KERNEL_ENUMERATOR, type, (*slot)->ident);
	e->type = type;
	*slot = e;
	return true;
}

static bool is_removed_argument(const char *name)
{
	return strncmp(name, "sarg", 4) == 0 && name[4] >= '0' && name[4] <= '9';
}

void resolve_ident(struct sema *s, struct expr **slot)
{
	const char *name = (*slot)->ident, *near;
	enum builtin_id id = builtin_find(str_from(name));
	struct diag *d;

	if (id != BUILTIN_COUNT && (builtin_rows[id].flags & BF_YIELDS) &&
	    unit_own_enumerator(s->u, name) && enumerator_find(s, slot))
		return;
	if (id != BUILTIN_COUNT) {
		builtin_make(s, slot, id, name);
		return;
	}
	if (library_replace(s, slot, name, &(struct exprs){0}) || enumerator_find(s, slot))
		return;
	if (is_removed_argument(name)) {
		diag_add(s->diags, D_REMOVED, (*slot)->span,
			 "%s is gone from the language: read the stack with reg(\"sp\")", name);
		return;
	}
	d = diag_add(s->diags, D_UNKNOWN_NAME, (*slot)->span,
		     "there is no builtin or enumerator \"%s\"", name);
	if (function_find(str_from(name)) != FN_COUNT) {
		diag_hint(s->diags, d, "%s is a function: %s()", name, name);
		return;
	}
	near = near_identifier(s, name);
	if (near)
		diag_hint(s->diags, d, "did you mean %s?", near);
	if (s->u->c && s->u->c->headers_left_out)
		diag_hint(
			s->diags, d,
			"headers of the kernel that the script includes cannot be read here: their "
			"macros are missing (packages linux-headers and libclang1 have them)");
}

/* ---- calls ---- */

static void unknown_function(struct sema *s, const struct expr *e)
{
	const char *near = near_function(s, e->call.name);
	struct diag *d;

	d = diag_add(s->diags, D_UNKNOWN_FUNCTION, e->call.name_span, "there is no function \"%s\"",
		     e->call.name);
	if (near)
		diag_hint(s->diags, d, "did you mean %s?", near);
}

static void aggregate_misplaced(struct sema *s, const struct expr *e)
{
	struct diag *d = diag_add(s->diags, D_AGGREGATE_PLACE, e->span,
				  "%s() must be assigned directly to a map", e->call.name);

	diag_hint(s->diags, d, "for example: @x = %s(%s);", e->call.name,
		  e->call.args.len ? "..." : "");
}

/* Bare words that an argument may be: stack modes, clocks, name spaces. They stay identifiers. */
static bool is_word(const struct signature_arg *arg, const struct expr *e)
{
	return (arg->kinds & SIG_NAME) && e->kind == E_IDENT;
}

/* The whole map, not its value: print(@m), clear(@m), delete(@m, key) ... */
static bool is_whole_map(const struct expr *e, size_t i, const struct signature_arg *arg)
{
	const struct expr *arg_e = e->call.args.at[i];

	if (arg_e->kind != E_MAP || arg_e->map.key)
		return false;
	return (arg->kinds & SIG_MAP) || (e->call.fn == FN_print && i == 0);
}

static void resolve_whole_map(struct sema *s, struct expr *e)
{
	struct map_state *m = map_of(s, e->map.name, e->span);

	e->map.map = &m->map;
	m->used = true;
	m->live |= s->inst != NULL;
}

static void resolve_args(struct sema *s, struct expr *e)
{
	const struct signature *sig = function_signature(s, e->call.fn);
	static const struct signature_arg any = {.kinds = SIG_ANY};

	for (size_t i = 0; i < e->call.args.len; i++) {
		const struct signature_arg *arg = i < sig->nargs ? &sig->args[i] : &any;
		struct expr *value = e->call.args.at[i];

		if (is_word(arg, value))
			continue;
		if (is_whole_map(e, i, arg))
			resolve_whole_map(s, value);
		else if ((arg->kinds & SIG_VARIABLE) && value->kind == E_VAR)
			resolve_written_var(s, value);
		else
			resolve_expr(s, &e->call.args.at[i]);
	}
}

/* print(), delete() and the like say nothing about keys, has_key(), len() and find() do. */
static void shape_by_call(struct sema *s, const struct expr *e)
{
	const struct expr *map = e->call.args.len ? e->call.args.at[0] : NULL;
	struct map_state *m;

	if (!map || map->kind != E_MAP || map->map.key || e->call.fn != FN_delete)
		return;
	m = map_state(map->map.map);
	if (!m->map.keyed_known)
		map_shape(s, m, e->call.args.len > 1, map->span);
}

static void check_unsafe(struct sema *s, const struct expr *e)
{
	if ((function_rows[e->call.fn].flags & FN_UNSAFE) && !s->u->options.unsafe)
		diag_add(s->diags, D_UNSAFE, e->span,
			 "%s() changes the traced system or runs commands: it needs --unsafe",
			 e->call.name);
}

/* redirect() outside of a return. */
static void check_verdict(struct sema *s, const struct expr *e)
{
	struct diag *d;

	if (!(function_rows[e->call.fn].flags & FN_VERDICT) || s->verdict)
		return;
	d = diag_add(s->diags, D_NOT_HERE, e->span,
		     "%s() is a verdict: it stands behind `return` in xdp and tc probes",
		     e->call.name);
	diag_hint(s->diags, d, "return %s(...);", e->call.name);
}

static bool call_is_builtin(const struct expr *e)
{
	enum builtin_id id = builtin_find(str_from(e->call.name));

	if (id == BUILTIN_COUNT || (builtin_rows[id].flags & BF_NO_CALL))
		return false;
	return !e->call.args.len || (builtin_rows[id].flags & BF_CALL_ARGS);
}

void resolve_call(struct sema *s, struct expr **slot)
{
	struct expr *e = *slot;
	const struct fn_decl *decl = fn_find(s, e->call.name);
	struct exprs args = e->call.args;

	if (decl) {
		fn_resolve_call(s, e, decl);
		return;
	}
	if (call_is_builtin(e)) {
		builtin_make(s, slot, builtin_find(str_from(e->call.name)), e->call.name);
		(*slot)->builtin.args = args;
		return;
	}
	e->call.fn = function_find(str_from(e->call.name));
	e->call.c = e->call.fn == FN_COUNT ? c_function_find(s->u, e->call.name) : NULL;
	if (e->call.c) {
		e->kind = E_C_CALL;
		for (size_t i = 0; i < args.len; i++)
			resolve_expr(s, &args.at[i]);
		return;
	}
	if (e->call.fn == FN_COUNT && library_replace(s, slot, e->call.name, &args))
		return;
	if (e->call.fn == FN_COUNT) {
		if (aggregate_find(str_from(e->call.name)) != AGG_COUNT)
			aggregate_misplaced(s, e);
		else
			unknown_function(s, e);
		for (size_t i = 0; i < args.len; i++)
			resolve_expr(s, &args.at[i]);
		return;
	}
	resolve_args(s, e);
	shape_by_call(s, e);
	check_unsafe(s, e);
	check_verdict(s, e);
	if (e->call.fn == FN_exit && s->for_depth)
		diag_add(s->diags, D_JUMP, e->span,
			 "exit() ends the probe at once, which a for loop cannot do");
	if ((function_rows[e->call.fn].flags & FN_CONTEXT) && s->fn)
		context_report(s, e, arena_printf(s->a, "%s()", e->call.name));
	else if ((function_rows[e->call.fn].flags & FN_CONTEXT) && s->for_depth)
		diag_add(s->diags, D_NOT_HERE, e->span,
			 "%s() cannot be called in the body of a for loop", e->call.name);
}
