/* arg0, arg1 ... in bodies, before the checker has seen them. */
#ifndef SONDE_PROBES_USDT_HOIST_H
#define SONDE_PROBES_USDT_HOIST_H

#include "lang/unit.h"

/* True when E is argN; *NUMBER is N. */
bool argument_number(const struct expr *e, uint32_t *number);

/*
 * Loops run as functions of their own, which have no registers to read arguments from: what BODY
 * reads of argN in loops it gets from variables that are set at its beginning.
 */
void usdt_arguments_hoist(struct unit *u, struct expr *body);

#endif
