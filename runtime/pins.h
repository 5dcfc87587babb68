/* The pinned maps of a program, opened or made before it is loaded. */
#ifndef SONDE_RUNTIME_PINS_H
#define SONDE_RUNTIME_PINS_H

#include "lang/base/buf.h"
#include "lang/program.h"

struct bpf_object;
struct kernel_map;

/*
 * Makes the pinned maps of P part of OBJECT, which is not loaded yet. FDS, one per map of P, get
 * their descriptors, -1 for the others; the caller closes them. False: MESSAGE says why, at the
 * line of the script. SHARED (struct load_options) are maps that need nothing.
 */
bool pins_use(struct bpf_object *object, const struct program *p, struct kernel_map *const *shared,
	      int *fds, struct buf *message);

#endif
