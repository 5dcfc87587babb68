/*
 * The table of system calls. Consumes syscalls.def, which has a column for each way of numbering
 * them.
 */
#include "probes/syscalls.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "lang/base/base.h"

struct call {
	const char *name;
	int16_t x86_64, generic;
};

static const struct call calls[] = {
#define SYSCALL(name_, x86_64_, generic_) {#name_, x86_64_, generic_},
#include "probes/syscalls.def"
#undef SYSCALL
};

/* Architectures without a column trace each call through its own event. */
static int number_of(const char *arch, const struct call *call)
{
	static const char *const generic[] = {"aarch64", "riscv64", "loongarch64"};

	if (strcmp(arch, "x86_64") == 0)
		return call->x86_64;
	for (size_t i = 0; i < ARRAY_LEN(generic); i++)
		if (strcmp(arch, generic[i]) == 0)
			return call->generic;
	return -1;
}

int syscall_number(const char *arch, struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(calls); i++)
		if (str_equal(name, str_from(calls[i].name)))
			return number_of(arch, &calls[i]);
	return -1;
}

const char *syscall_name(const char *arch, unsigned number)
{
	/* Where the kernel's function is called otherwise than the call. */
	static const char *const others[][2] = {
		{"newstat", "stat"},   {"newfstat", "fstat"},	   {"newlstat", "lstat"},
		{"newuname", "uname"}, {"sendfile64", "sendfile"}, {"umount", "umount2"},
	};
	const char *name = NULL;

	for (size_t i = 0; i < ARRAY_LEN(calls) && !name; i++)
		if (number_of(arch, &calls[i]) >= 0 &&
		    (unsigned)number_of(arch, &calls[i]) == number)
			name = calls[i].name;
	for (size_t i = 0; name && i < ARRAY_LEN(others); i++)
		if (strcmp(name, others[i][0]) == 0)
			return others[i][1];
	return name;
}
