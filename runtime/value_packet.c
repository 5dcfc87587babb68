/*
 * Views of packets as text and as JSON. What a view shows follows from its header and from what the
 * packet was (struct wire_packet): ports for TCP and UDP, type and code for ICMP.
 */
#include "runtime/value_packet.h"

#include <stdbool.h>
#include <sys/socket.h>

#include "lang/packet.h"
#include "runtime/out.h"

struct view {
	enum packet_header header;
	enum packet_value_kind kind;
	unsigned proto, first, second; /* source and destination port, or type and code */
	const unsigned char *src, *dst;
};

static struct view view_read(struct value v)
{
	struct wire_packet p;

	memcpy(&p, v.at, sizeof(p));
	return (struct view){
		.header = (enum packet_header)v.type->count,
		.kind = (enum packet_value_kind)(p.what & 0xff),
		.proto = p.what >> 8 & 0xff,
		.first = p.what >> 16 & 0xffff,
		.second = p.what >> 32 & 0xffff,
		.src = v.at + offsetof(struct wire_packet, src),
		.dst = v.at + offsetof(struct wire_packet, dst),
	};
}

static bool has_ports(const struct view *v)
{
	return v->proto == PROTO_TCP || v->proto == PROTO_UDP;
}

static bool has_type(const struct view *v)
{
	return v->proto == PROTO_ICMP || v->proto == PROTO_ICMP6;
}

static void address_text(const struct view *v, const unsigned char *at, struct buf *out)
{
	if (v->kind == PACKET_IS_OTHER)
		text_mac(out, at);
	else
		text_address(out, v->kind == PACKET_IS_IP6 ? AF_INET6 : AF_INET, at);
}

static void end_text(const struct view *v, const unsigned char *at, unsigned port, struct buf *out)
{
	bool brackets = has_ports(v) && v->kind == PACKET_IS_IP6;

	if (brackets)
		buf_char(out, '[');
	address_text(v, at, out);
	if (brackets)
		buf_char(out, ']');
	if (has_ports(v))
		buf_printf(out, ":%u", port);
}

/* A packet as a whole does not say by its name what it is. */
static void protocol_text(const struct view *v, struct buf *out)
{
	if (v->kind == PACKET_IS_OTHER)
		buf_printf(out, "type 0x%04x ", v->first);
	else if (has_ports(v))
		buf_puts(out, v->proto == PROTO_TCP ? "tcp " : "udp ");
	else if (has_type(v))
		buf_puts(out, "icmp ");
	else
		buf_printf(out, "proto %u ", v->proto);
}

void packet_text(struct value value, struct buf *out)
{
	struct view v = view_read(value);

	if (v.kind == PACKET_IS_ABSENT) {
		buf_printf(out, "no %s", packet_header_rows[v.header].name);
		return;
	}
	if (v.header == PACKET_pkt)
		protocol_text(&v, out);
	end_text(&v, v.src, v.first, out);
	buf_puts(out, " > ");
	end_text(&v, v.dst, v.second, out);
	if (has_type(&v))
		buf_printf(out, " type %u code %u", v.first, v.second);
}

static void address_json(const struct view *v, const char *name, const unsigned char *at,
			 struct buf *out)
{
	struct buf text = {0};

	address_text(v, at, &text);
	buf_printf(out, "\"%s\": ", name);
	json_string(out, (struct str){text.at, text.len});
	buf_free(&text);
}

void packet_json(struct value value, struct buf *out)
{
	struct view v = view_read(value);

	if (v.kind == PACKET_IS_ABSENT) {
		buf_puts(out, "null");
		return;
	}
	buf_char(out, '{');
	if (v.header == PACKET_pkt && v.kind == PACKET_IS_OTHER)
		buf_printf(out, "\"type\": %u, ", v.first);
	else if (v.header == PACKET_pkt)
		buf_printf(out, "\"proto\": %u, ", v.proto);
	address_json(&v, "src", v.src, out);
	if (has_ports(&v))
		buf_printf(out, ", \"sport\": %u", v.first);
	buf_puts(out, ", ");
	address_json(&v, "dst", v.dst, out);
	if (has_ports(&v))
		buf_printf(out, ", \"dport\": %u", v.second);
	if (has_type(&v))
		buf_printf(out, ", \"type\": %u, \"code\": %u", v.first, v.second);
	buf_char(out, '}');
}
