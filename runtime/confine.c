/*
 * In: a program that is loaded and attached, the options. What is kept follows from what they can
 * still ask for; sonde-security(7) has the same list in words.
 */
#include "runtime/confine.h"

#include <errno.h>
#include <linux/capability.h>
#include <string.h>

#include "probes/capabilities.h"

static bool has_action(const struct program *p, enum action action)
{
	for (uint32_t i = 0; i < p->nrecords; i++)
		if (p->records[i].action == action)
			return true;
	return false;
}

static bool has_method(const struct program *p, enum attach_method method)
{
	for (uint32_t i = 0; i < p->nprobes; i++)
		if (p->probes[i].method == method)
			return true;
	return false;
}

static uint64_t still_needed(const struct runtime *rt)
{
	const struct program *p = rt->program;
	/* Maps are read and programs run by us; before 5.19 bpf(2) wants it for every command. */
	uint64_t set = CAPABILITY(CAP_BPF);

	if (names_want_kernel_symbols(rt->names))
		set |= CAPABILITY(CAP_SYSLOG); /* addresses in /proc/kallsyms */
	/* Files of other users, in other mount namespaces, by the mapping itself. */
	if (program_wants_user_symbols(p) || rt->loaded->unwind_spaces >= 0)
		set |= CAPABILITY(CAP_SYS_PTRACE) | CAPABILITY(CAP_DAC_READ_SEARCH) |
		       CAPABILITY(CAP_CHECKPOINT_RESTORE);
	/* open_by_handle_at(2) finds the paths of cgroups. */
	if (names_want_cgroups(rt->names) || has_action(p, ACT_cat))
		set |= CAPABILITY(CAP_DAC_READ_SEARCH);
	if (has_method(p, METHOD_tc))
		set |= CAPABILITY(CAP_NET_ADMIN); /* filters are removed by name (tc_filter.c) */
	if (rt->options->metrics)
		set |= CAPABILITY(CAP_DAC_OVERRIDE); /* the socket is removed */
	if (rt->options->command)
		set |= CAPABILITY(CAP_KILL); /* which may have become another user */
	return set;
}

void trace_confine(struct runtime *rt)
{
	if (has_action(rt->program, ACT_system))
		return;
	/* Nothing fails without it; who asked for it with -v learns it. */
	if (!capabilities_keep(still_needed(rt)) && rt->options->verbose)
		out_stderr_printf(&rt->out, "WARNING: capabilities cannot be given up: %s\n",
				  strerror(errno));
}
