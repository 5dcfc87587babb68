/*
 * Comparison of lines, with a difference a person can read.
 */
#ifndef SONDE_TESTS_RUNNER_DIFF_H
#define SONDE_TESTS_RUNNER_DIFF_H

#include "tests/runner/case.h"

bool lines_equal(const struct lines *a, const struct lines *b);

/* LINES without empty ones at both ends. */
struct lines lines_trim(struct lines lines);

/* Appends the difference: "  same", "- expected", "+ actual". */
void lines_diff(struct buf *out, const struct lines *expected, const struct lines *actual);

#endif
