/* sonde --fmt: one script in its canonical layout. */
#ifndef SONDE_RUNTIME_CLI_FMT_H
#define SONDE_RUNTIME_CLI_FMT_H

#include "lang/base/str.h"

/*
 * Writes TEXT, the script NAME, in its canonical layout to standard output or to OUTPUT, which is
 * replaced as a whole. The exit status; errors were told on stderr.
 */
int script_format(const char *name, struct str text, const char *output);

#endif
