/*
 * The checker's own declarations: its state and what its files call of each other.
 *
 * The work goes in three steps. Resolving (sema_resolve.c) binds names once, in source order.
 * Inference then types all instances again and again, silently and without changing the trees,
 * until no variable's or map's type moves. The final pass runs the same functions once more with
 * FINAL set: now they report, and they put conversions into the trees.
 *
 * So the functions below return a type, and a caller works with that: in the silent rounds the
 * node may still lack the conversion that its type implies.
 */
#ifndef SONDE_LANG_SEMA_LOCAL_H
#define SONDE_LANG_SEMA_LOCAL_H

#include "lang/format.h"
#include "lang/packet.h"
#include "lang/ptrmap.h"
#include "lang/sema.h"
#include "lang/session.h"
#include "lang/signature.h"

/* A comptime expression looked at the type of this. */
struct lock {
	struct span span; /* hi 0: none did */
};

/* What a `struct variable` of this checker lies in (first member). */
struct var_state {
	struct variable var;
	const struct type *wanted; /* let $x : T with a sized T */
	const struct type *floor;  /* let $x : string: kind without a size */
	enum addr_space space;	   /* of what an integer in it points at */
	struct lock lock;
	struct var_state *merged; /* this is the variable that it has turned out to be */
	bool mixed;		  /* a parameter: addresses of both spaces are given */
	const char *origin;	  /* "declaration", "assignment", "loop variable" */
	uint32_t for_depth;	  /* loops that are callbacks around its birth */
};

/* What a `struct map` lies in. */
struct map_state {
	struct map map;
	bool assigned; /* something in the program gives it a value */
	bool counted;  /* ++, --, op= */
	bool used;
	struct lock lock;
	bool adopted;		       /* it is pinned already, which decides its types */
	bool live;		       /* in a program, not only in functions that nothing calls */
	bool bits_known, bounds_known; /* hist, lhist, tseries parameters were seen */
	struct span first_key, first_agg;
	const struct session_map *known; /* it was there before this unit; NULL: it was not */
};

/* What a `struct fn_instance` lies in. */
struct fn_state {
	struct fn_instance fn;
	struct fn_state *caller;  /* while it is resolved: who called it first */
	const struct type *floor; /* result of type string: kind without a size */
	enum addr_space space;	  /* of what its result points at */
	bool mixed;
};

struct bound {
	const char *name;
	struct var_state *var;
};

struct bounds VEC(struct bound);

struct var_states VEC(struct var_state *);

/* ---- sema_branch.c: variables that all branches assign ---- */

/* A name that a branch assigned first, and the variables that it stands for there. */
struct branch_name {
	const char *name;
	struct var_states vars;
};

struct branch_set VEC(struct branch_name);

/* `let VAR;` belongs in front of STMT in BLOCK. */
struct branch_let {
	struct expr *block;
	struct stmt *stmt;
	struct var_state *var;
};

struct ghost;

struct branches {
	struct ptrmap ghosts; /* name -> struct ghost, in blocks around */
	struct ghost *top;
	struct expr *block; /* the innermost one */
	struct branch_lets VEC(struct branch_let) lets;
};

enum loop_kind { LOOP_NONE, LOOP_FOR, LOOP_WHILE };

struct sema {
	struct unit *u;
	struct arena *a;
	struct diags *diags;
	struct types *ts;
	struct instance *inst;
	struct fn_state *fn; /* set while a function is checked, for the program of INST */

	bool final;	      /* report and convert */
	bool changed;	      /* a type moved in this round */
	bool comptime;	      /* sizeof and its kin are to be replaced by their values now */
	unsigned unevaluated; /* inside sizeof and its kin */

	struct ptrmap called;	   /* functions that have instances */
	struct fn_instances loose; /* functions that no probe calls: only checked */
	struct ptrmap maps;	   /* name -> struct map_state */
	struct ptrmap scope;	   /* name -> struct var_state, what is visible now */
	struct bounds bound;
	struct branches branches;
	struct var_states vars; /* all of the program */

