/*
 * Functions of the kernel that some kinds of programs may call (kfuncs).
 */
#ifndef SONDE_PROBES_KFUNCS_H
#define SONDE_PROBES_KFUNCS_H

#include <stdbool.h>
#include <stdint.h>

#include "lang/tables.h"

struct btf_index;

/* Whether programs attached by METHOD may call the function with BTF_ID in the kernel's TYPES. */
bool kfunc_allowed(const struct btf_index *types, uint32_t btf_id, enum attach_method method);

#endif
