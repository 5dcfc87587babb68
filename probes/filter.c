/*
 * Consumes instances and --probe-filter; leaves the instances that match.
 */
#include "probes/filter.h"

#include <regex.h>
#include <string.h>

static void targets_filter(struct instance *inst, const regex_t *wanted)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < inst->ntargets; i++)
		if (regexec(wanted, inst->targets[i].name, 0, NULL, 0) == 0)
			inst->targets[kept++] = inst->targets[i];
	inst->ntargets = kept;
}

void unit_filter(struct unit *u)
{
	regex_t wanted;
	size_t kept = 0;
	int error;

	if (!u->options.probe_filter)
		return;
	error = regcomp(&wanted, u->options.probe_filter, REG_EXTENDED | REG_NOSUB);
	if (error) {
		char why[128];

		regerror(error, &wanted, why, sizeof(why));
		diag_add(u->diags, D_OPTION, SPAN_NONE, "--probe-filter '%s': %s",
			 u->options.probe_filter, why);
		return;
	}
	for (size_t i = 0; i < u->instances.len; i++) {
		struct instance *inst = u->instances.at[i];

		if (!(probe_rows[inst->kind].flags & PF_ONCE)) {
			targets_filter(inst, &wanted);
			if (!inst->ntargets)
				continue;
		}
		u->instances.at[kept++] = inst;
	}
	u->instances.len = kept;
	regfree(&wanted);
}
