/*
 * capabilities(7): which of them tracing needs, which we have, and what else forbids it.
 */
#ifndef SONDE_PROBES_CAPABILITIES_H
#define SONDE_PROBES_CAPABILITIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lang/tables.h"

#define CAPABILITY(number) (UINT64_C(1) << (number))

/* Those that are in effect; with CAP_SYS_ADMIN also CAP_BPF and CAP_PERFMON, which it includes. */
uint64_t capabilities_effective(void);

/* What programs of METHOD need. */
uint64_t capabilities_of_method(enum attach_method method);

/* "CAP_BPF and CAP_NET_ADMIN": the names of SET, which are those that we know to need. */
void capabilities_text(uint64_t set, char *to, size_t size);

/* Why the kernel may answer EPERM to a program of METHOD: a hint in TO. False: not known. */
bool capabilities_hint(enum attach_method method, char *to, size_t size);

/* kernel_lockdown(7): "integrity", "confidentiality"; NULL: the kernel is not locked down. */
const char *lockdown_mode(void);

/*
 * Gives up all but SET for good, in this thread and what it starts, and the ways to get others
 * (no_new_privs). False: errno says why.
 */
bool capabilities_keep(uint64_t set);

#endif
