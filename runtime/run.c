/*
 * The life of a trace: load, BEGIN, attach, wait and handle, detach, drain, END, maps.
 *
 * Timers, BEGIN and END are programs that we run ourselves (BPF_PROG_TEST_RUN): nothing has to be
 * attached for them. What arrives from them is handled before anything else happens.
 */
#include "runtime/run.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "probes/attach.h"
#include "runtime/child.h"
#include "runtime/iterator.h"
#include "runtime/live.h"
#include "runtime/metrics.h"
#include "runtime/pictures.h"
#include "runtime/reaper.h"
#include "runtime/runtime.h"
#include "runtime/symbols_watch.h"
#include "runtime/test_run.h"

#define SECOND UINT64_C(1000000000)
#define STATUS_REFUSED 255 /* load or attach failed */
#define LOST_EVERY_NS SECOND
/* When records come faster than this, we sleep instead of being woken for each. */
#define NAP_GAP_NS 500000
#define NAP_NS 1000000
/* Turns of a timer that were missed (we were suspended, or busy) are made up for up to here. */
#define TIMER_BACKLOG_MAX 100
/* After so long without an event there is time to read what the end of the trace will need. */
#define PREPARE_AFTER_MS 20
#define PREPARE_LATEST_NS (SECOND / 2)

struct run {
	struct runtime rt;
	struct attachment **attachments; /* per probe spec; NULL: none */
	struct missed *missed;		 /* per probe spec, at the end */
	int *timers;			 /* per probe spec; -1: none */
	struct child child;
	int epoll, signals, traced; /* TRACED: pidfd of -p, or -1 */
	uint32_t attached;
	bool waits;	  /* something can still happen: an attachment, a timer, a signal probe */
	bool walks;	  /* iterators, which are read once */
	bool has_signals; /* probes that a signal runs */
	bool stop;
	struct symbols_watch symbols;
	struct pictures pictures;
	struct metrics *metrics; /* NULL: nobody asked for it */
	bool failed;		 /* a picture could not be written */
	uint64_t woken_ns;	 /* when the rings woke us last */
};

/* What epoll says: a kind in the upper half, the index of a probe spec in the lower. */
enum { EVENT_RING, EVENT_SIGNAL, EVENT_PROCESS, EVENT_TIMER, EVENT_MAPPING, EVENT_METRICS };

/* Attachments that the reaper closes for us, kept reachable so that they count as no leak. */
static struct attachment **left_to_reaper;

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * SECOND + (uint64_t)t.tv_nsec;
}

static void say(struct run *r, struct buf *message)
{
	if (message->len)
		out_stderr(&r->rt.out, (struct str){message->at, message->len});
	buf_free(message);
}

