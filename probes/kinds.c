/*
 * Types of probes and what in the kernel they need: a file, a program that loads, an event that
 * opens. Options are those of Kconfig files of Linux 6.12.
 */
#include "probes/kinds.h"

#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lang/base/base.h"
#include "probes/btf.h"
#include "probes/features.h"
#include "probes/program_kind.h"
#include "probes/tracefs.h"

static const struct bpf_insn nothing[] = {
	{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0},
	{.code = BPF_JMP | BPF_EXIT},
};

static bool there_kprobes(void)
{
	return access("/sys/bus/event_source/devices/kprobe/type", F_OK) == 0;
}

static bool there_uprobes(void)
{
	return access("/sys/bus/event_source/devices/uprobe/type", F_OK) == 0;
}

static bool there_tracefs(void)
{
	size_t len;
	char *events = tracefs_read("available_events", &len);

	free(events);
	return events != NULL;
}

static bool there_types(void)
{
	return kernel_has(FEATURE_btf);
}

/* A program on bpf_fentry_test1, which nothing but tests of the kernel itself calls. */
static bool there_trampolines(void)
{
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .expected_attach_type = BPF_TRACE_FENTRY);
	const char *error;
	struct btf_index *b = btf_index_load(btf_kernel_path(), NULL, &error);
	int fd = -1, link = -1;

	if (b)
		opts.attach_btf_id = btf_index_find(b, BTF_KIND_FUNC, STR("bpf_fentry_test1"));
	if (opts.attach_btf_id)
		fd = bpf_prog_load(BPF_PROG_TYPE_TRACING, NULL, "GPL", nothing, ARRAY_LEN(nothing),
				   &opts);
	if (fd >= 0) {
		link = bpf_raw_tracepoint_open(NULL, fd);
		close(fd);
	}
	if (link >= 0)
		close(link);
	btf_index_free(b);
	return link >= 0;
}

static bool there_hooks(void)
{
	size_t len;
	char *modules = file_read("/sys/kernel/security/lsm", 4096, &len);
	struct str rest = modules ? str_trim((struct str){modules, len}) : (struct str){NULL, 0};
	bool found = false;

	while (rest.at && !found)
		found = str_equal(str_cut(&rest, ','), STR("bpf"));
	free(modules);
	return found;
}

static bool event_opens(struct perf_event_attr *attr)
{
	int fd;

	attr->size = sizeof(*attr);
	attr->disabled = 1;
	fd = (int)syscall(SYS_perf_event_open, attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static bool there_counters(void)
{
	return event_opens(&(struct perf_event_attr){.type = PERF_TYPE_HARDWARE,
						     .config = PERF_COUNT_HW_CPU_CYCLES});
}

static bool there_breakpoints(void)
{
	static long watched;

	return event_opens(&(struct perf_event_attr){.type = PERF_TYPE_BREAKPOINT,
						     .bp_type = HW_BREAKPOINT_W,
						     .bp_addr = (uintptr_t)&watched,
						     .bp_len = HW_BREAKPOINT_LEN_8});
}

static bool there_packets(void)
{
	struct program_kind kind = program_kind(METHOD_xdp, NULL);
	char log[256];

	return program_kind_loads(&kind, NULL, nothing, ARRAY_LEN(nothing), log, sizeof(log));
}

/* Version 2 is mounted, and programs for it can be loaded. */
static bool there_cgroups(void)
{
	struct program_kind kind = program_kind(METHOD_sockops, NULL);
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	struct mntent *m;
	bool found = false;
	char log[256];

	while (mounts && !found && (m = getmntent(mounts)))
		found = strcmp(m->mnt_type, "cgroup2") == 0;
	if (mounts)
		endmntent(mounts);
	return found &&
	       program_kind_loads(&kind, NULL, nothing, ARRAY_LEN(nothing), log, sizeof(log));
}

/* Types without a row need nothing that a supported kernel could lack. */
static const struct {
	enum probe_kind kind;
	bool (*there)(void);
	const char *why;
} needs[] = {
	{PROBE_kprobe, there_kprobes, "needs a kernel with CONFIG_KPROBE_EVENTS"},
	{PROBE_kretprobe, there_kprobes, "needs a kernel with CONFIG_KPROBE_EVENTS"},
	{PROBE_tracepoint, there_tracefs,
	 "needs the tracing file system: a kernel with CONFIG_FTRACE, and the right to read it"},
	{PROBE_rawtracepoint, there_types, "needs a kernel with CONFIG_DEBUG_INFO_BTF"},
	{PROBE_hardware, there_counters,
	 "needs the counters of the CPU, which virtual machines often do not have"},
	{PROBE_watchpoint, there_breakpoints,
	 "needs a kernel with CONFIG_HAVE_HW_BREAKPOINT and a CPU with breakpoint registers"},
	{PROBE_uprobe, there_uprobes, "needs a kernel with CONFIG_UPROBE_EVENTS"},
	{PROBE_uretprobe, there_uprobes, "needs a kernel with CONFIG_UPROBE_EVENTS"},
	{PROBE_usdt, there_uprobes, "needs a kernel with CONFIG_UPROBE_EVENTS"},
	{PROBE_iter, there_types, "needs a kernel with CONFIG_DEBUG_INFO_BTF"},
	{PROBE_fexit, there_trampolines,
	 "needs a kernel with CONFIG_DEBUG_INFO_BTF and CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS"},
	{PROBE_fentry, there_trampolines,
	 "needs a kernel with CONFIG_DEBUG_INFO_BTF and CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS"},
	{PROBE_xdp, there_packets, "needs a kernel with CONFIG_NET and the right to CAP_NET_ADMIN"},
	{PROBE_tc, there_packets, "needs a kernel with CONFIG_NET and the right to CAP_NET_ADMIN"},
	{PROBE_cgroup_skb, there_cgroups,
	 "needs CONFIG_CGROUP_BPF and cgroups of version 2, mounted"},
	{PROBE_cgroup, there_cgroups, "needs CONFIG_CGROUP_BPF and cgroups of version 2, mounted"},
	{PROBE_sockops, there_cgroups, "needs CONFIG_CGROUP_BPF and cgroups of version 2, mounted"},
	{PROBE_lsm, there_hooks,
	 "needs a kernel with CONFIG_BPF_LSM that was booted with bpf in its list lsm=..."},
};

const char *probe_kind_lacks(enum probe_kind kind)
{
	for (size_t i = 0; i < ARRAY_LEN(needs); i++)
		if (needs[i].kind == kind)
			return needs[i].there() ? NULL : needs[i].why;
	return NULL;
}
