/*
 * Programs for questions to the kernel: what may programs of this kind do?
 */
#include "probes/program_kind.h"

#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <unistd.h>

#include "probes/btf.h"
#include "probes/cgroup_hooks.h"

static struct program_kind hook_kind(enum attach_method method, const char *hook)
{
	const struct cgroup_hook *h = cgroup_hook_find(method, hook);

	if (!h)
		return (struct program_kind){.type = BPF_PROG_TYPE_UNSPEC};
	return (struct program_kind){h->program_type, h->attach_type, NULL};
}

struct program_kind program_kind(enum attach_method method, const char *hook)
{
	switch (method) {
	case METHOD_syscall_event:
	case METHOD_tracepoint:
		return (struct program_kind){.type = BPF_PROG_TYPE_TRACEPOINT};
	case METHOD_perf:
	case METHOD_watchpoint:
		return (struct program_kind){.type = BPF_PROG_TYPE_PERF_EVENT};
	case METHOD_fentry:
	case METHOD_iter:
	case METHOD_raw_tp_typed: /* all of one type, of which the kernel has one list */
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
	case METHOD_xdp:
		return (struct program_kind){BPF_PROG_TYPE_XDP, BPF_XDP, NULL};
	case METHOD_tc:
		return (struct program_kind){.type = BPF_PROG_TYPE_SCHED_CLS};
	case METHOD_cgroup:
	case METHOD_cgroup_skb:
		return hook_kind(method, hook);
	case METHOD_sockops:
		return (struct program_kind){BPF_PROG_TYPE_SOCK_OPS, BPF_CGROUP_SOCK_OPS, NULL};
	case METHOD_lsm:
		return (struct program_kind){BPF_PROG_TYPE_LSM, BPF_LSM_MAC, "bpf_lsm_file_open"};
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

bool program_kind_loads(const struct program_kind *kind, const struct btf_index *types,
			const struct bpf_insn *insns, size_t n, char *log, size_t size)
{
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .log_buf = log, .log_size = (uint32_t)size,
		    .log_level = 1);
	int fd;

	log[0] = '\0';
	opts.expected_attach_type = (enum bpf_attach_type)kind->attach;
	if (kind->function) {
		opts.attach_btf_id =
			types ? btf_index_find(types, BTF_KIND_FUNC, str_from(kind->function)) : 0;
		if (!opts.attach_btf_id)
			return false;
	}
	fd = bpf_prog_load((enum bpf_prog_type)kind->type, NULL, "GPL", insns, n, &opts);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}
