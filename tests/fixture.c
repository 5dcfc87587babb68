/* Reads fixtures/system.txt into a struct target; see fixture.h for its form. */
#include "tests/fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "lang/base/vec.h"
#include "probes/btf_types.h"
#include "probes/tracefs.h"

struct thing {
	struct str head; /* "struct", "enum", "symbol" ... */
	struct str name;
	struct str value; /* the rest of the line */
	struct lines VEC(struct str) lines;
	struct type *type; /* struct, union, enum, once asked for */
};

struct fixture {
	struct target target;
	struct arena *arena;
	struct things VEC(struct thing) things;
	struct types *ts;
};

static struct str word(struct str *rest)
{
	struct str w = str_cut(rest, ' ');

	*rest = str_trim(*rest);
	return w;
}

static uint64_t number(struct str text)
{
	char digits[32];

	snprintf(digits, sizeof(digits), "%.*s", STR_ARG(text));
	return strtoull(digits, NULL, 0);
}

static const char *name_of(struct fixture *f, struct str text)
{
	return arena_strdup(f->arena, text);
}

static void fixture_read(struct fixture *f, struct str text)
{
	while (text.at) {
		struct str line = str_cut(&text, '\n'), rest = str_trim(line);

		if (!rest.len || rest.at[0] == '#')
			continue;
		if (line.at[0] == '\t' || line.at[0] == ' ') {
			vec_push(f->arena, &vec_last(&f->things).lines, rest);
		} else {
			struct thing thing = {.head = word(&rest)};

			thing.name = word(&rest);
			thing.value = rest;
			vec_push(f->arena, &f->things, thing);
		}
	}
}

static struct thing *thing_find(struct fixture *f, struct str head, struct str name)
{
	for (size_t i = 0; i < f->things.len; i++)
		if (str_equal(f->things.at[i].head, head) && str_equal(f->things.at[i].name, name))
			return &f->things.at[i];
	return NULL;
}

/* ---- types ---- */

static const struct type *tagged(struct fixture *f, struct str head, struct str name)
{
	struct thing *thing = thing_find(f, head, name);

	if (!thing)
		return NULL;
	if (thing->type)
		return thing->type;
	if (str_equal(head, STR("enum"))) {
		struct enumerator *list =
			arena_array(f->arena, struct enumerator, thing->lines.len + 1);
		struct type *t = type_enum_new(f->ts, name_of(f, name),
					       (uint32_t)number(thing->value), false);

		for (size_t i = 0; i < thing->lines.len; i++) {
			struct str rest = thing->lines.at[i];

			list[i].name = name_of(f, word(&rest));
			list[i].value = number(rest);
		}
		t->enumerators = list;
		t->nenumerators = (uint32_t)thing->lines.len;
		return thing->type = t;
	}
	thing->type = type_struct_new(f->ts, name_of(f, name), str_equal(head, STR("union")));
	thing->type->size = (uint32_t)number(thing->value);
	thing->type->align = 8;
	return thing->type;
}

static const struct type *base_read(struct fixture *f, struct str *text)
{
	static const char *const tags[] = {"struct", "union", "enum"};
	struct str name = word(text), first = name;
	ptrdiff_t bracket = str_find_char(name, '[');
	const struct type *t;
	struct thing *alias;

	for (size_t i = 0; i < ARRAY_LEN(tags); i++)
		if (str_equal(name, str_from(tags[i])))
			return tagged(f, name, word(text));
	if (bracket >= 0 && str_starts(name, STR("string["))) {
		return type_string(
			f->ts, (uint32_t)number(str_slice(name, (size_t)bracket + 1, name.len)));
	}
	if (bracket >= 0)
		first = str_slice(name, 0, (size_t)bracket);
	alias = thing_find(f, STR("typedef"), first);
	if (alias) {
		struct str value = alias->value;

		t = base_read(f, &value);
	} else if (str_equal(first, STR("void"))) {
		t = &type_void;
	} else {
		t = ctype_find(f->ts, first);
	}
	if (t && bracket >= 0)
		t = type_array(f->ts, t,
			       (uint32_t)number(str_slice(name, (size_t)bracket + 1, name.len)));
	return t;
}

static const struct type *type_read(struct fixture *f, struct str *text)
{
	const struct type *t = base_read(f, text);

	while (t && text->len && (text->at[0] == '*' || text->at[0] == '[')) {
		struct str suffix = word(text);

		if (suffix.at[0] == '*')
			t = type_pointer(f->ts, t, AS_NONE);
		else
			t = type_array(f->ts, t,
				       (uint32_t)number(str_slice(suffix, 1, suffix.len)));
	}
	return t;
}

static struct field field_read(struct fixture *f, struct str line)
{
	struct field field = {0};
	struct str name = word(&line), place = word(&line), part = str_cut(&place, ':');

	field.offset = (uint32_t)number(part);
	if (place.at) {
		field.bit_offset = (uint16_t)number(str_cut(&place, ':'));
		field.bit_size = (uint16_t)number(place);
	}
	if (str_equal(name, STR("-")))
		field.flags |= FIELD_ANONYMOUS;
	else
		field.name = name_of(f, name);
	field.type = type_read(f, &line);
	if (!field.type)
		bug("fixture: no type for the field %.*s", STR_ARG(name));
	if (str_starts(line, STR("tag="))) {
		field.flags |= FIELD_POINTER_TAGGED;
		field.tag = name_of(f, str_slice(line, 4, line.len));
	}
	return field;
}

