/*
 * What every kind of probe brings: one `<kind>_source` per row of probes.def, found by pasting.
 *
 * A source finds what an attach point means on this system and adds a match for each thing that
 * the program shall sit on. The common part (expand.c) makes instances of the matches: it puts
 * together what one program can serve.
 */
#ifndef SONDE_PROBES_SOURCE_H
#define SONDE_PROBES_SOURCE_H

#include "lang/unit.h"
#include "probes/attach_point.h"
#include "probes/binary.h"

struct btf_index;
struct dwarf_types;

/* What a body looks at, found once per probe before its attach points are expanded. */
struct body_uses {
	bool args;	 /* some field of `args` */
	bool args_whole; /* `args` as a value: all fields matter */
	bool ctx;
	bool kstack;
	bool func;
	bool probe;
	bool retval;
	uint64_t numbers; /* bit N: argN */
	bool kfuncs;	  /* functions of the kernel that raw tracepoints may not call */
	bool typed;	  /* functions that want pointers whose type the verifier knows */
	bool distances;	  /* uaddr(): where symbols of the file are */
	bool registers;	  /* reg(): more of pt_regs than the arguments */
	struct used_names VEC(const char *) fields; /* of `args` */
};

/* One thing to attach to. */
struct match {
	struct probe_target target;
	enum attach_method method;
	enum context context;
	const struct type *args;	/* NULL: none */
	const struct type *hidden;	/* as in struct instance */
	const struct operand *operands; /* of USDT arguments; NULL: none */
	uint32_t noperands;
	const struct type *result; /* of a function that returns; NULL: a register */
	uint32_t result_word;
	const char *hook;	   /* as in struct instance */
	enum verdict_set verdicts; /* VERDICTS_none: those of the row */
};

struct expansion {
	struct unit *u;
	struct probe_decl *decl;
	struct span span; /* of the attach point */
	const char *text; /* as written, aliases expanded */
	struct attach_point_fields fields;
	const struct body_uses *uses;
	/* What the source found. */
	struct matches VEC(struct match) matches;
	uint64_t period_ns, frequency, count; /* timers and sampled events */
	bool failed; /* a diagnostic says why; the attach point has no instance */
	bool guess;  /* it cannot be known here, which has been said */
	bool search; /* one of several kinds: nobody reads why it is not there */
};

/* One line of `-l` after another. */
struct listing {
	struct arena *arena;
	struct attach_point_fields pattern;
	const struct options *options;
	bool verbose;
	/* Full names without the provider; sorted and printed when the source has returned. */
	struct listed VEC(const char *) lines;
	/* Kept by sources between descriptions. */
	struct btf_index *btf;
	const char *module; /* whose types MODULE_BTF are; NULL: nobody's yet */
	struct btf_index *module_btf;
	struct dwarf_types *dwarf;
	const char *symbols_of; /* whose SYMBOLS these are; NULL: nobody's yet */
	struct binary_symbols symbols;
	bool sorted; /* the source's own order is the one to show */
};

struct probe_source {
	/* Adds matches, or a diagnostic. Never NULL. */
	void (*expand)(struct expansion *x);
	/* Adds what matches L->pattern. NULL: nothing to list. */
	void (*list)(struct listing *l);
	/* The arguments of a listed line, each "    type name\n". NULL: there are none. */
	void (*describe)(struct listing *l, const char *line, struct buf *out);
};

#define PROBE(id, ...) extern const struct probe_source id##_source;
#include "lang/probes.def"
#undef PROBE

extern const struct probe_source *const probe_sources[PROBE_COUNT];

/* For sources. */

/* False: the name of a return probe has an offset, and a diagnostic says that it may not. */
bool expansion_returns_whole(struct expansion *x, struct str function);

/* A match with the full name TARGET.name "provider:..." */
void expansion_add(struct expansion *x, struct match match);

/* An error at the attach point; X has failed. */
ATTR_PRINTF(3, 4)
struct diag *expansion_error(struct expansion *x, enum diag_tag tag, const char *fmt, ...);

/*
 * Nothing like the attach point exists: an error, a warning or nothing, as the configuration
 * variable missing_probes says. NEAR: what may have been meant, or NULL.
 */
ATTR_PRINTF(3, 4)
void expansion_missing(struct expansion *x, const char *near, const char *fmt, ...);

/* The same for a function of the kernel or a module, with the reason as far as one can be found. */
void expansion_no_function(struct expansion *x, struct str name);
void expansion_no_module(struct expansion *x, struct str name);

/* "provider:..." in the unit's arena. */
const char *expansion_name(struct expansion *x);

/* Reads the kernel's types into L->btf, once. False: there are none. */
bool listing_types(struct listing *l);

ATTR_PRINTF(2, 3) void listing_add(struct listing *l, const char *fmt, ...);

#endif
