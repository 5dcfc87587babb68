/*
 * Consumes the struct of a context from the target's types; produces `args` (and `ctx`) of it. What
 * lies behind its pointers is not what their types say (struct bpf_sock stands for struct sock), so
 * they are left out, and a message says why.
 */
#include "probes/context_view.h"

#include <string.h>

#include "lang/packet.h"

/* A field that the kernel keeps in the order of the network, under a name of its own as a number.
 */
struct friendly {
	enum context context;
	const char *name, *of;
	uint32_t size; /* a port's two bytes come first, or the whole word is swapped */
};

static const struct friendly friendly[] = {
	{CTX_SOCK_ADDR, "port", "user_port", 2},
	{CTX_SOCK_OPS, "port", "remote_port", 4},
};

static const char *const packet_bounds[] = {"data", "data_end", "data_meta", "skb_data",
					    "skb_data_end"};

static bool is_packet_bound(const char *name)
{
	for (size_t i = 0; name && i < ARRAY_LEN(packet_bounds); i++)
		if (strcmp(name, packet_bounds[i]) == 0)
			return true;
	return false;
}

/* A pointer, also in the unions that give pointers 64 bits on every machine. */
static bool has_pointer(const struct type *t)
{
	if (t->kind == T_POINTER)
		return true;
	for (uint32_t i = 0; t->kind == T_STRUCT && t->complete && i < t->nfields; i++)
		if (has_pointer(t->fields[i].type))
			return true;
	return false;
}

struct view {
	struct unit *u;
	struct field *fields, *hidden;
	uint32_t nfields, nhidden;
};

static void field_hide(struct view *v, const struct field *f, const char *why)
{
	const struct type *t = f->type;

	if (!f->name) {
		for (uint32_t i = 0; i < t->nfields; i++)
			if (t->fields[i].name && v->nhidden < 64)
				field_hide(v, &t->fields[i], why);
		return;
	}
	if (v->nhidden == 64)
		return;
	v->hidden[v->nhidden] = *f;
	v->hidden[v->nhidden++].tag = why;
}

static void field_take(struct view *v, const struct field *f)
{
	struct target *t = v->u->target;

	if (f->type->kind == T_STRUCT && !f->type->complete)
		t->ops->type_complete(t, v->u->types, (struct type *)f->type);
	if (is_packet_bound(f->name))
		field_hide(v, f, "is where the packet lies, which is read by its headers");
	else if (has_pointer(f->type))
		field_hide(v, f,
			   "is a pointer of the kernel, which programs of this kind cannot follow");
	else if (f->name || f->type->kind == T_STRUCT)
		v->fields[v->nfields++] = *f;
}

static void friendly_add(struct view *v, enum context context, const struct type *raw)
{
	for (size_t i = 0; i < ARRAY_LEN(friendly); i++) {
		uint32_t offset;

		if (friendly[i].context != context || !type_field(raw, friendly[i].of, &offset))
			continue;
		v->fields[v->nfields++] = (struct field){
			.name = intern_c(v->u->names, friendly[i].name),
			.type = type_int(v->u->types, friendly[i].size, false),
			.offset = offset,
			.flags = FIELD_BIG_ENDIAN,
		};
	}
}

static const struct type *struct_make(struct view *v, const struct type *raw,
				      const struct field *fields, uint32_t n)
{
	struct type *t = type_struct_new(v->u->types, raw->name, false);

	t->fields = fields;
	t->nfields = n;
	t->size = raw->size;
	t->align = raw->align;
	t->complete = true;
	return t;
}

void context_view(struct expansion *x, struct match *m)
{
	struct target *target = x->u->target;
	const char *name = context_rows[m->context].type;
	struct view v = {.u = x->u};
	const struct type *raw;

	if (!x->uses->args && !x->uses->ctx)
		return;
	raw = target->ops->type_find(target, x->u->types, TAG_STRUCT, name);
	if (!raw || (!raw->complete &&
		     !target->ops->type_complete(target, x->u->types, (struct type *)raw)))
		return;
	v.fields = arena_array(x->u->arena, struct field, raw->nfields + ARRAY_LEN(friendly));
	v.hidden = arena_array(x->u->arena, struct field, 64);
	for (uint32_t i = 0; i < raw->nfields; i++)
		field_take(&v, &raw->fields[i]);
	friendly_add(&v, m->context, raw);
	m->args = struct_make(&v, raw, v.fields, v.nfields);
	m->hidden = struct_make(&v, raw, v.hidden, v.nhidden);
}

void packet_fields_describe(struct listing *l, const char *line, struct buf *out)
{
	(void)line;
	packet_describe(types_make(l->arena, interner_make(l->arena)), out);
}
