/*
 * Lines of source text and the code that was made of them.
 */
#ifndef SONDE_PROBES_DWARF_LINES_H
#define SONDE_PROBES_DWARF_LINES_H

#include <stdbool.h>
#include <stdint.h>

#include "lang/base/str.h"
#include "lang/base/vec.h"

struct debuginfo;

struct line_search {
	struct str file;       /* "main.c", "lib/main.c", or an absolute path */
	unsigned line, column; /* column 0: any */
	/* Where its code begins: once per function, and once per place that a function is inlined
	 * at. Sorted. */
	struct line_addresses VEC(uint64_t) found;
	bool file_known;
	unsigned next_line; /* the nearest line behind it that has code; 0: none */
};

/* Fills in the results of S, in A. */
void debuginfo_lines(struct debuginfo *d, struct arena *a, struct line_search *s);

/* True when a line of source begins at ADDRESS, so that an instruction does. */
bool debuginfo_line_begins(struct debuginfo *d, uint64_t address);

#endif
