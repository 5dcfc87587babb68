/* What sockets of a cgroup do that programs can see: rows of cgroup_hooks.def. */
#ifndef SONDE_PROBES_CGROUP_HOOKS_H
#define SONDE_PROBES_CGROUP_HOOKS_H

#include "lang/tables.h"

struct cgroup_hook {
	const char *name;
	enum attach_method method;
	int program_type, attach_type; /* of the kernel's interface */
	enum context context;
	enum verdict_set verdicts;
};

/* Ended by a row without name. */
extern const struct cgroup_hook cgroup_hooks[];

/* The hook NAME of METHOD; NULL: there is none. */
const struct cgroup_hook *cgroup_hook_find(enum attach_method method, const char *name);

/* Whether this kernel has it: newer ones are asked for. */
bool cgroup_hook_exists(const struct cgroup_hook *h);

#endif
