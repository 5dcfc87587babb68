/*
 * What expressions get of the packet: fields, views as conditions and as values, the payload. All
 * of it was found where the program begins (packet.c).
 */
#include "codegen/packet.h"

#include <stddef.h>
#include <sys/socket.h>

LLVMValueRef packet_word(struct cg *cg, enum packet_field field, unsigned i)
{
	return ir_load(cg, cg->i64, cg->fn->prog->packet->fields[field].word[i], 8);
}

LLVMValueRef packet_has(struct cg *cg, enum packet_header header)
{
	if (header == PACKET_pkt)
		return ir_bool(cg, true);
	return ir_load(cg, cg->i1, cg->fn->prog->packet->present[header], 1);
}

/* The first SIZE bytes of 8 in memory, of which WORD has the number. */
static LLVMValueRef bytes_first(struct cg *cg, LLVMValueRef word, uint32_t size)
{
	return cg->arch->big_endian ? ir_shl(cg, word, ir_u64(cg, 64 - 8 * size)) : word;
}

static LLVMValueRef mac_bytes(struct cg *cg, enum packet_field field)
{
	uint32_t first = packet_mac_first(&packet_field_rows[field]);
	LLVMValueRef last = packet_word(cg, field, 1);

	last = ir_shl(cg, last, ir_u64(cg, cg->arch->big_endian ? 16 : 8 * first));
	return ir_or(cg, bytes_first(cg, packet_word(cg, field, 0), first), last);
}

/* An address of either family: only one of the two is not zero. */
static LLVMValueRef address_bytes(struct cg *cg, enum packet_field four, enum packet_field six)
{
	return ir_or(cg, bytes_first(cg, packet_word(cg, four, 0), 4), packet_word(cg, six, 0));
}

/* ---- fields ---- */

static LLVMValueRef family_of(struct cg *cg, bool six)
{
	return ir_u64(cg, six ? AF_INET6 : AF_INET);
}

/* As T_INET lies in memory: u64 family, 16 bytes. */
static LLVMValueRef inet_fill(struct cg *cg, const struct val *v, LLVMValueRef dst, uint32_t align,
			      bool exact)
{
	enum packet_field field = (enum packet_field)v->e->field.offset;
	const struct packet_field_row *row = &packet_field_rows[field];
	LLVMValueRef family = family_of(cg, row->as == FIELD_INET6), first, rest = ir_u64(cg, 0);

	(void)exact;
	if (row->found) {
		bool src = row->found == FOUND_SRC;
		enum packet_field six = src ? PACKET_ip6_src : PACKET_ip6_dst;

		family = ir_select(cg, packet_has(cg, PACKET_ip6), family_of(cg, true), family);
		first = address_bytes(cg, src ? PACKET_ip_src : PACKET_ip_dst, six);
		rest = packet_word(cg, six, 1);
	} else if (row->as == FIELD_INET6) {
		first = packet_word(cg, field, 0);
		rest = packet_word(cg, field, 1);
	} else {
		first = bytes_first(cg, packet_word(cg, field, 0), 4);
	}
	align = MIN(align, 8u);
	ir_store(cg, family, dst, align);
	ir_store(cg, first, ir_at(cg, dst, 8), align);
	ir_store(cg, rest, ir_at(cg, dst, 16), align);
	return ir_u64(cg, v->type->size);
}

static LLVMValueRef mac_fill(struct cg *cg, const struct val *v, LLVMValueRef dst, uint32_t align,
			     bool exact)
{
	enum packet_field field = (enum packet_field)v->e->field.offset;

	(void)exact;
	for (unsigned i = 0; i < 2; i++) {
		uint32_t first = packet_mac_first(&packet_field_rows[field]);
		uint32_t size = i ? 6 - first : first;

		ir_store(cg, ir_resize(cg, packet_word(cg, field, i), ir_int_type(cg, size), false),
			 ir_at(cg, dst, i ? first : 0), MIN(align, 2u));
	}
	return ir_u64(cg, v->type->size);
}

static LLVMValueRef field_number(struct cg *cg, enum packet_field field)
{
	switch (packet_field_rows[field].found) {
	case FOUND_SPORT:
		return ir_or(cg, packet_word(cg, PACKET_tcp_sport, 0),
			     packet_word(cg, PACKET_udp_sport, 0));
	case FOUND_DPORT:
		return ir_or(cg, packet_word(cg, PACKET_tcp_dport, 0),
			     packet_word(cg, PACKET_udp_dport, 0));
	case FOUND_PAYLOAD_LEN:
		return packet_rest_length(cg);
	case FOUND_NOTHING:
	case FOUND_LEN:
	case FOUND_IFINDEX:
	case FOUND_SRC:
	case FOUND_DST:
	case FOUND_PROTO:
	case FOUND_TYPE:
	case FOUND_VLAN:
	case FOUND_VLAN_INNER:
		break;
	}
	return packet_word(cg, field, 0);
}

struct val packet_field_val(struct cg *cg, const struct expr *e)
{
	enum packet_field field = (enum packet_field)e->field.offset;
	LLVMValueRef v;

