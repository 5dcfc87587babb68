/*
 * The parser drops comments, and the tree has lost how a key was written by the time maps are
 * planned: both are read from the text again, once per map.
 */
#include "lang/map_text.h"

#include <ctype.h>

#include "lang/base/vec.h"

#define DOC_MAX 300 /* bytes */

struct comment {
	uint32_t first, last; /* lines, from 1 */
	bool own_line;	      /* nothing stands in front of it */
	struct str text;      /* with its marks */
};

struct comments VEC(struct comment);

/* Bytes of the comment, string or character at the beginning of S, which is not empty. */
static size_t token_length(struct str s, bool *is_comment)
{
	size_t n = 1;

	*is_comment = true;
	if (str_starts(s, STR("//"))) {
		ptrdiff_t end = str_find_char(s, '\n');

		return end < 0 ? s.len : (size_t)end;
	}
	if (str_starts(s, STR("/*"))) {
		for (n = 2; n < s.len && !str_starts(str_slice(s, n, s.len), STR("*/")); n++)
			;
		return MIN(n + 2, s.len);
	}
	*is_comment = false;
	if (s.at[0] != '"')
		return 1;
	while (n < s.len && s.at[n] != '"')
		n += s.at[n] == '\\' ? 2 : 1;
	return MIN(n + 1, s.len);
}

static uint32_t lines_in(struct str s)
{
	uint32_t count = 0;

	for (size_t i = 0; i < s.len; i++)
		count += s.at[i] == '\n';
	return count;
}

static struct comments comments_find(struct arena *a, struct str text)
{
	struct comments found = {0};
	uint32_t line = 1;
	bool begun = false, is_comment; /* BEGUN: the line has something in it */

	for (size_t i = 0, len; i < text.len; i += len) {
		struct str rest = str_slice(text, i, text.len);
		struct str token;

		len = token_length(rest, &is_comment);
		token = str_slice(rest, 0, len);
		if (is_comment)
			vec_push(a, &found,
				 (struct comment){line, line + lines_in(token), !begun, token});
		line += lines_in(token);
		if (token.at[0] == '\n')
			begun = false;
		else if (!isspace((unsigned char)token.at[0]))
			begun = true;
	}
	return found;
}

/* Appends the words of COMMENT: without its marks, on one line. */
static void comment_words(struct str comment, struct buf *out)
{
	struct str rest = str_slice(comment, 2, comment.len);

	if (str_ends(rest, STR("*/")))
		rest.len -= 2;
	while (rest.at) {
		struct str line = str_trim(str_cut(&rest, '\n'));

		while (line.len && (line.at[0] == '*' || line.at[0] == '/'))
			line = str_trim(str_slice(line, 1, line.len));
		if (line.len && out->len)
			buf_char(out, ' ');
		buf_str(out, line);
	}
}

/* Appends the comment that ends right above LINE: one of its own kind, or lines of the other. */
static void comments_above(const struct comments *all, uint32_t line, struct buf *out)
{
	size_t from = all->len, to;

	while (from && all->at[from - 1].first >= line)
		from--;
	for (to = from; from; from--) {
		const struct comment *c = &all->at[from - 1];

		if (!c->own_line || c->last + 1 != line || (from < to && c->text.at[1] == '*'))
			break;
		line = c->first;
		if (c->text.at[1] == '*') {
			from--;
			break;
		}
	}
	while (from < to)
		comment_words(all->at[from++].text, out);
}

static void comment_beside(const struct comments *all, uint32_t line, struct buf *out)
{
	for (size_t i = 0; i < all->len; i++) {
		if (all->at[i].first == line && !all->at[i].own_line)
			comment_words(all->at[i].text, out);
	}
}

/* The line of the probe that LINE of SOURCE is in; 0: in none. */
static uint32_t probe_line(struct unit *u, const struct source *source, uint32_t line)
{
	uint32_t best = 0;

	for (size_t i = 0; i < u->instances.len; i++) {
		struct place p = source_place(u->sources, u->instances.at[i]->span);

		if (p.source == source && p.line <= line)
			best = MAX(best, p.line);
	}
	return best;
}

