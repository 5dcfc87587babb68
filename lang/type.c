/*
 * Interned types and their layout.
 *
 * A type is made once per structure: a template is hashed over all that distinguishes it and looked
 * up before it is copied into the arena, so types compare as pointers. Structs and enums are
 * nominal and are never looked up here.
 */
#include "lang/type.h"

#include "lang/base/vec.h"
#include "lang/wire.h"

const struct type type_error = {.kind = T_ERROR, .id = T_ERROR, .align = 1};
const struct type type_none = {.kind = T_NONE, .id = T_NONE, .align = 1};
const struct type type_void = {.kind = T_VOID, .id = T_VOID, .align = 1};
const struct type type_bool = {.kind = T_BOOL, .id = T_BOOL, .size = 1, .align = 1};

#define SIMPLE(id_, size_, align_)                \
	static const struct type simple_##id_ = { \
		.kind = T_##id_, .id = T_##id_, .size = size_, .align = align_}

SIMPLE(KSYM, 8, 8);
SIMPLE(USYM, 16, 8);
SIMPLE(INET, 24, 8);
SIMPLE(MAC, 6, 1);
SIMPLE(USERNAME, 8, 8);
SIMPLE(TIMESTAMP, 16, 8);
SIMPLE(CGROUP_PATH, 16, 8);
SIMPLE(STACK_MODE, 8, 8);

struct types {
	struct arena *arena;
	struct interner *names;
	const struct type **slots; /* open addressing, at most half full */
	size_t nslots, used;
	uint32_t next_id; /* below T_COUNT_OF_KINDS: the types without parameters, by their kind */
};

struct types *types_make(struct arena *a, struct interner *names)
{
	struct types *ts = arena_make(a, struct types);

	ts->arena = a;
	ts->names = names;
	ts->nslots = 128;
	ts->slots = arena_array(a, const struct type *, ts->nslots);
	ts->next_id = T_COUNT_OF_KINDS;
	return ts;
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
	return (hash ^ value) * 0x9e3779b97f4a7c15u + (hash >> 29);
}

static uint64_t type_hash(const struct type *t)
{
	uint64_t h = mix(t->kind, t->size);

	h = mix(h, (uint64_t)t->is_signed << 32 | t->count);
	h = mix(h, (uint64_t)t->space << 8 | t->mode);
	h = mix(h, (uintptr_t)t->elem);
	for (uint32_t i = 0; i < t->nfields; i++) {
		h = mix(h, (uintptr_t)t->fields[i].name);
		h = mix(h, (uintptr_t)t->fields[i].type);
	}
	return h ^ h >> 31;
}

static bool type_same(const struct type *a, const struct type *b)
{
	if (a->kind != b->kind || a->size != b->size || a->is_signed != b->is_signed ||
	    a->count != b->count || a->space != b->space || a->mode != b->mode ||
	    a->elem != b->elem || a->nfields != b->nfields)
		return false;
	for (uint32_t i = 0; i < a->nfields; i++)
		if (a->fields[i].name != b->fields[i].name ||
		    a->fields[i].type != b->fields[i].type)
			return false;
	return true;
}

static const struct type **slot_find(const struct type **slots, size_t nslots, const struct type *t)
{
	size_t i = type_hash(t) & (nslots - 1);

	while (slots[i] && !type_same(slots[i], t))
		i = (i + 1) & (nslots - 1);
	return &slots[i];
}

static void slots_grow(struct types *ts)
{
	size_t nslots = ts->nslots * 2;
	const struct type **slots = arena_array(ts->arena, const struct type *, nslots);

	for (size_t i = 0; i < ts->nslots; i++)
		if (ts->slots[i])
			*slot_find(slots, nslots, ts->slots[i]) = ts->slots[i];
	ts->slots = slots;
	ts->nslots = nslots;
}

const struct type *type_settled(const struct type *t)
{
	return t->settled ? t->settled : t;
}

static const struct type *settled_members(struct types *ts, const struct type *t)
{
	const struct type **members = arena_array(ts->arena, const struct type *, t->nfields);
	const char **names = arena_array(ts->arena, const char *, t->nfields);
	bool moved = false;

	for (uint32_t i = 0; i < t->nfields; i++) {
		members[i] = type_settled(t->fields[i].type);
		names[i] = t->fields[i].name;
		moved = moved || members[i] != t->fields[i].type;
	}
	if (!moved)
		return NULL;
	return t->kind == T_TUPLE ? type_tuple(ts, members, t->nfields)
				  : type_record(ts, names, members, t->nfields);
}

