/* The running trace: what the files of this folder share. */
#ifndef SONDE_RUNTIME_RUNTIME_H
#define SONDE_RUNTIME_RUNTIME_H

#include "lang/base/arena.h"
#include "runtime/load.h"
#include "runtime/maps.h"
#include "runtime/names.h"
#include "runtime/out.h"
#include "runtime/print_format.h"
#include "runtime/ring.h"
#include "runtime/run.h"

struct captures;

struct runtime {
	struct program *program;
	const struct run_options *options;
	struct arena *arena;
	struct loaded *loaded;
	struct names *names;
	struct out out;
	struct maps maps;
	struct ring *data, *control;  /* NULL: the script sends nothing */
	struct captures *captures;    /* NULL: the script sends no packets */
	struct print_format *formats; /* per record */
	struct value *values;	      /* of the event at hand: room for the largest record */
	struct buf test_output;	      /* of the test at hand, as text */
	struct buf scratch;	      /* text of the event at hand, where it needs dressing */
	uint64_t *errors_shown;	      /* per record: warnings that were printed */
	uint64_t *lost, *lost_shown;  /* per probe: events, now and when they were last told */
	struct lost_event *lost_list;
	uint64_t lost_checked_ns;
	bool lost_frozen;  /* at the exit() */
	uint64_t faults;   /* errorf() and errors in the kernel that were told, since the start */
	uint64_t handled;  /* events, since the start */
	bool *pending;	   /* per record: it is done when the rings are empty */
	bool exited;	   /* exit() was handled: what is queued is dropped */
	bool exit_seen;	   /* an exit() was handled at some time */
	int last_signals;  /* signalfd to look at while draining for the last time, or -1 */
	bool hurry;	   /* a second signal came: do not drain any longer */
	int status;	   /* of exit() */
	struct live *live; /* NULL: maps are printed line by line */
};

/* ---- events.c ---- */

void events_init(struct runtime *rt);

/*
 * Handles everything in the rings, in the order in which programs sent it: each control record
 * after the data that was there when it was sent. Returns how many there were.
 */
uint64_t events_drain(struct runtime *rt);

/* Handles one record that came another way than through the rings. */
void events_record(struct runtime *rt, const void *at, size_t len);

/* Drops everything in the rings; packets for files are written. */
void events_drop(struct runtime *rt);

/* ---- lost.c ---- */

void lost_init(struct runtime *rt);

/* What events lose from now on is not told; what programs that we run ourselves lose is. */
void lost_freeze(struct runtime *rt);

/* Events that were lost so far. */
uint64_t events_lost_count(struct runtime *rt);
/* The same per probe that lost any; LIST lasts until the next call of one of these functions. */
void events_lost_by_probe(struct runtime *rt, struct lost_events *list);

/* Tells about events that were lost since the last time. FINAL: and how many in all. */
void events_lost(struct runtime *rt, bool final);

/* Whether the options want a runtime_error record to be told. */
bool record_error_wanted(const struct runtime *rt, const struct record *r);

/* Warnings that were counted but not sent one by one. */
void events_errors_rest(struct runtime *rt);

#endif
