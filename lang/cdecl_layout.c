/*
 * Where members lie: the rules of the x86-64 System V ABI, which the 64-bit ABIs of Linux share for
 * everything but unnamed bit-fields.
 */
#include "lang/cdecl_local.h"

struct layout {
	struct cparser *c;
	struct type *type;
	bool packed;
	uint32_t align; /* of the struct so far */
	uint64_t bits;	/* used so far; unions: 0 */
	uint64_t size;	/* unions: of the largest member, in bytes */
};

static uint64_t round_bits(uint64_t bits, uint32_t bytes)
{
	return ROUND_UP(bits, (uint64_t)bytes * 8);
}

static void member_end(struct layout *l, uint64_t end_bits)
{
	if (l->type->is_union)
		l->size = MAX(l->size, (end_bits + 7) / 8);
	else
		l->bits = end_bits;
}

/* A bit-field does not cross a unit of its declared type, unless it is packed. */
static bool bits_place(struct layout *l, struct cmember *m)
{
	uint32_t size = m->type.type->size, align = m->type.align;
	bool packed = l->packed || m->attrs.packed;
	uint64_t at = l->bits;
	uint32_t width = m->field.bit_size;

	if (m->attrs.aligned)
		at = round_bits(at, m->attrs.aligned);
	if (!width)
		at = round_bits(at, align);
	else if (!packed && at / (8u * size) != (at + width - 1) / (8u * size))
		at = round_bits(at, align);
	m->field.offset = (uint32_t)(at / 8);
	m->field.bit_offset = (uint16_t)(at % 8);
	member_end(l, at + width);
	if (m->field.name && !packed)
		l->align = MAX(l->align, align);
	if (m->attrs.aligned)
		l->align = MAX(l->align, m->attrs.aligned);
	if (m->field.name && m->field.bit_offset + width > 64)
		return cparser_fail(l->c, D_C_VALUE, m->span,
				    "a bit-field that touches nine bytes cannot be read");
	return true;
}

static void whole_place(struct layout *l, struct cmember *m)
{
	uint32_t align = l->packed || m->attrs.packed ? 1 : m->type.align;
	uint64_t at;

	align = MAX(align, m->attrs.aligned);
	at = round_bits(l->bits, align);
	m->field.offset = (uint32_t)(at / 8);
	member_end(l, at + (uint64_t)m->type.type->size * 8);
	l->align = MAX(l->align, align);
}

static void fields_keep(struct cparser *c, struct type *t, const struct cmembers *members)
{
	struct field *fields = arena_array(c->a, struct field, members->list.len + 1);
	uint32_t n = 0;

	for (size_t i = 0; i < members->list.len; i++) {
		const struct cmember *m = &members->list.at[i];

		/* Unnamed bit-fields are room only. */
		if (m->field.name || !m->is_bits)
			fields[n++] = m->field;
	}
	t->fields = fields;
	t->nfields = n;
}

bool cstruct_layout(struct cparser *c, struct type *t, struct cmembers *members,
		    struct cattrs attrs, struct span span)
{
	struct layout l = {.c = c, .type = t, .packed = attrs.packed, .align = 1};
	uint64_t size;

	for (size_t i = 0; i < members->list.len; i++) {
		struct cmember *m = &members->list.at[i];

		if (!m->is_bits)
			whole_place(&l, m);
		else if (!bits_place(&l, m))
			return false;
		if (l.bits / 8 > CSIZE_MAX)
			return cparser_fail(c, D_C_VALUE, span,
					    "a struct of more than %u bytes is too large",
					    CSIZE_MAX);
	}
	l.align = MAX(l.align, attrs.aligned);
	size = t->is_union ? l.size : (l.bits + 7) / 8;
	t->align = l.align;
	t->size = (uint32_t)ROUND_UP(size, (uint64_t)l.align);
	fields_keep(c, t, members);
	t->complete = true;
	return true;
}

/* ---- structs of the system ---- */

static uint32_t align_guess(struct unit *u, const struct type *t, unsigned depth)
{
	uint32_t align = 1;

	if (t->kind == T_ARRAY)
		return depth ? align_guess(u, t->elem, depth - 1) : 1;
	if (t->kind != T_STRUCT)
		return MAX(t->align, 1u);
	/* Only types of BTF come without an alignment; what is found out is kept. */
	if (!unit_type_complete(u, (struct type *)(uintptr_t)t))
		return 1;
	if (!depth || !t->btf_id || t->align > 1)
		return MAX(t->align, 1u);
	for (uint32_t i = 0; i < t->nfields; i++) {
		uint32_t own = align_guess(u, t->fields[i].type, depth - 1);

		/* A member that lies where it may not shows that the struct is packed. */
		if (!t->fields[i].bit_size && t->fields[i].offset % own == 0)
			align = MAX(align, own);
	}
	while (align > 1 && t->size % align)
		align /= 2;
	((struct type *)(uintptr_t)t)->align = align;
	return align;
}

uint32_t cstruct_align(struct unit *u, const struct type *t)
{
	return align_guess(u, t, 8);
}
