/*
 * Preprocessor lines of a script that need no C compiler.
 *
 * Scripts guard their headers with BPFTRACE_HAVE_BTF, and name headers of the kernel whose types
 * BTF gives as well. What can be decided here is, so that such scripts run on machines without
 * headers and without libclang.
 */
#ifndef SONDE_LANG_C_LINES_H
#define SONDE_LANG_C_LINES_H

#include "lang/unit.h"

/*
 * Settles the preprocessor lines of script->c_decls: those that are done with become empty text,
 * and so do definitions that they leave out. Headers that cannot be read, but that are about types
 * of the kernel (BTF has them) or about constants known here (c_constants.def), are left out and
 * counted in u->c; the constants become macros of C. True: lines are left for the C front end.
 */
bool c_lines_settle(struct unit *u);

/* Adds the constants of headers that the script includes and that nothing has defined. */
void c_constants_add(struct unit *u);

#endif
