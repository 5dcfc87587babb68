/*
 * sonde fmt: scripts in their canonical layout, to standard output or in place.
 *
 * A file is replaced as a whole (a new file is renamed over it) and keeps its mode; one with syntax
 * errors is left alone.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lang/image.h"
#include "lang/layout.h"
#include "runtime/cli/color.h"
#include "runtime/cli/file_write.h"
#include "runtime/cli/fmt.h"
#include "runtime/cli/request.h"
#include "runtime/cli/subcommand.h"

struct fmt {
	bool write, check;
};

static bool text_read(struct arena *a, const char *file, struct str *text)
{
	int fd = strcmp(file, "-") ? open(file, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
	bool ok = fd >= 0 && fd_read_all(a, fd, SOURCE_MAX, text);

	if (!ok)
		fprintf(stderr, "ERROR: cannot read %s: %s\n", file, strerror(errno));
	if (fd > STDIN_FILENO)
		close(fd);
	return ok;
}

/* What is done with FILE's new layout. */
static bool layout_use(struct arena *a, const struct fmt *fmt, const char *file, struct str text,
		       const struct buf *out)
{
	bool same = out->len == text.len && (!text.len || memcmp(out->at, text.at, text.len) == 0);

	if (fmt->check) {
		if (!same)
			printf("%s\n", file);
		return same;
	}
	if (!fmt->write || strcmp(file, "-") == 0)
		return fwrite(out->at ? out->at : "", 1, out->len, stdout) == out->len;
	return same || file_replace(a, file, out, 0644);
}

/* TEXT of U in its layout. False: it has errors, and they have been told. */
static bool text_format(struct unit *u, const char *name, struct str text, struct buf *out)
{
	struct buf messages = {0};

	if (script_layout(u, name, text, out))
		return true;
	diags_print(u->diags, &messages, (struct diag_style){.color = color_wanted()});
	fwrite(messages.at, 1, messages.len, stderr);
	buf_free(&messages);
	return false;
}

static bool file_format(const struct fmt *fmt, const char *file)
{
	struct unit *u = unit_new(NULL, &(struct options){0});
	const char *name = strcmp(file, "-") ? file : "stdin";
	struct buf out = {0};
	struct str text;
	bool ok = text_read(u->arena, file, &text) && text_format(u, name, text, &out) &&
		  layout_use(u->arena, fmt, file, text, &out);

	buf_free(&out);
	unit_free(u);
	return ok;
}

int script_format(const char *name, struct str text, const char *output)
{
	struct unit *u = unit_new(NULL, &(struct options){0});
	struct buf out = {0};
	bool ok = text_format(u, name, text, &out);

	if (ok && output)
		ok = file_replace(u->arena, output, &out, 0644);
	else if (ok)
		ok = fwrite(out.at ? out.at : "", 1, out.len, stdout) == out.len;
	buf_free(&out);
	unit_free(u);
	return ok ? 0 : 1;
}

static int usage(FILE *to)
{
	fputs("usage: sonde fmt [-w | --check] [FILE...]\n"
	      "Prints scripts in their canonical layout; without FILE, or for -, standard input.\n"
	      "  -w, --write   write the files instead\n"
	      "  --check       print which files would change, with status 1 if there are any\n",
	      to);
	return to == stdout ? 0 : 1;
}

int subcommand_fmt(int argc, char **argv)
{
	static const struct option options[] = {{"write", no_argument, NULL, 'w'},
						{"check", no_argument, NULL, 'c'},
						{"help", no_argument, NULL, 'h'},
						{0}};
	struct fmt fmt = {0};
	bool ok = true;
	int option;

	argv[0] = "sonde fmt"; /* for getopt's messages */

	while ((option = getopt_long(argc, argv, "wh", options, NULL)) != -1) {
		if (option == 'h')
			return usage(stdout);
		if (option == '?')
			return usage(stderr);
		fmt.write |= option == 'w';
		fmt.check |= option == 'c';
	}
	if (optind == argc)
		return file_format(&fmt, "-") ? 0 : 1;
	for (int i = optind; i < argc; i++)
		ok &= file_format(&fmt, argv[i]);
	return ok ? 0 : 1;
}
