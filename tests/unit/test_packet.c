/* Views of packets: the rows of packet.def, and views as values. */
#include "tests/unit/unit.h"

#include "lang/packet.h"
#include "lang/program.h"
#include "runtime/value.h"

static struct arena *arena;
static struct types *types;
static struct program program;
static struct names *names;
static struct buf out;

static int setup(void **state)
{
	(void)state;
	arena = arena_new();
	types = types_make(arena, interner_make(arena));
	names = names_new(&program);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	names_free(names);
	buf_free(&out);
	arena_free(arena);
	return 0;
}

/* Numbers lie in 1, 2 or 4 bytes that a program may load from its stack, so at a multiple of that.
 */
static void rows_fit(void **state)
{
	static const unsigned sizes[PACKET_COUNT] = {
		[PACKET_eth] = 14, [PACKET_ip] = 20, [PACKET_ip6] = 40,
		[PACKET_tcp] = 20, [PACKET_udp] = 8, [PACKET_icmp] = 8,
	};

	(void)state;
	for (unsigned i = 0; i < PACKET_FIELD_COUNT; i++) {
		const struct packet_field_row *row = &packet_field_rows[i];
		unsigned bits = row->bits + row->drop, size = bits <= 8 ? 1 : bits <= 16 ? 2 : 4;

		assert_true(packet_field_find(row->header, row->name) == i);
		assert_true(row->doc && row->doc[0]);
		if (row->as == FIELD_INET)
			size = 4;
		if (row->as == FIELD_INET6)
			size = 16;
		if (row->found || row->as == FIELD_MAC)
			continue;
		assert_true(row->at + size <= sizes[row->header]);
		assert_int_equal(row->at % (size < 8 ? size : 8), 0);
	}
	assert_true(packet_field_find(PACKET_tcp, "ttl") == PACKET_FIELD_COUNT);
}

static void fields_have_types(void **state)
{
	(void)state;
	assert_ptr_equal(packet_field_type(types, PACKET_tcp_seq), type_int(types, 4, false));
	assert_ptr_equal(packet_field_type(types, PACKET_ip_frag), type_int(types, 2, false));
	assert_ptr_equal(packet_field_type(types, PACKET_tcp_hlen), type_int(types, 1, false));
	assert_ptr_equal(packet_field_type(types, PACKET_ip6_flow), type_int(types, 4, false));
	assert_ptr_equal(packet_field_type(types, PACKET_tcp_syn), &type_bool);
	assert_ptr_equal(packet_field_type(types, PACKET_pkt_src), type_simple(T_INET));
	assert_ptr_equal(packet_field_type(types, PACKET_eth_dst), type_simple(T_MAC));
}

static struct wire_packet packet(enum packet_value_kind kind, unsigned proto, unsigned first,
				 unsigned second, const void *src, const void *dst, size_t size)
{
	struct wire_packet p = {.what = (uint64_t)kind | proto << 8 | (uint64_t)first << 16 |
					(uint64_t)second << 32};

	memcpy(&p.src, src, size);
	memcpy(&p.dst, dst, size);
	return p;
}

static void assert_view(enum packet_header header, const struct wire_packet *p, const char *text,
			const char *json)
{
	struct value v = value_at(type_packet(types, header), (const unsigned char *)p);

	buf_clear(&out);
	value_text(names, v, &out);
	assert_string_equal(out.at, text);
	buf_clear(&out);
	value_json(names, v, &out);
	assert_string_equal(out.at, json);
}

static const unsigned char four[2][4] = {{10, 0, 0, 1}, {192, 0, 2, 255}};
static const unsigned char six[2][16] = {{0xfe, 0x80, [15] = 1}, {0x20, 1, 0xd, 0xb8}};
static const unsigned char mac[2][6] = {{2, 0, 0, 0, 0, 1}, {255, 255, 255, 255, 255, 255}};

static void views_print(void **state)
{
	struct wire_packet p = packet(PACKET_IS_IP, PROTO_TCP, 4711, 65535, four[0], four[1], 4);

	(void)state;
	assert_view(
		PACKET_tcp, &p, "10.0.0.1:4711 > 192.0.2.255:65535",
		"{\"src\": \"10.0.0.1\", \"sport\": 4711, \"dst\": \"192.0.2.255\", \"dport\": 65535}");
	assert_view(
		PACKET_pkt, &p, "tcp 10.0.0.1:4711 > 192.0.2.255:65535",
		"{\"proto\": 6, \"src\": \"10.0.0.1\", \"sport\": 4711, \"dst\": \"192.0.2.255\", "
		"\"dport\": 65535}");
	p = packet(PACKET_IS_IP6, PROTO_UDP, 1, 2, six[0], six[1], 16);
	assert_view(PACKET_udp, &p, "[fe80::1]:1 > [2001:db8::]:2",
		    "{\"src\": \"fe80::1\", \"sport\": 1, \"dst\": \"2001:db8::\", \"dport\": 2}");
	p = packet(PACKET_IS_IP6, 0, 0, 0, six[0], six[1], 16);
	assert_view(PACKET_ip6, &p,
		    "fe80::1 > 2001:db8::", "{\"src\": \"fe80::1\", \"dst\": \"2001:db8::\"}");
	p = packet(PACKET_IS_IP6, PROTO_ICMP6, 128, 3, six[0], six[1], 16);
	assert_view(PACKET_icmp, &p, "fe80::1 > 2001:db8:: type 128 code 3",
		    "{\"src\": \"fe80::1\", \"dst\": \"2001:db8::\", \"type\": 128, \"code\": 3}");
	p = packet(PACKET_IS_IP, 47, 0, 0, four[0], four[1], 4);
	assert_view(PACKET_pkt, &p, "proto 47 10.0.0.1 > 192.0.2.255",
		    "{\"proto\": 47, \"src\": \"10.0.0.1\", \"dst\": \"192.0.2.255\"}");
}

static void views_of_other_packets_print(void **state)
{
	struct wire_packet p = packet(PACKET_IS_OTHER, 0, 0x806, 0, mac[0], mac[1], 6);

	(void)state;
	assert_view(PACKET_eth, &p, "02:00:00:00:00:01 > FF:FF:FF:FF:FF:FF",
		    "{\"src\": \"02:00:00:00:00:01\", \"dst\": \"FF:FF:FF:FF:FF:FF\"}");
	assert_view(
		PACKET_pkt, &p, "type 0x0806 02:00:00:00:00:01 > FF:FF:FF:FF:FF:FF",
		"{\"type\": 2054, \"src\": \"02:00:00:00:00:01\", \"dst\": \"FF:FF:FF:FF:FF:FF\"}");
	p = (struct wire_packet){0};
	assert_view(PACKET_icmp, &p, "no icmp", "null");
	p.what = 0xff; /* from a file that somebody changed */
	assert_view(PACKET_ip, &p, "0.0.0.0 > 0.0.0.0",
		    "{\"src\": \"0.0.0.0\", \"dst\": \"0.0.0.0\"}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_fit),
		cmocka_unit_test(fields_have_types),
		cmocka_unit_test(views_print),
		cmocka_unit_test(views_of_other_packets_print),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
