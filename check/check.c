/*
 * sonde check: scripts through all phases before code generation, by whoever, with or without the
 * system that they are for. Diagnostics as text on standard error or as one JSON document
 * (diagnostics.schema.json) on standard output.
 *
 * Exit status: 0 no errors, 1 errors or wrong usage.
 */
#include "check/check.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check/json.h"
#include "lang/cnames.h"
#include "probes/btf.h"
#include "probes/front.h"
#include "probes/target_host.h"
#include "runtime/cli/color.h"
#include "runtime/cli/request.h"

struct check {
	struct arena *arena;
	struct options options;
	const char *expression;	   /* -e; NULL: files */
	bool foreign;		   /* --btf: the scripts are for another machine */
	struct json_object *found; /* --diag=json: its diagnostics; NULL: text */
	size_t errors;
};

/* ---- JSON ---- */

static void place_add(struct unit *u, struct json_object *to, struct span span)
{
	struct place place = source_place(u->sources, span);

	if (!place.source)
		return;
	json_add_text(to, "file", place.source->name);
	json_add_int(to, "line", place.line);
	json_add_int(to, "column", place.col);
	json_add_int(to, "end_line", place.line_hi);
	json_add_int(to, "end_column", place.col_hi);
}

static struct json_object *notes_json(struct unit *u, const struct diag_view *d)
{
	struct json_object *notes = json_object_new_array();

	for (size_t i = 0; i < d->nnotes; i++) {
		struct json_object *note = json_object_new_object();

		place_add(u, note, d->notes[i].span);
		json_add_text(note, "message", d->notes[i].text);
		json_object_array_add(notes, note);
	}
	return notes;
}

static void diag_json(struct check *c, struct unit *u, const char *script,
		      const struct diag_view *d)
{
	struct json_object *o = json_object_new_object(), *hints = json_object_new_array();

	json_add_text(o, "script", script);
	place_add(u, o, d->span);
	json_add_text(o, "severity", severity_name(d->severity));
	json_add_text(o, "tag", diag_tag_name(d->tag) + 2);
	json_add_text(o, "message", d->text);
	for (size_t i = 0; i < d->nhints; i++)
		json_object_array_add(hints, json_text(str_from(d->hints[i])));
	json_object_object_add(o, "hints", hints);
	json_object_object_add(o, "notes", notes_json(u, d));
	json_object_array_add(c->found, o);
}

