/*
 * What tuples print, compare to and find in maps, known from how they were made. Produces text for
 * scripts and the lines they must print; nothing here evaluates anything.
 */
#include "tests/random/tuples.h"

#include "tests/random/expr.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define MEMBERS_MAX 6
#define TEXT_MAX 8192

enum form { FORM_INTEGER, FORM_BOOL, FORM_STRING, FORM_TUPLE, FORM_RECORD };

struct shape {
	enum form form;
	struct kind kind; /* of an integer */
	int members;
	struct shape *member[MEMBERS_MAX];
};

/* One value of a shape: how the script writes it, and what print() makes of it. */
struct made {
	char source[TEXT_MAX];
	char text[TEXT_MAX];
};

static struct shape *shape_make(int depth, bool outermost)
{
	struct shape *s = calloc(1, sizeof(*s));
	unsigned choice = random_below(10);

	if (!s)
		abort();
	if (outermost || (depth > 0 && choice < 3)) {
		s->form = random_below(3) ? FORM_TUPLE : FORM_RECORD;
		s->members = (outermost ? 2 : 1) + (int)random_below(MEMBERS_MAX - 1);
		for (int i = 0; i < s->members; i++)
			s->member[i] = shape_make(depth - 1, false);
	} else if (choice < 6) {
		s->form = FORM_STRING;
	} else if (choice < 7) {
		s->form = FORM_BOOL;
	} else {
		s->form = FORM_INTEGER;
		s->kind = (struct kind){.is_signed = random_below(2), .bits = 8 << random_below(4)};
	}
	return s;
}

static void shape_free(struct shape *s)
{
	for (int i = 0; i < s->members; i++)
		shape_free(s->member[i]);
	free(s);
}

static void add(char *to, const char *text)
{
	size_t len = strlen(to);

	snprintf(to + len, TEXT_MAX - len, "%s", text);
}

/* $z is zero, but only when the script runs. */
static void integer_make(const struct shape *s, bool zero, struct made *m)
{
	uint64_t bits = zero ? 0 : random_bits() >> random_below(64);
	struct value v = {.kind = s->kind};
	char text[64];

	if (s->kind.bits < 64)
		bits &= (UINT64_C(1) << s->kind.bits) - 1;
	if (s->kind.is_signed && bits >> (s->kind.bits - 1) && s->kind.bits < 64)
		bits |= ~UINT64_C(0) << s->kind.bits;
	v.bits = bits;
	snprintf(text, sizeof(text), "(%s)($z + (int64)%" PRIu64 ")", kind_name(s->kind), bits);
	add(m->source, text);
	value_text(&v, text);
	add(m->text, text);
}

static void string_make(bool zero, struct made *m)
{
	char text[64] = "";
	unsigned len = zero ? 0 : random_below(random_below(4) ? 8 : 60);

	for (unsigned i = 0; i < len; i++)
		text[i] = (char)('a' + random_below(26));
	add(m->source, "\"");
	add(m->source, text);
	add(m->source, "\"");
	add(m->text, text);
}

static void value_make(const struct shape *s, bool zero, struct made *m)
{
	bool is = !zero && random_below(2);
	char name[16];

	switch (s->form) {
	case FORM_INTEGER:
		integer_make(s, zero, m);
		return;
	case FORM_BOOL:
		add(m->source, is ? "($z == 0)" : "($z != 0)");
		add(m->text, is ? "true" : "false");
		return;
	case FORM_STRING:
		string_make(zero, m);
		return;
	case FORM_TUPLE:
	case FORM_RECORD:
		break;
	}
	add(m->source, "(");
	add(m->text, s->form == FORM_TUPLE ? "(" : "{ ");
	for (int i = 0; i < s->members; i++) {
		if (i) {
			add(m->source, ", ");
			add(m->text, ", ");
		}
		if (s->form == FORM_RECORD) {
			snprintf(name, sizeof(name), "f%d = ", i);
			add(m->source, name);
			add(m->text, ".");
			add(m->text, name);
		}
		value_make(s->member[i], zero, m);
	}
	add(m->source, s->form == FORM_TUPLE && s->members == 1 ? ",)" : ")");
	add(m->text, s->form == FORM_TUPLE ? ")" : " }");
}

