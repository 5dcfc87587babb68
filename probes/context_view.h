/* `args` of programs whose context the kernel rewrites: struct xdp_md and its kin. */
#ifndef SONDE_PROBES_CONTEXT_VIEW_H
#define SONDE_PROBES_CONTEXT_VIEW_H

#include "probes/source.h"

/*
 * Sets the `args` of M, whose context is a view, when the body asks for them: the struct of the
 * kernel's interface, with its pointers hidden, and numbers in the order of the network once more
 * as people write them. Where the kernel has no types there are none.
 */
void context_view(struct expansion *x, struct match *m);

/* `.describe` of probes on packets: what can be read of one (packet.def). */
void packet_fields_describe(struct listing *l, const char *line, struct buf *out);

#endif
