/*
 * Taking a packet apart, once, where the program begins: only the layers that the body asks about,
 * and of them only the fields it reads, which wait in registers until then. So no pointer into the
 * packet outlives this, and a field costs a load and nothing more.
 *
 *	Ethernet, up to two VLAN tags | IPv4 with options, IPv6 with up to EXTENSIONS_MAX extension
 *	headers | TCP, UDP, ICMP
 *
 * A header counts when all of its fixed part is there and its own lengths are possible; else the
 * parser stops, and it and what is behind it are not there. What is behind the last header that
 * counts is the payload, up to where the network layer says that the packet ends.
 *
 * Packets lie in memory between two pointers of the context. For a socket buffer that is only a
 * part of the packet, mostly the one with the headers: what lies behind is fetched by the kernel.
 * XDP programs that do not ask for fragments (BPF_F_XDP_HAS_FRAGS) see all of their packets.
 */
#include "codegen/packet.h"

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <stddef.h>

#define ETHERNET_SIZE 14
#define TAG_SIZE 4
#define TAGS_MAX 2
#define VLAN_ID 0xfff
#define IP_SIZE 20
#define IP_FRAGMENT 0x1fff
#define IP6_SIZE 40
#define TCP_SIZE 20
#define UDP_SIZE 8
#define ICMP_SIZE 8
#define OPEN_MAX IP6_SIZE /* the most that is looked at at once */

/* IANA: protocol numbers of IPv6 extension headers that say how long they are. */
#define EXTENSIONS_MAX 8
#define EXTENSION_SIZE 8 /* of the smallest */
enum {
	EXT_HOP_BY_HOP = 0,
	EXT_ROUTING = 43,
	EXT_FRAGMENT = 44,
	EXT_AUTHENTICATION = 51,
	EXT_DESTINATION = 60,
	EXT_MOBILITY = 135,
	EXT_HIP = 139,
	EXT_SHIM6 = 140,
};

/* The farthest that all headers can reach: 8 extension headers of 2048 bytes are the most of it. */
#define OFFSET_MAX 0x7fff

struct parser {
	struct cg *cg;
	struct packet *p;
	bool buffer;		/* a socket buffer: more than what lies in memory */
	LLVMValueRef data, end; /* pointers */
	LLVMValueRef zero;	/* which the verifier does not know */
	LLVMValueRef size;	/* of the whole packet */
	LLVMValueRef at;	/* locals of 64 bits: offset of what comes next, */
	LLVMValueRef limit;	/* of the end of the network layer's data, */
	LLVMValueRef type;	/* EtherType, */
	LLVMValueRef proto;	/* protocol number, */
	LLVMValueRef fragment;	/* not 0: not the first one */
	LLVMValueRef six;	/* IPv6 */
	LLVMValueRef spot;	/* 8 bytes of stack: see offset_forget */
	LLVMValueRef room;	/* OPEN_MAX bytes of stack, for socket buffers */
	LLVMBasicBlockRef done;
};

static LLVMValueRef get(struct cg *cg, LLVMValueRef local)
{
	return ir_load(cg, cg->i64, local, 8);
}

static void set(struct cg *cg, LLVMValueRef local, LLVMValueRef v)
{
	ir_store(cg, v, local, 8);
}

static void found(struct parser *x, enum packet_field field, LLVMValueRef v)
{
	if (x->p->fields[field].wanted)
		packet_place_set(x->cg, x->p, x->p->fields[field].word[0], v);
}

/* ---- reading ---- */

static LLVMValueRef context_u32(struct cg *cg, uint32_t offset)
{
	LLVMValueRef at = ir_at(cg, program_ctx(cg), offset);

	return ir_widen(cg, ir_load_volatile(cg, cg->i32, at), false);
}

/* Stops parsing unless C. */
static void require(struct parser *x, LLVMValueRef c)
{
	struct ir_if no;

	ir_if(x->cg, &no, ir_not(x->cg, c));
	ir_jump(x->cg, x->done);
	ir_end(x->cg, &no);
}

static LLVMValueRef at_least(struct cg *cg, LLVMValueRef v, LLVMValueRef least)
{
	return ir_cmp(cg, LLVMIntUGE, v, least);
}

