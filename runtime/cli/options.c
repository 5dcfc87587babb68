/*
 * Consumes argv and options.def, produces struct cli. Every refusal names the option, what was
 * given, and what would be accepted.
 */
#include "runtime/cli/options.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/cli/subcommand.h"

enum option_id {
#define OPTION(id, ...) OPT_##id,
#include "runtime/cli/options.def"
#undef OPTION
	OPT_COUNT
};

struct option_row {
	char letter;
	const char *name, *argument, *help;
};

static const struct option_row rows[OPT_COUNT] = {
#define OPTION(id, letter, name, argument, help) [OPT_##id] = {letter, name, argument, help},
#include "runtime/cli/options.def"
#undef OPTION
};

#define PID_MAX 0x400000 /* PID_MAX_LIMIT of 64-bit kernels: include/linux/threads.h */

/* An argument in brackets may be left out; it follows an equals sign. */
static bool argument_optional(size_t row)
{
	return rows[row].argument && rows[row].argument[0] == '[';
}

void cli_usage(FILE *to)
{
	fputs("sonde: ask a running Linux system a question, in one line\n\n"
	      "  sonde [options] FILE [parameters] [-- --name=value ...]   run a script (-: standard input)\n"
	      "  sonde [options] -e 'PROGRAM' [parameters]                 run a one-liner\n"
	      "  sonde [options] -l [PATTERN]                              list probes\n"
	      "  sonde                                                     on a terminal: a session\n",
	      to);
	subcommands_usage(to);
	fputs("\nOptions:\n", to);
	for (size_t i = 0; i < OPT_COUNT; i++) {
		char left[64];

		snprintf(left, sizeof(left), "%s%c%s --%s%s%s", rows[i].letter ? "-" : " ",
			 rows[i].letter ? rows[i].letter : ' ', rows[i].letter ? "," : " ",
			 rows[i].name,
			 !rows[i].argument	? ""
			 : argument_optional(i) ? "[="
						: " ",
			 rows[i].argument ? rows[i].argument + argument_optional(i) : "");
		fprintf(to, "  %-28s %s\n", left, rows[i].help);
	}
	fputs("\nExamples:\n"
	      "  sonde -e 'tracepoint:syscalls:sys_enter_openat { printf(\"%s %s\\n\", comm, str(args.filename)); }'\n"
	      "  sonde -e 'tracepoint:raw_syscalls:sys_enter { @[comm] = count(); }'\n"
	      "  sonde -l 'tracepoint:sched:*'\n\n"
	      "Manual: sonde(8)\n",
	      to);
}

static const struct {
	const char *name;
	unsigned bits;
} stage_names[] = {
	{"ast", STAGE_AST},
	{"types", STAGE_TYPES},
	{"plan", STAGE_PLAN},
	{"codegen", STAGE_CODEGEN},
	{"codegen-opt", STAGE_CODEGEN_OPT},
	{"libbpf", STAGE_LIBBPF},
	{"verifier", STAGE_VERIFIER},
	{"all", STAGE_AST | STAGE_TYPES | STAGE_PLAN | STAGE_CODEGEN | STAGE_CODEGEN_OPT |
			STAGE_LIBBPF | STAGE_VERIFIER},
};

bool stages_parse(struct str list, unsigned *stages, struct str *bad)
{
	while (list.at) {
		struct str word = str_cut(&list, ',');
		unsigned bits = 0;

		for (size_t i = 0; i < ARRAY_LEN(stage_names); i++)
			if (str_equal(word, str_from(stage_names[i].name)))
				bits = stage_names[i].bits;
		*bad = word;
		if (!bits)
			return false;
		*stages |= bits;
	}
	return true;
}

bool features_parse(struct str list, unsigned *features, struct str *bad)
{
	while (list.at) {
		struct str word = str_cut(&list, ',');
		size_t i = 0;

		while (i < FEATURE_COUNT && !str_equal(word, str_from(feature_rows[i].name)))
			i++;
		*bad = word;
		if (i < FEATURE_COUNT)
			*features |= 1u << i;
		else if (!str_equal(word, STR("kprobe_session"))) /* never used */
			return false;
	}
	return true;
}

ATTR_PRINTF(1, 2) static bool refuse(const char *fmt, ...)
{
	va_list ap;

	fputs("ERROR: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return false;
}

static bool pid_parse(const char *option, const char *text, uint32_t *pid)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(text, &end, 10);
	if (errno || end == text || *end || text[0] == '-')
		return refuse("%s wants the number of a process, not '%s'", option, text);
	if (n == 0 || n > PID_MAX)
		return refuse("%s %s: process ids go from 1 to %d", option, text, PID_MAX);
	*pid = (uint32_t)n;
	return true;
}

