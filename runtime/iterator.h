/* Taking the walk of an iterator. */
#ifndef SONDE_RUNTIME_ITERATOR_H
#define SONDE_RUNTIME_ITERATOR_H

#include "runtime/runtime.h"

/*
 * Reads FD, the iterator of the probe NAME, to its end and handles what its program sends. False:
 * it did not get there; why has been said.
 */
bool iterator_read(struct runtime *rt, int fd, const char *name);

#endif
