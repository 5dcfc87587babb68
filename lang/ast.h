/*
 * The syntax tree. Made by the parser, cloned and narrowed by expansion, annotated in place by the
 * checker, read by codegen. Every member says who writes it: unmarked members are the parser's.
 *
 * After the checker (sema.h lists the invariants): every expression has a type; every conversion
 * is a CAST node; IDENT, PARAM, SIZEOF, OFFSETOF, TYPEINFO, TYPEOF and COMPTIME nodes are gone;
 * conditions are of type bool; variables, maps, calls and builtins point at what they name.
 */
#ifndef SONDE_LANG_AST_H
#define SONDE_LANG_AST_H

#include <stdbool.h>
#include <stdint.h>

#include "lang/base/arena.h"
#include "lang/base/vec.h"
#include "lang/source.h"
#include "lang/tables.h"
#include "lang/type.h"

struct expr;
struct stmt;
struct record;	    /* program.h */
struct fn_instance; /* unit.h */
struct map_spec;

struct exprs VEC(struct expr *);
struct stmts VEC(struct stmt *);

enum expr_kind {
#define EXPR(id) E_##id,
#include "lang/ast.def"
#undef EXPR
	E_COUNT
};

enum stmt_kind {
#define STMT(id) S_##id,
#include "lang/ast.def"
#undef STMT
	S_COUNT
};

enum op {
	OP_NONE,
	OP_ADD,
	OP_SUB,
	OP_MUL,
	OP_DIV,
	OP_MOD,
	OP_SHL,
	OP_SHR,
	OP_AND,
	OP_OR,
	OP_XOR,
	OP_EQ,
	OP_NE,
	OP_LT,
	OP_LE,
	OP_GT,
	OP_GE,
	OP_LAND,
	OP_LOR,
	OP_NEG,
	OP_NOT,
	OP_COMPL,
	OP_DEREF,
	OP_COUNT
};

const char *op_text(enum op op); /* "+", "==", ... */

/* A type as written; resolved by the checker. */
enum type_tag { TAG_PLAIN, TAG_STRUCT, TAG_UNION, TAG_ENUM, TAG_TYPEOF };

struct type_suffix {
	bool is_pointer; /* else an array */
	bool has_count;
	uint64_t count;
};

struct type_suffixes VEC(struct type_suffix);

struct type_expr {
	struct span span;
	enum type_tag tag;
	const char *name;	   /* interned; not for TAG_TYPEOF */
	struct expr *of;	   /* TAG_TYPEOF of an expression */
	struct type_expr *of_type; /* TAG_TYPEOF of a type */
	struct type_suffixes suffixes;
};

/* An argument that may be a type or an expression: exactly one is set. */
struct type_or_expr {
	struct type_expr *type;
	struct expr *expr;
};

/*
 * A scratch variable. Made by the checker, one per declaration and probe instance.
 */
struct variable {
	const char *name; /* "$x", interned */
	struct span span; /* of its declaration or first assignment */
	const struct type *type;
	bool declared; /* by let */
	bool fixed;    /* let $x : T with a sized T */
	bool read, assigned, address_taken;
	bool captured;	 /* used in the body of a loop that becomes a callback of its own */
	bool reassigned; /* a parameter that the function changes */
	void *codegen;	 /* codegen: where it lives */
};

/* A map of the script: one per name and program. Made by the checker. */
struct map {
	const char *name; /* "@x", "@"; interned */
	struct span span; /* of its declaration or first use */
	bool keyed, keyed_known;
	const struct type *key;	      /* NULL: scalar, or not yet known */
	const struct type *value;     /* aggregates: T_COUNT ... */
	struct map_decl *decl;	      /* NULL without `let @m = ...` */
	uint32_t bits;		      /* hist */
	int64_t min, max, step;	      /* lhist */
	uint64_t interval, intervals; /* tseries */
	int agg;		      /* tseries: enum tseries_agg of wire.def */
	enum addr_space space;	      /* of what an integer in it points at */
	bool address_taken;	      /* &@m: it must be a map of its own */
	bool cleared;		      /* plan: emptied while events go on */
	uint32_t spec;		      /* plan: index in program.maps */
};

