/*
 * Filters of the queueing discipline clsact: how programs get onto a device's packets before there
 * were links for it (tcx, 6.6). A filter belongs to nobody, so a process of its own removes it when
 * ours is gone, however it ended.
 */
#ifndef SONDE_PROBES_TC_FILTER_H
#define SONDE_PROBES_TC_FILTER_H

#include <stdbool.h>

struct tc_filter; /* a list of them */

/*
 * Puts PROG_FD onto interface INDEX and adds the filter to *LIST. 0, or negative errno with nothing
 * left behind.
 */
int tc_filter_add(struct tc_filter **list, int index, bool egress, int prog_fd);

/* Removes all of *LIST, which is empty then. */
void tc_filters_remove(struct tc_filter **list);

#endif
