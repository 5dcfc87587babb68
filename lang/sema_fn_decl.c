/*
 * Functions of the script. Each program has copies of its own of those it calls, typed with what
 * this program's probe makes of them; functions that nobody calls are typed once, so that what is
 * wrong with them is said, and leave no trace in the program.
 *
 * A parameter has its written type; a plain `string` takes its size from the arguments, and the
 * address space of a pointer is that of the arguments. The same holds for results and returns.
 */
#include "lang/sema_local.h"

/* The kernel follows 8 calls: the program, these, and what code generation calls below them. */
#define CHAIN_MAX 5

const struct fn_decl *fn_find(const struct sema *s, const char *name)
{
	const struct script *script = s->u->script;

	for (size_t i = 0; i < script->fns.len; i++)
		if (script->fns.at[i]->name == name)
			return script->fns.at[i];
	return NULL;
}

/* ---- names ---- */

/* "a > b > c": from FROM, or the program, to FN and then LAST. */
static const char *chain_text(struct sema *s, const struct fn_state *fn, const char *from,
			      const char *last)
{
	const char *text = last;

	for (; fn; fn = fn->caller) {
		text = arena_printf(s->a, "%s > %s", fn->fn.decl->name, text);
		if (fn->fn.decl->name == from)
			break;
	}
	return text;
}

static bool chain_allows(struct sema *s, const struct expr *e, const struct fn_decl *decl)
{
	unsigned depth = 1;
	struct diag *d;

	for (const struct fn_state *fn = s->fn; fn; fn = fn->caller, depth++) {
		if (fn->fn.decl != decl)
			continue;
		d = diag_add(s->diags, D_FN_CHAIN, e->span, "%s calls itself: %s", decl->name,
			     chain_text(s, s->fn, decl->name, decl->name));
		diag_hint(s->diags, d,
			  "the kernel refuses recursion; a loop may do: for $i : 0..10 { }");
		return false;
	}
	if (depth <= CHAIN_MAX)
		return true;
	d = diag_add(s->diags, D_FN_CHAIN, e->span, "functions call each other too deep: %s",
		     chain_text(s, s->fn, NULL, decl->name));
	diag_hint(s->diags, d, "at most %d can be under way at a time; a macro costs no call",
		  CHAIN_MAX);
	return false;
}

static struct fn_instance *fn_make(struct sema *s, const struct fn_decl *decl,
				   struct fn_instances *list)
{
	struct fn_state *fn = arena_make(s->a, struct fn_state);

	fn->fn.decl = decl;
	fn->fn.body = expr_clone(s->a, decl->body);
	fn->fn.params = arena_array(s->a, struct variable *, decl->params.len);
	fn->fn.result = &type_error;
	fn->caller = s->fn;
	ptrmap_set(s->a, &s->called, decl, fn);
	resolve_fn(s, fn);
	vec_push(s->a, list, &fn->fn);
	return &fn->fn;
}

static struct fn_instance *fn_known(const struct fn_instances *list, const struct fn_decl *decl)
{
	for (size_t i = 0; i < list->len; i++)
		if (list->at[i]->decl == decl)
			return list->at[i];
	return NULL;
}

void fn_resolve_call(struct sema *s, struct expr *e, const struct fn_decl *decl)
{
	struct fn_instances *list = s->inst ? &s->inst->fns : &s->loose;

	for (size_t i = 0; i < e->call.args.len; i++)
		resolve_expr(s, &e->call.args.at[i]);
	e->call.fn = FN_COUNT;
	if (!chain_allows(s, e, decl))
		return;
	e->call.user = fn_known(list, decl);
	if (!e->call.user)
		e->call.user = fn_make(s, decl, list);
}

static void names_check(struct sema *s)
{
	struct fn_decl *const *fns = s->u->script->fns.at;

	for (size_t i = 0; i < s->u->script->fns.len; i++) {
		const struct fn_decl *first = fn_find(s, fns[i]->name);
		struct diag *d;

		if (first == fns[i])
			continue;
		d = diag_add(s->diags, D_SHADOW, fns[i]->name_span,
			     "there is already a function %s", first->name);
		diag_note(s->diags, d, first->name_span, "this is the first one");
	}
}

