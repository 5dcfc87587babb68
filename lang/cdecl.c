/*
 * C definitions of structs, unions and enums to types.
 *
 * Consumes the texts that the front collected; fills in the unit's C names. A tag is known from its
 * definition on; pointers may lead to tags that some definition gives a body later, and to tags
 * that nobody knows. What the script does not define is asked of the target.
 *
 * The first fault of a definition is reported and ends it: the function that finds it returns
 * false, and so do all up to cdecl_read.
 */
#include "lang/cdecl_local.h"

static bool tagged(struct cparser *c, struct ctype *out);
static bool declarator(struct cparser *c, struct ctype base, struct ctype *out,
		       const struct ctoken **name);

/* ---- tokens and messages ---- */

bool cparser_fail(struct cparser *c, enum diag_tag tag, struct span span, const char *fmt, ...)
{
	va_list ap;
	const char *text;

	va_start(ap, fmt);
	text = arena_vprintf(c->a, fmt, ap);
	va_end(ap);
	if (!c->failed)
		diag_add(c->u->diags, tag, span, "%s", text);
	c->failed = true;
	return false;
}

bool cparser_unexpected(struct cparser *c, const char *wanted)
{
	struct str found = source_text(c->u->sources, c->at->span);

	if (c->at->kind == CT_END)
		return cparser_fail(c, D_C_SYNTAX, c->at->span,
				    "the definition ends where %s should stand", wanted);
	if (c->at->kind == CT_BAD)
		return cparser_fail(c, D_C_SYNTAX, c->at->span,
				    "this does not belong in a C definition");
	return cparser_fail(c, D_C_SYNTAX, c->at->span, "%s should stand here, not '%.*s'", wanted,
			    STR_ARG(str_slice(found, 0, 40)));
}

bool cparser_enter(struct cparser *c)
{
	if (c->depth >= CDEPTH_MAX)
		return cparser_fail(c, D_TOO_DEEP, c->at->span,
				    "C definitions nest at most %d levels deep", CDEPTH_MAX);
	c->depth++;
	return true;
}

bool cparser_is(const struct cparser *c, unsigned punct)
{
	return c->at->kind == CT_PUNCT && c->at->punct == punct;
}

bool cparser_is_word(const struct cparser *c, const char *word)
{
	return c->at->kind == CT_WORD && strcmp(c->at->word, word) == 0;
}

bool cparser_take(struct cparser *c, unsigned punct)
{
	if (!cparser_is(c, punct))
		return false;
	c->at++;
	return true;
}

bool cparser_expect(struct cparser *c, unsigned punct)
{
	char wanted[] = "'?'";

	wanted[1] = (char)punct;
	return cparser_take(c, punct) || cparser_unexpected(c, wanted);
}

/* ---- types ---- */

static struct ctype ctype_of(const struct type *t)
{
	return (struct ctype){.type = t, .align = MAX(t->align, 1u)};
}

/* Numbers that the language has no type for: bytes. */
static struct ctype ctype_bytes(struct cparser *c, uint32_t size)
{
	struct ctype t = ctype_of(type_array(c->u->types, type_int(c->u->types, 1, false), size));

	t.align = size;
	return t;
}

struct words {
	unsigned longs, shorts, chars, ints, signeds, unsigneds, voids, bools, floats, doubles,
		wides;
};

/* Counts WORD when it is one of the words that base types are made of. */
static bool base_word(const char *word, struct words *w)
{
	const struct {
		const char *word;
		unsigned *count;
	} rows[] = {
		{"long", &w->longs},	   {"short", &w->shorts},	{"char", &w->chars},
		{"int", &w->ints},	   {"signed", &w->signeds},	{"__signed__", &w->signeds},
		{"__signed", &w->signeds}, {"unsigned", &w->unsigneds}, {"void", &w->voids},
		{"_Bool", &w->bools},	   {"bool", &w->bools},		{"float", &w->floats},
		{"double", &w->doubles},   {"__int128", &w->wides},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (strcmp(rows[i].word, word) == 0) {
			++*rows[i].count;
			return true;
		}
	}
	return false;
}

