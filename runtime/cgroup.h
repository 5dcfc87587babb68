/* Paths of cgroups by their ids. */
#ifndef SONDE_RUNTIME_CGROUP_H
#define SONDE_RUNTIME_CGROUP_H

#include <stdint.h>

#include "lang/base/buf.h"

/*
 * Appends "hierarchy:/path" of the cgroup ID in every mounted hierarchy whose name FILTER (empty:
 * all; * matches anything) matches, joined by commas. The unified hierarchy is called "unified",
 * others after the directory they are mounted on.
 */
void cgroup_path(uint64_t id, const char *filter, struct buf *out);

#endif
