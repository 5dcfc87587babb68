/*
 * Places in texts as editors count them: lines from 0, characters in units of UTF-16 (Language
 * Server Protocol 3.17, Position). Lines end with \n, \r\n or \r.
 */
#ifndef SONDE_CHECK_TEXT_H
#define SONDE_CHECK_TEXT_H

#include "check/json.h"
#include "lang/base/arena.h"

struct lines {
	struct str text;
	size_t *starts; /* where lines begin */
	size_t n;	/* at least 1 */
};

struct position {
	int64_t line, character;
};

/* TEXT must stay alive. */
struct lines lines_of(struct arena *a, struct str text);

/* Behind the last line: its end; behind the end of a line: that. */
size_t lines_offset(const struct lines *l, struct position p);
struct position lines_position(const struct lines *l, size_t offset);

/* {"start": ..., "end": ...} of [from, to). */
struct json_object *lines_range(const struct lines *l, size_t from, size_t to);

/* The path of a URI file:///..., in A; NULL: it is none. */
char *uri_path(struct arena *a, const char *uri);
/* The reverse for an absolute PATH. */
char *path_uri(struct arena *a, const char *path);

#endif
