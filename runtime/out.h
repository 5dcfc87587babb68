/*
 * Where the output goes: one buffer in front of standard output or the file of -o.
 *
 * Writers append to out_buf() and call out_commit() at the end of each event. The buffer is written
 * when it is full, when the events at hand are handled and a person watches (terminal), and
 * otherwise not later than OUT_DELAY_MS after its first byte arrived.
 */
#ifndef SONDE_RUNTIME_OUT_H
#define SONDE_RUNTIME_OUT_H

#include "lang/base/buf.h"
#include "lang/program.h"
#include "runtime/run.h"

#define OUT_DELAY_MS 50

struct out {
	struct buf buf;
	int fd;
	bool owned; /* FD is ours to close */
	bool json, color;
	bool terminal;
	bool capture; /* with HOLD: what would go to standard error goes to the buffer */
	bool hold;    /* nothing is written until out_release: a line has to go first */
	bool broken;  /* nobody reads any more (EPIPE): everything is dropped */
	int error;    /* errno of a failed write; what came after it is dropped */
	enum buffering buffering;
	uint64_t since;	  /* CLOCK_MONOTONIC ns of the oldest byte in the buffer */
	struct buf *copy; /* gets what is written too, up to OUT_COPY_MAX; NULL: nobody wants it */
	bool copy_ended;
	struct out_footer {
		bool on;	       /* the output ends in a footer, and comes in whole lines */
		bool changed;	       /* since it was drawn */
		struct buf text;       /* whole lines, none wider than the terminal */
		uint32_t lines, drawn; /* in TEXT; on the screen now */
	} footer;
};

#define OUT_COPY_MAX (256u * 1024)

/* False: the file of -o cannot be written, errno says why. */
bool out_open(struct out *o, const struct run_options *options);

/* Writes what is left. False: the output is incomplete (not said again for a reader who left). */
bool out_close(struct out *o);

static inline struct buf *out_buf(struct out *o)
{
	return &o->buf;
}

/* An event has been put into the buffer as a whole. */
void out_commit(struct out *o);

/* All events at hand are handled: a good moment to write. */
void out_idle(struct out *o);

/* Milliseconds until the buffer has to be written (call out_idle then), or -1. */
int out_timeout(const struct out *o);

void out_flush(struct out *o);

/* What comes from here on is not copied. */
void out_copy_end(struct out *o);

/*
 * Lines that stay below everything else on a terminal (out_footer.c). They are drawn again by
 * out_idle when TEXT, of LINES lines, has changed; what is printed goes above them.
 */
void out_footer_set(struct out *o, struct str text, uint32_t lines);
/* Takes them off the screen until the next out_idle: somebody else writes there. */
void out_footer_lift(struct out *o);
/* They are gone from the screen, which somebody else has cleared. */
void out_footer_forget(struct out *o);
/* Takes them away for good. */
void out_footer_end(struct out *o);
/* For out_flush: cuts an incomplete line off the buffer; puts the footer around what is left. */
void out_footer_split(struct out *o, struct buf *rest);
void out_footer_wrap(struct out *o);

/*
 * Writes TEXT to standard error, after everything that was printed before it. Nothing is added.
 */
void out_stderr(struct out *o, struct str text);
ATTR_PRINTF(2, 3) void out_stderr_printf(struct out *o, const char *fmt, ...);

/* ---- messages: out_message.c ---- */

/* Output of printf, time, cat, join, system ("syscall" in JSON): TYPE names it in JSON. */
void out_message(struct out *o, const char *type, struct str text);
/* The same with a newline behind it in text form. */
void out_message_line(struct out *o, const char *type, struct str text);

void out_attached(struct out *o, uint32_t count);

struct lost_event {
	const char *probe; /* as written */
	uint64_t count;
};

struct lost_events {
	struct lost_event *at;
	uint32_t len;
	uint64_t total;
};

/* Events that were lost since it was last said. */
void out_lost(struct out *o, const struct lost_events *lost);
/* Events that were lost in all. */
void out_lost_total(struct out *o, const struct lost_events *lost);

/* Events of PROBE at which the kernel did not run its program: NESTED because another one ran. */
void out_missed(struct out *o, const char *probe, uint64_t nested, uint64_t unseen);

enum out_severity { OUT_ERROR, OUT_WARNING };

/* errorf and warnf: KIND is "errorf" or "warnf". */
void out_report(struct out *o, const char *kind, enum out_severity severity,
		const struct script_place *place, struct str text);

/* A warning about something that happened in the kernel; HELPER may be NULL. */
void out_runtime_error(struct out *o, const struct script_place *place, struct str text,
		       const char *helper, int64_t result);

/* "stdin:1:17-25: " as diagnostics have it; nothing for no place. */
void place_text(const struct script_place *place, struct buf *out);
/* The source line and a line that marks the columns; nothing for no place. */
void place_source(const struct script_place *place, struct buf *out);

/*
 * Appends S as a JSON string with its quotes. Characters of UTF-8 go through unchanged; a byte that
 * is part of none becomes U+FFFD, because JSON is text.
 */
void json_string(struct buf *out, struct str s);

#endif
