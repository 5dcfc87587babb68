/*
 * From libclang's tree to the script's C names.
 */
#ifndef SONDE_PROBES_CLANG_TYPES_H
#define SONDE_PROBES_CLANG_TYPES_H

#include "lang/cnames.h"
#include "probes/clang_api.h"

/*
 * Puts types, enumerators and wanted macros of the translation unit UNIT into u->c. What the file
 * SYSTEM declares is the target's and is asked of it.
 */
void clang_types_read(const struct clang_api *clang, struct unit *u, void *unit,
		      const char *system);

#endif
