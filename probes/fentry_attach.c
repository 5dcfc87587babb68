/*
 * Attach half of fentry: the program knows its function since it was loaded.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>

#include "probes/attachment.h"
#include "probes/function_why.h"

/* The kernel's own number, which user space has no name for. */
#define KERNEL_ENOTSUPP 524

bool attach_fentry(struct attach_job *job)
{
	const struct probe_target *t = job->spec->ntargets ? &job->spec->targets[0] : NULL;
	struct function_why why = {0};
	int link = bpf_raw_tracepoint_open(NULL, job->prog_fd);

	if (link < 0 && link != -EPERM && t && t->function) {
		function_explain(probe_rows[job->spec->kind].name, str_from(t->function), &why);
		if (why.state == FUNCTION_NOTRACE || why.state == FUNCTION_BLACKLISTED) {
			snprintf(job->error->hint, sizeof(job->error->hint), "%s", why.hint);
			return attach_failed(job, t, -link, "%s", why.text);
		}
	}
	if (link == -EPERM || link == -KERNEL_ENOTSUPP || link == -EOPNOTSUPP) {
		snprintf(job->error->hint, sizeof(job->error->hint),
			 "a kprobe or a tracepoint may serve instead");
		return attach_failed(job, t, -link, "this kernel does not allow trampolines");
	}
	if (link < 0)
		return attach_refused(job, t, -link, NULL);
	attachment_add(job->attachment, (struct hold){link, -1});
	return true;
}
