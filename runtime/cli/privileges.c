#include "runtime/cli/privileges.h"

#include <linux/capability.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "lang/base/base.h"
#include "probes/capabilities.h"

static const struct {
	int number;
	const char *name, *why;
} needed[] = {
	{CAP_BPF, "CAP_BPF", "to load programs"},
	{CAP_PERFMON, "CAP_PERFMON", "to trace"},
};

/* What only some probes need is said when they need it. */
static bool capabilities_check(void)
{
	uint64_t have = capabilities_effective();
	bool ok = true;

	for (size_t i = 0; i < ARRAY_LEN(needed); i++) {
		if (have & CAPABILITY(needed[i].number))
			continue;
		fprintf(stderr, "ERROR: %s is missing, which sonde needs %s\n", needed[i].name,
			needed[i].why);
		ok = false;
	}
	if (!ok)
		fputs("HINT: run it as root (sudo sonde ...), or with ambient capabilities; "
		      "sonde-security(7) says which and how\n",
		      stderr);
	return ok;
}

static bool lockdown_check(void)
{
	const char *mode = lockdown_mode();

	if (!mode || strcmp(mode, "confidentiality") != 0)
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
