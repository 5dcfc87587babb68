/*
 * Functions by the names they have in C++ and Rust sources.
 */
#ifndef SONDE_PROBES_CPP_NAMES_H
#define SONDE_PROBES_CPP_NAMES_H

#include "probes/binary.h"

/*
 * As binary_functions, but PATTERN is compared with the names as the source has them:
 * "space::call". Parameter lists are compared only where PATTERN has a parenthesis.
 */
bool cpp_functions(struct arena *a, const char *path, struct str pattern,
		   struct binary_symbols *out, const char **error);

/* NAME as the source has it, with its parameters, in A; NAME itself when it is not mangled. */
const char *cpp_name(struct arena *a, const char *name);

#endif
