/* --info: what this kernel offers to the language. */
#ifndef SONDE_RUNTIME_CLI_INFO_H
#define SONDE_RUNTIME_CLI_INFO_H

#include <stdio.h>

/* WITHOUT: bit set of enum feature that shall count as missing (--no-feature). */
void info_print(unsigned without, FILE *to);

#endif
