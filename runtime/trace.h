/*
 * A program that traces, without what happens around it: see trace.c.
 */
#ifndef SONDE_RUNTIME_TRACE_H
#define SONDE_RUNTIME_TRACE_H

#include "runtime/runtime.h"
#include "runtime/symbols_watch.h"

struct trace {
	struct runtime rt;
	struct attachment **attachments; /* per probe spec; NULL: none */
	struct missed *missed;		 /* per probe spec, at the end */
	int *timers;			 /* per probe spec; -1: none */
	int epoll;			 /* of its rings, timers, mappings; others may be added */
	uint32_t attached;
	bool waits;	  /* something can still happen: an attachment, a timer, a signal probe */
	bool walks;	  /* iterators, which are read once */
	bool has_signals; /* probes that a signal runs */
	bool names_shared;
	struct symbols_watch symbols;
	uint64_t woken_ns; /* when the rings woke us last */
};

/* What epoll says: a kind in the upper half, the index of a probe spec in the lower. */
enum { EVENT_RING, EVENT_TIMER, EVENT_MAPPING, EVENT_OTHER /* the caller's own begin here */ };

/* T is all zero, but for rt.out. The epoll of T may be -1 afterwards: errno. */
void trace_init(struct trace *t, struct program *p, const struct run_options *options);
/* With LEAVE a process of its own closes what makes the kernel wait, when this one ends. */
void trace_release(struct trace *t, bool leave);

bool trace_watch(struct trace *t, int fd, uint32_t kind, uint32_t index);

/* These say on standard error why they failed. */
bool trace_load(struct trace *t, const struct load_options *options);
/* Names come from SHARED, which is watched by its owner, if it is not NULL. */
bool trace_open(struct trace *t, struct names *shared, uint32_t child_pid);
/* After trace_open, whatever its result was. False: packets could not be written, which was said.
 */
bool trace_close(struct trace *t);
bool trace_own_probes_count(struct trace *t);
bool trace_attach(struct trace *t);

/* Writes MESSAGE to standard error and frees it. */
void trace_say(struct trace *t, struct buf *message);

/* Each is followed by the handling of what the programs sent. */
void trace_probe_run(struct trace *t, uint32_t index);
/* All probes of KIND in source order, up to the first exit(). */
void trace_kind_run(struct trace *t, enum probe_kind kind);
void trace_signal_probes_run(struct trace *t);
void trace_iterators_run(struct trace *t);
void trace_end_run(struct trace *t);
/* The timer INDEX is due. GO_ON, if not NULL, is asked between turns that were missed. */
void trace_timer_run(struct trace *t, uint32_t index, bool (*go_on)(void *arg), void *arg);

/* The rings have something: sleeping a millisecond now and then beats being woken each time. */
void trace_nap(struct trace *t);

void trace_missed_read(struct trace *t);
void trace_missed_report(struct trace *t);
/* Stops all events at once; nothing is waited for. */
void trace_detach(struct trace *t);

#endif
