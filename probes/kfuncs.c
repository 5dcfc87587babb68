/*
 * Asks the kernel whether a kind of program may call a kfunc: the verifier looks at a program that
 * calls it without arguments. What it says first of a call that is not allowed, and what kernels
 * without kfuncs say, is known; every other complaint is about the missing arguments.
 */
#include "probes/kfuncs.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <string.h>
#include <unistd.h>

#define PSEUDO_KFUNC_CALL 2 /* BPF_PSEUDO_KFUNC_CALL, since 5.13 */

struct program_kind {
	enum bpf_prog_type type;
	enum bpf_attach_type attach;
	const char *function; /* that the program is made for; NULL: none */
};

static struct program_kind program_kind(enum attach_method method)
{
	switch (method) {
	case METHOD_tracepoint:
		return (struct program_kind){.type = BPF_PROG_TYPE_TRACEPOINT};
	case METHOD_perf:
	case METHOD_watchpoint:
		return (struct program_kind){.type = BPF_PROG_TYPE_PERF_EVENT};
	case METHOD_fentry:
	case METHOD_iter: /* both of one type, of which the kernel has one list */
		return (struct program_kind){BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY,
					     "bpf_fentry_test1"};
	case METHOD_kprobe:
	case METHOD_kretprobe:
	case METHOD_kprobe_multi:
	case METHOD_kretprobe_multi:
	case METHOD_uprobe:
	case METHOD_uretprobe:
	case METHOD_uprobe_multi:
	case METHOD_uretprobe_multi:
		return (struct program_kind){.type = BPF_PROG_TYPE_KPROBE};
	case METHOD_bench:
		return (struct program_kind){.type = BPF_PROG_TYPE_XDP};
	case METHOD_run:
	case METHOD_raw_tp:
	case METHOD_syscall:
	case METHOD_COUNT:
		break;
	}
	return (struct program_kind){.type = BPF_PROG_TYPE_RAW_TRACEPOINT};
}

static bool is_refusal(const char *log)
{
	static const char *const words[] = {"not allowed", "reserved fields", "unknown opcode",
					    "cannot call kernel", "CONFIG_DEBUG_INFO_BTF"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strstr(log, words[i]))
			return true;
	return !log[0];
}

bool kfunc_allowed(uint32_t btf_id, enum attach_method method)
{
	const struct bpf_insn insns[] = {
		{.code = BPF_JMP | BPF_CALL, .src_reg = PSEUDO_KFUNC_CALL, .imm = (int)btf_id},
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0},
		{.code = BPF_JMP | BPF_EXIT},
	};
	struct program_kind kind = program_kind(method);
	char log[4096] = "";
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .expected_attach_type = kind.attach, .log_buf = log,
		    .log_size = sizeof(log), .log_level = 1);
	int fd, id = 0;

	if (kind.function)
		id = libbpf_find_vmlinux_btf_id(kind.function, kind.attach);
	if (id < 0)
		return false;
	opts.attach_btf_id = (uint32_t)id;
	fd = bpf_prog_load(kind.type, NULL, "GPL", insns, sizeof(insns) / sizeof(*insns), &opts);
	if (fd >= 0) {
		close(fd);
		return true;
	}
	return !is_refusal(log);
}
