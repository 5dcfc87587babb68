/*
 * The C in a script (language reference 1.8): definitions, preprocessor lines, headers.
 */
#ifndef SONDE_LANG_CDEFS_H
#define SONDE_LANG_CDEFS_H

#include "lang/unit.h"

/*
 * Reads script->c_decls and the headers of the options into u->c, and puts the expressions that C
 * macros stand for in place of their names. Scripts with definitions alone need no C compiler;
 * preprocessor lines and headers go to the target's C front end.
 */
void unit_c(struct unit *u);

#endif
