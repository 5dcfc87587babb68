/*
 * Debug information (DWARF) of one program or library, from the file itself or from its separate
 * debug file. libdw reads it and checks its bounds; references may still lead in circles, so walks
 * are bounded here and by those who call.
 */
#ifndef SONDE_PROBES_DEBUGINFO_H
#define SONDE_PROBES_DEBUGINFO_H

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stdint.h>

#include "lang/base/buf.h"

struct debuginfo;

/* NULL: *ERROR says what is missing. */
struct debuginfo *debuginfo_open(const char *path, const char **error);
/* The same for a file that is open, which people know as PATH; FD stays the caller's. */
struct debuginfo *debuginfo_open_fd(int fd, const char *path, const char **error);
void debuginfo_free(struct debuginfo *d); /* NULL is fine */

Dwarf *debuginfo_dwarf(const struct debuginfo *d);
/* e_machine of the program: EM_X86_64 ... */
unsigned debuginfo_machine(const struct debuginfo *d);

/* The function that begins at ADDRESS, as the symbol table counts. */
bool debuginfo_function(struct debuginfo *d, uint64_t address, Dwarf_Die *function);

/* True when a function NAME of C was put into its callers and has no code of its own. */
bool debuginfo_is_inlined(struct debuginfo *d, struct str name);

/* The parameters of the function at ADDRESS as C, a line each: "    const char* prompt". */
bool debuginfo_parameters(struct debuginfo *d, uint64_t address, struct buf *out);

/* Units of a file, one after another: all zero to begin with. */
struct unit_walk {
	Dwarf_Off next;
};

bool debuginfo_unit(struct debuginfo *d, struct unit_walk *walk, Dwarf_Die *unit);

/* ---- entries ---- */

/* The attribute, also of what the entry is an instance or the definition of. */
bool die_attribute(Dwarf_Die *die, unsigned name, Dwarf_Attribute *out);
bool die_flag(Dwarf_Die *die, unsigned name);
/* False: it has none, or one that is no constant. */
bool die_number(Dwarf_Die *die, unsigned name, uint64_t *value);
/* The entry that an attribute refers to. */
bool die_reference(Dwarf_Die *die, unsigned name, Dwarf_Die *out);
const char *die_name(Dwarf_Die *die); /* NULL: it has none */

/* The first entry inside, the next one beside; false: there is none. */
bool die_child(Dwarf_Die *die, Dwarf_Die *child);
bool die_next(Dwarf_Die *die);

/* Follows const, volatile, restrict, atomic and typedef; false: it is void, or leads nowhere. */
bool die_type(Dwarf_Die *die, Dwarf_Die *type);
bool die_strip(Dwarf_Die *type);

#endif
