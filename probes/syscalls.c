/*
 * The table of system calls. Consumes syscalls.def; the column is chosen when this is compiled,
 * because the tracer runs on the machine it traces.
 */
#include "probes/syscalls.h"

#include <stddef.h>
#include <stdint.h>

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

int syscall_number(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
		if (!str_equal(name, str_from(calls[i].name)))
			continue;
#if defined(__x86_64__)
		return calls[i].x86_64;
#elif defined(__aarch64__) || defined(__riscv) || defined(__loongarch__)
		return calls[i].generic;
#else
		return -1;
#endif
	}
	return -1;
}
