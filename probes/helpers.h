/* Helper functions of the kernel that some kinds of programs may call. */
#ifndef SONDE_PROBES_HELPERS_H
#define SONDE_PROBES_HELPERS_H

#include <stdbool.h>

#include "lang/tables.h"

struct btf_index;

/*
 * Whether programs attached by METHOD (onto HOOK, as in struct instance) may call the helper with
 * NUMBER of include/uapi/linux/bpf.h, on this kernel, whose types are TYPES, with our capabilities.
 */
bool helper_allowed(const struct btf_index *types, unsigned number, enum attach_method method,
		    const char *hook);

#endif
