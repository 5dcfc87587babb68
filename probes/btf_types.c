/*
 * BTF to struct type. Structs stay incomplete until someone asks for their fields; everything else
 * is converted at once. BTF is data of the kernel (or of a file): references may be circular or
 * wrong, so every walk is bounded, and what makes no sense becomes &type_error.
 */
#include "probes/btf_types.h"

#include "lang/ptrmap.h"

#include <linux/btf.h>

/* Pointers, arrays and anonymous structs inside each other; C code stays far below. */
#define REFERENCES_MAX 32
#define FIELDS_MAX 65535u

struct forward {
	struct str name;
	struct type *type;
};

struct btf_types {
	struct arena *arena;
	struct types *ts;
	struct btf_index *(*open)(void *arg);
	void *open_arg;
	bool opened;
	struct btf_index *btf; /* NULL: not opened, or there is none */
	struct type **by_id;   /* structs, unions, enums that were converted */
	struct forwards VEC(struct forward) forwards;
	unsigned depth;
	struct target *over; /* answers instead; NULL: the type information does */
	/* Of a module: the kernel's types, which its own refer to; and the structs that are its
	 * own. */
	struct btf_types *base;
	struct ptrmap own;
};

struct btf_types *btf_types_make(struct arena *a, struct types *ts,
				 struct btf_index *(*open)(void *arg), void *arg)
{
	struct btf_types *bt = arena_make(a, struct btf_types);

	bt->arena = a;
	bt->ts = ts;
	bt->open = open;
	bt->open_arg = arg;
	return bt;
}

struct btf_types *btf_types_of_module(struct arena *a, struct types *ts, struct btf_types *base,
				      struct btf_index *module)
{
	struct btf_types *bt = btf_types_make(a, ts, NULL, NULL);

	bt->base = base;
	bt->btf = module;
	bt->by_id = arena_array(a, struct type *, btf_index_end(module));
	return bt;
}

bool btf_types_own(const struct btf_types *bt, const struct type *t)
{
	return ptrmap_get(&bt->own, t) != NULL;
}

/* True for types that a module has from the kernel. */
static bool is_of_base(const struct btf_types *bt, uint32_t id)
{
	return bt->base && id < btf_index_first(bt->btf);
}

struct btf_types *btf_types_over(struct arena *a, struct types *ts, struct target *target)
{
	struct btf_types *bt = btf_types_make(a, ts, NULL, NULL);

	bt->over = target;
	return bt;
}

static const struct type *over_find(struct btf_types *bt, enum type_tag tag, struct str name)
{
	return bt->over->ops->type_find(bt->over, bt->ts, tag, arena_strdup(bt->arena, name));
}

static bool types_open(struct btf_types *bt)
{
	if (!bt->opened && bt->open) {
		bt->opened = true;
		bt->btf = bt->open(bt->open_arg);
		if (bt->btf)
			bt->by_id = arena_array(bt->arena, struct type *, btf_index_end(bt->btf));
	}
	return bt->btf != NULL;
}

/* ---- structs ---- */

static struct type *forward_find(struct btf_types *bt, bool is_union, struct str name)
{
	for (size_t i = 0; i < bt->forwards.len; i++) {
		struct forward *f = &bt->forwards.at[i];

		if (f->type->is_union == is_union && str_equal(f->name, name))
			return f->type;
	}
	return NULL;
}

static struct type *forward_make(struct btf_types *bt, bool is_union, struct str name)
{
	struct type *t = forward_find(bt, is_union, name);
	const char *copy;

	if (t)
		return t;
	copy = arena_strdup(bt->arena, name);
	t = type_struct_new(bt->ts, copy, is_union);
	vec_push(bt->arena, &bt->forwards, (struct forward){str_from(copy), t});
	return t;
}

const struct type *btf_types_forward(struct btf_types *bt, bool is_union, struct str name)
{
	const struct type *known = bt->over ? over_find(bt, is_union ? TAG_UNION : TAG_STRUCT, name)
					    : NULL;

	if (bt->base)
		return btf_types_forward(bt->base, is_union, name);
	return known ? known : forward_make(bt, is_union, name);
}

/* The object for struct ID: the one a name already has when ID is the first of that name. */
static struct type *struct_by_id(struct btf_types *bt, uint32_t id, const struct btf_type *bt_type)
{
	bool is_union = btf_type_kind(bt_type) == BTF_KIND_UNION;
	const char *name = btf_index_string(bt->btf, bt_type->name_off);
	struct type *t = bt->by_id[id];

