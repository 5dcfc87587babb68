/* What this kernel offers, what of the language it lacks, and what would bring that. */
#include "runtime/cli/info.h"

#include <sys/utsname.h>

#include "probes/features.h"
#include "probes/kinds.h"
#include "probes/target_host.h"

static void probes_print(FILE *to)
{
	fputs("Probes:\n", to);
	for (int i = 0; i < PROBE_COUNT; i++) {
		const char *lacks = probe_kind_lacks((enum probe_kind)i);

		fprintf(to, "  %-3s  %-18s %s\n", lacks ? "no" : "yes", probe_rows[i].name,
			lacks ? lacks : probe_rows[i].doc);
	}
}

/* What a missing feature means to scripts, and to whoever could change it. */
static void lack_print(const struct feature_row *row, FILE *to)
{
	if (row->lost)
		fprintf(to, "       cannot be had: %s\n", row->lost);
	if (row->instead)
		fprintf(to, "       instead: %s\n", row->instead);
	if (row->since && row->config)
		fprintf(to, "       comes with: Linux %s, %s\n", row->since, row->config);
	else if (row->since)
		fprintf(to, "       comes with: Linux %s\n", row->since);
}

static void features_print(unsigned without, FILE *to)
{
	fputs("\nFeatures of the kernel:\n", to);
	for (size_t i = 0; i < FEATURE_COUNT; i++) {
		const struct feature_row *row = &feature_rows[i];
		bool has = !(without >> i & 1) && kernel_has((enum feature)i);

		fprintf(to, "  %-3s  %-18s %s%s%s\n", has ? "yes" : "no", row->name, row->what,
			row->since ? ", since Linux " : "", row->since ? row->since : "");
		if (!has)
			lack_print(row, to);
	}
}

void info_print(unsigned without, FILE *to)
{
	struct target *t = target_host_new();
	struct utsname u;

	uname(&u);
	fprintf(to, "sonde %s\nkernel %s %s, %u possible CPUs\n\n", SONDE_VERSION, u.release,
		u.machine, t->ncpus);
	probes_print(to);
	features_print(without, to);
	t->ops->free(t);
}