static bool format_parse(const char *text, enum output_format *format)
{
	if (!strcmp(text, "text"))
		*format = OUTPUT_TEXT;
	else if (!strcmp(text, "json"))
		*format = OUTPUT_JSON;
	else
		return refuse("there is no output format '%s'; formats are text and json", text);
	return true;
}

static bool buffering_parse(const char *text, enum buffering *buffering)
{
	if (!strcmp(text, "line"))
		*buffering = BUFFER_LINE;
	else if (!strcmp(text, "full"))
		*buffering = BUFFER_FULL;
	else if (!strcmp(text, "none"))
		*buffering = BUFFER_NONE;
	else
		return refuse("there is no buffering mode '%s'; modes are line, full and none",
			      text);
	return true;
}

static bool mode_parse(const char *text, struct cli *cli)
{
	if (!strcmp(text, "test"))
		cli->run.mode = RUN_TESTS;
	else if (!strcmp(text, "bench"))
		cli->run.mode = RUN_BENCHES;
	else if (!strcmp(text, "format"))
		cli->fmt = true;
	else if (!strcmp(text, "codegen"))
		cli->goal = GOAL_COMPILE;
	else if (!strcmp(text, "compiler-bench"))
		cli->goal = GOAL_MEASURE;
	else
		return refuse("there is no mode '%s'; modes are test, bench, format, codegen and "
			      "compiler-bench",
			      text);
	return true;
}

static bool option_list(struct cli *cli, enum option_id id, const char *arg)
{
	struct str bad;

	if (id == OPT_debug) {
		if (stages_parse(str_from(arg), &cli->stages, &bad))
			return true;
		return refuse(
			"-d: '%.*s' is no stage; stages are ast, types, plan, codegen, codegen-opt, "
			"libbpf, verifier and all",
			STR_ARG(bad));
	}
	if (features_parse(str_from(arg), &cli->compile.no_features, &bad))
		return true;
	refuse("--no-feature: '%.*s' is no feature; features are:", STR_ARG(bad));
	for (size_t i = 0; i < FEATURE_COUNT; i++)
		fprintf(stderr, "  %-18s %s\n", feature_rows[i].name, feature_rows[i].what);
	return false;
}

/* Folders for all programs must be there; others are beside each program. */
static bool debuginfo_add(struct cli *cli, const char *arg)
{
	struct str rest = str_from(arg);

	while (rest.at) {
		struct str folder = str_cut(&rest, ':');
		char path[PATH_MAX];
		struct stat st;

		if (folder.len && (folder.at[0] == '+' || folder.at[0] == '-'))
			folder = str_slice(folder, 1, folder.len);
		snprintf(path, sizeof(path), "%.*s", STR_ARG(folder));
		if (path[0] == '/' && (stat(path, &st) || !S_ISDIR(st.st_mode)))
			return refuse("--debuginfo: there is no folder %s", path);
	}
	if (cli->compile.debuginfo)
		arg = arena_printf(cli->arena, "%s:%s", cli->compile.debuginfo, arg);
	cli->compile.debuginfo = arg;
	return true;
}

/* Options that only store their argument, or that they were given; where. */
#define TEXT(member)                                \
	{                                           \
		offsetof(struct cli, member), false \
	}
#define SWITCH(member)                             \
	{                                          \
		offsetof(struct cli, member), true \
	}
static const struct store {
	size_t offset; /* 0: option_call knows the option */
	bool is_switch;
} stores[OPT_COUNT] = {
	[OPT_expression] = TEXT(expression),
	[OPT_list] = SWITCH(list),
	[OPT_command] = TEXT(compile.command),
	[OPT_output] = TEXT(run.output),
	[OPT_flame] = TEXT(run.flame),
	[OPT_html] = TEXT(run.html),
	[OPT_live] = SWITCH(run.live),
	[OPT_metrics] = TEXT(run.metrics),
	[OPT_quiet] = SWITCH(run.quiet),
	[OPT_verbose] = SWITCH(run.verbose),
	[OPT_no_warnings] = SWITCH(compile.no_warnings),
	[OPT_unsafe] = SWITCH(compile.unsafe),
	[OPT_traceable_functions] = TEXT(compile.traceable_functions),
	[OPT_dry_run] = SWITCH(run.dry_run),
	[OPT_emit_elf] = TEXT(emit_elf),
	[OPT_probe_filter] = TEXT(compile.probe_filter),
	[OPT_emit_llvm] = TEXT(emit_llvm),
	[OPT_verify_llvm_ir] = SWITCH(verify_llvm_ir),
	[OPT_fmt] = SWITCH(fmt),
	[OPT_json_schema] = SWITCH(json_schema),
	[OPT_info] = SWITCH(info),
	[OPT_help] = SWITCH(help),
	[OPT_version] = SWITCH(version),
};

