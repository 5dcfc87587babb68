/*
 * The traceable functions of the kernel and its modules.
 */
#ifndef SONDE_PROBES_FUNCTIONS_H
#define SONDE_PROBES_FUNCTIONS_H

#include "lang/base/arena.h"
#include "lang/base/str.h"
#include "lang/base/vec.h"

struct function_name {
	struct str name;
	struct str module; /* "vmlinux" for the kernel itself */
};

struct functions VEC(struct function_name);

/* From now on FILE, with "name" or "name [module]" per line, is the list. NULL: nothing
 * changes. */
void functions_file_use(const char *file);

/* True when the list is not the kernel's own. */
bool functions_are_given(void);

/*
 * What both patterns match, in A (the names live as long as the process), sorted by name and
 * without repetition. A MODULE whose .at is NULL matches all. False: neither tracefs nor kallsyms
 * could be read; errno says why.
 */
bool functions_find(struct arena *a, struct str module, struct str pattern, struct functions *out);

/* True when some function is called NAME, which is no pattern. Reads all names: ask the types
 * first. */
bool function_exists(struct arena *a, struct str name);

/* A function whose name is near NAME, or NULL. */
const char *functions_near(struct str name);

#endif
