/*
 * Integers as people write them: 42, 0x2a, 052, 1_000, 1e6, 10ul, 5ms.
 */
#ifndef SONDE_LANG_INTEGER_H
#define SONDE_LANG_INTEGER_H

#include <stdbool.h>
#include <stdint.h>

#include "lang/base/str.h"

struct integer {
	uint64_t value; /* of a negative number: its two's complement */
	bool negative;	/* below zero */
	bool duration;	/* had a unit of time; VALUE is in nanoseconds */
	bool overflow;	/* no integer, because it is too large */
	char why[160];	/* what is wrong, when it is no integer */
};

/*
 * Reads all of TEXT. In source text (SOURCE) there are no signs and no 0b...; both exist where an
 * integer is read from a string: parameters, options, numbers of attach points. False: out->why.
 */
bool integer_parse(struct str text, bool source, struct integer *out);

#endif
