/* Inside of dwarf_types: entries to types, for the file that knows where arguments are. */
#ifndef SONDE_PROBES_DWARF_CONVERT_H
#define SONDE_PROBES_DWARF_CONVERT_H

#include "probes/debuginfo.h"
#include "probes/dwarf_types.h"

/* What the attribute DW_AT_type of DIE leads to; &type_void without one, &type_error: no value. */
const struct type *dwarf_type_of(struct dwarf_types *dt, struct debuginfo *d, Dwarf_Die *die);

/* TEXT in the arena of DT. */
const char *dwarf_name(struct dwarf_types *dt, const char *text);
struct arena *dwarf_arena(struct dwarf_types *dt);
struct types *dwarf_table(struct dwarf_types *dt);

#endif
