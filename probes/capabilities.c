#include "probes/capabilities.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lang/base/base.h"

static const struct {
	int number;
	const char *name;
} names[] = {
	{CAP_BPF, "CAP_BPF"},
	{CAP_PERFMON, "CAP_PERFMON"},
	{CAP_NET_ADMIN, "CAP_NET_ADMIN"},
};

/* CAP_SYS_ADMIN includes CAP_BPF and CAP_PERFMON (capabilities(7), Linux 5.8). */
uint64_t capabilities_effective(void)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2] = {{0}};
	uint64_t have;

	if (syscall(SYS_capget, &header, data) < 0)
		return 0;
	have = (uint64_t)data[1].effective << 32 | data[0].effective;
	if (have & CAPABILITY(CAP_SYS_ADMIN))
		have |= CAPABILITY(CAP_BPF) | CAPABILITY(CAP_PERFMON);
	return have;
}

uint64_t capabilities_of_method(enum attach_method method)
{
	uint64_t set = CAPABILITY(CAP_BPF) | CAPABILITY(CAP_PERFMON);

	return method_rows[method].net_admin ? set | CAPABILITY(CAP_NET_ADMIN) : set;
}

void capabilities_text(uint64_t set, char *to, size_t size)
{
	size_t len = 0;

	to[0] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (!(set & CAPABILITY(names[i].number)) || len >= size)
			continue;
		len += (size_t)snprintf(to + len, size - len, "%s%s", len ? " and " : "",
					names[i].name);
	}
}

const char *lockdown_mode(void)
{
	static const char *const modes[] = {"integrity", "confidentiality"};
	char text[128] = "", wanted[32];
	int fd = open("/sys/kernel/security/lockdown", O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return NULL;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	/* "none [integrity] confidentiality", the mode in force in brackets. */
	for (size_t i = 0; n > 0 && i < ARRAY_LEN(modes); i++) {
		snprintf(wanted, sizeof(wanted), "[%s]", modes[i]);
		if (strstr(text, wanted))
			return modes[i];
	}
	return NULL;
}

bool capabilities_hint(enum attach_method method, char *to, size_t size)
{
	uint64_t lacking = capabilities_of_method(method) & ~capabilities_effective();
	const char *mode = lockdown_mode();
	char text[80];

	capabilities_text(lacking, text, sizeof(text));
	if (lacking)
		snprintf(to, size, "run as root, or with %s, which is missing", text);
	else if (mode)
		snprintf(to, size, "the kernel is locked down (%s): see kernel_lockdown(7)", mode);
	return lacking || mode;
}

/*
 * Root gets all capabilities back by execve(2); with no_new_privs it does not, and neither do
 * programs that are setuid.
 */
bool capabilities_keep(uint64_t set)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2] = {{0}};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || syscall(SYS_capget, &header, data) < 0)
		return false;
	for (int i = 0; i < 2; i++) {
		uint32_t kept = (uint32_t)(set >> (32 * i));

		data[i].permitted &= kept;
		data[i].effective &= kept;
		data[i].inheritable &= kept;
	}
	return syscall(SYS_capset, &header, data) == 0;
}
