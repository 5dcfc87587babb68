/*
 * What scanner, token stream and grammar share; private to lexer.l, scan.c, parser.y and parse.c.
 *
 * Flex finds tokens. The token stream (scan.c) sits between it and the grammar: it knows whether
 * it is at the top level or in a body, decides by looking ahead what one token of lookahead cannot
 * (casts, records, types, the end of a predicate), and skips to a safe place after an error.
 */
#ifndef SONDE_LANG_FRONT_H
#define SONDE_LANG_FRONT_H

#include "lang/parse.h"

/* A script is text people wrote: a larger one is a mistake. */
#define SCRIPT_MAX (2u * 1024 * 1024)
/* After so many errors a run says nothing new. */
#define ERRORS_MAX 20

#define KEYWORDS_MAX 24

enum decl_kind { DECL_PROBE, DECL_CONFIG, DECL_IMPORT, DECL_LET, DECL_MACRO, DECL_FN };

struct bracket {
	char c; /* ( [ { */
	struct span span;
};

/* The items of a block so far. The last one waits: behind it may come another item or the end. */
struct items {
	struct stmts body;
	struct expr *last; /* an expression not yet in BODY */
	struct span last_span;
	bool semicolon_missing; /* the last item wants a semicolon unless the block ends here */
	bool any;
};

struct parser {
	struct unit *u;
	struct arena *a;
	struct script *script;
	struct str text;
	uint32_t base; /* offset of TEXT in the sources */

	/* Scanner. */
	void *lexer;
	char *copy;	     /* of TEXT, flex's */
	bool started;	     /* something but layout was seen */
	size_t at;	     /* index in TEXT of the next byte flex will look at */
	bool body;	     /* in a declaration, else between them */
	enum decl_kind decl; /* the one that BODY is of */
	bool predicate;	     /* between the slashes */
	struct bracket brackets[NESTING_MAX];
	unsigned nbrackets, nbraces;
	bool brace_matched;			/* the last } had its { */
	int previous;				/* token before; 0 at the start */
	struct span previous_span, before_span; /* of the last token given, and of the one before */
	unsigned tokens;			/* given so far */
	unsigned bad_token; /* number of the last one that has been complained about */
	uint32_t bad_at;    /* where that one begins */
	const char *keywords[KEYWORDS_MAX]; /* interned, in the order of scan.c's table */
	size_t no_definition_before;	    /* no C definition begins in front of this index */
	bool unterminated;		    /* a string took in what may have closed brackets */
	struct span open_comment;	    /* a comment without an end */

	struct tokens *seen; /* where tokens are noted; NULL: nowhere */

	/* Recovery. */
	bool skipping;
	unsigned skip_to; /* number of open braces where it ends */
	int pushed;	  /* a token to be given again; 0: none */
	struct span pushed_span;
	bool stopped; /* nothing more is read */
	bool quiet;   /* errors are counted, not reported */
	unsigned errors, errors_at_end;

	/* Order of declarations. */
	bool seen_config, seen_import, seen_decl;
	bool config_semicolon; /* the last entry ended with one */
	uint64_t cloned;       /* nodes copied for `a ?: b` */
	struct expr *expr;     /* the result when one expression is parsed */
};

/* ---- scan.c ---- */

void parser_scan_begin(struct parser *p);
void parser_scan_end(struct parser *p);
/* A word between declarations: a keyword, a C definition or an attach point of *KEEP bytes. */
int parser_top_word(struct parser *p, struct str text, size_t *keep);
/* Called with the token that the grammar did not expect: from now on tokens are skipped. */
void parser_recover(struct parser *p, int token);
/* The innermost bracket that is still open; false: none. */
bool parser_open_bracket(const struct parser *p, struct bracket *out);
/* A name that always is a builtin: no type, record member or macro parameter. */
bool parser_builtin_name(struct str name);
/* TEXT with $1 ... replaced by the parameters. */
struct str parser_attach_text(struct parser *p, struct str text, struct span span);

/* ---- parse.c: what the grammar's actions call ---- */

/* NULL when enough errors have been said. */
ATTR_PRINTF(4, 5)
struct diag *parser_error(struct parser *p, enum diag_tag tag, struct span span, const char *fmt,
			  ...);
void parser_too_deep(struct parser *p, struct span span);
/* A syntax error at the token just read. FOUND names its kind; EXPECTED may be NULL. */
void parser_unexpected(struct parser *p, struct span span, const char *found, const char *expected);

