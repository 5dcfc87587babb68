/*
 * Splits attach points by the syntax of their row. Consumes text the parser has cut out (parameters
 * replaced, quotes kept), produces parts without quotes. Nothing here asks the system.
 */
#include "probes/attach_point.h"

#include <stdarg.h>
#include <stdio.h>

#include "lang/base/vec.h"
#include "lang/diag.h"
#include "lang/integer.h"
#include "probes/glob.h"

ATTR_PRINTF(2, 3)
static bool refuse(struct attach_point_error *error, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(error->text, sizeof(error->text), fmt, ap);
	va_end(ap);
	return false;
}

/* ---- cutting ---- */

struct piece {
	struct str text;
	bool quoted;
	ptrdiff_t plus; /* where the last unquoted + stands; -1: none */
	ptrdiff_t at;	/* the same for @ */
};

struct pieces VEC(struct piece);

/* Cuts TEXT at unquoted colons and removes the quotes; in them a backslash keeps the next byte. */
static bool pieces_cut(struct arena *a, struct str text, struct pieces *out,
		       struct attach_point_error *error)
{
	char *room = arena_alloc(a, text.len + 1);
	struct piece piece = {.text = {room, 0}, .plus = -1, .at = -1};
	bool in_quotes = false;
	size_t used = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (c == '"') {
			in_quotes = !in_quotes;
			piece.quoted = true;
			continue;
		}
		if (!in_quotes && c == ':') {
			vec_push(a, out, piece);
			piece = (struct piece){.text = {room + used, 0}, .plus = -1, .at = -1};
			continue;
		}
		if (in_quotes && c == '\\' && i + 1 < text.len)
			c = text.at[++i];
		else if (!in_quotes && c == '+')
			piece.plus = (ptrdiff_t)piece.text.len;
		else if (!in_quotes && c == '@')
			piece.at = (ptrdiff_t)piece.text.len;
		room[used++] = c;
		piece.text.len++;
	}
	if (in_quotes)
		return refuse(error, "a quoted part of the attach point has no end");
	vec_push(a, out, piece);
	return true;
}

/* ---- the syntax column ---- */

struct slot {
	struct str name;
	struct str offset; /* name behind the plus; .at is NULL: none */
	struct str file;   /* name behind the @; .at is NULL: none */
	bool optional;
};

struct syntax {
	struct slot slots[ATTACH_PARTS_MAX];
	unsigned n, required;
};

static bool is_name_char(char c)
{
	return c == '_' || (c >= 'a' && c <= 'z');
}

static struct str name_take(const char **at)
{
	struct str name = {*at, 0};

	while (is_name_char(**at)) {
		(*at)++;
		name.len++;
	}
	return name;
}

static void syntax_read(const char *text, struct syntax *out)
{
	bool optional = false;

	*out = (struct syntax){0};
	for (const char *at = text; *at;) {
		if (at[0] == '[' && at[1] == '+') {
			at += 2;
			out->slots[out->n - 1].offset = name_take(&at);
		} else if (at[0] == '[' && at[1] == '@') {
			at += 2;
			out->slots[out->n - 1].file = name_take(&at);
		} else if (*at == '[') {
			optional = true;
			at++;
		} else if (*at == ']') {
			optional = false;
			at++;
		} else if (is_name_char(*at) && out->n < ATTACH_PARTS_MAX) {
			out->slots[out->n++] =
				(struct slot){.name = name_take(&at), .optional = optional};
			out->required += !optional;
		} else {
			at++;
		}
	}
}

/* "1 part", "1 or 2 parts", "no parts" */
static const char *parts_expected(char *room, size_t size, const struct syntax *syntax)
{
	if (!syntax->n)
		return "no parts";
	if (syntax->required == syntax->n)
		snprintf(room, size, "%u part%s", syntax->n, syntax->n == 1 ? "" : "s");
	else
		snprintf(room, size, "%u%s%u parts", syntax->required,
			 syntax->n - syntax->required == 1 ? " or " : " to ", syntax->n);
	return room;
}

static void part_put(struct attach_point_fields *f, struct str name, struct str text, bool quoted)
{
	if (f->nparts < ATTACH_PARTS_MAX)
		f->parts[f->nparts++] = (struct attach_part){name, text, quoted};
}

static void slot_fill(struct attach_point_fields *f, const struct slot *slot,
		      const struct piece *piece)
{
	struct str text = piece ? piece->text : (struct str){NULL, 0}, offset = {NULL, 0};
	struct str file = {NULL, 0};

	if (piece && slot->file.at && piece->at >= 0) {
		file = str_slice(text, (size_t)piece->at + 1, text.len);
		text = str_slice(text, 0, (size_t)piece->at);
	}
	if (piece && slot->offset.at && piece->plus >= 0) {
		offset = str_slice(text, (size_t)piece->plus + 1, text.len);
		text = str_slice(text, 0, (size_t)piece->plus);
	}
	part_put(f, slot->name, text, piece && piece->quoted);
	if (slot->file.at)
		part_put(f, slot->file, file, true);
	if (slot->offset.at)
		part_put(f, slot->offset, offset, false);
}

/* PIECES without the provider onto the slots of the row. */
static bool pieces_place(const struct piece *pieces, size_t n, bool is_listing,
			 struct attach_point_fields *f, struct attach_point_error *error)
{
	const struct probe_row *row = &probe_rows[f->kind];
	struct syntax syntax;
	char room[32];
	size_t spare;