static bool words_make_sense(const struct words *w)
{
	unsigned kinds =
		(w->ints || w->longs || w->shorts || (!w->chars && (w->signeds || w->unsigneds))) +
		(w->chars > 0) + (w->voids > 0) + (w->bools > 0) + (w->floats > 0) +
		(w->doubles > 0) + (w->wides > 0);

	if (w->doubles == 1 && w->longs == 1)
		kinds--;
	if (w->wides == 1 && w->signeds + w->unsigneds == 1)
		kinds--;
	return kinds == 1 && w->ints <= 1 && w->longs <= 2 && w->shorts <= 1 && w->chars <= 1 &&
	       w->signeds + w->unsigneds <= 1 && !(w->longs && w->shorts) && w->voids <= 1 &&
	       w->bools <= 1 && w->floats <= 1 && w->doubles <= 1 && w->wides <= 1 &&
	       !(w->signeds + w->unsigneds && (w->voids || w->bools || w->floats || w->doubles));
}

static bool base_type(struct cparser *c, struct ctype *out)
{
	struct span span = c->at->span;
	struct words w = {0};
	struct cattrs ignored = {0};
	uint32_t size;

	while (c->at->kind == CT_WORD && base_word(c->at->word, &w)) {
		span = span_join(span, c->at->span);
		c->at++;
		if (!cdecorations(c, &ignored))
			return false;
	}
	if (!words_make_sense(&w))
		return cparser_fail(c, D_C_TYPE, span, "these words make no type of C");
	if (w.voids) {
		*out = ctype_of(&type_void);
	} else if (w.floats || w.doubles || w.wides) {
		*out = ctype_bytes(c, w.floats ? 4 : w.wides || w.longs ? 16 : 8);
	} else {
		size = w.longs ? 8 : w.shorts ? 2 : w.chars || w.bools ? 1 : 4;
		*out = ctype_of(type_int(c->u->types, size, !w.unsigneds && !w.bools));
		out->is_char = w.chars && !w.signeds && !w.unsigneds;
		out->is_bool = w.bools;
	}
	return true;
}

static bool is_tag_word(const struct ctoken *t)
{
	return t->kind == CT_WORD &&
	       (strcmp(t->word, "struct") == 0 || strcmp(t->word, "union") == 0 ||
		strcmp(t->word, "enum") == 0);
}

static const struct type *typedef_find(struct cparser *c, const char *word)
{
	return unit_type_find(c->u, TAG_PLAIN, word);
}

bool ctype_begins(struct cparser *c)
{
	struct words ignored = {0};

	if (c->at->kind != CT_WORD)
		return false;
	return is_tag_word(c->at) || cword_in(c->at->word, cqualifiers) ||
	       base_word(c->at->word, &ignored) || typedef_find(c, c->at->word);
}

/* What stands in front of declarators: `const unsigned long`, `struct x`, `u32`. */
static bool specifiers(struct cparser *c, struct ctype *out, struct cattrs *attrs)
{
	struct words ignored = {0};
	const struct type *t;
	bool ok;

	if (!cdecorations(c, attrs))
		return false;
	if (c->at->kind != CT_WORD)
		return cparser_unexpected(c, "a type");
	if (is_tag_word(c->at)) {
		ok = tagged(c, out);
	} else if (base_word(c->at->word, &ignored)) {
		ok = base_type(c, out);
	} else {
		t = typedef_find(c, c->at->word);
		if (!t)
			return cparser_fail(c, D_C_TYPE, c->at->span,
					    "there is no type \"%s\" here", c->at->word);
		*out = ctype_of(t);
		c->at++;
		ok = true;
	}
	return ok && cdecorations(c, attrs);
}

/* The script defines what T is called, so the system's members are not its. */
static bool own_name(struct cparser *c, const struct type *t)
{
	return !t->name || ptrmap_get(&c->defined[t->is_union ? TAG_UNION : TAG_STRUCT],
				      intern_c(c->u->names, t->name));
}

bool ctype_sized(struct cparser *c, struct ctype *t, struct span span)
{
	struct type *type;

	if (!t->type)
		return cparser_fail(c, D_C_TYPE, span, "a function has no size");
	if (t->type->kind == T_STRUCT) {
		type = (struct type *)(uintptr_t)t->type;
		if (!type->complete && (own_name(c, type) || !unit_type_complete(c->u, type)))
			return cparser_fail(c, D_C_TYPE, span,
					    "%s has no size here: its members are not known",
					    type_text(c->a, type));
		t->align = cstruct_align(c->u, type);
		return true;
	}
	if (t->type->kind == T_VOID || t->type->kind == T_NONE)
		return cparser_fail(c, D_C_TYPE, span, "void has no size");
	return true;
}

