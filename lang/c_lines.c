/*
 * Deciding preprocessor lines without a C compiler.
 *
 * Known are conditions on BPFTRACE_HAVE_BTF and _LINUX_TYPES_H, which are both defined exactly when
 * the kernel has BTF, and what to do without certain headers. Anything else is left to the C front
 * end, with all conditions as they are written.
 */
#include "lang/c_lines.h"

#include "lang/cnames.h"
#include "lang/ptrmap.h"

/* Conditions inside conditions. */
#define DEPTH_MAX 64

static const struct {
	const char *header, *name, *text;
} constants[] = {
#define C_CONSTANT(header, name, text) {header, #name, text},
#include "lang/c_constants.def"
#undef C_CONSTANT
};

enum c_line {
	LINE_NONE,    /* a definition */
	LINE_IF,      /* a condition that can be decided */
	LINE_ELSE,    /* #else */
	LINE_ENDIF,   /* #endif */
	LINE_INCLUDE, /* #include <NAME> or "NAME" */
	LINE_OTHER    /* for the C front end */
};

struct line {
	enum c_line kind;
	bool value; /* LINE_IF, as far as it is asked whether there is BTF */
	bool opens; /* LINE_OTHER: it begins a condition */
	struct str name;
};

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

static struct str name_take(struct str *rest)
{
	struct str name = {rest->at, 0};

	while (name.len < rest->len && is_name_char(rest->at[name.len]))
		name.len++;
	*rest = str_trim(str_slice(*rest, name.len, rest->len));
	return name;
}

static bool char_take(struct str *rest, char c)
{
	if (!rest->len || rest->at[0] != c)
		return false;
	*rest = str_trim(str_slice(*rest, 1, rest->len));
	return true;
}

/* Nothing that matters stands behind a directive. */
static bool is_over(struct str rest)
{
	return !rest.len || str_starts(rest, STR("//")) ||
	       (str_starts(rest, STR("/*")) && str_ends(rest, STR("*/")));
}

static bool is_btf_name(struct str name)
{
	return str_equal(name, STR("BPFTRACE_HAVE_BTF")) || str_equal(name, STR("_LINUX_TYPES_H"));
}

/* `defined(NAME)`, `!defined NAME`. */
static void condition_read(struct line *line, struct str rest)
{
	bool not = char_take(&rest, '!'), bracket;

	if (!str_equal(name_take(&rest), STR("defined")))
		return;
	bracket = char_take(&rest, '(');
	if (!is_btf_name(name_take(&rest)) || (bracket && !char_take(&rest, ')')) || !is_over(rest))
		return;
	line->kind = LINE_IF;
	line->value = !not ;
}

static void include_read(struct line *line, struct str rest)
{
	char end = rest.len && rest.at[0] == '<' ? '>' : '"';
	ptrdiff_t close;

	if (!rest.len || (rest.at[0] != '<' && rest.at[0] != '"'))
		return;
	rest = str_slice(rest, 1, rest.len);
	close = str_find_char(rest, end);
	if (close <= 0 || !is_over(str_trim(str_slice(rest, (size_t)close + 1, rest.len))))
		return;
	line->kind = LINE_INCLUDE;
	line->name = str_slice(rest, 0, (size_t)close);
}

static struct line line_read(struct str text)
{
	struct line line = {.kind = LINE_NONE};
	struct str rest = str_trim(text), word;

	if (!char_take(&rest, '#'))
		return line;
	line.kind = LINE_OTHER;
	word = name_take(&rest);
	line.opens = str_starts(word, STR("if"));
	if (str_equal(word, STR("ifdef")) || str_equal(word, STR("ifndef"))) {
		if (is_btf_name(name_take(&rest)) && is_over(rest)) {
			line.kind = LINE_IF;
			line.value = word.len == 5;
		}
	} else if (str_equal(word, STR("if"))) {
		condition_read(&line, rest);
	} else if (str_equal(word, STR("else"))) {
		line.kind = LINE_ELSE;
	} else if (str_equal(word, STR("endif"))) {
		line.kind = LINE_ENDIF;
	} else if (str_equal(word, STR("include"))) {
		include_read(&line, rest);
	}
	return line;
}

/* ---- headers that a script can do without ---- */

static bool is_kernel_header(struct str name)
{
	static const char *const folders[] = {"linux/",	      "asm/",	"net/",	  "uapi/",
					      "asm-generic/", "trace/", "media/", "scsi/"};

	for (size_t i = 0; i < ARRAY_LEN(folders); i++)
		if (str_starts(name, str_from(folders[i])))
			return true;
	return false;
}