static bool watch(struct run *r, int fd, uint32_t kind, uint32_t index)
{
	struct epoll_event event = {.events = EPOLLIN, .data.u64 = (uint64_t)kind << 32 | index};

	return epoll_ctl(r->epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

/* ---- set-up ---- */

static void signals_open(struct run *r)
{
	sigset_t mask;

	sigemptyset(&mask);
	sigaddset(&mask, SIGINT);
	sigaddset(&mask, SIGTERM);
	sigaddset(&mask, SIGHUP);
	sigaddset(&mask, SIGUSR1);
	if (r->rt.options->live) {
		sigaddset(&mask, SIGWINCH);
		sigaddset(&mask, SIGCONT);
	}
	/* They stay blocked: a second Ctrl-C while the process ends is no failure. */
	sigprocmask(SIG_BLOCK, &mask, NULL);
	/* Both are told by write(), too: a reader that left, a file that may not grow (ulimit -f).
	 */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	r->signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* The process of -p: its exit ends the trace. */
static bool process_open(struct run *r)
{
	uint32_t pid = r->rt.options->pid;

	if (!pid)
		return true;
	r->traced = (int)syscall(SYS_pidfd_open, pid, 0);
	if (r->traced >= 0)
		return watch(r, r->traced, EVENT_PROCESS, 0);
	out_stderr_printf(&r->rt.out, "ERROR: Failed to attach to pid: Unable to open pidfd (%s)\n",
			  strerror(errno));
	return false;
}

static bool child_open(struct run *r)
{
	struct buf message = {NULL, 0, 0};
	bool works = true;

	if (r->rt.options->command) {
		works = child_start(&r->child, r->rt.options->command, &message) &&
			watch(r, r->child.pidfd, EVENT_PROCESS, 0);
	}
	say(r, &message);
	return works;
}

/* An address that is taken is said before anything is traced; answers come from the event loop. */
static bool metrics_open(struct run *r)
{
	const char *address = r->rt.options->metrics;

	if (!address)
		return true;
	r->metrics = metrics_listen(&r->rt, address);
	return r->metrics && watch(r, metrics_fd(r->metrics), EVENT_METRICS, 0);
}

static bool rings_open(struct run *r)
{
	struct runtime *rt = &r->rt;
	const struct loaded *l = rt->loaded;

	if (l->data >= 0)
		rt->data = ring_new(l->data, l->data_size);
	if (l->control >= 0)
		rt->control = ring_new(l->control, l->control_size);
	if ((l->data >= 0 && (!rt->data || !watch(r, l->data, EVENT_RING, 0))) ||
	    (l->control >= 0 && (!rt->control || !watch(r, l->control, EVENT_RING, 0)))) {
		out_stderr_printf(&rt->out, "ERROR: cannot read the kernel's ring buffers: %s\n",
				  strerror(errno));
		return false;
	}
	return true;
}

static bool load(struct run *r)
{
	struct load_options options = {.mode = r->rt.options->mode,
				       .verbose = r->rt.options->verbose,
				       .nunwound = (uint32_t)r->rt.options->ndwarf_pids + 1,
				       .child_pid = (uint32_t)r->child.pid};
	struct buf message = {NULL, 0, 0};

	r->rt.loaded = program_load(r->rt.program, &options, &message);
	say(r, &message);
	/* The filter is in the loaded programs now; from here on this is whom to attach to. */
	if (r->child.pid)
		r->rt.program->pid_filter = (uint32_t)r->child.pid;
	return r->rt.loaded != NULL;
}

static void mappings_watch(struct run *r)
{
	const int *fds;
	size_t n;

	symbols_watch_begin(&r->symbols, &r->rt);
	fds = symbols_watch_fds(&r->symbols, &n);
	for (size_t i = 0; i < n; i++)
		watch(r, fds[i], EVENT_MAPPING, 0);
}

/* Where the stacks of the command are to be unwound, its tables are there before it does anything.
 */
static bool command_start(struct run *r, struct buf *message)
{
	bool held = r->rt.loaded->unwind_spaces >= 0 && child_hold(&r->child);

	/* It is we until it has become the command. */
	symbols_watch_process(&r->symbols, (uint32_t)r->child.pid);
	if (!child_go(&r->child, message))
		return false;
	if (!held)
		return true;
	if (child_reach_exec(&r->child) &&
	    symbols_watch_unwind(&r->symbols, (uint32_t)r->child.pid) &&
	    child_reach_entry(&r->child))
		symbols_watch_unwind(&r->symbols, (uint32_t)r->child.pid);
	child_release(&r->child);
	return true;
}

/* ---- programs that we run ---- */

static void probe_run(struct run *r, uint32_t index)
{
	LIBBPF_OPTS(bpf_test_run_opts, options);
	int fd = r->rt.loaded->programs[index];

	if (r->rt.options->verbose && probe_rows[r->rt.program->probes[index].kind].flags & PF_ONCE)
		out_stderr_printf(&r->rt.out, "Running the probe %s\n",
				  r->rt.program->probes[index].text);
	if (bpf_prog_test_run_opts(fd, &options))
		out_stderr_printf(&r->rt.out, "WARNING: cannot run the probe %s: %s\n",
				  r->rt.program->probes[index].text, strerror(errno));
	events_drain(&r->rt);
}

static bool is_signal_probe(const struct probe_spec *spec)
{
	return spec->kind == PROBE_self;
}

/* Runs all probes of KIND in source order, up to the first exit() when it may end the trace. */
static void kind_run(struct run *r, enum probe_kind kind)
{
	for (uint32_t i = 0; i < r->rt.program->nprobes && !r->rt.exited; i++) {
		if (r->rt.program->probes[i].kind == kind)
			probe_run(r, i);
	}
}

static void signal_probes_run(struct run *r)
{
	for (uint32_t i = 0; i < r->rt.program->nprobes && !r->rt.exited; i++) {
		if (is_signal_probe(&r->rt.program->probes[i]))
			probe_run(r, i);
	}
}

/* ---- attaching ---- */

static bool timer_start(struct run *r, uint32_t index)
{
	const struct probe_spec *spec = &r->rt.program->probes[index];
	uint64_t period = spec->period_ns;
	struct itimerspec timer;

	if (!period)
		period = SECOND / MAX(spec->frequency, UINT64_C(1));
	period = MAX(period, UINT64_C(1000));
	timer.it_interval.tv_sec = (time_t)(period / SECOND);
	timer.it_interval.tv_nsec = (long)(period % SECOND);
	timer.it_value = timer.it_interval;
	r->timers[index] = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	return r->timers[index] >= 0 && timerfd_settime(r->timers[index], 0, &timer, NULL) == 0 &&
	       watch(r, r->timers[index], EVENT_TIMER, index);
}

/* True: the trace goes on without the probe. */
static bool attach_missing(struct run *r, const struct probe_spec *spec,
			   const struct attach_error *error)
{
	const char *mode = r->rt.program->config_strings[CONFIG_missing_probes];
	bool fatal = !mode || strcmp(mode, "error") == 0;
	struct buf message = {NULL, 0, 0};

	if (mode && strcmp(mode, "ignore") == 0)
		return true;
	if (!fatal && r->rt.options->no_warnings)
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
	say(r, &message);
	return !fatal;
}

static bool probe_start(struct run *r, uint32_t index)
{
	const struct probe_spec *spec = &r->rt.program->probes[index];
	struct attach_error error = {.error = 0};

	if (r->rt.options->verbose)
		out_stderr_printf(&r->rt.out, "Trying to attach probe: %s\n", spec->text);
	if (spec->kind == PROBE_interval) {
		r->attached++;
		r->waits = true;
		if (timer_start(r, index))
			return true;
		error.error = errno;
		snprintf(error.text, sizeof(error.text), "%s: %s", spec->text, strerror(errno));
		return attach_missing(r, spec, &error);
	}
	r->attachments[index] =
		probe_attach(r->rt.program, spec, r->rt.loaded->programs[index], &error);
	if (!r->attachments[index])
		return attach_missing(r, spec, &error);
	r->attached += attachment_count(r->attachments[index]);
	if (r->rt.options->verbose && attachment_note(r->attachments[index])[0])
		out_stderr_printf(&r->rt.out, "Attached %s %s\n", spec->text,
				  attachment_note(r->attachments[index]));
	if (spec->method == METHOD_iter)
		r->walks = true;
	else
		r->waits = true;
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
static bool attach_all(struct run *r)
{
	uint32_t count = r->rt.program->nprobes, wanted = 0;

	for (uint32_t i = 0; i < count; i++) {
		if (!attaches(&r->rt.program->probes[i], false))
			continue;
		wanted++;
		if (!probe_start(r, i))
			return false;
	}
	for (uint32_t i = count; i--;) {
		if (!attaches(&r->rt.program->probes[i], true))
			continue;
		wanted++;
		if (!probe_start(r, i))
			return false;
	}
	if (wanted && !r->waits && !r->walks && !r->has_signals) {
		out_stderr_printf(&r->rt.out, "ERROR: Attachment failed for all probes.\n");
		return false;
	}
	return true;
}

/* Iterators run when they are read, and a pinned one when others read it. */
static void iterators_run(struct run *r)
{
	for (uint32_t i = 0; i < r->rt.program->nprobes; i++) {
		const struct attachment *a = r->attachments[i];

		if (a && attachment_pinned(a)) {
			buf_printf(out_buf(&r->rt.out), "Program pinned to %s\n",
				   attachment_pinned(a));
			out_commit(&r->rt.out);
		} else if (a && attachment_reader(a) >= 0 && !r->rt.exited) {
			iterator_read(&r->rt, attachment_reader(a), r->rt.program->probes[i].text);
		}
	}
}

/* What the kernel counted instead of running our programs; asked while all is still attached. */
static void missed_read(struct run *r)
{
	for (uint32_t i = 0; i < r->rt.program->nprobes; i++)
		if (r->attachments[i])
			r->missed[i] =
				attachment_missed(r->attachments[i], r->rt.loaded->programs[i]);
}

static void missed_report(struct run *r)
{
	for (uint32_t i = 0; i < r->rt.program->nprobes; i++) {
		const struct missed *m = &r->missed[i];

		if ((m->nested || m->unseen) && !r->rt.options->no_warnings)
			out_missed(&r->rt.out, r->rt.program->probes[i].text, m->nested, m->unseen);
	}
}

static void detach_all(struct run *r)
{
	loaded_stop(r->rt.loaded, r->rt.program);
	for (uint32_t i = 0; i < r->rt.program->nprobes; i++) {
		if (r->attachments[i])
			attachment_disable(r->attachments[i]);
		if (r->timers[i] >= 0)
			close(r->timers[i]);
		r->timers[i] = -1;
	}
}

/* Quick ones are closed here; what makes the kernel wait is left to a process of its own. */
static void attachments_close(struct run *r)
{
	bool slow = false;

	for (uint32_t i = 0; i < r->rt.program->nprobes; i++) {
		if (!r->attachments[i])
			continue;
		if (attachment_is_slow(r->attachments[i])) {
			slow = true;
			continue;
		}
		attachment_free(r->attachments[i]);
		r->attachments[i] = NULL;
	}
	if (!slow)
		return;
	reaper_start();
	left_to_reaper = r->attachments;
	r->attachments = NULL;
}

/* ---- the event loop ---- */

static void signal_handle(struct run *r)
{
	struct signalfd_siginfo info;

	while (read(r->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGWINCH || info.ssi_signo == SIGCONT)
			live_again(r->rt.live, info.ssi_signo == SIGWINCH);
		else if (info.ssi_signo == SIGUSR1)
			signal_probes_run(r);
		else
			r->stop = true;
	}
}

static void timer_handle(struct run *r, uint32_t index)
{
	uint64_t turns = 0;

	if (read(r->timers[index], &turns, sizeof(turns)) != sizeof(turns))
		return;
	turns = MIN(turns, (uint64_t)TIMER_BACKLOG_MAX);
	while (turns-- && !r->rt.exited && !r->stop) {
		probe_run(r, index);
		if (turns)
			signal_handle(r);
	}
}

/* Sleeping a millisecond now and then beats being woken thousands of times a second. */
static void nap(struct run *r)
{
	struct timespec time = {.tv_nsec = NAP_NS};
	uint64_t now = now_ns();

	if (now - r->woken_ns < NAP_GAP_NS) {
		nanosleep(&time, NULL);
		now += NAP_NS;
	}
	r->woken_ns = now;
}

static void events_handle(struct run *r, const struct epoll_event *events, int count)
{
	bool ring = false;

	for (int i = 0; i < count && !r->rt.exited; i++) {
		uint32_t index = (uint32_t)events[i].data.u64;

		switch (events[i].data.u64 >> 32) {
		case EVENT_RING:
			ring = true;
			break;
		case EVENT_SIGNAL:
			signal_handle(r);
			break;
		case EVENT_PROCESS:
			r->stop = true;
			break;
		case EVENT_MAPPING:
			ring = true;
			symbols_watch_read(&r->symbols);
			break;
		case EVENT_METRICS:
			metrics_answer(r->metrics);
			break;
		default:
			timer_handle(r, index);
			break;
		}
	}
	if (ring)
		nap(r);
}

static void loop(struct run *r)
{
	struct runtime *rt = &r->rt;
	struct epoll_event events[32];
	bool prepared = false, begun = false;
	uint64_t now, started = now_ns();
	int count, timeout;

	while (!r->stop && !rt->exited && !rt->out.broken && !rt->out.error) {
		timeout = out_timeout(&rt->out);
		if (!prepared && timeout < 0)
			timeout = begun ? 1 : PREPARE_AFTER_MS;
		count = epoll_wait(r->epoll, events, ARRAY_LEN(events), timeout);
		if (count < 0 && errno != EINTR)
			break;
		events_handle(r, events, count);
		events_drain(rt);
		now = now_ns();
		if (!prepared && (!count || now - started > PREPARE_LATEST_NS)) {
			begun = true;
			prepared = !symbols_watch_prepare(&r->symbols);
		}
		if (now - rt->lost_checked_ns >= LOST_EVERY_NS) {
			rt->lost_checked_ns = now;
			events_lost(rt, false);
		}
		out_idle(&rt->out);
	}
}

/* ---- the trace ---- */

static void finish(struct run *r)
{
	struct runtime *rt = &r->rt;

	live_free(rt->live);
	rt->live = NULL;
	metrics_free(r->metrics);
	r->metrics = NULL;
	missed_read(r);
	detach_all(r);
	rt->last_signals = r->signals;
	if (rt->exited)
		events_drop(rt);
	else
		events_drain(rt);
	rt->last_signals = -1;
	/* What END probes send is handled again; an exit() of theirs sets the status. */
	rt->hurry = false;
	for (uint32_t i = 0; i < rt->program->nprobes; i++) {
		rt->exited = false;
		if (rt->program->probes[i].kind == PROBE_end)
			probe_run(r, i);
	}
	events_lost(rt, true);
	missed_report(r);
	events_errors_rest(rt);
	if (rt->options->mode != RUN_TRACE)
		return;
	out_copy_end(&rt->out);
	if (!rt->out.json)
		buf_puts(out_buf(&rt->out), "\n\n");
	if (rt->program->config[CONFIG_print_maps_on_exit])
		maps_print(&rt->maps, pictures_has_stacks(&r->pictures) ? map_foldable : NULL);
	if (!pictures_write(&r->pictures, rt))
		r->failed = true;
	symbols_watch_end(&r->symbols);
}

/* In JSON the attach line comes before what BEGIN printed, which was held back until now. */
static void announce(struct run *r)
{
	struct out *out = &r->rt.out;
	struct buf begun = {NULL, 0, 0};

	if (out->json) {
		begun = out->buf;
		out->buf = (struct buf){NULL, 0, 0};
	}
	if (!r->rt.options->quiet)
		out_attached(out, r->attached);
	buf_add(out_buf(out), begun.at, begun.len);
	buf_free(&begun);
	out->hold = false;
	if (getenv("__BPFTRACE_NOTIFY_PROBES_ATTACHED"))
		buf_puts(out_buf(out), "__BPFTRACE_NOTIFY_PROBES_ATTACHED\n");
	if (out->buffering != BUFFER_FULL)
		out_flush(out);
}

/* Counts the probes that we run ourselves. False: there is nothing that this mode could run. */
static bool own_probes_count(struct run *r)
{
	const struct program *p = r->rt.program;
	enum probe_kind left_out = PROBE_COUNT;

	for (uint32_t i = 0; i < p->nprobes; i++) {
		const struct probe_spec *spec = &p->probes[i];

		if (!mode_wants(r->rt.options->mode, spec->kind))
			left_out = spec->kind;
		else if (is_signal_probe(spec))
			r->has_signals = true;
		if (method_rows[spec->method].by_tracer && spec->kind != PROBE_interval &&
		    mode_wants(r->rt.options->mode, spec->kind))
			r->attached++;
	}
	for (uint32_t i = 0; i < p->nprobes; i++)
		if (mode_wants(r->rt.options->mode, p->probes[i].kind))
			left_out = PROBE_COUNT;
	if (left_out == PROBE_COUNT)
		return true;
	out_stderr_printf(&r->rt.out, "ERROR: No probes attached; use --%s to run %s probes.\n",
			  probe_rows[left_out].name, probe_rows[left_out].name);
	return false;
}

static void begin_run(struct run *r)
{
	bool tests = r->rt.options->mode == RUN_TESTS;

	if (tests)
		test_output_begin(&r->rt);
	kind_run(r, PROBE_begin);
	if (tests)
		test_output_end(&r->rt);
}

/* In the modes that run what stands in the script, and not what happens outside. */
static int report(struct run *r)
{
	bool ok = r->rt.options->mode == RUN_TESTS ? tests_run(&r->rt) : benches_run(&r->rt);

	finish(r);
	return ok ? r->rt.status : 1;
}

static int trace(struct run *r)
{
	struct buf message = {NULL, 0, 0};
	bool dry = r->rt.options->dry_run;

	if (!own_probes_count(r))
		return STATUS_REFUSED;
	if (!dry)
		begin_run(r);
	if (!r->rt.exited && !attach_all(r)) {
		detach_all(r);
		return STATUS_REFUSED;
	}
	announce(r);
	if (dry) {
		detach_all(r);
		return 0;
	}
	if (r->metrics && !metrics_start(r->metrics)) {
		detach_all(r);
		return 1;
	}
	if (r->child.pid && !command_start(r, &message)) {
		say(r, &message);
		detach_all(r);
		return 1;
	}
	iterators_run(r);
	if (r->rt.options->mode != RUN_TRACE)
		return report(r);
	r->rt.live = live_new(&r->rt);
	if (r->waits || r->has_signals || r->child.pid)
		loop(r);
	finish(r);
	return r->failed && !r->rt.status ? 1 : r->rt.status;
}

static int run_loaded(struct run *r)
{
	struct runtime *rt = &r->rt;
	int status;

	rt->names = names_new(rt->program);
	mappings_watch(r);
	maps_init(&rt->maps, rt->program, rt->loaded, rt->names, &rt->out);
	events_init(rt);
	status = rings_open(r) && symbols_watch_unwind_all(&r->symbols, (uint32_t)r->child.pid)
			 ? trace(r)
			 : STATUS_REFUSED;
	maps_fini(&rt->maps);
	ring_free(rt->data);
	ring_free(rt->control);
	names_free(rt->names);
	return status;
}

static void *array_new(size_t n, size_t size)
{
	void *at = calloc(n ? n : 1, size);

	if (!at)
		out_of_memory(n * size);
	return at;
}

static int run_prepared(struct run *r)
{
	if (r->epoll < 0 || r->signals < 0 || !watch(r, r->signals, EVENT_SIGNAL, 0)) {
		out_stderr_printf(&r->rt.out, "ERROR: cannot wait for events: %s\n",
				  strerror(errno));
		return 1;
	}
	if (!pictures_open(&r->pictures, &r->rt) || !metrics_open(r) || !process_open(r) ||
	    !child_open(r))
		return 1;
	if (!load(r))
		return STATUS_REFUSED;
	return run_loaded(r);
}

static void run_release(struct run *r)
{
	uint32_t count = r->rt.program->nprobes;

	child_end(&r->child);
	pictures_close(&r->pictures);
	metrics_free(r->metrics);
	attachments_close(r);
	for (uint32_t i = 0; i < count; i++) {
		if (r->timers[i] >= 0)
			close(r->timers[i]);
	}
	free(r->attachments);
	free(r->missed);
	free(r->timers);
	loaded_free(r->rt.loaded);
	if (r->traced >= 0)
		close(r->traced);
	if (r->signals >= 0)
		close(r->signals);
	if (r->epoll >= 0)
		close(r->epoll);
	buf_free(&r->rt.scratch);
	buf_free(&r->rt.test_output);
	arena_free(r->rt.arena);
}

int program_run(struct program *p, const struct run_options *options)
{
	struct run r = {.traced = -1, .child.pidfd = -1, .child.gate = -1, .child.report = -1};
	int status;

	r.rt.program = p;
	r.rt.options = options;
	if (!out_open(&r.rt.out, options)) {
		out_stderr_printf(&r.rt.out, "ERROR: cannot write to '%s': %s\n", options->output,
				  strerror(errno));
		return 1;
	}
	r.rt.last_signals = -1;
	/* In JSON the attach line is the first one. */
	r.rt.out.hold = r.rt.out.json;
	r.rt.arena = arena_new();
	r.attachments = array_new(p->nprobes, sizeof(*r.attachments));
	r.missed = array_new(p->nprobes, sizeof(*r.missed));
	r.timers = array_new(p->nprobes, sizeof(*r.timers));
	for (uint32_t i = 0; i < p->nprobes; i++)
		r.timers[i] = -1;
	signals_open(&r);
	r.epoll = epoll_create1(EPOLL_CLOEXEC);
	status = run_prepared(&r);
	if (!out_close(&r.rt.out)) {
		out_stderr_printf(&r.rt.out, "ERROR: cannot write the output: %s\n",
				  strerror(r.rt.out.error));
		status = status ? status : 1;
	}
	run_release(&r);
	return status;
}