/* Found once, when T is made: types nest so deep that nobody should walk them each time. */
static const struct type *settled_find(struct types *ts, const struct type *t)
{
	switch ((int)t->kind) {
	case T_INT:
		return type_is_flexible(t) ? type_int(ts, t->size, true) : NULL;
	case T_POINTER:
		if (!t->elem || !t->elem->settled)
			return NULL;
		return type_pointer(ts, t->elem->settled, t->space);
	case T_TUPLE:
	case T_RECORD:
		return settled_members(ts, t);
	default:
		return NULL;
	}
}

/* The one type that looks like TEMPLATE; its fields are copied only when it is new. */
static const struct type *type_intern(struct types *ts, const struct type *template)
{
	const struct type **slot = slot_find(ts->slots, ts->nslots, template);
	struct type *made;

	if (*slot)
		return *slot;
	made = arena_make(ts->arena, struct type);
	*made = *template;
	made->settled = settled_find(ts, template);
	made->id = ts->next_id++;
	if (made->nfields) {
		struct field *fields = arena_array(ts->arena, struct field, made->nfields);

		memcpy(fields, template->fields, made->nfields * sizeof(*fields));
		made->fields = fields;
	}
	*slot_find(ts->slots, ts->nslots, made) = made; /* SLOT may have moved */
	if (++ts->used * 2 > ts->nslots)
		slots_grow(ts);
	return made;
}

const struct type *type_int(struct types *ts, uint32_t size, bool is_signed)
{
	return type_intern(ts, &(struct type){.kind = T_INT,
					      .size = size,
					      .align = size,
					      .is_signed = is_signed,
					      .complete = true});
}

const struct type *type_int_flexible(struct types *ts, uint32_t size)
{
	return type_intern(ts, &(struct type){.kind = T_INT,
					      .size = size,
					      .align = size,
					      .is_signed = true,
					      .complete = true,
					      .count = 1});
}

bool type_is_flexible(const struct type *t)
{
	return t->kind == T_INT && t->count;
}

const struct type *type_string(struct types *ts, uint32_t capacity)
{
	return type_intern(
		ts,
		&(struct type){.kind = T_STRING, .size = capacity, .align = 1, .count = capacity});
}

const struct type *type_buffer(struct types *ts, uint32_t room)
{
	return type_intern(
		ts, &(struct type){.kind = T_BUFFER, .size = room + 4, .align = 4, .count = room});
}

const struct type *type_pointer(struct types *ts, const struct type *elem, enum addr_space space)
{
	if (elem == &type_void || elem == &type_none)
		elem = NULL;
	return type_intern(
		ts,
		&(struct type){
			.kind = T_POINTER, .size = 8, .align = 8, .elem = elem, .space = space});
}

const struct type *type_array(struct types *ts, const struct type *elem, uint32_t count)
{
	uint64_t size = (uint64_t)elem->size * count;

	return type_intern(ts,
			   &(struct type){.kind = T_ARRAY,
					  .size = size > UINT32_MAX ? UINT32_MAX : (uint32_t)size,
					  .align = elem->align ? elem->align : 1,
					  .elem = elem,
					  .count = count});
}

const struct type *type_stack(struct types *ts, enum type_kind kind, enum stack_mode mode,
			      uint32_t limit)
{
	uint32_t head = kind == T_KSTACK ? 8 : 16;
	uint32_t frame = kind == T_USTACK && mode == STACK_BUILD_ID ? 32 : 8;

	return type_intern(ts, &(struct type){.kind = kind,
					      .size = head + frame * limit,
					      .align = 8,
					      .mode = mode,
					      .count = limit});
}

const struct type *type_aggregate(struct types *ts, enum type_kind kind, bool is_signed)
{
	return type_intern(
		ts, &(struct type){.kind = kind, .size = 8, .align = 8, .is_signed = is_signed});
}

const struct type *type_simple(enum type_kind kind)
{
	static const struct type *const simple[T_COUNT_OF_KINDS] = {
		[T_ERROR] = &type_error,
		[T_NONE] = &type_none,
		[T_VOID] = &type_void,
		[T_BOOL] = &type_bool,
		[T_KSYM] = &simple_KSYM,
		[T_USYM] = &simple_USYM,
		[T_INET] = &simple_INET,
		[T_MAC] = &simple_MAC,
		[T_USERNAME] = &simple_USERNAME,
		[T_TIMESTAMP] = &simple_TIMESTAMP,
		[T_CGROUP_PATH] = &simple_CGROUP_PATH,
		[T_STACK_MODE] = &simple_STACK_MODE,
	};

	if (kind >= T_COUNT_OF_KINDS || !simple[kind])
		bug("type kind %d has parameters", (int)kind);
	return simple[kind];
}

