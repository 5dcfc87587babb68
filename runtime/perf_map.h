/* Names of code that programs made at run time, as they write them to /tmp/perf-PID.map. */
#ifndef SONDE_RUNTIME_PERF_MAP_H
#define SONDE_RUNTIME_PERF_MAP_H

#include <stdint.h>

struct perf_maps;

struct perf_maps *perf_maps_new(void);
void perf_maps_free(struct perf_maps *all); /* NULL is fine */

/*
 * Name of the code at ADDRESS of process PID and the distance to its start; NULL: none is known.
 * *PATH: the file it stands in. Valid until perf_maps_free.
 */
const char *perf_maps_find(struct perf_maps *all, uint32_t pid, uint64_t address, uint64_t *offset,
			   const char **path);

#endif