	if (t)
		return t;
	if (name[0])
		t = forward_find(bt, is_union, str_from(name));
	if (!t || t->btf_id)
		t = type_struct_new(bt->ts, name[0] ? name : NULL, is_union);
	t->btf_id = id;
	t->size = bt_type->size;
	bt->by_id[id] = t;
	if (bt->base)
		ptrmap_set(bt->arena, &bt->own, t, t);
	return t;
}

/* ---- conversion ---- */

static const struct type *convert_int(struct btf_types *bt, const struct btf_type *t)
{
	uint32_t info = *(const uint32_t *)(t + 1);

	if (t->size == 1 || t->size == 2 || t->size == 4 || t->size == 8)
		return type_int(bt->ts, t->size, BTF_INT_ENCODING(info) & BTF_INT_SIGNED);
	return type_array(bt->ts, type_int(bt->ts, 1, false), MIN(t->size, 64u));
}

static const struct type *convert_enum(struct btf_types *bt, uint32_t id, const struct btf_type *t)
{
	const char *name = btf_index_string(bt->btf, t->name_off);
	struct enumerator *values;
	struct type *out = bt->by_id[id];

	if (out)
		return out;
	if (t->size != 1 && t->size != 2 && t->size != 4 && t->size != 8)
		return &type_error;
	out = type_enum_new(bt->ts, name[0] ? name : NULL, t->size, btf_type_kind_flag(t));
	values = arena_array(bt->arena, struct enumerator, btf_type_vlen(t));
	for (uint32_t i = 0; i < btf_type_vlen(t); i++) {
		values[i].name = btf_index_string(bt->btf, btf_enumerator_name(t, i));
		values[i].value = btf_enumerator_value(t, i);
	}
	out->enumerators = values;
	out->nenumerators = btf_type_vlen(t);
	out->btf_id = id;
	bt->by_id[id] = out;
	return out;
}

/* True when ID is the type `char` itself, of which arrays are strings. */
static bool is_char(struct btf_types *bt, uint32_t id)
{
	const struct btf_type *t = btf_index_type(bt->btf, btf_index_strip(bt->btf, id));

	return t && btf_type_kind(t) == BTF_KIND_INT && t->size == 1 &&
	       str_equal(str_from(btf_index_string(bt->btf, t->name_off)), STR("char"));
}

static const struct type *convert_array(struct btf_types *bt, const struct btf_type *t)
{
	const struct btf_array *array = (const void *)(t + 1);
	const struct type *elem;

	if (is_char(bt, array->type) && array->nelems && array->nelems < 1u << 20)
		return type_string(bt->ts, array->nelems);
	elem = btf_types_convert(bt, array->type);
	if (elem->kind == T_ERROR || (uint64_t)elem->size * array->nelems > UINT32_MAX / 2)
		return &type_error;
	return type_array(bt->ts, elem, array->nelems);
}

/* "user" on the way to the pointee makes it a pointer into user space. */
static enum addr_space pointer_space(struct btf_types *bt, uint32_t id)
{
	for (unsigned steps = 0; steps < REFERENCES_MAX; steps++) {
		const struct btf_type *t = btf_index_type(bt->btf, id);
		unsigned kind = t ? btf_type_kind(t) : 0;

		if (kind == SONDE_BTF_KIND_TYPE_TAG &&
		    str_equal(str_from(btf_index_string(bt->btf, t->name_off)), STR("user")))
			return AS_USER;
		if (kind != BTF_KIND_CONST && kind != BTF_KIND_VOLATILE &&
		    kind != SONDE_BTF_KIND_TYPE_TAG)
			break;
		id = t->type;
	}
	return AS_NONE;
}

static const struct type *convert_pointer(struct btf_types *bt, const struct btf_type *t)
{
	const struct btf_type *to = btf_index_type(bt->btf, btf_index_strip(bt->btf, t->type));
	const struct type *elem;

	if (to && (btf_type_kind(to) == BTF_KIND_FUNC_PROTO || btf_type_kind(to) == BTF_KIND_FUNC))
		elem = &type_none;
	else
		elem = btf_types_convert(bt, t->type);
	if (elem->kind == T_ERROR)
		elem = NULL;
	return type_pointer(bt->ts, elem, pointer_space(bt, t->type));
}

