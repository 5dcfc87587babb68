/*
 * Machine code as text: what bpf_prog_info has of a program that is loaded is given to objdump
 * (binutils), which knows every machine.
 */
#include "runtime/cli/jit_text.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <unistd.h>

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

/* PATH has the machine code. */
static bool file_disassemble(const char *path, struct buf *out)
{
	char command[256], line[512];
	bool begun = false;
	FILE *objdump;

	snprintf(command, sizeof(command), "objdump -D -b binary -m %s --no-show-raw-insn %s 2>&1",
		 machine_name(), path);
	objdump = popen(command, "re");
	if (!objdump)
		return false;
	while (fgets(line, sizeof(line), objdump)) {
		if (begun)
			buf_puts(out, line);
		begun |= strstr(line, "<.data>:") != NULL;
	}
	return pclose(objdump) == 0 && begun;
}

static bool code_text(const unsigned char *code, uint32_t len, struct buf *out)
{
	char path[64];
	int fd = memfd_create("code", MFD_CLOEXEC);
	bool ok = fd >= 0 && write(fd, code, len) == (ssize_t)len;

	if (!ok)
		buf_printf(out, "ERROR: no memory for the machine code: %s\n", strerror(errno));
	snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)getpid(), fd);
	if (ok && !file_disassemble(path, out)) {
		buf_clear(out);
		buf_puts(out, "ERROR: objdump, which shows machine code, did not work\n"
			      "HINT: it is in the package binutils\n");
		ok = false;
	}
	if (fd >= 0)
		close(fd);
	return ok;
}

bool jit_text(int program, const char *name, struct buf *out)
{
	struct buf text = {NULL, 0, 0};
	unsigned char *code;
	uint32_t len = 0;
	bool ok;

	if (!machine_name()) {
		buf_puts(out, "ERROR: the machine code of this processor cannot be shown\n");
		return false;
	}
	code = code_read(program, &len);
	if (!code) {
		buf_puts(out,
			 "ERROR: the kernel does not show the machine code of programs\n"
			 "HINT: net.core.bpf_jit_enable must be 1, and net.core.bpf_jit_harden "
			 "and kernel.kptr_restrict not 2 (sysctl)\n");
		return false;
	}
	ok = code_text(code, len, &text);
	free(code);
	if (ok)
		buf_printf(out, "%s, %u bytes:\n", name, len);
	buf_str(out, (struct str){text.at, text.len});
	buf_free(&text);
	return ok;
}