/*
 * Pointer to the next N bytes, or the end of parsing when there are not as many. The verifier
 * allows reads through the very register that was compared, so LLVM may not compute it again.
 */
static LLVMValueRef header_open(struct parser *x, uint32_t n)
{
	struct cg *cg = x->cg;
	LLVMValueRef start = ir_opaque(cg, ir_at_index(cg, x->data, get(cg, x->at)));
	LLVMValueRef inside =
		at_least(cg, ir_to_int(cg, x->end), ir_to_int(cg, ir_at(cg, start, n)));
	LLVMValueRef pointer, result;
	struct ir_if far;

	if (!x->buffer) {
		require(x, inside);
		return start;
	}
	pointer = ir_local_raw(cg, cg->ptr);
	ir_store(cg, start, pointer, 8);
	ir_if(cg, &far, ir_not(cg, inside));
	result = cg_bpf(cg, BPF_skb_load_bytes, program_ctx(cg), get(cg, x->at), x->room,
			ir_u32(cg, n));
	require(x, ir_is_zero(cg, result));
	ir_store(cg, x->room, pointer, 8);
	ir_end(cg, &far);
	return ir_opaque(cg, ir_load(cg, cg->ptr, pointer, 8));
}

static LLVMValueRef number_at(struct cg *cg, LLVMValueRef start, uint32_t at, uint32_t size)
{
	LLVMValueRef v = ir_load(cg, ir_int_type(cg, size), ir_at(cg, start, at), size);

	return ir_widen(cg, ir_from_network(cg, v), false);
}

static LLVMValueRef raw_at(struct cg *cg, LLVMValueRef start, uint32_t at, uint32_t size)
{
	return ir_widen(cg, ir_load(cg, ir_int_type(cg, size), ir_at(cg, start, at), size), false);
}

static LLVMValueRef field_number(struct cg *cg, LLVMValueRef start,
				 const struct packet_field_row *row)
{
	unsigned bits = row->bits + row->drop;
	LLVMValueRef v = number_at(cg, start, row->at, bits <= 8 ? 1 : bits <= 16 ? 2 : 4);

	v = ir_shr(cg, v, ir_u64(cg, row->drop));
	v = ir_and(cg, v, ir_u64(cg, (UINT64_C(1) << row->bits) - 1));
	return row->unit > 1 ? ir_mul(cg, v, ir_u64(cg, row->unit)) : v;
}

/* The header at START is one: so its fields are what they are. */
static void header_accept(struct parser *x, enum packet_header h, LLVMValueRef start)
{
	struct cg *cg = x->cg;
	uint32_t first;

	if (x->p->asked[h])
		packet_place_set(cg, x->p, x->p->present[h], ir_bool(cg, true));
	for (unsigned i = 0; i < PACKET_FIELD_COUNT; i++) {
		const struct packet_field_row *row = &packet_field_rows[i];
		const struct packet_place *place = &x->p->fields[i];

		if (row->header != h || row->found || !place->wanted)
			continue;
		switch (row->as) {
		case FIELD_NUMBER:
		case FIELD_BOOL:
			packet_place_set(cg, x->p, place->word[0], field_number(cg, start, row));
			break;
		case FIELD_MAC:
			first = packet_mac_first(row);
			packet_place_set(cg, x->p, place->word[0],
					 raw_at(cg, start, row->at, first));
			packet_place_set(cg, x->p, place->word[1],
					 raw_at(cg, start, row->at + first, 6 - first));
			break;
		case FIELD_INET:
			packet_place_set(cg, x->p, place->word[0], raw_at(cg, start, row->at, 4));
			break;
		case FIELD_INET6:
			packet_place_set(cg, x->p, place->word[0], raw_at(cg, start, row->at, 8));
			packet_place_set(cg, x->p, place->word[1],
					 raw_at(cg, start, row->at + 8, 8));
			break;
		}
	}
}

static void advance(struct parser *x, LLVMValueRef n)
{
	set(x->cg, x->at, ir_add(x->cg, get(x->cg, x->at), n));
}

/*
 * Where ways of parsing meet, the offset goes through memory in a way in which the verifier forgets
 * what it can be: it would otherwise walk the rest once for each way, and with extension headers
 * there are thousands. Stores that are not 8-aligned are such a way (check_stack_write_fixed_off).
 */
