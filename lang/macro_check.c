/*
 * What a macro's definition must hold.
 */
#include "lang/macro_check.h"

#include "lang/front.h"
#include "lang/ptrmap.h"

struct check {
	struct unit *u;
	const struct macro_decl *macro;
	unsigned loops; /* around the node, in the body */
};

static const struct param *param_find(const struct macro_decl *macro, const char *name)
{
	for (size_t i = 0; i < macro->params.len; i++)
		if (macro->params.at[i].name == name)
			return &macro->params.at[i];
	return NULL;
}

bool macro_other_meaning(const char *name)
{
	static const char *const library[] = {
#define LIBRARY(id, ...) #id,
#include "lang/library.def"
#undef LIBRARY
	};
	struct str text = str_from(name);

	for (size_t i = 0; i < ARRAY_LEN(library); i++)
		if (strcmp(library[i], name) == 0)
			return true;
	return function_find(text) != FN_COUNT || builtin_find(text) != BUILTIN_COUNT ||
	       aggregate_find(text) != AGG_COUNT;
}

bool macro_always_builtin(const char *name)
{
	return parser_builtin_name(str_from(name));
}

/* ---- the body ---- */

static bool check_slot(struct expr **slot, void *arg);

static void declaration_check(struct check *c, const char *name, struct span span)
{
	const struct param *param = param_find(c->macro, name);
	struct diag *d;

	if (!param)
		return;
	d = diag_add(c->u->diags, D_MACRO_DEFINITION, span,
		     "%s is declared here, but it is a parameter of the macro", name);
	diag_note(c->u->diags, d, param->span, "the parameter");
}

static void jump_error(struct check *c, const struct stmt *s, const char *word, const char *why)
{
	diag_add(c->u->diags, D_MACRO_DEFINITION, s->span, "%s cannot stand in a macro%s", word,
		 why);
}

static void stmt_check(struct check *c, struct stmt *s)
{
	bool loop = s->kind == S_FOR_RANGE || s->kind == S_FOR_MAP || s->kind == S_WHILE;

	if (s->kind == S_LET)
		declaration_check(c, s->let.name, s->let.name_span);
	else if (s->kind == S_FOR_RANGE)
		declaration_check(c, s->range.name, s->range.name_span);
	else if (s->kind == S_FOR_MAP)
		declaration_check(c, s->each.name, s->each.name_span);
	else if (s->kind == S_RETURN)
		jump_error(c, s, "return", "");
	else if (s->kind == S_BREAK && !c->loops)
		jump_error(c, s, "break", " outside of the macro's own loops");
	else if (s->kind == S_CONTINUE && !c->loops)
		jump_error(c, s, "continue", " outside of the macro's own loops");
	c->loops += loop;
	stmt_children(s, check_slot, c);
	c->loops -= loop;
}

static bool check_slot(struct expr **slot, void *arg)
{
	struct check *c = arg;
	struct expr *e = *slot;

	if (e->kind == E_MAP && !param_find(c->macro, e->map.name)) {
		struct diag *d = diag_add(c->u->diags, D_MACRO_DEFINITION, e->span,
					  "the map %s is not the macro's own", e->map.name);

		diag_hint(c->u->diags, d, "maps are passed to macros as arguments: macro %s(%s)",
			  c->macro->name, e->map.name[1] ? e->map.name : "@name");
	}
	if (e->kind != E_BLOCK) {
		expr_children(e, check_slot, c);
		return false;
	}
	for (size_t i = 0; i < e->block.body.len; i++)
		stmt_check(c, e->block.body.at[i]);
	if (e->block.value)
		check_slot(&e->block.value, c);
	return false;
}

/* ---- redefinitions ---- */

/* OLD would be chosen for arguments of the kinds that NEW's parameters have. */
static bool takes_the_same(const struct macro_decl *old, const struct macro_decl *new)
{
	if (old->name != new->name || old->params.len != new->params.len)
		return false;
	for (size_t i = 0; i < old->params.len; i++) {
		char wanted = old->params.at[i].name[0];

		if ((wanted == '$' || wanted == '@') && new->params.at[i].name[0] != wanted)
			return false;
	}
	return true;
}

#define OVERLOADS_MAX 100

void macro_check(struct unit *u, const struct macro_decl *first, const struct macro_decl *macro)
{
	struct check c = {.u = u, .macro = macro};
	struct expr *body = macro->body;
	size_t n = 0;

	for (const struct macro_decl *old = first; old != macro; old = old->same_name) {
		struct diag *d;

		if (++n == OVERLOADS_MAX) {
			diag_add(u->diags, D_MACRO_DEFINITION, macro->name_span,
				 "the macro %s has more than %d definitions", macro->name,
				 OVERLOADS_MAX);
			return;
		}
		if (!takes_the_same(old, macro))
			continue;
		d = diag_add(u->diags, D_MACRO_DEFINITION, macro->name_span,
			     "the macro %s is defined twice for the same arguments", macro->name);
		diag_note(u->diags, d, old->name_span, "this definition is always preferred");
		break;
	}
	check_slot(&body, &c);
}

/* ---- the body's own variables ---- */

struct collect {
	struct arena *arena;
	const struct macro_decl *macro;
	struct ptrmap seen;
	struct names names;
};

static void name_add(struct collect *c, const char *name)
{
	if (param_find(c->macro, name) || ptrmap_get(&c->seen, name))
		return;
	ptrmap_set(c->arena, &c->seen, name, (void *)name);
	vec_push(c->arena, &c->names, name);
}

static bool collect_one(struct expr *e, void *arg)
{
	struct collect *c = arg;

	if (e->kind == E_INCDEC && e->incdec.target->kind == E_VAR)
		name_add(c, e->incdec.target->var.name);
	if (e->kind != E_BLOCK)
		return false;
	for (size_t i = 0; i < e->block.body.len; i++) {
		const struct stmt *s = e->block.body.at[i];

		if (s->kind == S_LET)
			name_add(c, s->let.name);
		else if (s->kind == S_ASSIGN && s->assign.target->kind == E_VAR)
			name_add(c, s->assign.target->var.name);
		else if (s->kind == S_FOR_RANGE)
			name_add(c, s->range.name);
		else if (s->kind == S_FOR_MAP)
			name_add(c, s->each.name);
	}
	return false;
}

struct names macro_variables(struct arena *a, const struct macro_decl *macro)
{
	struct collect c = {.arena = a, .macro = macro};

	expr_walk(macro->body, collect_one, &c);
	return c.names;
}
