/*
 * Completion: probes by the machinery of -l, words of the language, maps and definitions of the
 * session, fields of the probe's arguments, commands. Each candidate is shown with its type.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>

#include "lang/words.h"
#include "probes/list.h"
#include "runtime/cli/repl.h"

#define SHOWN_MAX 60 /* candidates in a list; more are counted */

struct candidate {
	char *name;
	char *detail; /* its type or form */
};

static struct repl *session;
static struct candidate *candidates;
static size_t ncandidates, candidates_cap;

static void candidates_forget(void)
{
	for (size_t i = 0; i < ncandidates; i++) {
		free(candidates[i].name);
		free(candidates[i].detail);
	}
	ncandidates = 0;
}

/* Adds NAME if it begins with WORD and is not there yet. */
static void offer(struct str word, struct str name, struct str detail)
{
	if (!str_starts(name, word) || !name.len)
		return;
	for (size_t i = 0; i < ncandidates; i++)
		if (str_equal(str_from(candidates[i].name), name))
			return;
	candidates = array_grow(candidates, ncandidates, &candidates_cap, sizeof(*candidates));
	candidates[ncandidates++] =
		(struct candidate){strndup(name.at, name.len), strndup(detail.at, detail.len)};
}

/* ---- where the word stands ---- */

/* What was typed before it: earlier lines, and this one up to END. */
static void before(int end, struct buf *out)
{
	buf_add(out, session->typed.at, session->typed.len);
	if (out->len)
		buf_char(out, '\n');
	buf_add(out, rl_line_buffer, (size_t)end);
}

/* Braces that are open behind TEXT; *PROBE is what stands in front of the outermost. */
static unsigned braces_open(struct str text, struct str *probe)
{
	unsigned depth = 0;
	size_t from = 0;
	bool quoted = false;

	*probe = STR("");
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (c == '"' && (!i || text.at[i - 1] != '\\'))
			quoted = !quoted;
		if (quoted)
			continue;
		if (c == '{' && depth++ == 0)
			*probe = str_trim(str_slice(text, from, i));
		if (c == '}' && depth && --depth == 0)
			from = i + 1;
	}
	return depth;
}

/* ---- sources ---- */

static void words_offer(struct str word, unsigned kinds)
{
	struct word w;

	for (size_t i = 0; word_at(i, &w); i++)
		if (w.kind & kinds)
			offer(word, str_from(w.name), str_from(w.form ? w.form : ""));
}

static void session_offer(struct str word)
{
	const struct program *p = units_runtime(session->units)->program;

	for (uint32_t i = 0; i < p->nmaps; i++) {
		struct buf type = {NULL, 0, 0};

		if (p->maps[i].key) {
			buf_char(&type, '[');
			type_name(p->maps[i].key, &type);
			buf_puts(&type, "] ");
		}
		type_name(p->maps[i].value, &type);
		offer(word, str_from(p->maps[i].name), str_from(type.at));
		buf_free(&type);
	}
	for (size_t i = 0; i < session->ndefinitions; i++) {
		const struct definition *d = &session->definitions[i];

		if (!strcmp(d->what, "fn") || !strcmp(d->what, "macro"))
			offer(word, str_from(d->name), str_from(d->what));
	}
}

static char *listed(const char *pattern, bool verbose)
{
	struct options options = session->cli->compile;
	char *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);

	if (!to)
		out_of_memory(0);
	options.no_warnings = true;
	probes_list(pattern, verbose, &options, to);
	fclose(to);
	return text;
}

/* Up to the next colon, so that a category is offered before its events. */
static void probes_offer(struct str word)
{
	struct str rest = word, provider = str_cut(&rest, ':');
	enum probe_kind kind = probe_kind_find(provider);
	const char *name = kind == PROBE_COUNT ? NULL : probe_rows[kind].name;
	struct buf pattern = {NULL, 0, 0}, shown = {NULL, 0, 0};
	char *text;

	if (!name)
		return;
	buf_printf(&pattern, "%s:%.*s*", name, STR_ARG(rest));
	text = listed(pattern.at, false);
	for (struct str lines = str_from(text); lines.at && lines.len;) {
		struct str line = str_cut(&lines, '\n'), full;
		size_t skip = strlen(name) + 1;
		ptrdiff_t colon;

		if (line.len <= skip)
			continue;
		buf_clear(&shown);
		buf_printf(&shown, "%.*s:%.*s", STR_ARG(provider), (int)(line.len - skip),
			   line.at + skip);
		full = (struct str){shown.at, shown.len};
		colon = full.len > word.len
				? str_find_char(str_slice(full, word.len, full.len), ':')
				: -1;
		if (colon >= 0)
			full = str_slice(full, 0, word.len + (size_t)colon + 1);
		offer(word, full, STR(""));
	}
	free(text);
	buf_free(&pattern);
	buf_free(&shown);
}

