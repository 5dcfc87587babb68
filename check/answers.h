/*
 * What an editor asks about a place in a script, answered in the terms of the Language Server
 * Protocol 3.17. Results are new JSON objects; NULL stands for "nothing".
 */
#ifndef SONDE_CHECK_ANSWERS_H
#define SONDE_CHECK_ANSWERS_H

#include "check/analysis.h"

/* A script in an editor. */
struct document {
	const char *uri, *path; /* PATH is NULL when URI names no file */
	struct str text;
	int64_t version;
	struct analysis *analysis; /* of TEXT */
	struct analysis *last;	   /* the last one that parsed, of some earlier text; may be it */
};

struct json_object *answer_diagnostics(const struct document *d);
struct json_object *answer_completion(const struct document *d, size_t offset);
struct json_object *answer_hover(const struct document *d, size_t offset);
struct json_object *answer_definition(const struct document *d, size_t offset);
struct json_object *answer_symbols(const struct document *d);
struct json_object *answer_formatting(const struct document *d);

#endif