/* Those that check or convert what they are given. */
static bool option_call(struct cli *cli, enum option_id id, const char *arg)
{
	switch ((int)id) {
	case OPT_pid:
		return pid_parse("-p", arg, &cli->compile.pid);
	case OPT_dwarf_pid:
		return pid_parse("--dwarf-pid", arg, &cli->dwarf_pids[cli->ndwarf_pids++]);
	case OPT_format:
		return format_parse(arg, &cli->run.format);
	case OPT_folded:
		cli->run.folded = arg ? arg : "";
		return true;
	case OPT_buffering:
		return buffering_parse(arg, &cli->run.buffering);
	case OPT_warnings:
		if (cli->compile.warnings_verbose)
			return refuse("-k is given twice");
		return cli->compile.warnings_verbose = true;
	case OPT_debuginfo:
		return debuginfo_add(cli, arg);
	case OPT_test:
	case OPT_bench:
		return mode_parse(rows[id].name, cli);
	case OPT_mode:
		return mode_parse(arg, cli);
	case OPT_include_dir:
		cli->include_dirs[cli->ninclude_dirs++] = arg;
		return true;
	case OPT_include:
		cli->includes[cli->nincludes++] = arg;
		return true;
	case OPT_no_feature:
	case OPT_debug:
		return option_list(cli, id, arg);
	case OPT_usdt_file_activation:
	case OPT_btf:
		return true;
	default:
		bug("option --%s", rows[id].name);
	}
}

/* What was settled when a tool was built. */
static bool is_for_compiling(enum option_id id)
{
	static const enum option_id all[] = {
		OPT_expression, OPT_list,      OPT_unsafe,	   OPT_include_dir,
		OPT_include,	OPT_fmt,       OPT_debug,	   OPT_probe_filter,
		OPT_emit_elf,	OPT_emit_llvm, OPT_verify_llvm_ir,
	};

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (all[i] == id)
			return true;
	return false;
}

static bool option_apply(struct cli *cli, enum option_id id, const char *arg)
{
	const struct store *store = &stores[id];
	char *at = (char *)cli + store->offset;

	if (cli->is_tool && is_for_compiling(id))
		return refuse("--%s is an option of sonde and sonde build; this tool is built",
			      rows[id].name);
	if (!store->offset && id != OPT_expression)
		return option_call(cli, id, arg);
	if (store->is_switch)
		*(bool *)at = true;
	else
		*(const char **)at = arg;
	return true;
}

/* getopt's two forms of the table. Long options return their row + 256. */
static void option_tables(char *letters, struct option *longs)
{
	*letters++ = ':';
	for (size_t i = 0; i < OPT_COUNT; i++) {
		if (rows[i].letter) {
			*letters++ = rows[i].letter;
			if (rows[i].argument)
				*letters++ = ':';
		}
		longs[i] = (struct option){rows[i].name,
					   !rows[i].argument	  ? no_argument
					   : argument_optional(i) ? optional_argument
								  : required_argument,
					   NULL, 256 + (int)i};
	}
	*letters = '\0';
}

static enum option_id option_of_letter(int letter)
{
	for (size_t i = 0; i < OPT_COUNT; i++)
		if (letter && rows[i].letter == letter)
			return (enum option_id)i;
	return OPT_COUNT;
}

static bool options_read(struct cli *cli, int argc, char **argv)
{
	char letters[2 * OPT_COUNT + 2];
	struct option longs[OPT_COUNT + 1] = {0};
	int c;

	option_tables(letters, longs);
	opterr = 0;
	while ((c = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		if (c == ':') {
			if (optopt >= 256)
				return refuse("--%s wants an argument: %s", rows[optopt - 256].name,
					      rows[optopt - 256].argument);
			return refuse("-%c wants an argument: %s", optopt,
				      rows[option_of_letter(optopt)].argument);
		}
		if (c == '?') {
			if (optopt && optopt < 256)
				refuse("there is no option -%c", optopt);
			else
				refuse("there is no option %s", argv[optind - 1]);
			fputs(cli->is_tool
				      ? "HINT: the tool's own options: --help; all others: sonde(8)\n"
				      : "HINT: sonde --help lists the options; those of the script go behind --\n",
			      stderr);
			return false;
		}
		if (!option_apply(cli, c >= 256 ? (enum option_id)(c - 256) : option_of_letter(c),
				  optarg))
			return false;
	}
	return true;
}

/* Behind "--": --name and --name=value are named parameters, the rest is positional. */
static void operands_split(struct arena *a, struct cli *cli, int argc, char **argv, int dashes)
{
	cli->operands = arena_array(a, const char *, (size_t)argc + 1);
	cli->named = arena_array(a, const char *, (size_t)argc + 1);
	for (int i = optind; i < argc; i++) {
		if (i >= dashes && !strncmp(argv[i], "--", 2) && argv[i][2])
			cli->named[cli->nnamed++] = argv[i];
		else
			cli->operands[cli->noperands++] = argv[i];
	}
}

/* What is about a script has no meaning for a session. */
static bool session_check(const struct cli *cli)
{
	const struct {
		bool given;
		const char *name;
	} options[] = {
		{cli->compile.command != NULL, "-c"},
		{cli->run.output != NULL, "-o"},
		{cli->run.format != OUTPUT_TEXT, "-f"},
		{cli->run.flame != NULL, "--flame"},
		{cli->run.folded != NULL, "--folded"},
		{cli->run.html != NULL, "--html"},
		{cli->run.live, "--live"},
		{cli->run.metrics != NULL, "--metrics"},
		{cli->run.dry_run, "--dry-run"},
		{cli->run.mode != RUN_TRACE, "--test and --bench"},
		{cli->fmt, "--fmt"},
		{cli->stages != 0, "-d"},
		{cli->emit_elf != NULL, "--emit-elf"},
		{cli->emit_llvm != NULL, "--emit-llvm"},
	};

	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		if (!options[i].given)
			continue;
		refuse("%s needs a program: give a script file or -e 'PROGRAM'", options[i].name);
		fputs("HINT: without one, sonde starts an interactive session: sonde-repl(1)\n",
		      stderr);
		return false;
	}
	return true;
}

