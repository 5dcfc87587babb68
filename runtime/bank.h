/*
 * Maps in pairs: programs work on one, the other is empty. To empty a map that programs add to, the
 * other one is put in its place and the first is read when nobody uses it any more, so that no
 * update is lost or counted twice.
 *
 * Programs find their map in an array of maps with one element. The kernel comes back from changing
 * such an array when every program that may have seen the old element is through
 * (maybe_wait_bpf_programs in kernel/bpf/syscall.c, since 4.15): some 10 ms.
 */
#ifndef SONDE_RUNTIME_BANK_H
#define SONDE_RUNTIME_BANK_H

#include <stdbool.h>

struct bpf_object;
struct map_spec;

/*
 * Before OBJECT is loaded: tells libbpf what maps the array of M is for. Returns a descriptor that
 * has to stay open until it is loaded, or -1 with errno set.
 */
int bank_shape(struct bpf_object *object, const struct map_spec *m);

/* Puts MAP into the array BANK; returns a second map like it, or -1 with errno set. */
int bank_open(int bank, int map);

/* Exchanges *MAP, which programs use, with *SPARE. False: errno says why, nothing has changed. */
bool bank_flip(int bank, int *map, int *spare);

#endif
