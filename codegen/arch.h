/*
 * Registers of the traced CPU: where they lie in its struct pt_regs. Data only.
 */
#ifndef SONDE_CODEGEN_ARCH_H
#define SONDE_CODEGEN_ARCH_H

#include <stdbool.h>
#include <stdint.h>

struct arch_register {
	const char *name;
	uint32_t offset; /* in struct pt_regs */
};

struct arch {
	const char *name;
	bool big_endian;
	const struct arch_register *registers; /* ended by a NULL name */
	const char *const *arguments;	       /* of functions; ended by NULL */
	const char *const *syscall_arguments;
	const char *result, *ip, *sp;
	const char *syscall_number; /* as it was at entry; still there at exit */
	/*
	 * Which bits of thread_info.status mark a task in a 32-bit system call; 0: the kernel has
	 * no such mark there.
	 */
	uint32_t compat_status;
	/* (register & mask) == mask: user mode. NULL: the CPU is asked differently. */
	const char *mode_register;
	uint64_t mode_mask;
};

/* NULL: no such architecture here. */
const struct arch *arch_find(const char *name);
/* NULL: no such register. */
const struct arch_register *arch_register_find(const struct arch *arch, const char *name);

#endif