	enum loop_kind loop;
	uint32_t for_depth;
	bool returns_value, returns_nothing; /* inside loops of this probe */
	struct span return_span;

	struct signature *signatures[FN_COUNT];
	struct signature *agg_signatures[AGG_COUNT];
	struct ptrmap completed; /* struct types already asked for */
	struct ptrmap options;	 /* name of a getopt() -> its call */
	struct option_names VEC(const char *) option_names;
	bool addrspace_said;		  /* "no address space" was said in this instance */
	uint32_t loops;			  /* around what is being typed */
	bool unstable_said[CONFIG_COUNT]; /* by the key that allows it */
	bool import_said;		  /* that imports in blocks are */
	bool verdict;			  /* what is being resolved is the probe's verdict */
	const struct expr *base;	  /* what is not wanted as a whole, but by its field */
};

/* Reports in the final pass only; NULL otherwise. The arguments are then not even evaluated. */
#define sema_diag(s, ...) ((s)->final ? diag_add((s)->diags, __VA_ARGS__) : NULL)
#define sema_note(s, d, ...)                                     \
	do {                                                     \
		if (d)                                           \
			diag_note((s)->diags, (d), __VA_ARGS__); \
	} while (0)
#define sema_hint(s, d, ...)                                     \
	do {                                                     \
		if (d)                                           \
			diag_hint((s)->diags, (d), __VA_ARGS__); \
	} while (0)

/* ---- sema_map.c ---- */

/* Says in D, which may be NULL, what decided how map M is used. */
void map_first_use(struct sema *s, const struct map_state *m, struct diag *d);

/* WHAT, which KEY allows, is used at SPAN: said once, the configuration decides how. */
void sema_unstable(struct sema *s, enum config_key key, const char *what, struct span span);

/* ---- sema_resolve.c, sema_names.c: names ---- */

void resolve_instance(struct sema *s, struct instance *inst);
/* The body of FN, in the middle of its caller's. */
void resolve_fn(struct sema *s, struct fn_state *fn);
void resolve_expr(struct sema *s, struct expr **slot);
/* OUT, if any, gets what the block assigned first. */
void resolve_block(struct sema *s, struct expr *e, struct branch_set *out);
/* A variable that the callee assigns. */
void resolve_written_var(struct sema *s, struct expr *e);
/* The names a message could mean by NAME, all kinds of callables or identifiers. */
const char *near_identifier(struct sema *s, const char *name);
const char *near_function(struct sema *s, const char *name);
const char *near_variable(struct sema *s, const char *name);
const char *near_map(struct sema *s, const char *name);
void resolve_ident(struct sema *s, struct expr **slot);
void resolve_call(struct sema *s, struct expr **slot);
/* ---- sema_verdict.c ---- */

/* The expression of a return in a probe that decides: a literal or a call afterwards. */
void verdict_resolve(struct sema *s, struct expr **slot);
const struct type *fn_redirect(struct sema *s, const struct expr *e, const struct type *result);

/* ---- sema_branch.c ---- */

/* Resolves an if; OUT gets what all its branches assigned first. */
void cond_resolve(struct sema *s, struct expr *e, struct branch_set *out);
/* The same for STMT in BLOCK: what all branches assigned may be read behind it. */
void cond_stmt_resolve(struct sema *s, struct expr *block, struct stmt *stmt);
/* At the end of a block: what was bound since MARK, and ghosts since UNTIL. */
void branch_gather(struct sema *s, size_t mark, const struct ghost *until, struct branch_set *out);
void ghosts_leave(struct sema *s, struct ghost *until);
/* The variable for a name that is not visible. NULL: no branches assigned it. */
struct var_state *ghost_read(struct sema *s, const char *name);
/* The same for an assignment: only if the name was read before. */
struct var_state *ghost_assign(struct sema *s, const char *name);
void ghost_follow(struct sema *s, struct var_state *v); /* V was bound by an assignment */
void branches_settle(struct sema *s, struct expr *body);

