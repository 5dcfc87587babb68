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