/* A typedef of an anonymous struct lends it its name. */
static const struct type *convert_typedef(struct btf_types *bt, const struct btf_type *t)
{
	const struct btf_type *to = btf_index_type(bt->btf, t->type);
	unsigned kind = to ? btf_type_kind(to) : 0;

	if ((kind == BTF_KIND_STRUCT || kind == BTF_KIND_UNION) && !to->name_off) {
		struct type *named = is_of_base(bt, t->type)
					     ? (struct type *)btf_types_convert(bt->base, t->type)
					     : struct_by_id(bt, t->type, to);

		if (!named->name) {
			named->name = btf_index_string(bt->btf, t->name_off);
			named->by_typedef = true;
		}
		return named;
	}
	return btf_types_convert(bt, t->type);
}

static const struct type *convert(struct btf_types *bt, uint32_t id, const struct btf_type *t)
{
	switch (btf_type_kind(t)) {
	case BTF_KIND_INT:
		return convert_int(bt, t);
	case BTF_KIND_PTR:
		return convert_pointer(bt, t);
	case BTF_KIND_ARRAY:
		return convert_array(bt, t);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return struct_by_id(bt, id, t);
	case BTF_KIND_ENUM:
	case SONDE_BTF_KIND_ENUM64:
		return convert_enum(bt, id, t);
	case BTF_KIND_FWD:
		return btf_types_forward(bt, btf_type_kind_flag(t),
					 str_from(btf_index_string(bt->btf, t->name_off)));
	case BTF_KIND_TYPEDEF:
		return convert_typedef(bt, t);
	case BTF_KIND_CONST:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_RESTRICT:
	case SONDE_BTF_KIND_TYPE_TAG:
		return btf_types_convert(bt, t->type);
	case BTF_KIND_FLOAT:
		return type_array(bt->ts, type_int(bt->ts, 1, false), MIN(t->size, 16u));
	default:
		return &type_error;
	}
}

const struct type *btf_types_convert(struct btf_types *bt, uint32_t id)
{
	const struct btf_type *t;
	const struct type *out;

	if (!id)
		return &type_void;
	if (is_of_base(bt, id))
		return btf_types_convert(bt->base, id);
	t = types_open(bt) ? btf_index_type(bt->btf, id) : NULL;
	if (!t || bt->depth >= REFERENCES_MAX)
		return &type_error;
	bt->depth++;
	out = convert(bt, id, t);
	bt->depth--;
	return out;
}

/* ---- fields ---- */

/* A tag on the pointee that forbids following the pointer (percpu ...). */
static const char *pointer_tag(struct btf_types *bt, uint32_t id)
{
	const struct btf_type *t = btf_index_type(bt->btf, btf_index_strip(bt->btf, id));

	if (!t || btf_type_kind(t) != BTF_KIND_PTR)
		return NULL;
	id = t->type;
	for (unsigned steps = 0; steps < REFERENCES_MAX; steps++) {
		t = btf_index_type(bt->btf, id);
		if (!t)
			return NULL;
		if (btf_type_kind(t) == SONDE_BTF_KIND_TYPE_TAG) {
			const char *tag = btf_index_string(bt->btf, t->name_off);

			if (!str_equal(str_from(tag), STR("rcu")) &&
			    !str_equal(str_from(tag), STR("user")))
				return tag;
		} else if (btf_type_kind(t) != BTF_KIND_CONST &&
			   btf_type_kind(t) != BTF_KIND_VOLATILE) {
			return NULL;
		}
		id = t->type;
	}
	return NULL;
}

/* False: the member makes no sense and is left out. */
static bool member_convert(struct btf_types *bt, const struct btf_type *s,
			   const struct btf_member *m, struct field *out)
{
	uint32_t bit = m->offset, bits = 0;
	const char *name = btf_index_string(bt->btf, m->name_off);

	if (btf_type_kind_flag(s)) {
		bit = BTF_MEMBER_BIT_OFFSET(m->offset);
		bits = BTF_MEMBER_BITFIELD_SIZE(m->offset);
	}
	out->type = btf_types_convert(bt, m->type);
	if (out->type->kind == T_ERROR || out->type->kind == T_VOID ||
	    bits + (bits ? bit % 8 : 0) > 64 || (!bits && bit % 8) || (uint64_t)bit / 8 > s->size)
		return false;
	if (!bits && (uint64_t)bit / 8 + out->type->size > s->size)
		return false;
	if (bits && ((uint64_t)bit + bits + 7) / 8 > s->size)
		return false;
	out->name = name[0] ? name : NULL;
	out->offset = bit / 8;
	out->bit_offset = bits ? bit % 8 : 0;
	out->bit_size = (uint16_t)bits;
	out->tag = pointer_tag(bt, m->type);
	out->flags = (out->tag ? FIELD_POINTER_TAGGED : 0u) | (out->name ? 0u : FIELD_ANONYMOUS);
	return true;
}

