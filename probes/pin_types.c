#include "probes/pin_types.h"

#include <bpf/btf.h>
#include <stdio.h>
#include <stdlib.h>

#include "probes/btf.h"

/* ---- names by which types are known again ---- */

/* Types that are a u64 to others. */
static const struct {
	enum type_kind kind;
	const char *name;
} words[] = {{T_POINTER, "pointer"}, {T_KSYM, "ksym"}, {T_USERNAME, "username"}};

static const struct {
	enum type_kind kind;
	const char *name;	/* of the struct, up to its parameters */
	const char *members[3]; /* each a u64; the first has the sign */
} aggregates[] = {
	{T_COUNT, "count", {"count"}},
	{T_SUM, "sum", {"sum", "set"}},
	{T_MIN, "min", {"value", "set"}},
	{T_MAX, "max", {"value", "set"}},
	{T_AVG, "avg", {"total", "count"}},
	{T_STATS, "stats", {"total", "count"}},
	{T_HIST, "hist", {"count"}},
	{T_LHIST, "lhist", {"count"}},
	{T_TSERIES, "tseries", {"value", "meta", "epoch"}},
};

static const char *const stack_modes[] = {
	[STACK_BPFTRACE] = "kstack_bpftrace",
	[STACK_PERF] = "kstack_perf",
	[STACK_RAW] = "kstack_raw",
};

#define NO_KEY "no_key"
#define MAC_SIZE 6
#define INET_SIZE 24

/* ---- writing ---- */

struct writer {
	struct btf *btf;
	bool failed;
};

/* A result of libbpf: an id, or a negative errno. */
static int added(struct writer *w, int id)
{
	w->failed |= id < 0;
	return id < 0 ? 0 : id;
}

static int int_add(struct writer *w, uint32_t size, bool is_signed)
{
	char name[8];

	snprintf(name, sizeof(name), "%c%u", is_signed ? 's' : 'u', size * 8);
	return added(w, btf__add_int(w->btf, name, size, is_signed ? BTF_INT_SIGNED : 0));
}

static int word_add(struct writer *w, const char *name)
{
	return added(w, btf__add_typedef(w->btf, name, int_add(w, 8, false)));
}

static int array_add(struct writer *w, int elem, uint32_t count)
{
	return added(w, btf__add_array(w->btf, int_add(w, 4, false), elem, count));
}

static void field_add(struct writer *w, const char *name, int type, uint32_t offset)
{
	added(w, btf__add_field(w->btf, name, type, offset * 8, 0));
}

static int type_add(struct writer *w, const struct type *t);

static int enum_add(struct writer *w, const struct type *t)
{
	int id;

	for (uint32_t i = 0; i < t->nenumerators; i++)
		if (!t->enumerators[i].name || (int64_t)t->enumerators[i].value > INT32_MAX ||
		    (int64_t)t->enumerators[i].value < INT32_MIN)
			return int_add(w, t->size, t->is_signed);
	if (!t->nenumerators)
		return int_add(w, t->size, t->is_signed);
	id = added(w, btf__add_enum(w->btf, t->name, t->size));
	for (uint32_t i = 0; i < t->nenumerators; i++)
		added(w, btf__add_enum_value(w->btf, t->enumerators[i].name,
					     (int64_t)t->enumerators[i].value));
	return id;
}

/* libbpf wants members right behind their struct, so their types come first. */
static int fields_add(struct writer *w, const struct type *t, const char *name)
{
	int *types = calloc(t->nfields + 1, sizeof(*types)), id;
	char member[16];

	if (!types)
		out_of_memory(t->nfields);
	for (uint32_t i = 0; i < t->nfields; i++)
		types[i] = type_add(w, t->fields[i].type);
	id = added(w, t->is_union ? btf__add_union(w->btf, name, t->size)
				  : btf__add_struct(w->btf, name, t->size));
	for (uint32_t i = 0; i < t->nfields; i++) {
		const struct field *f = &t->fields[i];
		uint32_t bits = f->offset * 8 + (f->bit_size ? f->bit_offset : 0);

		snprintf(member, sizeof(member), "f%u", i);
		added(w, btf__add_field(w->btf, t->kind == T_TUPLE ? member : f->name, types[i],
					bits, f->bit_size));
	}
	free(types);
	return id;
}

static int stack_add(struct writer *w, const struct type *t)
{
	int word = int_add(w, 8, false), ips = array_add(w, word, t->count), id;

	id = added(w, btf__add_struct(w->btf, stack_modes[t->mode], t->size));
	field_add(w, "n", word, 0);
	field_add(w, "ip", ips, 8);
	return id;
}

