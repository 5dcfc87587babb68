/*
 * Views of a packet: where they exist, their fields, and the payload behind the headers.
 *
 * A view itself is a condition, or a value of type PACKET. Its fields can only be read from the
 * builtin: a value has the addresses and ports of the packet, not the packet.
 */
#include "lang/sema_local.h"

enum packet_header packet_header_of(enum builtin_id id)
{
	static const enum builtin_id builtins[PACKET_COUNT] = {
#define HEADER(id, what) [PACKET_##id] = BUILTIN_##id,
#include "lang/packet.def"
#undef HEADER
	};

	for (unsigned i = 0; i < PACKET_COUNT; i++)
		if (builtins[i] == id)
			return i;
	return PACKET_COUNT;
}

static bool packet_is_here(const struct sema *s)
{
	return s->inst && context_rows[s->inst->context].packet != PACKET_NONE;
}

static const struct type *no_packet(struct sema *s, struct expr *e)
{
	return builtin_not_here(s, e, "packets are what xdp, tc and cgroup_skb probes see");
}

const struct type *sema_packet(struct sema *s, struct expr *e, enum packet_header header)
{
	return packet_is_here(s) ? type_packet(s->ts, header) : no_packet(s, e);
}

static const struct type *not_in_value(struct sema *s, const struct expr *e, const char *header)
{
	struct diag *d = sema_diag(s, D_FIELD, e->span,
				   "a stored view has only its addresses and ports, and no fields");

	sema_hint(s, d, "read the packet itself, %s.%s, or store the field", header, e->field.name);
	return &type_error;
}

const struct type *sema_packet_field(struct sema *s, struct expr *e, const struct type *t)
{
	const char *header = packet_header_rows[t->count].name, *near;
	const char *names[PACKET_FIELD_COUNT + 1];
	enum packet_field field;
	struct diag *d;
	size_t n = 0;

	field = packet_field_find((enum packet_header)t->count, e->field.name);
	if (field == PACKET_FIELD_COUNT) {
		for (unsigned i = 0; i < PACKET_FIELD_COUNT; i++)
			if (packet_field_rows[i].header == t->count)
				names[n++] = packet_field_rows[i].name;
		names[n] = NULL;
		d = sema_diag(s, D_FIELD, e->span, "%s has no field \"%s\"", header, e->field.name);
		near = diag_nearest(str_from(e->field.name), names);
		if (near)
			sema_hint(s, d, "did you mean %s.%s?", header, near);
		else
			sema_hint(s, d, "sonde -lv 'xdp:lo' lists the fields of all headers");
		return &type_error;
	}
	if (e->field.base->kind != E_BUILTIN)
		return not_in_value(s, e, header);
	e->field.offset = field;
	return packet_field_type(s->ts, field);
}

/* ---- payload ---- */

#define BUFFER_HEAD 4

/* A literal argument of payload(), at least LEAST. */
static bool payload_arg(struct sema *s, struct expr **slot, uint64_t least)
{
	const struct expr *n;

	sema_expr(s, slot);
	n = *slot;
	if (n->kind == E_INT && !n->num.negative && n->num.value >= least &&
	    n->num.value <= UINT16_MAX)
		return true;
	sema_diag(s, D_ARG_LITERAL, n->span,
		  "payload(): the %s must be a literal number from %llu to 65535",
		  least ? "length" : "offset", (unsigned long long)least);
	return false;
}

/* payload: all that a buffer may have; payload([offset,] length): a part of it. */
const struct type *sema_payload(struct sema *s, struct expr *e)
{
	uint64_t max = s->u->config[CONFIG_max_strlen] - BUFFER_HEAD;
	struct exprs *args = &e->builtin.args;
	const struct expr *n;

	if (!packet_is_here(s))
		return no_packet(s, e);
	if (!args->len)
		return type_buffer(s->ts, (uint32_t)max);
	if (!builtin_arg_count(s, e, 2) || !payload_arg(s, &args->at[args->len - 1], 1) ||
	    (args->len > 1 && !payload_arg(s, &args->at[0], 0)))
		return &type_error;
	n = args->at[args->len - 1];
	if (n->num.value > max)
		sema_diag(s, D_SHORTENED, n->span,
			  "a buffer of %llu bytes is too long: it is cut to %llu (config "
			  "max_strlen)",
			  (unsigned long long)n->num.value, (unsigned long long)max);
	return type_buffer(s->ts, (uint32_t)MIN(n->num.value, max));
}
