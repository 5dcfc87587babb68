/*
 * Packets that programs send (skboutput), and the pcap files they are written to.
 */
#ifndef SONDE_RUNTIME_CAPTURES_H
#define SONDE_RUNTIME_CAPTURES_H

#include "runtime/runtime.h"

/*
 * Makes the files that the program names, which are empty then, and the buffers that packets come
 * through. False: said why on standard error. RT->captures stays NULL when the program sends none.
 */
bool captures_open(struct runtime *rt);

/* Becomes readable when there are packets. -1: the program sends none. */
int captures_fd(const struct captures *c);

/* Writes the packets that are there, in the order of their times. C may be NULL. */
void captures_drain(struct captures *c);

/* One packet: what followed the wire_event of RECORD. */
void capture_write(struct captures *c, uint32_t record, const unsigned char *at, size_t len);

/* False: some packets could not be written, which was said. C may be NULL. */
bool captures_close(struct captures *c);

#endif
