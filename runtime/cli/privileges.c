#include "runtime/cli/privileges.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lang/base/base.h"

static uint64_t capabilities_effective(void)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2] = {{0}};

	if (syscall(SYS_capget, &header, data) < 0)
		return 0;
	return (uint64_t)data[1].effective << 32 | data[0].effective;
}

static const struct {
	int number;
	const char *name, *why;
} needed[] = {
	{CAP_BPF, "CAP_BPF", "to load programs"},
	{CAP_PERFMON, "CAP_PERFMON", "to trace"},
	{CAP_DAC_READ_SEARCH, "CAP_DAC_READ_SEARCH", "to read tracefs"},
};

/*
 * CAP_SYS_ADMIN includes CAP_BPF and CAP_PERFMON (capabilities(7), Linux 5.8). Root reads tracefs
 * without any of them.
 */
static bool capabilities_check(void)
{
	uint64_t have = capabilities_effective();
	bool ok = true;

	if (have & (1ull << CAP_SYS_ADMIN))
		have |= 1ull << CAP_BPF | 1ull << CAP_PERFMON;
	if (geteuid() == 0)
		have |= 1ull << CAP_DAC_READ_SEARCH;
	for (size_t i = 0; i < ARRAY_LEN(needed); i++) {
		if (have & (1ull << needed[i].number))
			continue;
		fprintf(stderr, "ERROR: %s is missing, which sonde needs %s\n", needed[i].name,
			needed[i].why);
		ok = false;
	}
	if (!ok)
		fputs("HINT: run it as root (sudo sonde ...), or grant the capabilities with setcap(8)\n",
		      stderr);
	return ok;
}

/* kernel_lockdown(7): "none [integrity] confidentiality", the mode in force in brackets. */
static bool lockdown_check(void)
{
	char text[128] = "";
	int fd = open("/sys/kernel/security/lockdown", O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return true;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n <= 0 || !strstr(text, "[confidentiality]"))
		return true;
	fputs("ERROR: the kernel is locked down (confidentiality), which forbids programs that read "
	      "kernel memory\n"
	      "HINT: boot with lockdown=integrity or lockdown=none; see kernel_lockdown(7)\n",
	      stderr);
	return false;
}

bool privileges_check(void)
{
	return capabilities_check() && lockdown_check();
}
