/*
 * Which parts of a packet a body asks about, and where they wait for it: from the tree of an
 * instance to struct packet, before any code of the program is made. What is not wanted costs
 * nothing.
 */
#include "codegen/packet.h"

/*
 * A few values wait in registers. More of them would be moved on each way out of the parser, and
 * are written to the stack where they are found instead; what is more than that, to scratch memory.
 */
#define REGISTERS_MAX 4
#define WORDS_MAX 16

/* ---- what is wanted ---- */

static void want_header(struct packet *p, enum packet_header h)
{
	p->wanted[h] = p->asked[h] = true;
}

static void want_field(struct packet *p, enum packet_field f);

static void want_all(struct packet *p, const enum packet_field *fields, size_t n)
{
	for (size_t i = 0; i < n; i++)
		want_field(p, fields[i]);
}

static void want_addresses(struct packet *p)
{
	static const enum packet_field fields[] = {PACKET_ip_src, PACKET_ip_dst, PACKET_ip6_src,
						   PACKET_ip6_dst};

	want_all(p, fields, ARRAY_LEN(fields));
	want_header(p, PACKET_ip);
	want_header(p, PACKET_ip6);
}

static void want_field(struct packet *p, enum packet_field f)
{
	const struct packet_field_row *row = &packet_field_rows[f];

	p->fields[f].wanted = p->wanted[row->header] = true;
	switch (row->found) {
	case FOUND_SRC:
		want_field(p, PACKET_ip_src);
		want_field(p, PACKET_ip6_src);
		want_header(p, PACKET_ip6);
		break;
	case FOUND_DST:
		want_field(p, PACKET_ip_dst);
		want_field(p, PACKET_ip6_dst);
		want_header(p, PACKET_ip6);
		break;
	case FOUND_SPORT:
		want_field(p, PACKET_tcp_sport);
		want_field(p, PACKET_udp_sport);
		break;
	case FOUND_DPORT:
		want_field(p, PACKET_tcp_dport);
		want_field(p, PACKET_udp_dport);
		break;
	case FOUND_PAYLOAD_LEN:
		p->payload = true;
		break;
	case FOUND_NOTHING:
	case FOUND_LEN:
	case FOUND_IFINDEX:
	case FOUND_PROTO:
	case FOUND_TYPE:
	case FOUND_VLAN:
	case FOUND_VLAN_INNER:
		break;
	}
}

/* The view as a value: see view_fill in packet_view.c. */
static void want_value(struct packet *p, enum packet_header h)
{
	static const enum packet_field ethernet[] = {PACKET_eth_src, PACKET_eth_dst,
						     PACKET_eth_type};
	static const enum packet_field whole[] = {PACKET_pkt_sport, PACKET_pkt_dport,
						  PACKET_pkt_proto, PACKET_icmp_type,
						  PACKET_icmp_code};

	want_header(p, h);
	if (h == PACKET_eth || h == PACKET_pkt)
		want_all(p, ethernet, ARRAY_LEN(ethernet));
	if (h == PACKET_pkt) {
		want_header(p, PACKET_eth);
		want_all(p, whole, ARRAY_LEN(whole));
	}
	if (h != PACKET_eth)
		want_addresses(p);
	if (h == PACKET_tcp)
		want_field(p, PACKET_tcp_sport), want_field(p, PACKET_tcp_dport);
	if (h == PACKET_udp)
		want_field(p, PACKET_udp_sport), want_field(p, PACKET_udp_dport);
	if (h == PACKET_icmp)
		want_field(p, PACKET_icmp_type), want_field(p, PACKET_icmp_code);
}

struct wants {
	struct packet *p;
	const struct expr *part; /* a view that is only a part of the expression around it */
};