static LLVMValueRef offset_remember(struct cg *cg, LLVMValueRef from)
{
	LLVMValueRef at = ir_load_volatile(cg, cg->i16, ir_at(cg, from, PACKET_REST_OFFSET));

	return ir_and(cg, ir_widen(cg, at, false), ir_u64(cg, OFFSET_MAX));
}

static void offset_forget(struct parser *x)
{
	struct cg *cg = x->cg;
	LLVMValueRef at = ir_resize(cg, get(cg, x->at), cg->i16, false);

	ir_store_volatile(cg, at, ir_at(cg, x->spot, PACKET_REST_OFFSET));
	set(cg, x->at, offset_remember(cg, x->spot));
}

/* ---- link layer ---- */

static LLVMValueRef is_number(struct cg *cg, LLVMValueRef v, uint64_t number)
{
	return ir_cmp(cg, LLVMIntEQ, v, ir_u64(cg, number));
}

/* A tag in front of this one may be in the socket buffer, taken out by the network card. */
static void tag_found(struct parser *x, LLVMValueRef id, unsigned number, LLVMValueRef outer)
{
	struct cg *cg = x->cg;
	LLVMValueRef vlan, inner;

	if (!outer) {
		found(x, number ? PACKET_eth_vlan_inner : PACKET_eth_vlan, id);
		return;
	}
	if (x->p->fields[PACKET_eth_vlan].wanted && !number) {
		vlan = get(cg, x->p->fields[PACKET_eth_vlan].word[0]);
		found(x, PACKET_eth_vlan, ir_select(cg, outer, vlan, id));
	}
	if (x->p->fields[PACKET_eth_vlan_inner].wanted) {
		inner = number ? get(cg, x->p->fields[PACKET_eth_vlan_inner].word[0])
			       : ir_u64(cg, 0);
		found(x, PACKET_eth_vlan_inner,
		      number ? ir_select(cg, outer, inner, id) : ir_select(cg, outer, id, inner));
	}
}

/* The tag that is not in the packet's bytes; i1, or NULL where nobody asks. */
static LLVMValueRef tag_outside(struct parser *x)
{
	struct cg *cg = x->cg;
	LLVMValueRef has, id;

	if (!x->buffer ||
	    (!x->p->fields[PACKET_eth_vlan].wanted && !x->p->fields[PACKET_eth_vlan_inner].wanted))
		return NULL;
	has = ir_not_zero(cg, context_u32(cg, offsetof(struct __sk_buff, vlan_present)));
	id = ir_and(cg, context_u32(cg, offsetof(struct __sk_buff, vlan_tci)), ir_u64(cg, VLAN_ID));
	found(x, PACKET_eth_vlan, ir_select(cg, has, id, ir_u64(cg, 0)));
	return has;
}

static void tags_parse(struct parser *x, LLVMValueRef outer, unsigned number)
{
	struct cg *cg = x->cg;
	LLVMValueRef type = get(cg, x->type), start;
	struct ir_if tag;

	ir_if(cg, &tag,
	      ir_or(cg, is_number(cg, type, ETH_P_8021Q), is_number(cg, type, ETH_P_8021AD)));
	start = header_open(x, TAG_SIZE);
	tag_found(x, ir_and(cg, number_at(cg, start, 0, 2), ir_u64(cg, VLAN_ID)), number, outer);
	set(cg, x->type, number_at(cg, start, 2, 2));
	found(x, PACKET_eth_type, get(cg, x->type));
	advance(x, ir_u64(cg, TAG_SIZE));
	if (number + 1 < TAGS_MAX)
		tags_parse(x, outer, number + 1);
	ir_end(cg, &tag);
}

static void ethernet_parse(struct parser *x, LLVMValueRef start)
{
	struct cg *cg = x->cg;

	header_accept(x, PACKET_eth, start);
	set(cg, x->type, number_at(cg, start, offsetof(struct ethhdr, h_proto), 2));
	found(x, PACKET_eth_type, get(cg, x->type));
	set(cg, x->at, ir_u64(cg, ETHERNET_SIZE));
	tags_parse(x, tag_outside(x), 0);
}