/* ---- declarators ---- */

/* `[3][4]` and `(...)` behind a name; BASE is what they are of. */
static bool suffixes(struct cparser *c, struct ctype base, struct ctype *out)
{
	struct span span = c->at->span;
	struct cvalue length = {0};
	struct ctype elem;
	bool ok;

	if (cparser_is(c, '(')) {
		*out = (struct ctype){.align = 1};
		return cparser_skip_brackets(c);
	}
	if (!cparser_take(c, '[')) {
		*out = base;
		return true;
	}
	if (!cparser_is(c, ']') && !cconst_expr(c, &length))
		return false;
	if (!cparser_expect(c, ']') || !cparser_enter(c))
		return false;
	ok = suffixes(c, base, &elem);
	c->depth--;
	if (!ok || !ctype_sized(c, &elem, span))
		return false;
	if (!length.is_unsigned && (int64_t)length.value < 0)
		return cparser_fail(c, D_C_VALUE, span, "an array cannot have %lld elements",
				    (long long)length.value);
	if (length.value > CSIZE_MAX || length.value * MAX(elem.type->size, 1u) > CSIZE_MAX)
		return cparser_fail(c, D_C_VALUE, span,
				    "an array of more than %u bytes is too large", CSIZE_MAX);
	*out = (struct ctype){.align = elem.align};
	if (elem.is_char && length.value) {
		out->type = type_string(c->u->types, (uint32_t)length.value);
		out->is_chars = true;
	} else {
		out->type = type_array(c->u->types, elem.type, (uint32_t)length.value);
	}
	return true;
}

/* In front of a declarator in brackets, not of parameters. */
static bool bracket_is_declarator(const struct cparser *c)
{
	const struct ctoken *next = c->at + 1;

	return cparser_is(c, '(') && next->kind != CT_END &&
	       ((next->kind == CT_PUNCT && (next->punct == '*' || next->punct == '(')) ||
		(next->kind == CT_WORD && strncmp(next->word, "__attribute", 11) == 0));
}

/* `(*name)[4]`: what is in the brackets applies to what the suffixes behind them make of BASE. */
static bool bracketed(struct cparser *c, struct ctype base, struct ctype *out,
		      const struct ctoken **name)
{
	const struct ctoken *inside = c->at + 1, *behind;
	struct ctype of;

	if (!cparser_skip_brackets(c) || !suffixes(c, base, &of))
		return false;
	behind = c->at;
	c->at = inside;
	if (!declarator(c, of, out, name) || !cparser_expect(c, ')'))
		return false;
	c->at = behind;
	return true;
}

static bool pointers(struct cparser *c, struct ctype *base)
{
	struct cattrs ignored = {0};
	unsigned stars = 0;

	if (!cdecorations(c, &ignored))
		return false;
	while (cparser_is(c, '*')) {
		if (++stars > CDEPTH_MAX)
			return cparser_fail(c, D_TOO_DEEP, c->at->span, "too many pointers");
		c->at++;
		*base = ctype_of(
			type_pointer(c->u->types, base->type ? base->type : &type_none, AS_NONE));
		if (!cdecorations(c, &ignored))
			return false;
	}
	return true;
}

/* NAME stays NULL when there is none. */
static bool declarator(struct cparser *c, struct ctype base, struct ctype *out,
		       const struct ctoken **name)
{
	bool ok;

	if (!cparser_enter(c) || !pointers(c, &base))
		return false;
	if (bracket_is_declarator(c)) {
		ok = bracketed(c, base, out, name);
	} else {
		if (c->at->kind == CT_WORD)
			*name = c->at++;
		ok = suffixes(c, base, out);
	}
	c->depth--;
	return ok;
}

bool ctype_name(struct cparser *c, struct ctype *out)
{
	const struct ctoken *name = NULL;
	struct cattrs ignored = {0};
	struct ctype base;

	if (!specifiers(c, &base, &ignored) || !declarator(c, base, out, &name))
		return false;
	if (name)
		return cparser_fail(c, D_C_SYNTAX, name->span, "no name belongs in a type");
	return true;
}

/* ---- members ---- */

