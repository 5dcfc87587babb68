/*
 * Prints BTF as C. A declarator is put together around the name while the type is followed:
 * pointers go in front, arrays and arguments behind, parentheses where both meet.
 */
#include "probes/btf_list.h"

#include <stdlib.h>
#include <string.h>

#include "probes/glob.h"

#define DEPTH_MAX 16

/* Anonymous types in each other could grow without end in damaged data. */
#define TEXT_MAX (1u << 20)

static void body_print(const struct btf_index *b, const struct btf_type *t, unsigned indent,
		       struct buf *out);
static void declaration(const struct btf_index *b, uint32_t id, struct buf *name, unsigned indent,
			unsigned depth, struct buf *out);

static const char *keyword(unsigned kind)
{
	return kind == BTF_KIND_UNION ? "union" : kind == BTF_KIND_STRUCT ? "struct" : "enum";
}

/* BEFORE + *NAME + AFTER. */
static void wrap(struct buf *name, const char *before, const char *after)
{
	struct buf whole = {0};

	buf_puts(&whole, before);
	if (name->len)
		buf_add(&whole, name->at, name->len);
	buf_puts(&whole, after);
	buf_free(name);
	*name = whole;
}

static void parameters_add(const struct btf_index *b, const struct btf_type *t, struct buf *name,
			   unsigned indent, unsigned depth)
{
	const struct btf_param *params = (const void *)(t + 1);

	if (name->len && name->at[0] == '*')
		wrap(name, "(", ")");
	buf_char(name, '(');
	for (uint32_t i = 0; i < btf_type_vlen(t) && name->len <= TEXT_MAX; i++) {
		struct buf one = {0};

		if (i)
			buf_puts(name, ", ");
		if (params[i].type)
			declaration(b, params[i].type, &one, indent + 1, depth + 1, name);
		else
			buf_puts(name, "...");
		buf_free(&one);
	}
	if (!btf_type_vlen(t))
		buf_puts(name, "void");
	buf_char(name, ')');
}

/* "const char" before the declarator NAME. */
static void base_add(const char *text, const char *prefix, struct buf *name, struct buf *out)
{
	buf_puts(out, prefix);
	buf_puts(out, text);
	if (name->len) {
		buf_char(out, ' ');
		buf_add(out, name->at, name->len);
	}
}

static void named_add(const struct btf_index *b, const struct btf_type *t, struct buf *name,
		      unsigned indent, unsigned depth, struct buf *out)
{
	unsigned kind = btf_type_kind(t);
	const char *tag = btf_index_string(b, t->name_off);

	buf_puts(out, kind == BTF_KIND_FWD ? (btf_type_kind_flag(t) ? "union" : "struct")
					   : keyword(kind));
	if (tag[0]) {
		buf_char(out, ' ');
		buf_puts(out, tag);
	} else if (depth < DEPTH_MAX && kind != BTF_KIND_FWD) {
		buf_char(out, ' ');
		body_print(b, t, indent, out);
	}
	if (name->len) {
		buf_char(out, ' ');
		buf_add(out, name->at, name->len);
	}
}

/* Consumes *NAME. One step of the walk from the name outwards; recursion is bounded by DEPTH. */
static void declaration(const struct btf_index *b, uint32_t id, struct buf *name, unsigned indent,
			unsigned depth, struct buf *out)
{
	const struct btf_type *t = btf_index_type(b, id);
	const struct btf_array *array;
	char room[32];

	if (!t || depth > 2 * DEPTH_MAX || indent > DEPTH_MAX || out->len > TEXT_MAX) {
		base_add("void", "", name, out);
		return;
	}
	switch (btf_type_kind(t)) {
	case BTF_KIND_PTR:
		wrap(name, "*", "");
		declaration(b, t->type, name, indent, depth + 1, out);
		break;
	case BTF_KIND_ARRAY:
		array = (const void *)(t + 1);
		if (name->len && name->at[0] == '*')
			wrap(name, "(", ")");
		snprintf(room, sizeof(room), "[%u]", array->nelems);
		wrap(name, "", room);
		declaration(b, array->type, name, indent, depth + 1, out);
		break;
	case BTF_KIND_FUNC_PROTO:
		parameters_add(b, t, name, indent, depth);
		declaration(b, t->type, name, indent, depth + 1, out);
		break;
	case BTF_KIND_CONST:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_RESTRICT:
	case SONDE_BTF_KIND_TYPE_TAG: {
		const struct btf_type *to = btf_index_type(b, t->type);
		bool of_pointer = to && btf_type_kind(to) == BTF_KIND_PTR;
		const char *word = btf_type_kind(t) == BTF_KIND_CONST	   ? "const "
				   : btf_type_kind(t) == BTF_KIND_VOLATILE ? "volatile "
									   : "";

		if (of_pointer)
			wrap(name, word, "");
		else
			buf_puts(out, word);
		declaration(b, t->type, name, indent, depth + 1, out);
		break;
	}
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
	case BTF_KIND_ENUM:
	case SONDE_BTF_KIND_ENUM64:
	case BTF_KIND_FWD:
		named_add(b, t, name, indent, depth, out);
		break;
	default:
		base_add(btf_index_string(b, t->name_off), "", name, out);
	}
}

