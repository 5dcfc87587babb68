/*
 * Everything that is done with a script before code is generated, in order.
 */
#ifndef SONDE_PROBES_FRONT_H
#define SONDE_PROBES_FRONT_H

#include "lang/unit.h"

enum front_phase { FRONT_PARSED, FRONT_IMPORTED, FRONT_EXPANDED, FRONT_CHECKED, FRONT_PLANNED };

/*
 * Takes TEXT, the script NAME, as far as a plan; the errors of a phase hide those of later ones.
 * DONE, unless NULL, is called behind each of the phases above that found no error. False: there
 * are errors. Where the target is blind to what the script needs (u->guessed) there is no plan, and
 * nothing is reported that may be a consequence.
 */
bool unit_front(struct unit *u, const char *name, struct str text,
		void (*done)(struct unit *u, enum front_phase phase, void *arg), void *arg);

#endif
