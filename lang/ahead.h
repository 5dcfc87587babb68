/*
 * Looking ahead in the text; private to the token stream.
 */
#ifndef SONDE_LANG_AHEAD_H
#define SONDE_LANG_AHEAD_H

#include "lang/front.h"

/* The byte at index I; 0 behind the end. */
char ahead_char(const struct parser *p, size_t i);
/* Index behind the layout (space and comments) at I. */
size_t ahead_layout(const struct parser *p, size_t i);
/* The identifier at I; empty when there is none. */
struct str ahead_word(const struct parser *p, size_t i);

/* The scanner is behind a `(`: the token for what it opens. */
int ahead_parenthesis(const struct parser *p);

#endif
