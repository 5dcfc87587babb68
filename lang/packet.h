/*
 * Views of a packet: the rows of packet.def, and a view as a value.
 *
 * As a value (printed, kept in a variable or a key) a view is its addresses and ports: struct
 * wire_packet. Everything else is read from the packet while the probe runs.
 */
#ifndef SONDE_LANG_PACKET_H
#define SONDE_LANG_PACKET_H

#include "lang/base/buf.h"
#include "lang/type.h"
#include "lang/wire.h"

enum packet_header {
#define HEADER(id, what) PACKET_##id,
#include "lang/packet.def"
#undef HEADER
	PACKET_COUNT
};

enum packet_field {
#define FIELD(header, id, ...) PACKET_##header##_##id,
#include "lang/packet.def"
#undef FIELD
	PACKET_FIELD_COUNT
};

enum packet_field_kind {
	FIELD_NUMBER,
	FIELD_BOOL,
	FIELD_MAC,   /* 6 bytes */
	FIELD_INET,  /* 4 bytes, or of either family */
	FIELD_INET6, /* 16 bytes */
};

/* What a field is that has no place of its own in its header. */
enum packet_found {
	FOUND_NOTHING,
	FOUND_LEN,
	FOUND_IFINDEX,
	FOUND_SRC,
	FOUND_DST,
	FOUND_PROTO,
	FOUND_SPORT,
	FOUND_DPORT,
	FOUND_PAYLOAD_LEN,
	FOUND_TYPE,
	FOUND_VLAN,
	FOUND_VLAN_INNER,
};

struct packet_header_row {
	const char *name, *doc;
};

struct packet_field_row {
	const char *name;
	enum packet_header header;
	enum packet_found found;
	enum packet_field_kind as;
	uint8_t at, bits, drop, unit;
	const char *doc;
};

extern const struct packet_header_row packet_header_rows[PACKET_COUNT];
extern const struct packet_field_row packet_field_rows[PACKET_FIELD_COUNT];

/* PACKET_FIELD_COUNT when HEADER has no such field. */
enum packet_field packet_field_find(enum packet_header header, const char *name);
const struct type *packet_field_type(struct types *ts, enum packet_field field);

/* Views and fields with their types, one a line, as -lv shows them. */
void packet_describe(struct types *ts, struct buf *out);

/*
 * What struct wire_packet is about. In `what`: the kind, the protocol << 8, and two numbers of 16
 * bits: << 16 the source port or the type of an ICMP message, << 32 the destination port or its
 * code. An address of IPv4 or a MAC address is the first bytes of its 16.
 */
enum packet_value_kind { PACKET_IS_ABSENT, PACKET_IS_OTHER, PACKET_IS_IP, PACKET_IS_IP6 };

enum { PROTO_ICMP = 1, PROTO_TCP = 6, PROTO_UDP = 17, PROTO_ICMP6 = 58 };

#endif
