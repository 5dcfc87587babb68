/*
 * What the kernel tells of user programs while they run: code that is mapped, forks, exits. So a
 * stack has names even if its process lives for a millisecond.
 */
#ifndef SONDE_RUNTIME_MMAP_EVENTS_H
#define SONDE_RUNTIME_MMAP_EVENTS_H

#include "runtime/processes.h"

struct mmap_events;

/* From now on, of all processes. NULL: errno says why not. FILES, ALL must outlive the result. */
struct mmap_events *mmap_events_open(struct user_files *files, struct processes *all);
void mmap_events_close(struct mmap_events *e); /* NULL is fine */

/* Descriptors that become readable when there is something to read, and how many. */
const int *mmap_events_fds(const struct mmap_events *e, size_t *n);

/* Reads what has come and puts it into the processes. */
void mmap_events_read(struct mmap_events *e);

/* Records that the kernel could not write because its buffers were full. */
uint64_t mmap_events_lost(const struct mmap_events *e);

#endif
