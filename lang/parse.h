/*
 * Entry points of the parser.
 */
#ifndef SONDE_LANG_PARSE_H
#define SONDE_LANG_PARSE_H

#include "lang/unit.h"

/*
 * Parses TEXT (named NAME in messages) into u->script. The text must stay alive as long as the
 * unit. Reports all syntax errors it can find. False when there was one;
 * u->incomplete then says whether more text could still make it a script.
 */
bool unit_parse(struct unit *u, const char *name, struct str text);

/* A token as the grammar had it: KIND is one of parser.h, TEXT a part of the script's text. */
struct token {
	int kind;
	struct str text;
};

struct tokens VEC(struct token);

/* unit_parse, and adds all tokens of TEXT to TOKENS. */
bool unit_parse_tokens(struct unit *u, const char *name, struct str text, struct tokens *tokens);

/*
 * Parses TEXT as one expression, as the C macros of a script are. All of its nodes get the place
 * SPAN. NULL when it is none; nothing is reported.
 */
struct expr *unit_parse_expr(struct unit *u, struct str text, struct span span);

#endif
