/*
 * Attach half of uprobe and uretprobe: one perf event per place in a file, or one link for all
 * places in it.
 */
#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probes/place_event.h"
#include "probes/uprobe_multi.h"

static const struct place_source places;

/* Lets the kernel count us as a listener in the program's semaphore. */
static bool semaphore_config(struct attach_job *job, const struct probe_target *t,
			     struct perf_event_attr *attr)
{
	int bit;

	if (!t->semaphore)
		return true;
	bit = place_config_bit(&places, "ref_ctr_offset");
	if (bit < 0 || t->semaphore >> (64 - bit))
		return attach_failed(job, t, ENOTSUP,
				     "the kernel cannot tell the program that somebody listens");
	attr->config |= t->semaphore << bit;
	return true;
}

static bool file_place(struct attach_job *job, const struct probe_target *t,
		       struct perf_event_attr *attr, char name[PLACE_NAME_MAX])
{
	(void)name;
	if (!t->module)
		return attach_failed(job, t, EINVAL, "the probe names no file");
	attr->uprobe_path = (uint64_t)(uintptr_t)t->module;
	attr->probe_offset = t->address;
	return semaphore_config(job, t, attr);
}

static bool place_refused(struct attach_job *job, const struct probe_target *t, int error)
{
	if (error == EINVAL || error == EILSEQ)
		return attach_failed(job, t, error, "the kernel does not allow a probe here");
	return attach_refused(job, t, error, NULL);
}

static const struct place_source places = {
	.name = "uprobe",
	.absent = "this kernel has no uprobes (CONFIG_UPROBE_EVENTS)",
	.place = file_place,
	.refused = place_refused,
	.of_process = true,
};

bool attach_uprobe(struct attach_job *job)
{
	return place_events_attach(job, &places, false);
}

bool attach_uretprobe(struct attach_job *job)
{
	return place_events_attach(job, &places, true);
}

/* ---- one link for many ---- */

/* union bpf_attr of BPF_LINK_CREATE with what 6.6 added for uprobes. */
struct link_create {
	uint32_t prog_fd, target_fd, attach_type, flags;
	uint64_t path, offsets, ref_ctr_offsets, cookies;
	uint32_t count, multi_flags, pid, unused;
};

int uprobe_multi_link(int prog_fd, const struct uprobe_multi *u)
{
	struct link_create attr = {
		.prog_fd = (uint32_t)prog_fd,
		.attach_type = ATTACH_UPROBE_MULTI,
		.path = (uint64_t)(uintptr_t)u->path,
		.offsets = (uint64_t)(uintptr_t)u->offsets,
		.cookies = (uint64_t)(uintptr_t)u->cookies,
		.ref_ctr_offsets = (uint64_t)(uintptr_t)u->semaphores,
		.count = u->count,
		.multi_flags = u->is_return,
		.pid = u->pid,
	};
	long fd = syscall(SYS_bpf, BPF_LINK_CREATE, &attr, sizeof(attr));

	return fd < 0 ? -errno : (int)fd;
}

/* Targets from FIRST on that are in the same file. */
static uint32_t same_file(const struct probe_spec *spec, uint32_t first)
{
	uint32_t n = 1;

	while (first + n < spec->ntargets && spec->targets[first + n].module &&
	       strcmp(spec->targets[first].module, spec->targets[first + n].module) == 0)
		n++;
	return n;
}

static bool file_attach(struct attach_job *job, uint32_t first, uint32_t n, bool is_return)
{
	const struct probe_target *t = &job->spec->targets[first];
	uint64_t *offsets = calloc(n, sizeof(*offsets)), *cookies = calloc(n, sizeof(*cookies));
	uint64_t *semaphores = calloc(n, sizeof(*semaphores));
	struct uprobe_multi u = {
		.path = t->module,
		.offsets = offsets,
		.cookies = cookies,
		.count = n,
		.pid = job->program->pid_filter,
		.is_return = is_return,
	};
	int link;

	if (!offsets || !cookies || !semaphores)
		out_of_memory(n * sizeof(*offsets));
	for (uint32_t i = 0; i < n; i++) {
		offsets[i] = t[i].address;
		cookies[i] = (uint64_t)job->spec->first_identity + first + i;
		semaphores[i] = t[i].semaphore;
		if (t[i].semaphore)
			u.semaphores = semaphores;
	}
	link = uprobe_multi_link(job->prog_fd, &u);
	free(offsets);
	free(cookies);
	free(semaphores);
	if (link < 0)
		return attach_refused(job, n == 1 ? t : NULL, -link, NULL);
	attachment_add(job->attachment, (struct hold){link, -1});
	return true;
}

static bool files_attach(struct attach_job *job, bool is_return)
{
	const struct probe_spec *spec = job->spec;
	uint32_t n;

	for (uint32_t i = 0; i < spec->ntargets; i += n) {
		if (!spec->targets[i].module)
			return attach_failed(job, NULL, EINVAL, "the probe names no file");
		n = same_file(spec, i);
		if (!file_attach(job, i, n, is_return))
			return false;
	}
	return true;
}

bool attach_uprobe_multi(struct attach_job *job)
{
	return files_attach(job, false);
}

bool attach_uretprobe_multi(struct attach_job *job)
{
	return files_attach(job, true);
}
