/*
 * Attach half of lsm: the program knows its hook since it was loaded. The kernel takes it even when
 * it will never call it, because "bpf" is not among the security modules: that is asked here.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probes/attachment.h"

#define LSM_FILE "/sys/kernel/security/lsm"

/* The file `lsm` of a securityfs that nobody mounted: seen by us alone (fsopen, 5.2). */
static int lsm_open_unmounted(void)
{
	int fs = (int)syscall(SYS_fsopen, "securityfs", FSOPEN_CLOEXEC), mount = -1, fd = -1;

	if (fs >= 0 && syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) == 0)
		mount = (int)syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC, 0);
	if (mount >= 0)
		fd = openat(mount, "lsm", O_RDONLY | O_CLOEXEC);
	if (mount >= 0)
		close(mount);
	if (fs >= 0)
		close(fs);
	return fd;
}

/* The list of security modules; empty: it cannot be read. */
static void lsm_list_read(char *list, size_t size)
{
	int fd = open(LSM_FILE, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		fd = lsm_open_unmounted();
	n = fd < 0 ? -1 : read(fd, list, size - 1);
	list[n < 0 ? 0 : n] = '\0';
	list[strcspn(list, "\n")] = '\0';
	if (fd >= 0)
		close(fd);
}

static bool list_has(const char *list, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = list; at && *at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
		if (strncmp(at, name, len) == 0 && (at[len] == ',' || !at[len]))
			return true;
	return false;
}

bool attach_lsm(struct attach_job *job)
{
	const struct probe_target *t = job->spec->ntargets ? &job->spec->targets[0] : NULL;
	char list[1024];
	int link;

	lsm_list_read(list, sizeof(list));
	if (list[0] && !list_has(list, "bpf")) {
		snprintf(job->error->hint, sizeof(job->error->hint),
			 "boot with lsm=%.160s,bpf: " LSM_FILE " lists them", list);
		return attach_failed(job, t, EOPNOTSUPP,
				     "the kernel runs no programs at its security hooks");
	}
	link = bpf_raw_tracepoint_open(NULL, job->prog_fd);
	if (link < 0)
		return attach_refused(job, t, -link, NULL);
	attachment_add(job->attachment, (struct hold){link, -1});
	return true;
}
