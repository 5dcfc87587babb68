/*
 * One compilation: everything its phases share. unit_new makes the arena and the empty tables,
 * unit_free releases them and the target.
 *
 *	unit_parse   text -> script                                  lang/parse.h
 *	unit_expand  script -> instances                             probes/expand.h
 *	unit_check   instances -> typed instances, maps, variables   lang/sema.h
 *	unit_plan    the same -> program without object              lang/plan.h
 *	unit_codegen program + instances -> program.object           codegen/codegen.h
 *
 * Each adds to unit->diags; the pipeline stops after a phase that added an error.
 */
#ifndef SONDE_LANG_UNIT_H
#define SONDE_LANG_UNIT_H

#include "lang/ast.h"
#include "lang/diag.h"
#include "lang/operand.h"
#include "lang/program.h"
#include "lang/target.h"

struct cnames;
struct c_function;

/* A BPF object that the script imports; its functions: lang/c_function.h. */
struct c_object {
	const char *path;
	struct span span; /* of the import */
	struct bytes bytes;
};
struct session;

struct options {
	bool unsafe;
	bool warnings_verbose; /* -k: failed reads and missing keys are reported at run time */
	bool no_warnings;
	uint32_t pid;		   /* -p; 0: none */
	const char *command;	   /* -c; NULL: none */
	bool unwinds;		   /* --dwarf-pid: processes whose stacks can be unwound */
	const char *const *params; /* $1 ...: ended by NULL */
	size_t nparams;
	bool params_later; /* none was given, but they will be: attach points keep their $N */
	const char *const *named; /* "--name=value", ended by NULL */
	/* -I, --include: for the C in scripts; ended by NULL. NULL: none. */
	const char *const *include_dirs, *const *includes;
	/* --traceable-functions: instead of the tracer's available_filter_functions. NULL: that. */
	const char *traceable_functions;
	const char *debuginfo;	  /* --debuginfo: where debug files are; NULL: the usual places */
	const char *probe_filter; /* --probe-filter: a regular expression; NULL: all probes */
	unsigned no_features;	  /* bit set of enum feature: --no-feature */
	/*
	 * `sonde build`: for other kernels than this one. It is taken to have every feature that is
	 * not in NO_FEATURES; offsets of the kernel's types are relocated; parameters and -p are
	 * known when the program is loaded.
	 */
	bool portable;
	bool object;	   /* a plain object of it, for other loaders */
	bool params_fixed; /* --fixed: parameters are those that are given now */
	const char *arch;  /* `sonde build --arch`: the machine it is for; NULL: one like this */
};

/*
 * A function of the script as the program of one instance uses it, with a tree of its own: what
 * depends on the probe (address spaces, `probe`) is decided for each. Made by the checker.
 */
struct fn_instance {
	const struct fn_decl *decl;
	struct expr *body;
	struct variable **params;  /* decl->params.len of them */
	const struct type *result; /* void: none */
	void *codegen;		   /* codegen: what was made of it */
};

struct fn_instances VEC(struct fn_instance *);

/*
 * A probe body bound to what it is attached to: one BPF program. Made by expansion, in source
 * order; attach points and wildcard matches share one where the body cannot tell them apart.
 */
struct instance {
	struct probe_decl *decl;
	enum probe_kind kind;
	enum attach_method method;
	enum context context;
	const char *text; /* the attach point as written, aliases expanded */
	struct span span; /* of the attach point */
	struct probe_target *targets;
	uint32_t ntargets;
	const struct type *args;   /* struct of `args`: offsets are what the context's lowering
				    * wants (record offset; 8 * argument number). NULL: none */
	const struct type *hidden; /* arguments that exist but cannot be read: a struct whose
				    * fields say why in their tags. NULL: none */
	const struct type *result; /* type of `retval`; NULL: a word of 64 bits in a register */
	uint32_t result_word;	   /* CTX_BTF: index of `retval` among the words of the context */
	const struct operand *operands; /* where argN are; NULL: in the argument registers */
	uint32_t noperands;
	enum verdict_set verdicts;
	const char *hook; /* all targets' operation, part of the program's type; NULL: none */
	enum late late;
	struct late_field *late_fields;
	uint32_t nlate_fields;
	bool identity; /* the body asks which target fired (probe, func ...) */
	uint64_t period_ns, frequency, count;
	struct expr *predicate, *body; /* its own copies; the checker folds the predicate in */
	struct fn_instances fns;       /* checker: the script's functions it uses, callees first */
	const char *program;	       /* BPF function name: "tracepoint_sched_sched_switch_1" */
	uint32_t spec;		       /* plan: index in program.probes */
};

struct unit {
	struct arena *arena;
	struct interner *names;
	struct sources *sources;
	struct diags *diags;
	struct types *types;
	struct target *target; /* owned */
	struct options options;
	struct script *script;
	bool bad_environment; /* unit_config: a variable of the environment cannot have its value */
	bool guessed; /* the target is blind to something that the script depends on: only check */
	bool incomplete; /* parser: the only fault was that the text ended too early */
	struct instances VEC(struct instance *) instances;
	struct unit_maps VEC(struct map *) maps; /* checker: in order of first appearance */
	struct c_functions VEC(struct c_function *) c_functions; /* unit_import */
	struct c_objects VEC(struct c_object) c_objects;	 /* those that have them */
	struct cnames *c;	 /* unit_c: the script's C definitions; NULL: it has none */
	struct session *session; /* NULL: the script is alone */
	struct program *program;
	struct parameters VEC(struct parameter) parameters; /* that are known when it is loaded */
	uint32_t parameters_size;
	unsigned features; /* bit set of enum feature: what a portable program relies on */
	uint64_t config[CONFIG_COUNT]; /* as program.config */
	const char *config_strings[CONFIG_COUNT];
};

struct unit *unit_new(struct target *target, const struct options *options);
void unit_free(struct unit *u);

/*
 * Another unit of the session in which U was compiled: it has U's arena, types and target, so only
 * the last one of them is freed.
 */
struct unit *unit_next(const struct unit *u, const struct options *options);

/*
 * Whether the target has F and the options allow it. What was answered with yes is noted for
 * portable programs.
 */
bool unit_feature(struct unit *u, enum feature f);

/*
 * Says what cannot be checked because the target is blind to WHAT: once for each, without a place.
 */
struct diag *unit_blind_note(struct unit *u, enum blindness what);

struct script_place unit_place(struct unit *u, struct span span);

/* expr_walk over the bodies of INST and of the functions it uses. */
bool instance_walk(struct instance *inst, bool (*visit)(struct expr *e, void *arg), void *arg);

#endif