/* What a number was taken from in the kernel's types; it may be another one on other kernels. */
enum kernel_fact { KERNEL_ENUMERATOR, KERNEL_SIZE, KERNEL_OFFSET };

struct kernel_value {
	enum kernel_fact fact;
	const struct type *type;
	const char *name;		 /* of the enumerator or the field */
	const struct kernel_value *next; /* KERNEL_OFFSET: to be added */
};

struct named_expr {
	const char *name;
	struct span span;
	struct expr *value;
};

struct named_exprs VEC(struct named_expr);

struct expr {
	enum expr_kind kind;
	uint16_t height; /* of the tree below (expr_measure); bounded, so phases may recurse */
	struct span span;
	const struct type *type; /* checker: never NULL after it */
	union {
		struct {
			uint64_t value;
			bool negative;
			const struct kernel_value *from; /* checker; NULL: a number as such */
		} num;					 /* INT. negative: folded below zero */
		struct str string;			 /* STRING: bytes, NUL-terminated behind */
		bool boolean;				 /* BOOL */
		uint64_t param;				 /* PARAM; 0 is $# */
		uint32_t loaded;			 /* LOADED: index in unit.parameters */
		const char *ident;			 /* IDENT */
		struct {
			enum builtin_id id; /* BUILTIN, checker */
			uint32_t number;    /* arg3: 3 */
			int mode;	    /* checker: enum clock_mode, stack_mode, or 0 */
			uint32_t limit;	    /* checker: stack frames */
			struct exprs args;  /* of the call form, what remains of them */
		} builtin;
		struct {
			const char *name;
			struct variable *var;
		} var; /* var: checker */
		struct {
			const char *name;
			struct expr *key;
			struct map *map;
		} map; /* map: checker */
		struct {
			enum op op;
			struct expr *arg;
		} unary;
		struct {
			struct expr *target;
			int delta;
			bool post;
		} incdec;	      /* delta +1 or -1 */
		struct expr *address; /* ADDRESS: VAR or MAP */
		struct {
			enum op op;
			struct expr *lhs, *rhs;
		} binary;
		struct {
			struct expr *test, *then, *otherwise;
			bool is_if;
		} cond; /* otherwise may be NULL */
		struct {
			struct expr *base;
			const char *name; /* NULL: a tuple index */
			uint64_t index;
			const struct field *field; /* checker */
			uint32_t offset;	   /* checker: whole offset in the struct */
		} field;
		struct {
			struct expr *base, *index;
		} index;
		struct {
			const char *name;
			struct span name_span;
			struct exprs args;
			enum function_id fn;	    /* checker; FN_COUNT: one of the script's own */
			struct fn_instance *user;   /* checker: that one */
			const struct c_function *c; /* C_CALL */
			struct record *record;	    /* plan: of functions that talk to user space */
			int number; /* checker: what a row's own check found, or 0 */
			int take;   /* plan: enum map_take */
		} call;
		struct {
			struct type_expr *to; /* NULL: inserted by the checker */
			struct expr *arg;
		} cast;
		struct {
			struct type_or_expr of;
			struct exprs path;
		} sizeof_;		    /* SIZEOF OFFSETOF TYPEINFO TYPEOF; path: IDENTs */
		struct exprs items;	    /* TUPLE */
		struct named_exprs members; /* RECORD */
		struct {
			struct stmts body;
			struct expr *value;
		} block; /* value may be NULL */
		struct expr *comptime;
	};
};

struct stmt {
	enum stmt_kind kind;
	struct span span;
	union {
		struct expr *expr; /* EXPR, DISCARD; RETURN (may be NULL) */
		struct {
			const char *name;
			struct span name_span;
			struct type_expr *type;
			struct expr *value;
			struct variable *var;
		} let;
		/* ASSIGN: target is VAR or MAP. With an op: target = (target.type)(target op
		 * value), computed in type `in` (checker), to which value is cast. */
		struct {
			struct expr *target;
			enum op op;
			struct expr *value;
			const struct type *in;
		} assign;
		struct {
			struct expr *target;
			enum aggregate_id agg;
			struct exprs args;
		} aggregate;
		struct {
			const char *name;
			struct span name_span;
			struct expr *from, *to;
			struct expr *body;
			struct variable *var;
		} range;
		struct {
			const char *name;
			struct span name_span;
			struct expr *map;
			struct expr *body;
			struct variable *var;
		} each;
		struct {
			struct expr *test;
			struct expr *body;
		} loop; /* WHILE, UNROLL; body is a BLOCK */
		struct str import;
	};
};

