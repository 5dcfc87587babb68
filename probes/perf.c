/*
 * Perf events: opening them, putting programs onto them, and the probes that are nothing else.
 */
#include <bpf/bpf.h>
#include <dirent.h>
#include <errno.h>
#include <linux/hw_breakpoint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probes/attachment.h"
#include "probes/perf_event.h"
#include "probes/tracefs.h"

int perf_event_fd(struct perf_event_attr *attr, int pid, int cpu)
{
	long fd;

	attr->size = sizeof(*attr);
	fd = syscall(SYS_perf_event_open, attr, pid, cpu, -1, PERF_FLAG_FD_CLOEXEC);
	return fd < 0 ? -errno : (int)fd;
}

int sysfs_number(const char *path)
{
	size_t len;
	char *text = file_read(path, 4096, &len);
	long n;

	if (!text)
		return -errno;
	n = strtol(text, NULL, 10);
	free(text);
	return n >= 0 && n <= INT32_MAX ? (int)n : -EINVAL;
}

int perf_event_attach(struct attach_job *job, int perf, uint64_t cookie)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts, .perf_event.bpf_cookie = cookie);
	int link = bpf_link_create(job->prog_fd, perf, BPF_PERF_EVENT, &opts), error = 0;

	/* EINVAL: before 5.15, which knows no such links. */
	if (link == -EINVAL && ioctl(perf, PERF_EVENT_IOC_SET_BPF, job->prog_fd) < 0)
		error = -errno;
	else if (link < 0 && link != -EINVAL)
		error = link;
	if (!error && ioctl(perf, PERF_EVENT_IOC_ENABLE, 0) < 0)
		error = -errno;
	if (error) {
		if (link >= 0)
			close(link);
		close(perf);
		return error;
	}
	attachment_add(job->attachment, (struct hold){link >= 0 ? link : -1, perf});
	return 0;
}

static bool event_attach(struct attach_job *job, struct perf_event_attr *attr,
			 const struct probe_target *target, int pid, int cpu)
{
	int perf = perf_event_fd(attr, pid, cpu), error;

	if (perf == -EINVAL && attr->inherit_thread) {
		attr->inherit_thread = 0; /* 5.13; the program itself leaves out children */
		perf = perf_event_fd(attr, pid, cpu);
	}
	if (perf == -ESRCH && pid > 0)
		return true; /* a thread that has just ended */
	if (perf == -ENOENT || perf == -EOPNOTSUPP)
		return attach_failed(
			job, target, -perf,
			"this machine has no such event (virtual machines often have no "
			"hardware counters)");
	if (perf < 0)
		return attach_refused(job, target, -perf, NULL);
	error = perf_event_attach(job, perf, job->spec->first_identity);
	return error ? attach_refused(job, target, -error, NULL) : true;
}

static bool attach_threads(struct attach_job *job, struct perf_event_attr *attr,
			   const struct probe_target *target)
{
	char path[64];
	struct dirent *entry;
	bool ok = true;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%u/task", job->program->pid_filter);
	/* Threads that begin later belong to it too (5.13). */
	attr->inherit = 1;
	attr->inherit_thread = 1;
	dir = opendir(path);
	if (!dir)
		return attach_failed(job, target, ESRCH, "there is no process %u",
				     job->program->pid_filter);
	while (ok && (entry = readdir(dir))) {
		long tid = strtol(entry->d_name, NULL, 10);

		if (tid > 0 && tid <= INT32_MAX)
			ok = event_attach(job, attr, target, (int)tid, -1);
	}
	closedir(dir);
	return ok;
}

bool perf_event_attach_all(struct attach_job *job, struct perf_event_attr *attr,
			   const struct probe_target *target)
{
	size_t len;
	char *text;
	bool ok = true;

	if (job->program->pid_filter)
		return attach_threads(job, attr, target);
	/* "0-3,5\n" */
	text = file_read("/sys/devices/system/cpu/online", 65536, &len);
	if (!text)
		return attach_failed(job, target, errno, "the list of CPUs cannot be read");
	for (char *at = text; ok && *at >= '0' && *at <= '9';) {
		unsigned long first = strtoul(at, &at, 10), last = first;

		if (*at == '-')
			last = strtoul(at + 1, &at, 10);
		for (unsigned long cpu = first; ok && cpu <= last && cpu < 65536; cpu++)
			ok = event_attach(job, attr, target, -1, (int)cpu);
		at += *at == ',';
	}
	free(text);
	return ok;
}

/* ---- profile, software, hardware, watchpoint ---- */

static bool clock_attach(struct attach_job *job, const struct probe_target *target)
{
	const struct probe_spec *spec = job->spec;
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_CPU_CLOCK,
		.disabled = 1,
	};

	if (spec->frequency) {
		attr.freq = 1;
		attr.sample_freq = spec->frequency;
	} else {
		attr.sample_period = spec->period_ns;
	}
	return perf_event_attach_all(job, &attr, target);
}

static bool counter_attach(struct attach_job *job, const struct probe_target *target)
{
	const struct perf_event_row *row =
		perf_event_find(job->spec->kind, str_from(target->function));
	struct perf_event_attr attr = {.disabled = 1, .sample_period = job->spec->count};

	if (!row)
		return attach_failed(job, target, ENOENT, "there is no event %s", target->function);
	attr.type = row->type;
	attr.config = row->config;
	return perf_event_attach_all(job, &attr, target);
}

bool attach_perf(struct attach_job *job)
{
	const struct probe_target *target = job->spec->ntargets ? &job->spec->targets[0] : NULL;

	if (target && target->function)
		return counter_attach(job, target);
	return clock_attach(job, target);
}

/* The length of what is watched stands in the count, the mode in the function. */
bool attach_watchpoint(struct attach_job *job)
{
	const struct probe_target *t = job->spec->ntargets ? &job->spec->targets[0] : NULL;
	struct perf_event_attr attr = {
		.type = PERF_TYPE_BREAKPOINT,
		.sample_period = 1,
		.disabled = 1,
		.bp_len = job->spec->count,
	};

	if (!t || !t->function)
		return attach_failed(job, t, EINVAL, "the watchpoint has no address");
	attr.bp_addr = t->address;
	for (const char *mode = t->function; *mode; mode++)
		attr.bp_type |= *mode == 'r'   ? HW_BREAKPOINT_R
				: *mode == 'w' ? HW_BREAKPOINT_W
					       : HW_BREAKPOINT_X;
	if (attr.bp_type == HW_BREAKPOINT_X)
		attr.bp_len = sizeof(long); /* perf_event_open(2): no other is allowed */
	return perf_event_attach_all(job, &attr, t);
}
