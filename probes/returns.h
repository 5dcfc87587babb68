/*
 * Where a function returns, found in its machine code: for programs whose return addresses must
 * be left alone.
 *
 * A return probe of the kernel replaces the return address on the stack. Go moves the stacks of its
 * goroutines and walks them while it does so, and would find an address that is none of its own.
 */
#ifndef SONDE_PROBES_RETURNS_H
#define SONDE_PROBES_RETURNS_H

#include "probes/binary.h"

/* The code of a file that belongs to Go. FROM == TO: there is none. */
struct go_code {
	uint64_t from, to; /* as the symbol table counts */
};

/* False: the file is no program of Go. */
bool go_code_find(const char *path, struct go_code *out);

struct offsets VEC(uint64_t);

/*
 * Places in the file PATH of the return instructions of S, in A. False: *ERROR says why they cannot
 * be told for sure.
 */
bool function_returns(struct arena *a, const char *path, const struct binary_symbol *s,
		      struct offsets *out, const char **error);

#endif
