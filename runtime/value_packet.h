/* A view of a packet as a value: its addresses and ports. V is of type PACKET. */
#ifndef SONDE_RUNTIME_VALUE_PACKET_H
#define SONDE_RUNTIME_VALUE_PACKET_H

#include "runtime/value.h"

/* "10.0.0.1:4711 > 10.0.0.2:53"; "no udp" where the packet had no such header. */
void packet_text(struct value v, struct buf *out);
/* An object with the members src, dst and what there is beside them, or null. */
void packet_json(struct value v, struct buf *out);

#endif
