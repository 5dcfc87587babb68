/*
 * Attach point text to named parts: "kprobe:vfs_read+8" -> kprobe, function = vfs_read, offset = 8.
 *
 * Which parts there are is said by the syntax column of probes.def:
 *
 *	part:part         parts are separated by colons
 *	[part:]part       the first may be missing; of several such, the left ones come first
 *	part[:part]       the second may be missing
 *	part[+offset]     what follows the last plus sign of the part
 *	part[@file]       what follows the last @ of the part
 *
 * Pure: works on text alone, so it is tested and fuzzed without a kernel.
 */
#ifndef SONDE_PROBES_ATTACH_POINT_H
#define SONDE_PROBES_ATTACH_POINT_H

#include "lang/base/arena.h"
#include "lang/base/buf.h"
#include "lang/base/str.h"
#include "lang/tables.h"

#define ATTACH_PARTS_MAX 8

struct attach_part {
	struct str name; /* as the syntax calls it */
	struct str text; /* without quotes; .at is NULL when the part is missing */
	bool quoted;	 /* something in it was quoted: never a pattern, never a number */
};

struct attach_point_fields {
	struct str label;     /* "name" of name=kprobe:f; .at is NULL without one */
	struct str provider;  /* as written */
	enum probe_kind kind; /* PROBE_COUNT: PROVIDER is a pattern */
	struct attach_part parts[ATTACH_PARTS_MAX];
	unsigned nparts;
};

struct attach_point_error {
	char text[256];
	char hint[256]; /* empty: none */
};

/* Parts of TEXT, unquoted, in A. False: *ERROR says what is wrong. */
bool attach_point_parse(struct arena *a, struct str text, struct attach_point_fields *out,
			struct attach_point_error *error);

/*
 * As attach_point_parse for `-l`, which may leave parts out ("interval:hz:", "t:sched"). KIND:
 * PROBE_COUNT, or one that the provider's pattern matches.
 */
bool attach_point_parse_pattern(struct arena *a, struct str text, enum probe_kind kind,
				struct attach_point_fields *out, struct attach_point_error *error);

/* As attach_point_parse when the provider of TEXT is a pattern and KIND is one it matches. */
bool attach_point_parse_as(struct arena *a, struct str text, enum probe_kind kind,
			   struct attach_point_fields *out, struct attach_point_error *error);

/* The part that the syntax calls NAME; .at is NULL when it was not written. */
struct str attach_point_part(const struct attach_point_fields *f, const char *name);

/* The same as a pattern: "*" when it is missing or empty. */
struct str attach_point_pattern(const struct attach_point_fields *f, const char *name);

/* True when one of the parts is an unquoted pattern. */
bool attach_point_is_pattern(const struct attach_point_fields *f);

/* "tracepoint:sched:sched_switch": the full provider name and the parts, in the syntax's order. */
void attach_point_text(const struct attach_point_fields *f, struct buf *out);

enum number_kind { NUMBER_NONE, NUMBER_PLAIN, NUMBER_DURATION, NUMBER_OVERFLOW };

/*
 * An integer as attach points have them: any base, underscores, 5e3, and a unit of time, which
 * makes it nanoseconds.
 */
enum number_kind attach_number(struct str text, uint64_t *value);

#endif
