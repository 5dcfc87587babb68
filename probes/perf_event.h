/*
 * Software and hardware events by name.
 */
#ifndef SONDE_PROBES_PERF_EVENT_H
#define SONDE_PROBES_PERF_EVENT_H

#include <stdint.h>

#include "lang/base/str.h"
#include "lang/tables.h"

struct perf_event_row {
	enum probe_kind kind;
	const char *name, *alias; /* alias may be NULL */
	uint32_t type;		  /* PERF_TYPE_SOFTWARE ... */
	uint64_t config;
	uint64_t period; /* how many events make one, when the script does not say */
};

/* By name or alias; NULL: KIND has no such event. */
const struct perf_event_row *perf_event_find(enum probe_kind kind, struct str name);

#endif