	syntax_read(row->syntax, &syntax);
	if (n > syntax.n || (n < syntax.required && !is_listing)) {
		refuse(error, "%s takes %s, found %zu", row->name,
		       parts_expected(room, sizeof(room), &syntax), n);
		snprintf(error->hint, sizeof(error->hint), "the form is %s%s%s", row->name,
			 syntax.n ? ":" : "", row->syntax);
		return false;
	}
	spare = n > syntax.required ? n - syntax.required : 0;
	for (unsigned i = 0, next = 0; i < syntax.n; i++) {
		const struct slot *slot = &syntax.slots[i];
		bool take = next < n && (!slot->optional || spare);

		if (slot->optional && take)
			spare--;
		slot_fill(f, slot, take ? &pieces[next++] : NULL);
	}
	for (unsigned i = 0; i < f->nparts && !is_listing; i++) {
		if (f->parts[i].text.at && !f->parts[i].text.len)
			return refuse(error, "%s: the part '%.*s' is empty", row->name,
				      STR_ARG(f->parts[i].name));
	}
	return true;
}

/* ---- entry points ---- */

static void unknown_provider(struct str name, struct attach_point_error *error)
{
	const char *names[PROBE_COUNT + 1], *near;

	for (unsigned i = 0; i < PROBE_COUNT; i++)
		names[i] = probe_rows[i].name;
	names[PROBE_COUNT] = NULL;
	refuse(error, "there is no probe type '%.*s'", (int)MIN(name.len, 60u), name.at);
	near = diag_nearest(name, names);
	if (near)
		snprintf(error->hint, sizeof(error->hint), "did you mean %s?", near);
}

static bool parse(struct arena *a, struct str text, enum probe_kind kind, bool is_listing,
		  struct attach_point_fields *out, struct attach_point_error *error)
{
	struct pieces pieces = {0};
	struct piece *first;
	ptrdiff_t equals;

	*out = (struct attach_point_fields){.kind = PROBE_COUNT};
	*error = (struct attach_point_error){{0}, {0}};
	if (!pieces_cut(a, text, &pieces, error))
		return false;
	first = &pieces.at[0];
	equals = str_find_char(first->text, '=');
	if (equals >= 0) {
		out->label = str_slice(first->text, 0, (size_t)equals);
		first->text = str_slice(first->text, (size_t)equals + 1, first->text.len);
	}
	out->provider = first->text;
	if (!first->text.len)
		return refuse(error, "the attach point names no probe type");
	out->kind = kind;
	if (kind == PROBE_COUNT && !glob_is_pattern(first->text)) {
		out->kind = probe_kind_find(first->text);
		if (out->kind == PROBE_COUNT) {
			unknown_provider(first->text, error);
			return false;
		}
	}
	if (out->kind == PROBE_COUNT)
		return true;
	return pieces_place(pieces.at + 1, pieces.len - 1, is_listing, out, error);
}

bool attach_point_parse(struct arena *a, struct str text, struct attach_point_fields *out,
			struct attach_point_error *error)
{
	return parse(a, text, PROBE_COUNT, false, out, error);
}

bool attach_point_parse_as(struct arena *a, struct str text, enum probe_kind kind,
			   struct attach_point_fields *out, struct attach_point_error *error)
{
	return parse(a, text, kind, false, out, error);
}

bool attach_point_parse_pattern(struct arena *a, struct str text, enum probe_kind kind,
				struct attach_point_fields *out, struct attach_point_error *error)
{
	return parse(a, text, kind, true, out, error);
}

struct str attach_point_part(const struct attach_point_fields *f, const char *name)
{
	for (unsigned i = 0; i < f->nparts; i++) {
		if (str_equal(f->parts[i].name, str_from(name)))
			return f->parts[i].text;
	}
	return (struct str){NULL, 0};
}

struct str attach_point_pattern(const struct attach_point_fields *f, const char *name)
{
	struct str part = attach_point_part(f, name);

	return part.len ? part : STR("*");
}

bool attach_point_is_pattern(const struct attach_point_fields *f)
{
	for (unsigned i = 0; i < f->nparts; i++) {
		if (!f->parts[i].quoted && f->parts[i].text.at && glob_is_pattern(f->parts[i].text))
			return true;
	}
	return false;
}

void attach_point_text(const struct attach_point_fields *f, struct buf *out)
{
	if (f->kind == PROBE_COUNT)
		buf_str(out, f->provider);
	else
		buf_puts(out, probe_rows[f->kind].name);
	for (unsigned i = 0; i < f->nparts; i++) {
		if (!f->parts[i].text.at)
			continue;
		if (str_equal(f->parts[i].name, STR("offset")))
			buf_char(out, '+');
		else
			buf_char(out, str_equal(f->parts[i].name, STR("file")) ? '@' : ':');
		buf_str(out, f->parts[i].text);
	}
}

/* ---- numbers ---- */

enum number_kind attach_number(struct str text, uint64_t *value)
{
	struct integer n;

	if (!integer_parse(text, false, &n))
		return n.overflow ? NUMBER_OVERFLOW : NUMBER_NONE;
	*value = n.value;
	if (n.negative)
		return NUMBER_NONE;
	return n.duration ? NUMBER_DURATION : NUMBER_PLAIN;
}
