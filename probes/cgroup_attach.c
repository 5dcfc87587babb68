/*
 * Attach half of cgroup, cgroup_skb and sockops: links onto the directory of a cgroup (5.7). Beside
 * the programs of others they run all, and what one refuses is refused.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <string.h>
#include <unistd.h>

#include "probes/attachment.h"
#include "probes/cgroup_hooks.h"

static const char *refusal_hint(int error)
{
	if (error == EPERM)
		return "a program that was attached above or here without BPF_F_ALLOW_MULTI keeps "
		       "all others out: `bpftool cgroup tree` shows it";
	return NULL;
}

static bool cgroup_attach_one(struct attach_job *job, const struct probe_target *t, int type)
{
	int fd = open(t->module, O_RDONLY | O_DIRECTORY | O_CLOEXEC), link;

	if (fd < 0)
		return attach_failed(job, t, errno, "cannot open the cgroup %.120s: %s", t->module,
				     strerror(errno));
	link = attach_link(job, fd, type, 0);
	close(fd);
	if (link < 0)
		return attach_refused(job, t, -link, refusal_hint(-link));
	attachment_add(job->attachment, (struct hold){link, -1});
	return true;
}

static bool hook_attach(struct attach_job *job)
{
	for (uint32_t i = 0; i < job->spec->ntargets; i++) {
		const struct probe_target *t = &job->spec->targets[i];
		const struct cgroup_hook *h = cgroup_hook_find(job->spec->method, t->function);

		if (!h || !t->module)
			return attach_failed(job, t, EINVAL, "this is nothing a cgroup does");
		if (!cgroup_attach_one(job, t, h->attach_type))
			return false;
	}
	return true;
}

bool attach_cgroup(struct attach_job *job)
{
	return hook_attach(job);
}

bool attach_cgroup_skb(struct attach_job *job)
{
	return hook_attach(job);
}

bool attach_sockops(struct attach_job *job)
{
	for (uint32_t i = 0; i < job->spec->ntargets; i++) {
		const struct probe_target *t = &job->spec->targets[i];

		if (!t->module)
			return attach_failed(job, t, EINVAL, "no cgroup is named");
		if (!cgroup_attach_one(job, t, BPF_CGROUP_SOCK_OPS))
			return false;
	}
	return true;
}
