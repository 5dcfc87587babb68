/*
 * Maps that are emptied while events go on. Two things are found out before the plan is made:
 *
 *  - map->cleared: some probe other than BEGIN and END clears or zeroes the map. It gets storage
 *    that can be emptied without losing what programs add meanwhile.
 *  - print(@m) with a clear(@m) or zero(@m) behind it in the same block: the two are
 *    one step then, so that every update is either in what is printed or in what remains.
 */
#include "lang/plan_record.h"

struct search {
	const struct map *map;
};

/* The map that E, a call of FN, is about, or NULL. */
static struct map *map_argument(const struct expr *e, enum function_id fn)
{
	if (!e || e->kind != E_CALL || e->call.user || e->call.fn != fn)
		return NULL;
	if (!e->call.args.len || e->call.args.at[0]->kind != E_MAP || e->call.args.at[0]->map.key)
		return NULL;
	return e->call.args.at[0]->map.map;
}

/* Step INDEX of a block if it is an expression: the last one may have no semicolon behind it. */
static struct expr *block_step(const struct expr *block, size_t index)
{
	const struct stmts *body = &block->block.body;

	if (index == body->len)
		return block->block.value;
	return body->at[index]->kind == S_EXPR ? body->at[index]->expr : NULL;
}

/* What may look at the map, or go elsewhere than to the next statement. */
static bool disturbs(struct expr *e, void *arg)
{
	const struct search *search = arg;

	return e->kind == E_BLOCK || (e->kind == E_MAP && e->map.map == search->map) ||
	       (e->kind == E_CALL && (e->call.user || e->call.fn == FN_exit));
}

static bool disturbs_slot(struct expr **slot, void *arg)
{
	return expr_walk(*slot, disturbs, arg);
}

static bool stmt_disturbs(struct stmt *s, struct search *search)
{
	switch (s->kind) {
	case S_EXPR:
	case S_LET:
	case S_ASSIGN:
	case S_AGGREGATE:
	case S_DISCARD:
		return stmt_children(s, disturbs_slot, search);
	case S_FOR_RANGE:
	case S_FOR_MAP:
	case S_WHILE:
	case S_UNROLL:
	case S_BREAK:
	case S_CONTINUE:
	case S_RETURN:
	case S_IMPORT:
	case S_COUNT:
		break;
	}
	return true;
}

/* The print(MAP) that step INDEX of BLOCK follows with nothing of interest between them. */
static struct expr *print_before(const struct expr *block, size_t index, const struct map *map)
{
	struct search search = {map};

	while (index--) {
		if (map_argument(block_step(block, index), FN_print) == map)
			return block_step(block, index);
		if (stmt_disturbs(block->block.body.at[index], &search))
			break;
	}
	return NULL;
}

static void block_pair(const struct expr *block)
{
	for (size_t i = 0; i <= block->block.body.len; i++) {
		struct expr *step = block_step(block, i), *print;
		struct map *map = map_argument(step, FN_clear);
		enum map_take take = map ? TAKE_CLEAR : TAKE_ZERO;

		if (!map)
			map = map_argument(step, FN_zero);
		print = map ? print_before(block, i, map) : NULL;
		if (!print || print->call.take != TAKE_NONE)
			continue;
		print->call.take = take;
		step->call.take = TAKE_DONE;
	}
}

static bool visit(struct expr *e, void *arg)
{
	(void)arg;
	if (e->kind == E_BLOCK)
		block_pair(e);
	return false;
}

static bool visit_clear(struct expr *e, void *arg)
{
	(void)arg;
	if (e->kind == E_CALL && !e->call.user &&
	    (e->call.fn == FN_clear || e->call.fn == FN_zero) && e->call.args.at[0]->kind == E_MAP)
		e->call.args.at[0]->map.map->cleared = true;
	return false;
}

void takes_plan(struct unit *u)
{
	for (size_t i = 0; i < u->instances.len; i++) {
		struct instance *inst = u->instances.at[i];

		instance_walk(inst, visit, NULL);
		if (inst->kind != PROBE_begin && inst->kind != PROBE_end)
			instance_walk(inst, visit_clear, NULL);
	}
}