static bool has_constants(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(constants); i++)
		if (str_equal(name, str_from(constants[i].header)))
			return true;
	return false;
}

static bool is_dispensable(struct unit *u, struct str name)
{
	const struct target_ops *ops = u->target->ops;

	return (is_kernel_header(name) || has_constants(name)) && ops->c_header &&
	       !ops->c_header(u->target, u, name);
}

void c_constants_add(struct unit *u)
{
	struct cnames *c = u->c;

	for (size_t i = 0; i < ARRAY_LEN(constants); i++) {
		const char *header = intern_c(u->names, constants[i].header);
		const char *name = intern_c(u->names, constants[i].name);
		struct c_macro *macro;

		if (!ptrmap_get(&c->headers, header) || ptrmap_get(&c->macros, name) ||
		    ptrmap_get(&c->enumerators, name))
			continue;
		macro = arena_make(u->arena, struct c_macro);
		macro->name = name;
		macro->text = str_from(constants[i].text);
		ptrmap_set(u->arena, &c->macros, name, macro);
	}
}

/* ---- all lines ---- */

/* What is known after all lines were read. */
struct settling {
	struct unit *u;
	bool btf;
	bool *drop; /* for each of c_decls */
	bool live[DEPTH_MAX], was_live[DEPTH_MAX], known[DEPTH_MAX];
	unsigned depth;
	bool conditions; /* unknown ones: they may ask what a header defined */
	bool rest;	 /* lines for the front end */
	bool broken;	 /* #else or #endif without #if: the front end will tell */
};

static bool is_live(const struct settling *s)
{
	return !s->depth || s->live[s->depth - 1];
}

static void condition_open(struct settling *s, const struct line *line, size_t i)
{
	bool known = line->kind == LINE_IF;

	if (s->depth == DEPTH_MAX) {
		s->broken = true;
		return;
	}
	s->was_live[s->depth] = is_live(s);
	s->known[s->depth] = known || !is_live(s);
	s->live[s->depth] = is_live(s) && (!known || line->value == s->btf);
	s->drop[i] = s->known[s->depth];
	if (!s->known[s->depth])
		s->conditions = s->rest = true;
	s->depth++;
}

static void line_settle(struct settling *s, const struct line *line, size_t i)
{
	unsigned top = s->depth - 1;

	if (line->kind == LINE_IF || (line->kind == LINE_OTHER && line->opens)) {
		condition_open(s, line, i);
	} else if (line->kind == LINE_ELSE || line->kind == LINE_ENDIF) {
		if (!s->depth) {
			s->broken = true;
			return;
		}
		s->drop[i] = s->known[top];
		if (line->kind == LINE_ENDIF)
			s->depth--;
		else if (s->known[top])
			s->live[top] = s->was_live[top] && !s->live[top];
	} else if (!is_live(s)) {
		s->drop[i] = true;
	} else if (line->kind == LINE_INCLUDE) {
		const char *name = intern(s->u->names, line->name);

		ptrmap_set(s->u->arena, &s->u->c->headers, name, s->u);
		s->drop[i] = s->btf && is_dispensable(s->u, line->name);
		s->rest = s->rest || !s->drop[i];
	} else if (line->kind == LINE_OTHER) {
		s->rest = true;
	}
}

bool c_lines_settle(struct unit *u)
{
	struct script *script = u->script;
	size_t n = script->c_decls.len;
	struct settling s = {.u = u, .drop = arena_array(u->arena, bool, n + 1)};
	struct line *lines = arena_array(u->arena, struct line, n + 1);

	if (!u->target)
		return true;
	s.btf = unit_feature(u, FEATURE_btf);
	for (size_t i = 0; i < n && !s.broken; i++) {
		lines[i] = line_read(script->c_decls.at[i].text);
		line_settle(&s, &lines[i], i);
	}
	if (s.broken || s.depth)
		return true;
	for (size_t i = 0; i < n; i++) {
		bool header = s.drop[i] && lines[i].kind == LINE_INCLUDE;

		/* The front end decides conditions in more than one way: it gets them all. */
		if (!s.drop[i] || (s.rest && (!header || s.conditions)))
			continue;
		script->c_decls.at[i].text.len = 0;
		u->c->headers_left_out = u->c->headers_left_out || header;
	}
	return s.rest;
}
