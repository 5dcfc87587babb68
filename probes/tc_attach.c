/*
 * Attach half of tc: a tcx link (6.6), on older kernels a filter of clsact.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "probes/attachment.h"
#include "probes/tc_filter.h"

/* Numbers that older build headers lack: BPF_TCX_INGRESS, BPF_TCX_EGRESS. */
enum { ATTACH_TCX_INGRESS = 46, ATTACH_TCX_EGRESS = 47 };

static const char *refusal_hint(int error)
{
	if (error == ENOENT || error == EOPNOTSUPP)
		return "before Linux 6.6 this takes the queueing discipline clsact (module "
		       "sch_ingress) and the module cls_bpf";
	return NULL;
}

static bool interface_attach(struct attach_job *job, const struct probe_target *t)
{
	bool egress = t->function && strcmp(t->function, "egress") == 0;
	unsigned index = t->module ? if_nametoindex(t->module) : 0;
	const char *how = "by a link";
	int link;

	if (!index)
		return attach_failed(job, t, ENODEV, "there is no network interface %s",
				     t->module ? t->module : "");
	link = attach_link(job, (int)index, egress ? ATTACH_TCX_EGRESS : ATTACH_TCX_INGRESS, 0);
	if (link >= 0) {
		attachment_add(job->attachment, (struct hold){link, -1});
	} else if (link == -EINVAL) { /* the kernel knows no such link */
		how = "by a filter of clsact";
		link = tc_filter_add(&job->attachment->filters, (int)index, egress, job->prog_fd);
	}
	if (link < 0)
		return attach_refused(job, t, -link, refusal_hint(-link));
	snprintf(job->attachment->note, sizeof(job->attachment->note), "%s", how);
	return true;
}

bool attach_tc(struct attach_job *job)
{
	return attach_each(job, interface_attach);
}
