/*
 * The program to bytes (section ".sonde" of an image) and back.
 *
 * One visitor per struct serves both directions, so the layout exists once: when encoding, a
 * visitor appends what it is shown; when decoding, it fills it in. Numbers are little-endian
 * without padding, strings are a length and bytes, types are a table in which a type only refers
 * to earlier ones.
 *
 * The decoder trusts nothing. The first fault is kept in codec->error, after which every visitor
 * is harmless: numbers read as 0, strings as NULL, counts as 0. What must hold between members is
 * checked by program_check once everything is there.
 */
#include "lang/base/vec.h"
#include "lang/packet.h"
#include "lang/program_check.h"

#define MAGIC "sonde\n\x1a"	  /* 8 bytes with the NUL */
#define STRING_NULL UINT32_MAX	  /* length of a string that is NULL */
#define TYPE_DEPTH_MAX 64	  /* types within types: printers recurse this deep */
#define TYPE_PARTS_MAX (1u << 26) /* values a printer may meet in one value */

struct codec_types VEC(const struct type *);

struct codec {
	struct arena *arena;
	struct buf *out;	       /* NULL: decoding */
	const unsigned char *at, *end; /* what is left to decode */
	const char *error;
	struct codec_types types;
	uint32_t *depth, *parts; /* of every decoded type */
};

/*
 * Numbers in the image mean rows of the .def files. A hash over all row names tells an image of
 * another build from one of ours, so adding a row never needs a thought about old images.
 */
static uint32_t tables_hash(void)
{
	static const char names[] = ""
#define TYPE(id, ...) #id " "
#include "lang/types.def"
#undef TYPE
#define ACTION(id, ...) #id " "
#include "lang/actions.def"
#undef ACTION
#define PROBE(id, ...) #id " "
#include "lang/probes.def"
#undef PROBE
#define METHOD(id, ...) #id " "
#include "lang/methods.def"
#undef METHOD
#define CONFIG(id, ...) #id " "
#include "lang/config.def"
#undef CONFIG
#define WIRE_FIELD(type, name) #type " " #name " "
#define WIRE(name, fields) #name " " fields
#include "lang/wire.def"
#undef WIRE
#undef WIRE_FIELD
		;
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < sizeof(names); i++)
		hash = (hash ^ (unsigned char)names[i]) * 16777619u;
	return hash;
}

/* ---- numbers, strings, counts ---- */

static void codec_fail(struct codec *c, const char *error)
{
	if (!c->error)
		c->error = error;
	c->at = c->end;
}

static void codec_require(struct codec *c, bool holds, const char *error)
{
	if (!holds)
		codec_fail(c, error);
}

static void visit_number(struct codec *c, uint64_t *value, size_t size)
{
	unsigned char bytes[8];

	if (c->out) {
		for (size_t i = 0; i < size; i++)
			bytes[i] = (unsigned char)(*value >> 8 * i);
		buf_add(c->out, bytes, size);
		return;
	}
	*value = 0;
	if ((size_t)(c->end - c->at) < size) {
		codec_fail(c, "the program ends too early");
		return;
	}
	for (size_t i = 0; i < size; i++)
		*value |= (uint64_t)c->at[i] << 8 * i;
	c->at += size;
}

static void visit_u64(struct codec *c, uint64_t *value)
{
	visit_number(c, value, 8);
}

static void visit_s64(struct codec *c, int64_t *value)
{
	uint64_t number = (uint64_t)*value;

	visit_number(c, &number, 8);
	*value = (int64_t)number;
}

static void visit_u32(struct codec *c, uint32_t *value)
{
	uint64_t number = *value;

	visit_number(c, &number, 4);
	*value = (uint32_t)number;
}

static void visit_u16(struct codec *c, uint16_t *value)
{
	uint64_t number = *value;

	visit_number(c, &number, 2);
	*value = (uint16_t)number;
}

static void visit_bool(struct codec *c, bool *value)
{
	uint64_t number = *value;

	visit_number(c, &number, 1);
	codec_require(c, number <= 1, "a truth value is neither 0 nor 1");
	*value = number == 1;
}

static uint32_t visit_choice(struct codec *c, uint32_t value, uint32_t choices)
{
	visit_u32(c, &value);
	if (value >= choices) {
		codec_fail(c, "a kind is out of range");
		value = 0;
	}
	return value;
}

/* For members of enum types: VALUE is below CHOICES. */
#define VISIT_ENUM(c, member, choices) \
	((member) = visit_choice((c), (uint32_t)(member), (uint32_t)(choices)))

