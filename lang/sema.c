/*
 * The checker's entry: names first, then types until they settle, then one pass that reports and
 * converts. See sema_local.h for how the passes share their code.
 */
#include "lang/sema.h"

#include "lang/sema_local.h"

/* Rounds of inference before the types of a script count as never settling. */
#define ROUNDS_MAX 50

static void declarations_attach(struct sema *s)
{
	struct script *script = s->u->script;

	for (size_t i = 0; i < script->maps.len; i++) {
		struct map_decl *decl = script->maps.at[i];
		struct map_state *m = map_of(s, decl->name, decl->span);

		if (m->map.decl) {
			struct diag *d = diag_add(s->diags, D_SHADOW, decl->span,
						  "%s is declared twice", decl->name);

			diag_note(s->diags, d, m->map.decl->span, "this is the first declaration");
		}
		m->map.decl = decl;
		pin_adopt(s, m);
	}
}

static void type_instances(struct sema *s)
{
	for (size_t i = 0; i < s->u->instances.len; i++) {
		struct instance *inst = s->u->instances.at[i];

		s->inst = inst;
		s->addrspace_said = false;
		sema_block(s, inst->body, true);
		fns_type(s, &inst->fns);
	}
	s->inst = NULL;
	fns_type(s, &s->loose);
}

/* False: the types do not settle. */
static bool infer(struct sema *s)
{
	for (int round = 0; round < ROUNDS_MAX; round++) {
		s->changed = false;
		type_instances(s);
		if (!s->changed && !comptime_advance(s))
			return true;
	}
	return false;
}

static void vars_check(struct sema *s)
{
	for (size_t i = 0; i < s->vars.len; i++) {
		const struct variable *v = &s->vars.at[i]->var;

		if (!v->declared)
			continue;
		if (!v->assigned)
			diag_add(s->diags, D_NEVER_ASSIGNED, v->span, "%s is never assigned",
				 v->name);
		if (v->type->kind == T_ERROR && !diags_errors(s->diags))
			diag_add(s->diags, D_UNTYPED_VARIABLE, v->span,
				 "nothing says what type %s has", v->name);
	}
}

/* What only functions have that nobody calls is in no program. */
static void maps_drop_dead(struct sema *s)
{
	struct unit_maps *maps = &s->u->maps;
	size_t kept = 0;

	for (size_t i = 0; i < maps->len; i++) {
		const struct map_state *m = map_state(maps->at[i]);

		if (m->live || !m->used)
			maps->at[kept++] = maps->at[i];
	}
	maps->len = kept;
}

static void loop_report(struct sema *s)
{
	struct span span = s->u->instances.len ? s->u->instances.at[0]->span : SPAN_NONE;

	diag_add(s->diags, D_TYPE_LOOP, span,
		 "the types of the script's variables and maps do not settle after %d rounds",
		 ROUNDS_MAX);
}

void unit_check(struct unit *u)
{
	struct sema s = {.u = u, .a = u->arena, .diags = u->diags, .ts = u->types};
	size_t errors = diags_errors(u->diags);

	declarations_attach(&s);
	for (size_t i = 0; i < u->instances.len; i++)
		resolve_instance(&s, u->instances.at[i]);
	fns_resolve_loose(&s);
	if (diags_errors(u->diags) > errors)
		return;
	if (!infer(&s)) {
		loop_report(&s);
		return;
	}
	if (diags_errors(u->diags) > errors)
		return;
	s.final = true;
	type_instances(&s);
	vars_check(&s);
	maps_check(&s);
	options_check(&s);
	maps_drop_dead(&s);
	settle(&s);
}
