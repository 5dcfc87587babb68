/* --info: what this kernel offers to the language. */
#ifndef SONDE_RUNTIME_CLI_INFO_H
#define SONDE_RUNTIME_CLI_INFO_H

#include <stdio.h>

void info_print(FILE *to);

#endif
