/*
 * Functions of the script: typed and checked like bodies of probes, with parameters as variables.
 * They cannot be called yet; what is wrong with them is said all the same.
 */
#include "lang/sema_local.h"

void fns_resolve(struct sema *s)
{
	struct script *script = s->u->script;

	s->fn_params = arena_array(s->a, struct variable **, script->fns.len);
	for (size_t i = 0; i < script->fns.len; i++) {
		struct fn_decl *fn = script->fns.at[i];

		s->fn_params[i] = arena_array(s->a, struct variable *, fn->params.len);
		resolve_fn(s, fn, s->fn_params[i]);
	}
}

/* Whether every way through the block ends with a return. */
static bool returns(const struct expr *e)
{
	const struct stmt *last;

	if (e->kind == E_COND)
		return e->cond.otherwise && returns(e->cond.then) && returns(e->cond.otherwise);
	if (e->kind != E_BLOCK)
		return false;
	if (e->block.value)
		return returns(e->block.value);
	if (!e->block.body.len)
		return false;
	last = vec_last(&e->block.body);
	return last->kind == S_RETURN || (last->kind == S_EXPR && returns(last->expr));
}

static void fn_type(struct sema *s, struct fn_decl *fn, struct variable **params)
{
	const struct type *result;

	s->fn = fn;
	s->inst = NULL;
	for (size_t i = 0; i < fn->params.len; i++) {
		struct var_state *v = var_state(params[i]);

		v->wanted = type_resolve(s, fn->params.at[i].type);
		v->var.type = v->wanted;
	}
	sema_block(s, fn->body, true);
	result = type_resolve(s, fn->result);
	if (result->kind != T_VOID && result->kind != T_NONE && result->kind != T_ERROR &&
	    !returns(fn->body))
		sema_diag(s, D_RETURN_TYPE, fn->name_span,
			  "%s returns %s, but not every way through it ends with a return",
			  fn->name, text_of(s, result));
	s->fn = NULL;
}

void fns_type(struct sema *s)
{
	for (size_t i = 0; i < s->u->script->fns.len; i++)
		fn_type(s, s->u->script->fns.at[i], s->fn_params[i]);
}
