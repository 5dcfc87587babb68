/* Network interfaces of the tracer's network namespace. */
#ifndef SONDE_PROBES_INTERFACES_H
#define SONDE_PROBES_INTERFACES_H

#include "probes/source.h"

/*
 * The interfaces that the part "interface" of the attach point names, by name, sorted. Adds the
 * diagnostic where there is none.
 */
struct interface_names VEC(const char *);

struct interface_names interfaces_expand(struct expansion *x);

/* Those that match the pattern, for -l. */
struct interface_names interfaces_find(struct arena *a, struct str pattern);

#endif
