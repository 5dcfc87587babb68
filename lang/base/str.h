/*
 * String slices: a pointer and a length, not owned, not necessarily NUL-terminated.
 */
#ifndef SONDE_LANG_BASE_STR_H
#define SONDE_LANG_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
	const char *at;
	size_t len;
};

#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
/* For printf's "%.*s". */
#define STR_ARG(s) (int)(s).len, (s).at

static inline struct str str_from(const char *c_string)
{
	return (struct str){c_string, strlen(c_string)};
}

bool str_equal(struct str a, struct str b);
bool str_equal_nocase(struct str a, struct str b); /* ASCII only */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);

/* [from, to) of S, both clamped to its length. */
struct str str_slice(struct str s, size_t from, size_t to);

/* Index of the first C in S, or -1. */
ptrdiff_t str_find_char(struct str s, char c);

/*
 * Cuts S at the first SEPARATOR: returns what stands before it and leaves the rest in *S. Without
 * one, returns all of S and leaves it empty with a NULL pointer, which ends `while (s.at)` loops.
 */
struct str str_cut(struct str *s, char separator);

struct str str_trim(struct str s); /* without ASCII white space at both ends */

/*
 * Levenshtein distance for "did you mean", bounded: returns LIMIT + 1 as soon as it is larger.
 * Names longer than 63 bytes are never near anything.
 */
unsigned str_distance(struct str a, struct str b, unsigned limit);

#endif
