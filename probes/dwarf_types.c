/*
 * DWARF to struct type. Structs stay incomplete until someone asks for their fields; everything
 * else is converted at once. The file may say anything: every walk is bounded, and what makes no
 * sense becomes &type_error or is left out.
 */
#include "probes/dwarf_types.h"

#include <string.h>

#include "lang/base/vec.h"
#include "lang/ptrmap.h"
#include "probes/dwarf_convert.h"

/* Pointers, arrays and nameless structs inside each other. */
#define REFERENCES_MAX 32
#define DIMENSIONS_MAX 8
#define SIZE_MAX_BYTES (1u << 30)

/* One struct type and where it is described. */
struct origin {
	struct debuginfo *file;
	Dwarf_Die die;
};

struct open_file {
	const char *path, *error;
	struct debuginfo *info; /* NULL: ERROR says why */
};

struct dwarf_types {
	struct arena *arena;
	struct types *ts;
	struct open_files VEC(struct open_file) files;
	struct ptrmap by_die;  /* address of the entry -> struct type */
	struct ptrmap origins; /* struct type -> struct origin */
	unsigned depth;
};

struct dwarf_types *dwarf_types_make(struct arena *a, struct types *ts)
{
	struct dwarf_types *dt = arena_make(a, struct dwarf_types);

	dt->arena = a;
	dt->ts = ts;
	return dt;
}

void dwarf_types_close(struct dwarf_types *dt)
{
	for (size_t i = 0; dt && i < dt->files.len; i++)
		debuginfo_free(dt->files.at[i].info);
}

struct debuginfo *dwarf_types_file(struct dwarf_types *dt, const char *path, const char **error)
{
	struct open_file file = {.path = dwarf_name(dt, path)};

	for (size_t i = 0; i < dt->files.len; i++) {
		if (strcmp(dt->files.at[i].path, path) == 0) {
			*error = dt->files.at[i].error;
			return dt->files.at[i].info;
		}
	}
	file.info = debuginfo_open(path, &file.error);
	vec_push(dt->arena, &dt->files, file);
	*error = file.error;
	return file.info;
}

const char *dwarf_name(struct dwarf_types *dt, const char *text)
{
	return arena_strdup(dt->arena, str_from(text));
}

struct arena *dwarf_arena(struct dwarf_types *dt)
{
	return dt->arena;
}

struct types *dwarf_table(struct dwarf_types *dt)
{
	return dt->ts;
}

/* ---- conversion ---- */

static bool is_word_size(uint64_t size)
{
	return size == 1 || size == 2 || size == 4 || size == 8;
}

static const struct type *bytes_type(struct dwarf_types *dt, uint64_t size)
{
	return type_array(dt->ts, type_int(dt->ts, 1, false), (uint32_t)MIN(size, (uint64_t)64));
}

/* Floating point numbers and wider integers than the language has are bytes. */
static const struct type *convert_base(struct dwarf_types *dt, Dwarf_Die *die)
{
	uint64_t size = 0, encoding = 0;

	die_number(die, DW_AT_byte_size, &size);
	die_number(die, DW_AT_encoding, &encoding);
	if (!size)
		return &type_void;
	switch (encoding) {
	case DW_ATE_float:
	case DW_ATE_complex_float:
	case DW_ATE_imaginary_float:
	case DW_ATE_decimal_float:
		return bytes_type(dt, size);
	case DW_ATE_signed:
	case DW_ATE_signed_char:
		return is_word_size(size) ? type_int(dt->ts, (uint32_t)size, true)
					  : bytes_type(dt, size);
	default:
		return is_word_size(size) ? type_int(dt->ts, (uint32_t)size, false)
					  : bytes_type(dt, size);
	}
}

static const struct type *convert_pointer(struct dwarf_types *dt, struct debuginfo *d,
					  Dwarf_Die *die)
{
	const struct type *to;
	Dwarf_Die plain;

	if (!die_type(die, &plain))
		return type_pointer(dt->ts, &type_void, AS_NONE);
	if (die_strip(&plain) && dwarf_tag(&plain) == DW_TAG_subroutine_type)
		return type_pointer(dt->ts, &type_none, AS_NONE);
	to = dwarf_type_of(dt, d, die);
	return type_pointer(dt->ts, to->kind == T_ERROR ? NULL : to, AS_NONE);
}

