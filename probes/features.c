/*
 * One function has_<id> per row of features.def. Programs are written as instructions; what they
 * do does not matter, only whether the verifier of this kernel knows what they use.
 */
#include "probes/features.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lang/base/base.h"
#include "probes/uprobe_multi.h"

/* ---- a few instructions ---- */

#define INSN(op, dst, src, o, i) \
	((struct bpf_insn){      \
		.code = (op), .dst_reg = (dst), .src_reg = (src), .off = (o), .imm = (i)})
#define MOV_IMM(dst, i) INSN(BPF_ALU64 | BPF_MOV | BPF_K, dst, 0, 0, i)
#define STORE_IMM(size, dst, o, i) INSN(BPF_ST | (size) | BPF_MEM, dst, 0, o, i)
#define EXIT() INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)

/* An attach type, for the same reason: BPF_TRACE_KPROBE_MULTI. */
#define ATTACH_KPROBE_MULTI 42

/* Numbers that older build headers lack; the kernel's interface never renumbers them. */
enum {
	FN_FOR_EACH_MAP_ELEM = 164,
	FN_GET_FUNC_IP = 173,
	FN_GET_ATTACH_COOKIE = 174,
	FN_LOOP = 181,
	FN_MAP_LOOKUP_PERCPU_ELEM = 195,
	FN_KTIME_GET_TAI_NS = 208,

};

static bool program_loads(enum bpf_prog_type type, const struct bpf_insn *insns, size_t n,
			  const struct bpf_prog_load_opts *opts)
{
	int fd = bpf_prog_load(type, NULL, "GPL", insns, n, opts);

	if (fd < 0)
		return false;
	close(fd);
	return true;
}

#define LOADS(type, insns) program_loads(type, insns, ARRAY_LEN(insns), NULL)

/* libbpf loads a program with a bare call of helper FN and reads the verifier's answer. */
static bool knows_helper(enum bpf_prog_type type, int fn)
{
	return libbpf_probe_bpf_helper(type, (enum bpf_func_id)fn, NULL) == 1;
}

/* ---- one function per row ---- */

static bool has_btf(void)
{
	return access("/sys/kernel/btf/vmlinux", R_OK) == 0;
}

static bool has_attach_cookie(void)
{
	return knows_helper(BPF_PROG_TYPE_TRACEPOINT, FN_GET_ATTACH_COOKIE);
}

static bool has_raw_tp_cookie(void)
{
	return knows_helper(BPF_PROG_TYPE_RAW_TRACEPOINT, FN_GET_ATTACH_COOKIE);
}

/* A link onto a function that cannot exist: ESRCH or ENOENT where the kernel has such links. */
static bool has_kprobe_multi(void)
{
	const struct bpf_insn insns[] = {MOV_IMM(0, 0), EXIT()};
	const char *name = "sonde_no_such_function";
	LIBBPF_OPTS(bpf_prog_load_opts, load, .expected_attach_type = ATTACH_KPROBE_MULTI);
	LIBBPF_OPTS(bpf_link_create_opts, link, .kprobe_multi.syms = &name, .kprobe_multi.cnt = 1);
	int fd, link_fd;

	fd = bpf_prog_load(BPF_PROG_TYPE_KPROBE, NULL, "GPL", insns, ARRAY_LEN(insns), &load);
	if (fd < 0)
		return false;
	link_fd = bpf_link_create(fd, 0, ATTACH_KPROBE_MULTI, &link);
	close(fd);
	if (link_fd >= 0)
		close(link_fd);
	/* EOPNOTSUPP: built without fprobe; EINVAL: the kernel knows no such link. */
	return link_fd >= 0 || link_fd == -ESRCH || link_fd == -ENOENT;
}

/* A link onto the root directory: EBADF where the kernel has such links, since it is no file. */
static bool has_uprobe_multi(void)
{
	const struct bpf_insn insns[] = {MOV_IMM(0, 0), EXIT()};
	const uint64_t offset = 0;
	struct uprobe_multi u = {.path = "/", .offsets = &offset, .count = 1};
	LIBBPF_OPTS(bpf_prog_load_opts, load, .expected_attach_type = ATTACH_UPROBE_MULTI);
	int fd, link;

	fd = bpf_prog_load(BPF_PROG_TYPE_KPROBE, NULL, "GPL", insns, ARRAY_LEN(insns), &load);
	if (fd < 0)
		return false;
	link = uprobe_multi_link(fd, &u);
	close(fd);
	if (link >= 0)
		close(link);
	return link == -EBADF;
}

static bool has_atomic_fetch(void)
{
	const struct bpf_insn insns[] = {
		STORE_IMM(BPF_DW, BPF_REG_10, -8, 0),
		MOV_IMM(1, 1),
		INSN(BPF_STX | BPF_DW | 0xc0 /* BPF_ATOMIC */, BPF_REG_10, 1, -8,
		     BPF_ADD | BPF_FETCH),
		MOV_IMM(0, 0),
		EXIT(),
	};

	return LOADS(BPF_PROG_TYPE_RAW_TRACEPOINT, insns);
}

static bool has_large_keys(void)
{
	int fd = bpf_map_create(BPF_MAP_TYPE_HASH, NULL, 1024, 8, 1, NULL);

	if (fd < 0)
		return false;
	close(fd);
	return true;
}

static bool has_bpf_loop(void)
{
	return knows_helper(BPF_PROG_TYPE_RAW_TRACEPOINT, FN_LOOP);
}

static bool has_for_each_map_elem(void)
{
	return knows_helper(BPF_PROG_TYPE_RAW_TRACEPOINT, FN_FOR_EACH_MAP_ELEM);
}

static bool has_percpu_lookup(void)
{
	return knows_helper(BPF_PROG_TYPE_RAW_TRACEPOINT, FN_MAP_LOOKUP_PERCPU_ELEM);
}

static bool has_get_func_ip(void)
{
	return knows_helper(BPF_PROG_TYPE_KPROBE, FN_GET_FUNC_IP);
}

static bool has_ktime_tai(void)
{
	return knows_helper(BPF_PROG_TYPE_RAW_TRACEPOINT, FN_KTIME_GET_TAI_NS);
}

/*
 * A kernel that accepts programs there which may sleep runs all programs of these tracepoints
 * preemptible (bpf_trace_run*, Linux 7.2). A task that loses its CPU in the middle of a program
 * then keeps that program from running for every other task on the CPU.
 */
static bool has_raw_syscalls(void)
{
	const struct bpf_insn insns[] = {MOV_IMM(0, 0), EXIT()};
	LIBBPF_OPTS(bpf_prog_load_opts, load, .prog_flags = BPF_F_SLEEPABLE);

	return !program_loads(BPF_PROG_TYPE_RAW_TRACEPOINT, insns, ARRAY_LEN(insns), &load);
}

bool kernel_may_ask(void)
{
	const struct bpf_insn insns[] = {MOV_IMM(0, 0), EXIT()};

	return LOADS(BPF_PROG_TYPE_RAW_TRACEPOINT, insns);
}

/* ---- the cache ---- */

bool kernel_has(enum feature f)
{
	static bool (*const ask[FEATURE_COUNT])(void) = {
#define FEATURE(id, ...) [FEATURE_##id] = has_##id,
#include "lang/features.def"
#undef FEATURE
	};
	static signed char known[FEATURE_COUNT];

	if (!known[f])
		known[f] = ask[f]() ? 1 : -1;
	return known[f] > 0;
}
