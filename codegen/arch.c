/*
 * The rows. Offsets are those of each architecture's struct pt_regs (user_pt_regs on arm64 and
 * s390x), which is user space ABI and does not move.
 */
#include "codegen/arch.h"

#include <stddef.h>
#include <string.h>

/* arch/x86/include/asm/ptrace.h */
static const struct arch_register x86_64_registers[] = {
	{"r15", 0},  {"r14", 8},     {"r13", 16}, {"r12", 24},	     {"bp", 32},  {"bx", 40},
	{"r11", 48}, {"r10", 56},    {"r9", 64},  {"r8", 72},	     {"ax", 80},  {"cx", 88},
	{"dx", 96},  {"si", 104},    {"di", 112}, {"orig_rax", 120}, {"ip", 128}, {"pc", 128},
	{"cs", 136}, {"flags", 144}, {"sp", 152}, {"ss", 160},	     {NULL, 0},
};
static const char *const x86_64_arguments[] = {"di", "si", "dx", "cx", "r8", "r9", NULL};
static const char *const x86_64_syscall[] = {"di", "si", "dx", "r10", "r8", "r9", NULL};

/* arch/arm64/include/asm/ptrace.h: user_pt_regs, then orig_x0 and syscallno */
static const struct arch_register arm64_registers[] = {
	{"r0", 0},	    {"r1", 8},	  {"r2", 16},	{"r3", 24},	 {"r4", 32},
	{"r5", 40},	    {"r6", 48},	  {"r7", 56},	{"r8", 64},	 {"r9", 72},
	{"r10", 80},	    {"r11", 88},  {"r12", 96},	{"r13", 104},	 {"r14", 112},
	{"r15", 120},	    {"r16", 128}, {"r17", 136}, {"r18", 144},	 {"r19", 152},
	{"r20", 160},	    {"r21", 168}, {"r22", 176}, {"r23", 184},	 {"r24", 192},
	{"r25", 200},	    {"r26", 208}, {"r27", 216}, {"r28", 224},	 {"r29", 232},
	{"r30", 240},	    {"sp", 248},  {"pc", 256},	{"pstate", 264}, {"orig_x0", 272},
	{"syscallno", 280}, {NULL, 0},
};
static const char *const arm64_arguments[] = {"r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", NULL};
static const char *const arm64_syscall[] = {"orig_x0", "r1", "r2", "r3", "r4", "r5", NULL};

/* arch/s390/include/uapi/asm/ptrace.h, arch/s390/include/asm/ptrace.h */
static const struct arch_register s390x_registers[] = {
	{"arg", 0},   {"pswmask", 8}, {"pswaddr", 16},	  {"pc", 16},	{"r0", 24},   {"r1", 32},
	{"r2", 40},   {"r3", 48},     {"r4", 56},	  {"r5", 64},	{"r6", 72},   {"r7", 80},
	{"r8", 88},   {"r9", 96},     {"r10", 104},	  {"r11", 112}, {"r12", 120}, {"r13", 128},
	{"r14", 136}, {"r15", 144},   {"orig_gpr2", 152}, {NULL, 0},
};
static const char *const s390x_arguments[] = {"r2", "r3", "r4", "r5", "r6", NULL};
static const char *const s390x_syscall[] = {"orig_gpr2", "r3", "r4", "r5", "r6", "r7", NULL};

/* arch/riscv/include/uapi/asm/ptrace.h: user_regs_struct; then kernel's own members */
static const struct arch_register riscv64_registers[] = {
	{"pc", 0},   {"ra", 8},	  {"sp", 16},	    {"gp", 24},	  {"tp", 32},  {"t0", 40},
	{"t1", 48},  {"t2", 56},  {"s0", 64},	    {"s1", 72},	  {"a0", 80},  {"a1", 88},
	{"a2", 96},  {"a3", 104}, {"a4", 112},	    {"a5", 120},  {"a6", 128}, {"a7", 136},
	{"s2", 144}, {"s3", 152}, {"s4", 160},	    {"s5", 168},  {"s6", 176}, {"s7", 184},
	{"s8", 192}, {"s9", 200}, {"s10", 208},	    {"s11", 216}, {"t3", 224}, {"t4", 232},
	{"t5", 240}, {"t6", 248}, {"orig_a0", 280}, {NULL, 0},
};
static const char *const riscv64_arguments[] = {"a0", "a1", "a2", "a3", "a4",
						"a5", "a6", "a7", NULL};
