/*
 * A tool from its start to its trace: finds the bundle behind this executable, chooses the variant
 * for this kernel, fits it to the kernel's types, runs it.
 */
#include "runtime/cli/tool.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lang/bundle.h"
#include "lang/image.h"
#include "lang/parameter.h"
#include "lang/parse.h"
#include "probes/features.h"
#include "probes/late.h"
#include "probes/relocate.h"
#include "runtime/cli/color.h"
#include "runtime/cli/options.h"
#include "runtime/cli/privileges.h"
#include "runtime/cli/script_help.h"

/* The bundle's bytes, mapped as long as the process lives. False: there is none. */
static bool bundle_map(struct bytes *bytes)
{
	unsigned char trailer[BUNDLE_TRAILER];
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	uint64_t size = 0;
	struct stat st;
	char *at;

	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && st.st_size > BUNDLE_TRAILER &&
	    pread(fd, trailer, sizeof(trailer), st.st_size - BUNDLE_TRAILER) ==
		    (ssize_t)sizeof(trailer))
		size = bundle_size(trailer);
	if (!size || size > (uint64_t)st.st_size) {
		close(fd);
		return false;
	}
	at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (at == MAP_FAILED)
		return false;
	*bytes = (struct bytes){at + ((size_t)st.st_size - size), (size_t)size};
	return true;
}

static int help_print(struct arena *a, const struct bundle *b)
{
	struct unit *u = unit_new(NULL, &(struct options){0});
	const char *name = arena_strdup(a, b->name);

	if (unit_parse(u, name, b->script))
		script_help_print(u, name, true, b->script, stdout);
	fputs("\nOptions of sonde that are about running, such as -p, -c, -f json, -o and -v, are\n"
	      "options of this tool, too; sonde(8) has them all.\n",
	      stdout);
	unit_free(u);
	return 0;
}

/* The first variant that this kernel can run; without one, what would be needed. */
static const struct bundle_variant *variant_choose(const struct bundle *b, const struct cli *cli)
{
	for (uint32_t i = 0; i < b->nvariants; i++) {
		const struct bundle_variant *v = &b->variants[i];
		bool fits = true;

		for (unsigned f = 0; fits && f < FEATURE_COUNT; f++)
			if (v->features >> f & 1)
				fits = !(cli->compile.no_features >> f & 1) &&
				       kernel_has((enum feature)f);
		if (!fits)
			continue;
		if (v->image.len)
			return v;
		fwrite(v->refusal.at, 1, v->refusal.len, stderr);
		return NULL;
	}
	fputs("ERROR: this kernel lacks what the tool was built for:\n", stderr);
	for (unsigned f = 0; b->nvariants && f < FEATURE_COUNT; f++)
		if (b->variants[b->nvariants - 1].features >> f & 1 && !kernel_has((enum feature)f))
			fprintf(stderr, "  %s\n", feature_rows[f].what);
	return NULL;
}

/* ---- parameters ---- */

static struct parameter *parameter_named(const struct program *p, struct str name)
{
	for (uint32_t i = 0; i < p->nparameters; i++)
		if (p->parameters[i].name && str_equal(str_from(p->parameters[i].name), name))
			return &p->parameters[i];
	return NULL;
}

/*
 * --name and --name=value are parameters also without "--" in front of them: names of the script go
 * before those of options. Returns the words with the parameters behind a "--".
 */
static char **words_sort(struct arena *a, const struct program *p, int *argc, char **argv)
{
	char **words = arena_array(a, char *, (size_t)*argc + 3), **later;
	int n = 0, nlater = 0, i = 0;

	later = arena_array(a, char *, (size_t)*argc + 1);
	for (; i < *argc && strcmp(argv[i], "--") != 0; i++) {
		struct str name = str_from(argv[i]);

		if (i && str_starts(name, STR("--"))) {
			name = str_slice(name, 2, name.len);
			name = str_cut(&name, '=');
			if (parameter_named(p, name)) {
				later[nlater++] = argv[i];
				continue;
			}
		}
		words[n++] = argv[i];
	}
	if (nlater || i < *argc)
		words[n++] = (char *)(uintptr_t) "--";
	for (int k = 0; k < nlater; k++)
		words[n++] = later[k];
	for (i++; i < *argc; i++)
		words[n++] = argv[i];
	*argc = n;
	return words;
}

