/* Helper functions of the kernel that some kinds of programs may call. */
#ifndef SONDE_PROBES_HELPERS_H
#define SONDE_PROBES_HELPERS_H

#include <stdbool.h>

#include "lang/tables.h"

/*
 * Whether programs attached by METHOD (onto HOOK, as in struct instance) may call the helper with
 * NUMBER of include/uapi/linux/bpf.h, on this kernel and with our capabilities.
 */
bool helper_allowed(unsigned number, enum attach_method method, const char *hook);

#endif
