/*
 * What has to be said of a program before it is loaded.
 */
#ifndef SONDE_PROBES_PREPARE_H
#define SONDE_PROBES_PREPARE_H

#include "lang/program.h"

struct bpf_program; /* libbpf */

/*
 * Sets on PROGRAM, which is opened and not yet loaded, what the name of its section cannot say or
 * this libbpf does not know: its type, how and to what it will be attached. 0, or negative errno.
 */
int probe_prepare(struct bpf_program *program, const struct probe_spec *spec);

#endif
