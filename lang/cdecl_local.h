/*
 * The declaration parser's own declarations: tokens (cdecl_scan.c), attributes
 * (cdecl_attr.c), constant expressions (cdecl_const.c), types and members (cdecl.c), layout
 * (cdecl_layout.c).
 */
#ifndef SONDE_LANG_CDECL_LOCAL_H
#define SONDE_LANG_CDECL_LOCAL_H

#include "lang/cdecl.h"
#include "lang/cnames.h"

enum ctoken_kind {
	CT_END,
	CT_WORD,
	CT_NUMBER, /* also character constants */
	CT_STRING,
	CT_PUNCT, /* PUNCT: the one character, or for those of two CT_PAIR of them */
	CT_BAD,
};

#define CT_PAIR(a, b) ((unsigned)(a) << 8 | (unsigned)(b))

struct ctoken {
	enum ctoken_kind kind;
	struct span span;
	const char *word; /* interned */
	unsigned punct;
};

struct ctokens VEC(struct ctoken);

/* A value of a constant expression: 32 or 64 bits, as C's int, unsigned, long, unsigned long. */
struct cvalue {
	uint64_t value; /* sign- or zero-extended */
	bool wide, is_unsigned;
};

/* A type with what C needs to know beyond ours. */
struct ctype {
	const struct type *type; /* NULL: a function */
	uint32_t align;
	bool is_char;  /* `char` itself: arrays of it are strings */
	bool is_chars; /* an array of it */
	bool is_bool;
};

/* What attributes say. */
struct cattrs {
	bool packed;
	uint32_t aligned; /* 0: nothing */
};

/* A member, laid out or about to be. */
struct cmember {
	struct field field;
	struct ctype type;
	struct cattrs attrs;
	struct span span;
	bool is_bits; /* field.bit_size bits, perhaps none */
};

struct cmember_list VEC(struct cmember);

/* Of one struct. */
struct cmembers {
	struct cmember_list list;
	struct ptrmap names; /* visible ones, in unnamed structs too */
};

struct cparser {
	struct unit *u;
	struct arena *a;
	struct cnames *names;
	struct ptrmap
		defined[TAG_TYPEOF]; /* tags that some definition of the script gives a body */
	const struct ctoken *at;     /* the next token of the current definition */
	unsigned depth;
	bool failed; /* the current definition is given up */
};

/* Deeper nesting of brackets, members and declarators is refused. */
#define CDEPTH_MAX 64
/* Larger things are mistakes. */
#define CSIZE_MAX (1u << 28)

/* Reports what is wrong with the current definition, once, and gives it up. Always false. */
ATTR_PRINTF(4, 5)
bool cparser_fail(struct cparser *c, enum diag_tag tag, struct span span, const char *fmt, ...);
/* The next token is not what is WANTED. */
bool cparser_unexpected(struct cparser *c, const char *wanted);
bool cparser_enter(struct cparser *c); /* one level deeper; false: too deep */
bool cparser_is(const struct cparser *c, unsigned punct);
bool cparser_is_word(const struct cparser *c, const char *word);
bool cparser_take(struct cparser *c, unsigned punct);	/* if it is next */
bool cparser_expect(struct cparser *c, unsigned punct); /* or fail */

bool cparser_skip_brackets(struct cparser *c); /* behind the one that closes the next one */

/* ---- cdecl_attr.c ---- */

extern const char *const cqualifiers[]; /* words without meaning for layout */
bool cword_in(const char *word, const char *const *list);
/* Reads all attributes and qualifiers that stand here. */
bool cdecorations(struct cparser *c, struct cattrs *attrs);

/* The tokens of TEXT, whose first byte is at BASE in the sources; CT_END is the last. */
struct ctokens cscan(struct unit *u, struct str text, uint32_t base);

/* `a + 1`: up to a comma, bracket or semicolon. */
bool cconst_expr(struct cparser *c, struct cvalue *out);
/* The number that a CT_NUMBER token spells. */
bool cconst_number(struct cparser *c, const struct ctoken *t, struct cvalue *out);

/* `unsigned long *[4]`, as in casts and sizeof. */
bool ctype_name(struct cparser *c, struct ctype *out);
/* The next token begins a type. */
bool ctype_begins(struct cparser *c);
/* Size and alignment must be known: completes structs of the system. */
bool ctype_sized(struct cparser *c, struct ctype *t, struct span span);

/* Offsets, size and alignment by the rules of the x86-64 System V ABI; fills in T. */
bool cstruct_layout(struct cparser *c, struct type *t, struct cmembers *members,
		    struct cattrs attrs, struct span span);
/* The alignment of a struct that came without one, as far as its members tell. */
uint32_t cstruct_align(struct unit *u, const struct type *t);

#endif
