/*
 * What the machine code of a function tells: where its instructions begin, so that no breakpoint
 * lands inside of one, and where it returns, for programs whose return addresses must be left
 * alone.
 *
 * A return probe of the kernel replaces the return address on the stack. Go moves the stacks of its
 * goroutines and walks them while it does so, and would find an address that is none of its own.
 */
#ifndef SONDE_PROBES_MACHINE_CODE_H
#define SONDE_PROBES_MACHINE_CODE_H

#include "probes/binary.h"

/* The code of a file that belongs to Go. FROM == TO: there is none. */
struct go_code {
	uint64_t from, to; /* as the symbol table counts */
};

/* False: the file is no program of Go. */
bool go_code_find(const char *path, struct go_code *out);

struct offsets VEC(uint64_t);

enum code_place_kind {
	PLACE_UNKNOWN, /* the code before it is not understood */
	PLACE_BEGINS,  /* an instruction begins there */
	PLACE_INSIDE,  /* of an instruction, or behind the function's end */
};

/*
 * What is OFFSET bytes behind the beginning of S in the file PATH. PLACE_INSIDE: *NEXT is the
 * offset of the next instruction, or the size of the function.
 */
enum code_place_kind function_place(const char *path, const struct binary_symbol *s,
				    uint64_t offset, uint64_t *next);

/*
 * Places in the file PATH of the return instructions of S, in A. False: *ERROR says why they cannot
 * be told for sure.
 */
bool function_returns(struct arena *a, const char *path, const struct binary_symbol *s,
		      struct offsets *out, const char **error);

#endif
