/*
 * Tracepoints as the kernel's types show them, for checking scripts where tracefs cannot be read.
 */
#ifndef SONDE_PROBES_TRACEPOINT_TYPES_H
#define SONDE_PROBES_TRACEPOINT_TYPES_H

#include "probes/source.h"

/*
 * Adds the tracepoint CATEGORY:EVENT, which are no patterns, to X with what is known of its fields.
 * False: the types have no such event; one of a module they would not have.
 */
bool tracepoint_by_types(struct expansion *x, struct str category, struct str event);

#endif