/* A struct of a number and bytes behind it. */
static int bytes_add(struct writer *w, const char *name, uint32_t size, const char *number,
		     uint32_t number_size)
{
	int first = int_add(w, number_size, false), byte = int_add(w, 1, false);
	int rest = array_add(w, byte, size - number_size);
	int id = added(w, btf__add_struct(w->btf, name, size));

	field_add(w, number, first, 0);
	field_add(w, "bytes", rest, number_size);
	return id;
}

static int type_add(struct writer *w, const struct type *t)
{
	int elem;

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (words[i].kind == t->kind)
			return word_add(w, words[i].name);
	switch ((int)t->kind) {
	case T_INT:
		return int_add(w, t->size, t->is_signed);
	case T_BOOL:
		return added(w, btf__add_int(w->btf, "bool", 1, BTF_INT_BOOL));
	case T_ENUM:
		return enum_add(w, t);
	case T_STRING:
		elem = added(w, btf__add_int(w->btf, "char", 1, BTF_INT_SIGNED));
		return array_add(w, elem, t->count);
	case T_BUFFER:
		return bytes_add(w, "buffer", t->size, "length", 4);
	case T_ARRAY:
		return array_add(w, type_add(w, t->elem), t->count);
	case T_STRUCT:
		return fields_add(w, t, t->name);
	case T_TUPLE:
		return fields_add(w, t, "tuple");
	case T_RECORD:
		return fields_add(w, t, "record");
	case T_KSTACK:
		return stack_add(w, t);
	case T_INET:
		return bytes_add(w, "inet", t->size, "family", 8);
	case T_MAC:
		elem = array_add(w, int_add(w, 1, false), t->size);
		return added(w, btf__add_typedef(w->btf, "mac", elem));
	default:
		bug("a type that cannot be pinned was not refused");
	}
}

static int aggregate_add(struct writer *w, const struct map_spec *m)
{
	char name[128];
	int first = int_add(w, 8, m->value->is_signed), other = int_add(w, 8, false), id;
	size_t i = 0;

	while (aggregates[i].kind != m->value->kind)
		i++;
	switch ((int)m->value->kind) {
	case T_HIST:
		snprintf(name, sizeof(name), "hist_%u", m->bits);
		break;
	case T_LHIST:
		snprintf(name, sizeof(name), "lhist_%lld_%lld_%lld", (long long)m->min,
			 (long long)m->max, (long long)m->step);
		break;
	case T_TSERIES:
		snprintf(name, sizeof(name), "tseries_%llu_%llu_%u",
			 (unsigned long long)m->interval, (unsigned long long)m->intervals, m->agg);
		break;
	default:
		snprintf(name, sizeof(name), "%s", aggregates[i].name);
		break;
	}
	id = added(w, btf__add_struct(w->btf, name, m->value_size));
	for (uint32_t f = 0; f < ARRAY_LEN(aggregates[i].members); f++)
		if (aggregates[i].members[f])
			field_add(w, aggregates[i].members[f], f ? other : first, f * 8);
	return id;
}

static int key_add(struct writer *w, const struct map_spec *m)
{
	int key = m->key ? type_add(w, m->key) : word_add(w, NO_KEY), word, id;

	if (!type_is(m->value, TF_BUCKETS))
		return key;
	word = int_add(w, 8, false);
	id = added(w, btf__add_struct(w->btf, "bucket", m->key_size));
	field_add(w, "key", key, 0);
	field_add(w, "bucket", word, m->key_size - 8);
	return id;
}

bool pin_types_add(struct btf *btf, const struct map_spec *m, uint32_t *key, uint32_t *value)
{
	struct writer w = {.btf = btf};

	*key = (uint32_t)key_add(&w, m);
	*value = (uint32_t)(type_is(m->value, TF_AGGREGATE) ? aggregate_add(&w, m)
							    : type_add(&w, m->value));
	return !w.failed;
}

/* ---- reading ---- */

#define TYPES_MAX 4096 /* in one map, counted where they are used */
#define DEPTH_MAX 30
#define MODIFIERS_MAX 64

struct reader {
	struct arena *a;
	struct types *ts;
	const struct btf_index *b;
	uint32_t types;
	const char *error;
};

static const struct type *fail(struct reader *r, const char *error)
{
	if (!r->error)
		r->error = error;
	return NULL;
}

static const struct type *type_read(struct reader *r, uint32_t id, unsigned depth);

static const char *name_of(const struct reader *r, const struct btf_type *t)
{
	return btf_index_string(r->b, t->name_off);
}

