/*
 * A tool that `sonde build` made: this executable with a bundle behind it.
 */
#ifndef SONDE_RUNTIME_CLI_TOOL_H
#define SONDE_RUNTIME_CLI_TOOL_H

#include <stdbool.h>

#include "lang/base/arena.h"

/* False: this executable is no tool. Otherwise *STATUS is the exit status. */
bool tool_run(struct arena *a, int argc, char **argv, int *status);

#endif
