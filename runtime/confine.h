/*
 * What the tracer may still do once everything is attached.
 */
#ifndef SONDE_RUNTIME_CONFINE_H
#define SONDE_RUNTIME_CONFINE_H

#include "runtime/runtime.h"

/*
 * Gives up the capabilities that the rest of the trace does not need, and the ways to get others.
 * For scripts with system() nothing changes: commands run with what the tracer was started with.
 */
void trace_confine(struct runtime *rt);

#endif