/* Enters NAME among those of the struct. False: it has one of that name. */
static bool name_enter(struct cparser *c, struct cmembers *members, const char *name,
		       struct span span)
{
	if (ptrmap_get(&members->names, name))
		return cparser_fail(c, D_C_NAME, span, "there are two members \"%s\"", name);
	ptrmap_set(c->a, &members->names, name, members);
	return true;
}

/* The same for all that is visible through the unnamed struct T. */
static bool names_enter(struct cparser *c, struct cmembers *members, const struct type *t,
			struct span span)
{
	for (uint32_t i = 0; i < t->nfields; i++) {
		const struct field *f = &t->fields[i];

		if (f->flags & FIELD_ANONYMOUS ? !names_enter(c, members, f->type, span)
					       : !name_enter(c, members, f->name, span))
			return false;
	}
	return true;
}

static bool bit_width(struct cparser *c, struct cmember *m)
{
	struct span span = c->at->span;
	const struct type *t = m->type.type;
	struct cvalue width;
	uint64_t most;

	if (!cconst_expr(c, &width))
		return false;
	if (!t || (t->kind != T_INT && t->kind != T_ENUM && t->kind != T_BOOL))
		return cparser_fail(c, D_C_TYPE, span, "only integers can be bit-fields");
	most = m->type.is_bool ? 1 : t->size * 8u;
	if (width.value > most)
		return cparser_fail(c, D_C_VALUE, span, "a bit-field of %s has at most %llu bits",
				    type_text(c->a, t), (unsigned long long)most);
	if (!width.value && m->field.name)
		return cparser_fail(c, D_C_VALUE, span, "a bit-field without bits has no name");
	m->field.bit_size = (uint16_t)width.value;
	m->is_bits = true;
	return true;
}

/* One `*name[2] : 3` of a member declaration. */
static bool member(struct cparser *c, struct ctype base, struct cattrs attrs,
		   struct cmembers *members)
{
	struct cmember m = {.attrs = attrs, .span = c->at->span};
	const struct ctoken *name = NULL;

	if (!declarator(c, base, &m.type, &name))
		return false;
	if (name) {
		m.span = name->span;
		m.field.name = name->word;
	}
	if (cparser_take(c, ':') && !bit_width(c, &m))
		return false;
	if (!name && !m.is_bits)
		return cparser_unexpected(c, "the name of a member");
	if (!cdecorations(c, &m.attrs) || !ctype_sized(c, &m.type, m.span))
		return false;
	if (name && !name_enter(c, members, name->word, name->span))
		return false;
	m.field.type = m.type.type;
	m.field.flags = m.type.is_chars ? FIELD_CHARS : 0;
	vec_push(c->a, &members->list, m);
	return true;
}

/* `struct { ... };` as a member: its members are visible as the outer one's. */
static bool anonymous_member(struct cparser *c, struct ctype t, struct cattrs attrs,
			     struct span span, struct cmembers *members)
{
	struct cmember m = {.type = t, .attrs = attrs, .span = span};

	if (!t.type || t.type->kind != T_STRUCT)
		return true; /* an enum for its enumerators; `int;` declares nothing */
	if (t.type->name)
		return true;
	if (!names_enter(c, members, t.type, span))
		return false;
	m.field.type = t.type;
	m.field.flags = FIELD_ANONYMOUS;
	vec_push(c->a, &members->list, m);
	return true;
}

static bool member_declaration(struct cparser *c, struct cmembers *members)
{
	struct span span = c->at->span;
	struct cattrs attrs = {0};
	struct ctype base;

	if (cparser_is_word(c, "_Static_assert")) {
		c->at++;
		return cparser_is(c, '(') ? cparser_skip_brackets(c) : cparser_unexpected(c, "'('");
	}
	if (!specifiers(c, &base, &attrs))
		return false;
	if (cparser_is(c, ';'))
		return anonymous_member(c, base, attrs, span, members);
	do {
		if (!member(c, base, attrs, members))
			return false;
	} while (cparser_take(c, ','));
	return true;
}

static bool struct_body(struct cparser *c, struct type *t, struct cattrs *attrs, struct span span)
{
	struct cmembers members = {0};

	if (!cparser_enter(c))
		return false;
	c->at++;
	while (!cparser_take(c, '}')) {
		if (cparser_take(c, ';'))
			continue;
		if (!member_declaration(c, &members) || !cparser_expect(c, ';'))
			return false;
	}
	c->depth--;
	return cdecorations(c, attrs) && cstruct_layout(c, t, &members, *attrs, span);
}

