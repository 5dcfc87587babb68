/*
 * Diagnostics: collected while a phase runs, printed at its end, errors first.
 *
 * A diagnostic has a tag (a row of diag.def), a place, a text in plain words, notes with places of
 * their own ("declared here", "expanded from") and hints without one.
 */
#ifndef SONDE_LANG_DIAG_H
#define SONDE_LANG_DIAG_H

#include <stdbool.h>
#include <stdio.h>

#include "lang/base/arena.h"
#include "lang/base/buf.h"
#include "lang/source.h"

enum diag_tag {
#define DIAG(tag, severity, what) D_##tag,
#include "lang/diag.def"
#undef DIAG
	D_COUNT
};

enum severity { SEV_ERROR, SEV_WARNING, SEV_NOTE /* what could not be checked */ };

struct diags;
struct diag;

struct diags *diags_make(struct arena *a, struct sources *sources);

/*
 * Adds a diagnostic with the severity of its row. Never returns NULL. A second error of the same
 * tag and text at the same span is swallowed (the first is returned), so nothing is said twice.
 */
ATTR_PRINTF(4, 5)
struct diag *diag_add(struct diags *ds, enum diag_tag tag, struct span span, const char *fmt, ...);
ATTR_PRINTF(4, 5)
void diag_note(struct diags *ds, struct diag *d, struct span span, const char *fmt, ...);
ATTR_PRINTF(3, 4) void diag_hint(struct diags *ds, struct diag *d, const char *fmt, ...);

/* The first of CANDIDATES (ended by NULL) that is near enough to be meant by NAME, or NULL. */
const char *diag_nearest(struct str name, const char *const *candidates);

/*
 * From now on diagnostics of TAG are not kept: what they would say cannot be known. They are only
 * counted.
 */
void diags_forgive(struct diags *ds, enum diag_tag tag);
size_t diags_forgiven(const struct diags *ds);

size_t diags_errors(const struct diags *ds);
/* Where the first error is; SPAN_NONE: there is none. */
struct span diags_first_error(const struct diags *ds);
size_t diags_count(const struct diags *ds);

/* What to leave out and how to dress it. */
struct diag_style {
	bool color;
	bool no_warnings; /* hides warnings and hints */
};

/*
 * Appends all that is not yet printed, errors before warnings before notes, and marks it printed.
 */
void diags_print(struct diags *ds, struct buf *out, struct diag_style style);

struct diag_note {
	struct span span;
	const char *text;
};

/* What a diagnostic says, for those who show it in a way of their own. */
struct diag_view {
	enum diag_tag tag;
	enum severity severity;
	struct span span;
	const char *text;
	const struct diag_note *notes;
	size_t nnotes;
	const char *const *hints;
	size_t nhints;
};

/* All of them, in the order of diags_print. They live as long as DS. Returns how many. */
size_t diags_list(struct diags *ds, const struct diag_view **views);

/* For tests: "D_TAG 1:8-11 text" per line, notes and hints indented. */
void diags_dump(const struct diags *ds, struct buf *out);

const char *diag_tag_name(enum diag_tag tag);
const char *severity_name(enum severity severity); /* "error" */

#endif
