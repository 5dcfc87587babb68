/*
 * The layout of scripts: `sonde fmt`.
 */
#ifndef SONDE_LANG_LAYOUT_H
#define SONDE_LANG_LAYOUT_H

#include "lang/unit.h"

/*
 * Appends TEXT, a script named NAME, in its canonical layout: the same tokens and comments, other
 * white space. False: it has syntax errors, which u->diags tells, and OUT is left as it was.
 */
bool script_layout(struct unit *u, const char *name, struct str text, struct buf *out);

#endif
