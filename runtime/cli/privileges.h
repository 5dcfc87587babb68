/*
 * What the kernel must grant before anything is attached.
 */
#ifndef SONDE_RUNTIME_CLI_PRIVILEGES_H
#define SONDE_RUNTIME_CLI_PRIVILEGES_H

#include <stdbool.h>

/* False: the missing capability or the lockdown was named on stderr. */
bool privileges_check(void);

#endif
