/*
 * Which types of probes the running kernel has.
 */
#ifndef SONDE_PROBES_KINDS_H
#define SONDE_PROBES_KINDS_H

#include "lang/tables.h"

/*
 * NULL: probes of KIND can be attached here. Otherwise what is missing, as the rest of a sentence
 * that begins with the name of the type. Asks the kernel; needs the rights of a trace.
 */
const char *probe_kind_lacks(enum probe_kind kind);

#endif
