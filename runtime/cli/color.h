/* Whether messages are colored. */
#ifndef SONDE_RUNTIME_CLI_COLOR_H
#define SONDE_RUNTIME_CLI_COLOR_H

#include <stdbool.h>

/* BPFTRACE_COLOR (SONDE_COLOR): auto (both streams are terminals), always, never. */
bool color_wanted(void);

#endif
