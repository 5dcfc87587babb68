/*
 * Strings of the outside in JSON documents (json-c).
 */
#ifndef SONDE_CHECK_JSON_H
#define SONDE_CHECK_JSON_H

#include <json-c/json.h>

#include "lang/base/str.h"

/* TEXT as a JSON string; bytes that are no UTF-8 become U+FFFD. */
struct json_object *json_text(struct str text);

void json_add_text(struct json_object *to, const char *key, const char *text);
void json_add_int(struct json_object *to, const char *key, int64_t n);

/*
 * Length of the character of UTF-8 at the beginning of TEXT, which is not empty, and its code
 * point; 0: there is none.
 */
size_t utf8_char(struct str text, uint32_t *code);

#endif
