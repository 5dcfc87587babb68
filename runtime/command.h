/* Running shell commands for system(). */
#ifndef SONDE_RUNTIME_COMMAND_H
#define SONDE_RUNTIME_COMMAND_H

#include "lang/base/buf.h"

/*
 * Runs COMMAND with "sh -c", waits, and appends what it wrote to standard output and error.
 * Returns its exit status, 128 + signal when it was killed, 127 when there is no shell.
 */
int command_run(const char *command, struct buf *output);

#endif
