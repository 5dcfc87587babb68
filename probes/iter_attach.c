/*
 * Attach half of iter: the link is a walk that can be taken; opening it anew takes it.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "probes/attachment.h"

static bool iter_pin(struct attach_job *job, const struct probe_target *t, int link)
{
	int error = bpf_obj_pin(link, t->module);

	if (!error) {
		job->attachment->pinned = t->module;
		return true;
	}
	if (error == -EEXIST || errno == EEXIST)
		snprintf(job->error->hint, sizeof(job->error->hint), "remove the file first");
	else
		snprintf(job->error->hint, sizeof(job->error->hint),
			 "a pin is a file below /sys/fs/bpf, where a bpf file system is mounted");
	return attach_failed(job, t, errno, "cannot pin it as %.100s: %s", t->module,
			     strerror(errno));
}

bool attach_iter(struct attach_job *job)
{
	const struct probe_target *t = &job->spec->targets[0];
	int link;

	if (job->spec->ntargets != 1)
		return attach_failed(job, NULL, EINVAL, "an iterator walks over one thing");
	link = bpf_link_create(job->prog_fd, 0, BPF_TRACE_ITER, NULL);
	if (link == -EINVAL || link == -EBADF)
		return attach_failed(job, t, EINVAL,
				     "this walk needs to be told which map to walk over, "
				     "which sonde cannot do");
	if (link < 0)
		return attach_refused(job, t, -link, NULL);
	attachment_add(job->attachment, (struct hold){link, -1});
	if (t->module)
		return iter_pin(job, t, link);
	job->attachment->reader = bpf_iter_create(link);
	if (job->attachment->reader < 0)
		return attach_refused(job, t, -job->attachment->reader, NULL);
	return true;
}
