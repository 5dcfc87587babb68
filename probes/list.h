/*
 * Listing of probes (-l, -lv) and kernel types.
 */
#ifndef SONDE_PROBES_LIST_H
#define SONDE_PROBES_LIST_H

#include <stdio.h>

#include "lang/unit.h"

/*
 * Prints what matches PATTERN to OUT, one attach point per line, sorted within a provider; with
 * VERBOSE their arguments, indented. PATTERN:
 *
 *   NULL                 everything that is not about user binaries
 *   "t:sched:*"          an attach point, whose parts may be patterns or missing
 *   "*sched_wakeup"      without a colon: searched in all kernel providers
 *   "struct x*"          types of the kernel (also union, enum); verbose: their definitions
 *
 * An unknown provider prints nothing. 0, or 1 when the system refused to tell, which is said on
 * standard error.
 */
int probes_list(const char *pattern, bool verbose, const struct options *options, FILE *out);

/* Prints the targets of all instances of U: what the attach points of a script mean here. */
void probes_list_unit(struct unit *u, bool verbose, FILE *out);

#endif
