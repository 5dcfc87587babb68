/*
 * Symbols of the running kernel, read from /proc/kallsyms when someone asks.
 */
#ifndef SONDE_PROBES_SYMBOLS_H
#define SONDE_PROBES_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>

#include "lang/base/str.h"

struct symbol {
	uint64_t address; /* 0 where the kernel hides addresses */
	char type;	  /* as nm shows it: 't' and 'T' are code */
	struct str name;
	struct str module; /* .at NULL: the kernel itself */
};

/*
 * Calls VISIT for every symbol; stops and returns true when it does. *ERROR is an errno, or 0.
 * The strings are valid during the call only.
 */
bool symbols_walk(bool (*visit)(const struct symbol *s, void *arg), void *arg, int *error);

/* From now on PATH, which must stay alive, is read instead of /proc/kallsyms; for tests. */
void symbols_file_use(const char *path);

/* Address of the symbol NAME; false: there is none, or addresses are hidden (kptr_restrict). */
bool symbol_address(struct str name, uint64_t *address);

/* How often NAME stands for code, and in which module last; for "exists" and "is ambiguous". */
unsigned symbol_functions(struct str name, char *module, size_t module_size);

/* True when the module NAME (or vmlinux) is loaded. */
bool module_is_loaded(struct str name);

#endif