/* A string with its length: *LEN bytes and a NUL. */
static void visit_text(struct codec *c, const char **text, uint32_t *len)
{
	uint32_t size = *text ? *len : STRING_NULL;

	visit_u32(c, &size);
	if (c->out) {
		if (*text)
			buf_add(c->out, *text, size);
		return;
	}
	*text = NULL;
	*len = 0;
	if (c->error || size == STRING_NULL)
		return;
	if ((size_t)(c->end - c->at) < size) {
		codec_fail(c, "a string is longer than the program");
		return;
	}
	*text = arena_strdup(c->arena, (struct str){(const char *)c->at, size});
	*len = size;
	c->at += size;
}

static void visit_string(struct codec *c, const char **text)
{
	uint32_t len = *text ? (uint32_t)strlen(*text) : 0;

	visit_text(c, text, &len);
}

/* How many items follow; each takes at least ITEM_MIN bytes, so a lie cannot claim much memory. */
static void visit_count(struct codec *c, uint32_t *count, size_t item_min)
{
	visit_u32(c, count);
	if (c->out)
		return;
	if (*count > (size_t)(c->end - c->at) / item_min) {
		codec_fail(c, "a count is larger than the program");
		*count = 0;
	}
}

/* An array AT of N items, each shown to VISIT as a copy of its own when encoding. */
#define VISIT_ARRAY(c, item_type, item_min, array, n, visit)                   \
	do {                                                                   \
		item_type *items_;                                             \
                                                                               \
		visit_count((c), &(n), (item_min));                            \
		items_ = (n) ? arena_array((c)->arena, item_type, (n)) : NULL; \
		if ((c)->out && (n))                                           \
			memcpy(items_, (array), (n) * sizeof(item_type));      \
		for (uint32_t i_ = 0; i_ < (n) && !(c)->error; i_++)           \
			visit((c), &items_[i_]);                               \
		(array) = items_;                                              \
	} while (0)

/* ---- types ---- */

static uint32_t type_index(const struct codec *c, const struct type *t)
{
	for (size_t i = c->types.len; i--;) {
		if (c->types.at[i] == t)
			return (uint32_t)i;
	}
	return UINT32_MAX;
}

/*
 * Encoding: puts what T contains, then T, into the table. Pointees are left out (pointers print as
 * numbers), which makes the graph one without cycles.
 */
static void type_collect(struct codec *c, const struct type *t)
{
	if (!t || type_index(c, t) != UINT32_MAX)
		return;
	if (t->kind == T_ARRAY)
		type_collect(c, t->elem);
	for (uint32_t i = 0; i < t->nfields; i++)
		type_collect(c, t->fields[i].type);
	vec_push(c->arena, &c->types, t);
}

static void visit_type(struct codec *c, const struct type **t)
{
	uint32_t index = c->out && *t ? type_index(c, *t) : UINT32_MAX;

	visit_u32(c, &index);
	if (c->out)
		return;
	*t = NULL;
	if (index == UINT32_MAX)
		return;
	if (index < c->types.len)
		*t = c->types.at[index];
	else
		codec_fail(c, "a type refers to one that is not there");
}

static void visit_field(struct codec *c, struct field *f)
{
	visit_string(c, &f->name);
	visit_type(c, &f->type);
	visit_u32(c, &f->offset);
	visit_u16(c, &f->bit_offset);
	visit_u16(c, &f->bit_size);
	visit_u32(c, &f->flags);
	if (!c->out)
		f->tag = NULL;
}

static void visit_enumerator(struct codec *c, struct enumerator *e)
{
	visit_string(c, &e->name);
	visit_u64(c, &e->value);
}

static void visit_type_body(struct codec *c, struct type *t)
{
	VISIT_ENUM(c, t->kind, T_COUNT_OF_KINDS);
	visit_u32(c, &t->size);
	visit_u32(c, &t->align);
	visit_bool(c, &t->is_signed);
	visit_bool(c, &t->is_union);
	visit_bool(c, &t->complete);
	VISIT_ENUM(c, t->space, AS_USER + 1);
	VISIT_ENUM(c, t->mode, STACK_BUILD_ID + 1);
	visit_u32(c, &t->count);
	if (t->kind != T_ARRAY)
		t->elem = NULL;
	visit_type(c, &t->elem);
	visit_string(c, &t->name);
	VISIT_ARRAY(c, struct field, 20, t->fields, t->nfields, visit_field);
	VISIT_ARRAY(c, struct enumerator, 12, t->enumerators, t->nenumerators, visit_enumerator);
}

