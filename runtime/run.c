/*
 * The life of a trace: load, BEGIN, attach, wait and handle, detach, drain, END, maps.
 */
#include "runtime/run.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "runtime/child.h"
#include "runtime/confine.h"
#include "runtime/live.h"
#include "runtime/metrics.h"
#include "runtime/pictures.h"
#include "runtime/test_run.h"
#include "runtime/trace.h"

#define SECOND UINT64_C(1000000000)
#define STATUS_REFUSED 255 /* load or attach failed */
#define LOST_EVERY_NS SECOND
/* After so long without an event there is time to read what the end of the trace will need. */
#define PREPARE_AFTER_MS 20
#define PREPARE_LATEST_NS (SECOND / 2)

struct run {
	struct trace t;
	struct child child;
	int signals, traced; /* TRACED: pidfd of -p, or -1 */
	bool stop;
	struct pictures pictures;
	struct metrics *metrics; /* NULL: nobody asked for it */
	bool failed;		 /* a picture could not be written */
};

enum { EVENT_SIGNAL = EVENT_OTHER, EVENT_PROCESS, EVENT_METRICS };

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * SECOND + (uint64_t)t.tv_nsec;
}

/* ---- set-up ---- */

/* Has the loop wait for FD, too. False: said why it cannot. */
static bool watch(struct run *r, int fd, uint32_t kind)
{
	if (trace_watch(&r->t, fd, kind, 0))
		return true;
	out_stderr_printf(&r->t.rt.out, "ERROR: cannot wait for events: %s\n", strerror(errno));
	return false;
}

static void signals_open(struct run *r)
{
	sigset_t mask;

	sigemptyset(&mask);
	sigaddset(&mask, SIGINT);
	sigaddset(&mask, SIGTERM);
	sigaddset(&mask, SIGHUP);
	sigaddset(&mask, SIGUSR1);
	if (r->t.rt.options->live) {
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
	uint32_t pid = r->t.rt.options->pid;

	if (!pid)
		return true;
	r->traced = (int)syscall(SYS_pidfd_open, pid, 0);
	if (r->traced >= 0)
		return watch(r, r->traced, EVENT_PROCESS);
	out_stderr_printf(&r->t.rt.out,
			  "ERROR: Failed to attach to pid: Unable to open pidfd (%s)\n",
			  strerror(errno));
	return false;
}

static bool child_open(struct run *r)
{
	struct buf message = {NULL, 0, 0};
	bool works = true;

	if (r->t.rt.options->command) {
		works = child_start(&r->child, r->t.rt.options->command, &message) &&
			watch(r, r->child.pidfd, EVENT_PROCESS);
	}
	trace_say(&r->t, &message);
	return works;
}

/* An address that is taken is said before anything is traced; answers come from the event loop. */
static bool metrics_open(struct run *r)
{
	const char *address = r->t.rt.options->metrics;

	if (!address)
		return true;
	r->metrics = metrics_listen(&r->t.rt, address);
	return r->metrics && watch(r, metrics_fd(r->metrics), EVENT_METRICS);
}

/* Where the stacks of the command are to be unwound, its tables are there before it does anything.
 */
static bool command_start(struct run *r, struct buf *message)
{
	bool held = r->t.rt.loaded->unwind_spaces >= 0 && child_hold(&r->child);

	/* It is we until it has become the command. */
	symbols_watch_process(&r->t.symbols, (uint32_t)r->child.pid);
	if (!child_go(&r->child, message))
		return false;
	if (!held)
		return true;
	if (child_reach_exec(&r->child) &&
	    symbols_watch_unwind(&r->t.symbols, (uint32_t)r->child.pid) &&
	    child_reach_entry(&r->child))
		symbols_watch_unwind(&r->t.symbols, (uint32_t)r->child.pid);
	child_release(&r->child);
	return true;
}

/* ---- the event loop ---- */

static void signal_handle(struct run *r)
{
	struct signalfd_siginfo info;

	while (read(r->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGWINCH || info.ssi_signo == SIGCONT)
			live_again(r->t.rt.live, info.ssi_signo == SIGWINCH);
		else if (info.ssi_signo == SIGUSR1)
			trace_signal_probes_run(&r->t);
		else
			r->stop = true;
	}
}

/* A long backlog of a timer does not keep a signal waiting. */
static bool goes_on(void *arg)
{
	struct run *r = arg;

	signal_handle(r);
	return !r->stop;
}

static void events_handle(struct run *r, const struct epoll_event *events, int count)
{
	bool ring = false;

	for (int i = 0; i < count && !r->t.rt.exited; i++) {
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
			symbols_watch_read(&r->t.symbols);
			break;
		case EVENT_METRICS:
			metrics_answer(r->metrics);
			break;
		default:
			trace_timer_run(&r->t, index, goes_on, r);
			break;
		}
	}
	if (ring)
		trace_nap(&r->t);
}