/* ---- enums ---- */

struct enumerators VEC(struct enumerator);

static bool enumerator_add(struct cparser *c, struct enumerators *list, const struct type *t,
			   const struct ctoken *name, uint64_t value)
{
	struct c_enumerator *known = ptrmap_get(&c->names->enumerators, name->word);
	struct diag *d;

	if (known) {
		if (c->failed)
			return false;
		d = diag_add(c->u->diags, D_C_NAME, name->span, "there are two enumerators \"%s\"",
			     name->word);
		diag_note(c->u->diags, d, known->span, "this is the other one");
		c->failed = true;
		return false;
	}
	known = arena_make(c->a, struct c_enumerator);
	*known = (struct c_enumerator){t, value, name->span};
	ptrmap_set(c->a, &c->names->enumerators, name->word, known);
	vec_push(c->a, list, (struct enumerator){name->word, value});
	return true;
}

/* As gcc and clang choose it: unsigned unless a value is negative, 32 bits if all values fit. */
static void enum_settle(struct type *t, const struct enumerators *list, bool packed)
{
	uint64_t largest = 0;
	int64_t smallest = 0;

	for (size_t i = 0; i < list->len; i++) {
		if (t->is_signed && (int64_t)list->at[i].value < 0)
			smallest = MIN(smallest, (int64_t)list->at[i].value);
		else
			largest = MAX(largest, list->at[i].value);
	}
	if (t->is_signed)
		largest = MAX(largest, ~(uint64_t)smallest) * 2 + (largest != 0);
	t->size = 4;
	if (largest > UINT32_MAX)
		t->size = 8;
	else if (packed)
		t->size = largest > UINT16_MAX ? 4 : largest > UINT8_MAX ? 2 : 1;
	t->align = t->size;
	t->enumerators = list->at;
	t->nenumerators = (uint32_t)list->len;
	t->complete = true;
}

static bool enum_body(struct cparser *c, struct type *t, struct cattrs *attrs)
{
	struct cvalue value = {.value = (uint64_t)-1};
	struct enumerators list = {0};
	struct cattrs ignored = {0};

	c->at++;
	while (!cparser_take(c, '}')) {
		const struct ctoken *name = c->at;

		if (name->kind != CT_WORD)
			return cparser_unexpected(c, "an enumerator");
		c->at++;
		value.value++;
		if (!cdecorations(c, &ignored) || (cparser_take(c, '=') && !cconst_expr(c, &value)))
			return false;
		if (!value.is_unsigned && (int64_t)value.value < 0)
			t->is_signed = true;
		if (!enumerator_add(c, &list, t, name, value.value))
			return false;
		if (!cparser_take(c, ',') && !cparser_is(c, '}'))
			return cparser_unexpected(c, "',' or '}'");
	}
	if (!cdecorations(c, attrs))
		return false;
	enum_settle(t, &list, attrs->packed);
	return true;
}

/* ---- tags ---- */

static bool tag_is_new(struct cparser *c, enum type_tag tag, const struct ctoken *name)
{
	const struct span *first = ptrmap_get(&c->names->spans[tag], name->word);
	struct span *span;
	struct diag *d;

	if (first && !c->failed) {
		d = diag_add(c->u->diags, D_C_NAME, name->span, "\"%s\" is defined twice",
			     name->word);
		diag_note(c->u->diags, d, *first, "this is the first definition");
		c->failed = true;
	}
	if (first)
		return false;
	span = arena_make(c->a, struct span);
	*span = name->span;
	ptrmap_set(c->a, &c->names->spans[tag], name->word, span);
	return true;
}

/* The object for a tag that the script defines, here or later. */
static struct type *own_type(struct cparser *c, enum type_tag tag, const char *name)
{
	struct type *t = name ? ptrmap_get(&c->names->types[tag], name) : NULL;

	if (t)
		return t;
	if (tag == TAG_ENUM)
		t = type_enum_new(c->u->types, name, 4, false);
	else
		t = type_struct_new(c->u->types, name, tag == TAG_UNION);
	if (name)
		ptrmap_set(c->a, &c->names->types[tag], name, t);
	return t;
}