/* The socket buffer's own idea of the network layer. */
static LLVMValueRef buffer_type(struct cg *cg)
{
	LLVMValueRef v = context_u32(cg, offsetof(struct __sk_buff, protocol));

	return ir_widen(cg, ir_from_network(cg, ir_resize(cg, v, cg->i16, false)), false);
}

/*
 * Tunnels have no Ethernet header: their packets begin with the IP header. Then the type is not
 * where an Ethernet header has it, and the version of IP is where IP has it.
 */
static LLVMValueRef is_bare(struct parser *x, LLVMValueRef start, LLVMValueRef type)
{
	struct cg *cg = x->cg;
	LLVMValueRef version = ir_shr(cg, number_at(cg, start, 0, 1), ir_u64(cg, 4));
	LLVMValueRef other = ir_cmp(cg, LLVMIntNE, type,
				    number_at(cg, start, offsetof(struct ethhdr, h_proto), 2));
	LLVMValueRef four = ir_and(cg, is_number(cg, type, ETH_P_IP), is_number(cg, version, 4));
	LLVMValueRef six = ir_and(cg, is_number(cg, type, ETH_P_IPV6), is_number(cg, version, 6));

	return ir_and(cg, other, ir_or(cg, four, six));
}

static void link_parse(struct parser *x, bool headless)
{
	struct cg *cg = x->cg;
	LLVMValueRef start, type;
	struct ir_if bare;

	if (headless) {
		set(cg, x->type, buffer_type(cg));
		return;
	}
	start = header_open(x, ETHERNET_SIZE);
	if (!x->buffer) {
		ethernet_parse(x, start);
		return;
	}
	type = buffer_type(cg);
	ir_if(cg, &bare, is_bare(x, start, type));
	set(cg, x->type, type);
	ir_else(cg, &bare);
	ethernet_parse(x, start);
	ir_end(cg, &bare);
}

/* ---- network layer ---- */

/* It says itself how long it is; 0: more than fits in its field, so up to the packet's end. */
static void limit_found(struct parser *x, LLVMValueRef start, LLVMValueRef length)
{
	struct cg *cg = x->cg;

	set(cg, x->limit,
	    ir_select(cg, ir_is_zero(cg, length), x->size, ir_add(cg, start, length)));
}

static void ip_parse(struct parser *x)
{
	struct cg *cg = x->cg;
	LLVMValueRef start = header_open(x, IP_SIZE), first = number_at(cg, start, 0, 1);
	LLVMValueRef length = number_at(cg, start, 2, 2), size, one = ir_u64(cg, 1);

	require(x, is_number(cg, ir_and(cg, first, ir_u64(cg, 0xf0)), 0x40));
	size = ir_shl(cg, ir_and(cg, first, ir_u64(cg, 0xf)), ir_u64(cg, 2));
	require(x, at_least(cg, size, ir_u64(cg, IP_SIZE)));
	/* Shorter than its own header, 0 aside. */
	require(x, at_least(cg, ir_sub(cg, length, one), ir_sub(cg, size, one)));
	header_accept(x, PACKET_ip, start);
	if (!packet_wants_proto(x->p))
		return;
	limit_found(x, get(cg, x->at), length);
	set(cg, x->proto, number_at(cg, start, 9, 1));
	set(cg, x->fragment, ir_and(cg, number_at(cg, start, 6, 2), ir_u64(cg, IP_FRAGMENT)));
	advance(x, size);
}

/* Whether PROTO, of 8 bits, is one of them. Without branches: the verifier walks each. */
static LLVMValueRef is_extension(struct cg *cg, LLVMValueRef proto)
{
	static const uint64_t low = UINT64_C(1) << EXT_HOP_BY_HOP | UINT64_C(1) << EXT_ROUTING |
				    UINT64_C(1) << EXT_FRAGMENT |
				    UINT64_C(1) << EXT_AUTHENTICATION |
				    UINT64_C(1) << EXT_DESTINATION;
	static const uint64_t high = UINT64_C(1) << (EXT_MOBILITY - 128) |
				     UINT64_C(1) << (EXT_HIP - 128) |
				     UINT64_C(1) << (EXT_SHIM6 - 128);
	LLVMValueRef one = ir_u64(cg, 1), top = ir_shr(cg, proto, ir_u64(cg, 7)), set, odd;

	/* LOW for 0 to 63, HIGH for 128 to 191, nothing for those between and behind them. */
	set = ir_mul(cg, top, ir_u64(cg, low ^ high));
	set = ir_xor(cg, set, ir_u64(cg, low));
	odd = ir_and(cg, ir_shr(cg, proto, ir_u64(cg, 6)), one);
	set = ir_shr(cg, set, ir_and(cg, proto, ir_u64(cg, 63)));
	return ir_not_zero(cg, ir_and(cg, ir_and(cg, set, one), ir_xor(cg, odd, one)));
}

