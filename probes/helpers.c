/*
 * Asks the verifier about a program that calls the helper without arguments. Its words for a helper
 * that is not there are known; every other complaint is about the arguments.
 */
#include "probes/helpers.h"

#include <linux/bpf.h>
#include <stdio.h>
#include <string.h>

#include "probes/program_kind.h"

bool helper_allowed(const struct btf_index *types, unsigned number, enum attach_method method,
		    const char *hook)
{
	const struct bpf_insn insns[] = {
		{.code = BPF_JMP | BPF_CALL, .imm = (int)number},
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0},
		{.code = BPF_JMP | BPF_EXIT},
	};
	/* check_helper_call() of kernel/bpf/verifier.c, 5.10 to 7.2 */
	static const char *const refusals[] = {"invalid func ", "unknown func ",
					       "program of this type cannot use helper ",
					       "helper call is not allowed in probe"};
	struct program_kind kind = program_kind(method, hook);
	char log[4096], function[160];

	/* What is allowed depends on the hook. */
	if (method == METHOD_lsm) {
		snprintf(function, sizeof(function), "bpf_lsm_%.120s", hook);
		kind.function = function;
	}
	if (program_kind_loads(&kind, types, insns, sizeof(insns) / sizeof(*insns), log,
			       sizeof(log)))
		return true;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++)
		if (strstr(log, refusals[i]))
			return false;
	return true;
}
