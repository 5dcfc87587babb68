/*
 * Names of tracing events, for tracepoints and for listing.
 */
#ifndef SONDE_PROBES_TRACEPOINT_H
#define SONDE_PROBES_TRACEPOINT_H

#include "lang/base/arena.h"
#include "lang/base/str.h"
#include "lang/base/vec.h"

struct event_name {
	struct str category, event;
};

struct event_names VEC(struct event_name);

/*
 * All events that both patterns match, in A, sorted. False: tracefs cannot be read; errno and
 * tracefs_problem say why.
 */
bool event_names_find(struct arena *a, struct str category, struct str event,
		      struct event_names *out);

#endif