static bool tag_reference(struct cparser *c, enum type_tag tag, const struct ctoken *name,
			  struct ctype *out)
{
	const struct type *t = NULL;

	if (!ptrmap_get(&c->defined[tag], name->word))
		t = unit_type_find(c->u, tag, name->word);
	if (!t && tag == TAG_ENUM && !ptrmap_get(&c->names->spans[tag], name->word))
		return cparser_fail(c, D_C_TYPE, name->span, "there is no enum \"%s\" here",
				    name->word);
	*out = ctype_of(t ? t : own_type(c, tag, name->word));
	return true;
}

/* struct, union or enum, with or without name and body. */
static bool tagged(struct cparser *c, struct ctype *out)
{
	enum type_tag tag = cparser_is_word(c, "struct")  ? TAG_STRUCT
			    : cparser_is_word(c, "union") ? TAG_UNION
							  : TAG_ENUM;
	struct span span = c->at->span;
	const struct ctoken *name = NULL;
	struct cattrs attrs = {0};
	struct type *t;

	c->at++;
	if (!cdecorations(c, &attrs))
		return false;
	if (c->at->kind == CT_WORD)
		name = c->at++;
	if (!cdecorations(c, &attrs))
		return false;
	if (!cparser_is(c, '{')) {
		if (!name)
			return cparser_unexpected(c, "a name or '{'");
		return tag_reference(c, tag, name, out);
	}
	if (name && !tag_is_new(c, tag, name))
		return false;
	t = own_type(c, tag, name ? name->word : NULL);
	if (tag == TAG_ENUM ? !enum_body(c, t, &attrs)
			    : !struct_body(c, t, &attrs, name ? name->span : span))
		return false;
	*out = ctype_of(t);
	return true;
}

/* ---- definitions ---- */

/* After so many nothing new is said. */
#define ERRORS_MAX 20
/* How many tokens of attributes may stand between `struct` and '{'. */
#define TAG_DISTANCE 64

/* Notes the tags that get a body somewhere, so that pointers find them before they do. */
static void tags_collect(struct cparser *c, const struct ctokens *tokens)
{
	for (size_t i = 0; i + 2 < tokens->len; i++) {
		const struct ctoken *t = &tokens->at[i], *name = t + 1;
		enum type_tag tag;

		if (!is_tag_word(t) || name->kind != CT_WORD)
			continue;
		tag = t->word[0] == 's' ? TAG_STRUCT : t->word[0] == 'u' ? TAG_UNION : TAG_ENUM;
		/* Attributes may stand before and behind the name; the name is the last word. */
		for (size_t k = i + 1; k < MIN(tokens->len, i + TAG_DISTANCE); k++) {
			const struct ctoken *at = &tokens->at[k];

			if (at->kind == CT_WORD && strncmp(at->word, "__", 2) != 0)
				name = at;
			else if (at->kind == CT_PUNCT && at->punct == '{') {
				ptrmap_set(c->a, &c->defined[tag], name->word, c);
				break;
			} else if (at->kind != CT_WORD && !(at->kind == CT_PUNCT &&
							    (at->punct == '(' || at->punct == ')')))
				break;
		}
	}
}

static void definition(struct cparser *c, const struct ctokens *tokens)
{
	struct ctype t;

	c->at = tokens->at;
	c->depth = 0;
	c->failed = false;
	if (!is_tag_word(c->at)) {
		cparser_unexpected(c, "struct, union or enum");
		return;
	}
	if (!tagged(c, &t))
		return;
	cparser_take(c, ';');
	if (c->at->kind != CT_END)
		cparser_unexpected(c, "the end of the definition");
}

void cdecl_read(struct unit *u, const struct c_decl *decls, size_t n)
{
	struct cparser c = {.u = u, .a = u->arena, .names = unit_cnames(u)};
	struct ctokens *tokens = arena_array(u->arena, struct ctokens, n);
	size_t errors = diags_errors(u->diags);

	for (size_t i = 0; i < n; i++) {
		tokens[i] = cscan(u, decls[i].text, decls[i].span.lo);
		tags_collect(&c, &tokens[i]);
	}
	for (size_t i = 0; i < n && diags_errors(u->diags) < errors + ERRORS_MAX; i++)
		definition(&c, &tokens[i]);
}
