/*
 * The C names of a script: types, enumerators and macros from its own definitions and headers.
 *
 * Filled by unit_c (lang/cdefs.h), from our own parser of definitions or from the C front end. Who
 * looks for a type by name asks the unit, not the target: what the script defines comes first.
 */
#ifndef SONDE_LANG_CNAMES_H
#define SONDE_LANG_CNAMES_H

#include "lang/ptrmap.h"
#include "lang/unit.h"

struct c_enumerator {
	const struct type *type;
	uint64_t value;
	struct span span; /* SPAN_NONE: from a header */
};

/* `#define NAME TEXT`, without parameters. */
struct c_macro {
	const char *name;
	struct str text;
};

/* Keys are interned names. */
struct cnames {
	struct ptrmap types[TAG_TYPEOF]; /* by enum type_tag; TAG_PLAIN: typedefs */
	struct ptrmap spans[TAG_TYPEOF]; /* -> struct span, where a tag was defined */
	struct ptrmap enumerators;	 /* -> struct c_enumerator */
	struct ptrmap macros;		 /* -> struct c_macro */
	struct ptrmap wanted;		 /* names in the script: only such macros are kept */
	struct ptrmap headers;		 /* what the script includes */
	bool headers_left_out;		 /* some of them could not be read */
	struct str messages;		 /* of the C front end, to be shown as they are */
	bool redefined;			 /* ... say that the script defines types of the kernel */
	bool failed;			 /* the script's C has errors */
};

/* The unit's table, made when there is none. */
struct cnames *unit_cnames(struct unit *u);

/* As target_ops of the same names, the script's own names first. U may lack a target. */
const struct type *unit_type_find(struct unit *u, enum type_tag tag, const char *name);
bool unit_type_complete(struct unit *u, struct type *type);
/* Whether the script itself defines one. */
bool unit_own_enumerator(struct unit *u, const char *name);
bool unit_enumerator(struct unit *u, const char *name, const struct type **type, uint64_t *value);

#endif
