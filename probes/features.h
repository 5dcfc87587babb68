/*
 * What the running kernel can do. Every row of features.def is answered by asking the kernel (a
 * tiny program is loaded, a file is looked for), once per process; versions are never compared,
 * because distributions backport.
 */
#ifndef SONDE_PROBES_FEATURES_H
#define SONDE_PROBES_FEATURES_H

#include "lang/tables.h"

/* Cached. False also when the process may not ask (no privileges). */
bool kernel_has(enum feature f);

/* Whether the kernel answers this process at all. */
bool kernel_may_ask(void);

#endif
