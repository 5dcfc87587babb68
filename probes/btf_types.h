/*
 * Kernel type information as the language's types, made on demand.
 */
#ifndef SONDE_PROBES_BTF_TYPES_H
#define SONDE_PROBES_BTF_TYPES_H

#include "lang/ast.h"
#include "lang/base/arena.h"
#include "lang/target.h"
#include "lang/type.h"
#include "probes/btf.h"

/*
 * One object per struct: by number where it has one, by tag and name for those that a tracepoint
 * mentioned before any type information was read.
 */
struct btf_types;

/* Lives in A. OPEN is called once, when something is asked that only type information can tell. */
struct btf_types *btf_types_make(struct arena *a, struct types *ts,
				 struct btf_index *(*open)(void *arg), void *arg);

/* The same over a target that has no type information but answers for itself (a fixture). */
struct btf_types *btf_types_over(struct arena *a, struct types *ts, struct target *target);

/* Of MODULE, whose types refer to those of BASE. Both must live longer. */
struct btf_types *btf_types_of_module(struct arena *a, struct types *ts, struct btf_types *base,
				      struct btf_index *module);

/* True when T is a struct of that module itself. */
bool btf_types_own(const struct btf_types *bt, const struct type *t);

/* The struct or union NAME, incomplete, without asking whether it exists. Reads nothing. */
const struct type *btf_types_forward(struct btf_types *bt, bool is_union, struct str name);

/* The type of number ID; &type_void for 0, &type_error for what has no value (functions ...). */
const struct type *btf_types_convert(struct btf_types *bt, uint32_t id);

/*
 * The parameters of the prototype PROTO (from the FIRST on) as a struct called NAME with a field
 * per parameter at 8 * the word of the context in which it begins: most are one word each, structs
 * may be two. NULL: PROTO is no prototype.
 */
const struct type *btf_types_parameters(struct btf_types *bt, uint32_t proto, uint32_t first,
					const char *name);

/* How many words of a context all parameters of PROTO are: the result is in the next one. */
uint32_t btf_types_words(struct btf_types *bt, uint32_t proto);

/* As target_ops.type_find for types that are not built into C. */
const struct type *btf_types_find(struct btf_types *bt, enum type_tag tag, struct str name);

/* Fills in the fields of T, which came from here. False: nothing is known of it. */
bool btf_types_complete(struct btf_types *bt, struct type *t);

bool btf_types_enumerator(struct btf_types *bt, struct str name, const struct type **type,
			  uint64_t *value);

/*
 * A type as C text has it ("const char *", "u32", "enum x"), as fields of events are declared. A
 * pointee is only named; EXACT false: an unknown scalar name or an enum becomes an integer of
 * SIZE and IS_SIGNED without asking. NULL: unknown.
 */
const struct type *btf_types_from_text(struct btf_types *bt, struct str text, bool exact,
				       uint32_t size, bool is_signed);

/* A base type of C or the kernel by its name ("unsigned long", "u32"); NULL: none. Pure. */
const struct type *ctype_find(struct types *ts, struct str name);

#endif
