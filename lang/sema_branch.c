/*
 * Variables that every branch of an if and its else assigns first. They belong to the branches, as
 * all variables belong to the block that assigns them first; but when the name is read behind the
 * if, where nothing else has it, they are taken for one variable of the block around the if. Until
 * then they stay apart, because nothing keeps them from having types that do not go together.
 *
 * A name that could be meant so is a ghost. What blocks between the if and the reading assign under
 * the name becomes part of it.
 */
#include "lang/sema_local.h"

struct ghost {
	const char *name;
	struct ghost *below; /* pushed before this one */
	struct ghost *older; /* of the same name */
	struct expr *block;  /* in which STMT, the if, stands */
	struct stmt *stmt;
	struct var_states vars;
	bool merged; /* into the first of vars */
};

static struct ghost *ghost_find(const struct sema *s, const char *name)
{
	return ptrmap_get(&s->branches.ghosts, name);
}

void ghosts_leave(struct sema *s, struct ghost *until)
{
	struct branches *b = &s->branches;

	while (b->top != until) {
		ptrmap_set(s->a, &b->ghosts, b->top->name, b->top->older);
		b->top = b->top->below;
	}
}

/* ---- what branches assign ---- */

void branch_gather(struct sema *s, size_t mark, const struct ghost *until, struct branch_set *out)
{
	for (size_t i = mark; i < s->bound.len; i++) {
		struct branch_name name = {.name = s->bound.at[i].name};

		if (s->bound.at[i].var->var.declared)
			continue;
		vec_push(s->a, &name.vars, s->bound.at[i].var);
		vec_push(s->a, out, name);
	}
	for (const struct ghost *g = s->branches.top; g != until; g = g->below) {
		if (ptrmap_get(&s->scope, g->name))
			continue;
		vec_push(s->a, out, (struct branch_name){g->name, g->vars});
	}
}

/* Names in both sets, with the variables of both. */
static void sets_join(struct sema *s, const struct branch_set *a, const struct branch_set *b,
		      struct branch_set *out)
{
	struct ptrmap in_a = {0};

	for (size_t i = 0; i < a->len; i++)
		ptrmap_set(s->a, &in_a, a->at[i].name, &a->at[i]);
	for (size_t i = 0; i < b->len; i++) {
		const struct branch_name *first = ptrmap_get(&in_a, b->at[i].name);
		struct branch_name both = {.name = b->at[i].name};

		if (!first)
			continue;
		for (size_t k = 0; k < first->vars.len; k++)
			vec_push(s->a, &both.vars, first->vars.at[k]);
		for (size_t k = 0; k < b->at[i].vars.len; k++)
			vec_push(s->a, &both.vars, b->at[i].vars.at[k]);
		vec_push(s->a, out, both);
	}
}

static void branch_resolve(struct sema *s, struct expr **slot, struct branch_set *out)
{
	if ((*slot)->kind == E_BLOCK)
		resolve_block(s, *slot, out);
	else if ((*slot)->kind == E_COND)
		cond_resolve(s, *slot, out);
	else
		resolve_expr(s, slot);
}

void cond_resolve(struct sema *s, struct expr *e, struct branch_set *out)
{
	struct branch_set then = {0}, otherwise = {0};

	resolve_expr(s, &e->cond.test);
	branch_resolve(s, &e->cond.then, &then);
	if (!e->cond.otherwise)
		return;
	branch_resolve(s, &e->cond.otherwise, &otherwise);
	sets_join(s, &then, &otherwise, out);
}

void cond_stmt_resolve(struct sema *s, struct expr *block, struct stmt *stmt)
{
	struct branch_set set = {0};
	struct branches *b = &s->branches;

	cond_resolve(s, stmt->expr, &set);
	for (size_t i = 0; i < set.len; i++) {
		struct ghost *g = arena_make(s->a, struct ghost);

		g->name = set.at[i].name;
		g->vars = set.at[i].vars;
		g->block = block;
		g->stmt = stmt;
		g->below = b->top;
		g->older = ghost_find(s, g->name);
		b->top = g;
		ptrmap_set(s->a, &b->ghosts, g->name, g);
	}
}

/* ---- one variable of many ---- */

static struct var_state *merged_of(struct var_state *v)
{
	while (v->merged)
		v = v->merged;
	return v;
}

static struct var_state *ghost_merge(struct sema *s, struct ghost *g)
{
	struct var_state *v = merged_of(g->vars.at[0]);

	if (g->merged)
		return v;
	g->merged = true;
	for (size_t i = 1; i < g->vars.len; i++) {
		struct var_state *other = merged_of(g->vars.at[i]);

		if (other == v)
			continue;
		other->merged = v;
		v->var.read |= other->var.read;
		v->var.reassigned = true;
		v->var.address_taken |= other->var.address_taken;
		v->var.captured |= other->var.captured || other->for_depth > v->for_depth;
	}
	vec_push(s->a, &s->branches.lets, (struct branch_let){g->block, g->stmt, v});
	return v;
}

struct var_state *ghost_read(struct sema *s, const char *name)
{
	struct ghost *g = ghost_find(s, name);

	return g ? ghost_merge(s, g) : NULL;
}

struct var_state *ghost_assign(struct sema *s, const char *name)
{
	struct ghost *g = ghost_find(s, name);

	return g && g->merged ? ghost_merge(s, g) : NULL;
}

void ghost_follow(struct sema *s, struct var_state *v)
{
	struct ghost *g = ghost_find(s, v->var.name);

	if (g && g->block != s->branches.block)
		vec_push(s->a, &g->vars, v);
}

/* ---- at the end ---- */

static void let_insert(struct sema *s, const struct branch_let *let)
{
	struct stmts *body = &let->block->block.body;
	struct stmt *stmt = stmt_make(s->a, S_LET, let->stmt->span);
	size_t i = body->len;

	stmt->let.name = let->var->var.name;
	stmt->let.name_span = let->var->var.span;
	stmt->let.var = &let->var->var;
	vec_push(s->a, body, NULL);
	for (; i > 0 && body->at[i - 1] != let->stmt; i--)
		body->at[i] = body->at[i - 1];
	if (!i)
		bug("an if that is not in its block");
	body->at[i] = let->stmt;
	body->at[i - 1] = stmt;
}

static bool merged_visit(struct expr *e, void *arg)
{
	(void)arg;
	if (e->kind == E_VAR && e->var.var)
		e->var.var = &merged_of(var_state(e->var.var))->var;
	return false;
}

void branches_settle(struct sema *s, struct expr *body)
{
	struct branches *b = &s->branches;

	if (!b->lets.len)
		return;
	for (size_t i = 0; i < b->lets.len; i++)
		if (!b->lets.at[i].var->merged)
			let_insert(s, &b->lets.at[i]);
	expr_walk(body, merged_visit, NULL);
}
