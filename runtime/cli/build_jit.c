/*
 * What the kernel's JIT makes of a script: its programs are loaded and shown.
 */
#include <stdio.h>

#include "lang/image.h"
#include "runtime/cli/build.h"
#include "runtime/cli/jit_text.h"
#include "runtime/cli/privileges.h"
#include "runtime/load.h"

static bool programs_print(const struct program *p, const struct loaded *l)
{
	struct buf out = {NULL, 0, 0};
	bool ok = true;

	for (uint32_t i = 0; ok && i < p->nprobes; i++) {
		if (l->programs[i] < 0)
			continue;
		ok = jit_text(l->programs[i], p->probes[i].program, &out);
		if (out.len)
			fwrite(out.at, 1, out.len, ok ? stdout : stderr);
		buf_clear(&out);
	}
	buf_free(&out);
	return ok;
}

int build_jit(struct build *build, struct bytes image)
{
	struct load_options options = {.mode = RUN_TRACE, .nunwound = 1};
	struct buf message = {0};
	const char *error;
	struct program *p = image_read(build->arena, image, &error);
	struct loaded *l;
	int status;

	if (!p) {
		fprintf(stderr, "ERROR: the compiler made an image that cannot be read: %s\n",
			error);
		return 2;
	}
	if (!privileges_check())
		return 1;
	l = program_load(p, &options, &message);
	if (message.len)
		fwrite(message.at, 1, message.len, stderr);
	buf_free(&message);
	if (!l)
		return 1;
	status = programs_print(p, l) ? 0 : 1;
	loaded_free(l);
	return status;
}