static struct made *made(const struct shape *s, bool zero)
{
	struct made *m = calloc(1, sizeof(*m));

	if (!m)
		abort();
	value_make(s, zero, m);
	return m;
}

/* Equality of two values of one shape is equality of their texts: no text has separators in it. */
static bool same(const struct made *a, const struct made *b)
{
	return strcmp(a->text, b->text) == 0;
}

/* An empty string alone would be an empty line, which scripts have at their end anyway. */
static void maps_write(FILE *script, FILE *expected, int n, const struct shape *key,
		       const struct shape *value)
{
	struct made *k[3] = {made(key, false), made(key, false), made(key, false)};
	struct made *v[2] = {made(value, false), made(value, false)}, *none = made(value, true);
	bool second = same(k[0], k[1]), third = same(k[0], k[2]) || same(k[1], k[2]);

	fprintf(script, "\t@m%d[%s] = %s;\n", n, k[0]->source, v[0]->source);
	fprintf(script, "\t@m%d[%s] = %s;\n", n, k[1]->source, v[1]->source);
	fprintf(script, "\tprintf(\"<%%s>\\n\", @m%d[%s]);\n", n, k[0]->source);
	fprintf(expected, "<%s>\n", v[second]->text);
	fprintf(script, "\tprintf(\"<%%s>\\n\", @m%d[%s]);\n", n, k[1]->source);
	fprintf(expected, "<%s>\n", v[1]->text);
	fprintf(script, "\tprint(has_key(@m%d, %s));\n", n, k[2]->source);
	fprintf(expected, "%s\n", third ? "true" : "false");
	if (!third) {
		fprintf(script, "\tprintf(\"<%%s>\\n\", @m%d[%s]);\n", n, k[2]->source);
		fprintf(expected, "<%s>\n", none->text);
	}
	fprintf(script, "\t$k%d = %s;\n\tprintf(\"<%%s>\\n\", @m%d[$k%d]);\n", n, k[1]->source, n,
		n);
	fprintf(expected, "<%s>\n", v[1]->text);
	fprintf(script, "\t@c%d[%s] = count(); @c%d[$k%d] = count();\n", n, k[1]->source, n, n);
	fprintf(script, "\tprint(@c%d[$k%d]);\n", n, n);
	fprintf(expected, "2\n");
	fprintf(script, "\tprint(delete(@m%d, $k%d)); print(has_key(@m%d, $k%d));\n", n, n, n, n);
	fprintf(expected, "true\nfalse\n");
	fprintf(script, "\tclear(@m%d); clear(@c%d);\n", n, n);
	for (int i = 0; i < 3; i++)
		free(k[i]);
	free(v[0]);
	free(v[1]);
	free(none);
}

static void variables_write(FILE *script, FILE *expected, int n, const struct shape *s)
{
	struct made *a = made(s, false), *b = made(s, false);

	fprintf(script, "\t$t%d = %s;\n\tprint($t%d);\n", n, a->source, n);
	fprintf(expected, "%s\n", a->text);
	fprintf(script, "\tprint($t%d == %s);\n\tprint($t%d == %s);\n", n, a->source, n, b->source);
	fprintf(expected, "true\n%s\n", same(a, b) ? "true" : "false");
	fprintf(script, "\t$t%d = %s;\n\tprint($t%d);\n", n, b->source, n);
	fprintf(expected, "%s\n", b->text);
	fprintf(script, "\t@s%d = $t%d;\n\tprint({@s%d});\n", n, n, n);
	fprintf(expected, "%s\n", b->text);
	fprintf(script, "\tprintf(\"%%s|%%d|%%s\\n\", $t%d, %d, @s%d != $t%d);\n", n, n, n, n);
	fprintf(expected, "%s|%d|false\n", b->text, n);
	fprintf(script, "\tclear(@s%d);\n", n);
	free(a);
	free(b);
}

void tuples_write(FILE *script, FILE *expected, int number)
{
	struct shape *key = shape_make(3, true), *value = shape_make(2, random_below(2));

	fprintf(script, "BEGIN {\n\t$z = @zero;\n");
	variables_write(script, expected, number, key);
	maps_write(script, expected, number, key, value);
	fprintf(script, "}\n");
	shape_free(key);
	shape_free(value);
}
