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
#include "lang/parse.h"
#include "probes/features.h"
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

static int variant_run(struct arena *a, struct cli *cli, const struct bundle_variant *v)
{
	struct buf message = {0};
	const char *error;
	struct program *p = image_read(a, v->image, &error);

	if (!p) {
		fprintf(stderr, "ERROR: the tool is damaged: %s\n", error);
		return 1;
	}
	p->pid_filter = cli->run.pid;
	if (!program_relocate(a, p, &message)) {
		fwrite(message.at, 1, message.len, stderr);
		buf_free(&message);
		return 1;
	}
	return program_run(p, &cli->run);
}

static int bundle_run(struct arena *a, int argc, char **argv, const struct bundle *b)
{
	const struct bundle_variant *v;
	struct cli cli;

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
