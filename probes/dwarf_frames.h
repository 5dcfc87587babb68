/* What an address is in the source: functions that were inlined into each other, files, lines. */
#ifndef SONDE_PROBES_DWARF_FRAMES_H
#define SONDE_PROBES_DWARF_FRAMES_H

#include <stddef.h>
#include <stdint.h>

struct debuginfo;

struct source_frame {
	const char *function; /* as the linker has it where it does; NULL: not known */
	const char *file;     /* with its folder; NULL: not known */
	unsigned line;	      /* 0: not known */
};

/*
 * The functions around the instruction at ADDRESS, innermost first; the last is the one that the
 * symbol table knows, the others were inlined. Returns how many there are, at most MAX; 0: the
 * debug information does not know the address. Strings are valid as long as D.
 */
size_t debuginfo_frames(struct debuginfo *d, uint64_t address, struct source_frame *frames,
			size_t max);

#endif