/* ---- sema_library.c ---- */

/* Puts the tree that NAME(ARGS) stands for in place of *SLOT and resolves it. False: no such name.
 */
bool library_replace(struct sema *s, struct expr **slot, const char *name,
		     const struct exprs *args);
const char *library_name(size_t i); /* NULL behind the last */

struct map_state *map_of(struct sema *s, const char *name, struct span span);
/* Every use says whether it has a key; mixing is an error. */
void map_shape(struct sema *s, struct map_state *m, bool keyed, struct span span);

/* ---- sema_expr.c: expressions ---- */

/* Types *SLOT. Aggregates stay aggregates. Never NULL; &type_error where no type is known (yet). */
const struct type *sema_expr(struct sema *s, struct expr **slot);
/* The same for a place that needs a value: aggregates read as integers, void is an error. */
const struct type *sema_value(struct sema *s, struct expr **slot);
/* An if, while or ?: condition: *SLOT becomes a bool. */
void sema_condition(struct sema *s, struct expr **slot);
const struct type *sema_block(struct sema *s, struct expr *block, bool statement);
const struct type *sema_cond(struct sema *s, struct expr **slot, bool statement);

const struct type *sema_binary(struct sema *s, struct expr **slot);
const struct type *sema_unary(struct sema *s, struct expr **slot);
const struct type *sema_field(struct sema *s, struct expr *e);
const struct type *sema_index(struct sema *s, struct expr *e);
const struct type *sema_incdec(struct sema *s, struct expr *e);
const struct type *sema_explicit_cast(struct sema *s, struct expr **slot);

/* The 64-bit result type of an arithmetic operator on integers. */
const struct type *arith_type(struct sema *s, enum op op, const struct type *l,
			      const struct type *r);

/* ---- sema_cast.c: joining and converting types ---- */

/* The type that holds both, or NULL. CUR may be NULL or &type_error: not known yet. */
const struct type *promote(struct sema *s, const struct type *cur, const struct type *new);
/* The integer an aggregate reads as; T itself otherwise. */
const struct type *sema_aggregate_read(struct sema *s, const struct type *t);
/* Puts a conversion of *SLOT to TO into the tree, if it needs one. Only in the final pass. */
void convert(struct sema *s, struct expr **slot, const struct type *to);
/*
 * The conversion of an assignment: FROM to TO without being asked. False: not possible, nothing
 * was said. Warns when an integer may not fit.
 */
bool convert_implicitly(struct sema *s, struct expr **slot, const struct type *from,
			const struct type *to);
/* Any integer-like FROM as 64 bits of its own sign. */
const struct type *widen(struct sema *s, struct expr **slot, const struct type *from);
/* An address: integers become pointers of the space they come from. */
const struct type *to_address(struct sema *s, struct expr **slot, const struct type *from);
bool is_integer(const struct type *t); /* INT, ENUM or castable aggregate */
bool int_fits(const struct type *from, const struct type *to);
bool literal_fits(const struct expr *e, const struct type *to);
const struct type *literal_type(struct sema *s, uint64_t value, bool negative);
const struct kernel_value *kernel_value_make(struct sema *s, enum kernel_fact fact,
					     const struct type *type, const char *name);
struct expr *int_make(struct sema *s, struct span span, uint64_t value);
struct expr *string_make(struct sema *s, struct span span, const char *text);
/*
 * E is what *SLOT comes to: put in its place when trees may change, so in the final pass. Returns
 * the type of E.
 */
const struct type *replace(struct sema *s, struct expr **slot, struct expr *e);

/* ---- sema_space.c: address spaces ---- */

enum addr_space expr_space(struct sema *s, const struct expr *e);
enum addr_space space_join(enum addr_space a, enum addr_space b);
/* Of integers cast to pointers, when nothing else says: the probe's own. */
enum addr_space space_default(const struct instance *inst);
/* Of what `args` and argN point at. */
enum addr_space space_context(const struct instance *inst);

/* ---- sema_type.c: written types ---- */

