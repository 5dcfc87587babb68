/* The tables of packet.def and what follows from a row alone. */
#include "lang/packet.h"

#include <string.h>

const struct packet_header_row packet_header_rows[PACKET_COUNT] = {
#define HEADER(id, what) [PACKET_##id] = {#id, what},
#include "lang/packet.def"
#undef HEADER
};

const struct packet_field_row packet_field_rows[PACKET_FIELD_COUNT] = {
#define FIELD(header_, id, ...) \
	[PACKET_##header_##_##id] = {.name = #id, .header = PACKET_##header_, __VA_ARGS__},
#include "lang/packet.def"
#undef FIELD
};

enum packet_field packet_field_find(enum packet_header header, const char *name)
{
	for (unsigned i = 0; i < PACKET_FIELD_COUNT; i++)
		if (packet_field_rows[i].header == header &&
		    strcmp(packet_field_rows[i].name, name) == 0)
			return i;
	return PACKET_FIELD_COUNT;
}

const struct type *packet_field_type(struct types *ts, enum packet_field field)
{
	const struct packet_field_row *row = &packet_field_rows[field];
	unsigned bits = row->bits;

	switch (row->as) {
	case FIELD_BOOL:
		return &type_bool;
	case FIELD_MAC:
		return type_simple(T_MAC);
	case FIELD_INET:
	case FIELD_INET6:
		return type_simple(T_INET);
	case FIELD_NUMBER:
		break;
	}
	for (unsigned unit = row->unit; unit > 1; unit /= 2)
		bits++;
	return type_int(ts, bits <= 8 ? 1 : bits <= 16 ? 2 : 4, false);
}

void packet_describe(struct types *ts, struct buf *out)
{
	for (unsigned i = 0; i < PACKET_FIELD_COUNT; i++) {
		const struct packet_field_row *row = &packet_field_rows[i];

		buf_puts(out, "    ");
		type_name(packet_field_type(ts, i), out);
		buf_printf(out, " %s.%s\n", packet_header_rows[row->header].name, row->name);
	}
}
