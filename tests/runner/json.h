/*
 * Whether a text is a JSON value, to check what `-f json` prints.
 */
#ifndef SONDE_TESTS_RUNNER_JSON_H
#define SONDE_TESTS_RUNNER_JSON_H

#include "lang/base/str.h"

/* RFC 8259, one value and nothing but white space after it. */
bool json_valid(struct str text);

#endif