static bool named_set(struct arena *a, struct program *p, const char *word)
{
	struct str rest = str_from(word + 2), name = str_cut(&rest, '=');
	struct parameter *parameter = parameter_named(p, name);

	if (parameter) {
		parameter->text = rest.at			      ? arena_strdup(a, rest)
				  : parameter->kind == PARAMETER_BOOL ? "true"
								      : "";
		return true;
	}
	fprintf(stderr, "ERROR: the tool has no parameter --%.*s; --help lists them\n",
		STR_ARG(name));
	return false;
}

/* The values of all parameters, each of which must be one of its kind. */
static bool parameters_set(struct arena *a, struct program *p, const struct cli *cli)
{
	bool ok = true;

	for (size_t i = 0; i < cli->nnamed; i++)
		if (!named_set(a, p, cli->named[i]))
			return false;
	for (uint32_t i = 0; i < p->nparameters; i++) {
		struct parameter *one = &p->parameters[i];
		unsigned char *value = arena_alloc(a, one->size);
		const char *wrong;

		if (one->kind == PARAMETER_GIVEN)
			one->text = arena_printf(a, "%zu", cli->noperands);
		else if (!one->name && one->number <= cli->noperands)
			one->text = cli->operands[one->number - 1];
		wrong = parameter_value(one, value);
		if (!wrong)
			continue;
		if (one->name)
			fprintf(stderr, "ERROR: --%s=%s: the parameter %s\n", one->name, one->text,
				wrong);
		else
			fprintf(stderr, "ERROR: $%u, \"%s\": the parameter %s\n", one->number,
				one->text, wrong);
		ok = false;
	}
	return ok;
}

/* The parameters are the same in all variants. */
static struct program *any_program(struct arena *a, const struct bundle *b)
{
	const char *error;

	for (uint32_t i = 0; i < b->nvariants; i++)
		if (b->variants[i].image.len)
			return image_read(a, b->variants[i].image, &error);
	return NULL;
}

/* ---- the run ---- */

static int variant_run(struct arena *a, struct cli *cli, const struct bundle_variant *v)
{
	struct buf message = {0};
	const char *error;
	struct program *p = image_read(a, v->image, &error);

	if (!p) {
		fprintf(stderr, "ERROR: the tool is damaged: %s\n", error);
		return 1;
	}
	if (!parameters_set(a, p, cli))
		return 1;
	p->pid_filter = cli->run.pid;
	if (!targets_find(a, p, &cli->compile, &message) || !program_relocate(a, p, &message)) {
		fwrite(message.at, 1, message.len, stderr);
		buf_free(&message);
		return 1;
	}
	return program_run(p, &cli->run);
}

static int bundle_run(struct arena *a, int argc, char **argv, const struct bundle *b)
{
	const struct program *any = any_program(a, b);
	const struct bundle_variant *v;
	struct cli cli;

	if (any)
		argv = words_sort(a, any, &argc, argv);
	if (cli_parse_tool(a, argc, argv, &cli) == CLI_FAILED)
		return 1;
	if (cli.help)
		return help_print(a, b);
	if (cli.version) {
		printf("%.*s, built with sonde v" SONDE_VERSION "\n", STR_ARG(b->name));
		return 0;
	}
	cli.run.color = color_wanted();
	cli.run.script = b->script;
	cli.run.script_name = arena_strdup(a, b->name);
	if (!privileges_check())
		return 1;
	v = variant_choose(b, &cli);
	return v ? variant_run(a, &cli, v) : 1;
}

bool tool_run(struct arena *a, int argc, char **argv, int *status)
{
	struct bytes bytes;
	struct bundle b;

	if (!bundle_map(&bytes))
		return false;
	if (bundle_decode(a, bytes, &b)) {
		*status = bundle_run(a, argc, argv, &b);
	} else {
		fputs("ERROR: the tool is damaged: its bundle has no end\n", stderr);
		*status = 1;
	}
	return true;
}
