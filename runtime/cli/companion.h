/*
 * The executables beside sonde that do what it does not do itself.
 */
#ifndef SONDE_RUNTIME_CLI_COMPANION_H
#define SONDE_RUNTIME_CLI_COMPANION_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Where the executable NAME is: beside this one, or in ../libexec/sonde of it. Never from the
 * environment or the current directory: sonde runs as root. False: said on stderr what is missing.
 */
bool companion_find(const char *name, char *path, size_t size);

#endif
