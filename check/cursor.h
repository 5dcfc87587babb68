/*
 * Where in a script a place is, seen from the text before it alone: scripts that are being written
 * do not parse.
 */
#ifndef SONDE_CHECK_CURSOR_H
#define SONDE_CHECK_CURSOR_H

#include <stdbool.h>

#include "lang/base/buf.h"
#include "lang/base/str.h"

#define CURSOR_DEPTH_MAX 256

enum cursor_place {
	CURSOR_POINT,	  /* attach points, or whatever else stands outside of braces */
	CURSOR_PREDICATE, /* between slashes */
	CURSOR_BODY,
	CURSOR_CONFIG, /* config = { here } */
	CURSOR_TEXT,   /* a string, a comment, a line of the preprocessor */
};

struct cursor {
	enum cursor_place place;
	size_t point; /* where the attach point begins (CURSOR_POINT) */
	size_t word;  /* where the word at the cursor begins, its $ or @ included */
	/* Brackets that are open: ( [ {, and c for the parenthesis of a condition. */
	char open[CURSOR_DEPTH_MAX];
	size_t nopen;
};

/* OFFSET is at most text.len. */
struct cursor cursor_at(struct str text, size_t offset);

/* What closes all that is open at C, so that the text before it is a script. */
void cursor_close(const struct cursor *c, struct buf *out);

/* The word around OFFSET, its $ or @ included. Empty: there is none. */
void word_around(struct str text, size_t offset, size_t *from, size_t *to);

bool is_word_char(char c);

#endif
