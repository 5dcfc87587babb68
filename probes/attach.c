/*
 * Attaching: chooses the family's function by the method, and owns what it opened.
 */
#include "probes/attach.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "probes/attachment.h"
#include "probes/capabilities.h"
#include "probes/tc_filter.h"
#include "probes/tracefs.h"

static bool (*const attach_by_method[METHOD_COUNT])(struct attach_job *job) = {
#define METHOD(id, ...) [METHOD_##id] = attach_##id,
#include "lang/methods.def"
#undef METHOD
};

/* Programs of these methods are run by the tracer: the caller keeps them. */
bool attach_run(struct attach_job *job)
{
	bug("%s is run, not attached", job->spec->text);
}

bool attach_bench(struct attach_job *job)
{
	bug("%s is run, not attached", job->spec->text);
}

/* ---- errors ---- */

bool attach_failed(struct attach_job *job, const struct probe_target *target, int error,
		   const char *fmt, ...)
{
	const char *name = target && target->name ? target->name : job->spec->text;
	va_list ap;
	int n;

	job->error->error = error;
	n = snprintf(job->error->text, sizeof(job->error->text), "%.120s: ", name);
	va_start(ap, fmt);
	if (n > 0 && (size_t)n < sizeof(job->error->text))
		vsnprintf(job->error->text + n, sizeof(job->error->text) - (size_t)n, fmt, ap);
	va_end(ap);
	return false;
}

static const char *usual_hint(int error)
{
	switch (error) {
	case EMFILE:
		return "each attach point needs a file descriptor: raise the limit (ulimit -n)";
	case E2BIG:
		return "the kernel allows only so many programs on one event (64)";
	case ENOSPC:
		return "all breakpoint registers of the CPU are taken (x86 has 4)";
	case EBUSY:
		return "something else holds the event: another tracer, or all counters are in use";
	default:
		return NULL;
	}
}

bool attach_refused(struct attach_job *job, const struct probe_target *target, int error,
		    const char *hint)
{
	if (!hint)
		hint = usual_hint(error);
	if (!hint && (error == EPERM || error == EACCES))
		capabilities_hint(job->spec->method, job->error->hint, sizeof(job->error->hint));
	if (hint)
		snprintf(job->error->hint, sizeof(job->error->hint), "%s", hint);
	return attach_failed(job, target, error, "%s", strerror(error));
}

bool attach_each(struct attach_job *job,
		 bool (*attach)(struct attach_job *job, const struct probe_target *target))
{
	for (uint32_t i = 0; i < job->spec->ntargets; i++)
		if (!attach(job, &job->spec->targets[i]))
			return false;
	return true;
}

int attach_link(struct attach_job *job, int target, int attach, unsigned flags)
{
	LIBBPF_OPTS(bpf_link_create_opts, options, .flags = flags);

	return bpf_link_create(job->prog_fd, target, (enum bpf_attach_type)attach, &options);
}

/* ---- ownership ---- */

void attachment_add(struct attachment *a, struct hold hold)
{
	if (a->nholds == a->cap) {
		size_t cap = a->cap ? a->cap * 2 : 4;
		struct hold *holds = realloc(a->holds, cap * sizeof(*holds));

		if (!holds)
			out_of_memory(cap * sizeof(*holds));
		a->holds = holds;
		a->cap = cap;
	}
	a->holds[a->nholds++] = hold;
}

struct attachment *probe_attach(const struct program *p, const struct probe_spec *spec, int prog_fd,
				struct attach_error *error)
{
	struct attachment *a = calloc(1, sizeof(*a));
	struct attach_job job = {p, spec, prog_fd, a, error};

	if (!a)
		out_of_memory(sizeof(*a));
	*error = (struct attach_error){0};
	a->count = spec->ntargets;
	a->reader = -1;
	a->slow = method_rows[spec->method].slow;
	if (prog_fd < 0)
		attach_failed(&job, spec->targets, ENOENT, "the BPF program is no longer loaded");
	if (prog_fd < 0 || !attach_by_method[spec->method](&job)) {
		attachment_free(a);
		return NULL;
	}
	return a;
}

/*
 * Clocks and counters stop by the ioctl, raw tracepoints by closing their links (0.1 ms). Taking a
 * program off a perf tracepoint or a function makes the kernel wait for tasks (40 ms each, measured
 * on 6.18), so that is left to attachment_free: until then those programs may still run, and the
 * caller ignores what they send.
 */
void attachment_disable(struct attachment *a)
{
	tc_filters_remove(&a->filters);
	for (size_t i = 0; i < a->nholds; i++) {
		struct hold *h = &a->holds[i];

		if (h->perf >= 0)
			ioctl(h->perf, PERF_EVENT_IOC_DISABLE, 0);
		if (h->link >= 0 && !a->slow) {
			close(h->link);
			h->link = -1;
		}
	}
}

bool attachment_is_slow(const struct attachment *a)
{
	return a->slow;
}

void attachment_free(struct attachment *a)
{
	if (!a)
		return;
	tc_filters_remove(&a->filters);
	for (size_t i = 0; i < a->nholds; i++) {
		if (a->holds[i].link >= 0)
			close(a->holds[i].link);
		if (a->holds[i].perf >= 0)
			close(a->holds[i].perf);
	}
	if (a->reader >= 0)
		close(a->reader);
	free(a->holds);
	free(a);
}

int attachment_reader(const struct attachment *a)
{
	return a->reader;
}

const char *attachment_pinned(const struct attachment *a)
{
	return a->pinned;
}

const char *attachment_note(const struct attachment *a)
{
	return a->note;
}

uint32_t attachment_count(const struct attachment *a)
{
	return a->count;
}
