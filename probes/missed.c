/*
 * Hits that the kernel counted instead of running the program: a probe inside of a probe, or more
 * pending returns than the kernel has room for.
 */
#include <bpf/bpf.h>
#include <linux/bpf.h>

#include "probes/attachment.h"

/* struct bpf_link_info, include/uapi/linux/bpf.h, as far as it is asked for here (6.7). */
struct link_info {
	uint32_t type, id, prog_id, padding;
	union {
		struct {
			uint64_t addresses;
			uint32_t count, flags;
			uint64_t missed;
		} kprobe_multi;
		struct {
			uint32_t type, padding;
			uint64_t name;
			uint32_t name_len, offset;
			uint64_t address, missed;
		} perf_kprobe;
		uint64_t room[16];
	};
};

/* enum bpf_link_type, enum bpf_perf_event_type */
enum { LINK_PERF_EVENT = 7, LINK_KPROBE_MULTI = 8, PERF_KPROBE = 3, PERF_KRETPROBE = 4 };

/* What the probe itself missed, so that nobody asked the program. 0 on kernels that do not say. */
static uint64_t link_missed(int link)
{
	struct link_info info = {0};
	uint32_t size = sizeof(info);

	if (bpf_obj_get_info_by_fd(link, &info, &size))
		return 0;
	if (info.type == LINK_KPROBE_MULTI)
		return info.kprobe_multi.missed;
	if (info.type == LINK_PERF_EVENT &&
	    (info.perf_kprobe.type == PERF_KPROBE || info.perf_kprobe.type == PERF_KRETPROBE))
		return info.perf_kprobe.missed;
	return 0;
}

struct missed attachment_missed(const struct attachment *a, int prog_fd)
{
	struct bpf_prog_info info = {0};
	uint32_t size = sizeof(info);
	struct missed missed = {0};

	if (!bpf_obj_get_info_by_fd(prog_fd, &info, &size))
		missed.nested = info.recursion_misses;
	for (size_t i = 0; i < a->nholds; i++) {
		if (a->holds[i].link >= 0)
			missed.unseen += link_missed(a->holds[i].link);
	}
	return missed;
}
