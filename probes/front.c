/* The phases of a compilation up to the plan. */
#include "probes/front.h"

#include "lang/cdefs.h"
#include "lang/config.h"
#include "lang/fold.h"
#include "lang/import.h"
#include "lang/macro.h"
#include "lang/parse.h"
#include "lang/plan.h"
#include "lang/sema.h"
#include "probes/expand.h"
#include "probes/filter.h"

/* What looks wrong because the target could not tell is not. */
static void check_guessed(struct unit *u)
{
	size_t before = diags_forgiven(u->diags);

	if (u->target->blind & BLIND_TYPES) {
		diags_forgive(u->diags, D_UNKNOWN_TYPE);
		diags_forgive(u->diags, D_UNKNOWN_NAME);
		diags_forgive(u->diags, D_MISSING_FEATURE);
	}
	if (u->guessed || u->target->blind & BLIND_TYPES) {
		diags_forgive(u->diags, D_UNDEFINED_MAP);
		diags_forgive(u->diags, D_UNTYPED_VARIABLE);
	}
	unit_check(u);
	if (diags_forgiven(u->diags) == before)
		return;
	u->guessed = true;
	if (u->target->blind & BLIND_TYPES)
		unit_blind_note(u, BLIND_TYPES);
}

static void plan_known(struct unit *u)
{
	if (!u->guessed)
		unit_plan(u);
}

static const struct {
	void (*run)(struct unit *u);
	int phase; /* enum front_phase that it completes; -1: none */
} steps[] = {
	{unit_c, -1},
	{unit_macros, -1},
	{unit_expand, -1},
	{unit_filter, FRONT_EXPANDED},
	{unit_fold, -1},
	{check_guessed, FRONT_CHECKED},
	{plan_known, FRONT_PLANNED},
};

bool unit_front(struct unit *u, const char *name, struct str text,
		void (*done)(struct unit *u, enum front_phase phase, void *arg), void *arg)
{
	if (!unit_parse(u, name, text))
		return false;
	if (done)
		done(u, FRONT_PARSED, arg);
	unit_config(u);
	if (diags_errors(u->diags))
		return false;
	unit_import(u, name);
	if (diags_errors(u->diags))
		return false;
	if (done)
		done(u, FRONT_IMPORTED, arg);
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		steps[i].run(u);
		if (diags_errors(u->diags))
			return false;
		if (done && steps[i].phase >= 0)
			done(u, (enum front_phase)steps[i].phase, arg);
	}
	return true;
}
