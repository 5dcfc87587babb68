/*
 * Enums and row arrays made from the .def files, and lookup by name.
 *
 * A row holds what the language says of a thing; behaviour is found by pasting the row's name in
 * the folder that has it (codegen: lower_<name>, probes: <name>_source, runtime: act_<name>), so a
 * row without its function does not link.
 */
#ifndef SONDE_LANG_TABLES_H
#define SONDE_LANG_TABLES_H

#include <stdbool.h>
#include <stdint.h>

#include "lang/base/str.h"

/* ---- probes.def ---- */

enum probe_kind {
#define PROBE(id, ...) PROBE_##id,
#include "lang/probes.def"
#undef PROBE
	PROBE_COUNT
};

/* ---- contexts.def: what a program finds in its context ---- */

enum context {
#define CONTEXT(id, ...) CTX_##id,
#include "lang/contexts.def"
#undef CONTEXT
	CTX_COUNT
};

/* How a program gets at the packet that it runs for. */
enum packet_access {
	PACKET_NONE,   /* there is none */
	PACKET_FRAME,  /* struct xdp_md: all of it lies in memory */
	PACKET_BUFFER, /* struct __sk_buff: a part of it does */
};

struct context_row {
	const char *name;
	const char *type; /* struct that `ctx` points at; NULL: none, or one per target */
	bool view;	  /* loads from it are rewritten by the kernel */
	bool anybody;	  /* the running process has nothing to do with the event */
	enum packet_access packet;
};

extern const struct context_row context_rows[CTX_COUNT];

/* ---- verdicts.def: what a program's result decides ---- */

enum verdict_set {
#define VERDICT_SET(id, ...) VERDICTS_##id,
#include "lang/verdicts.def"
#undef VERDICT_SET
	VERDICT_SET_COUNT
};

/* How the kernel is told the errno that an operation shall fail with. */
enum verdict_errors {
	ERRORS_NONE,	 /* it cannot be */
	ERRORS_BY_VALUE, /* it is the result */
	ERRORS_BY_CALL,	 /* bpf_set_retval, and the result refuses */
};

struct verdict_set_row {
	const char *name;
	int64_t otherwise;
	enum verdict_errors errors;
	bool redirects, previous;
};

extern const struct verdict_set_row verdict_set_rows[VERDICT_SET_COUNT];

struct verdict_row {
	enum verdict_set set;
	const char *word;
	int64_t value;
};

/* Ended by a row without word. */
extern const struct verdict_row verdict_rows[];

/* The verdict WORD of SET; NULL: it has none. */
const struct verdict_row *verdict_find(enum verdict_set set, const char *word);

enum probe_flags {
	PF_KERNEL = 1,	 /* about the kernel: searched by a pattern without provider */
	PF_USER = 2,	 /* about a user binary */
	PF_WILDCARD = 4, /* its target may be a pattern */
	PF_RETURN = 8,	 /* fires when the function returns */
	PF_ONCE = 16,	 /* begin, end: no event behind it */
	PF_ARGN = 32,	 /* arg0, arg1 ... */
	PF_RETVAL = 64,
	PF_REVERSE = 128,    /* several on one event fire in the reverse order of attaching */
	PF_USER_SPACE = 256, /* pointers in its context are user pointers */
};

struct probe_row {
	const char *name;
	const char *aliases;  /* separated by spaces; one-letter ones match by case */
	const char *syntax;   /* "[module:]function[+offset]", as error messages show it */
	enum context context; /* the usual one; a source may choose another per instance */
	unsigned flags;
	const char *type_name;	   /* what `probetype` says; NULL: the name */
	enum verdict_set verdicts; /* the usual ones; a source may choose others per instance */
	const char *doc;	   /* when it fires: one line, for completion and lists */
};

extern const struct probe_row probe_rows[PROBE_COUNT];

/* PROBE_COUNT when there is none. Full names in any case, one-letter aliases by case. */
enum probe_kind probe_kind_find(struct str name);

/* ---- methods.def: how a program gets onto its event ---- */

enum attach_method {
#define METHOD(id, ...) METHOD_##id,
#include "lang/methods.def"
#undef METHOD
	METHOD_COUNT
};

struct method_row {
	const char *name;
	const char *section; /* ELF section prefix that libbpf and bpftool know: the program type */
	/* The type of its context as BTF names it in this type of program; NULL: the kernel passes
	 * it to no global function (btf_get_prog_ctx_type). */
	const char *context_struct;
	bool slow;	 /* taking it off makes the kernel wait */
	bool by_tracer;	 /* run by the tracer, not attached */
	bool anonymous;	 /* a program on several targets cannot tell which one fired */
	bool headless;	 /* packets begin with their network header */
	bool net_admin;	 /* the kernel wants CAP_NET_ADMIN (is_net_admin_prog_type) */
	bool restricted; /* not every helper function of tracing programs is there: it is asked */
};

