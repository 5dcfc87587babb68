/*
 * The help of a script: sonde opens.bt -- --help.
 */
#ifndef SONDE_RUNTIME_CLI_SCRIPT_HELP_H
#define SONDE_RUNTIME_CLI_SCRIPT_HELP_H

#include <stdio.h>

#include "lang/unit.h"

/* Whether NAMED (NULL: none) asks for help, and the parsed script has no parameter of that name. */
bool script_help_wanted(const struct unit *u, const char *const *named);

/*
 * Prints what the script says of itself: the comment at its head, then its named parameters (the
 * calls of getopt()) with their defaults and descriptions, and how many positional ones it reads.
 * Nothing is checked or run. NAME is the script's file, or that of the tool made of it; TEXT what
 * stands in the script.
 */
void script_help_print(struct unit *u, const char *name, bool is_tool, struct str text, FILE *to);

#endif