void btf_declaration(const struct btf_index *b, uint32_t id, const char *name, unsigned indent,
		     struct buf *out)
{
	struct buf declarator = {0};

	buf_puts(&declarator, name);
	declaration(b, id, &declarator, indent, 0, out);
	buf_free(&declarator);
}

static void enum_body(const struct btf_index *b, const struct btf_type *t, unsigned indent,
		      struct buf *out)
{
	bool is_signed = btf_type_kind_flag(t);

	for (uint32_t i = 0; i < btf_type_vlen(t); i++) {
		unsigned long long value = btf_enumerator_value(t, i);

		buf_fill(out, '\t', indent + 1);
		buf_puts(out, btf_index_string(b, btf_enumerator_name(t, i)));
		if (is_signed)
			buf_printf(out, " = %lld,\n", (long long)value);
		else
			buf_printf(out, " = %llu,\n", value);
	}
}

static void struct_body(const struct btf_index *b, const struct btf_type *t, unsigned indent,
			struct buf *out)
{
	const struct btf_member *members = (const void *)(t + 1);

	for (uint32_t i = 0; i < btf_type_vlen(t) && out->len <= TEXT_MAX; i++) {
		unsigned bits = btf_type_kind_flag(t) ? BTF_MEMBER_BITFIELD_SIZE(members[i].offset)
						      : 0;
		const char *name = btf_index_string(b, members[i].name_off);

		buf_fill(out, '\t', indent + 1);
		if (indent < DEPTH_MAX)
			btf_declaration(b, members[i].type, name, indent + 1, out);
		if (bits)
			buf_printf(out, " : %u", bits);
		buf_puts(out, ";\n");
	}
}

static void body_print(const struct btf_index *b, const struct btf_type *t, unsigned indent,
		       struct buf *out)
{
	unsigned kind = btf_type_kind(t);

	buf_puts(out, "{\n");
	if (kind == BTF_KIND_STRUCT || kind == BTF_KIND_UNION)
		struct_body(b, t, indent, out);
	else
		enum_body(b, t, indent, out);
	buf_fill(out, '\t', indent);
	buf_char(out, '}');
}

void btf_parameters(const struct btf_index *b, uint32_t proto, uint32_t first, struct buf *out)
{
	const struct btf_type *t = btf_index_type(b, proto);
	const struct btf_param *params = (const void *)(t + 1);

	if (!t || btf_type_kind(t) != BTF_KIND_FUNC_PROTO)
		return;
	for (uint32_t i = first; i < btf_type_vlen(t); i++) {
		if (!params[i].type)
			continue;
		buf_puts(out, "    ");
		btf_declaration(b, params[i].type, "", 0, out);
		buf_printf(out, " %s\n", btf_index_string(b, params[i].name_off));
	}
}

/* ---- listing ---- */

struct named_type {
	const char *name;
	uint32_t id;
};

static int named_compare(const void *a, const void *b)
{
	const struct named_type *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : (x->id > y->id) - (x->id < y->id);
}

static bool kind_matches(unsigned kind, struct str tag)
{
	if (str_equal(tag, STR("struct")))
		return kind == BTF_KIND_STRUCT;
	if (str_equal(tag, STR("union")))
		return kind == BTF_KIND_UNION;
	return kind == BTF_KIND_ENUM || kind == SONDE_BTF_KIND_ENUM64;
}

static size_t types_find(const struct btf_index *b, struct str tag, struct str pattern,
			 struct named_type *out)
{
	size_t n = 0;

	for (uint32_t id = btf_index_first(b); id < btf_index_end(b); id++) {
		const struct btf_type *t = btf_index_type(b, id);
		const char *name = btf_index_string(b, t->name_off);

		if (name[0] && kind_matches(btf_type_kind(t), tag) &&
		    glob_match(pattern, str_from(name)))
			out[n++] = (struct named_type){name, id};
	}
	if (n)
		qsort(out, n, sizeof(*out), named_compare);
	return n;
}

void btf_list(struct str pattern, bool verbose, FILE *out, const char **problem)
{
	struct btf_index *b = btf_index_load(btf_kernel_path(), NULL, problem);
	struct str tag = str_cut(&pattern, ' ');
	struct named_type *found;
	struct buf text = {0};
	size_t n;

	if (!b)
		return;
	found = calloc(btf_index_end(b), sizeof(*found));
	if (!found)
		out_of_memory(btf_index_end(b) * sizeof(*found));
	n = types_find(b, tag, str_trim(pattern), found);
	for (size_t i = 0; i < n; i++) {
		if (i && !verbose && strcmp(found[i].name, found[i - 1].name) == 0)
			continue;
		buf_clear(&text);
		buf_printf(&text, "%s%.*s %s", verbose ? "vmlinux: " : "", STR_ARG(tag),
			   found[i].name);
		if (verbose) {
			buf_char(&text, ' ');
			body_print(b, btf_index_type(b, found[i].id), 0, &text);
			buf_puts(&text, ";\n");
		}
		buf_char(&text, '\n');
		fputs(text.at, out);
	}
	buf_free(&text);
	free(found);
	btf_index_free(b);
}
