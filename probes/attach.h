/*
 * Putting loaded programs onto their events, and taking them off.
 */
#ifndef SONDE_PROBES_ATTACH_H
#define SONDE_PROBES_ATTACH_H

#include "lang/program.h"

struct attachment; /* everything one probe spec holds: links, perf events, timers */

/* Why an attach failed, for the person at the prompt. */
struct attach_error {
	int error;	/* positive errno */
	char text[256]; /* what was refused: "tracepoint:sched:nope" and why */
	char hint[256]; /* what would help; may be empty */
};

/*
 * Attaches the program PROG_FD (-1: there is none because what it was for is gone) to all targets
 * of SPEC. NULL: *ERROR says why, nothing is attached. Programs that the tracer runs (method row
 * by_tracer) are not for this function.
 */
struct attachment *probe_attach(const struct program *p, const struct probe_spec *spec, int prog_fd,
				struct attach_error *error);

/*
 * Stops the events; fast, nothing is waited for. Programs of slow attachments may run on until
 * attachment_free.
 */
void attachment_disable(struct attachment *a);

/* True when closing it makes the kernel wait (perf tracepoints, uprobes): leave it to the reaper.
 */
bool attachment_is_slow(const struct attachment *a);

/* Closes everything. Works after attachment_disable or without it. */
void attachment_free(struct attachment *a);

/* The descriptor that takes the walk of an iterator, which stays the attachment's; -1: none. */
int attachment_reader(const struct attachment *a);

/* The file that an iterator was pinned to; NULL: none. */
const char *attachment_pinned(const struct attachment *a);

/* Events at which the kernel did not run the program, and counted that. */
struct missed {
	uint64_t nested; /* another probe's program was running on the CPU, or this one (5.12) */
	uint64_t
		unseen; /* the kernel's kprobe was busy itself, or had no room for a return (6.7) */
};

struct missed attachment_missed(const struct attachment *a, int prog_fd);
/* How it was attached, where that can differ ("in the driver"); "": nothing to say. */
const char *attachment_note(const struct attachment *a);

/* How many attach points it covers: what "Attached N probes" counts. */
uint32_t attachment_count(const struct attachment *a);

#endif
