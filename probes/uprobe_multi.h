/*
 * One link for many uprobes of a file (6.6), reached with bpf(2) itself: libbpf 1.1 and the headers
 * of its time do not know it.
 */
#ifndef SONDE_PROBES_UPROBE_MULTI_H
#define SONDE_PROBES_UPROBE_MULTI_H

#include <stdbool.h>
#include <stdint.h>

/* linux/bpf.h: BPF_TRACE_UPROBE_MULTI */
#define ATTACH_UPROBE_MULTI 48

struct uprobe_multi {
	const char *path;
	const uint64_t *offsets; /* in the file */
	const uint64_t *cookies;
	const uint64_t *semaphores; /* in the file, 0: none; NULL: nowhere */
	uint32_t count;
	uint32_t pid; /* 0: all processes */
	bool is_return;
};

/* A link, or negative errno. */
int uprobe_multi_link(int prog_fd, const struct uprobe_multi *u);

#endif
