/* See place_event.h. Documentation/ABI/testing/sysfs-bus-event_source-devices-kprobe, -uprobe. */
#include "probes/place_event.h"

#include <errno.h>
#include <stdio.h>

#define SOURCES "/sys/bus/event_source/devices/"

/* The file says "config:0". */
int place_config_bit(const struct place_source *source, const char *field)
{
	char path[128];
	int bit = -1;
	FILE *f;

	snprintf(path, sizeof(path), SOURCES "%s/format/%s", source->name, field);
	f = fopen(path, "re");
	if (!f)
		return -1;
	if (fscanf(f, "config:%d", &bit) != 1 || bit > 63)
		bit = -1;
	fclose(f);
	return bit;
}

static bool place_attach(struct attach_job *job, const struct place_source *source,
			 const struct probe_target *t, struct perf_event_attr attr, uint64_t cookie)
{
	uint32_t pid = source->of_process ? job->program->pid_filter : 0;
	char name[PLACE_NAME_MAX];
	int perf, error;

	if (!source->place(job, t, &attr, name))
		return false;
	perf = perf_event_fd(&attr, pid ? (int)pid : -1, pid ? -1 : 0);
	if (perf < 0)
		return source->refused(job, t, -perf);
	error = perf_event_attach(job, perf, cookie);
	return error ? attach_refused(job, t, -error, NULL) : true;
}

bool place_events_attach(struct attach_job *job, const struct place_source *source, bool is_return)
{
	char path[128];
	int type, bit = is_return ? place_config_bit(source, "retprobe") : 0;
	struct perf_event_attr attr = {.sample_period = 1, .wakeup_events = 1, .disabled = 1};

	snprintf(path, sizeof(path), SOURCES "%s/type", source->name);
	type = sysfs_number(path);
	if (type < 0 || bit < 0) {
		if (source->absent_hint)
			snprintf(job->error->hint, sizeof(job->error->hint), "%s",
				 source->absent_hint);
		return attach_failed(job, NULL, ENOENT, "%s", source->absent);
	}
	attr.type = (uint32_t)type;
	attr.config = is_return ? 1ull << bit : 0;
	for (uint32_t i = 0; i < job->spec->ntargets; i++) {
		if (!place_attach(job, source, &job->spec->targets[i], attr,
				  (uint64_t)job->spec->first_identity + i))
			return false;
	}
	return true;
}
