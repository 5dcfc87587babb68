/*
 * Entry points of the parser.
 */
#ifndef SONDE_LANG_PARSE_H
#define SONDE_LANG_PARSE_H

#include "lang/unit.h"

/*
 * Parses TEXT (named NAME in messages) into u->script. The text must stay alive as long as the
 * unit. Reports all syntax errors it can find. False when there was one.
 */
bool unit_parse(struct unit *u, const char *name, struct str text);

#endif
