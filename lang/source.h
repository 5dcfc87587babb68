/*
 * The texts of one compile unit. All of them share one space of offsets, so that a place in any of
 * them is eight bytes and is passed by value; lines and columns are computed when something is
 * printed.
 */
#ifndef SONDE_LANG_SOURCE_H
#define SONDE_LANG_SOURCE_H

#include <stdint.h>

#include "lang/base/arena.h"

/* [lo, hi) in the unit's sources. {0, 0} is no place at all: offset 0 belongs to no text. */
struct span {
	uint32_t lo, hi;
};

#define SPAN_NONE ((struct span){0, 0})

static inline struct span span_join(struct span a, struct span b)
{
	if (!a.hi)
		return b;
	if (!b.hi)
		return a;
	return (struct span){MIN(a.lo, b.lo), MAX(a.hi, b.hi)};
}

struct source {
	const char *name; /* as messages show it: "stdin", "tools/x.bt" */
	struct str text;  /* NUL-terminated; the caller keeps it alive */
	uint32_t base;	  /* offset of its first byte */
	uint32_t *lines;  /* offsets in TEXT where lines begin, made on first use */
	uint32_t nlines;
	uint32_t hidden; /* bytes at the start that are not shown: line 1 begins behind them */
	const struct source *original; /* an alias: the text it stands for ... */
	uint32_t first;		       /* ... its first byte there ... */
	struct span from;	       /* ... and the call that made it */
};

struct sources;

/* A text larger than SOURCE_MAX in all is refused: NULL. */
#define SOURCE_MAX (64u * 1024 * 1024)

struct sources *sources_make(struct arena *a);
struct source *source_add(struct sources *s, const char *name, struct str text);

/* The first HIDDEN bytes of the text that was added last were put there by us. */
void source_hide(struct sources *s, uint32_t hidden);

/*
 * Gives the text of SPAN a second set of offsets, for a copy of what stands there that was put in
 * at FROM: a place in [base, base + length) shows as the one in SPAN. Returns the base; 0 when
 * there are no more offsets.
 */
uint32_t source_alias(struct sources *s, struct span span, struct span from);

/* The call that an alias in which SPAN lies was made for; SPAN_NONE: it lies in none. */
struct span source_origin(struct sources *s, struct span span);

/* A span as a person counts: from 1, a tab is one column, COL_HI is one past the last. */
struct place {
	const struct source *source; /* NULL for SPAN_NONE */
	uint32_t line, col;	     /* of the first character */
	uint32_t line_hi, col_hi;    /* of the end */
};

struct place source_place(struct sources *s, struct span span);

/* Text of LINE (from 1) without its newline; empty when there is no such line. */
struct str source_line(const struct source *source, uint32_t line);

/* Text of SPAN. */
struct str source_text(struct sources *s, struct span span);

#endif
