/*
 * sonde: reads the command line and the script, has it compiled, runs the image.
 *
 * A syntax error, --help, -l and a compiled image never start the compiler.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "lang/image.h"
#include "lang/parse.h"
#include "probes/list.h"
#include "runtime/assets.h"
#include "runtime/cli/color.h"
#include "runtime/cli/compiler.h"
#include "runtime/cli/fmt.h"
#include "runtime/cli/info.h"
#include "runtime/cli/list_script.h"
#include "runtime/cli/options.h"
#include "runtime/cli/privileges.h"
#include "runtime/cli/repl.h"
#include "runtime/cli/script_help.h"
#include "runtime/cli/subcommand.h"
#include "runtime/cli/tool.h"

struct script_text {
	const char *name; /* for messages */
	struct str text;
	bool is_image;
};

static bool stdout_close(void)
{
	if (fflush(stdout) == 0 && fclose(stdout) == 0)
		return true;
	if (errno != EPIPE)
		fprintf(stderr, "ERROR: standard output: %s\n", strerror(errno));
	return false;
}

/* §11.4's statuses: unreadable files are errors of usage. */
static bool script_read(struct arena *a, const struct cli *cli, struct script_text *script)
{
	const char *file;
	int fd = STDIN_FILENO;
	bool ok;

	if (cli->expression) {
		*script = (struct script_text){"stdin", str_from(cli->expression), false};
		return true;
	}
	file = cli->operands[0];
	script->name = strcmp(file, "-") ? file : "stdin";
	if (strcmp(file, "-"))
		fd = open(file, O_RDONLY | O_CLOEXEC);
	ok = fd >= 0 && fd_read_all(a, fd, SOURCE_MAX, &script->text);
	if (!ok) {
		if (errno == EFBIG)
			fprintf(stderr, "ERROR: %s is larger than a script can be (%u MiB)\n",
				script->name, SOURCE_MAX >> 20);
		else
			fprintf(stderr, "ERROR: cannot read %s: %s\n", script->name,
				strerror(errno));
	}
	if (fd > STDIN_FILENO)
		close(fd);
	script->is_image = ok && str_starts(script->text, STR("\177ELF"));
	return ok;
}

enum syntax { SYNTAX_RIGHT, SYNTAX_WRONG, SYNTAX_HELP /* was asked for, and printed */ };

/* Only for its syntax errors: what compiles is parsed again where it is compiled. */
static enum syntax syntax_check(const struct cli *cli, const struct script_text *script)
{
	struct unit *u = unit_new(NULL, &cli->compile);
	struct diag_style style = {.color = cli->run.color,
				   .no_warnings = cli->compile.no_warnings};
	struct buf messages = {0};
	enum syntax found = SYNTAX_RIGHT;

	if (!unit_parse(u, script->name, script->text)) {
		found = SYNTAX_WRONG;
		diags_print(u->diags, &messages, style);
		fwrite(messages.at, 1, messages.len, stderr);
		buf_free(&messages);
	} else if (script_help_wanted(u, cli->compile.named)) {
		found = SYNTAX_HELP;
		script_help_print(u, script->name, false, script->text, stdout);
	}
	unit_free(u);
	return found;
}

/* Registers and byte order are part of the code, so nothing else could be right elsewhere. */
static bool image_fits(const struct program *p)
{
	struct utsname host;

	if (!p->arch || uname(&host) < 0 || strcmp(host.machine, p->arch) == 0)
		return true;
	fprintf(stderr,
		"ERROR: the script was compiled for %s, this machine is %s\n"
		"HINT: compile it here\n",
		p->arch, host.machine);
	return false;
}

static int image_run(const struct cli *cli, struct bytes *image)
{
	struct arena *a = arena_new();
	const char *error;
	struct program *p = image_read(a, *image, &error);
	int status;

	if (p && !image_fits(p)) {
		status = 1;
	} else if (p && p->nprobes) {
		status = program_run(p, &cli->run);
	} else if (p) {
		if (!cli->run.quiet)
			puts("No probes to attach");
		status = 1;
	} else {
		fprintf(stderr, "ERROR: this is no image that sonde can run: %s\n", error);
		status = 1;
	}
	arena_free(a);
	return status;
}

