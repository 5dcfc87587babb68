/*
 * Asks the kernel whether a kind of program may call a kfunc: the verifier looks at a program that
 * calls it without arguments. What it says first of a call that is not allowed, and what kernels
 * without kfuncs say, is known; every other complaint is about the missing arguments.
 */
#include "probes/kfuncs.h"

#include <linux/bpf.h>
#include <string.h>

#include "probes/program_kind.h"

#define PSEUDO_KFUNC_CALL 2 /* BPF_PSEUDO_KFUNC_CALL, since 5.13 */

static bool is_refusal(const char *log)
{
	static const char *const words[] = {"not allowed", "reserved fields", "unknown opcode",
					    "cannot call kernel", "CONFIG_DEBUG_INFO_BTF"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strstr(log, words[i]))
			return true;
	return !log[0];
}

bool kfunc_allowed(const struct btf_index *types, uint32_t btf_id, enum attach_method method)
{
	const struct bpf_insn insns[] = {
		{.code = BPF_JMP | BPF_CALL, .src_reg = PSEUDO_KFUNC_CALL, .imm = (int)btf_id},
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0},
		{.code = BPF_JMP | BPF_EXIT},
	};
	/* The kernel has one list for all operations of cgroups. */
	struct program_kind kind =
		program_kind(method, method == METHOD_cgroup_skb ? "ingress" : "connect4");
	char log[4096];

	return program_kind_loads(&kind, types, insns, sizeof(insns) / sizeof(*insns), log,
				  sizeof(log)) ||
	       !is_refusal(log);
}
