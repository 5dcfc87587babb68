/*
 * Patterns of attach points:
 *
 *	*          any run of characters
 *	?          one character
 *	[a-z_]     one of a set; [!a-z] one that is not in it
 *	{read,wr*} one of several patterns
 */
#ifndef SONDE_PROBES_GLOB_H
#define SONDE_PROBES_GLOB_H

#include "lang/base/str.h"

/* True when something in S stands for more than itself. */
bool glob_is_pattern(struct str s);

/*
 * Linear in the length of NAME for every pattern without backtracking into earlier stars. A name
 * always matches itself as a pattern: names of C++ and Go hold stars and brackets.
 */
bool glob_match(struct str pattern, struct str name);

#endif
