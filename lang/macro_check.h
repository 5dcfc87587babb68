/*
 * What a macro's definition must hold, and what its body says about itself; private to expansion.
 */
#ifndef SONDE_LANG_MACRO_CHECK_H
#define SONDE_LANG_MACRO_CHECK_H

#include "lang/unit.h"

struct names VEC(const char *);

/*
 * Redefinitions (FIRST begins the chain of the name's definitions), maps that were not passed in,
 * variables that hide parameters, jumps out of the body.
 */
void macro_check(struct unit *u, const struct macro_decl *first, const struct macro_decl *macro);

/* The variables that the body declares or assigns, without its parameters. */
struct names macro_variables(struct arena *a, const struct macro_decl *macro);

/* NAME is also a function, builtin or library name: a call that fits no macro means that one. */
bool macro_other_meaning(const char *name);

/* NAME, used bare, is a builtin whatever the script defines. */
bool macro_always_builtin(const char *name);

#endif
