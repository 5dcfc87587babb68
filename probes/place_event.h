/*
 * perf events of places in code: the event sources "kprobe" and "uprobe", which make one of what
 * the attributes say. Each event is one place with one program on it.
 */
#ifndef SONDE_PROBES_PLACE_EVENT_H
#define SONDE_PROBES_PLACE_EVENT_H

#include "probes/attachment.h"

#define PLACE_NAME_MAX 256

struct place_source {
	const char *name; /* "kprobe": /sys/bus/event_source/devices/NAME */
	const char *absent,
		*absent_hint; /* when the kernel does not have it; the hint may be NULL */
	/*
	 * Writes the place of T to ATTR; NAME is room for text that ATTR refers to. False: the
	 * error was told.
	 */
	bool (*place)(struct attach_job *job, const struct probe_target *t,
		      struct perf_event_attr *attr, char name[PLACE_NAME_MAX]);
	/* Tells why the kernel did not make the event; returns false. */
	bool (*refused)(struct attach_job *job, const struct probe_target *t, int error);
	bool of_process; /* fires for the traced process only, if there is one */
};

/* An event for each target of the job; IS_RETURN: when the function there returns. */
bool place_events_attach(struct attach_job *job, const struct place_source *source, bool is_return);

/* First bit in attr.config of the part FIELD of the events of SOURCE; -1: they have no such part.
 */
int place_config_bit(const struct place_source *source, const char *field);

#endif
