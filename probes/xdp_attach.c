/*
 * Attach half of xdp: a link (5.9). A driver that can runs the program itself; else the kernel
 * does, on a packet that is already made (generic mode).
 */
#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <stdio.h>

#include "probes/attachment.h"

static const char *refusal_hint(int error)
{
	if (error == EBUSY)
		return "the interface has an XDP program: `bpftool net` shows it, "
		       "`ip link set dev NAME xdp off` takes it off";
	if (error == EOPNOTSUPP || error == EINVAL)
		return "tc:NAME:ingress sees the same packets a little later";
	return NULL;
}

static bool interface_attach(struct attach_job *job, const struct probe_target *t)
{
	unsigned index = t->function ? if_nametoindex(t->function) : 0;
	const char *how = "in the driver";
	int link;

	if (!index)
		return attach_failed(job, t, ENODEV, "there is no network interface %s",
				     t->function ? t->function : "");
	link = attach_link(job, (int)index, BPF_XDP, XDP_FLAGS_DRV_MODE);
	if (link < 0 && link != -EBUSY && link != -EPERM) {
		how = "in generic mode";
		link = attach_link(job, (int)index, BPF_XDP, XDP_FLAGS_SKB_MODE);
	}
	if (link < 0)
		return attach_refused(job, t, -link, refusal_hint(-link));
	attachment_add(job->attachment, (struct hold){link, -1});
	snprintf(job->attachment->note, sizeof(job->attachment->note), "%s", how);
	return true;
}

bool attach_xdp(struct attach_job *job)
{
	return attach_each(job, interface_attach);
}
