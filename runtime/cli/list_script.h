/* -l with a program: what its attach points mean on this system. */
#ifndef SONDE_RUNTIME_CLI_LIST_SCRIPT_H
#define SONDE_RUNTIME_CLI_LIST_SCRIPT_H

#include "runtime/cli/options.h"

/*
 * Prints the targets of TEXT's probes, one per line; with -v their arguments. Nothing is compiled.
 * Returns the exit status.
 */
int script_list(const struct cli *cli, const char *name, struct str text);

#endif
