/*
 * Attach half of cgroup, cgroup_skb and sockops: links onto the directory of a cgroup (5.7). Beside
 * the programs of others they run all, and what one refuses is refused.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <string.h>
#include <unistd.h>

#include "probes/attachment.h"
#include "probes/capabilities.h"
#include "probes/cgroup_hooks.h"

static const char *refusal_hint(int error)
{
	if (error == EPERM && capabilities_effective() & CAPABILITY(CAP_NET_ADMIN))
		return "a program that was attached above or here without BPF_F_ALLOW_MULTI keeps "
		       "all others out: `bpftool cgroup tree` shows it";
	return NULL;
}

/* T is a cgroup, TYPE what its programs are attached as. */
static bool cgroup_attach(struct attach_job *job, const struct probe_target *t, int type)
{
	int fd, link;

	if (!t->module)
		return attach_failed(job, t, EINVAL, "no cgroup is named");
	fd = open(t->module, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
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

static bool hook_attach(struct attach_job *job, const struct probe_target *t)
{
	const struct cgroup_hook *h = cgroup_hook_find(job->spec->method, t->function);

	if (!h)
		return attach_failed(job, t, EINVAL, "this is nothing a cgroup does");
	return cgroup_attach(job, t, h->attach_type);
}

static bool sockops_attach(struct attach_job *job, const struct probe_target *t)
{
	return cgroup_attach(job, t, BPF_CGROUP_SOCK_OPS);
}

bool attach_cgroup(struct attach_job *job)
{
	return attach_each(job, hook_attach);
}

bool attach_cgroup_skb(struct attach_job *job)
{
	return attach_each(job, hook_attach);
}

bool attach_sockops(struct attach_job *job)
{
	return attach_each(job, sockops_attach);
}
