/*
 * Reading a BPF ring buffer (map type RINGBUF; Documentation/bpf/ringbuf.rst in the kernel).
 *
 * The runtime has two of them whose records have to be handled in one order, so it needs to know
 * positions, which libbpf's reader keeps to itself. Memory is mapped in windows when data arrives:
 * an idle ring of any size costs the process a few pages, a busy one a window.
 *
 * Positions are bytes since the ring was made; they only grow.
 */
#ifndef SONDE_RUNTIME_RING_H
#define SONDE_RUNTIME_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ring;

/* MAP_FD stays the caller's. SIZE: max_entries of the map. NULL: errno says why. */
struct ring *ring_new(int map_fd, size_t size);
void ring_free(struct ring *r); /* NULL is fine */

/* Where the next record of the kernel's goes, and where the next one to read is. */
uint64_t ring_produced(struct ring *r);
uint64_t ring_consumed(const struct ring *r);

/*
 * The next record that begins before position UNTIL, or NULL when there is none. *LEN is its
 * length. It stays valid until the next call. A record that its writer has not finished yet is
 * waited for, but not for long.
 */
const void *ring_next(struct ring *r, uint64_t until, size_t *len);

/* Tells the kernel that all records returned so far may be overwritten. */
void ring_release(struct ring *r);

/* Drops what is in the ring up to now. */
void ring_skip(struct ring *r);

#endif