void fns_resolve_loose(struct sema *s)
{
	const struct script *script = s->u->script;

	names_check(s);
	s->inst = NULL;
	for (size_t i = 0; i < script->fns.len; i++)
		if (!ptrmap_get(&s->called, script->fns.at[i]))
			fn_make(s, script->fns.at[i], &s->loose);
}

/* ---- types ---- */

static bool is_sizeless(const struct type *t)
{
	return (t->kind == T_STRING || t->kind == T_BUFFER) && !t->count;
}

/* Both spaces together are none for good, so that types do not go to and fro between rounds. */
static enum addr_space space_gather(enum addr_space *space, bool *mixed, enum addr_space more)
{
	if (*mixed || more == AS_NONE || more == *space)
		return *space;
	if (*space == AS_NONE)
		return *space = more;
	*mixed = true;
	return *space = AS_NONE;
}

static void type_move(struct sema *s, const struct type **slot, const struct type *t)
{
	if (*slot == t)
		return;
	*slot = t;
	s->changed = true;
}

/* What a place of type CUR, declared as FLOOR or as a whole type, becomes by a value of type T. */
static const struct type *type_grow(struct sema *s, const struct type *cur,
				    const struct type *floor, const struct type *t,
				    enum addr_space space)
{
	if (floor)
		return t->kind == floor->kind ? promote(s, cur, t) : NULL;
	if (cur->kind == T_POINTER)
		return type_pointer(s->ts, cur->elem, space);
	return cur;
}

static const char *written_text(struct sema *s, const struct type *floor, const struct type *t)
{
	if (floor)
		return floor->kind == T_STRING ? "string" : "buffer";
	return text_of(s, t);
}

static bool is_passable(const struct type *t)
{
	return !type_is(t, TF_AGGREGATE) && t->kind != T_VOID && t->kind != T_NONE &&
	       !(t->kind == T_ARRAY && !t->count);
}

/* Written types; they are looked up once per round because there may be messages about them. */
static void param_declare(struct sema *s, const struct param *param, struct var_state *v)
{
	const struct type *t = type_resolve(s, param->type);

	if (t->kind == T_ERROR)
		return;
	if (is_sizeless(t)) {
		v->floor = t;
		return;
	}
	if (!is_passable(t)) {
		sema_diag(s, D_DECLARATION_TYPE, param->type->span,
			  "a parameter cannot be of type %s", text_of(s, t));
		return;
	}
	type_fill(s, t);
	v->wanted = t;
	v->var.fixed = true;
	if (v->var.type->kind == T_ERROR)
		type_move(s, &v->var.type, t);
}

static void result_declare(struct sema *s, struct fn_state *fn)
{
	const struct type *t = type_resolve(s, fn->fn.decl->result);

	if (is_sizeless(t)) {
		fn->floor = t;
		return;
	}
	if (t->kind == T_NONE)
		t = &type_void;
	if (t->kind != T_VOID && t->kind != T_ERROR && !is_passable(t)) {
		sema_diag(s, D_DECLARATION_TYPE, fn->fn.decl->result->span,
			  "a function cannot return a value of type %s", text_of(s, t));
		t = &type_error;
	}
	type_fill(s, t);
	if (fn->fn.result->kind == T_ERROR)
		type_move(s, &fn->fn.result, t);
}

