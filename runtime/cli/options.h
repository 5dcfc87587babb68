/*
 * The command line of sonde, parsed.
 */
#ifndef SONDE_RUNTIME_CLI_OPTIONS_H
#define SONDE_RUNTIME_CLI_OPTIONS_H

#include "lang/unit.h"
#include "runtime/run.h"

/* Stages whose result -d prints. */
enum stage {
	STAGE_AST = 1,
	STAGE_TYPES = 2,
	STAGE_PLAN = 4,
	STAGE_CODEGEN = 8,
	STAGE_CODEGEN_OPT = 16,
	STAGE_LIBBPF = 32,
	STAGE_VERIFIER = 64,
};

/* What becomes of the script behind its compilation. */
enum cli_goal { GOAL_RUN, GOAL_COMPILE /* nothing */, GOAL_MEASURE /* it is compiled again */ };

struct cli {
	enum cli_goal goal;
	struct arena *arena;	/* the caller's */
	const char *expression; /* -e; NULL: FILE or a list pattern is operands[0] */
	const char **operands;	/* what is not an option; the file, then parameters */
	size_t noperands;
	const char **named; /* after "--": "--name" and "--name=value" */
	size_t nnamed;
	const char **include_dirs, **includes; /* ended by NULL */
	size_t ninclude_dirs, nincludes;
	uint32_t *dwarf_pids;
	size_t ndwarf_pids;
	bool is_tool;	  /* the command line of a built tool */
	bool interactive; /* no program, and a terminal: a session */
	bool list, fmt, json_schema, info, help, version;
	unsigned stages;
	const char *emit_elf, *emit_llvm;
	bool verify_llvm_ir;
	struct options compile; /* what the compiler must know; params filled in by the caller */
	struct run_options run;
};

/* What to do after reading the command line. */
enum cli_verdict { CLI_GO, CLI_FAILED /* said why on stderr */ };

/*
 * Reads the command line. Strings point into ARGV; arrays come from A.
 */
enum cli_verdict cli_parse(struct arena *a, int argc, char **argv, struct cli *cli);

/* The same for a built tool: no script is named, and what was settled by building is refused. */
enum cli_verdict cli_parse_tool(struct arena *a, int argc, char **argv, struct cli *cli);

void cli_usage(FILE *to);

/* "ast,types" to bits of enum stage; false: *BAD is the word that is no stage. */
bool stages_parse(struct str list, unsigned *stages, struct str *bad);
/* "kprobe_multi,..." to bits of enum feature. */
bool features_parse(struct str list, unsigned *features, struct str *bad);

#endif
