/*
 * Statically placed probes (USDT) in a program or library: the notes of section .note.stapsdt.
 */
#ifndef SONDE_PROBES_USDT_NOTES_H
#define SONDE_PROBES_USDT_NOTES_H

#include <stdbool.h>
#include <stdint.h>

#include "lang/base/arena.h"
#include "lang/base/str.h"
#include "lang/base/vec.h"

struct usdt_note {
	const char *provider, *name;
	const char *arguments;	    /* operands as text */
	uint64_t address;	    /* as the symbol table counts */
	uint64_t offset, semaphore; /* in the file; semaphore 0: there is none */
	unsigned machine;	    /* e_machine of the file */
};

struct usdt_notes VEC(struct usdt_note);

/*
 * The notes of PATH whose provider and name match the patterns, in A, in the order of the file; one
 * for every place of a probe. False: *ERROR says why the file cannot be read.
 */
bool usdt_notes_find(struct arena *a, const char *path, struct str provider, struct str name,
		     struct usdt_notes *out, const char **error);

#endif
