/*
 * Constants of types that have no literals of their own, written as strings and compared with
 * values of the type: ip.src == "10.0.0.1", eth.dst == "ff:ff:ff:ff:ff:ff", payload(4) == "GET ".
 *
 * The string becomes the bytes that the value has in memory, under a conversion to its type.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "lang/sema_local.h"

struct address {
	uint64_t family;
	unsigned char bytes[16];
};

/* False: TEXT is none. */
static bool inet_parse(const char *text, struct address *out)
{
	out->family = strchr(text, ':') ? AF_INET6 : AF_INET;
	return inet_pton((int)out->family, text, out->bytes) == 1;
}

static bool mac_parse(const char *text, unsigned char *out)
{
	unsigned value;
	int n;

	for (int i = 0; i < 6; i++) {
		if (strspn(text, "0123456789abcdefABCDEF") > 2 ||
		    sscanf(text, "%2x%n", &value, &n) != 1)
			return false;
		out[i] = (unsigned char)value;
		text += n;
		if (i < 5 && *text++ != ':')
			return false;
	}
	return !*text;
}

static void constant_make(struct sema *s, struct expr **slot, const struct type *type,
			  const void *bytes, size_t n)
{
	struct expr *literal = expr_make(s->a, E_STRING, (*slot)->span);
	struct expr *cast = expr_make(s->a, E_CAST, (*slot)->span);

	literal->string = (struct str){arena_alloc(s->a, n + 1), n};
	memcpy((char *)literal->string.at, bytes, n);
	literal->type = type_string(s->ts, (uint32_t)n + 1);
	cast->cast.arg = literal;
	cast->type = type;
	*slot = cast;
}

static void buffer_make(struct sema *s, struct expr **slot)
{
	struct str text = (*slot)->string;
	uint32_t len = (uint32_t)text.len;
	char *bytes = arena_alloc(s->a, sizeof(len) + text.len);

	memcpy(bytes, &len, sizeof(len));
	memcpy(bytes + sizeof(len), text.at, text.len);
	constant_make(s, slot, type_buffer(s->ts, len), bytes, sizeof(len) + text.len);
}

const struct type *constant_of_text(struct sema *s, struct expr **slot, const struct type *wanted)
{
	const char *text = arena_strdup(s->a, (*slot)->string);
	struct address address = {0};
	unsigned char mac[6];

	switch ((int)wanted->kind) {
	case T_INET:
		if (inet_parse(text, &address))
			constant_make(s, slot, wanted, &address, sizeof(address));
		else
			sema_diag(s, D_ARG_VALUE, (*slot)->span,
				  "\"%s\" is no IPv4 or IPv6 address", text);
		return wanted;
	case T_MAC:
		if (mac_parse(text, mac))
			constant_make(s, slot, wanted, mac, sizeof(mac));
		else
			sema_diag(s, D_ARG_VALUE, (*slot)->span,
				  "\"%s\" is no MAC address: six bytes, 02:00:5e:10:00:ff", text);
		return wanted;
	case T_BUFFER:
		buffer_make(s, slot);
		return (*slot)->type;
	default:
		return NULL;
	}
}

/* ---- subnets ---- */

static bool is_subnet(const struct expr *e)
{
	return e->kind == E_STRING && memchr(e->string.at, '/', e->string.len);
}

bool subnet_compare(struct sema *s, struct expr **slot, const struct type *l, const struct type *r)
{
	struct expr *e = *slot, *address, *call;

	if (e->binary.op != OP_EQ && e->binary.op != OP_NE)
		return false;
	if (l->kind == T_INET && is_subnet(e->binary.rhs))
		address = e->binary.lhs;
	else if (r->kind == T_INET && is_subnet(e->binary.lhs))
		address = e->binary.rhs;
	else
		return false;
	call = expr_make(s->a, E_CALL, e->span);
	call->call.fn = FN_in_subnet;
	call->call.name = function_rows[FN_in_subnet].name;
	call->call.name_span = e->span;
	vec_push(s->a, &call->call.args, address);
	vec_push(s->a, &call->call.args, address == e->binary.lhs ? e->binary.rhs : e->binary.lhs);
	*slot = call;
	if (e->binary.op == OP_NE) {
		*slot = expr_make(s->a, E_UNARY, e->span);
		(*slot)->unary.op = OP_NOT;
		(*slot)->unary.arg = call;
	}
	return true;
}

/* in_subnet(address, "10.0.0.0/8"): the number of bits that count goes to call.number. */
const struct type *fn_in_subnet(struct sema *s, struct expr *e, const struct type *address)
{
	const struct expr *subnet = e->call.args.at[1];
	char *text = arena_strdup(s->a, subnet->string), *slash = strchr(text, '/');
	struct address parsed = {0};
	unsigned bits = 0, max;
	int end = 0;

	if (address->kind != T_INET && address->kind != T_ERROR)
		sema_diag(s, D_ARG_TYPE, e->call.args.at[0]->span,
			  "in_subnet(): an address is wanted, as ip.src or ntop() give it, not %s",
			  text_of(s, address));
	if (slash)
		*slash = '\0';
	if (!inet_parse(text, &parsed) || !slash || slash[1] < '0' || slash[1] > '9' ||
	    sscanf(slash + 1, "%3u%n", &bits, &end) != 1 || slash[1 + end]) {
		sema_diag(
			s, D_ARG_VALUE, subnet->span,
			"\"%.*s\" is no subnet: an address, a slash, and how many bits of it count",
			STR_ARG(subnet->string));
		return &type_bool;
	}
	max = parsed.family == AF_INET6 ? 128 : 32;
	if (bits > max)
		sema_diag(s, D_ARG_VALUE, subnet->span, "the address has %u bits, not %u", max,
			  bits);
	e->call.number = (int)bits;
	return &type_bool;
}
