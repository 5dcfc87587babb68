/*
 * Programs that were built elsewhere: what their attach points mean on this machine.
 */
#ifndef SONDE_PROBES_LATE_H
#define SONDE_PROBES_LATE_H

#include "lang/unit.h"

/*
 * Looks the targets of P's probes up where they depend on this machine (enum late); new ones are in
 * A. OPTIONS are those of the run. False: MESSAGE has been given lines that say what is not there.
 */
bool targets_find(struct arena *a, struct program *p, const struct options *options,
		  struct buf *message);

#endif
