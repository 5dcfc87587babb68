/*
 * A make-believe system, so that expansion and the checker are tested without a kernel: types,
 * enumerators, symbols and features from fixtures/system.txt, tracepoints and functions from
 * fixtures/tracing, which is laid out like tracefs.
 *
 * One line of system.txt is one thing; lines that begin with white space belong to the struct or
 * enum above, # begins a comment:
 *
 *	struct NAME SIZE            union NAME SIZE
 *		FIELD OFFSET TYPE           "-" for an anonymous member
 *		FIELD OFFSET:BIT:BITS TYPE  a bit-field
 *		FIELD OFFSET TYPE tag=WORD  a pointer with a type tag
 *	enum NAME SIZE
 *		ENUMERATOR VALUE
 *	typedef NAME TYPE
 *	symbol NAME ADDRESS
 *	cgroup PATH ID
 *	feature NAME
 *	usymbol NAME ADDRESS SIZE   of every user program
 *	kfunc NAME METHOD ...       programs attached by these methods may call it
 *
 * TYPE is int8 ... uint64, bool, string[N], struct X, union X, enum X, then any of * and [N].
 */
#ifndef SONDE_TESTS_FIXTURE_H
#define SONDE_TESTS_FIXTURE_H

#include "lang/target.h"

/* TESTS is the folder tests/. Never NULL: a fixture that cannot be read ends the process. */
struct target *fixture_target_new(const char *tests);

#endif
