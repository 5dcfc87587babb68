/* cgroups (version 2) by their paths. */
#ifndef SONDE_PROBES_CGROUPS_H
#define SONDE_PROBES_CGROUPS_H

#include "probes/source.h"

struct cgroup_paths VEC(const char *);

/*
 * The directories that the part "path" of the attach point names: relative to the root of the
 * hierarchy ("system.slice/x.service", "/"), absolute, or a pattern, in which * also matches
 * slashes. Adds the diagnostic where there is none.
 */
struct cgroup_paths cgroups_expand(struct expansion *x);

/* Those that the pattern of -l names, relative to the root; "/" alone when it names none. */
struct cgroup_paths cgroups_list(struct listing *l);

/* As it is written in attach points: relative to the root where it lies below. */
const char *cgroup_short(struct arena *a, const char *path);

#endif
