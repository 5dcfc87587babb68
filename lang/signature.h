/*
 * Prototype strings of functions and aggregates.
 *
 *	result(argument, argument, ...)
 *
 * An argument is a list of kinds joined by | and a name for messages: "int|pointer address". `lit`
 * in front wants a literal, [argument] may be left out, ... takes any number of further arguments.
 * Kinds: any int string pointer address buffer array bool stack struct map variable name. An
 * `address` is a pointer or an integer, which the checker turns into a pointer; `map` wants a map
 *as such and `variable` a scratch variable as such; `name` is a bare identifier.
 */
#ifndef SONDE_LANG_SIGNATURE_H
#define SONDE_LANG_SIGNATURE_H

#include "lang/base/buf.h"
#include "lang/type.h"

#define SIGNATURE_ARGS_MAX 6

enum signature_kinds {
	SIG_INT = 1,
	SIG_STRING = 2,
	SIG_POINTER = 4,
	SIG_BUFFER = 8,
	SIG_ARRAY = 16,
	SIG_BOOL = 32,
	SIG_STACK = 64,
	SIG_STRUCT = 128,
	SIG_ANY = 256,
	SIG_MAP = 512,
	SIG_VARIABLE = 1024,
	SIG_NAME = 2048,
	SIG_ADDRESS = 4096,
};

struct signature_arg {
	struct str name;
	unsigned kinds; /* enum signature_kinds */
	bool literal, optional;
};

struct signature {
	struct str result;
	struct signature_arg args[SIGNATURE_ARGS_MAX];
	uint32_t nargs, required;
	bool variadic;
};

/* Slices of TEXT, which must outlive the signature. False: TEXT is no signature. */
bool signature_parse(const char *text, struct signature *sig);

/* Whether a value of type T is of one of KINDS. Castable aggregates count as integers. */
bool signature_accepts(unsigned kinds, const struct type *t);

/* "int or pointer", for messages. */
void signature_kinds_text(unsigned kinds, struct buf *out);

#endif
