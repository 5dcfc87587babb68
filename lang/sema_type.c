/*
 * Types as written in a script, and what asks about types: sizeof, offsetof, typeinfo.
 */
#include "lang/cnames.h"
#include "lang/sema_local.h"

static const struct {
	const char *name;
	uint8_t size;
	bool is_signed;
} int_names[] = {
	{"int8", 1, true},   {"int16", 2, true},   {"int32", 4, true},	 {"int64", 8, true},
	{"uint8", 1, false}, {"uint16", 2, false}, {"uint32", 4, false}, {"uint64", 8, false},
};

static const struct {
	const char *name;
	enum type_kind kind;
	bool is_signed;
} aggregate_names[] = {
	{"count_t", T_COUNT, false}, {"sum_t", T_SUM, true},	   {"usum_t", T_SUM, false},
	{"min_t", T_MIN, true},	     {"umin_t", T_MIN, false},	   {"max_t", T_MAX, true},
	{"umax_t", T_MAX, false},    {"avg_t", T_AVG, true},	   {"uavg_t", T_AVG, false},
	{"stats_t", T_STATS, true},  {"ustats_t", T_STATS, false},
};

static const struct {
	const char *name;
	enum type_kind kind;
} simple_names[] = {
	{"bool", T_BOOL},	    {"void", T_VOID},
	{"none", T_NONE},	    {"inet", T_INET},
	{"timestamp", T_TIMESTAMP}, {"macaddr_t", T_MAC},
	{"mac_address", T_MAC},	    {"cgroup_path_t", T_CGROUP_PATH},
	{"username_t", T_USERNAME}, {"ksym_t", T_KSYM},
	{"usym_t", T_USYM},
};

/* Names in the tables of builtins and functions that scripts cannot write. */
static const struct type *table_type(const char *text)
{
	if (strcmp(text, "ksym") == 0)
		return type_simple(T_KSYM);
	return strcmp(text, "usym") == 0 ? type_simple(T_USYM) : NULL;
}

const struct type *type_named(struct sema *s, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(int_names); i++)
		if (strcmp(int_names[i].name, name) == 0)
			return type_int(s->ts, int_names[i].size, int_names[i].is_signed);
	for (size_t i = 0; i < ARRAY_LEN(simple_names); i++)
		if (strcmp(simple_names[i].name, name) == 0)
			return type_simple(simple_names[i].kind);
	for (size_t i = 0; i < ARRAY_LEN(aggregate_names); i++)
		if (strcmp(aggregate_names[i].name, name) == 0)
			return type_aggregate(s->ts, aggregate_names[i].kind,
					      aggregate_names[i].is_signed);
	if (strcmp(name, "string") == 0)
		return type_string(s->ts, 0);
	if (strcmp(name, "buffer") == 0)
		return type_buffer(s->ts, 0);
	return NULL;
}

/* Anonymous members are part of their struct: fill them in too, as deep as C nests them. */
static bool fill(struct sema *s, const struct type *t, unsigned depth)
{
	if (t->kind != T_STRUCT)
		return true;
	if (ptrmap_get(&s->completed, t))
		return t->complete;
	ptrmap_set(s->a, &s->completed, t, s);
	/* The target owns the struct it made; it is const only to everybody else. */
	if (!unit_type_complete(s->u, (struct type *)(uintptr_t)t))
		return false;
	for (uint32_t i = 0; i < t->nfields && depth; i++)
		if (t->fields[i].flags & FIELD_ANONYMOUS)
			fill(s, t->fields[i].type, depth - 1);
	return true;
}

bool type_fill(struct sema *s, const struct type *t)
{
	return fill(s, t, 16);
}

/* How deep structs lie in structs before this stops; C code stays far below. */
#define FILL_DEPTH 16

static void fill_whole(struct sema *s, const struct type *t, unsigned depth)
{
	if (t->kind == T_ARRAY)
		t = t->elem;
	type_fill(s, t);
	for (uint32_t i = 0; i < t->nfields && depth; i++)
		fill_whole(s, t->fields[i].type, depth - 1);
}

void type_fill_whole(struct sema *s, const struct type *t)
{
	fill_whole(s, t, FILL_DEPTH);
}

const struct type *type_from_text(struct sema *s, const char *text)
{
	unsigned size;

	if (sscanf(text, "string[%u]", &size) == 1)
		return type_string(s->ts, size);
	if (strcmp(text, "string") == 0)
		return type_string(s->ts, (uint32_t)s->u->config[CONFIG_max_strlen]);
	return table_type(text) ? table_type(text) : type_named(s, text);
}

