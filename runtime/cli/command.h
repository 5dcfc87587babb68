/*
 * Commands: `sonde fmt ...`, where the first word says what is done instead of tracing.
 */
#ifndef SONDE_RUNTIME_CLI_COMMAND_H
#define SONDE_RUNTIME_CLI_COMMAND_H

#include <stdbool.h>

/*
 * Runs the command that ARGV[1] names and gives its exit status in *STATUS. False: it names none
 * (a script of such a name is given as ./NAME).
 */
bool command_run(int argc, char **argv, int *status);

/* One function per row of commands.def. ARGV[0] is the command's name. */
#define COMMAND(id, doc) int command_##id(int argc, char **argv);
#include "runtime/cli/commands.def"
#undef COMMAND

#endif