static void document_print(struct check *c)
{
	struct json_object *document = json_object_new_object();

	json_add_int(document, "version", 1);
	json_add_int(document, "errors", (int64_t)c->errors);
	json_object_object_add(document, "diagnostics", c->found);
	puts(json_object_to_json_string_ext(document, JSON_C_TO_STRING_PRETTY |
							      JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(document);
}

/* ---- one script ---- */

static void diags_report(struct check *c, struct unit *u, const char *name)
{
	struct buf text = {0};
	const struct diag_view *all;
	size_t n;

	if (!c->found) {
		if (u->c)
			buf_str(&text, u->c->messages);
		diags_print(u->diags, &text,
			    (struct diag_style){.color = color_wanted(),
						.no_warnings = c->options.no_warnings});
		fwrite(text.at ? text.at : "", 1, text.len, stderr);
		buf_free(&text);
		return;
	}
	n = diags_list(u->diags, &all);
	for (size_t i = 0; i < n; i++)
		if (!c->options.no_warnings || all[i].severity == SEV_ERROR)
			diag_json(c, u, name, &all[i]);
}

static void script_check(struct check *c, const char *name, struct str text)
{
	struct unit *u = unit_new(target_check_new(c->foreign), &c->options);

	if (u->options.params_later)
		diags_forgive(u->diags, D_PARAM_MISSING);
	unit_front(u, name, text, NULL, NULL);
	diags_report(c, u, name);
	c->errors += diags_errors(u->diags);
	unit_free(u);
}

static bool file_check(struct check *c, const char *file)
{
	const char *name = strcmp(file, "-") ? file : "stdin";
	int fd = strcmp(file, "-") ? open(file, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
	struct str text;
	bool ok = fd >= 0 && fd_read_all(c->arena, fd, SOURCE_MAX, &text);

	if (!ok)
		fprintf(stderr, "ERROR: cannot read %s: %s\n", name, strerror(errno));
	if (fd > STDIN_FILENO)
		close(fd);
	if (ok)
		script_check(c, name, text);
	return ok;
}

/* ---- the command line ---- */

static int usage(FILE *to)
{
	fputs("usage: sonde check [options] FILE... [-- parameters]\n"
	      "       sonde check [options] -e 'PROGRAM' [-- parameters]\n"
	      "Says what is wrong with scripts, without running them: needs neither root nor the kernel\n"
	      "that they are for. The status is 1 when there are errors.\n"
	      "  -e PROGRAM          check PROGRAM instead of files\n"
	      "      --btf FILE      the types of the kernel that the scripts are for: BTF, or a vmlinux\n"
	      "      --diag FORMAT   text (default) or json, on standard output\n"
	      "      --unsafe        allow functions that change the system\n"
	      "      --no-warnings   errors only\n"
	      "  -I DIR              look for C headers in DIR too; repeatable\n",
	      to);
	return to == stdout ? 0 : 1;
}

static bool refuse(const char *text, const char *what)
{
	fprintf(stderr, "ERROR: sonde check: %s '%s'\n", text, what);
	return false;
}

static bool btf_use(struct check *c, const char *file)
{
	const char *error;
	struct btf_index *b = btf_index_load(file, NULL, &error);

	if (!b) {
		fprintf(stderr,
			"ERROR: cannot take types from %s: %s\n"
			"HINT: --btf wants a copy of a machine's /sys/kernel/btf/vmlinux, or a vmlinux "
			"with a section .BTF\n",
			file, access(file, R_OK) < 0 ? strerror(errno) : error);
		return false;
	}
	btf_index_free(b);
	c->foreign = true;
	return setenv("SONDE_BTF", file, 1) == 0; /* where btf_kernel_path looks */
}

static bool option_apply(struct check *c, int option, const char *arg, const char **dirs)
{
	switch (option) {
	case 'e':
		c->expression = arg;
		return *arg || refuse("the program is empty:", arg);
	case 'b':
		return btf_use(c, arg);
	case 'd':
		if (strcmp(arg, "json") != 0 && strcmp(arg, "text") != 0)
			return refuse("--diag is text or json, not", arg);
		if (!c->found && strcmp(arg, "json") == 0)
			c->found = json_object_new_array();
		return true;
	case 'u':
		return c->options.unsafe = true;
	case 'w':
		return c->options.no_warnings = true;
	case 'I':
		while (*dirs)
			dirs++;
		*dirs = arg;
		return true;
	default:
		return false;
	}
}

static bool options_read(struct check *c, int argc, char **argv, bool *help)
{
	static const struct option longs[] = {
		{"expression", required_argument, NULL, 'e'},
		{"btf", required_argument, NULL, 'b'},
		{"diag", required_argument, NULL, 'd'},
		{"unsafe", no_argument, NULL, 'u'},
		{"no-warnings", no_argument, NULL, 'w'},
		{"include-dir", required_argument, NULL, 'I'},
		{"help", no_argument, NULL, 'h'},
		{0},
	};
	const char **dirs = arena_array(c->arena, const char *, (size_t)argc + 1);
	int option;

	c->options.include_dirs = dirs;
	while ((option = getopt_long(argc, argv, "e:I:h", longs, NULL)) != -1) {
		if (option == 'h')
			return *help = true;
		if (option == '?')
			return usage(stderr) == 0;
		if (!option_apply(c, option, optarg, dirs))
			return false;
	}
	return true;
}

/* What stands behind "--" are parameters, of the one script there is. */
static bool params_take(struct check *c, int argc, char **argv, int dashes)
{
	const char **params = arena_array(c->arena, const char *, (size_t)argc + 1);
	const char **named = arena_array(c->arena, const char *, (size_t)argc + 1);
	size_t nnamed = 0;

	for (int i = dashes; i < argc; i++) {
		if (strncmp(argv[i], "--", 2) == 0 && argv[i][2])
			named[nnamed++] = argv[i];
		else
			params[c->options.nparams++] = argv[i];
	}
	c->options.params_later = !c->options.nparams;
	c->options.params = params;
	c->options.named = named;
	if (c->options.nparams + nnamed && dashes - optind > 1)
		return refuse("parameters are for one script, not for several:", argv[dashes]);
	return true;
}

static int check_run(struct check *c, int argc, char **argv)
{
	int dashes = argc; /* where parameters begin once getopt has moved the operands */
	bool ok = true, help = false;

	for (int i = 1; i < argc && dashes == argc; i++)
		if (strcmp(argv[i], "--") == 0)
			dashes = i + 1;
	argv[0] = "sonde check"; /* for getopt's messages */
	if (!options_read(c, argc, argv, &help))
		return 1;
	if (help)
		return usage(stdout);
	if (!params_take(c, argc, argv, dashes))
		return 1;
	if (c->expression) {
		script_check(c, "stdin", str_from(c->expression));
	} else {
		if (optind >= dashes)
			return usage(stderr);
		for (int i = optind; i < dashes; i++)
			ok &= file_check(c, argv[i]);
	}
	if (c->found)
		document_print(c);
	if (fflush(stdout) != 0) {
		fprintf(stderr, "ERROR: standard output: %s\n", strerror(errno));
		ok = false;
	}
	return ok && !c->errors ? 0 : 1;
}

int check_main(int argc, char **argv)
{
	struct check c = {.arena = arena_new()};
	int status = check_run(&c, argc, argv);

	arena_free(c.arena);
	return status;
}
