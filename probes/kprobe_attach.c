/*
 * Attach half of kprobe and kretprobe: one perf event per function, or one link for all of them
 * (kprobe.multi, 5.18).
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/attachment.h"
#include "probes/function_why.h"

#define PMU "/sys/bus/event_source/devices/kprobe/"

/* linux/bpf.h: BPF_TRACE_KPROBE_MULTI, BPF_F_KPROBE_MULTI_RETURN; build headers may lack them. */
#define ATTACH_KPROBE_MULTI 42
#define KPROBE_MULTI_RETURN 1

/* Bit of attr.config that makes it a return probe: "config:0\n". */
static int return_bit(void)
{
	FILE *f = fopen(PMU "format/retprobe", "re");
	int bit = -1;

	if (!f)
		return -1;
	if (fscanf(f, "config:%d", &bit) != 1 || bit > 63)
		bit = -1;
	fclose(f);
	return bit;
}

static bool function_refused(struct attach_job *job, const struct probe_target *t, int error)
{
	struct function_why why = {0};

	if (t && t->function && error != EADDRNOTAVAIL)
		function_explain(probe_rows[job->spec->kind].name, str_from(t->function), &why);
	if (why.state != FUNCTION_UNKNOWN && why.state != FUNCTION_TRACEABLE) {
		snprintf(job->error->hint, sizeof(job->error->hint), "%s", why.hint);
		return attach_failed(job, t, error, "%s", why.text);
	}
	switch (error) {
	case ENOENT:
	case ESRCH:
		return attach_failed(job, t, error,
				     "the kernel has no function of this name to probe");
	case EADDRNOTAVAIL:
		return attach_failed(job, t, error, "several functions have this name");
	case EINVAL:
	case EILSEQ:
		snprintf(job->error->hint, sizeof(job->error->hint),
			 "functions marked notrace or nokprobe cannot be probed, nor can places "
			 "inside an instruction");
		return attach_failed(job, t, error, "the kernel does not allow a probe here");
	default:
		return attach_refused(job, t, error, NULL);
	}
}

static bool function_attach(struct attach_job *job, const struct probe_target *t, int type,
			    uint64_t config, uint64_t cookie)
{
	struct perf_event_attr attr = {
		.type = (uint32_t)type,
		.config = config,
		.sample_period = 1,
		.wakeup_events = 1,
		.disabled = 1,
	};
	char name[256];
	int perf, error;

	if (t->function) {
		bool in_module = t->module && strcmp(t->module, "vmlinux") != 0;

		if (snprintf(name, sizeof(name), "%s%s%s", in_module ? t->module : "",
			     in_module ? ":" : "", t->function) >= (int)sizeof(name))
			return function_refused(job, t, ENOENT);
		attr.kprobe_func = (uint64_t)(uintptr_t)name;
	}
	attr.probe_offset = t->address; /* the address itself without a function */
	perf = perf_event_fd(&attr, -1, 0);
	if (perf < 0)
		return function_refused(job, t, -perf);
	error = perf_event_attach(job, perf, cookie);
	return error ? attach_refused(job, t, -error, NULL) : true;
}

static bool functions_attach(struct attach_job *job, bool is_return)
{
	int type = sysfs_number(PMU "type"), bit = is_return ? return_bit() : 0;

	if (type < 0 || bit < 0) {
		snprintf(job->error->hint, sizeof(job->error->hint),
			 "it must be built with CONFIG_KPROBES and CONFIG_KPROBE_EVENTS");
		return attach_failed(job, NULL, ENOENT, "this kernel has no kprobes");
	}
	for (uint32_t i = 0; i < job->spec->ntargets; i++) {
		if (!function_attach(job, &job->spec->targets[i], type, is_return ? 1ull << bit : 0,
				     (uint64_t)job->spec->first_identity + i))
			return false;
	}
	return true;
}

bool attach_kprobe(struct attach_job *job)
{
	return functions_attach(job, false);
}

bool attach_kretprobe(struct attach_job *job)
{
	return functions_attach(job, true);
}

static bool multi_attach(struct attach_job *job, uint32_t flags)
{
	uint32_t n = job->spec->ntargets;
	const char **names = calloc(n + 1, sizeof(*names));
	__u64 *cookies = calloc(n + 1, sizeof(*cookies));
	LIBBPF_OPTS(bpf_link_create_opts, opts, .kprobe_multi.flags = flags, .kprobe_multi.cnt = n,
		    .kprobe_multi.syms = names, .kprobe_multi.cookies = cookies);
	int link;

	if (!names || !cookies)
		out_of_memory(n * sizeof(*cookies));
	for (uint32_t i = 0; i < n; i++) {
		names[i] = job->spec->targets[i].function ? job->spec->targets[i].function : "";
		cookies[i] = (uint64_t)job->spec->first_identity + i;
	}
	link = bpf_link_create(job->prog_fd, 0, ATTACH_KPROBE_MULTI, &opts);
	free(names);
	free(cookies);
	if (link < 0)
		return function_refused(job, n == 1 ? &job->spec->targets[0] : NULL, -link);
	attachment_add(job->attachment, (struct hold){link, -1});
	return true;
}

bool attach_kprobe_multi(struct attach_job *job)
{
	return multi_attach(job, 0);
}

bool attach_kretprobe_multi(struct attach_job *job)
{
	return multi_attach(job, KPROBE_MULTI_RETURN);
}