static const struct type *base_find(struct sema *s, const struct type_expr *t)
{
	const struct type *found = t->tag == TAG_PLAIN ? type_named(s, t->name) : NULL;

	return found ? found : unit_type_find(s->u, t->tag, t->name);
}

static const struct type *typeof_expr(struct sema *s, struct expr **slot)
{
	struct expr *e = *slot;
	const struct type *t;

	s->unevaluated++;
	if (e->kind == E_MAP && !e->map.key && e->map.map && e->map.map->keyed)
		t = e->map.map->key ? e->map.map->key : &type_error;
	else
		t = sema_expr(s, slot);
	s->unevaluated--;
	return t;
}

static const char *tag_text(enum type_tag tag)
{
	static const char *const text[] = {
		[TAG_PLAIN] = "",     [TAG_STRUCT] = "struct ", [TAG_UNION] = "union ",
		[TAG_ENUM] = "enum ", [TAG_TYPEOF] = "",
	};

	return text[tag];
}

static const struct type *base_resolve(struct sema *s, const struct type_expr *t)
{
	const struct type *found;
	struct diag *d;

	if (t->tag == TAG_TYPEOF) {
		struct expr *of = t->of;

		return t->of_type ? type_resolve(s, t->of_type) : type_settled(typeof_expr(s, &of));
	}
	found = base_find(s, t);
	if (found)
		return found;
	d = sema_diag(s, D_UNKNOWN_TYPE, t->span, "there is no type \"%s%s\" here",
		      tag_text(t->tag), t->name);
	if (t->tag == TAG_PLAIN)
		sema_hint(s, d,
			  "integer types are called int8 to int64 and uint8 to uint64; other "
			  "names come from the kernel's types and from the script's own "
			  "definitions");
	return &type_error;
}

/* The largest string, buffer or array a script may ask for in a type. */
#define TYPE_SIZE_MAX (1u << 20)

static const struct type *suffix_apply(struct sema *s, const struct type *t,
				       const struct type_suffix *suffix, bool first,
				       struct span span)
{
	if (suffix->is_pointer)
		return type_pointer(s->ts, t, AS_NONE);
	if (suffix->count > TYPE_SIZE_MAX ||
	    (uint64_t)suffix->count * MAX(t->size, 1) > TYPE_SIZE_MAX) {
		sema_diag(s, D_UNKNOWN_TYPE, span, "a type of more than %u bytes is too large",
			  TYPE_SIZE_MAX);
		return &type_error;
	}
	if (first && t->kind == T_STRING && !t->count)
		return type_string(s->ts, (uint32_t)suffix->count);
	if (first && t->kind == T_BUFFER && !t->count)
		return type_buffer(s->ts, (uint32_t)suffix->count);
	if (first && t->kind == T_INET)
		return t;
	if (t->kind == T_VOID || t->kind == T_NONE || (t->kind == T_STRUCT && !type_fill(s, t))) {
		sema_diag(s, D_UNKNOWN_TYPE, span, "there is no array of %s: its size is unknown",
			  text_of(s, t));
		return &type_error;
	}
	return type_array(s->ts, t, (uint32_t)suffix->count);
}

const struct type *type_resolve(struct sema *s, const struct type_expr *t)
{
	const struct type *type = base_resolve(s, t);
	bool written = t->tag != TAG_TYPEOF;

	for (size_t i = 0; i < t->suffixes.len && type->kind != T_ERROR; i++)
		type = suffix_apply(s, type, &t->suffixes.at[i], written && i == 0, t->span);
	return type;
}

static const struct type *type_or_expr_type(struct sema *s, struct type_or_expr *of)
{
	return of->type ? type_resolve(s, of->type) : typeof_expr(s, &of->expr);
}

/* ---- sizeof, offsetof, typeinfo ---- */

const struct type *replace(struct sema *s, struct expr **slot, struct expr *e)
{
	if (s->final || s->comptime)
		*slot = e;
	return (*slot)->type = e->type;
}

struct expr *string_make(struct sema *s, struct span span, const char *text)
{
	struct expr *e = expr_make(s->a, E_STRING, span);

	e->string = str_from(text);
	e->type = type_string(s->ts, (uint32_t)e->string.len + 1);
	return e;
}