static uint32_t enumerators_count(Dwarf_Die *first)
{
	Dwarf_Die die = *first;
	uint32_t n = 0;

	do
		n += dwarf_tag(&die) == DW_TAG_enumerator;
	while (die_next(&die));
	return n;
}

static void enumerators_fill(struct dwarf_types *dt, struct type *t, Dwarf_Die *first)
{
	uint32_t room = enumerators_count(first), n = 0;
	struct enumerator *values = arena_array(dt->arena, struct enumerator, MAX(room, 1u));

	do {
		const char *name = dwarf_tag(first) == DW_TAG_enumerator ? die_name(first) : NULL;
		Dwarf_Attribute attribute;
		Dwarf_Sword value = 0;

		if (!name || n >= room || !die_attribute(first, DW_AT_const_value, &attribute) ||
		    dwarf_formsdata(&attribute, &value))
			continue;
		values[n].name = dwarf_name(dt, name);
		values[n++].value = (uint64_t)value;
	} while (die_next(first));
	t->enumerators = values;
	t->nenumerators = n;
}

static const struct type *convert_enum(struct dwarf_types *dt, Dwarf_Die *die)
{
	const char *name = die_name(die);
	uint64_t size = 4;
	struct type *t;
	Dwarf_Die child;

	t = ptrmap_get(&dt->by_die, die->addr);
	if (t)
		return t;
	die_number(die, DW_AT_byte_size, &size);
	if (!is_word_size(size))
		return &type_error;
	t = type_enum_new(dt->ts, name ? dwarf_name(dt, name) : NULL, (uint32_t)size, false);
	if (die_child(die, &child))
		enumerators_fill(dt, t, &child);
	ptrmap_set(dt->arena, &dt->by_die, die->addr, t);
	return t;
}

/* Number of elements of one dimension; 0: unknown. */
static uint32_t dimension(Dwarf_Die *range)
{
	uint64_t n = 0;

	if (die_number(range, DW_AT_count, &n))
		return n <= SIZE_MAX_BYTES ? (uint32_t)n : 0;
	if (die_number(range, DW_AT_upper_bound, &n))
		return n < SIZE_MAX_BYTES ? (uint32_t)n + 1 : 0;
	return 0;
}

static bool is_char(Dwarf_Die *array)
{
	uint64_t size = 0, encoding = 0;
	const char *name;
	Dwarf_Die type;

	if (!die_type(array, &type) || !die_strip(&type) || dwarf_tag(&type) != DW_TAG_base_type)
		return false;
	name = die_name(&type);
	return name && strcmp(name, "char") == 0 && die_number(&type, DW_AT_byte_size, &size) &&
	       size == 1 && die_number(&type, DW_AT_encoding, &encoding);
}

static const struct type *convert_array(struct dwarf_types *dt, struct debuginfo *d, Dwarf_Die *die)
{
	const struct type *t = dwarf_type_of(dt, d, die);
	uint32_t counts[DIMENSIONS_MAX];
	unsigned n = 0;
	Dwarf_Die range;

	if (t->kind == T_ERROR || t->kind == T_VOID || !die_child(die, &range))
		return &type_error;
	do {
		if (dwarf_tag(&range) != DW_TAG_subrange_type)
			continue;
		if (n == DIMENSIONS_MAX)
			return &type_error;
		counts[n++] = dimension(&range);
	} while (die_next(&range));
	if (n == 1 && counts[0] && counts[0] < 1u << 20 && is_char(die))
		return type_string(dt->ts, counts[0]);
	while (n--) {
		if ((uint64_t)t->size * counts[n] > SIZE_MAX_BYTES)
			return &type_error;
		t = type_array(dt->ts, t, counts[n]);
	}
	return t;
}

