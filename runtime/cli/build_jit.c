/*
 * What the kernel's JIT makes of a script: its programs are loaded, and the machine code that
 * bpf_prog_info has of them is given to objdump (binutils), which knows every machine.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "lang/image.h"
#include "runtime/cli/build.h"
#include "runtime/cli/privileges.h"
#include "runtime/load.h"

/* The machine as objdump calls it; NULL: it is not known. */
static const char *machine_name(void)
{
	static const char *const names[][2] = {
		{"x86_64", "i386:x86-64"},	 {"aarch64", "aarch64"},
		{"riscv64", "riscv:rv64"},	 {"s390x", "s390:64-bit"},
		{"ppc64le", "powerpc:common64"},
	};
	struct utsname system;

	uname(&system);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strcmp(names[i][0], system.machine) == 0)
			return names[i][1];
	return NULL;
}

/* The machine code of the program, on the heap; NULL: the kernel does not show it. */
static unsigned char *code_read(int fd, uint32_t *len)
{
	struct bpf_prog_info info = {0};
	uint32_t size = sizeof(info);
	unsigned char *code;

	if (bpf_obj_get_info_by_fd(fd, &info, &size) || !info.jited_prog_len)
		return NULL;
	*len = info.jited_prog_len;
	code = malloc(*len);
	if (!code)
		out_of_memory(*len);
	memset(&info, 0, sizeof(info));
	info.jited_prog_len = *len;
	info.jited_prog_insns = (uint64_t)(uintptr_t)code;
	size = sizeof(info);
	if (bpf_obj_get_info_by_fd(fd, &info, &size) == 0 && info.jited_prog_insns)
		return code;
	free(code);
	return NULL;
}

static bool code_print(const unsigned char *code, uint32_t len)
{
	char path[] = "/tmp/sonde-jit-XXXXXX", command[256];
	int fd = mkstemp(path), status;
	bool ok;

	if (fd < 0 || write(fd, code, len) != (ssize_t)len) {
		fprintf(stderr, "ERROR: cannot write %s: %s\n", path, strerror(errno));
		if (fd >= 0)
			close(fd);
		unlink(path);
		return false;
	}
	close(fd);
	fflush(stdout);
	snprintf(command, sizeof(command),
		 "objdump -D -b binary -m %s --no-show-raw-insn %s | sed '1,/<.data>:/d'",
		 machine_name(), path);
	status = system(command);
	unlink(path);
	ok = status == 0;
	if (!ok)
		fputs("ERROR: objdump, which shows machine code, did not work\n"
		      "HINT: it is in the package binutils\n",
		      stderr);
	return ok;
}

static int programs_print(const struct program *p, const struct loaded *l)
{
	for (uint32_t i = 0; i < p->nprobes; i++) {
		uint32_t len = 0;
		unsigned char *code = l->programs[i] < 0 ? NULL : code_read(l->programs[i], &len);
		bool ok;

		if (!code) {
			fputs("ERROR: the kernel does not show the machine code of programs\n"
			      "HINT: net.core.bpf_jit_enable must be 1, and net.core.bpf_jit_harden "
			      "and kernel.kptr_restrict not 2 (sysctl)\n",
			      stderr);
			return 1;
		}
		printf("%s, %u bytes:\n", p->probes[i].program, len);
		ok = code_print(code, len);
		free(code);
		if (!ok)
			return 1;
	}
	return 0;
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
	if (!machine_name()) {
		fputs("ERROR: the machine code of this processor cannot be shown\n", stderr);
		return 1;
	}
	l = program_load(p, &options, &message);
	if (message.len)
		fwrite(message.at, 1, message.len, stderr);
	buf_free(&message);
	if (!l)
		return 1;
	status = programs_print(p, l);
	loaded_free(l);
	return status;
}