static const char *base_type_name(const struct type *t)
{
	switch ((int)t->kind) {
	case T_INT:
	case T_ENUM:
		return "int";
	case T_POINTER:
	case T_CONTEXT:
		return "pointer";
	case T_STRUCT:
		return "c_type";
	case T_KSTACK:
		return "kstack";
	case T_USTACK:
		return "ustack";
	case T_STRING:
		return "string";
	case T_ARRAY:
		return "array";
	case T_BUFFER:
		return "buffer";
	case T_TUPLE:
		return "tuple";
	case T_RECORD:
		return "record";
	case T_INET:
		return "inet";
	default:
		return NULL;
	}
}

static const char *base_type_text(struct sema *s, const struct type *t)
{
	const char *name = base_type_name(t);

	if (name)
		return name;
	if (type_is(t, TF_AGGREGATE)) /* "usum_t" is "sum_t" here */
		t = type_aggregate(s->ts, t->kind, true);
	return text_of(s, t);
}

static void record_member(struct sema *s, struct expr *record, const char *name, struct expr *value)
{
	vec_push(s->a, &record->members,
		 (struct named_expr){intern_c(s->u->names, name), record->span, value});
}

static const struct type *typeinfo(struct sema *s, struct expr **slot, const struct type *t)
{
	struct expr *e = *slot, *record = expr_make(s->a, E_RECORD, e->span);
	const char *setting = s->u->config_strings[CONFIG_unstable_typeinfo];

	t = type_settled(t);
	if (setting && strcmp(setting, "error") == 0) /* once: it is gone in later rounds */
		diag_add(s->diags, D_UNSTABLE, e->span,
			 "typeinfo is not enabled: set unstable_typeinfo=enable in the config "
			 "block");
	record_member(s, record, "btf_id", int_make(s, e->span, t->btf_id));
	record_member(s, record, "base_type", string_make(s, e->span, base_type_text(s, t)));
	record_member(s, record, "full_type", string_make(s, e->span, text_of(s, t)));
	if (s->final || s->comptime) {
		*slot = record;
		return sema_expr(s, slot);
	}
	return e->type = sema_expr(s, &record);
}

/* False: there is no such field, and that was said. */
static bool offset_of(struct sema *s, const struct type *t, struct exprs *path, uint64_t *total,
		      const struct kernel_value **from)
{
	*total = 0;
	for (size_t i = 0; i < path->len; i++) {
		const struct expr *step = path->at[i];
		const struct field *f = NULL;
		uint32_t offset = 0;

		if (t->kind == T_STRUCT || t->kind == T_RECORD) {
			type_fill(s, t);
			f = type_field(t, step->ident, &offset);
		}
		if (!f) {
			sema_diag(s, D_FIELD, step->span, "%s has no field \"%s\"", text_of(s, t),
				  step->ident);
			return false;
		}
		*total += offset;
		if (i == 0 || *from) {
			struct kernel_value *k = (struct kernel_value *)kernel_value_make(
				s, KERNEL_OFFSET, t, step->ident);

			if (k)
				k->next = *from;
			*from = k;
		}
		t = f->type;
	}
	return true;
}

const struct type *sema_sizeof(struct sema *s, struct expr **slot)
{
	struct expr *e = *slot;
	const struct type *t = type_or_expr_type(s, &e->sizeof_.of);
	const struct kernel_value *from = NULL;
	uint64_t value = t->size;
	struct expr *number;

	if (t->kind == T_ERROR)
		return e->type = s->final ? t : type_int_flexible(s->ts, 1);
	if (e->kind == E_TYPEINFO)
		return typeinfo(s, slot, t);
	if (e->kind == E_TYPEOF) {
		sema_diag(s, D_NO_VALUE, e->span,
			  "typeof() as an argument is only for macros that expect a type");
		return e->type = &type_error;
	}
	if (t->kind == T_STRUCT && !type_fill(s, t)) {
		sema_diag(s, D_UNKNOWN_TYPE, e->span, "the fields of %s are not known here",
			  text_of(s, t));
		return e->type = &type_error;
	}
	if (e->kind == E_OFFSETOF) {
		while (t->kind == T_POINTER && t->elem)
			t = t->elem;
		if (!offset_of(s, t, &e->sizeof_.path, &value, &from))
			return e->type = &type_error;
	} else if (t->kind == T_STRUCT) {
		from = kernel_value_make(s, KERNEL_SIZE, t, NULL);
	}
	number = int_make(s, e->span, value);
	number->num.from = from;
	return replace(s, slot, number);
}
