/*
 * Patterns of attach points: `*` stands for any run of characters, everything else for itself.
 */
#ifndef SONDE_PROBES_GLOB_H
#define SONDE_PROBES_GLOB_H

#include "lang/base/str.h"

/* True when S holds a `*` (or a bracket pair, which matches literally but makes it a pattern). */
bool glob_is_pattern(struct str s);

/* Linear in the length of NAME for every pattern without backtracking into earlier stars. */
bool glob_match(struct str pattern, struct str name);

#endif