static void argument(struct sema *s, struct expr *e, size_t i)
{
	struct fn_instance *fn = e->call.user;
	const struct param *param = &fn->decl->params.at[i];
	struct var_state *v = var_state(fn->params[i]);
	struct expr **slot = &e->call.args.at[i];
	const struct type *t = sema_value(s, slot), *to;
	enum addr_space space = expr_space(s, *slot);
	struct diag *d;

	if (t->kind == T_ERROR)
		return;
	param_declare(s, param, v);
	space = space_gather(&v->space, &v->mixed, space);
	to = type_grow(s, v->var.type, v->floor, t, space);
	if (to)
		type_move(s, &v->var.type, to);
	if (to && (!s->final || convert_implicitly(s, slot, t, to)))
		return;
	d = sema_diag(s, D_ARG_TYPE, (*slot)->span, "%s(): argument %zu (%s) must be %s, not %s",
		      e->call.name, i + 1, param->name, written_text(s, v->floor, v->var.type),
		      text_of(s, t));
	sema_note(s, d, param->span, "this is the parameter");
}

const struct type *sema_fn_call(struct sema *s, struct expr *e)
{
	struct fn_state *fn = fn_state(e->call.user);
	const struct params *params = &fn->fn.decl->params;

	if (e->call.args.len != params->len) {
		struct diag *d = sema_diag(
			s, D_ARG_COUNT, e->span, "%s() takes %zu argument%s, not %zu", e->call.name,
			params->len, params->len == 1 ? "" : "s", e->call.args.len);

		sema_note(s, d, fn->fn.decl->name_span, "this is the function");
	}
	for (size_t i = 0; i < e->call.args.len; i++) {
		if (i < params->len)
			argument(s, e, i);
		else
			sema_value(s, &e->call.args.at[i]);
	}
	if (fn->fn.result->kind == T_ERROR)
		result_declare(s, fn);
	return fn->fn.result;
}

/* Whether every way through the block ends with a return. */
static bool returns(const struct expr *e)
{
	const struct stmt *last;

	if (e->kind == E_COND)
		return e->cond.otherwise && returns(e->cond.then) && returns(e->cond.otherwise);
	if (e->kind == E_CALL)
		return e->call.fn == FN_exit;
	if (e->kind != E_BLOCK)
		return false;
	if (e->block.value)
		return returns(e->block.value);
	if (!e->block.body.len)
		return false;
	last = vec_last(&e->block.body);
	return last->kind == S_RETURN || (last->kind == S_EXPR && returns(last->expr));
}

void sema_fn_return(struct sema *s, struct stmt *stmt, const struct type *t)
{
	struct fn_state *fn = s->fn;
	const struct type *to = fn->fn.result;
	bool fits;

	if (t->kind == T_ERROR || (to->kind == T_ERROR && !fn->floor))
		return;
	if (!stmt->expr || to->kind == T_VOID) {
		fits = !stmt->expr && to->kind == T_VOID;
	} else {
		to = type_grow(s, to, fn->floor, t,
			       space_gather(&fn->space, &fn->mixed, expr_space(s, stmt->expr)));
		if (to)
			type_move(s, &fn->fn.result, to);
		fits = to && (!s->final || convert_implicitly(s, &stmt->expr, t, to));
	}
	if (fits)
		return;
	sema_diag(s, D_RETURN_TYPE, stmt->span, "%s returns %s, not %s", fn->fn.decl->name,
		  written_text(s, fn->floor, fn->fn.result), text_of(s, t));
}

static void fn_type(struct sema *s, struct fn_state *fn)
{
	const struct fn_decl *decl = fn->fn.decl;

	s->fn = fn;
	for (size_t i = 0; i < decl->params.len; i++)
		param_declare(s, &decl->params.at[i], var_state(fn->fn.params[i]));
	result_declare(s, fn);
	sema_block(s, fn->fn.body, true);
	if (fn->fn.result->kind != T_VOID && (fn->floor || fn->fn.result->kind != T_ERROR) &&
	    !returns(fn->fn.body))
		sema_diag(s, D_RETURN_TYPE, decl->name_span,
			  "%s returns %s, but not every way through it ends with a return",
			  decl->name, written_text(s, fn->floor, fn->fn.result));
	s->fn = NULL;
}

void fns_type(struct sema *s, const struct fn_instances *fns)
{
	for (size_t i = 0; i < fns->len; i++)
		fn_type(s, fn_state(fns->at[i]));
}