/* Declarations. */

struct attach_point {
	struct span span;
	struct str text; /* as written, after $N were replaced; quotes kept */
};

struct attach_points VEC(struct attach_point);

struct probe_decl {
	struct span span;
	struct attach_points points;
	struct expr
		*predicate; /* NULL: none. The checker's instances have it folded into the body */
	struct expr *body;  /* BLOCK */
};

struct param {
	const char *name; /* "$x", "@m" or "ident" */
	struct span span;
	struct type_expr *type; /* fn only */
};

struct params VEC(struct param);

struct macro_decl {
	struct span span, name_span;
	const char *name;
	struct params params;
	struct expr *body;
	struct macro_decl *same_name; /* the next definition of the name; set by expansion */
};

struct fn_decl {
	struct span span, name_span;
	const char *name;
	struct params params;
	struct type_expr *result;
	struct expr *body;
};

struct map_decl {
	struct span span;
	const char *name;
	const char *kind; /* "hash", ... */
	struct span kind_span;
	uint64_t max_entries;
	struct str pin; /* NULL without pinned("...") */
	struct span pin_span;
};

enum config_value_kind { CONFIG_STRING, CONFIG_INT, CONFIG_BOOL };

struct config_entry {
	struct span span;
	const char *key;
	struct span value_span;
	enum config_value_kind kind; /* a bare identifier is a string */
	struct str string;
	uint64_t number; /* CONFIG_INT, CONFIG_BOOL */
};

struct import_decl {
	struct span span;
	struct str path;
	bool in_block; /* a statement, too */
};

/* A struct/union/enum definition or a preprocessor line, for the C parser. */
struct c_decl {
	struct span span;
	struct str text;
};

struct script {
	struct c_decls VEC(struct c_decl) c_decls;
	struct config_entries VEC(struct config_entry) config;
	bool has_config;
	struct import_decls VEC(struct import_decl) imports;
	struct map_decls VEC(struct map_decl *) maps;
	struct probe_decls VEC(struct probe_decl *) probes;
	struct macro_decls VEC(struct macro_decl *) macros;
	struct fn_decls VEC(struct fn_decl *) fns;
};

/*
 * Limits on trees, which keep every recursion over them within a small stack: brackets and the like
 * count NESTING_STEP, so does a condition with its block; links of a chain (a + b + c, else if ...)
 * count one.
 */
#define NESTING_STEP 4
#define NESTING_MAX 200
#define HEIGHT_MAX (NESTING_STEP * NESTING_MAX)

struct expr *expr_make(struct arena *a, enum expr_kind kind, struct span span);
struct stmt *stmt_make(struct arena *a, enum stmt_kind kind, struct span span);

/* A deep copy. Only what the parser wrote is copied; checker's and later members start empty. */
struct expr *expr_clone(struct arena *a, const struct expr *e);

/*
 * Calls VISIT for E and every expression below it, parents first, including those inside
 * statements of blocks. Stops and returns true when VISIT returns true.
 */
bool expr_walk(struct expr *e, bool (*visit)(struct expr *e, void *arg), void *arg);

/* The same for the direct children only; VISIT gets the place each is held in and may replace it.
 */
bool expr_children(struct expr *e, bool (*visit)(struct expr **slot, void *arg), void *arg);
bool stmt_children(struct stmt *s, bool (*visit)(struct expr **slot, void *arg), void *arg);

/* Sets e->height from its children's. False when the tree is higher than HEIGHT_MAX. */
bool expr_measure(struct expr *e);

/* How many expressions there are in E; stops counting at LIMIT. */
size_t expr_count(const struct expr *e, size_t limit);

#endif