static bool fields_fill(struct btf_types *bt, struct type *t)
{
	const struct btf_type *s = btf_index_type(bt->btf, t->btf_id);
	const struct btf_member *members = (const void *)(s + 1);
	uint32_t n = btf_type_vlen(s);
	struct field *fields = arena_array(bt->arena, struct field, n ? n : 1);
	uint32_t nfields = 0;

	/* Set first: a struct that holds itself, which only damaged data do, must not recurse. */
	t->complete = true;
	for (uint32_t i = 0; i < n; i++)
		nfields += member_convert(bt, s, &members[i], &fields[nfields]);
	t->fields = fields;
	t->nfields = nfields;
	for (uint32_t i = 0; i < nfields; i++) {
		if (fields[i].type->kind == T_STRUCT &&
		    ((fields[i].flags & FIELD_ANONYMOUS) || !fields[i].type->name))
			btf_types_complete(bt, (struct type *)fields[i].type);
	}
	return true;
}

static uint32_t struct_find(struct btf_types *bt, bool is_union, struct str name)
{
	return btf_index_find(bt->btf, is_union ? BTF_KIND_UNION : BTF_KIND_STRUCT, name);
}

bool btf_types_complete(struct btf_types *bt, struct type *t)
{
	bool ok;

	if (t->complete)
		return true;
	if (bt->base && !btf_types_own(bt, t))
		return btf_types_complete(bt->base, t);
	if (bt->over)
		return bt->over->ops->type_complete(bt->over, bt->ts, t);
	if (!types_open(bt) || bt->depth >= REFERENCES_MAX)
		return false;
	if (!t->btf_id && t->name) {
		uint32_t id = struct_find(bt, t->is_union, str_from(t->name));

		if (!id)
			return false;
		t->btf_id = id;
		t->size = btf_index_type(bt->btf, id)->size;
		if (!bt->by_id[id])
			bt->by_id[id] = t;
	}
	if (!t->btf_id)
		return false;
	bt->depth++;
	ok = fields_fill(bt, t);
	bt->depth--;
	return ok;
}

/* How many words of a context a parameter is: structs may be two. */
static uint32_t parameter_words(const struct type *t)
{
	return MAX((t->size + 7) / 8, 1u);
}

uint32_t btf_types_words(struct btf_types *bt, uint32_t proto)
{
	const struct btf_type *t = types_open(bt) ? btf_index_type(bt->btf, proto) : NULL;
	const struct btf_param *params;
	uint32_t words = 0;

	if (!t || btf_type_kind(t) != BTF_KIND_FUNC_PROTO)
		return 0;
	params = (const void *)(t + 1);
	for (uint32_t i = 0; i < btf_type_vlen(t); i++)
		words += parameter_words(btf_types_convert(bt, params[i].type));
	return words;
}

const struct type *btf_types_parameters(struct btf_types *bt, uint32_t proto, uint32_t first,
					const char *name)
{
	const struct btf_type *t = types_open(bt) ? btf_index_type(bt->btf, proto) : NULL;
	const struct btf_param *params;
	struct field *fields;
	struct type *out;
	uint32_t n = 0, words = 0;

	if (!t || btf_type_kind(t) != BTF_KIND_FUNC_PROTO || btf_type_vlen(t) < first)
		return NULL;
	params = (const void *)(t + 1);
	fields = arena_array(bt->arena, struct field, btf_type_vlen(t) + 1);
	for (uint32_t i = first; i < btf_type_vlen(t); i++) {
		struct field *f = &fields[n];

		f->name = btf_index_string(bt->btf, params[i].name_off);
		f->type = btf_types_convert(bt, params[i].type);
		f->offset = words * 8;
		words += parameter_words(f->type);
		f->tag = pointer_tag(bt, params[i].type);
		f->flags = f->tag ? FIELD_POINTER_TAGGED : 0;
		/* Variable arguments and what lies in several words cannot be had. */
		n += params[i].type && f->type->kind != T_ERROR && f->type->size <= 8;
	}
	out = type_struct_new(bt->ts, name, false);
	out->fields = fields;
	out->nfields = n;
	out->size = words * 8;
	out->align = 8;
	out->complete = true;
	return out;
}