static const struct type *convert_struct(struct dwarf_types *dt, struct debuginfo *d,
					 Dwarf_Die *die)
{
	const char *name = die_name(die);
	uint64_t size = 0;
	struct origin *origin;
	struct type *t;

	t = ptrmap_get(&dt->by_die, die->addr);
	if (t)
		return t;
	t = type_struct_new(dt->ts, name ? dwarf_name(dt, name) : NULL,
			    dwarf_tag(die) == DW_TAG_union_type);
	die_number(die, DW_AT_byte_size, &size);
	t->size = size <= SIZE_MAX_BYTES ? (uint32_t)size : 0;
	origin = arena_make(dt->arena, struct origin);
	*origin = (struct origin){d, *die};
	ptrmap_set(dt->arena, &dt->by_die, die->addr, t);
	ptrmap_set(dt->arena, &dt->origins, t, origin);
	return t;
}

/* A typedef of a nameless struct lends it its name. */
static const struct type *convert_typedef(struct dwarf_types *dt, struct debuginfo *d,
					  Dwarf_Die *die)
{
	const struct type *t = dwarf_type_of(dt, d, die);
	const char *name = die_name(die);

	if (t->kind == T_STRUCT && !t->name && name)
		((struct type *)t)->name = dwarf_name(dt, name);
	return t;
}

static const struct type *convert(struct dwarf_types *dt, struct debuginfo *d, Dwarf_Die *die)
{
	switch (dwarf_tag(die)) {
	case DW_TAG_base_type:
		return convert_base(dt, die);
	case DW_TAG_pointer_type:
	case DW_TAG_reference_type:
	case DW_TAG_rvalue_reference_type:
		return convert_pointer(dt, d, die);
	case DW_TAG_enumeration_type:
		return convert_enum(dt, die);
	case DW_TAG_array_type:
		return convert_array(dt, d, die);
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
	case DW_TAG_union_type:
		return convert_struct(dt, d, die);
	case DW_TAG_typedef:
		return convert_typedef(dt, d, die);
	case DW_TAG_const_type:
	case DW_TAG_volatile_type:
	case DW_TAG_restrict_type:
	case DW_TAG_atomic_type:
	case DW_TAG_immutable_type:
	case DW_TAG_packed_type:
	case DW_TAG_subrange_type:
		return dwarf_type_of(dt, d, die);
	case DW_TAG_ptr_to_member_type:
		return type_int(dt->ts, 8, true);
	case DW_TAG_unspecified_type:
		return &type_void;
	default:
		return &type_error;
	}
}

const struct type *dwarf_type_of(struct dwarf_types *dt, struct debuginfo *d, Dwarf_Die *die)
{
	const struct type *t;
	Dwarf_Die type;

	if (!die_type(die, &type))
		return &type_void;
	if (dt->depth >= REFERENCES_MAX)
		return &type_error;
	dt->depth++;
	t = convert(dt, d, &type);
	dt->depth--;
	return t;
}

/* ---- fields ---- */

/* Where a member begins, in bytes: a number, or as DWARF 2 wrote it, "add this number". */
static bool member_offset(Dwarf_Die *die, uint64_t *offset)
{
	Dwarf_Attribute attribute;
	Dwarf_Op *ops;
	size_t n;

	*offset = 0;
	if (!die_attribute(die, DW_AT_data_member_location, &attribute))
		return true; /* of a union, or of a bit-field of DWARF 4 */
	if (dwarf_formudata(&attribute, offset) == 0)
		return true;
	if (dwarf_getlocation(&attribute, &ops, &n) || n != 1 || ops[0].atom != DW_OP_plus_uconst)
		return false;
	*offset = ops[0].number;
	return true;
}

/*
 * Bit-fields: DWARF 4 counts from the beginning of the struct, in the machine's order; before, it
 * counted from the highest bit of a unit of storage.
 */
static void member_bits(Dwarf_Die *die, uint64_t bits, uint64_t unit, uint64_t *offset,
			uint64_t *bit)
{
	uint64_t at = 0;

	if (die_number(die, DW_AT_data_bit_offset, &at)) {
		*offset += at / 8;
		*bit = at % 8;
		return;
	}
	die_number(die, DW_AT_byte_size, &unit);
	if (!die_number(die, DW_AT_bit_offset, &at) || at + bits > unit * 8)
		return;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	at = unit * 8 - at - bits;
#endif
	*offset += at / 8;
	*bit = at % 8;
}

