/*
 * Attach half of kprobe and kretprobe: one perf event per function, or one link for all of them
 * (kprobe.multi, 5.18).
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/function_why.h"
#include "probes/place_event.h"

/* linux/bpf.h: BPF_TRACE_KPROBE_MULTI, BPF_F_KPROBE_MULTI_RETURN; build headers may lack them. */
#define ATTACH_KPROBE_MULTI 42
#define KPROBE_MULTI_RETURN 1

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

static bool function_place(struct attach_job *job, const struct probe_target *t,
			   struct perf_event_attr *attr, char name[PLACE_NAME_MAX])
{
	bool in_module = t->module && strcmp(t->module, "vmlinux") != 0;

	attr->probe_offset = t->address; /* the address itself without a function */
	if (!t->function)
		return true;
	if (snprintf(name, PLACE_NAME_MAX, "%s%s%s", in_module ? t->module : "",
		     in_module ? ":" : "", t->function) >= PLACE_NAME_MAX)
		return function_refused(job, t, ENOENT);
	attr->kprobe_func = (uint64_t)(uintptr_t)name;
	return true;
}

static const struct place_source functions = {
	.name = "kprobe",
	.absent = "this kernel has no kprobes",
	.absent_hint = "it must be built with CONFIG_KPROBES and CONFIG_KPROBE_EVENTS",
	.place = function_place,
	.refused = function_refused,
};

bool attach_kprobe(struct attach_job *job)
{
	return place_events_attach(job, &functions, false);
}

bool attach_kretprobe(struct attach_job *job)
{
	return place_events_attach(job, &functions, true);
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
