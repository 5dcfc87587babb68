/*
 * A script as the compiler understands it at the moment: what an editor asks about.
 */
#ifndef SONDE_CHECK_ANALYSIS_H
#define SONDE_CHECK_ANALYSIS_H

#include "check/text.h"
#include "lang/unit.h"

struct analysis {
	struct unit *u;
	struct lines lines; /* of the script's own text */
	bool parsed;
};

/* Compiles a copy of TEXT, the script at PATH, as far as it goes. Never NULL. */
struct analysis *analysis_new(const char *path, struct str text);
void analysis_free(struct analysis *a); /* NULL is fine */

/* Where SPAN lies in the script's own text. False: in none, or in a file that it imports. */
bool analysis_locate(const struct analysis *a, struct span span, size_t *from, size_t *to);

/* The smallest typed expression around the byte at OFFSET; NULL: there is none. */
const struct expr *analysis_expr_at(const struct analysis *a, size_t offset);
/* The value that ends at OFFSET, as what stands in front of a dot does. */
const struct expr *analysis_expr_before(const struct analysis *a, size_t offset);

/* The instance of the probe around OFFSET; NULL: there is none. */
const struct instance *analysis_instance_at(const struct analysis *a, size_t offset);

/*
 * Calls VISIT for each field of a value of type T (of what it points at), those of anonymous
 * members among them.
 */
void analysis_fields(const struct analysis *a, const struct type *t,
		     void (*visit)(const char *name, const char *type, const char *doc, void *arg),
		     void *arg);

#endif
