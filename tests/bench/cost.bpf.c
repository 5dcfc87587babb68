/*
 * What cost.py compares scripts with: the same as one writes it in C, and a program that does
 * nothing. Names of the programs are those of the rows there.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} cell SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 4096);
	__type(key, char[16]);
	__type(value, __u64);
} by_comm SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, __u32);
	__type(value, __u64);
} by_tid SEC(".maps");

SEC("raw_tp/sys_enter")
int empty(void *ctx)
{
	return 0;
}

static __always_inline void cell_count(void)
{
	__u32 zero = 0;
	__u64 *n = bpf_map_lookup_elem(&cell, &zero);

	if (n)
		*n += 1;
}

SEC("raw_tp/sys_enter")
int count(void *ctx)
{
	cell_count();
	return 0;
}

SEC("raw_tp/sys_enter")
int count_by_comm(void *ctx)
{
	char key[16] = {};
	__u64 one = 1, *n;

	bpf_get_current_comm(key, sizeof(key));
	n = bpf_map_lookup_elem(&by_comm, key);
	if (n)
		*n += 1;
	else
		bpf_map_update_elem(&by_comm, key, &one, BPF_ANY);
	return 0;
}

SEC("raw_tp/sys_enter")
int time_by_tid(void *ctx)
{
	__u32 tid = (__u32)bpf_get_current_pid_tgid();
	__u64 now = bpf_ktime_get_boot_ns();

	bpf_map_update_elem(&by_tid, &tid, &now, BPF_ANY);
	return 0;
}

SEC("raw_tp/sys_enter")
int filtered(void *ctx)
{
	if (bpf_get_current_pid_tgid() >> 32 == 1)
		cell_count();
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