/* &type_error and a message when there is no such type. */
const struct type *type_resolve(struct sema *s, const struct type_expr *t);
const struct type *type_named(struct sema *s, const char *name); /* language's own; NULL: none */
/* Asks the target for the fields of a struct and of its anonymous members. */
bool type_fill(struct sema *s, const struct type *t);
/* The same for everything that lies in T, for values that are printed or kept whole. */
void type_fill_whole(struct sema *s, const struct type *t);

/* "string[16]", as rows of tables name types. */
const struct type *type_from_text(struct sema *s, const char *text);
const struct type *sema_sizeof(struct sema *s, struct expr **slot);

/* ---- sema_pin.c: pinned maps ---- */

/* Whether M is pinned, here or by an earlier unit of the session. */
bool pin_is_of(const struct map_state *m);
/* The type of keys or values of pinned M that has been CUR when a T is added. NULL: no fit. */
const struct type *pin_join(struct sema *s, const struct map_state *m, const struct type *cur,
			    const struct type *t);
/* Gives M, which has just been declared, the types of what is pinned under its name. */
void pin_adopt(struct sema *s, struct map_state *m);
void pin_check(struct sema *s, const struct map *m);

/* ---- sema_c_function.c: functions of imported objects ---- */

const struct type *sema_c_call(struct sema *s, struct expr *e);

/* ---- sema_stmt.c ---- */

void sema_stmt(struct sema *s, struct stmt *stmt);
const struct type *var_assign(struct sema *s, struct var_state *v, struct expr **value,
			      const struct type *type, struct span span);

/* ---- sema_fn_decl.c: functions of the script ---- */

const struct fn_decl *fn_find(const struct sema *s, const char *name); /* NULL: none */
/* E calls DECL: finds or makes the instance's copy of it. */
void fn_resolve_call(struct sema *s, struct expr *e, const struct fn_decl *decl);
/* The functions that nothing calls; after all instances. */
void fns_resolve_loose(struct sema *s);
const struct type *sema_fn_call(struct sema *s, struct expr *e);
void sema_fn_return(struct sema *s, struct stmt *stmt, const struct type *t);
void fns_type(struct sema *s, const struct fn_instances *fns);

static inline struct fn_state *fn_state(struct fn_instance *fn)
{
	return (struct fn_state *)fn;
}

/* ---- sema_map.c ---- */

/* Nothing gives the map a value: said at the end, if nothing else is wrong. */
void map_undefined(struct sema *s, struct map_state *m, struct span span);
const struct type *sema_map(struct sema *s, struct expr *e);
void sema_map_key(struct sema *s, struct map_state *m, struct expr **key);
void map_assign(struct sema *s, struct stmt *stmt);
void map_value_join(struct sema *s, struct map_state *m, struct expr **value,
		    const struct type *type, struct span span);
void sema_aggregate(struct sema *s, struct stmt *stmt);
void maps_check(struct sema *s);

/* ---- sema_call.c, sema_fn.c, sema_builtin.c ---- */

const struct type *sema_call(struct sema *s, struct expr **slot);
/* What a signature cannot say. TYPES are those of the arguments, RESULT the row's. */
const struct type *function_special(struct sema *s, struct expr **slot,
				    const struct type *const *types, const struct type *result);
/* Functions whose arguments are not ordinary values: maps, formats. NULL: FN is none of them. */
const struct type *function_odd(struct sema *s, struct expr **slot);
const struct type *sema_builtin(struct sema *s, struct expr *e);
/* E is of no use in this probe: says so, and WHERE. */
const struct type *builtin_not_here(struct sema *s, const struct expr *e, const char *where);
bool builtin_arg_count(struct sema *s, const struct expr *e, size_t max);
/* Checks counts, kinds and literals of ARGS for the function or aggregate NAME. */
bool check_args(struct sema *s, const char *name, const struct signature *sig, struct exprs *args,
		const struct type **types, struct span span);
void check_format(struct sema *s, struct expr *call);
bool args_count(struct sema *s, const char *name, const struct signature *sig, size_t n,
		struct span span);