/* The size that a value of T must have, or 0 when its kind does not fix it. */
static uint64_t type_size_wanted(const struct type *t)
{
	uint64_t count = t->count;

	switch (t->kind) {
	case T_POINTER:
	case T_KSYM:
	case T_USERNAME:
		return 8;
	case T_BOOL:
		return 1;
	case T_STRING:
		return count;
	case T_BUFFER:
		return count + 4;
	case T_KSTACK:
		return 8 + 8 * count;
	case T_USTACK:
		return 16 + (t->mode == STACK_BUILD_ID ? 32 : 8) * count;
	case T_USYM:
	case T_TIMESTAMP:
	case T_CGROUP_PATH:
		return 16;
	case T_INET:
		return 24;
	case T_MAC:
		return 6;
	case T_PACKET:
		return sizeof(struct wire_packet);
	case T_ERROR:
	case T_NONE:
	case T_VOID:
	case T_INT:
	case T_ENUM:
	case T_ARRAY:
	case T_STRUCT:
	case T_TUPLE:
	case T_RECORD:
	case T_COUNT:
	case T_SUM:
	case T_MIN:
	case T_MAX:
	case T_AVG:
	case T_STATS:
	case T_HIST:
	case T_LHIST:
	case T_TSERIES:
	case T_STACK_MODE:
	case T_CONTEXT:
	case T_COUNT_OF_KINDS:
		return 0;
	}
	return 0;
}

static void field_check(struct codec *c, const struct type *t, const struct field *f)
{
	uint64_t size = f->type ? f->type->size : 0;

	codec_require(c, f->type != NULL, "a field has no type");
	codec_require(c, f->name || t->kind != T_RECORD, "a member of a record has no name");
	if (f->bit_size) {
		uint32_t bits = (uint32_t)f->bit_offset + f->bit_size;

		codec_require(c, bits <= 64, "a bit-field is too wide");
		size = (bits + 7) / 8;
	}
	codec_require(c, f->offset + size <= t->size, "a field lies outside of its struct");
}

/* Types are checked one by one as they arrive: those a type refers to are sound already. */
static void type_check(struct codec *c, const struct type *t)
{
	uint64_t wanted = type_size_wanted(t), parts = 1;
	uint32_t depth = 0, i = (uint32_t)c->types.len;
	bool has_fields = t->kind == T_STRUCT || t->kind == T_TUPLE || t->kind == T_RECORD;

	codec_require(c, t->size <= TYPE_SIZE_MAX, "a type is too large");
	codec_require(c, !wanted || t->size == wanted, "a type has a wrong size");
	if (t->kind == T_INT || t->kind == T_ENUM)
		codec_require(c, t->size == 1 || t->size == 2 || t->size == 4 || t->size == 8,
			      "an integer has a wrong size");
	codec_require(c, t->kind != T_STRING || t->count, "a string has no room");
	codec_require(c, t->kind != T_PACKET || t->count < PACKET_COUNT, "a view has no header");
	codec_require(c, has_fields || !t->nfields, "a type has fields that cannot have any");
	if (t->kind == T_ARRAY) {
		uint32_t elem = t->elem ? t->elem->id : 0;

		codec_require(c, t->elem != NULL, "an array has no element type");
		if (c->error)
			return;
		codec_require(c, (uint64_t)t->elem->size * t->count <= t->size,
			      "an array has a wrong size");
		depth = c->depth[elem];
		parts += (uint64_t)c->parts[elem] * t->count;
	}
	for (uint32_t f = 0; f < t->nfields && !c->error; f++) {
		uint32_t inner = t->fields[f].type ? t->fields[f].type->id : 0;

		field_check(c, t, &t->fields[f]);
		if (c->error)
			return;
		depth = MAX(depth, c->depth[inner]);
		parts = MIN(parts + c->parts[inner], (uint64_t)TYPE_PARTS_MAX + 1);
	}
	codec_require(c, depth < TYPE_DEPTH_MAX, "a type is nested too deep");
	codec_require(c, parts <= TYPE_PARTS_MAX, "a type has too many parts");
	if (c->error)
		return;
	c->depth[i] = depth + 1;
	c->parts[i] = (uint32_t)parts;
}