/* ---- by name ---- */

const struct type *btf_types_find(struct btf_types *bt, enum type_tag tag, struct str name)
{
	static const unsigned plain[] = {BTF_KIND_TYPEDEF, BTF_KIND_INT};
	const struct type *t;
	uint32_t id = 0;

	if (bt->over)
		return over_find(bt, tag, name);
	if (!types_open(bt))
		return NULL;
	switch (tag) {
	case TAG_STRUCT:
	case TAG_UNION:
		id = struct_find(bt, tag == TAG_UNION, name);
		break;
	case TAG_ENUM:
		id = btf_index_find(bt->btf, BTF_KIND_ENUM, name);
		if (!id)
			id = btf_index_find(bt->btf, SONDE_BTF_KIND_ENUM64, name);
		break;
	case TAG_PLAIN:
		for (size_t i = 0; i < ARRAY_LEN(plain) && !id; i++)
			id = btf_index_find(bt->btf, plain[i], name);
		break;
	case TAG_TYPEOF:
		break;
	}
	if (!id)
		return NULL;
	t = btf_types_convert(bt, id);
	return t->kind == T_ERROR ? NULL : t;
}

bool btf_types_enumerator(struct btf_types *bt, struct str name, const struct type **type,
			  uint64_t *value)
{
	uint32_t id, position;

	if (!types_open(bt) || !btf_index_enumerator(bt->btf, name, &id, &position))
		return false;
	*type = btf_types_convert(bt, id);
	*value = btf_enumerator_value(btf_index_type(bt->btf, id), position);
	return (*type)->kind == T_ENUM;
}

/* ---- from C text ---- */

/* Removes words that do not change a value: const, volatile, __user, __seg_gs ... */
static struct str qualifiers_drop(struct str text)
{
	static const char *const words[] = {"const",	"volatile", "restrict", "__user",
					    "__rcu",	"__iomem",  "__percpu", "__seg_gs",
					    "__seg_fs", "register"};
	bool again = true;

	while (again) {
		again = false;
		text = str_trim(text);
		for (size_t i = 0; i < ARRAY_LEN(words); i++) {
			struct str word = str_from(words[i]);

			if (str_starts(text, word) && text.len > word.len &&
			    text.at[word.len] == ' ') {
				text = str_slice(text, word.len, text.len);
				again = true;
			} else if (str_ends(text, word) && text.len > word.len &&
				   (text.at[text.len - word.len - 1] == ' ' ||
				    text.at[text.len - word.len - 1] == '*')) {
				text = str_slice(text, 0, text.len - word.len);
				again = true;
			}
		}
	}
	return text;
}

static const struct type *named_from_text(struct btf_types *bt, struct str text, bool exact)
{
	const struct type *t = ctype_find(bt->ts, text);

	if (t)
		return t;
	if (str_starts(text, STR("struct ")))
		return btf_types_forward(bt, false, str_trim(str_slice(text, 7, text.len)));
	if (str_starts(text, STR("union ")))
		return btf_types_forward(bt, true, str_trim(str_slice(text, 6, text.len)));
	if (!exact)
		return NULL;
	if (str_starts(text, STR("enum ")))
		return btf_types_find(bt, TAG_ENUM, str_trim(str_slice(text, 5, text.len)));
	return btf_types_find(bt, TAG_PLAIN, text);
}

const struct type *btf_types_from_text(struct btf_types *bt, struct str text, bool exact,
				       uint32_t size, bool is_signed)
{
	const struct type *t;
	unsigned stars = 0;
	bool is_number = size == 1 || size == 2 || size == 4 || size == 8;

	text = qualifiers_drop(text);
	while (str_ends(text, STR("*")) && stars < REFERENCES_MAX) {
		stars++;
		text = qualifiers_drop(str_slice(text, 0, text.len - 1));
	}
	t = named_from_text(bt, text, exact);
	if (!stars) {
		/* The size and sign of the event win over those of the named type. */
		if (!t || t->kind == T_INT)
			return is_number ? type_int(bt->ts, size, is_signed) : t;
		return t;
	}
	for (; stars; stars--)
		t = type_pointer(bt->ts, t, AS_NONE);
	return t;
}