static void loop(struct run *r)
{
	struct runtime *rt = &r->t.rt;
	struct epoll_event events[32];
	bool prepared = false, begun = false;
	uint64_t now, started = now_ns();
	int count, timeout;

	while (!r->stop && !rt->exited && !rt->out.broken && !rt->out.error) {
		timeout = out_timeout(&rt->out);
		if (!prepared && timeout < 0)
			timeout = begun ? 1 : PREPARE_AFTER_MS;
		count = epoll_wait(r->t.epoll, events, ARRAY_LEN(events), timeout);
		if (count < 0 && errno != EINTR)
			break;
		events_handle(r, events, count);
		events_drain(rt);
		now = now_ns();
		if (!prepared && (!count || now - started > PREPARE_LATEST_NS)) {
			begun = true;
			prepared = !symbols_watch_prepare(&r->t.symbols);
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
	struct runtime *rt = &r->t.rt;

	live_free(rt->live);
	rt->live = NULL;
	metrics_free(r->metrics);
	r->metrics = NULL;
	trace_missed_read(&r->t);
	trace_detach(&r->t);
	rt->last_signals = r->signals;
	if (rt->exited)
		events_drop(rt);
	else
		events_drain(rt);
	rt->last_signals = -1;
	trace_end_run(&r->t);
	events_lost(rt, true);
	trace_missed_report(&r->t);
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
	symbols_watch_end(&r->t.symbols);
}

/* In JSON the attach line comes before what BEGIN printed, which was held back until now. */
static void announce(struct run *r)
{
	struct out *out = &r->t.rt.out;
	struct buf begun = {NULL, 0, 0};

	if (out->json) {
		begun = out->buf;
		out->buf = (struct buf){NULL, 0, 0};
	}
	if (!r->t.rt.options->quiet)
		out_attached(out, r->t.attached);
	buf_add(out_buf(out), begun.at, begun.len);
	buf_free(&begun);
	out->hold = false;
	if (getenv("__BPFTRACE_NOTIFY_PROBES_ATTACHED"))
		buf_puts(out_buf(out), "__BPFTRACE_NOTIFY_PROBES_ATTACHED\n");
	if (out->buffering != BUFFER_FULL)
		out_flush(out);
}

static void begin_run(struct run *r)
{
	bool tests = r->t.rt.options->mode == RUN_TESTS;

	if (tests)
		test_output_begin(&r->t.rt);
	trace_kind_run(&r->t, PROBE_begin);
	if (tests)
		test_output_end(&r->t.rt);
}

/* In the modes that run what stands in the script, and not what happens outside. */
static int report(struct run *r)
{
	bool ok = r->t.rt.options->mode == RUN_TESTS ? tests_run(&r->t.rt) : benches_run(&r->t.rt);

	finish(r);
	return ok ? r->t.rt.status : 1;
}

static int trace(struct run *r)
{
	struct buf message = {NULL, 0, 0};
	bool dry = r->t.rt.options->dry_run;

	if (!trace_own_probes_count(&r->t))
		return STATUS_REFUSED;
	if (!dry)
		begin_run(r);
	if (!r->t.rt.exited && !trace_attach(&r->t)) {
		trace_detach(&r->t);
		return STATUS_REFUSED;
	}
	announce(r);
	if (dry) {
		trace_detach(&r->t);
		return 0;
	}
	if (r->t.rt.options->mode == RUN_TRACE)
		trace_confine(&r->t.rt);
	if (r->metrics && !metrics_start(r->metrics)) {
		trace_detach(&r->t);
		return 1;
	}
	if (r->child.pid && !command_start(r, &message)) {
		trace_say(&r->t, &message);
		trace_detach(&r->t);
		return 1;
	}
	trace_iterators_run(&r->t);
	if (r->t.rt.options->mode != RUN_TRACE)
		return report(r);
	r->t.rt.live = live_new(&r->t.rt);
	if (r->t.waits || r->t.has_signals || r->child.pid)
		loop(r);
	finish(r);
	return (r->failed || r->t.rt.maps.failed) && !r->t.rt.status ? 1 : r->t.rt.status;
}

static int run_loaded(struct run *r)
{
	int status = trace_open(&r->t, NULL, (uint32_t)r->child.pid) ? trace(r) : STATUS_REFUSED;

	if (!trace_close(&r->t) && !status)
		status = 1;
	return status;
}

static bool load(struct run *r)
{
	const struct run_options *o = r->t.rt.options;
	struct load_options options = {.mode = o->mode,
				       .show_libbpf = o->show_libbpf,
				       .show_verifier = o->show_verifier,
				       .verbose = o->verbose,
				       .nunwound = (uint32_t)o->ndwarf_pids + 1,
				       .child_pid = (uint32_t)r->child.pid};

	if (!trace_load(&r->t, &options))
		return false;
	/* The filter is in the loaded programs now; from here on this is whom to attach to. */
	if (r->child.pid)
		r->t.rt.program->pid_filter = (uint32_t)r->child.pid;
	return true;
}

static int run_prepared(struct run *r)
{
	if (r->t.epoll < 0 || r->signals < 0 || !trace_watch(&r->t, r->signals, EVENT_SIGNAL, 0)) {
		out_stderr_printf(&r->t.rt.out, "ERROR: cannot wait for events: %s\n",
				  strerror(errno));
		return 1;
	}
	if (!pictures_open(&r->pictures, &r->t.rt) || !metrics_open(r) || !process_open(r) ||
	    !child_open(r))
		return 1;
	if (!load(r))
		return STATUS_REFUSED;
	return run_loaded(r);
}

static void run_release(struct run *r)
{
	child_end(&r->child);
	pictures_close(&r->pictures);
	metrics_free(r->metrics);
	trace_release(&r->t, true);
	if (r->traced >= 0)
		close(r->traced);
	if (r->signals >= 0)
		close(r->signals);
}

int program_run(struct program *p, const struct run_options *options)
{
	struct run r = {.traced = -1, .child.pidfd = -1, .child.gate = -1, .child.report = -1};
	struct out *out = &r.t.rt.out;
	int status;

	if (!out_open(out, options)) {
		out_stderr_printf(out, "ERROR: cannot write to '%s': %s\n", options->output,
				  strerror(errno));
		return 1;
	}
	/* In JSON the attach line is the first one. */
	out->hold = out->json;
	trace_init(&r.t, p, options);
	signals_open(&r);
	status = run_prepared(&r);
	if (!out_close(out)) {
		out_stderr_printf(out, "ERROR: cannot write the output: %s\n",
				  strerror(out->error));
		status = status ? status : 1;
	}
	run_release(&r);
	return status;
}
