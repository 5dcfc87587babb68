/*
 * Every word that the language brings, with its form and a line of documentation, for those who
 * complete, explain or list them. Pure data, from the .def tables.
 */
#ifndef SONDE_LANG_WORDS_H
#define SONDE_LANG_WORDS_H

#include "lang/base/buf.h"
#include "lang/base/str.h"

enum word_kind {
	WORD_BUILTIN = 1,
	WORD_FUNCTION = 2,
	WORD_AGGREGATE = 4, /* what a map may be assigned: count() ... */
	WORD_KEYWORD = 8,
	WORD_CONFIG = 16, /* configuration variables */
	WORD_PROBE = 32,  /* types of probes */
	WORD_BODY = WORD_BUILTIN | WORD_FUNCTION | WORD_AGGREGATE | WORD_KEYWORD,
	WORD_ANY = WORD_BODY | WORD_CONFIG | WORD_PROBE,
};

struct word {
	enum word_kind kind;
	const char *name;
	const char *form; /* a signature "string(address p, [int n])", the type of a builtin, the
			   * rest of an attach point; NULL: nothing to say */
	const char *doc;
};

/* Word number I, from 0. False: there are no more. */
bool word_at(size_t i, struct word *w);

/* The word NAME of one of KINDS. False: there is none. */
bool word_find(struct str name, unsigned kinds, struct word *w);

/* How W is written: "str(address p, [int n]): string", "pid: uint32", "kprobe:[module:]function".
 */
void word_text(const struct word *w, struct buf *out);

#endif
