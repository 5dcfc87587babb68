/*
 * sonde build: the command line. What is made is told by the name of the output.
 */
#include "runtime/cli/build.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "lang/parse.h"
#include "runtime/cli/color.h"
#include "runtime/cli/compiler.h"
#include "runtime/cli/file_write.h"
#include "runtime/cli/options.h"
#include "runtime/cli/subcommand.h"

struct build_line {
	const char *expression, *btf;
	const char **include_dirs, **includes;
	size_t ninclude_dirs, nincludes;
};

static int usage(FILE *to)
{
	fputs("usage: sonde build [options] FILE -o TOOL [parameters] [-- --name=value ...]\n"
	      "Makes an executable of a script, which needs no compiler and runs on other kernels.\n"
	      "  -o, --output FILE     what to make\n"
	      "  -e, --expression TEXT build TEXT instead of a file\n"
	      "      --arch ARCH       for x86_64, aarch64, riscv64, ppc64le or s390x; FILE.o is made\n"
	      "      --btf FILE        take the types of the kernel from FILE\n"
	      "      --unsafe          the tool may change the system\n"
	      "      --no-feature LIST build for kernels without these features only\n"
	      "      --probe-filter RE only probes whose name matches\n"
	      "  -I, --include-dir DIR look for C headers in DIR too; repeatable\n"
	      "      --include FILE    read the C header FILE before the script; repeatable\n"
	      "      --emit KIND       print what is made: asm, llvm, bpf, or jit (by this kernel)\n"
	      "      --fixed           parameters are those that are given now, not defaults\n"
	      "      --no-warnings     hide warnings and hints\n"
	      "Manual: sonde-build(1)\n",
	      to);
	return to == stdout ? 0 : 1;
}

static const struct option long_options[] = {
	{"output", required_argument, NULL, 'o'},
	{"expression", required_argument, NULL, 'e'},
	{"arch", required_argument, NULL, 'a'},
	{"btf", required_argument, NULL, 'b'},
	{"unsafe", no_argument, NULL, 'u'},
	{"no-feature", required_argument, NULL, 'n'},
	{"probe-filter", required_argument, NULL, 'p'},
	{"include-dir", required_argument, NULL, 'I'},
	{"include", required_argument, NULL, 'i'},
	{"emit", required_argument, NULL, 'E'},
	{"fixed", no_argument, NULL, 'f'},
	{"no-warnings", no_argument, NULL, 'q'},
	{"help", no_argument, NULL, 'h'},
	{0},
};

/* The same result as option_take. */
static int emit_take(struct build *build, const char *what)
{
	static const char *const all[] = {"asm", "llvm", "bpf", "jit"};

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		if (strcmp(all[i], what) != 0)
			continue;
		build->jit = strcmp(what, "jit") == 0;
		build->request.emit = build->jit ? NULL : all[i];
		return -1;
	}
	fprintf(stderr,
		"ERROR: --emit: there is no '%s' to show; there are asm, llvm, bpf and jit\n",
		what);
	return 1;
}

/* -1: go on; otherwise the exit status. */
static int option_take(struct build *build, struct build_line *line, int option)
{
	struct options *o = &build->request.options;
	struct str bad;

	switch (option) {
	case 'o':
		build->output = optarg;
		return -1;
	case 'e':
		line->expression = optarg;
		return -1;
	case 'a':
		o->arch = optarg;
		return -1;
	case 'b':
		line->btf = optarg;
		return -1;
	case 'u':
		o->unsafe = true;
		return -1;
	case 'n':
		if (features_parse(str_from(optarg), &o->no_features, &bad))
			return -1;
		fprintf(stderr,
			"ERROR: --no-feature: '%.*s' is no feature; sonde --info lists them\n",
			STR_ARG(bad));
		return 1;
	case 'p':
		o->probe_filter = optarg;
		return -1;
	case 'I':
		line->include_dirs[line->ninclude_dirs++] = optarg;
		return -1;
	case 'i':
		line->includes[line->nincludes++] = optarg;
		return -1;
	case 'E':
		return emit_take(build, optarg);
	case 'f':
		o->params_fixed = true;
		return -1;
	case 'q':
		o->no_warnings = true;
		return -1;
	default:
		return usage(option == 'h' ? stdout : stderr);
	}
}

