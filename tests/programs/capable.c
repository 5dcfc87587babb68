/*
 * capable NAME,... COMMAND ...: runs COMMAND as nobody with these capabilities and no others, such
 * as `capable bpf,perfmon sonde -e ...`; "none" stands for none.
 */
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NOBODY 65534
#define NUMBER_MAX 63

static const struct {
	const char *name;
	int number;
} known[] = {
	{"bpf", CAP_BPF},
	{"perfmon", CAP_PERFMON},
	{"net_admin", CAP_NET_ADMIN},
	{"dac_read_search", CAP_DAC_READ_SEARCH},
	{"sys_ptrace", CAP_SYS_PTRACE},
	{"sys_resource", CAP_SYS_RESOURCE},
	{"syslog", CAP_SYSLOG},
	{"none", -1},
};

static int names_read(char *names, uint64_t *set)
{
	for (char *state, *name = strtok_r(names, ",", &state); name;
	     name = strtok_r(NULL, ",", &state)) {
		size_t i = 0, n = sizeof(known) / sizeof(known[0]);

		while (i < n && strcmp(name, known[i].name) != 0)
			i++;
		if (i == n) {
			fprintf(stderr, "capable: %s is not known\n", name);
			return -1;
		}
		if (known[i].number >= 0)
			*set |= UINT64_C(1) << known[i].number;
	}
	return 0;
}

static int become(uint64_t set)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2];

	for (int i = 0; i <= NUMBER_MAX; i++)
		if (!(set >> i & 1) && prctl(PR_CAPBSET_DROP, i, 0, 0, 0) && errno != EINVAL)
			return -1;
	if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) || setgroups(0, NULL) ||
	    setresgid(NOBODY, NOBODY, NOBODY) || setresuid(NOBODY, NOBODY, NOBODY))
		return -1;
	for (int i = 0; i < 2; i++) {
		uint32_t part = (uint32_t)(set >> (32 * i));

		data[i] = (struct __user_cap_data_struct){part, part, part};
	}
	if (syscall(SYS_capset, &header, data))
		return -1;
	for (int i = 0; i <= NUMBER_MAX; i++)
		if (set >> i & 1 && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, i, 0, 0))
			return -1;
	return 0;
}

int main(int argc, char **argv)
{
	uint64_t set = 0;

	if (argc < 3 || names_read(argv[1], &set)) {
		fputs("usage: capable NAME,... COMMAND ...\n", stderr);
		return 2;
	}
	if (become(set)) {
		perror("capable");
		return 2;
	}
	execvp(argv[2], argv + 2);
	perror(argv[2]);
	return 127;
}
