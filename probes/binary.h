/*
 * Programs and libraries: finding the file a script names, and the functions in it.
 */
#ifndef SONDE_PROBES_BINARY_H
#define SONDE_PROBES_BINARY_H

#include <stdbool.h>
#include <stdint.h>

#include "lang/base/arena.h"
#include "lang/base/str.h"
#include "lang/base/vec.h"

struct paths VEC(const char *);

/*
 * Files that NAME stands for, absolute, in A: a path; a program in $PATH; a library ("libc",
 * "libssl.so.3") as the dynamic linker would find it; a pattern over what processes have mapped
 * (only PID when it is not 0). Several programs in $PATH: all of them, the first is meant.
 */
void binary_find(struct arena *a, struct str name, uint32_t pid, struct paths *out);

/* The program that process PID runs, in A; NULL: there is no such process. */
const char *binary_of_process(struct arena *a, uint32_t pid);

struct binary_symbol {
	const char *name;
	uint64_t address; /* as the file's symbol table has it */
	uint64_t size;	  /* 0: unknown */
	uint64_t offset;  /* in the file: what a uprobe wants */
};

struct binary_symbols VEC(struct binary_symbol);

/*
 * Functions of the ELF file PATH whose names match PATTERN, in A, sorted, without repetition; from
 * its separate debug file too (/usr/lib/debug, by build id). False: *ERROR says why it cannot be
 * read.
 */
bool binary_functions(struct arena *a, const char *path, struct str pattern,
		      struct binary_symbols *out, const char **error);

/* Address of the variable NAME of the file, as the symbol table counts. */
bool binary_data(const char *path, const char *name, uint64_t *address);

/*
 * Any symbol NAME of the file as the symbol table counts, OUT->offset left out; *FIXED: the file is
 * always loaded at its own addresses.
 */
bool binary_symbol_find(const char *path, const char *name, struct binary_symbol *out, bool *fixed);

/* The address of the code at OFFSET in the file. */
bool binary_address(const char *path, uint64_t offset, uint64_t *address);

/* Place in the file of ADDRESS; false: it is in no executable part. */
bool binary_offset(const char *path, uint64_t address, uint64_t *offset);

#endif