	switch (packet_field_rows[field].as) {
	case FIELD_MAC:
		return (struct val){.where = VAL_FILL, .type = e->type, .fill = mac_fill, .e = e};
	case FIELD_INET:
	case FIELD_INET6:
		return (struct val){.where = VAL_FILL, .type = e->type, .fill = inet_fill, .e = e};
	case FIELD_NUMBER:
	case FIELD_BOOL:
		break;
	}
	v = field_number(cg, field);
	if (e->type->kind == T_BOOL)
		v = ir_not_zero(cg, v);
	return val_direct(ir_resize(cg, v, type_register(cg, e->type), false), e->type);
}

/* ---- views ---- */

LLVMValueRef packet_condition(struct cg *cg, const struct expr *view)
{
	return packet_has(cg, (enum packet_header)view->type->count);
}

static LLVMValueRef pair(struct cg *cg, LLVMValueRef first, LLVMValueRef second)
{
	return ir_or(cg, ir_shl(cg, first, ir_u64(cg, 16)), ir_shl(cg, second, ir_u64(cg, 32)));
}

static LLVMValueRef with_proto(struct cg *cg, LLVMValueRef what, LLVMValueRef proto)
{
	return ir_or(cg, what, ir_shl(cg, proto, ir_u64(cg, 8)));
}

static LLVMValueRef either(struct cg *cg, enum packet_field a, enum packet_field b)
{
	return ir_or(cg, packet_word(cg, a, 0), packet_word(cg, b, 0));
}

/* What the packet is, whatever it is. */
static LLVMValueRef whole_what(struct cg *cg, LLVMValueRef kind)
{
	LLVMValueRef first = either(cg, PACKET_tcp_sport, PACKET_udp_sport);
	LLVMValueRef second = either(cg, PACKET_tcp_dport, PACKET_udp_dport);
	LLVMValueRef other = ir_cmp(cg, LLVMIntEQ, kind, ir_u64(cg, PACKET_IS_OTHER));

	first = ir_or(cg, first, packet_word(cg, PACKET_icmp_type, 0));
	first = ir_select(cg, other, packet_word(cg, PACKET_eth_type, 0), first);
	second = ir_or(cg, second, packet_word(cg, PACKET_icmp_code, 0));
	return with_proto(cg, pair(cg, first, second), packet_word(cg, PACKET_pkt_proto, 0));
}

static LLVMValueRef ip_kind(struct cg *cg)
{
	LLVMValueRef four = ir_select(cg, packet_has(cg, PACKET_ip), ir_u64(cg, PACKET_IS_IP),
				      ir_u64(cg, PACKET_IS_ABSENT));

	return ir_select(cg, packet_has(cg, PACKET_ip6), ir_u64(cg, PACKET_IS_IP6), four);
}

/* Kind, protocol and numbers, if there is such a header. */
static LLVMValueRef view_what(struct cg *cg, enum packet_header h, LLVMValueRef kind)
{
	LLVMValueRef zero = ir_u64(cg, 0), what = zero, proto;

	switch (h) {
	case PACKET_pkt:
		what = whole_what(cg, kind);
		break;
	case PACKET_eth:
		what = pair(cg, packet_word(cg, PACKET_eth_type, 0), zero);
		break;
	case PACKET_tcp:
		what = pair(cg, packet_word(cg, PACKET_tcp_sport, 0),
			    packet_word(cg, PACKET_tcp_dport, 0));
		what = with_proto(cg, what, ir_u64(cg, PROTO_TCP));
		break;
	case PACKET_udp:
		what = pair(cg, packet_word(cg, PACKET_udp_sport, 0),
			    packet_word(cg, PACKET_udp_dport, 0));
		what = with_proto(cg, what, ir_u64(cg, PROTO_UDP));
		break;
	case PACKET_icmp:
		what = pair(cg, packet_word(cg, PACKET_icmp_type, 0),
			    packet_word(cg, PACKET_icmp_code, 0));
		proto = ir_select(cg, packet_has(cg, PACKET_ip6), ir_u64(cg, PROTO_ICMP6),
				  ir_u64(cg, PROTO_ICMP));
		what = with_proto(cg, what, proto);
		break;
	case PACKET_ip:
	case PACKET_ip6:
	case PACKET_COUNT:
		break;
	}
	return ir_select(cg, packet_has(cg, h), ir_or(cg, what, kind), zero);
}

/* The views that show no addresses of the network layer, or those of the link layer instead. */
static LLVMValueRef view_kind(struct cg *cg, enum packet_header h)
{
	LLVMValueRef kind;

	if (h == PACKET_eth)
		return ir_u64(cg, PACKET_IS_OTHER);
	kind = ip_kind(cg);
	if (h != PACKET_pkt)
		return kind;
	return ir_select(cg, ir_and(cg, ir_is_zero(cg, kind), packet_has(cg, PACKET_eth)),
			 ir_u64(cg, PACKET_IS_OTHER), kind);
}

