/*
 * The table of cgroup_hooks.def.
 */
#include "probes/cgroup_hooks.h"

#include <linux/bpf.h>
#include <string.h>

const struct cgroup_hook cgroup_hooks[] = {
#define HOOK(id, how, type, attach, ctx, decides) \
	{#id, METHOD_##how, BPF_PROG_TYPE_##type, attach, CTX_##ctx, VERDICTS_##decides},
#include "probes/cgroup_hooks.def"
#undef HOOK
	{.name = NULL},
};

const struct cgroup_hook *cgroup_hook_find(enum attach_method method, const char *name)
{
	for (const struct cgroup_hook *h = cgroup_hooks; name && h->name; h++)
		if (h->method == method && strcmp(h->name, name) == 0)
			return h;
	return NULL;
}
