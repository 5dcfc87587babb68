/*
 * Functions of imported BPF objects (`import "x.bpf.c"`, `import "x.bpf.o"`), which scripts call by
 * name. Whoever reads the object (probes/c_object.c) says what their types are here; the object
 * itself is joined with the script's when that has been made (probes/c_link.c).
 */
#ifndef SONDE_LANG_C_FUNCTION_H
#define SONDE_LANG_C_FUNCTION_H

#include "lang/type.h"
#include "lang/unit.h"

#define C_FUNCTION_PARAMS_MAX 5 /* registers of BPF */

struct c_param {
	const char *name; /* "" when the object has none */
	/* An integer, a bool, an enum, or a pointer, whose pointee may be unknown (NULL). */
	const struct type *type;
	/* Bytes behind a pointer; 0: unknown, any text or buffer will do. */
	uint32_t room;
};

struct c_function {
	const char *name;
	const char *refusal; /* why scripts cannot call it; NULL: they can */
	const char *path;    /* of the import */
	const struct type *result;
	struct c_param params[C_FUNCTION_PARAMS_MAX];
	uint32_t nparams;
	uint32_t stack; /* bytes that it and what it calls may need */
};

/* NULL: none of the imports has it. NAME is interned. */
const struct c_function *c_function_find(const struct unit *u, const char *name);

#endif