static bool is_named(const struct reader *r, const struct btf_type *t, const char *name)
{
	return strcmp(name_of(r, t), name) == 0;
}

static uint32_t int_encoding(const struct btf_type *t)
{
	uint32_t encoding;

	memcpy(&encoding, t + 1, sizeof(encoding));
	return encoding;
}

static bool is_char(const struct reader *r, const struct btf_type *t)
{
	return t && btf_type_kind(t) == BTF_KIND_INT && t->size == 1 && is_named(r, t, "char");
}

static bool is_size(uint32_t size)
{
	return size == 1 || size == 2 || size == 4 || size == 8;
}

static const struct type *int_read(struct reader *r, const struct btf_type *t)
{
	uint32_t encoding = int_encoding(t);

	if (!is_size(t->size) || BTF_INT_OFFSET(encoding) || BTF_INT_BITS(encoding) != t->size * 8)
		return fail(r, "it has a number of an odd size");
	if (BTF_INT_ENCODING(encoding) & BTF_INT_BOOL && t->size == 1)
		return &type_bool;
	return type_int(r->ts, t->size, (BTF_INT_ENCODING(encoding) & BTF_INT_SIGNED) != 0);
}

static const struct type *enum_read(struct reader *r, const struct btf_type *t)
{
	uint32_t n = btf_type_vlen(t);
	struct enumerator *values;
	struct type *made;

	if (!is_size(t->size))
		return fail(r, "it has a number of an odd size");
	r->types += n / 64;
	made = type_enum_new(r->ts,
			     name_of(r, t)[0] ? arena_strdup(r->a, str_from(name_of(r, t))) : NULL,
			     t->size, btf_type_kind_flag(t));
	values = arena_array(r->a, struct enumerator, n);
	for (uint32_t i = 0; i < n; i++)
		values[i] = (struct enumerator){
			arena_strdup(r->a,
				     str_from(btf_index_string(r->b, btf_enumerator_name(t, i)))),
			btf_enumerator_value(t, i)};
	made->enumerators = values;
	made->nenumerators = n;
	return made;
}

static uint32_t modifiers_skip(const struct reader *r, uint32_t id)
{
	return btf_index_strip(r->b, id);
}

static const struct type *array_read(struct reader *r, const struct btf_type *t, unsigned depth)
{
	const struct type *elem;
	struct btf_array array;

	memcpy(&array, t + 1, sizeof(array));
	if (is_char(r, btf_index_type(r->b, modifiers_skip(r, array.type))) && array.nelems &&
	    array.nelems <= MAP_ENTRIES_MAX)
		return type_string(r->ts, array.nelems);
	elem = type_read(r, array.type, depth + 1);
	if (!elem)
		return NULL;
	if (!elem->size || (uint64_t)elem->size * array.nelems > MAP_ENTRIES_MAX)
		return fail(r, "it has an array of an odd size");
	return type_array(r->ts, elem, array.nelems);
}

/* The members of T as fields. False: they cannot be. */
static bool fields_read(struct reader *r, const struct btf_type *t, struct field *fields,
			unsigned depth)
{
	const struct btf_member *members = (const struct btf_member *)(t + 1);

	for (uint32_t i = 0; i < btf_type_vlen(t); i++) {
		uint32_t bits = members[i].offset, size = 0;
		const char *name = btf_index_string(r->b, members[i].name_off);
		struct field *f = &fields[i];

		if (btf_type_kind_flag(t)) {
			size = BTF_MEMBER_BITFIELD_SIZE(bits);
			bits = BTF_MEMBER_BIT_OFFSET(bits);
		}
		f->type = type_read(r, members[i].type, depth + 1);
		if (!f->type)
			return false;
		f->name = name[0] ? arena_strdup(r->a, str_from(name)) : NULL;
		f->offset = bits / 8;
		f->flags = f->type->kind == T_STRING ? FIELD_CHARS : 0;
		if (!f->name && f->type->kind == T_STRUCT)
			f->flags |= FIELD_ANONYMOUS;
		f->bit_offset = (uint16_t)(bits % 8);
		f->bit_size = (uint16_t)size;
		if (!size && bits % 8) {
			fail(r, "it has a member that does not begin at a byte");
			return false;
		}
	}
	return true;
}

