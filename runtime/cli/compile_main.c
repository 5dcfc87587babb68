/*
 * sonde-compile: a script in, an image out. Started by sonde (see request.h), which waits for it;
 * the only program that links LLVM. Its diagnostics go to the standard error it inherits.
 *
 * Exit status: 0 the image is written, 1 the script is wrong, 2 the environment is wrong.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "codegen/codegen.h"
#include "lang/ast_dump.h"
#include "lang/cnames.h"
#include "lang/parse.h"
#include "lang/plan.h"
#include "probes/c_object.h"
#include "probes/front.h"
#include "probes/target_host.h"
#include "runtime/cli/compile.h"
#include "runtime/cli/options.h"
#include "runtime/cli/request.h"

struct compilation {
	struct unit *unit;
	const struct request *request;
	struct str prelude, text;
	bool parsed;
	struct buf dump; /* of the stages that were asked for, in order */
};

/* What -d wants of a phase, while it is as the phase made it. */
static void phase_done(struct unit *u, enum front_phase phase, void *arg)
{
	struct compilation *c = arg;
	unsigned stages = c->request->stages;

	if (phase == FRONT_PARSED) {
		source_hide(u->sources, c->request->hidden);
		c->parsed = true;
	}
	if (phase == FRONT_IMPORTED && stages & STAGE_AST)
		script_dump(u->script, &c->dump);
	for (size_t i = 0; phase == FRONT_CHECKED && stages & STAGE_TYPES && i < u->instances.len;
	     i++)
		instance_dump(u->instances.at[i], &c->dump);
	if (phase == FRONT_PLANNED && stages & STAGE_PLAN)
		program_dump(u->program, &c->dump);
}

static bool ir_write(const char *file, const struct buf *ir)
{
	FILE *to = fopen(file, "we");
	bool ok = to && fwrite(ir->at, 1, ir->len, to) == ir->len;

	return to && fclose(to) == 0 && ok;
}

static bool codegen_run(struct compilation *c)
{
	const char *file = c->request->emit_llvm;
	struct buf ir = {0}, ir_opt = {0};
	struct codegen_dumps dumps = {
		.ir = c->request->stages & STAGE_CODEGEN ? &ir : NULL,
		.ir_opt = c->request->stages & STAGE_CODEGEN_OPT || file ? &ir_opt : NULL,
		.verify = c->request->verify_llvm_ir,
	};
	const char *emit = c->request->emit ? c->request->emit : "";
	bool ok;

	if (!strcmp(emit, "llvm"))
		dumps.ir_opt = &c->dump;
	if (!strcmp(emit, "asm"))
		dumps.assembly = &c->dump;
	ok = unit_codegen(c->unit, &dumps) && unit_link(c->unit);
	if (ok && !strcmp(emit, "bpf"))
		object_disassemble(c->unit->program->object, &c->dump);

	buf_add(&c->dump, ir.at, ir.len);
	if (c->request->stages & STAGE_CODEGEN_OPT)
		buf_add(&c->dump, ir_opt.at, ir_opt.len);
	if (ok && file && !ir_write(file, &ir_opt)) {
		fprintf(stderr, "ERROR: cannot write %s: %s\n", file, strerror(errno));
		c->unit->bad_environment = true;
		ok = false;
	}
	buf_free(&ir);
	buf_free(&ir_opt);
	return ok;
}

static bool compile(struct compilation *c)
{
	bool ok;

	if (c->prelude.len && !unit_parse(c->unit, "session", c->prelude))
		return false;
	c->unit->script->has_config = false;
	ok = unit_front(c->unit, c->request->name, c->text, phase_done, c);
	if (!c->parsed)
		source_hide(c->unit->sources, c->request->hidden);
	return ok && codegen_run(c);
}

static bool write_all(int fd, const void *bytes, size_t len)
{
	const char *at = bytes;

	while (len) {
		ssize_t n = write(fd, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		at += n;
		len -= (size_t)n;
	}
	return true;
}

static bool text_read(struct arena *a, int fd, struct str *text)
{
	*text = STR("");
	if (fd <= 0 || (lseek(fd, 0, SEEK_SET) == 0 && fd_read_all(a, fd, SOURCE_MAX, text)))
		return true;
	fprintf(stderr, "ERROR: cannot read the script: %s\n", strerror(errno));
	return false;
}

int compilation_run(const struct request *request, struct unit *u)
{
	struct compilation c = {.unit = u, .request = request};
	struct diag_style style = {.color = request->color,
				   .no_warnings = request->options.no_warnings};
	struct buf messages = {0};
	bool ok, environment;
	int status;

	if (!text_read(u->arena, request->prelude_fd, &c.prelude) ||
	    !text_read(u->arena, request->source_fd, &c.text))
		return 2;
	ok = compile(&c);
	environment = u->bad_environment || (u->c && u->c->failed);
	status = ok ? 0 : environment ? 2 : 1;

	if (c.unit->c)
		buf_str(&messages, c.unit->c->messages);
	diags_print(c.unit->diags, &messages, style);
	write_all(STDERR_FILENO, messages.at, messages.len);
	write_all(STDOUT_FILENO, c.dump.at, c.dump.len);
	if (ok && request->image_fd >= 0) {
		struct bytes image = c.unit->program->object;

		if (!write_all(request->image_fd, image.at, image.len)) {
			fprintf(stderr, "ERROR: cannot write the image: %s\n", strerror(errno));
			status = 2;
		}
	}
	buf_free(&messages);
	buf_free(&c.dump);
	return status;
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new();
	struct request request;
	const char *bad;
	struct unit *u;
	int status;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!request_parse(a, argc, argv, &request, &bad)) {
		fprintf(stderr, "sonde-compile is started by sonde; it does not understand '%s'\n",
			bad);
		return 2;
	}
	u = unit_new(target_host_new(), &request.options);
	if (request.options.arch)
		u->target->arch = request.options.arch;
	status = request.serve_fd > 0 ? compile_serve(&request, u) : compilation_run(&request, u);
	unit_free(u);
	arena_free(a);
	fflush(stdout);
	/* LLVM's static destructors would only give back what the kernel takes anyway. */
	_exit(status);
}
