/*
 * Unwinding user stacks in the kernel: what programs and the runtime agree on.
 *
 * The map UNWIND_SPACES has for each process a struct wire_unwind_space and behind it room for
 * UNWIND_RANGES_MAX ranges of code, sorted; the map UNWIND_TABLES has for each file a map of rows
 * (struct wire_unwind_row), sorted. A row's rule says where the frame of the caller is (the CFA of
 * DWARF) and where the caller's base pointer was saved; the return address is below the CFA.
 *
 *	bits 0-2    enum unwind_kind
 *	bits 3-22   an offset in words of 8 bytes, signed
 *	bits 23-31  the base pointer: 0 has not changed, N is at CFA - 8 * N, UNWIND_BP_AT_BP is
 *	            where it points itself
 */
#ifndef SONDE_LANG_UNWIND_H
#define SONDE_LANG_UNWIND_H

#include <linux/bpf.h>

#include "lang/wire.h"

#define UNWIND_SPACES "unwind_spaces"
#define UNWIND_TABLES "unwind_tables"

/* Of the maps of rows: any number of rows, and written through memory. */
#define UNWIND_ROWS_FLAGS (BPF_F_INNER_MAP | BPF_F_MMAPABLE)
#define UNWIND_RANGES_MAX 512 /* a power of two: programs search by halves */
#define UNWIND_TABLES_MAX 4096
#define UNWIND_ROWS_MAX (1u << 22)
#define UNWIND_SPACE_SIZE \
	(sizeof(struct wire_unwind_space) + UNWIND_RANGES_MAX * sizeof(struct wire_unwind_range))

enum unwind_kind {
	UNWIND_NONE,	/* nothing is known: the base pointer is followed */
	UNWIND_SP,	/* CFA = stack pointer + offset */
	UNWIND_BP,	/* CFA = base pointer + offset */
	UNWIND_BP_AT,	/* CFA = what is at base pointer + offset */
	UNWIND_PLT,	/* a jump to a library: one word more from byte OFFSET of its 16 bytes on */
	UNWIND_SIGNAL,	/* the kernel put a struct ucontext at the stack pointer */
	UNWIND_OUTMOST, /* nothing has called it */
};

#define UNWIND_OFFSET_SHIFT 3
#define UNWIND_OFFSET_BITS 20
#define UNWIND_BP_SHIFT 23
#define UNWIND_BP_AT_BP 511

#endif