struct expr *make_int(struct parser *p, struct span span, uint64_t value);
struct expr *make_string(struct parser *p, struct span span, struct str text);
struct expr *make_bool(struct parser *p, struct span span, bool value);
struct expr *make_param(struct parser *p, struct span span, uint64_t number);
struct expr *make_ident(struct parser *p, struct span span, const char *name);
struct expr *make_var(struct parser *p, struct span span, const char *name);
struct expr *make_map(struct parser *p, struct span span, const char *name,
		      const struct exprs *keys);
struct expr *make_unary(struct parser *p, struct span span, enum op op, struct expr *arg);
struct expr *make_binary(struct parser *p, struct span span, enum op op, struct expr *lhs,
			 struct expr *rhs);
struct expr *make_incdec(struct parser *p, struct span span, struct expr *target, int delta,
			 bool post);
struct expr *make_address(struct parser *p, struct span span, struct expr *of);
struct expr *make_cond(struct parser *p, struct span span, struct expr *test, struct expr *then,
		       struct expr *otherwise, bool is_if);
struct expr *make_elvis(struct parser *p, struct span span, struct expr *test,
			struct expr *otherwise);
struct expr *make_field(struct parser *p, struct span span, struct expr *base, const char *name,
			uint64_t index);
struct expr *make_index(struct parser *p, struct span span, struct expr *base, struct expr *index);
struct expr *make_call(struct parser *p, struct span span, const char *name, struct span name_span,
		       const struct exprs *args);
struct expr *make_cast(struct parser *p, struct span span, struct type_expr *to, struct expr *arg);
struct expr *make_sizeof(struct parser *p, enum expr_kind kind, struct span span,
			 struct type_or_expr of, const struct exprs *path);
struct expr *make_tuple(struct parser *p, struct span span, const struct exprs *items);
struct expr *make_record(struct parser *p, struct span span, const struct named_exprs *members);
struct expr *make_comptime(struct parser *p, struct span span, struct expr *arg);
struct expr *make_block(struct parser *p, struct span span, struct items *items);

struct exprs *list_of(struct parser *p, struct exprs *list, struct expr *e);
struct exprs *list_before(struct parser *p, struct expr *first, const struct exprs *rest);
struct named_exprs *members_of(struct parser *p, struct named_exprs *list, const char *name,
			       struct span name_span, struct expr *value);
struct type_expr *make_type(struct parser *p, struct span span, enum type_tag tag,
			    const char *name);
struct type_expr *make_typeof(struct parser *p, struct span span, struct type_or_expr of);
struct type_expr *type_suffixed(struct parser *p, struct span span, struct type_expr *type,
				struct type_suffix suffix);

struct items *items_new(struct parser *p);
void items_stmt(struct parser *p, struct items *items, struct stmt *s, bool semicolon,
		bool wants_semicolon);
void items_expr(struct parser *p, struct items *items, struct expr *e, bool semicolon);
struct stmt *make_assign(struct parser *p, struct span span, struct expr *target, enum op op,
			 struct expr *value);
struct stmt *make_let(struct parser *p, struct span span, const char *name, struct span name_span,
		      struct type_expr *type, struct expr *value);
struct stmt *make_for(struct parser *p, struct span span, const char *name, struct span name_span,
		      struct expr *from, struct expr *to, struct expr *body);
struct stmt *make_loop(struct parser *p, enum stmt_kind kind, struct span span, struct expr *test,
		       struct expr *body);
struct stmt *make_simple(struct parser *p, enum stmt_kind kind, struct span span, struct expr *e);
struct stmt *make_import(struct parser *p, struct span span, struct str path);

void decl_c(struct parser *p, struct span span);
void decl_config_begin(struct parser *p, struct span span);
void decl_config_entry(struct parser *p, const struct config_entry *entry);
void decl_import(struct parser *p, struct span span, struct str path, bool semicolon);
void decl_map(struct parser *p, struct span span, const char *name, const char *kind,
	      struct span kind_span, uint64_t max_entries, struct str pin, struct span pin_span);
void decl_macro(struct parser *p, struct span span, const char *name, struct span name_span,
		const struct params *params, struct expr *body);
void decl_fn(struct parser *p, struct span span, const char *name, struct span name_span,
	     const struct params *params, struct type_expr *result, struct expr *body);
void decl_probe(struct parser *p, struct span span, const struct attach_points *points,
		struct expr *predicate, struct expr *body);
struct params *params_of(struct parser *p, struct params *list, const char *name, struct span span,
			 struct type_expr *type);
struct attach_points *points_of(struct parser *p, struct attach_points *list, struct span span);

#endif
