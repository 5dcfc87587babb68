/*
 * The script's own macros (language reference 2.4).
 */
#ifndef SONDE_LANG_MACRO_H
#define SONDE_LANG_MACRO_H

#include "lang/unit.h"

/*
 * Replaces every call of a macro of the script, in probes and functions, by a block with a copy of
 * its body. The copy has places of its own (source_alias): a diagnostic in it shows the body and
 * then where it was expanded from.
 */
void unit_macros(struct unit *u);

#endif