static bool combination_check(const struct cli *cli)
{
	if (cli->compile.pid && cli->compile.command)
		return refuse("-p and -c exclude each other: trace a running process or start one");
	if (cli->compile.warnings_verbose && cli->compile.no_warnings)
		return refuse("-k and --no-warnings exclude each other");
	if (cli->run.mode != RUN_TRACE && (cli->run.flame || cli->run.folded || cli->run.html ||
					   cli->run.metrics || cli->run.live))
		return refuse("--flame, --folded, --html, --metrics and --live are about a trace; "
			      "tests and benches are none");
	if (cli->list && cli->noperands > 1)
		return refuse("-l takes one pattern; quote it, so that the shell leaves it alone");
	if (cli->is_tool || cli->help || cli->version || cli->json_schema || cli->info || cli->list)
		return true;
	if (cli->expression && !*cli->expression)
		return refuse("the program given to -e is empty");
	if (cli->interactive)
		return session_check(cli);
	if (!cli->expression && !cli->noperands) {
		refuse("no program: give a script file or -e 'PROGRAM'");
		fputs("HINT: sonde --help shows examples\n", stderr);
		return false;
	}
	return true;
}

/* Somebody types, and sees what is printed. */
static bool at_terminal(void)
{
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

static bool command_line_read(struct arena *a, int argc, char **argv, bool is_tool, struct cli *cli)
{
	int dashes = argc; /* index of what follows "--" once getopt has moved the operands */

	*cli = (struct cli){
		.arena = a,
		.is_tool = is_tool,
		.include_dirs = arena_array(a, const char *, (size_t)argc + 1),
		.includes = arena_array(a, const char *, (size_t)argc + 1),
		.dwarf_pids = arena_array(a, uint32_t, (size_t)argc),
	};
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--")) {
			dashes = i + 1;
			break;
		}
	}
	if (!options_read(cli, argc, argv))
		return false;
	operands_split(a, cli, argc, argv, dashes);
	cli->interactive = !is_tool && !cli->expression && !cli->noperands && !cli->list &&
			   at_terminal();
	cli->compile.include_dirs = cli->include_dirs;
	cli->compile.includes = cli->includes;
	cli->compile.unwinds = cli->ndwarf_pids > 0;
	cli->run.debuginfo = cli->compile.debuginfo;
	cli->run.pid = cli->compile.pid;
	cli->run.show_libbpf = cli->stages & STAGE_LIBBPF;
	cli->run.show_verifier = cli->stages & STAGE_VERIFIER;
	cli->run.dwarf_pids = cli->dwarf_pids;
	cli->run.ndwarf_pids = cli->ndwarf_pids;
	cli->run.command = cli->compile.command;
	cli->run.no_warnings = cli->compile.no_warnings;
	cli->run.warnings_verbose = cli->compile.warnings_verbose;
	return combination_check(cli);
}

enum cli_verdict cli_parse(struct arena *a, int argc, char **argv, struct cli *cli)
{
	if (argc < 2 && !at_terminal()) {
		cli_usage(stderr);
		return CLI_FAILED;
	}
	return command_line_read(a, argc, argv, false, cli) ? CLI_GO : CLI_FAILED;
}

enum cli_verdict cli_parse_tool(struct arena *a, int argc, char **argv, struct cli *cli)
{
	return command_line_read(a, argc, argv, true, cli) ? CLI_GO : CLI_FAILED;
}
