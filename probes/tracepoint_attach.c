/*
 * Attach half of tracepoints: raw tracepoints, the two of all system calls, perf events.
 */
#include <errno.h>
#include <linux/bpf.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probes/attachment.h"
#include "probes/features.h"
#include "probes/tracefs.h"

/* union bpf_attr of BPF_RAW_TRACEPOINT_OPEN; the cookie is since 6.10. */
struct raw_open {
	uint64_t name;
	uint32_t prog_fd, unused;
	uint64_t cookie;
};

/* Kernels that know no cookies accept a zero in its place. */
static int raw_open(const char *name, int prog_fd, uint64_t cookie)
{
	struct raw_open attr = {
		.name = (uint64_t)(uintptr_t)name,
		.prog_fd = (uint32_t)prog_fd,
		.cookie = cookie,
	};
	long fd = syscall(SYS_bpf, BPF_RAW_TRACEPOINT_OPEN, &attr, sizeof(attr));

	return fd < 0 ? -errno : (int)fd;
}

static bool raw_attach(struct attach_job *job, const struct probe_target *target, const char *name,
		       uint64_t cookie)
{
	int link = raw_open(name, job->prog_fd, cookie);

	if (link == -ENOENT)
		return attach_failed(job, target, ENOENT, "the kernel has no tracepoint %s", name);
	if (link < 0)
		return attach_refused(job, target, -link, NULL);
	attachment_add(job->attachment, (struct hold){link, -1});
	return true;
}

bool attach_raw_tp(struct attach_job *job)
{
	const struct probe_spec *spec = job->spec;
	bool many = spec->ntargets > 1 && kernel_has(FEATURE_raw_tp_cookie);

	for (uint32_t i = 0; i < spec->ntargets; i++) {
		uint64_t cookie = many ? (uint64_t)spec->first_identity + i : 0;

		if (!raw_attach(job, &spec->targets[i], spec->targets[i].function, cookie))
			return false;
	}
	return true;
}

bool attach_raw_tp_typed(struct attach_job *job)
{
	const struct probe_target *t = job->spec->ntargets ? &job->spec->targets[0] : NULL;

	return raw_attach(job, t, NULL, 0); /* the program knows its tracepoint */
}

/* All targets of a spec are calls of one direction: the program tells them apart. */
static const char *syscall_event(const struct probe_spec *spec)
{
	const char *function = spec->ntargets ? spec->targets[0].function : NULL;

	return function && strncmp(function, "sys_exit_", 9) == 0 ? "sys_exit" : "sys_enter";
}

bool attach_syscall(struct attach_job *job)
{
	const struct probe_target *t = job->spec->ntargets ? &job->spec->targets[0] : NULL;

	return raw_attach(job, t, syscall_event(job->spec), 0);
}

static bool event_attach(struct attach_job *job, const struct probe_target *t, const char *category,
			 const char *event, uint64_t cookie)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT,
		.sample_period = 1,
		.wakeup_events = 1,
		.disabled = 1,
	};
	int id = tracefs_event_id(category ? category : "", event ? event : "");
	int perf, error;

	if (id < 0 && !tracefs_root())
		return attach_failed(job, t, -id, "%s", tracefs_problem().text);
	if (id == -ENOENT)
		return attach_failed(job, t, ENOENT, "the kernel has no such event");
	if (id < 0)
		return attach_refused(job, t, -id, NULL);
	attr.config = (uint64_t)id;
	/* The program runs on every CPU wherever the event itself is. */
	perf = perf_event_fd(&attr, -1, 0);
	if (perf < 0)
		return attach_refused(job, t, -perf, NULL);
	error = perf_event_attach(job, perf, cookie);
	return error ? attach_refused(job, t, -error, NULL) : true;
}

bool attach_tracepoint(struct attach_job *job)
{
	for (uint32_t i = 0; i < job->spec->ntargets; i++) {
		const struct probe_target *t = &job->spec->targets[i];

		if (!event_attach(job, t, t->module, t->function,
				  (uint64_t)job->spec->first_identity + i))
			return false;
	}
	return true;
}

bool attach_syscall_event(struct attach_job *job)
{
	const struct probe_target *t = job->spec->ntargets ? &job->spec->targets[0] : NULL;

	return event_attach(job, t, "raw_syscalls", syscall_event(job->spec), 0);
}
