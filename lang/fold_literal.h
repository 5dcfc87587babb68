/*
 * Operations on literals; private to folding.
 */
#ifndef SONDE_LANG_FOLD_LITERAL_H
#define SONDE_LANG_FOLD_LITERAL_H

#include "lang/unit.h"

/*
 * The value of E, whose operands are literals, or NULL when it is not for folding to decide (or
 * has none; then a diagnostic was added).
 */
struct expr *literal_binary(struct unit *u, const struct expr *e);
struct expr *literal_unary(struct unit *u, const struct expr *e);
struct expr *literal_field(struct unit *u, const struct expr *e);
struct expr *literal_index(struct unit *u, const struct expr *e);

struct expr *literal_int(struct unit *u, struct span span, uint64_t value, bool negative);
struct expr *literal_bool(struct unit *u, struct span span, bool value);
/* TEXT must be in the unit's arena. */
struct expr *literal_string(struct unit *u, struct span span, struct str text);
/* TEXT without its first K bytes; says so when nothing is left. */
struct expr *literal_tail(struct unit *u, struct span span, struct str text, uint64_t k);

/* Whether a literal INT, BOOL or STRING counts as true. */
bool literal_truth(const struct expr *e);

#endif
