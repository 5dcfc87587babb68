/*
 * Text from outside in files that other programs parse: XML (SVG), JSON inside of HTML, and every
 * format that wants UTF-8. Names of programs and symbols may hold any bytes.
 */
#ifndef SONDE_RUNTIME_MARKUP_H
#define SONDE_RUNTIME_MARKUP_H

#include "lang/base/buf.h"

/* Bytes of the character at the beginning of S (RFC 3629), or 0 when there is none. */
size_t utf8_character(struct str s);

/* Appends S; what is no UTF-8 becomes U+FFFD. */
void utf8_text(struct buf *out, struct str s);

/* Appends S as text or attribute of XML 1.0; what XML cannot hold becomes U+FFFD. */
void xml_text(struct buf *out, struct str s);

/* Appends the JSON text S so that it may stand in a script element of HTML. */
void html_json(struct buf *out, struct str s);

#endif
