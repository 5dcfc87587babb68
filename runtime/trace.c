/*
 * One program that traces: loaded, attached, its timers, its rings. What happens around it
 * (signals, the command of -c, files) is its caller's: run.c for a script, units.c for a unit of a
 * session.
 *
 * Timers, BEGIN and END are programs that we run ourselves (BPF_PROG_TEST_RUN): nothing has to be
 * attached for them. What arrives from them is handled before anything else happens.
 */
#include "runtime/trace.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "probes/attach.h"
#include "probes/glob.h"
#include "runtime/captures.h"
#include "runtime/iterator.h"
#include "runtime/reaper.h"
#include "runtime/test_run.h"

#define SECOND UINT64_C(1000000000)
/* When records come faster than this, we sleep instead of being woken for each. */
#define NAP_GAP_NS 500000
#define NAP_NS 1000000
/* Turns of a timer that were missed (we were suspended, or busy) are made up for up to here. */
#define TIMER_BACKLOG_MAX 100

/* Attachments that the reaper closes for us, kept reachable so that they count as no leak. */
static struct {
	struct attachment **at;
	size_t len, cap;
} left_to_reaper;

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * SECOND + (uint64_t)t.tv_nsec;
}

static void *array_new(size_t n, size_t size)
{
	void *at = calloc(n ? n : 1, size);

	if (!at)
		out_of_memory(n * size);
	return at;
}

void trace_say(struct trace *t, struct buf *message)
{
	if (message->len)
		out_stderr(&t->rt.out, (struct str){message->at, message->len});
	buf_free(message);
}