/* args.x of PROBE, whose first attach point says what there is: "    int fd" per line of -lv. */
static void fields_offer(struct str word, struct str probe)
{
	struct str point = str_trim(str_cut(&probe, ','));
	struct str rest = point, provider, lines;
	struct buf pattern = {NULL, 0, 0}, name = {NULL, 0, 0};
	enum probe_kind kind;
	char *text;

	provider = str_cut(&rest, ':');
	kind = probe_kind_find(provider);
	if (kind == PROBE_COUNT || !rest.at)
		return;
	rest = str_trim(str_cut(&rest, ' '));
	buf_printf(&pattern, "%s:%.*s", probe_rows[kind].name, STR_ARG(rest));
	text = listed(pattern.at, true);
	lines = str_from(text);
	str_cut(&lines, '\n');
	while (lines.at && lines.len && lines.at[0] == ' ') {
		struct str line = str_trim(str_cut(&lines, '\n'));
		size_t at = line.len;

		while (at && line.at[at - 1] != ' ' && line.at[at - 1] != '*')
			at--;
		buf_clear(&name);
		buf_printf(&name, "args.%.*s", (int)strcspn(line.at + at, "[;\n"), line.at + at);
		offer(word, (struct str){name.at, name.len}, str_trim(str_slice(line, 0, at)));
	}
	free(text);
	buf_free(&pattern);
	buf_free(&name);
}

static void commands_offer(struct str word)
{
	const char *form, *doc, *name;
	struct buf text = {NULL, 0, 0};

	for (size_t i = 0; (name = repl_command_name(i, &form, &doc)); i++) {
		buf_clear(&text);
		buf_printf(&text, ":%s", name);
		offer(word, (struct str){text.at, text.len}, str_from(form ? form : ""));
	}
	buf_free(&text);
}

/* ---- readline ---- */

static char *candidate_next(const char *text, int state)
{
	static size_t next;

	(void)text;
	if (!state)
		next = 0;
	return next < ncandidates ? strdup(candidates[next++].name) : NULL;
}

/* The words behind a command: files are readline's own. */
static bool wants_file(struct str line)
{
	return str_starts(line, STR(":load ")) || str_starts(line, STR(":save ")) ||
	       str_starts(line, STR(":html "));
}

static char **complete(const char *text, int start, int end)
{
	struct str word = str_from(text), probe, line;
	struct buf typed = {NULL, 0, 0};
	unsigned depth;

	(void)end;
	rl_attempted_completion_over = 1;
	before(start, &typed);
	line = (struct str){typed.at ? typed.at : "", typed.len};
	candidates_forget();
	depth = braces_open(line, &probe);
	if (wants_file(line)) {
		rl_attempted_completion_over = 0;
		buf_free(&typed);
		return NULL;
	}
	if (word.len && word.at[0] == ':' && !str_trim(line).len) {
		commands_offer(word);
	} else if (str_starts(word, STR("args."))) {
		fields_offer(word, probe);
	} else if (str_find_char(word, ':') >= 0) {
		probes_offer(word);
	} else {
		words_offer(word, depth ? WORD_BODY : WORD_ANY);
		session_offer(word);
	}
	buf_free(&typed);
	if (ncandidates == 1) {
		char last = candidates[0].name[strlen(candidates[0].name) - 1];

		rl_completion_append_character = last == ':' ? '\0' : ' ';
	}
	return ncandidates ? rl_completion_matches(text, candidate_next) : NULL;
}

static struct str detail_of(const char *name)
{
	for (size_t i = 0; i < ncandidates; i++)
		if (!strcmp(candidates[i].name, name))
			return str_from(candidates[i].detail);
	return STR("");
}

/* A line for each candidate: its name and its type. */
static void matches_show(char **matches, int count, int longest)
{
	fputc('\n', rl_outstream);
	for (int i = 1; i <= count && i <= SHOWN_MAX; i++) {
		struct str detail = detail_of(matches[i]);

		if (detail.len)
			fprintf(rl_outstream, "%-*s  %.*s\n", MIN(longest, 40), matches[i],
				STR_ARG(detail));
		else
			fprintf(rl_outstream, "%s\n", matches[i]);
	}
	if (count > SHOWN_MAX)
		fprintf(rl_outstream, "... and %d more\n", count - SHOWN_MAX);
	rl_forced_update_display();
}

void repl_complete_begin(struct repl *r)
{
	session = r;
	rl_attempted_completion_function = complete;
	rl_completion_display_matches_hook = matches_show;
	rl_completer_word_break_characters = " \t\n\"'`;|&{}()[]<>=+-!%^?,";
	rl_completer_quote_characters = "";
	rl_basic_quote_characters = "";
}

void repl_complete_end(void)
{
	candidates_forget();
	free(candidates);
	candidates = NULL;
	candidates_cap = 0;
}