/* A later fragment ends the chain: nothing of what is behind it is a header. */
static void fragment_parse(struct parser *x, LLVMValueRef start, LLVMValueRef more)
{
	struct cg *cg = x->cg;
	LLVMValueRef offset = ir_and(cg, number_at(cg, start, 2, 2), ir_u64(cg, 0xfff8));
	struct ir_if later;

	ir_if(cg, &later, ir_not_zero(cg, offset));
	set(cg, x->fragment, ir_u64(cg, 1));
	set(cg, more, ir_u64(cg, 0));
	ir_end(cg, &later);
}

/* One extension header; MORE is how many may still follow. */
static void extension_parse(struct parser *x, LLVMValueRef more)
{
	struct cg *cg = x->cg;
	LLVMValueRef proto = get(cg, x->proto), start, length, one = ir_u64(cg, 1);
	struct ir_if fragment, authentication;

	require(x, at_least(cg, get(cg, x->limit),
			    ir_add(cg, get(cg, x->at), ir_u64(cg, EXTENSION_SIZE))));
	start = header_open(x, EXTENSION_SIZE);
	set(cg, more, ir_sub(cg, get(cg, more), one));
	set(cg, x->proto, number_at(cg, start, 0, 1));
	length = number_at(cg, start, 1, 1);
	ir_if(cg, &fragment, is_number(cg, proto, EXT_FRAGMENT));
	fragment_parse(x, start, more);
	advance(x, ir_u64(cg, EXTENSION_SIZE));
	ir_else(cg, &fragment);
	length = ir_add(cg, length, one);
	ir_if(cg, &authentication, is_number(cg, proto, EXT_AUTHENTICATION));
	advance(x, ir_shl(cg, ir_add(cg, length, one), ir_u64(cg, 2)));
	ir_else(cg, &authentication);
	advance(x, ir_shl(cg, length, ir_u64(cg, 3)));
	ir_end(cg, &authentication);
	ir_end(cg, &fragment);
	offset_forget(x);
}

static void ip6_parse(struct parser *x)
{
	struct cg *cg = x->cg;
	LLVMValueRef start = header_open(x, IP6_SIZE), more, behind;
	struct ir_loop loop;

	require(x, is_number(cg, ir_and(cg, number_at(cg, start, 0, 1), ir_u64(cg, 0xf0)), 0x60));
	header_accept(x, PACKET_ip6, start);
	if (!packet_wants_proto(x->p))
		return;
	behind = ir_add(cg, get(cg, x->at), ir_u64(cg, IP6_SIZE));
	limit_found(x, behind, number_at(cg, start, 4, 2));
	set(cg, x->proto, number_at(cg, start, 6, 1));
	set(cg, x->six, ir_u64(cg, 1));
	set(cg, x->at, behind);
	offset_forget(x);
	more = ir_local(cg, cg->i64);
	set(cg, more, ir_u64(cg, EXTENSIONS_MAX));
	ir_loop(cg, &loop);
	ir_loop_while(
		cg, &loop,
		ir_and(cg, ir_not_zero(cg, get(cg, more)), is_extension(cg, get(cg, x->proto))));
	extension_parse(x, more);
	ir_loop_end(cg, &loop);
}

static void network_parse(struct parser *x)
{
	struct cg *cg = x->cg;
	struct ir_if four, six;

	ir_if(cg, &four, is_number(cg, get(cg, x->type), ETH_P_IP));
	ip_parse(x);
	ir_else(cg, &four);
	if (packet_wants_proto(x->p) || x->p->wanted[PACKET_ip6]) {
		ir_if(cg, &six, is_number(cg, get(cg, x->type), ETH_P_IPV6));
		ip6_parse(x);
		ir_else(cg, &six);
		ir_jump(cg, x->done);
		ir_end(cg, &six);
	} else {
		ir_jump(cg, x->done);
	}
	ir_end(cg, &four);
}

