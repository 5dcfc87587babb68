/*
 * Where the headers are that the C of scripts includes.
 */
#ifndef SONDE_PROBES_C_HEADERS_H
#define SONDE_PROBES_C_HEADERS_H

#include "lang/unit.h"

struct kernel_headers {
	const char *source, *build; /* NULL: not installed */
	const char *arch;	    /* the kernel's name of it: "x86" */
};

/*
 * The headers of the running kernel: BPFTRACE_KERNEL_SOURCE and BPFTRACE_KERNEL_BUILD, or what
 * /lib/modules has. What is not there is NULL.
 */
struct kernel_headers kernel_headers_find(struct arena *a);

/* The folder number I (from 0) that a kernel module is compiled with; NULL: no more. */
const char *kernel_headers_folder(struct arena *a, const struct kernel_headers *k, unsigned i);

/* As target_ops.c_header, for this machine. */
bool c_header_exists(struct target *t, struct unit *u, struct str name);

#endif
