/*
 * Types and functions of traced programs as the language's, from their debug information. Files
 * are opened when something in them is first asked for; structs are filled in on demand.
 */
#ifndef SONDE_PROBES_DWARF_TYPES_H
#define SONDE_PROBES_DWARF_TYPES_H

#include <stdbool.h>
#include <stdint.h>

#include "lang/base/arena.h"
#include "lang/type.h"
#include "probes/binary.h"

struct debuginfo;
struct dwarf_types;

/* Lives in A, makes its types in TS. dwarf_types_close closes the files. */
struct dwarf_types *dwarf_types_make(struct arena *a, struct types *ts);
void dwarf_types_close(struct dwarf_types *dt); /* NULL is fine */

/* The debug information of PATH, open until dwarf_types_close; NULL: *ERROR says why. */
struct debuginfo *dwarf_types_file(struct dwarf_types *dt, const char *path, const char **error);

/*
 * The arguments of FUNCTION of the file PATH as a struct: a field per parameter at 8 * the number
 * of the argument register it arrives in. Parameters that arrive elsewhere become fields of
 * *HIDDEN, whose tags say where ("is passed on the stack ..."). NULL: *ERROR says why.
 */
const struct type *dwarf_arguments(struct dwarf_types *dt, const char *path,
				   const struct binary_symbol *function, const struct type **hidden,
				   const char **error);

/* True when T came from here. */
bool dwarf_types_has(const struct dwarf_types *dt, const struct type *t);

/* Fills in the fields of such a T. False: only its name is known. */
bool dwarf_types_complete(struct dwarf_types *dt, struct type *t);

#endif
