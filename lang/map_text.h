/*
 * What the text of a script says about its maps to those who see their numbers elsewhere: what is
 * written in comments about them, and what the parts of their keys could be called.
 */
#ifndef SONDE_LANG_MAP_TEXT_H
#define SONDE_LANG_MAP_TEXT_H

#include "lang/program.h"
#include "lang/unit.h"

/* Sets doc and key_names of SPEC, which has its type, from the texts of U. */
void map_text_read(struct unit *u, const struct map *m, struct map_spec *spec);

#endif
