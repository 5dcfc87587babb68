/* What probes on places in files share: uprobe, uretprobe, usdt. */
#ifndef SONDE_PROBES_UPROBE_H
#define SONDE_PROBES_UPROBE_H

#include "probes/source.h"

/* One link for all places of a file where the kernel has that, else an event for each. */
enum attach_method uprobe_method(const struct expansion *x);

/* The files that the part "binary" means, or the program of -p. False: a diagnostic was added. */
bool uprobe_files(struct expansion *x, struct paths *out);

void uprobe_list(struct listing *l);
void uprobe_describe(struct listing *l, const char *line, struct buf *out);

/* The files that the part "binary" of a listing means; none without it or a process. */
void uprobe_listed_files(struct listing *l, struct paths *out);

#endif
