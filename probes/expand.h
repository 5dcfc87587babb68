/*
 * Attach points to instances.
 */
#ifndef SONDE_PROBES_EXPAND_H
#define SONDE_PROBES_EXPAND_H

#include "lang/unit.h"

/* Fills u->instances from u->script->probes. Diagnostics name what does not exist and what is near.
 */
void unit_expand(struct unit *u);

#endif