static const struct type *fixture_type_find(struct target *t, struct types *ts, enum type_tag tag,
					    const char *name)
{
	static const char *const heads[] = {
		[TAG_PLAIN] = "typedef", [TAG_STRUCT] = "struct", [TAG_UNION] = "union",
		[TAG_ENUM] = "enum",	 [TAG_TYPEOF] = "",
	};
	struct fixture *f = (struct fixture *)t;
	struct str text = str_from(name);

	f->ts = ts;
	if (tag == TAG_PLAIN) {
		struct thing *alias = thing_find(f, STR("typedef"), text);

		return alias ? type_read(f, &(struct str){alias->value.at, alias->value.len})
			     : ctype_find(ts, text);
	}
	return tagged(f, str_from(heads[tag]), text);
}

static bool fixture_type_complete(struct target *t, struct types *ts, struct type *type)
{
	struct fixture *f = (struct fixture *)t;
	struct thing *thing = NULL;
	struct field *fields;

	f->ts = ts;
	if (type->name)
		thing = thing_find(f, type->is_union ? STR("union") : STR("struct"),
				   str_from(type->name));
	if (!thing)
		return false;
	fields = arena_array(f->arena, struct field, thing->lines.len + 1);
	for (size_t i = 0; i < thing->lines.len; i++)
		fields[i] = field_read(f, thing->lines.at[i]);
	type->fields = fields;
	type->nfields = (uint32_t)thing->lines.len;
	type->size = (uint32_t)number(thing->value);
	type->align = 8;
	type->complete = true;
	return true;
}

static bool fixture_enumerator(struct target *t, struct types *ts, const char *name,
			       const struct type **type, uint64_t *value)
{
	struct fixture *f = (struct fixture *)t;

	f->ts = ts;
	for (size_t i = 0; i < f->things.len; i++) {
		const struct type *e;

		if (!str_equal(f->things.at[i].head, STR("enum")))
			continue;
		e = tagged(f, STR("enum"), f->things.at[i].name);
		for (uint32_t n = 0; n < e->nenumerators; n++) {
			if (strcmp(e->enumerators[n].name, name) != 0)
				continue;
			*type = e;
			*value = e->enumerators[n].value;
			return true;
		}
	}
	return false;
}

/* ---- the rest ---- */

static bool named_number(struct target *t, struct str head, const char *name, uint64_t *out)
{
	struct thing *thing = thing_find((struct fixture *)t, head, str_from(name));

	if (!thing)
		return false;
	*out = number(thing->value);
	return true;
}

static bool fixture_kernel_symbol(struct target *t, const char *name, uint64_t *address)
{
	return named_number(t, STR("symbol"), name, address);
}

static bool fixture_cgroup_id(struct target *t, const char *path, uint64_t *id)
{
	return named_number(t, STR("cgroup"), path, id);
}

static bool fixture_has(struct target *t, enum feature feature)
{
	uint64_t ignored;

	return named_number(t, STR("feature"), feature_rows[feature].name, &ignored);
}

/* usymbol NAME ADDRESS SIZE: of any file; code at an offset has that for an address. */
static bool fixture_user_symbol(struct target *t, const char *path, const char *name,
				uint64_t offset, struct user_symbol *out)
{
	struct thing *thing = thing_find((struct fixture *)t, STR("usymbol"), str_from(name));
	struct str rest;

	(void)path;
	if (!thing)
		return false;
	rest = thing->value;
	*out = (struct user_symbol){.address = number(word(&rest))};
	out->size = number(rest);
	out->distance = (int64_t)(out->address - offset);
	return true;
}

/* kfunc NAME METHOD ...: who may call it. */
static bool fixture_kfunc_exists(struct target *t, const char *name)
{
	return thing_find((struct fixture *)t, STR("kfunc"), str_from(name)) != NULL;
}

static bool fixture_kfunc_allowed(struct target *t, const char *name, enum attach_method method)
{
	struct thing *thing = thing_find((struct fixture *)t, STR("kfunc"), str_from(name));
	struct str rest = thing ? thing->value : STR("");

	while (rest.len)
		if (str_equal(word(&rest), str_from(method_rows[method].name)))
			return true;
	return false;
}

static void fixture_free(struct target *t)
{
	struct fixture *f = (struct fixture *)t;

	arena_free(f->arena);
	free(f);
}

static const struct target_ops fixture_ops = {
	.type_find = fixture_type_find,
	.type_complete = fixture_type_complete,
	.enumerator = fixture_enumerator,
	.kernel_symbol = fixture_kernel_symbol,
	.cgroup_id = fixture_cgroup_id,
	.has = fixture_has,
	.user_symbol = fixture_user_symbol,
	.kfunc_exists = fixture_kfunc_exists,
	.kfunc_allowed = fixture_kfunc_allowed,
	.free = fixture_free,
};

static struct str file_text(struct fixture *f, const char *path)
{
	size_t len;
	char *text = file_read(path, 1 << 20, &len), *copy;

	if (!text) {
		fprintf(stderr, "cannot read %s\n", path);
		exit(1);
	}
	copy = arena_strdup(f->arena, (struct str){text, len});
	free(text);
	return (struct str){copy, len};
}

struct target *fixture_target_new(const char *tests)
{
	static char root[512];
	struct fixture *f = calloc(1, sizeof(*f));

	if (!f)
		out_of_memory(sizeof(*f));
	f->arena = arena_new();
	f->target = (struct target){
		.ops = &fixture_ops, .ncpus = 4, .arch = "x86_64", .pointer_size = 8};
	fixture_read(f, file_text(f, arena_printf(f->arena, "%s/fixtures/system.txt", tests)));
	snprintf(root, sizeof(root), "%s/fixtures/tracing", tests);
	tracefs_root_use(root);
	return &f->target;
}
