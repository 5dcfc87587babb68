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

#include "probes/attachment.h"
#include "probes/uprobe_multi.h"

#define PMU "/sys/bus/event_source/devices/uprobe/"

/* First bit of a part of the event's configuration; -1: this kernel does not have it. */
static int config_bit(const char *path)
{
	FILE *f = fopen(path, "re");
	int bit = -1;

	if (!f)
		return -1;
	if (fscanf(f, "config:%d", &bit) != 1 || bit > 63)
		bit = -1;
	fclose(f);
	return bit;
}

/* Lets the kernel count us as a listener in the program's semaphore. */
static bool semaphore_config(struct attach_job *job, const struct probe_target *t, uint64_t *config)
{
	int bit;

	if (!t->semaphore)
		return true;
	bit = config_bit(PMU "format/ref_ctr_offset");
	if (bit < 0 || t->semaphore >> (64 - bit))
		return attach_failed(job, t, ENOTSUP,
				     "the kernel cannot tell the program that somebody listens");
	*config |= t->semaphore << bit;
	return true;
}

static bool place_attach(struct attach_job *job, const struct probe_target *t, int type,
			 uint64_t config, uint64_t cookie)
{
	struct perf_event_attr attr = {
		.type = (uint32_t)type,
		.config = config,
		.uprobe_path = (uint64_t)(uintptr_t)t->module,
		.probe_offset = t->address,
		.sample_period = 1,
		.wakeup_events = 1,
		.disabled = 1,
	};
	uint32_t pid = job->program->pid_filter;
	uint64_t with_semaphore = config;
	int perf, error;

	if (!semaphore_config(job, t, &with_semaphore))
		return false;
	attr.config = with_semaphore;
	perf = perf_event_fd(&attr, pid ? (int)pid : -1, pid ? -1 : 0);
	if (perf == -EINVAL || perf == -EILSEQ)
		return attach_failed(job, t, -perf, "the kernel does not allow a probe here");
	if (perf < 0)
		return attach_refused(job, t, -perf, NULL);
	error = perf_event_attach(job, perf, cookie);
	return error ? attach_refused(job, t, -error, NULL) : true;
}

static bool places_attach(struct attach_job *job, bool is_return)
{
	int type = sysfs_number(PMU "type"),
	    bit = is_return ? config_bit(PMU "format/retprobe") : 0;

	if (type < 0 || bit < 0)
		return attach_failed(job, NULL, ENOENT,
				     "this kernel has no uprobes (CONFIG_UPROBE_EVENTS)");
	for (uint32_t i = 0; i < job->spec->ntargets; i++) {
		const struct probe_target *t = &job->spec->targets[i];

		if (!t->module)
			return attach_failed(job, t, EINVAL, "the probe names no file");
		if (!place_attach(job, t, type, is_return ? 1ull << bit : 0,
				  (uint64_t)job->spec->first_identity + i))
			return false;
	}
	return true;
}

bool attach_uprobe(struct attach_job *job)
{
	return places_attach(job, false);
}

bool attach_uretprobe(struct attach_job *job)
{
	return places_attach(job, true);
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