/* ---- transport layer ---- */

/* All N bytes belong to the network layer's data. */
static void require_inside(struct parser *x, LLVMValueRef n)
{
	struct cg *cg = x->cg;

	require(x, at_least(cg, get(cg, x->limit), ir_add(cg, get(cg, x->at), n)));
}

static void tcp_parse(struct parser *x)
{
	struct cg *cg = x->cg;
	LLVMValueRef start = header_open(x, TCP_SIZE), size;

	size = ir_shl(cg, ir_shr(cg, number_at(cg, start, 12, 1), ir_u64(cg, 4)), ir_u64(cg, 2));
	require(x, at_least(cg, size, ir_u64(cg, TCP_SIZE)));
	require_inside(x, size);
	header_accept(x, PACKET_tcp, start);
	advance(x, size);
}

/* A datagram of length 0 is one that is longer than its field can say. */
static void udp_parse(struct parser *x)
{
	struct cg *cg = x->cg;
	LLVMValueRef start = header_open(x, UDP_SIZE), length, one = ir_u64(cg, 1), end, limit;

	require_inside(x, ir_u64(cg, UDP_SIZE));
	length = number_at(cg, start, 4, 2);
	require(x, at_least(cg, ir_sub(cg, length, one), ir_u64(cg, UDP_SIZE - 1)));
	header_accept(x, PACKET_udp, start);
	if (x->p->payload) {
		end = ir_add(cg, get(cg, x->at), length);
		limit = get(cg, x->limit);
		end = ir_select(cg, ir_is_zero(cg, length), limit, end);
		set(cg, x->limit, ir_select(cg, at_least(cg, end, limit), limit, end));
	}
	advance(x, ir_u64(cg, UDP_SIZE));
}

static void icmp_parse(struct parser *x)
{
	struct cg *cg = x->cg;
	LLVMValueRef start = header_open(x, ICMP_SIZE);

	require_inside(x, ir_u64(cg, ICMP_SIZE));
	header_accept(x, PACKET_icmp, start);
	advance(x, ir_u64(cg, ICMP_SIZE));
}

static void transport_if(struct parser *x, enum packet_header h, LLVMValueRef is_it,
			 void (*parse)(struct parser *x))
{
	struct ir_if it;

	if (!x->p->wanted[h] && !x->p->payload)
		return;
	ir_if(x->cg, &it, is_it);
	parse(x);
	ir_jump(x->cg, x->done);
	ir_end(x->cg, &it);
}

static void transport_parse(struct parser *x)
{
	struct cg *cg = x->cg;
	LLVMValueRef proto = get(cg, x->proto), icmp;

	found(x, PACKET_pkt_proto, proto);
	if (!packet_wants_transport(x->p))
		return;
	require(x, ir_is_zero(cg, get(cg, x->fragment)));
	offset_forget(x);
	transport_if(x, PACKET_tcp, is_number(cg, proto, PROTO_TCP), tcp_parse);
	transport_if(x, PACKET_udp, is_number(cg, proto, PROTO_UDP), udp_parse);
	icmp = ir_select(cg, ir_not_zero(cg, get(cg, x->six)), ir_u64(cg, PROTO_ICMP6),
			 ir_u64(cg, PROTO_ICMP));
	transport_if(x, PACKET_icmp, ir_cmp(cg, LLVMIntEQ, proto, icmp), icmp_parse);
}

/* ---- payload ---- */

/* Its offset and length, as far as the verifier can know them: see offset_forget. */
static void rest_found(struct parser *x)
{
	struct cg *cg = x->cg;
	LLVMValueRef at = get(cg, x->at), limit = get(cg, x->limit), length;

	limit = ir_select(cg, at_least(cg, limit, x->size), x->size, limit);
	length = ir_select(cg, at_least(cg, limit, at), ir_sub(cg, limit, at), ir_u64(cg, 0));
	ir_store_volatile(cg, ir_resize(cg, at, cg->i16, false),
			  ir_at(cg, x->p->rest, PACKET_REST_OFFSET));
	ir_store_volatile(cg, ir_resize(cg, length, cg->i32, false),
			  ir_at(cg, x->p->rest, PACKET_REST_LENGTH));
}