static LLVMValueRef view_address(struct cg *cg, enum packet_header h, LLVMValueRef kind, bool src)
{
	enum packet_field mac = src ? PACKET_eth_src : PACKET_eth_dst;
	LLVMValueRef address;

	if (h == PACKET_eth)
		return mac_bytes(cg, mac);
	address = address_bytes(cg, src ? PACKET_ip_src : PACKET_ip_dst,
				src ? PACKET_ip6_src : PACKET_ip6_dst);
	if (h != PACKET_pkt)
		return address;
	return ir_select(cg, ir_cmp(cg, LLVMIntEQ, kind, ir_u64(cg, PACKET_IS_OTHER)),
			 mac_bytes(cg, mac), address);
}

/* struct wire_packet: zero when there is no such header. */
static LLVMValueRef view_fill(struct cg *cg, const struct val *v, LLVMValueRef dst, uint32_t align,
			      bool exact)
{
	enum packet_header h = (enum packet_header)v->type->count;
	LLVMValueRef kind = view_kind(cg, h), zero = ir_u64(cg, 0);
	LLVMValueRef has = packet_has(cg, h), words[5];

	(void)exact;
	words[0] = view_what(cg, h, kind);
	for (unsigned i = 0; i < 2; i++) {
		bool src = i == 0;

		words[1 + 2 * i] = view_address(cg, h, kind, src);
		words[2 + 2 * i] =
			h == PACKET_eth ? zero
					: packet_word(cg, src ? PACKET_ip6_src : PACKET_ip6_dst, 1);
	}
	for (unsigned i = 0; i < ARRAY_LEN(words); i++) {
		LLVMValueRef word = i ? ir_select(cg, has, words[i], zero) : words[i];

		ir_store(cg, word, ir_at(cg, dst, i * 8), MIN(align, 8u));
	}
	return ir_u64(cg, v->type->size);
}

#define HEADER(id, what)                                                                \
	struct val lower_builtin_##id(struct cg *cg, const struct expr *e)              \
	{                                                                               \
		(void)cg;                                                               \
		return (struct val){                                                    \
			.where = VAL_FILL, .type = e->type, .fill = view_fill, .e = e}; \
	}
#include "lang/packet.def"
#undef HEADER

/* ---- payload ---- */

/* How many bytes of the payload are left out in front of the value E. */
static uint64_t payload_skip(const struct expr *e)
{
	return e->builtin.args.len > 1 ? arg_literal(&e->builtin.args, 0, 0) : 0;
}

/* How many bytes a value of at most MAX has, SKIP bytes behind the payload's start. */
static LLVMValueRef payload_length(struct cg *cg, uint64_t skip, uint32_t max)
{
	LLVMValueRef n = packet_rest_length(cg), all = ir_u64(cg, skip);

	if (skip)
		n = ir_select(cg, ir_cmp(cg, LLVMIntUGT, n, all), ir_sub(cg, n, all),
			      ir_u64(cg, 0));
	return ir_bound(cg, n, max);
}

static LLVMValueRef payload_tail(struct cg *cg, const struct val *v, LLVMValueRef dst)
{
	uint64_t skip = payload_skip(v->e);
	LLVMValueRef n = payload_length(cg, skip, v->type->count);

	packet_rest_read(cg, dst, skip, n, v->type->count, v->e->span);
	return n;
}

static LLVMValueRef payload_fill(struct cg *cg, const struct val *v, LLVMValueRef dst,
				 uint32_t align, bool exact)
{
	uint64_t skip = payload_skip(v->e);
	LLVMValueRef n;

	if (exact)
		mem_zero(cg, dst, align, v->type->size);
	n = payload_length(cg, skip, v->type->count);
	ir_store(cg, ir_resize(cg, n, cg->i32, false), dst, MIN(align, 4u));
	packet_rest_read(cg, ir_at(cg, dst, 4), skip, n, v->type->count, v->e->span);
	return ir_add(cg, n, ir_u64(cg, 4));
}

struct val lower_builtin_payload(struct cg *cg, const struct expr *e)
{
	(void)cg;
	return (struct val){.where = VAL_FILL,
			    .type = e->type,
			    .fill = payload_fill,
			    .tail = payload_tail,
			    .e = e};
}

bool packet_payload_index(struct cg *cg, const struct expr *e, struct val *out)
{
	const struct expr *base = e->index.base;
	uint64_t index = expr_literal(e->index.index, UINT64_MAX);
	struct mem_mark mark = mem_mark(cg);
	LLVMValueRef slot;
	struct ir_if there;

	if (base->kind != E_BUILTIN || base->builtin.id != BUILTIN_payload || index > UINT16_MAX)
		return false;
	index += payload_skip(base);
	slot = mem_stack(cg, 8);
	ir_store(cg, ir_u64(cg, 0), slot, 8);
	ir_if(cg, &there, ir_cmp(cg, LLVMIntUGT, packet_rest_length(cg), ir_u64(cg, index)));
	packet_rest_read(cg, slot, index, ir_u64(cg, 1), 1, e->span);
	ir_end(cg, &there);
	*out = val_direct(ir_load(cg, cg->i8, slot, 1), e->type);
	mem_release(cg, mark);
	return true;
}