/* Tuples and records lie as sonde lays them out, or they are structs like any other. */
static const struct type *laid_out(struct reader *r, const struct btf_type *t,
				   const struct field *fields, bool is_tuple)
{
	uint32_t n = btf_type_vlen(t);
	const struct type **types = arena_array(r->a, const struct type *, n), *made;
	const char **names = arena_array(r->a, const char *, n);

	for (uint32_t i = 0; i < n; i++) {
		types[i] = fields[i].type;
		names[i] = fields[i].name;
		if (!names[i] || fields[i].bit_size)
			return NULL;
	}
	made = is_tuple ? type_tuple(r->ts, types, n) : type_record(r->ts, names, types, n);
	if (made->size != t->size)
		return NULL;
	for (uint32_t i = 0; i < n; i++)
		if (made->fields[i].offset != fields[i].offset)
			return NULL;
	return made;
}

static const struct type *stack_read(struct reader *r, const struct btf_type *t)
{
	for (size_t i = 0; i < ARRAY_LEN(stack_modes); i++)
		if (is_named(r, t, stack_modes[i]) && t->size >= 16 && t->size % 8 == 0)
			return type_stack(r->ts, T_KSTACK, (enum stack_mode)i, t->size / 8 - 1);
	return NULL;
}

static const struct type *struct_read(struct reader *r, const struct btf_type *t, unsigned depth)
{
	bool is_union = btf_type_kind(t) == BTF_KIND_UNION;
	bool is_tuple = is_named(r, t, "tuple");
	const struct type *special = is_union ? NULL : stack_read(r, t);
	struct field *fields;
	struct type *made;

	if (special)
		return special;
	if (!is_union && is_named(r, t, "inet") && t->size == INET_SIZE)
		return type_simple(T_INET);
	if (!is_union && is_named(r, t, "buffer") && t->size > 4)
		return type_buffer(r->ts, t->size - 4);
	fields = arena_array(r->a, struct field, btf_type_vlen(t));
	if (!fields_read(r, t, fields, depth))
		return NULL;
	if (!is_union && btf_type_vlen(t) && (is_tuple || is_named(r, t, "record")))
		special = laid_out(r, t, fields, is_tuple);
	if (special)
		return special;
	made = type_struct_new(
		r->ts, name_of(r, t)[0] ? arena_strdup(r->a, str_from(name_of(r, t))) : NULL,
		is_union);
	made->size = t->size;
	made->align = 1;
	made->fields = fields;
	made->nfields = btf_type_vlen(t);
	made->complete = true;
	return made;
}

/* A typedef whose name says more than what it stands for; NULL: it does not. */
static const struct type *typedef_read(struct reader *r, const struct btf_type *t)
{
	const struct btf_type *of = btf_index_type(r->b, modifiers_skip(r, t->type));
	struct btf_array array;

	if (!of)
		return NULL;
	if (is_named(r, t, "mac") && btf_type_kind(of) == BTF_KIND_ARRAY) {
		memcpy(&array, of + 1, sizeof(array));
		return array.nelems == MAC_SIZE ? type_simple(T_MAC) : NULL;
	}
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (!is_named(r, t, words[i].name) || btf_type_kind(of) != BTF_KIND_INT ||
		    of->size != 8)
			continue;
		return words[i].kind == T_POINTER ? type_pointer(r->ts, NULL, AS_NONE)
						  : type_simple(words[i].kind);
	}
	return NULL;
}

static const struct type *type_read(struct reader *r, uint32_t id, unsigned depth)
{
	const struct btf_type *t;
	const struct type *special;

	if (depth > DEPTH_MAX || ++r->types > TYPES_MAX)
		return fail(r, "its types are nested too deep or too many");
	for (unsigned i = 0; i < MODIFIERS_MAX; i++) {
		t = btf_index_type(r->b, id);
		if (!t)
			return fail(r, "it has a type without a size");
		switch (btf_type_kind(t)) {
		case BTF_KIND_TYPEDEF:
			special = typedef_read(r, t);
			if (special)
				return special;
			id = t->type;
			break;
		case BTF_KIND_CONST:
		case BTF_KIND_VOLATILE:
		case BTF_KIND_RESTRICT:
		case SONDE_BTF_KIND_TYPE_TAG:
			id = t->type;
			break;
		case BTF_KIND_INT:
			return int_read(r, t);
		case BTF_KIND_ENUM:
		case SONDE_BTF_KIND_ENUM64:
			return enum_read(r, t);
		case BTF_KIND_PTR:
			return type_pointer(r->ts, NULL, AS_NONE);
		case BTF_KIND_ARRAY:
			return array_read(r, t, depth);
		case BTF_KIND_STRUCT:
		case BTF_KIND_UNION:
			return struct_read(r, t, depth);
		default:
			return fail(r, "it has types of a kind that sonde does not know");
		}
	}
	return fail(r, "its types do not end");
}