static const char *const riscv64_syscall[] = {"orig_a0", "a1", "a2", "a3", "a4", "a5", NULL};

/* arch/powerpc/include/uapi/asm/ptrace.h */
static const struct arch_register ppc64_registers[] = {
	{"r0", 0},     {"r1", 8},    {"r2", 16},   {"r3", 24},	   {"r4", 32},	     {"r5", 40},
	{"r6", 48},    {"r7", 56},   {"r8", 64},   {"r9", 72},	   {"r10", 80},	     {"r11", 88},
	{"r12", 96},   {"r13", 104}, {"r14", 112}, {"r15", 120},   {"r16", 128},     {"r17", 136},
	{"r18", 144},  {"r19", 152}, {"r20", 160}, {"r21", 168},   {"r22", 176},     {"r23", 184},
	{"r24", 192},  {"r25", 200}, {"r26", 208}, {"r27", 216},   {"r28", 224},     {"r29", 232},
	{"r30", 240},  {"r31", 248}, {"nip", 256}, {"msr", 264},   {"orig_r3", 272}, {"ctr", 280},
	{"link", 288}, {"xer", 296}, {"ccr", 304}, {"softe", 312}, {"trap", 320},    {NULL, 0},
};
static const char *const ppc64_arguments[] = {"r3", "r4", "r5",	 "r6", "r7",
					      "r8", "r9", "r10", NULL};
static const char *const ppc64_syscall[] = {"orig_r3", "r4", "r5", "r6", "r7", "r8", NULL};

static const struct arch arches[] = {
	{.name = "x86_64",
	 .registers = x86_64_registers,
	 .arguments = x86_64_arguments,
	 .syscall_arguments = x86_64_syscall,
	 .result = "ax",
	 .ip = "ip",
	 .sp = "sp",
	 .syscall_number = "orig_rax",
	 /* TS_COMPAT, arch/x86/include/asm/thread_info.h */
	 .compat_status = 0x2,
	 .mode_register = "cs",
	 .mode_mask = 3},
	{.name = "aarch64",
	 .registers = arm64_registers,
	 .arguments = arm64_arguments,
	 .syscall_arguments = arm64_syscall,
	 .result = "r0",
	 .ip = "pc",
	 .sp = "sp",
	 .syscall_number = "syscallno"},
	{.name = "s390x",
	 .big_endian = true,
	 .registers = s390x_registers,
	 .arguments = s390x_arguments,
	 .syscall_arguments = s390x_syscall,
	 .result = "r2",
	 .ip = "pc",
	 .sp = "r15"},
	{.name = "riscv64",
	 .registers = riscv64_registers,
	 .arguments = riscv64_arguments,
	 .syscall_arguments = riscv64_syscall,
	 .result = "a0",
	 .ip = "pc",
	 .sp = "sp",
	 .syscall_number = "a7"},
	{.name = "ppc64le",
	 .registers = ppc64_registers,
	 .arguments = ppc64_arguments,
	 .syscall_arguments = ppc64_syscall,
	 .result = "r3",
	 .ip = "nip",
	 .sp = "r1",
	 .syscall_number = "r0"},
};

const struct arch *arch_find(const char *name)
{
	for (size_t i = 0; i < sizeof(arches) / sizeof(arches[0]); i++)
		if (!strcmp(arches[i].name, name))
			return &arches[i];
	return NULL;
}

const struct arch_register *arch_register_find(const struct arch *arch, const char *name)
{
	for (const struct arch_register *r = arch->registers; r->name; r++)
		if (!strcmp(r->name, name))
			return r;
	return NULL;
}
