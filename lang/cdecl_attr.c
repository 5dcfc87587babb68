/*
 * Attributes, qualifiers and the words that kernel sources decorate declarations with.
 */
#include "lang/cdecl_local.h"

/* Behind the bracket that closes the one that is next. */
bool cparser_skip_brackets(struct cparser *c)
{
	unsigned open = 0;

	do {
		if (c->at->kind == CT_END)
			return cparser_unexpected(c, "a closing bracket");
		if (cparser_is(c, '(') || cparser_is(c, '[') || cparser_is(c, '{'))
			open++;
		else if (cparser_is(c, ')') || cparser_is(c, ']') || cparser_is(c, '}'))
			open--;
		c->at++;
	} while (open);
	return true;
}

bool cword_in(const char *word, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(*list, word) == 0)
			return true;
	return false;
}

/* Words without meaning for layout: qualifiers and the annotations of kernel sources. */
const char *const cqualifiers[] = {
	"const",
	"volatile",
	"restrict",
	"__restrict",
	"__restrict__",
	"__const",
	"__const__",
	"__volatile__",
	"__extension__",
	"_Atomic",
	"__user",
	"__kernel",
	"__rcu",
	"__iomem",
	"__percpu",
	"__force",
	"__nocast",
	"__bitwise",
	"__private",
	"__randomize_layout",
	"inline",
	"__inline",
	"__no_randomize_layout",
	NULL,
};

static bool aligned_read(struct cparser *c, struct cattrs *attrs)
{
	struct span span = c->at->span;
	struct cvalue value = {.value = 16}; /* the largest alignment of any type */

	if (cparser_take(c, '(')) {
		struct ctype t;

		if (ctype_begins(c)) {
			if (!ctype_name(c, &t) || !ctype_sized(c, &t, span))
				return false;
			value.value = t.align;
		} else if (!cconst_expr(c, &value)) {
			return false;
		}
		if (!cparser_expect(c, ')'))
			return false;
	}
	if (!value.value || value.value > 1u << 16 || (value.value & (value.value - 1)))
		return cparser_fail(c, D_C_VALUE, span,
				    "an alignment is a power of two up to 65536");
	attrs->aligned = MAX(attrs->aligned, (uint32_t)value.value);
	return true;
}

/* packed, aligned(8), or one that changes no layout. */
static bool attribute(struct cparser *c, struct cattrs *attrs)
{
	static const char *const packed[] = {"packed", "__packed__", NULL},
				 *const aligned[] = {"aligned", "__aligned__", NULL},
				 *const changing[] = {"mode",
						      "__mode__",
						      "vector_size",
						      "__vector_size__",
						      "scalar_storage_order",
						      "ms_struct",
						      NULL};
	const char *word = c->at->word;

	if (c->at->kind != CT_WORD)
		return cparser_unexpected(c, "an attribute");
	if (cword_in(word, changing))
		return cparser_fail(c, D_C_SYNTAX, c->at->span,
				    "the attribute \"%s\" changes the layout in a way that is not "
				    "known here",
				    word);
	c->at++;
	if (cword_in(word, packed))
		attrs->packed = true;
	if (cword_in(word, aligned))
		return aligned_read(c, attrs);
	return !cparser_is(c, '(') || cparser_skip_brackets(c);
}

static bool attribute_list(struct cparser *c, struct cattrs *attrs)
{
	c->at++;
	if (!cparser_expect(c, '(') || !cparser_expect(c, '('))
		return false;
	while (!cparser_is(c, ')')) {
		if (!cparser_take(c, ',') && !attribute(c, attrs))
			return false;
	}
	return cparser_expect(c, ')') && cparser_expect(c, ')');
}

/* All attributes and qualifiers that stand here. */
bool cdecorations(struct cparser *c, struct cattrs *attrs)
{
	for (;;) {
		if (c->at->kind != CT_WORD)
			return true;
		if (cword_in(c->at->word, cqualifiers)) {
			c->at++;
		} else if (cparser_is_word(c, "__attribute__") ||
			   cparser_is_word(c, "__attribute")) {
			if (!attribute_list(c, attrs))
				return false;
		} else if (cparser_is_word(c, "__packed")) {
			attrs->packed = true;
			c->at++;
		} else if (cparser_is_word(c, "_Alignas") || cparser_is_word(c, "__aligned")) {
			c->at++;
			if (!aligned_read(c, attrs))
				return false;
		} else {
			return true;
		}
	}
}
