/*
 * The table of cgroup_hooks.def.
 */
#include "probes/cgroup_hooks.h"

#include <linux/bpf.h>
#include <string.h>

#include "probes/program_kind.h"

/* What 5.10 has lies below: BPF_SK_LOOKUP and BPF_XDP were its last attach types. */
#define NEWER 38

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

bool cgroup_hook_exists(const struct cgroup_hook *h)
{
	const struct bpf_insn insns[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 1},
		{.code = BPF_JMP | BPF_EXIT},
	};
	const struct program_kind kind = {h->program_type, h->attach_type, NULL};
	char log[256];

	return h->attach_type < NEWER ||
	       program_kind_loads(&kind, NULL, insns, sizeof(insns) / sizeof(*insns), log,
				  sizeof(log));
}
