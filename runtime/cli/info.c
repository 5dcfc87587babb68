#include "runtime/cli/info.h"

#include <sys/utsname.h>

#include "lang/target.h"
#include "probes/target_host.h"

void info_print(FILE *to)
{
	struct target *t = target_host_new();
	struct utsname u;

	uname(&u);
	fprintf(to, "sonde %s\nkernel %s %s, %u possible CPUs\n\n", SONDE_VERSION, u.release,
		u.machine, t->ncpus);
	for (size_t i = 0; i < FEATURE_COUNT; i++)
		fprintf(to, "  %-3s  %-20s %s%s%s\n",
			t->ops->has(t, (enum feature)i) ? "yes" : "no", feature_rows[i].name,
			feature_rows[i].what, feature_rows[i].since ? ", since Linux " : "",
			feature_rows[i].since ? feature_rows[i].since : "");
	t->ops->free(t);
}
