/*
 * The table of system calls. Consumes syscalls.def; the column is chosen when this is compiled,
 * because the tracer runs on the machine it traces.
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

static int number_of(const struct call *call)
{
#if defined(__x86_64__)
	return call->x86_64;
#elif defined(__aarch64__) || defined(__riscv) || defined(__loongarch__)
	return call->generic;
#else
	(void)call;
	return -1;
#endif
}

int syscall_number(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
		if (!str_equal(name, str_from(calls[i].name)))
			continue;
		return number_of(&calls[i]);
	}
	return -1;
}

const char *syscall_name(unsigned number)
{
	/* Where the kernel's function is called otherwise than the call. */
	static const char *const others[][2] = {
		{"newstat", "stat"},   {"newfstat", "fstat"},	   {"newlstat", "lstat"},
		{"newuname", "uname"}, {"sendfile64", "sendfile"}, {"umount", "umount2"},
	};
	const char *name = NULL;

	for (size_t i = 0; i < ARRAY_LEN(calls) && !name; i++)
		if (number_of(&calls[i]) >= 0 && (unsigned)number_of(&calls[i]) == number)
			name = calls[i].name;
	for (size_t i = 0; name && i < ARRAY_LEN(others); i++)
		if (strcmp(name, others[i][0]) == 0)
			return others[i][1];
	return name;
}