static void visit_types(struct codec *c)
{
	uint32_t n = (uint32_t)c->types.len;

	visit_count(c, &n, 40);
	if (!c->out) {
		c->depth = arena_array(c->arena, uint32_t, n);
		c->parts = arena_array(c->arena, uint32_t, n);
	}
	for (uint32_t i = 0; i < n && !c->error; i++) {
		struct type *t = arena_make(c->arena, struct type);

		if (c->out)
			*t = *c->types.at[i];
		visit_type_body(c, t);
		if (c->out)
			continue;
		t->id = i;
		type_check(c, t);
		if (!c->error)
			vec_push(c->arena, &c->types, t);
	}
}

/* ---- the structs of program.h ---- */

static void visit_one_place(struct codec *c, struct script_place *p)
{
	visit_string(c, &p->file);
	visit_u32(c, &p->line);
	visit_u32(c, &p->col);
	visit_u32(c, &p->line_hi);
	visit_u32(c, &p->col_hi);
	visit_string(c, &p->text);
}

static void visit_place(struct codec *c, struct script_place *p)
{
	visit_one_place(c, p);
	VISIT_ARRAY(c, struct script_place, 24, p->calls, p->ncalls, visit_one_place);
}

static void visit_map(struct codec *c, struct map_spec *m)
{
	visit_string(c, &m->name);
	visit_string(c, &m->bpf_name);
	visit_string(c, &m->bank_name);
	visit_string(c, &m->pin);
	VISIT_ENUM(c, m->storage, STORE_HASH + 1);
	visit_type(c, &m->key);
	visit_type(c, &m->value);
	visit_u32(c, &m->offset);
	visit_u32(c, &m->key_size);
	visit_u32(c, &m->hash_size);
	visit_string(c, &m->keys_name);
	visit_u32(c, &m->value_size);
	visit_u32(c, &m->max_entries);
	visit_bool(c, &m->per_cpu);
	visit_bool(c, &m->by_cpu);
	visit_bool(c, &m->lru);
	visit_bool(c, &m->declared);
	visit_u32(c, &m->bits);
	visit_s64(c, &m->min);
	visit_s64(c, &m->max);
	visit_s64(c, &m->step);
	visit_u64(c, &m->interval);
	visit_u64(c, &m->intervals);
	visit_u32(c, &m->agg);
	visit_place(c, &m->place);
	visit_string(c, &m->doc);
	VISIT_ARRAY(c, const char *, 4, m->key_names, m->nkey_names, visit_string);
}

static void visit_payload_field(struct codec *c, struct payload_field *f)
{
	visit_type(c, &f->type);
	visit_u32(c, &f->offset);
	visit_bool(c, &f->variable);
}

static void visit_record(struct codec *c, struct record *r)
{
	VISIT_ENUM(c, r->action, ACT_COUNT);
	VISIT_ARRAY(c, struct payload_field, 9, r->fields, r->nfields, visit_payload_field);
	visit_u32(c, &r->fixed_size);
	visit_text(c, &r->format, &r->format_len);
	visit_u32(c, &r->map);
	VISIT_ENUM(c, r->take, TAKE_COUNT);
	visit_u32(c, &r->top);
	visit_u32(c, &r->divisor);
	visit_u32(c, &r->link_type);
	visit_string(c, &r->helper);
	visit_string(c, &r->message);
	visit_bool(c, &r->verbose_only);
	visit_u32(c, &r->pending_offset);
	visit_place(c, &r->place);
}

static void visit_target(struct codec *c, struct probe_target *t)
{
	visit_string(c, &t->name);
	visit_string(c, &t->module);
	visit_string(c, &t->function);
	visit_u64(c, &t->address);
	visit_u64(c, &t->semaphore);
}

static void visit_late_field(struct codec *c, struct late_field *f)
{
	visit_string(c, &f->name);
	visit_u32(c, &f->offset);
	visit_u32(c, &f->size);
}

static void visit_probe(struct codec *c, struct probe_spec *p)
{
	VISIT_ENUM(c, p->kind, PROBE_COUNT);
	VISIT_ENUM(c, p->method, METHOD_COUNT);
	visit_string(c, &p->text);
	visit_string(c, &p->program);
	VISIT_ARRAY(c, struct probe_target, 28, p->targets, p->ntargets, visit_target);
	visit_u32(c, &p->first_identity);
	visit_u64(c, &p->period_ns);
	visit_u64(c, &p->frequency);
	visit_u64(c, &p->count);
	visit_bool(c, &p->is_return);
	VISIT_ENUM(c, p->late, LATE_SAME + 1);
	VISIT_ARRAY(c, struct late_field, 12, p->late_fields, p->nlate_fields, visit_late_field);
	visit_u32(c, &p->lost_offset);
	visit_place(c, &p->place);
}

