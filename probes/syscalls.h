/*
 * Numbers of system calls by the name of their tracing events.
 */
#ifndef SONDE_PROBES_SYSCALLS_H
#define SONDE_PROBES_SYSCALLS_H

#include "lang/base/str.h"

/*
 * Number on the architecture ARCH (struct target) of the system call whose events are
 * sys_enter_NAME and sys_exit_NAME, for programs of its own word size; -1: not known.
 */
int syscall_number(const char *arch, struct str name);

/* The name in <asm/unistd.h> of the system call with NUMBER on ARCH; NULL: none. */
const char *syscall_name(const char *arch, unsigned number);

#endif