const struct signature *function_signature(struct sema *s, enum function_id fn);
const struct signature *aggregate_signature(struct sema *s, enum aggregate_id agg);

/* ---- sema_fn_single.c: results and checks of single functions, for function_special ---- */

const struct type *fn_buf(struct sema *s, struct expr *e, const struct type *data);
const struct type *fn_dns_name(struct sema *s, struct expr *e, const struct type *message);
const struct type *fn_bswap(struct sema *s, struct expr *e, const struct type *value);
const struct type *fn_path(struct sema *s, struct expr *e);
const struct type *fn_ntop(struct sema *s, struct expr *e, const struct type *const *types);
const struct type *fn_pton(struct sema *s, struct expr *e);
const struct type *fn_macaddr(struct sema *s, struct expr *e, const struct type *t);
const struct type *fn_strftime(struct sema *s, struct expr *e);
const struct type *fn_signal(struct sema *s, struct expr *e);
const struct type *fn_override(struct sema *s, struct expr *e);
const struct type *fn_reg(struct sema *s, struct expr *e, const struct type *result);
const struct type *fn_comm(struct sema *s, const struct expr *e, const struct type *result);
/* Whether the program of this instance may call the kernel's function NAME. */
bool kfunc_callable(const struct sema *s, const char *name);
const struct type *fn_uaddr(struct sema *s, struct expr *e);
void fn_debugf(struct sema *s, const struct expr *e);

/* ---- sema_address.c ---- */

/*
 * The string literal *SLOT as a constant of a type like WANTED, which is put in its place. NULL:
 * such a type has no constants that are written as strings.
 */
const struct type *constant_of_text(struct sema *s, struct expr **slot, const struct type *wanted);

/* ADDRESS == "10.0.0.0/8", either side first, becomes a call of in_subnet(). False: *SLOT is none.
 */
bool subnet_compare(struct sema *s, struct expr **slot, const struct type *l, const struct type *r);
const struct type *fn_in_subnet(struct sema *s, struct expr *e, const struct type *address);

/* ---- sema_packet.c: views of a packet ---- */

enum packet_header packet_header_of(enum builtin_id id); /* PACKET_COUNT: no view */
const struct type *sema_packet(struct sema *s, struct expr *e, enum packet_header header);
const struct type *sema_payload(struct sema *s, struct expr *e);
/* E is a field of a view, which is of type T. Its row is then in e->field.offset. */
const struct type *sema_packet_field(struct sema *s, struct expr *e, const struct type *t);

/* ---- sema_const.c: functions that are constants ---- */

const struct type *function_const(struct sema *s, struct expr **slot,
				  const struct type *const *types, const struct type *result);
/* Named parameters that no getopt() asks for are mistakes. */
void options_check(struct sema *s);

/* ---- sema_comptime.c ---- */

/* Computes what comptime expressions can now be computed. True: some were. */
bool comptime_advance(struct sema *s);
/* Puts its value in place of *SLOT (sizeof and its kin) if that is known by now. */
void comptime_replace(struct sema *s, struct expr **slot);
/* Folds *SLOT where its operands have become literals. True: it was replaced. */
bool fold_again(struct sema *s, struct expr **slot);
/*
 * Whether NAME, of type OLD, may become NEW by what stands at SPAN; says so if not, at once, since
 * the silent rounds would not end with what the final pass could report.
 */
bool lock_allows(struct sema *s, const struct lock *lock, const char *name, const struct type *old,
		 const struct type *new, struct span span);

/* ---- sema_settle.c: after the final pass ---- */

/* Replaces literal types by plain ones in trees, variables and maps. */
void settle(struct sema *s);

static inline struct var_state *var_state(struct variable *v)
{
	return (struct var_state *)v;
}

static inline struct map_state *map_state(struct map *m)
{
	return (struct map_state *)m;
}

static inline const char *text_of(struct sema *s, const struct type *t)
{
	return type_text(s->a, t);
}

#endif