static void visit_interface(struct codec *c, struct interface_ref *i)
{
	visit_string(c, &i->name);
	visit_place(c, &i->place);
}

static void visit_parameter(struct codec *c, struct parameter *p)
{
	visit_string(c, &p->name);
	visit_u32(c, &p->number);
	VISIT_ENUM(c, p->kind, PARAMETER_GIVEN + 1);
	visit_bool(c, &p->is_signed);
	visit_string(c, &p->text);
	visit_u32(c, &p->offset);
	visit_u32(c, &p->size);
}

static void visit_program(struct codec *c, struct program *p)
{
	uint32_t nconfig = CONFIG_COUNT;

	visit_types(c);
	VISIT_ARRAY(c, struct map_spec, 108, p->maps, p->nmaps, visit_map);
	VISIT_ARRAY(c, struct record, 48, p->records, p->nrecords, visit_record);
	VISIT_ARRAY(c, struct probe_spec, 60, p->probes, p->nprobes, visit_probe);
	VISIT_ARRAY(c, struct interface_ref, 28, p->interfaces, p->ninterfaces, visit_interface);
	VISIT_ARRAY(c, const char *, 4, p->strings, p->nstrings, visit_string);
	visit_u32(c, &p->globals_size);
	visit_u32(c, &p->stop_offset);
	visit_bool(c, &p->sends_in_loops);
	visit_u32(c, &p->cells_size);
	visit_u32(c, &p->scratch_size);
	visit_u32(c, &p->scratch_slots);
	visit_u32(c, &p->errors_offset);
	visit_count(c, &nconfig, 12);
	codec_require(c, nconfig == CONFIG_COUNT, "the configuration has a wrong length");
	for (uint32_t i = 0; i < CONFIG_COUNT && !c->error; i++) {
		visit_string(c, &p->config_strings[i]);
		visit_u64(c, &p->config[i]);
	}
	visit_u32(c, &p->pid_filter);
	visit_u32(c, &p->features);
	VISIT_ARRAY(c, struct parameter, 25, p->parameters, p->nparameters, visit_parameter);
	visit_u32(c, &p->parameters_size);
	VISIT_ARRAY(c, const struct type *, 4, p->layouts, p->nlayouts, visit_type);
	visit_bool(c, &p->needs_btf);
	visit_string(c, &p->arch);
}

/* ---- entry points ---- */

static void visit_header(struct codec *c)
{
	uint32_t version = PROGRAM_VERSION, tables = tables_hash();
	uint64_t magic, ours = 0;

	for (size_t i = 0; i < sizeof(ours); i++)
		ours |= (uint64_t)(unsigned char)MAGIC[i] << 8 * i;
	magic = ours;
	visit_u64(c, &magic);
	visit_u32(c, &version);
	visit_u32(c, &tables);
	codec_require(c, magic == ours, "this is no compiled script");
	codec_require(c, version == PROGRAM_VERSION && tables == tables_hash(),
		      "the script was compiled by another version of sonde: compile it again");
}

struct bytes program_encode(struct arena *a, const struct program *p)
{
	struct buf out = {NULL, 0, 0};
	struct codec c = {.arena = a, .out = &out};
	struct program copy = *p;
	struct bytes bytes;

	for (uint32_t i = 0; i < p->nmaps; i++) {
		type_collect(&c, p->maps[i].key);
		type_collect(&c, p->maps[i].value);
	}
	for (uint32_t i = 0; i < p->nrecords; i++) {
		for (uint32_t f = 0; f < p->records[i].nfields; f++)
			type_collect(&c, p->records[i].fields[f].type);
	}
	for (uint32_t i = 0; i < p->nlayouts; i++)
		type_collect(&c, p->layouts[i]);
	visit_header(&c);
	visit_program(&c, &copy);
	if (c.error)
		bug("a program that cannot be encoded: %s", c.error);
	bytes = (struct bytes){arena_strdup(a, (struct str){out.at, out.len}), out.len};
	buf_free(&out);
	return bytes;
}

struct program *program_decode(struct arena *a, struct bytes bytes, const char **error)
{
	struct codec c = {.arena = a, .at = bytes.at};
	struct program *p = arena_make(a, struct program);

	c.end = c.at + bytes.len;
	visit_header(&c);
	if (!c.error)
		visit_program(&c, p);
	codec_require(&c, c.at == c.end, "the program has bytes behind its end");
	if (!c.error)
		c.error = program_check(p);
	if (c.error) {
		*error = c.error;
		return NULL;
	}
	p->object = bytes;
	return p;
}
