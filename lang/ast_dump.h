/*
 * Trees as S-expressions, for tests and `-d ast`.
 *
 *	(probe kprobe:f
 *	  (pred (== pid 42))
 *	  (+= @x[comm] (cast uint64 arg2))
 *	  => (call exit))
 *
 * `=>` stands before the value of a block. Once types are known, ":type" follows each expression.
 */
#ifndef SONDE_LANG_AST_DUMP_H
#define SONDE_LANG_AST_DUMP_H

#include "lang/base/buf.h"
#include "lang/unit.h"

/* All declarations of the script, in groups by kind. */
void script_dump(const struct script *script, struct buf *out);
/* A probe body bound to its targets, with the types of its expressions. */
void instance_dump(const struct instance *instance, struct buf *out);
/* One expression, without a newline at the end. */
void expr_dump(const struct expr *e, struct buf *out);

#endif
