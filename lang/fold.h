/*
 * Constant folding: what literals alone decide is computed on the tree, before types, with exact
 * arithmetic (language reference 4.8). Positional parameters become literals here.
 */
#ifndef SONDE_LANG_FOLD_H
#define SONDE_LANG_FOLD_H

#include "lang/unit.h"

/*
 * Folds the bodies and predicates of all instances. Afterwards there are no PARAM nodes, and every
 * string literal is short enough for strings.
 */
void unit_fold(struct unit *u);

/*
 * Folds *SLOT, which may be replaced. For the checker, after it replaced something below by a
 * literal. New nodes have no type. True when *SLOT was replaced.
 */
bool expr_fold(struct unit *u, struct expr **slot);

/* INT, STRING or BOOL, and tuples and records of nothing else. */
bool expr_is_literal(const struct expr *e);

#endif