static bool text_read(struct build *build, const char *file)
{
	int fd = strcmp(file, "-") ? open(file, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
	bool ok = fd >= 0 && fd_read_all(build->arena, fd, SOURCE_MAX, &build->text);

	if (!ok)
		fprintf(stderr, "ERROR: cannot read %s: %s\n", file, strerror(errno));
	if (fd > STDIN_FILENO)
		close(fd);
	return ok;
}

/* A syntax error is told without starting the compiler. */
static bool syntax_check(const struct build *build)
{
	struct unit *u = unit_new(NULL, &build->request.options);
	struct diag_style style = {.color = build->request.color,
				   .no_warnings = build->request.options.no_warnings};
	struct buf messages = {0};
	bool ok = unit_parse(u, build->request.name, build->text);

	if (!ok) {
		diags_print(u->diags, &messages, style);
		fwrite(messages.at, 1, messages.len, stderr);
		buf_free(&messages);
	}
	unit_free(u);
	return ok;
}

/* Parameters: positional ones, and behind "--" those with names. */
static void parameters_split(struct build *build, char **argv, int argc, bool dashes)
{
	struct options *o = &build->request.options;
	const char **params = arena_array(build->arena, const char *, (size_t)argc + 1);
	const char **named = arena_array(build->arena, const char *, (size_t)argc + 1);
	size_t nnamed = 0;

	for (int i = 0; i < argc; i++) {
		if (dashes && strncmp(argv[i], "--", 2) == 0)
			named[nnamed++] = argv[i];
		else
			params[o->nparams++] = argv[i];
	}
	o->params = params;
	o->named = named;
}

static bool is_object(const char *path)
{
	return str_ends(str_from(path), STR(".o"));
}

/* A tool is this executable with a script: it cannot be for another architecture. */
static bool arch_check(struct build *build)
{
	static const char *const known[] = {"x86_64", "aarch64", "riscv64", "ppc64le", "s390x"};
	const char *arch = build->request.options.arch;
	struct utsname host;
	bool found = false;

	if (!arch)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		found |= strcmp(arch, known[i]) == 0;
	if (!found) {
		fprintf(stderr,
			"ERROR: --arch: '%s' is none of x86_64, aarch64, riscv64, ppc64le, s390x\n",
			arch);
		return false;
	}
	if (uname(&host) == 0 && strcmp(host.machine, arch) == 0)
		return true;
	if (is_object(build->output))
		return true;
	fprintf(stderr,
		"ERROR: an executable for %s needs sonde of that machine\n"
		"HINT: -o %s.o makes an object that programs with libbpf load there\n",
		arch, build->output);
	return false;
}

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/*
 * A plain object: what is in it must be settled now, and each program is attached to one thing, by
 * the means that all loaders know.
 */
static int build_object(struct build *build)
{
	struct bytes image = {NULL, 0};
	struct buf out = {0};
	int status;

	build->request.options.object = true;
	build->request.options.params_fixed = true;
	status = build_compile(build, 1u << FEATURE_kprobe_multi | 1u << FEATURE_uprobe_multi,
			       &image);
	if (status)
		return status;
	buf_add(&out, image.at, image.len);
	status = file_replace(build->arena, build->output, &out, 0644) ? 0 : 1;
	buf_free(&out);
	return status;
}

/* --emit: prints what the compiler makes for this kernel, or for a portable object or tool. */
static int build_show(struct build *build)
{
	struct bytes image = {NULL, 0};
	int status;

	build->request.options.params_fixed = true;
	build->request.options.portable = build->output != NULL;
	build->request.options.object = build->output && is_object(build->output);
	status = build_compile(build, 0, &image);
	if (!status && build->jit)
		status = build_jit(build, image);
	compiler_release(&image);
	return status;
}

static int build_run(struct build *build)
{
	struct bundle b = {.script = build->text};
	int status;

	if (!syntax_check(build))
		return 1;
	if (build->request.emit || build->jit)
		return build_show(build);
	b.name = str_from(name_of(build->output));
	if (is_object(build->output))
		return build_object(build);
	status = build_variants(build, &b);
	return status ? status : build_tool(build, &b);
}

static int command_run(struct build *build, int argc, char **argv)
{
	struct build_line line = {
		.include_dirs = arena_array(build->arena, const char *, (size_t)argc + 1),
		.includes = arena_array(build->arena, const char *, (size_t)argc + 1),
	};
	bool dashes = false;
	int option, status;

	for (int i = 1; i < argc; i++)
		dashes |= strcmp(argv[i], "--") == 0;
	while ((option = getopt_long(argc, argv, "o:e:I:h", long_options, NULL)) != -1) {
		status = option_take(build, &line, option);
		if (status >= 0)
			return status;
	}
	if (!line.expression && optind == argc)
		return usage(stderr);
	build->request.options.include_dirs = line.include_dirs;
	build->request.options.includes = line.includes;
	build->request.name = "stdin";
	if (line.expression) {
		build->text = str_from(line.expression);
	} else {
		if (strcmp(argv[optind], "-") != 0)
			build->request.name = argv[optind];
		if (!text_read(build, argv[optind++]))
			return 1;
	}
	if (!build->output && !build->request.emit && !build->jit) {
		fputs("ERROR: sonde build needs -o FILE: where the tool goes\n", stderr);
		return 1;
	}
	if (!arch_check(build))
		return 1;
	/* The compiler, and what finds the types of the kernel in it, look here. */
	if (line.btf && access(line.btf, R_OK) < 0) {
		fprintf(stderr, "ERROR: --btf %s: %s\n", line.btf, strerror(errno));
		return 1;
	}
	if (line.btf && setenv("SONDE_BTF", line.btf, 1) < 0)
		return 2;
	parameters_split(build, argv + optind, argc - optind, dashes);
	return build_run(build);
}

int subcommand_build(int argc, char **argv)
{
	struct build build = {.arena = arena_new()};
	int status;

	argv[0] = "sonde build"; /* for getopt's messages */
	build.request.color = color_wanted();
	build.request.options.portable = true;
	status = command_run(&build, argc, argv);
	arena_free(build.arena);
	return status;
}
