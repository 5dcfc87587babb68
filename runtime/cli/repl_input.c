/*
 * What was typed: a script, statements or an expression? Whatever parses as one of them is it. When
 * nothing does, but more text could make it one, there is more to come.
 */
#include "runtime/cli/repl.h"

#include "lang/parse.h"
#include "lang/words.h"
#include "runtime/cli/input_wrap.h"

/* TEXT between BEFORE and AFTER, parsed. The text lives in the unit's arena. */
static struct unit *parsed(const struct repl *r, const char *before, struct str text,
			   const char *after)
{
	struct unit *u = unit_new(NULL, &r->cli->compile);
	char *whole = arena_printf(u->arena, "%s%.*s%s", before, STR_ARG(text), after);

	unit_parse(u, INPUT_NAME, str_from(whole));
	source_hide(u->sources, (uint32_t)strlen(before));
	return u;
}

static bool right(const struct unit *u)
{
	return diags_errors(u->diags) == 0;
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

/* More text behind it could make statements of TEXT, of which U was parsed. */
static bool ends_too_early(const struct unit *u, struct str text)
{
	struct place place = source_place(u->sources, diags_first_error(u->diags));
	struct str rest = text;
	uint32_t lines = 0, last = 0;

	while (rest.at) {
		last = (uint32_t)str_cut(&rest, '\n').len;
		lines++;
	}
	return place.line > lines || (place.line == lines && place.col > last);
}

static struct str first_word(struct str text, struct str *rest)
{
	size_t len = 0;

	text = str_trim(text);
	while (len < text.len && is_word(text.at[len]))
		len++;
	*rest = str_trim(str_slice(text, len, text.len));
	return str_slice(text, 0, len);
}

/* Whether TEXT begins as declarations do; decides what messages are about. */
static bool looks_like_script(struct str text)
{
	static const char *const words[] = {"fn",     "macro",	"struct",  "union",  "enum",
					    "config", "import", "typedef", "static", "const"};
	struct str rest, word = first_word(text, &rest);

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_equal(word, str_from(words[i])))
			return true;
	if (rest.len && (rest.at[0] == ':' || rest.at[0] == '#'))
		return true;
	if (probe_kind_find(word) != PROBE_COUNT && builtin_find(word) == BUILTIN_COUNT)
		return true;
	return str_starts(str_trim(text), STR("#")) || str_starts(str_trim(text), STR("*"));
}

static bool map_alone(struct str text)
{
	if (!text.len || text.at[0] != '@')
		return false;
	for (size_t i = 1; i < text.len; i++)
		if (!is_word(text.at[i]))
			return false;
	return true;
}

/* A call of it gives nothing that could be printed. */
static bool call_is_void(const struct repl *r, const struct expr *e)
{
	struct str name = str_from(e->call.name);
	enum function_id fn = function_find(name);

	for (size_t i = 0; i < r->ndefinitions; i++)
		if (str_equal(name, str_from(r->definitions[i].name)))
			return r->definitions[i].no_value;
	return fn != FN_COUNT && str_starts(str_from(function_rows[fn].sig), STR("void("));
}

static bool is_expression(const struct repl *r, const struct unit *u)
{
	const struct expr *body, *value;

	if (u->script->probes.len != 1)
		return false;
	body = u->script->probes.at[0]->body;
	value = body->block.value;
	if (body->block.body.len || !value)
		return false;
	if (value->kind == E_CALL)
		return !call_is_void(r, value);
	return value->kind != E_INCDEC && !(value->kind == E_COND && value->cond.is_if) &&
	       value->kind != E_BLOCK;
}

static void wrong(struct input *in, const struct repl *r, struct unit *u)
{
	struct diag_style style = {.color = r->cli->run.color,
				   .no_warnings = r->cli->compile.no_warnings};

	in->kind = INPUT_WRONG;
	diags_print(u->diags, &in->messages, style);
}

/* Probes that stand alone, "BEGIN" and the like, are names of the body as well. */
static bool probe_begins(struct str text)
{
	struct str rest, word = first_word(text, &rest);

	return !rest.len && looks_like_script(word);
}

void input_read(const struct repl *r, struct str text, bool last, struct input *in)
{
	struct unit *script, *body, *open;

	*in = (struct input){.kind = INPUT_NOTHING};
	text = str_trim(text);
	if (!text.len)
		return;
	if (map_alone(text)) {
		in->kind = INPUT_MAP;
		return;
	}
	script = parsed(r, "", text, "");
	if (right(script)) {
		in->kind = INPUT_SCRIPT;
		in->unit = script;
		return;
	}
	body = parsed(r, INPUT_RUN_BEFORE, text, INPUT_RUN_AFTER);
	open = parsed(r, INPUT_RUN_BEFORE, text, "");
	if (right(body) && !probe_begins(text))
		in->kind = is_expression(r, body) ? INPUT_PRINT : INPUT_RUN;
	else if (!last &&
		 (looks_like_script(text) ? script->incomplete
					  : open->incomplete && ends_too_early(body, text)))
		in->kind = INPUT_MORE;
	else
		wrong(in, r, looks_like_script(text) ? script : body);
	unit_free(script);
	unit_free(body);
	unit_free(open);
}
