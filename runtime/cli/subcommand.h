/*
 * Commands: `sonde fmt ...`, where the first word says what is done instead of tracing.
 */
#ifndef SONDE_RUNTIME_CLI_SUBCOMMAND_H
#define SONDE_RUNTIME_CLI_SUBCOMMAND_H

#include <stdbool.h>
#include <stdio.h>

/*
 * Runs the command that ARGV[1] names and gives its exit status in *STATUS. False: it names none
 * (a script of such a name is given as ./NAME).
 */
bool subcommand_run(int argc, char **argv, int *status);

/* The lines of --help about them. */
void subcommands_usage(FILE *to);

/* One function per row of subcommands.def. ARGV[0] is the command's name. */
#define SUBCOMMAND(id, arguments, doc) int subcommand_##id(int argc, char **argv);
#include "runtime/cli/subcommands.def"
#undef SUBCOMMAND

#endif
