/* printf: formats made ready once, values printed by them for every event. */
#ifndef SONDE_RUNTIME_PRINT_FORMAT_H
#define SONDE_RUNTIME_PRINT_FORMAT_H

#include "lang/base/arena.h"
#include "lang/format.h"
#include "runtime/value.h"

struct print_format {
	struct format_piece *pieces;
	uint32_t npieces;
	uint32_t nvalues; /* how many values it takes */
};

/* FORMAT stays the caller's: pieces point into it. */
void print_format_make(struct arena *a, struct str format, struct print_format *f);

/* Prints VALUES, of which there are COUNT; conversions beyond them print nothing. */
void print_format(struct names *n, const struct print_format *f, const struct value *values,
		  uint32_t count, struct buf *out);

#endif