bool trace_watch(struct trace *t, int fd, uint32_t kind, uint32_t index)
{
	struct epoll_event event = {.events = EPOLLIN, .data.u64 = (uint64_t)kind << 32 | index};

	return epoll_ctl(t->epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

/* ---- its life ---- */

void trace_init(struct trace *t, struct program *p, const struct run_options *options)
{
	t->rt.program = p;
	t->rt.options = options;
	t->rt.last_signals = -1;
	t->rt.arena = arena_new();
	t->attachments = array_new(p->nprobes, sizeof(*t->attachments));
	t->missed = array_new(p->nprobes, sizeof(*t->missed));
	t->timers = array_new(p->nprobes, sizeof(*t->timers));
	for (uint32_t i = 0; i < p->nprobes; i++)
		t->timers[i] = -1;
	t->epoll = epoll_create1(EPOLL_CLOEXEC);
}

bool trace_load(struct trace *t, const struct load_options *options)
{
	struct buf message = {NULL, 0, 0};

	t->rt.loaded = program_load(t->rt.program, options, &message);
	trace_say(t, &message);
	return t->rt.loaded != NULL;
}

static bool rings_open(struct trace *t)
{
	struct runtime *rt = &t->rt;
	const struct loaded *l = rt->loaded;

	if (l->data >= 0)
		rt->data = ring_new(l->data, l->data_size);
	if (l->control >= 0)
		rt->control = ring_new(l->control, l->control_size);
	if ((l->data >= 0 && (!rt->data || !trace_watch(t, l->data, EVENT_RING, 0))) ||
	    (l->control >= 0 && (!rt->control || !trace_watch(t, l->control, EVENT_RING, 0)))) {
		out_stderr_printf(&rt->out, "ERROR: cannot read the kernel's ring buffers: %s\n",
				  strerror(errno));
		return false;
	}
	return captures_open(rt) &&
	       (!rt->captures || trace_watch(t, captures_fd(rt->captures), EVENT_RING, 0));
}

static void mappings_watch(struct trace *t)
{
	const int *fds;
	size_t n;

	if (!program_wants_user_symbols(t->rt.program) && t->rt.loaded->unwind_spaces < 0) {
		t->symbols.rt = &t->rt;
		return;
	}
	symbols_watch_begin(&t->symbols, &t->rt);
	fds = symbols_watch_fds(&t->symbols, &n);
	for (size_t i = 0; i < n; i++)
		trace_watch(t, fds[i], EVENT_MAPPING, 0);
}

bool trace_open(struct trace *t, struct names *shared, uint32_t child_pid)
{
	struct runtime *rt = &t->rt;

	t->names_shared = shared != NULL;
	rt->names = shared ? shared : names_new(rt->program);
	if (shared)
		t->symbols = (struct symbols_watch){.rt = rt, .usyms = names_usyms(shared)};
	else
		mappings_watch(t);
	maps_init(&rt->maps, rt->program, rt->loaded, rt->names, &rt->out);
	events_init(rt);
	return rings_open(t) && symbols_watch_unwind_all(&t->symbols, child_pid);
}

bool trace_close(struct trace *t)
{
	bool ok = captures_close(t->rt.captures);

	t->rt.captures = NULL;
	maps_fini(&t->rt.maps);
	ring_free(t->rt.data);
	ring_free(t->rt.control);
	t->rt.data = t->rt.control = NULL;
	if (!t->names_shared)
		names_free(t->rt.names);
	t->rt.names = NULL;
	return ok;
}

/* ---- programs that we run ---- */

static bool is_signal_probe(const struct probe_spec *spec)
{
	return spec->kind == PROBE_self;
}

void trace_probe_run(struct trace *t, uint32_t index)
{
	LIBBPF_OPTS(bpf_test_run_opts, options);
	int fd = t->rt.loaded->programs[index];

	if (t->rt.options->verbose && probe_rows[t->rt.program->probes[index].kind].flags & PF_ONCE)
		out_stderr_printf(&t->rt.out, "Running the probe %s\n",
				  t->rt.program->probes[index].text);
	if (bpf_prog_test_run_opts(fd, &options))
		out_stderr_printf(&t->rt.out, "WARNING: cannot run the probe %s: %s\n",
				  t->rt.program->probes[index].text, strerror(errno));
	events_drain(&t->rt);
}

/* Runs all probes of KIND in source order, up to the first exit() when it may end the trace. */
void trace_kind_run(struct trace *t, enum probe_kind kind)
{
	for (uint32_t i = 0; i < t->rt.program->nprobes && !t->rt.exited; i++) {
		if (t->rt.program->probes[i].kind == kind)
			trace_probe_run(t, i);
	}
}

void trace_signal_probes_run(struct trace *t)
{
	for (uint32_t i = 0; i < t->rt.program->nprobes && !t->rt.exited; i++) {
		if (is_signal_probe(&t->rt.program->probes[i]))
			trace_probe_run(t, i);
	}
}

void trace_timer_run(struct trace *t, uint32_t index, bool (*go_on)(void *arg), void *arg)
{
	uint64_t turns = 0;

	if (read(t->timers[index], &turns, sizeof(turns)) != sizeof(turns))
		return;
	turns = MIN(turns, (uint64_t)TIMER_BACKLOG_MAX);
	while (turns-- && !t->rt.exited) {
		trace_probe_run(t, index);
		if (turns && go_on && !go_on(arg))
			break;
	}
}

void trace_end_run(struct trace *t)
{
	/* What END probes send is handled again; an exit() of theirs sets the status. */
	t->rt.hurry = false;
	for (uint32_t i = 0; i < t->rt.program->nprobes; i++) {
		t->rt.exited = false;
		if (t->rt.program->probes[i].kind == PROBE_end)
			trace_probe_run(t, i);
	}
}

/* Counts the probes that we run ourselves. False: there is nothing that this mode could run. */
bool trace_own_probes_count(struct trace *t)
{
	const struct program *p = t->rt.program;
	enum probe_kind left_out = PROBE_COUNT;

	for (uint32_t i = 0; i < p->nprobes; i++) {
		const struct probe_spec *spec = &p->probes[i];

		if (!mode_wants(t->rt.options->mode, spec->kind))
			left_out = spec->kind;
		else if (is_signal_probe(spec))
			t->has_signals = true;
		if (method_rows[spec->method].by_tracer && spec->kind != PROBE_interval &&
		    mode_wants(t->rt.options->mode, spec->kind))
			t->attached++;
	}
	for (uint32_t i = 0; i < p->nprobes; i++)
		if (mode_wants(t->rt.options->mode, p->probes[i].kind))
			left_out = PROBE_COUNT;
	if (left_out == PROBE_COUNT)
		return true;
	out_stderr_printf(&t->rt.out, "ERROR: No probes attached; use --%s to run %s probes.\n",
			  probe_rows[left_out].name, probe_rows[left_out].name);
	return false;
}

/* ---- attaching ---- */

static bool timer_start(struct trace *t, uint32_t index)
{
	const struct probe_spec *spec = &t->rt.program->probes[index];
	uint64_t period = spec->period_ns;
	struct itimerspec timer;

	if (!period)
		period = SECOND / MAX(spec->frequency, UINT64_C(1));
	period = MAX(period, UINT64_C(1000));
	timer.it_interval.tv_sec = (time_t)(period / SECOND);
	timer.it_interval.tv_nsec = (long)(period % SECOND);
	timer.it_value = timer.it_interval;
	t->timers[index] = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	return t->timers[index] >= 0 && timerfd_settime(t->timers[index], 0, &timer, NULL) == 0 &&
	       trace_watch(t, t->timers[index], EVENT_TIMER, index);
}

/* True: the trace goes on without the probe. */
static bool attach_missing(struct trace *t, const struct probe_spec *spec,
			   const struct attach_error *error)
{
	const char *mode = t->rt.program->config_strings[CONFIG_missing_probes];
	bool fatal = !mode || strcmp(mode, "error") == 0;
	struct buf message = {NULL, 0, 0};

	if (mode && strcmp(mode, "ignore") == 0)
		return true;
	if (!fatal && t->rt.options->no_warnings)
		return true;
	place_text(&spec->place, &message);
	buf_printf(&message, "%s: Unable to attach probe: %s", fatal ? "ERROR" : "WARNING",
		   error->text);
	buf_puts(&message,
		 fatal ? ". If this is expected, set the 'missing_probes' config variable to "
			 "'warn'.\n"
		       : ". Skipping.\n");
	place_source(&spec->place, &message);
	if (error->hint[0])
		buf_printf(&message, "HINT: %s\n", error->hint);
	trace_say(t, &message);
	return !fatal;
}

static bool probe_start(struct trace *t, uint32_t index)
{
	const struct probe_spec *spec = &t->rt.program->probes[index];
	struct attach_error error = {.error = 0};

	if (t->rt.options->verbose)
		out_stderr_printf(&t->rt.out, "Trying to attach probe: %s\n", spec->text);
	if (spec->kind == PROBE_interval) {
		t->attached++;
		t->waits = true;
		if (timer_start(t, index))
			return true;
		error.error = errno;
		snprintf(error.text, sizeof(error.text), "%s: %s", spec->text, strerror(errno));
		return attach_missing(t, spec, &error);
	}
	/* What only a pattern named, and was unloaded since, is like what was unloaded earlier. */
	if (t->rt.loaded->programs[index] < 0 && glob_is_pattern(str_from(spec->text)))
		return true;
	t->attachments[index] =
		probe_attach(t->rt.program, spec, t->rt.loaded->programs[index], &error);
	if (!t->attachments[index])
		return attach_missing(t, spec, &error);
	t->attached += attachment_count(t->attachments[index]);
	if (t->rt.options->verbose && attachment_note(t->attachments[index])[0])
		out_stderr_printf(&t->rt.out, "Attached %s %s\n", spec->text,
				  attachment_note(t->attachments[index]));
	if (spec->method == METHOD_iter)
		t->walks = true;
	else
		t->waits = true;
	return true;
}

static bool attaches(const struct probe_spec *spec, bool reverse)
{
	if (method_rows[spec->method].by_tracer && spec->kind != PROBE_interval)
		return false;
	return ((probe_rows[spec->kind].flags & PF_REVERSE) != 0) == reverse;
}

/*
 * Several probes on one event run in source order: some kinds of events run the program first
 * that was attached first, others the one that came last.
 */
bool trace_attach(struct trace *t)
{
	uint32_t count = t->rt.program->nprobes, wanted = 0;

	for (uint32_t i = 0; i < count; i++) {
		if (!attaches(&t->rt.program->probes[i], false))
			continue;
		wanted++;
		if (!probe_start(t, i))
			return false;
	}
	for (uint32_t i = count; i--;) {
		if (!attaches(&t->rt.program->probes[i], true))
			continue;
		wanted++;
		if (!probe_start(t, i))
			return false;
	}
	if (wanted && !t->waits && !t->walks && !t->has_signals) {
		out_stderr_printf(&t->rt.out, "ERROR: Attachment failed for all probes.\n");
		return false;
	}
	return true;
}

/* Iterators run when they are read, and a pinned one when others read it. */
void trace_iterators_run(struct trace *t)
{
	for (uint32_t i = 0; i < t->rt.program->nprobes; i++) {
		const struct attachment *a = t->attachments[i];

		if (a && attachment_pinned(a)) {
			buf_printf(out_buf(&t->rt.out), "Program pinned to %s\n",
				   attachment_pinned(a));
			out_commit(&t->rt.out);
		} else if (a && attachment_reader(a) >= 0 && !t->rt.exited) {
			iterator_read(&t->rt, attachment_reader(a), t->rt.program->probes[i].text);
		}
	}
}

/* What the kernel counted instead of running our programs; asked while all is still attached. */
void trace_missed_read(struct trace *t)
{
	for (uint32_t i = 0; i < t->rt.program->nprobes; i++)
		if (t->attachments[i])
			t->missed[i] =
				attachment_missed(t->attachments[i], t->rt.loaded->programs[i]);
}

void trace_missed_report(struct trace *t)
{
	for (uint32_t i = 0; i < t->rt.program->nprobes; i++) {
		const struct missed *m = &t->missed[i];

		if ((m->nested || m->unseen) && !t->rt.options->no_warnings)
			out_missed(&t->rt.out, t->rt.program->probes[i].text, m->nested, m->unseen);
	}
}

void trace_detach(struct trace *t)
{
	loaded_stop(t->rt.loaded, t->rt.program);
	for (uint32_t i = 0; i < t->rt.program->nprobes; i++) {
		if (t->attachments[i])
			attachment_disable(t->attachments[i]);
		if (t->timers[i] >= 0)
			close(t->timers[i]);
		t->timers[i] = -1;
	}
}

/* Sleeping a millisecond now and then beats being woken thousands of times a second. */
void trace_nap(struct trace *t)
{
	struct timespec time = {.tv_nsec = NAP_NS};
	uint64_t now = now_ns();

	if (now - t->woken_ns < NAP_GAP_NS) {
		nanosleep(&time, NULL);
		now += NAP_NS;
	}
	t->woken_ns = now;
}

/* Quick ones are closed here, and slow ones too unless they are left to the reaper. */
static void attachments_close(struct trace *t, bool leave)
{
	bool slow = false;

	for (uint32_t i = 0; i < t->rt.program->nprobes; i++)
		slow |= t->attachments[i] && attachment_is_slow(t->attachments[i]);
	if (slow && leave && !left_to_reaper.len) /* one holds everything that is open */
		reaper_start();
	for (uint32_t i = 0; i < t->rt.program->nprobes; i++) {
		struct attachment *a = t->attachments[i];

		if (!a || !leave || !attachment_is_slow(a)) {
			attachment_free(a);
			continue;
		}
		left_to_reaper.at = array_grow(left_to_reaper.at, left_to_reaper.len,
					       &left_to_reaper.cap, sizeof(a));
		left_to_reaper.at[left_to_reaper.len++] = a;
	}
}

void trace_release(struct trace *t, bool leave)
{
	attachments_close(t, leave);
	for (uint32_t i = 0; i < t->rt.program->nprobes; i++) {
		if (t->timers[i] >= 0)
			close(t->timers[i]);
	}
	free(t->attachments);
	free(t->missed);
	free(t->timers);
	loaded_free(t->rt.loaded);
	if (t->epoll >= 0)
		close(t->epoll);
	buf_free(&t->rt.scratch);
	buf_free(&t->rt.test_output);
	arena_free(t->rt.arena);
}