/* The sign of an aggregate is that of its first member. */
static bool first_is_signed(const struct reader *r, const struct btf_type *t)
{
	const struct btf_member *member = (const struct btf_member *)(t + 1);
	const struct btf_type *type;

	if (!btf_type_vlen(t))
		return false;
	type = btf_index_type(r->b, modifiers_skip(r, member->type));
	return type && btf_type_kind(type) == BTF_KIND_INT &&
	       (BTF_INT_ENCODING(int_encoding(type)) & BTF_INT_SIGNED);
}

static bool parameters_read(const char *name, enum type_kind kind, struct map_spec *m)
{
	unsigned long long interval, intervals;
	long long min, max, step;
	int end = 0;

	switch ((int)kind) {
	case T_HIST:
		return sscanf(name, "_%u%n", &m->bits, &end) == 1 && !name[end];
	case T_LHIST:
		if (sscanf(name, "_%lld_%lld_%lld%n", &min, &max, &step, &end) != 3 || name[end])
			return false;
		m->min = min;
		m->max = max;
		m->step = step;
		return true;
	case T_TSERIES:
		if (sscanf(name, "_%llu_%llu_%u%n", &interval, &intervals, &m->agg, &end) != 3 ||
		    name[end])
			return false;
		m->interval = interval;
		m->intervals = intervals;
		return true;
	default:
		return !name[0];
	}
}

static const struct type *aggregate_read(struct reader *r, uint32_t id, struct map_spec *m)
{
	const struct btf_type *t = btf_index_type(r->b, modifiers_skip(r, id));
	const char *name = t ? name_of(r, t) : "";

	for (size_t i = 0; t && btf_type_kind(t) == BTF_KIND_STRUCT && i < ARRAY_LEN(aggregates);
	     i++) {
		size_t len = strlen(aggregates[i].name);

		if (strncmp(name, aggregates[i].name, len) == 0 &&
		    parameters_read(name + len, aggregates[i].kind, m))
			return type_aggregate(r->ts, aggregates[i].kind, first_is_signed(r, t));
	}
	return fail(r, "it has a value for each processor that is no aggregation of sonde");
}

/* *ID becomes the key in front of the bucket. */
static bool bucket_read(struct reader *r, const struct map_spec *m, uint32_t *id)
{
	const struct btf_type *t = btf_index_type(r->b, modifiers_skip(r, *id));
	const struct btf_member *members;

	if (!t || btf_type_kind(t) != BTF_KIND_STRUCT || !is_named(r, t, "bucket") ||
	    btf_type_vlen(t) != 2 || m->key_size < 16 || m->key_size % 8) {
		fail(r, "its keys have no bucket");
		return false;
	}
	members = (const struct btf_member *)(t + 1);
	*id = members[0].type;
	return true;
}

static bool key_read(struct reader *r, uint32_t id, struct map_spec *m)
{
	uint32_t bucket = type_is(m->value, TF_BUCKETS) ? 8 : 0, size;
	const struct btf_type *t;

	if (bucket && !bucket_read(r, m, &id))
		return false;
	t = btf_index_type(r->b, id);
	if (t && btf_type_kind(t) == BTF_KIND_TYPEDEF && is_named(r, t, NO_KEY)) {
		size = 8;
	} else {
		m->key = type_read(r, id, 0);
		size = m->key ? m->key->size : 0;
		if (bucket)
			size = ROUND_UP(size, 8);
	}
	if (!r->error && size + bucket != m->key_size)
		fail(r, "its keys have another size than their type");
	return !r->error;
}

/*
 * The rules for maps of images hold here too: the same code checks sizes, parameters and how deep
 * types nest.
 */
static void decoder_check(struct reader *r, const struct map_spec *m)
{
	struct map_spec copy = *m;
	struct program p = {.maps = &copy, .nmaps = 1, .stop_offset = PROGRAM_NO_STOP};
	const char *error;

	if (!program_decode(r->a, program_encode(r->a, &p), &error))
		fail(r, error);
}

bool pin_types_read(struct arena *a, struct types *ts, const struct btf_index *b, uint32_t key,
		    uint32_t value, struct map_spec *m, const char **error)
{
	struct reader r = {.a = a, .ts = ts, .b = b};

	m->value = m->per_cpu ? aggregate_read(&r, value, m) : type_read(&r, value, 0);
	if (m->value && m->value_size != (m->per_cpu ? aggregate_size(m, false) : m->value->size))
		fail(&r, "its values have another size than their type");
	if (!r.error && key_read(&r, key, m))
		decoder_check(&r, m);
	*error = r.error;
	return !r.error;
}