static bool want_of(struct expr *e, void *arg)
{
	struct wants *w = arg;
	const struct expr *view = NULL;

	if (e->kind == E_FIELD)
		view = e->field.base;
	if (e->kind == E_CAST && e->type->kind == T_BOOL)
		view = e->cast.arg;
	if (view && view->kind == E_BUILTIN && view->type->kind == T_PACKET) {
		w->part = view;
		if (e->kind == E_FIELD)
			want_field(w->p, (enum packet_field)e->field.offset);
		else
			want_header(w->p, (enum packet_header)view->type->count);
	} else if (e->kind == E_BUILTIN && e != w->part && e->type->kind == T_PACKET) {
		want_value(w->p, (enum packet_header)e->type->count);
	} else if (e->kind == E_BUILTIN && e->builtin.id == BUILTIN_payload) {
		w->p->payload = true;
	}
	return false;
}

bool packet_wants_transport(const struct packet *p)
{
	return p->wanted[PACKET_tcp] || p->wanted[PACKET_udp] || p->wanted[PACKET_icmp] ||
	       p->payload;
}

bool packet_wants_proto(const struct packet *p)
{
	return packet_wants_transport(p) || p->fields[PACKET_pkt_proto].wanted;
}

bool packet_wants_network(const struct packet *p)
{
	return packet_wants_proto(p) || p->wanted[PACKET_ip] || p->wanted[PACKET_ip6];
}

/* ---- places ---- */

static LLVMValueRef word_make(struct cg *cg, struct packet *p, LLVMValueRef zero)
{
	LLVMValueRef at;

	if (!p->in_memory)
		return ir_local(cg, cg->i64);
	at = p->words++ < WORDS_MAX ? mem_stack(cg, 8) : mem_scratch(cg, 8);
	ir_store_volatile(cg, zero, at);
	return at;
}

void packet_place_set(struct cg *cg, const struct packet *p, LLVMValueRef place, LLVMValueRef v)
{
	if (p->in_memory)
		ir_store_volatile(cg, v, place);
	else
		ir_store(cg, v, place, 8);
}

/* Fields that are put together from others where they are read have no place. */
static bool has_place(const struct packet_field_row *row)
{
	switch (row->found) {
	case FOUND_SRC:
	case FOUND_DST:
	case FOUND_SPORT:
	case FOUND_DPORT:
	case FOUND_PAYLOAD_LEN:
		return false;
	case FOUND_NOTHING:
	case FOUND_LEN:
	case FOUND_IFINDEX:
	case FOUND_PROTO:
	case FOUND_TYPE:
	case FOUND_VLAN:
	case FOUND_VLAN_INNER:
		break;
	}
	return true;
}

static bool has_second_word(const struct packet_field_row *row)
{
	return row->as == FIELD_MAC || row->as == FIELD_INET6;
}

static uint32_t places_count(const struct packet *p)
{
	uint32_t n = 0;

	for (unsigned i = 0; i < PACKET_FIELD_COUNT; i++)
		if (p->fields[i].wanted && has_place(&packet_field_rows[i]))
			n += has_second_word(&packet_field_rows[i]) ? 2 : 1;
	for (unsigned i = 0; i < PACKET_COUNT; i++)
		n += p->asked[i];
	return n;
}

void packet_places_make(struct cg *cg, struct packet *p, LLVMValueRef zero)
{
	LLVMValueRef flags = NULL;

	for (unsigned i = 0; i < PACKET_FIELD_COUNT; i++) {
		if (!p->fields[i].wanted || !has_place(&packet_field_rows[i]))
			continue;
		p->fields[i].word[0] = word_make(cg, p, zero);
		if (has_second_word(&packet_field_rows[i]))
			p->fields[i].word[1] = word_make(cg, p, zero);
	}
	for (unsigned i = 0; i < PACKET_COUNT; i++) {
		if (!p->asked[i] || i == PACKET_pkt)
			continue;
		if (p->in_memory && !flags)
			flags = word_make(cg, p, zero);
		p->present[i] = p->in_memory ? ir_at(cg, flags, i) : ir_local(cg, cg->i1);
	}
	if (p->payload)
		p->rest = mem_stack(cg, 8);
}

bool packet_wants_find(struct packet *p, struct instance *inst)
{
	struct wants wants = {.p = p};
	bool any = false;

	instance_walk(inst, want_of, &wants);
	for (unsigned i = 0; i < PACKET_COUNT; i++)
		any = any || p->wanted[i];
	p->in_memory = places_count(p) > REGISTERS_MAX;
	return any || p->payload;
}
