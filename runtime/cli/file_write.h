/* Files that are written as a whole or not at all. */
#ifndef SONDE_RUNTIME_CLI_FILE_WRITE_H
#define SONDE_RUNTIME_CLI_FILE_WRITE_H

#include <sys/types.h>

#include "lang/base/arena.h"
#include "lang/base/buf.h"

/*
 * Puts TEXT where FILE is: a new file is renamed over it. It has the mode and the owner of the old
 * one, or MODE and ours where there was none. False: said why on stderr, FILE is as it was.
 */
bool file_replace(struct arena *a, const char *file, const struct buf *text, mode_t mode);

#endif
