/*
 * Inside of an attachment, for the attach half of each family: attach_<method> per row of
 * methods.def.
 */
#ifndef SONDE_PROBES_ATTACHMENT_H
#define SONDE_PROBES_ATTACHMENT_H

#include <linux/perf_event.h>
#include <stdbool.h>
#include <stdint.h>

#include "lang/base/base.h"
#include "probes/attach.h"

/* One event with the program on it; -1: that descriptor is not used. */
struct hold {
	int link; /* closing it takes the program off the event */
	int perf; /* closing it destroys the event */
};

struct attachment {
	struct hold *holds;
	size_t nholds, cap;
	uint32_t count;
	bool slow;
	int reader;		   /* reading it runs the program; -1: it has none */
	const char *pinned;	   /* file under which others can run it; NULL: none */
	struct tc_filter *filters; /* of kernels without links for tc; NULL: none */
	char note[96];		   /* how it was attached, for -v; may be empty */
};

/* One call of probe_attach. */
struct attach_job {
	const struct program *program;
	const struct probe_spec *spec;
	int prog_fd;
	struct attachment *attachment;
	struct attach_error *error;
};

/* False: job->error says why; what was attached before the failure is in the attachment. */
#define METHOD(id, ...) bool attach_##id(struct attach_job *job);
#include "lang/methods.def"
#undef METHOD

/* Takes over both descriptors. */
void attachment_add(struct attachment *a, struct hold hold);

/* Fills in the error with what TARGET was refused for; returns false. HINT may be NULL. */
bool attach_refused(struct attach_job *job, const struct probe_target *target, int error,
		    const char *hint);
ATTR_PRINTF(4, 5)
bool attach_failed(struct attach_job *job, const struct probe_target *target, int error,
		   const char *fmt, ...);

/* Calls ATTACH for every target of the spec, until one fails. */
bool attach_each(struct attach_job *job,
		 bool (*attach)(struct attach_job *job, const struct probe_target *target));

/* bpf_link_create of the program onto the object TARGET by ATTACH. A descriptor, or negative errno.
 */
int attach_link(struct attach_job *job, int target, int attach, unsigned flags);

/* perf_event_open; a descriptor, or negative errno. */
int perf_event_fd(struct perf_event_attr *attr, int pid, int cpu);

/*
 * Puts the program onto the perf event PERF with COOKIE: by a link where the kernel has them, else
 * by the old ioctl, which knows no cookies. Takes over PERF. 0, or negative errno (PERF is closed).
 */
int perf_event_attach(struct attach_job *job, int perf, uint64_t cookie);

/*
 * Opens ATTR wherever it has to fire and attaches: for every thread of the traced process, or on
 * every CPU that is online.
 */
bool perf_event_attach_all(struct attach_job *job, struct perf_event_attr *attr,
			   const struct probe_target *target);

/* The number in a small file of sysfs, negative errno without it. */
int sysfs_number(const char *path);

#endif