const struct type *type_packet(struct types *ts, uint32_t header)
{
	return type_intern(ts, &(struct type){.kind = T_PACKET,
					      .size = sizeof(struct wire_packet),
					      .align = 8,
					      .count = header});
}

const struct type *type_context(struct types *ts, const struct type *elem)
{
	return type_intern(ts,
			   &(struct type){.kind = T_CONTEXT, .size = 8, .align = 8, .elem = elem});
}

/* Offsets of the fields in TEMPLATE, whose types and names are set, by the rules of C structs. */
static void layout(struct type *template, struct field *fields)
{
	uint64_t end = 0;

	template->align = 1;
	for (uint32_t i = 0; i < template->nfields; i++) {
		uint32_t align = fields[i].type->align ? fields[i].type->align : 1;

		end = ROUND_UP(end, align);
		fields[i].offset = end > UINT32_MAX ? UINT32_MAX : (uint32_t)end;
		end += fields[i].type->size;
		template->align = MAX(template->align, align);
	}
	end = ROUND_UP(end, template->align);
	template->size = end > UINT32_MAX ? UINT32_MAX : (uint32_t)end;
	template->fields = fields;
	template->complete = true;
}

static const struct type *type_members(struct types *ts, enum type_kind kind,
				       const char *const *names, const struct type *const *members,
				       size_t n)
{
	struct type template = {.kind = kind, .nfields = (uint32_t)n};
	struct field *fields = arena_array(ts->arena, struct field, n);

	for (size_t i = 0; i < n; i++) {
		fields[i].name = names ? intern_c(ts->names, names[i]) : NULL;
		fields[i].type = members[i];
	}
	layout(&template, fields);
	return type_intern(ts, &template);
}

const struct type *type_tuple(struct types *ts, const struct type *const *members, size_t n)
{
	return type_members(ts, T_TUPLE, NULL, members, n);
}

const struct type *type_record(struct types *ts, const char *const *names,
			       const struct type *const *members, size_t n)
{
	return type_members(ts, T_RECORD, names, members, n);
}

struct type *type_struct_new(struct types *ts, const char *name, bool is_union)
{
	struct type *t = arena_make(ts->arena, struct type);

	t->kind = T_STRUCT;
	t->align = 1;
	t->name = name;
	t->is_union = is_union;
	t->id = ts->next_id++;
	return t;
}

struct type *type_enum_new(struct types *ts, const char *name, uint32_t size, bool is_signed)
{
	struct type *t = arena_make(ts->arena, struct type);

	t->kind = T_ENUM;
	t->size = t->align = size;
	t->is_signed = is_signed;
	t->name = name;
	t->id = ts->next_id++;
	return t;
}

unsigned type_flags(const struct type *t)
{
	static const unsigned flags[T_COUNT_OF_KINDS] = {
#define TYPE(id, flags_) [T_##id] = flags_,
#include "lang/types.def"
#undef TYPE
	};

	return flags[t->kind];
}

/* Anonymous members nest as deep as C lets them; BTF of a broken kernel may not end. */
#define ANONYMOUS_DEPTH 16

static const struct field *field_find(const struct type *t, const char *name, uint32_t *offset,
				      unsigned depth)
{
	for (uint32_t i = 0; i < t->nfields; i++) {
		const struct field *f = &t->fields[i];

		if (f->name && (f->name == name || strcmp(f->name, name) == 0)) {
			if (offset)
				*offset = f->offset;
			return f;
		}
	}
	for (uint32_t i = 0; i < t->nfields && depth; i++) {
		const struct field *f = &t->fields[i], *inner;

		if (!(f->flags & FIELD_ANONYMOUS) || f->type->kind != T_STRUCT)
			continue;
		inner = field_find(f->type, name, offset, depth - 1);
		if (inner) {
			if (offset)
				*offset += f->offset;
			return inner;
		}
	}
	return NULL;
}

const struct field *type_field(const struct type *t, const char *name, uint32_t *offset)
{
	return field_find(t, name, offset, ANONYMOUS_DEPTH);
}