extern const struct method_row method_rows[METHOD_COUNT];

/* ---- features.def: kernel features worth asking about ---- */

enum feature {
#define FEATURE(id, ...) FEATURE_##id,
#include "lang/features.def"
#undef FEATURE
	FEATURE_COUNT
};

struct feature_row {
	const char *name;
	const char *since; /* kernel version of its first mainline release */
	const char *what;  /* for messages: "attach cookies" */
	/* NULL: nothing. */
	const char *instead; /* serves where it is missing */
	const char *lost;    /* of the language, without it */
	const char *config;  /* an option that it needs beside its release */
};

extern const struct feature_row feature_rows[FEATURE_COUNT];

/* ---- builtins.def, functions.def, aggregates.def ---- */

enum builtin_id {
#define BUILTIN(id, ...) BUILTIN_##id,
#include "lang/builtins.def"
#undef BUILTIN
	BUILTIN_COUNT
};

enum builtin_flags {
	BF_PARSER =
		1, /* always a builtin when used bare; never a macro parameter, type or member */
	BF_NO_CALL = 2,	  /* args, ctx, argN have no call form */
	BF_CALL_ARGS = 4, /* its call form takes arguments: kstack(perf, 3) */
	BF_TASK = 8,	  /* needs types of the running kernel (curtask fields) */
	BF_CONTEXT = 16,  /* reads the probe's context: not in for bodies */
	BF_IDENTITY =
		32, /* differs between attach points of one program: probe, func of multi-links */
	BF_YIELDS = 64, /* an enumerator of the script's own C with the same name goes first */
};

struct builtin_row {
	const char *name;
	const char *type; /* result in type syntax: "uint32"; NULL: the checker's special case */
	unsigned flags;
	const char *doc; /* one line, for completion and lists */
};

extern const struct builtin_row builtin_rows[BUILTIN_COUNT];
enum builtin_id builtin_find(struct str name); /* also arg0...; BUILTIN_COUNT: none */

enum function_id {
#define FUNC(id, ...) FN_##id,
#define FUNC_CONST(id, ...) FN_##id,
#include "lang/functions.def"
#undef FUNC
	FN_COUNT
};

enum function_flags {
	FN_OUTPUT = 1,	      /* sends a record: action of the same name */
	FN_UNSAFE = 2,	      /* needs --unsafe */
	FN_FORMAT = 4,	      /* first argument is a printf format for the rest */
	FN_VERDICT = 8,	      /* is what a probe returns, and stands nowhere else */
	FN_CONTROL = 16,      /* its record travels on the control ring */
	FN_MAP = 32,	      /* first argument is a map as such */
	FN_SPACE_KERNEL = 64, /* its integer result is an address in the kernel, */
	FN_SPACE_USER = 128,  /* of a user, */
	FN_SPACE_PROBE = 256, /* or of what the probe is about */
	FN_CONTEXT = 512,     /* reads the probe's context: not in for bodies */
};

struct function_row {
	const char *name;
	const char *sig; /* "string(int|pointer|string p, [int n])": see signature.h */
	unsigned flags;
	const char *doc;
	bool compile; /* FUNC_CONST: folds to a constant, no lowering */
};

extern const struct function_row function_rows[FN_COUNT];
enum function_id function_find(struct str name); /* FN_COUNT: none */

enum aggregate_id {
#define AGG(id, ...) AGG_##id,
#include "lang/aggregates.def"
#undef AGG
	AGG_COUNT
};

struct aggregate_row {
	const char *name;
	int type;	 /* enum type_kind of the map's value */
	const char *sig; /* as functions */
	const char *doc;
};

extern const struct aggregate_row aggregate_rows[AGG_COUNT];
enum aggregate_id aggregate_find(struct str name); /* AGG_COUNT: none */

/* ---- actions.def: what can arrive from the kernel ---- */

enum action {
#define ACTION(id, ...) ACT_##id,
#include "lang/actions.def"
#undef ACTION
	ACT_COUNT
};

struct action_row {
	const char *name;
	bool control; /* travels on the control ring: never starved by data */
};

extern const struct action_row action_rows[ACT_COUNT];

/* ---- config.def ---- */

enum config_key {
#define CONFIG(id, ...) CONFIG_##id,
#include "lang/config.def"
#undef CONFIG
	CONFIG_COUNT
};

#endif