/* Above the map's first line, beside it, or above its probe: the first that says something. */
static const char *doc_find(struct unit *u, struct place place)
{
	struct comments all = comments_find(u->arena, place.source->text);
	uint32_t probe = probe_line(u, place.source, place.line);
	struct buf words = {NULL, 0, 0};
	const char *doc = NULL;

	comments_above(&all, place.line, &words);
	if (!words.len)
		comment_beside(&all, place.line, &words);
	if (!words.len && probe)
		comments_above(&all, probe, &words);
	if (words.len)
		doc = arena_strdup(u->arena,
				   (struct str){words.at, MIN(words.len, (size_t)DOC_MAX)});
	buf_free(&words);
	return doc;
}

/* ---- keys ---- */

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* What stands between the brackets of the first NAME[...] in TEXT. */
static struct str key_find(struct str text, struct str name)
{
	size_t depth = 0, from = 0;
	bool is_comment;

	for (size_t i = 0, len; i < text.len; i += len) {
		struct str rest = str_slice(text, i, text.len);

		len = token_length(rest, &is_comment);
		if (from) {
			depth += rest.at[0] == '[' || rest.at[0] == '(' || rest.at[0] == '{';
			if (rest.at[0] == ']' && !depth)
				return str_slice(text, from, i);
			depth -= (rest.at[0] == ']' || rest.at[0] == ')' || rest.at[0] == '}') &&
				 depth;
		} else if (str_starts(rest, name) && rest.len > name.len &&
			   rest.at[name.len] == '[') {
			len = name.len + 1;
			from = i + len;
		}
	}
	return (struct str){"", 0};
}

/* Words of the language that say nothing about what a part is. */
static bool is_filler(struct str word)
{
	static const char *const fillers[] = {"perf",	"raw",	"bpftrace", "build_id",
					      "struct", "args", "str"};

	for (size_t i = 0; i < ARRAY_LEN(fillers); i++) {
		if (str_equal(word, str_from(fillers[i])))
			return true;
	}
	return false;
}

/* The last name in PART: "filename" for str(args.filename); empty when it has none. */
static struct str part_name(struct str part)
{
	struct str best = {"", 0};
	bool is_comment;

	for (size_t i = 0, len; i < part.len; i += len) {
		struct str rest = str_slice(part, i, part.len), word;

		len = token_length(rest, &is_comment);
		if (is_comment || !is_word(rest.at[0]))
			continue;
		while (len < rest.len && is_word(rest.at[len]))
			len++;
		word = str_slice(rest, 0, len);
		if (!isdigit((unsigned char)word.at[0]) && !is_filler(word))
			best = word;
	}
	return best;
}

/* Cuts the first part off *KEY, up to a comma outside of brackets. */
static struct str part_cut(struct str *key)
{
	struct str all = *key;
	size_t depth = 0;
	bool is_comment;

	for (size_t i = 0, len; i < all.len; i += len) {
		char c = all.at[i];

		len = token_length(str_slice(all, i, all.len), &is_comment);
		if (c == ',' && !depth) {
			*key = str_slice(all, i + 1, all.len);
			return str_slice(all, 0, i);
		}
		depth += c == '(' || c == '[' || c == '{';
		depth -= (c == ')' || c == ']' || c == '}') && depth;
	}
	*key = (struct str){NULL, 0};
	return all;
}

static void key_names_find(struct unit *u, struct str key, struct map_spec *spec)
{
	uint32_t parts = spec->key->kind == T_TUPLE ? spec->key->nfields : 1, count = 0;
	const char **names = arena_array(u->arena, const char *, parts);
	struct str name;

	while (key.at && key.len && count < parts) {
		name = part_name(part_cut(&key));
		names[count] = name.len ? intern(u->names, name)
					: arena_printf(u->arena, "k%u", count);
		for (uint32_t i = 0; i < count; i++) {
			if (strcmp(names[i], names[count]) == 0)
				names[count] = arena_printf(u->arena, "%s_%u", names[i], count);
		}
		count++;
	}
	if (key.at || count != parts)
		return; /* the parts are not written one by one: @[$tuple] */
	spec->key_names = names;
	spec->nkey_names = parts;
}

void map_text_read(struct unit *u, const struct map *m, struct map_spec *spec)
{
	struct place place = source_place(u->sources, m->span);

	if (!place.source)
		return;
	spec->doc = doc_find(u, place);
	if (spec->key)
		key_names_find(u, key_find(place.source->text, str_from(m->name)), spec);
}
