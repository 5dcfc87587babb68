/*
 * Types of kernel modules: additions to those of the kernel, a file per module beside its file.
 */
#ifndef SONDE_PROBES_MODULES_H
#define SONDE_PROBES_MODULES_H

#include "lang/base/arena.h"
#include "lang/base/str.h"
#include "lang/base/vec.h"
#include "probes/btf.h"

struct module_names VEC(const char *);

/* Loaded modules that have types and whose names match PATTERN, in A, sorted. */
void modules_find(struct arena *a, struct str pattern, struct module_names *out);

/* The types of module NAME over BASE, those of the kernel. NULL: *ERROR says why. */
struct btf_index *module_btf_load(const char *name, const struct btf_index *base,
				  const char **error);

#endif
