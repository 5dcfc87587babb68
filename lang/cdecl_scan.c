/*
 * Bytes of C definitions to tokens. Comments go; preprocessor lines do not come here.
 */
#include "lang/cdecl_local.h"

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '$';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_layout(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f';
}

static char char_at(struct str s, size_t i)
{
	return i < s.len ? s.at[i] : '\0';
}

static size_t skip_layout(struct str s, size_t i)
{
	while (i < s.len) {
		if (is_layout(s.at[i]) || (s.at[i] == '\\' && char_at(s, i + 1) == '\n')) {
			i++;
		} else if (s.at[i] == '/' && char_at(s, i + 1) == '/') {
			while (i < s.len && s.at[i] != '\n')
				i++;
		} else if (s.at[i] == '/' && char_at(s, i + 1) == '*') {
			for (i += 2; i < s.len; i++) {
				if (s.at[i] == '*' && char_at(s, i + 1) == '/')
					break;
			}
			i = MIN(i + 2, s.len);
		} else {
			break;
		}
	}
	return i;
}

/* Index behind the literal that the quote at I opens; I when it has no end. */
static size_t skip_quoted(struct str s, size_t i)
{
	char quote = s.at[i];

	for (size_t k = i + 1; k < s.len && s.at[k] != '\n'; k++) {
		if (s.at[k] == quote)
			return k + 1;
		if (s.at[k] == '\\')
			k++;
	}
	return i;
}

static const char *const pairs[] = {"<<", ">>", "<=", ">=", "==", "!=", "&&", "||"};

/* Fills in T for what begins at I; returns the index behind it. */
static size_t token_read(struct unit *u, struct str s, size_t i, struct ctoken *t)
{
	char c = s.at[i];
	size_t end = i;

	if (is_digit(c)) {
		t->kind = CT_NUMBER;
		while (is_word(char_at(s, end)) || char_at(s, end) == '.')
			end++;
		return end;
	}
	if (is_word(c)) {
		t->kind = CT_WORD;
		while (is_word(char_at(s, end)))
			end++;
		t->word = intern(u->names, str_slice(s, i, end));
		return end;
	}
	if (c == '"' || c == '\'') {
		end = skip_quoted(s, i);
		t->kind = end == i ? CT_BAD : c == '"' ? CT_STRING : CT_NUMBER;
		return MAX(end, i + 1);
	}
	t->kind = CT_PUNCT;
	for (size_t k = 0; k < ARRAY_LEN(pairs); k++) {
		if (c == pairs[k][0] && char_at(s, i + 1) == pairs[k][1]) {
			t->punct = CT_PAIR(pairs[k][0], pairs[k][1]);
			return i + 2;
		}
	}
	t->punct = (unsigned char)c;
	if (c == '\0' || !strchr("{}()[];:,*=+-/%&|^~!<>?.", c))
		t->kind = CT_BAD;
	return i + 1;
}

struct ctokens cscan(struct unit *u, struct str text, uint32_t base)
{
	struct ctokens tokens = {0};
	size_t i = skip_layout(text, 0);

	while (i < text.len) {
		struct ctoken t = {.kind = CT_BAD};
		size_t end = token_read(u, text, i, &t);

		t.span = (struct span){base + (uint32_t)i, base + (uint32_t)end};
		vec_push(u->arena, &tokens, t);
		i = skip_layout(text, end);
	}
	vec_push(u->arena, &tokens,
		 (struct ctoken){.kind = CT_END,
				 .span = {base + (uint32_t)text.len - (text.len ? 1 : 0),
					  base + (uint32_t)text.len}});
	return tokens;
}
