/*
 * One pointer per spelling: two interned names are equal when their pointers are.
 */
#ifndef SONDE_LANG_BASE_INTERN_H
#define SONDE_LANG_BASE_INTERN_H

#include "lang/base/arena.h"

struct interner;

/* Lives in A, as do the names. */
struct interner *interner_make(struct arena *a);

/* The canonical NUL-terminated spelling of S. */
const char *intern(struct interner *in, struct str s);
const char *intern_c(struct interner *in, const char *c_string);

#endif
