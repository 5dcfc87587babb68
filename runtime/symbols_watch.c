/* The trace's side of names.c and usyms.c: when to do what, and what to tell people. */
#include "runtime/symbols_watch.h"

#include <errno.h>
#include <string.h>

#include "probes/elf_file.h"

/* ---- mappings ---- */

void symbols_watch_begin(struct symbols_watch *w, struct runtime *rt)
{
	w->rt = rt;
	elf_debug_path_use(rt->options->debuginfo);
	if (rt->options->dry_run)
		return;
	w->usyms = names_usyms(rt->names);
	if (!usyms_watch(w->usyms) && !rt->options->no_warnings)
		out_stderr_printf(
			&rt->out,
			"WARNING: the kernel does not tell what programs map (%s): frames of "
			"processes that have ended will be numbers\n",
			strerror(errno));
	if (rt->options->pid)
		symbols_watch_process(w, rt->options->pid);
}

void symbols_watch_process(struct symbols_watch *w, uint32_t pid)
{
	if (w->usyms)
		usyms_process_seen(w->usyms, pid);
}

const int *symbols_watch_fds(const struct symbols_watch *w, size_t *n)
{
	*n = 0;
	return w->usyms ? usyms_fds(w->usyms, n) : NULL;
}

void symbols_watch_read(struct symbols_watch *w)
{
	if (w->usyms)
		usyms_read(w->usyms);
}

/* ---- tables ---- */

bool symbols_watch_unwind(struct symbols_watch *w, uint32_t pid)
{
	struct buf error = {NULL, 0, 0};
	bool done = usyms_unwind(w->usyms, w->rt->loaded, pid, &error);

	if (!done)
		out_stderr_printf(&w->rt->out, "ERROR: %s\n", error.at);
	buf_free(&error);
	return done;
}

bool symbols_watch_unwind_all(struct symbols_watch *w, uint32_t child)
{
	const struct run_options *o = w->rt->options;

	if (w->rt->loaded->unwind_spaces < 0 || o->dry_run)
		return true;
	if (child)
		usyms_unwind_later(w->usyms, w->rt->loaded, child);
	if (o->pid && !symbols_watch_unwind(w, o->pid))
		return false;
	for (size_t i = 0; i < o->ndwarf_pids; i++) {
		if (!symbols_watch_unwind(w, o->dwarf_pids[i]))
			return false;
	}
	return true;
}

/* ---- what is not known ---- */

static void hidden_tell(struct symbols_watch *w)
{
	if (w->hidden_told || w->rt->options->no_warnings || !names_kernel_hidden(w->rt->names))
		return;
	w->hidden_told = true;
	out_stderr_printf(&w->rt->out,
			  "WARNING: the kernel hides where its symbols are: addresses in it are "
			  "printed as numbers\n"
			  "HINT: sysctl kernel.kptr_restrict=1 shows them to root\n");
}

bool symbols_watch_prepare(struct symbols_watch *w)
{
	if (w->usyms && usyms_scan(w->usyms))
		return true;
	names_prepare(w->rt->names);
	hidden_tell(w);
	return false;
}

void symbols_watch_end(struct symbols_watch *w)
{
	uint64_t lost = w->usyms ? usyms_lost(w->usyms) : 0;
	uint64_t forgotten = w->usyms ? usyms_forgotten(w->usyms) : 0;

	hidden_tell(w);
	if (lost && !w->rt->options->no_warnings)
		out_stderr_printf(
			&w->rt->out,
			"WARNING: %llu records of what programs mapped were lost: frames of "
			"processes that have ended may be numbers\n",
			(unsigned long long)lost);
	if (forgotten && !w->rt->options->no_warnings)
		out_stderr_printf(
			&w->rt->out,
			"WARNING: more processes ended than are remembered: frames of the first "
			"%llu are numbers\n",
			(unsigned long long)forgotten);
}