static int image_write(const struct bytes *image, const char *file)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	bool ok = fd >= 0 && write(fd, image->at, image->len) == (ssize_t)image->len;

	if (fd >= 0 && close(fd) < 0)
		ok = false;
	if (!ok)
		fprintf(stderr, "ERROR: cannot write %s: %s\n", file, strerror(errno));
	return ok ? 0 : 1;
}

static int script_run(struct arena *a, const struct cli *cli, const struct script_text *script)
{
	struct request request = {
		.name = script->name,
		.color = cli->run.color,
		.stages = cli->stages,
		.emit_llvm = cli->emit_llvm,
		.verify_llvm_ir = cli->verify_llvm_ir,
		.options = cli->compile,
	};
	struct bytes image = {NULL, 0};
	struct compiler compiler;
	int status;

	switch (syntax_check(cli, script)) {
	case SYNTAX_WRONG:
		return 1;
	case SYNTAX_HELP:
		return 0;
	case SYNTAX_RIGHT:
		break;
	}
	if (!privileges_check())
		return 1;
	if (cli->goal == GOAL_MEASURE)
		return compiler_bench(a, &request, script->text);
	if (!compiler_start(a, &request, script->text, &compiler))
		return 2;
	status = compiler_finish(&compiler, &image);
	if (status == 0 && cli->goal == GOAL_RUN)
		status = cli->emit_elf ? image_write(&image, cli->emit_elf)
				       : image_run(cli, &image);
	compiler_release(&image);
	return status;
}

/* -l: the operand is a pattern unless it names a file, which patterns with colons never do. */
static bool list_is_pattern(const struct cli *cli)
{
	struct stat st;

	if (cli->expression)
		return false;
	return !cli->noperands || strchr(cli->operands[0], ':') ||
	       stat(cli->operands[0], &st) < 0 || !S_ISREG(st.st_mode);
}

static int cli_run(struct arena *a, struct cli *cli)
{
	struct script_text script;
	size_t first = cli->expression ? 0 : 1; /* operand 0 is the file */

	if (cli->list && list_is_pattern(cli))
		return probes_list(cli->noperands ? cli->operands[0] : NULL, cli->run.verbose,
				   &cli->compile, stdout);
	cli->run.color = color_wanted();
	if (cli->interactive)
		return repl_run(cli);
	cli->compile.params = cli->operands + first;
	cli->compile.nparams = cli->noperands - first;
	cli->compile.named = cli->named;
	if (!script_read(a, cli, &script))
		return 1;
	if (cli->list)
		return script_list(cli, script.name, script.text);
	if (cli->fmt)
		return script_format(script.name, script.text, cli->run.output);
	cli->run.script_name = cli->expression ? NULL : script.name;
	if (!script.is_image) {
		cli->run.script = script.text;
		return script_run(a, cli, &script);
	}
	if (!privileges_check())
		return 1;
	return image_run(cli, &(struct bytes){script.text.at, script.text.len});
}

/*
 * A standard stream that is closed must not become one of our own descriptors. What takes its place
 * cannot be written to, so that output is never lost in silence.
 */
static void streams_hold(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new();
	struct cli cli;
	int status = 0;

	streams_hold();
	if (getauxval(AT_SECURE)) {
		fputs("ERROR: sonde must not be installed setuid, setgid or with file capabilities\n"
		      "HINT: everybody who may run it would be root; give users ambient capabilities "
		      "instead, see sonde-security(7)\n",
		      stderr);
		return 1;
	}
	if (tool_run(a, argc, argv, &status) || subcommand_run(argc, argv, &status))
		;
	else if (cli_parse(a, argc, argv, &cli) == CLI_FAILED)
		status = 1;
	else if (cli.help)
		cli_usage(stdout);
	else if (cli.version)
		puts("sonde v" SONDE_VERSION);
	else if (cli.json_schema)
		fwrite(asset_schema_json.at, 1, asset_schema_json.len, stdout);
	else if (cli.info && !privileges_check())
		status = 1; /* the kernel would answer nothing */
	else if (cli.info)
		info_print(cli.compile.no_features, stdout);
	else
		status = cli_run(a, &cli);
	arena_free(a);
	if (!stdout_close() && status == 0)
		status = 1;
	return status;
}