LLVMValueRef packet_rest_length(struct cg *cg)
{
	LLVMValueRef at = ir_at(cg, cg->fn->prog->packet->rest, PACKET_REST_LENGTH);

	return ir_widen(cg, ir_load_volatile(cg, cg->i32, at), false);
}

void packet_rest_read(struct cg *cg, LLVMValueRef dst, uint64_t skip, LLVMValueRef n, uint32_t max,
		      struct span span)
{
	bool buffer = context_rows[cg->fn->prog->inst->context].packet == PACKET_BUFFER;
	LLVMValueRef at = offset_remember(cg, cg->fn->prog->packet->rest), one = ir_u64(cg, 1);
	LLVMValueRef data;
	struct ir_if some;

	if (!buffer) {
		data = ir_to_pointer(cg, context_u32(cg, offsetof(struct xdp_md, data)));
		data = ir_at(cg, ir_at_index(cg, data, at), skip);
		mem_read_sized(cg, AS_KERNEL, dst, ir_bound(cg, n, max), ir_to_int(cg, data), span);
		return;
	}
	/* The helper wants at least one byte, and to see that by the number. */
	ir_if(cg, &some, ir_not_zero(cg, n));
	n = ir_add(cg, ir_bound(cg, ir_sub(cg, n, one), max - 1), one);
	cg_bpf(cg, BPF_skb_load_bytes, program_ctx(cg), ir_add(cg, at, ir_u64(cg, skip)), dst, n);
	ir_end(cg, &some);
}

/* ---- entry ---- */

static void parser_begin(struct parser *x)
{
	struct cg *cg = x->cg;
	LLVMValueRef *locals[] = {&x->at, &x->limit, &x->type, &x->proto, &x->fragment, &x->six};

	for (size_t i = 0; i < ARRAY_LEN(locals); i++)
		*locals[i] = ir_local(cg, cg->i64);
	x->done = ir_block(cg, "parsed");
	if (packet_wants_proto(x->p))
		x->spot = mem_stack(cg, 8);
	if (x->buffer) {
		x->data = context_u32(cg, offsetof(struct __sk_buff, data));
		x->end = context_u32(cg, offsetof(struct __sk_buff, data_end));
		x->size = context_u32(cg, offsetof(struct __sk_buff, len));
		x->room = mem_stack(cg, OPEN_MAX);
	} else {
		x->data = context_u32(cg, offsetof(struct xdp_md, data));
		x->end = context_u32(cg, offsetof(struct xdp_md, data_end));
		x->size = ir_sub(cg, x->end, x->data);
	}
	/* The difference of two pointers can be anything (adjust_reg_min_max_vals). */
	if (x->p->in_memory)
		x->zero = ir_sub(cg, ir_opaque(cg, x->data), x->data);
	x->data = ir_to_pointer(cg, x->data);
	x->end = ir_to_pointer(cg, x->end);
	set(cg, x->limit, x->size);
}

static void ifindex_found(struct parser *x)
{
	uint32_t offset = x->buffer ? offsetof(struct __sk_buff, ifindex)
				    : offsetof(struct xdp_md, ingress_ifindex);

	if (x->p->fields[PACKET_pkt_ifindex].wanted)
		found(x, PACKET_pkt_ifindex, context_u32(x->cg, offset));
}

void packet_enter(struct cg *cg)
{
	const struct instance *inst = cg->fn->prog->inst;
	struct packet *p = arena_make(cg->arena, struct packet);
	struct parser x = {
		.cg = cg, .p = p, .buffer = context_rows[inst->context].packet == PACKET_BUFFER};

	if (!packet_wants_find(p, (struct instance *)inst))
		return;
	cg->fn->prog->packet = p;
	parser_begin(&x);
	packet_places_make(cg, p, x.zero);
	found(&x, PACKET_pkt_len, x.size);
	ifindex_found(&x);
	if (packet_wants_network(p) || p->wanted[PACKET_eth])
		link_parse(&x, method_rows[inst->method].headless);
	if (packet_wants_network(p))
		network_parse(&x);
	if (packet_wants_proto(p))
		transport_parse(&x);
	ir_begin(cg, x.done);
	if (p->payload)
		rest_found(&x);
}