/* False: the member makes no sense, or lies in no struct (static ones), and is left out. */
static bool member_convert(struct dwarf_types *dt, struct debuginfo *d, const struct type *in,
			   Dwarf_Die *die, struct field *out)
{
	int tag = dwarf_tag(die);
	const char *name = tag == DW_TAG_member ? die_name(die) : NULL;
	uint64_t offset, bits = 0, bit = 0;

	if ((tag != DW_TAG_member && tag != DW_TAG_inheritance) || die_flag(die, DW_AT_external) ||
	    dwarf_hasattr(die, DW_AT_declaration) || !member_offset(die, &offset))
		return false;
	out->type = dwarf_type_of(dt, d, die);
	if (out->type->kind == T_ERROR || out->type->kind == T_VOID || offset > in->size)
		return false;
	if (die_number(die, DW_AT_bit_size, &bits) && bits) {
		if (bits > 64)
			return false;
		member_bits(die, bits, out->type->size, &offset, &bit);
	}
	if (offset > in->size ||
	    offset + (bits ? (bit + bits + 7) / 8 : out->type->size) > in->size)
		return false;
	out->name = name ? dwarf_name(dt, name) : NULL;
	out->offset = (uint32_t)offset;
	out->bit_offset = (uint16_t)bit;
	out->bit_size = (uint16_t)bits;
	out->flags = name ? 0u : FIELD_ANONYMOUS;
	return true;
}

static void fields_fill(struct dwarf_types *dt, struct type *t, const struct origin *origin,
			Dwarf_Die *first)
{
	struct fields VEC(struct field) fields = {0};
	Dwarf_Die die = *first;

	do {
		struct field f = {0};

		if (member_convert(dt, origin->file, t, &die, &f))
			vec_push(dt->arena, &fields, f);
	} while (die_next(&die));
	t->fields = fields.at;
	t->nfields = (uint32_t)fields.len;
	for (uint32_t i = 0; i < t->nfields; i++) {
		const struct field *f = &t->fields[i];

		if (f->type->kind == T_STRUCT && ((f->flags & FIELD_ANONYMOUS) || !f->type->name))
			dwarf_types_complete(dt, (struct type *)f->type);
	}
}

/* The description of a struct that DIE only names: another unit of the file may have it. */
static bool definition_find(struct debuginfo *d, Dwarf_Die *die)
{
	const char *name = die_name(die), *other;
	int tag = dwarf_tag(die);
	struct unit_walk walk = {0};
	Dwarf_Die unit, child;

	while (name && debuginfo_unit(d, &walk, &unit)) {
		if (!die_child(&unit, &child))
			continue;
		do {
			if (dwarf_tag(&child) != tag || dwarf_hasattr(&child, DW_AT_declaration) ||
			    !(other = die_name(&child)) || strcmp(other, name) != 0)
				continue;
			*die = child;
			return true;
		} while (die_next(&child));
	}
	return false;
}

bool dwarf_types_has(const struct dwarf_types *dt, const struct type *t)
{
	return dt && ptrmap_get(&dt->origins, t) != NULL;
}

bool dwarf_types_complete(struct dwarf_types *dt, struct type *t)
{
	struct origin *origin = ptrmap_get(&dt->origins, t);
	Dwarf_Die die, child, other;
	uint64_t size = 0;

	if (t->complete)
		return true;
	if (!origin || dt->depth >= REFERENCES_MAX)
		return false;
	die = origin->die;
	if (dwarf_hasattr(&die, DW_AT_declaration)) {
		/* In a unit of its own for types, or elsewhere in the file. */
		if (dwarf_hasattr(&die, DW_AT_signature) &&
		    die_reference(&die, DW_AT_signature, &other))
			die = other;
		else if (!definition_find(origin->file, &die))
			return false;
		die_number(&die, DW_AT_byte_size, &size);
		t->size = size <= SIZE_MAX_BYTES ? (uint32_t)size : 0;
	}
	/* Set first: a struct that holds itself, which only damaged data do, must not recurse. */
	t->complete = true;
	dt->depth++;
	if (die_child(&die, &child))
		fields_fill(dt, t, origin, &child);
	dt->depth--;
	return true;
}
