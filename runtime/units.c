/*
 * Units of a session. Each is a trace with rings, globals and counters of its own; its maps are
 * kernel maps that the session holds, too, so that a later unit loads with the same ones. Names are
 * the session's, so that symbols of processes are known whichever unit asks for them.
 */
#include "runtime/units.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "lang/image.h"
#include "runtime/trace.h"

#define LOST_EVERY_MS 1000

struct session_unit {
	uint32_t number;
	enum unit_state state;
	struct trace trace; /* while it is on */
	struct program *program;
	struct bytes image;
	struct arena *arena;
	char *text;
	bool printed;
};

struct units {
	struct run_options options;
	struct arena *arena; /* of what stays */
	struct session_unit **at;
	size_t len, cap;
	uint32_t last_number;
	int epoll;
	struct program program; /* the maps */
	struct loaded loaded;
	size_t maps_cap;
	struct runtime rt;
	struct symbols_watch symbols;
	struct arena **kept; /* arenas that specs of maps lie in */
	size_t nkept, kept_cap;
	bool watches; /* what programs map */
	struct buf output;
	uint64_t lost_checked_ms;
};

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* ---- the session ---- */

struct units *units_new(const struct run_options *options)
{
	struct units *us = calloc(1, sizeof(*us));

	if (!us)
		out_of_memory(sizeof(*us));
	us->options = *options;
	us->options.quiet = true;
	us->arena = arena_new();
	us->rt.program = &us->program;
	us->rt.options = &us->options;
	us->rt.loaded = &us->loaded;
	us->rt.arena = us->arena;
	us->loaded.unwind_spaces = us->loaded.unwind_tables = -1;
	out_open(&us->rt.out, &us->options);
	us->rt.out.hold = us->rt.out.capture = true;
	maps_init(&us->rt.maps, &us->program, &us->loaded, NULL, &us->rt.out);
	us->epoll = epoll_create1(EPOLL_CLOEXEC);
	return us;
}

int units_fd(const struct units *us)
{
	return us->epoll;
}

struct buf *units_output(struct units *us)
{
	struct buf *own = out_buf(&us->rt.out);

	buf_add(&us->output, own->at, own->len);
	buf_clear(own);
	return &us->output;
}

/* What U has printed so far goes behind what others have. */
static void output_take(struct units *us, struct session_unit *u)
{
	struct buf *from = out_buf(&u->trace.rt.out);

	if (!from->len)
		return;
	u->printed = true;
	buf_add(&us->output, from->at, from->len);
	buf_clear(from);
}

struct runtime *units_runtime(struct units *us)
{
	return &us->rt;
}

uint32_t units_map(const struct units *us, struct str name)
{
	for (uint32_t i = 0; i < us->program.nmaps; i++) {
		if (str_equal(name, str_from(us->program.maps[i].name)))
			return i;
	}
	return UINT32_MAX;
}

/* ---- what units bring ---- */

static struct str copied(struct units *us, const char *text)
{
	return (struct str){arena_strdup(us->arena, str_from(text)), strlen(text)};
}

/* The first unit decides what the configuration says of printing. */
static void config_take(struct units *us, const struct program *p)
{
	memcpy(us->program.config, p->config, sizeof(p->config));
	for (size_t i = 0; i < CONFIG_COUNT; i++)
		if (p->config_strings[i])
			us->program.config_strings[i] = copied(us, p->config_strings[i]).at;
	us->rt.names = names_new(&us->program);
	us->rt.maps.names = us->rt.names;
}

/* Texts are only ever added: what values refer to stays where it is. */
static void strings_take(struct units *us, const struct program *p)
{
	const char **strings = arena_array(us->arena, const char *, p->nstrings + 1);

	for (uint32_t i = 0; i < p->nstrings; i++)
		strings[i] = copied(us, p->strings[i]).at;
	us->program.strings = strings;
	us->program.nstrings = p->nstrings;
}

static void map_take_over(struct units *us, const struct map_spec *m, struct kernel_map *k)
{
	uint32_t n = us->program.nmaps;

	us->program.maps = array_grow(us->program.maps, n, &us->maps_cap, sizeof(*m));
	us->loaded.maps = realloc(us->loaded.maps, us->maps_cap * sizeof(k));
	if (!us->loaded.maps)
		out_of_memory(us->maps_cap);
	us->program.maps[n] = *m;
	us->loaded.maps[n] = k;
	k->users++;
	us->program.nmaps = us->loaded.nmaps = n + 1;
	maps_fini(&us->rt.maps);
	maps_init(&us->rt.maps, &us->program, &us->loaded, us->rt.names, &us->rt.out);
}

/* The specs of new maps lie in the unit's arena, which stays then. */
static void maps_take(struct units *us, struct session_unit *u)
{
	const struct program *p = u->program;
	bool any = false;

	us->loaded.ncpus = u->trace.rt.loaded->ncpus;
	for (uint32_t i = 0; i < p->nmaps; i++) {
		if (units_map(us, str_from(p->maps[i].name)) != UINT32_MAX)
			continue;
		map_take_over(us, &p->maps[i], u->trace.rt.loaded->maps[i]);
		any = true;
	}
	if (!any || !u->arena)
		return;
	us->kept = array_grow(us->kept, us->nkept, &us->kept_cap, sizeof(*us->kept));
	us->kept[us->nkept++] = u->arena;
	u->arena = NULL;
}

/* Symbols of processes that end are known only to those who listened in time. */
static void symbols_follow(struct units *us, const struct session_unit *u)
{
	const int *fds;
	size_t n;

	if (us->watches || !program_wants_user_symbols(u->program))
		return;
	us->watches = true;
	symbols_watch_begin(&us->symbols, &us->rt);
	fds = symbols_watch_fds(&us->symbols, &n);
	for (size_t i = 0; i < n; i++) {
		struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};

		epoll_ctl(us->epoll, EPOLL_CTL_ADD, fds[i], &event);
	}
	while (symbols_watch_prepare(&us->symbols))
		;
}

/* ---- the life of a unit ---- */

static void unit_free(struct session_unit *u)
{
	free((void *)(uintptr_t)u->image.at);
	free(u->text);
	arena_free(u->arena);
	free(u);
}

static void trace_end(struct units *us, struct session_unit *u, bool leave)
{
	trace_close(&u->trace);
	output_take(us, u);
	trace_release(&u->trace, leave);
	buf_free(&u->trace.rt.out.buf);
	u->trace = (struct trace){.epoll = -1};
}

/* What a script does at its end, but for its maps. */
static void unit_stop(struct units *us, struct session_unit *u, bool leave)
{
	struct runtime *rt = &u->trace.rt;

	trace_missed_read(&u->trace);
	trace_detach(&u->trace);
	if (rt->exited)
		events_drop(rt);
	else
		events_drain(rt);
	trace_end_run(&u->trace);
	events_lost(rt, true);
	trace_missed_report(&u->trace);
	events_errors_rest(rt);
	trace_end(us, u, leave);
}

static bool unit_load(struct units *us, struct session_unit *u)
{
	struct program *p = u->program;
	struct kernel_map **shared = arena_array(u->trace.rt.arena, struct kernel_map *, p->nmaps);
	struct load_options options = {.mode = RUN_TRACE,
				       .verbose = us->options.verbose,
				       .nunwound = (uint32_t)us->options.ndwarf_pids + 1,
				       .shared = shared,
				       .modest = true};

	for (uint32_t i = 0; i < p->nmaps; i++) {
		uint32_t index = units_map(us, str_from(p->maps[i].name));

		if (index != UINT32_MAX)
			shared[i] = us->loaded.maps[index];
	}
	return trace_load(&u->trace, &options);
}

/* BEGIN, then the events. False: it could not be attached. */
static bool unit_begin(struct session_unit *u)
{
	struct trace *t = &u->trace;

	if (!trace_own_probes_count(t))
		return false;
	trace_kind_run(t, PROBE_begin);
	if (!t->rt.exited && !trace_attach(t))
		return false;
	trace_iterators_run(t);
	return true;
}

/* Loads U and begins. False: said why, nothing is left of the trace. */
static bool unit_start(struct units *us, struct session_unit *u)
{
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = u};
	struct out *out = &u->trace.rt.out;
	bool ok;

	out_open(out, &us->options);
	out->hold = out->capture = true;
	trace_init(&u->trace, u->program, &us->options);
	if (!unit_load(us, u)) {
		output_take(us, u);
		trace_release(&u->trace, false);
		buf_free(&out->buf);
		return false;
	}
	us->loaded.ncpus = u->trace.rt.loaded->ncpus;
	symbols_follow(us, u);
	ok = trace_open(&u->trace, us->rt.names, 0) &&
	     epoll_ctl(us->epoll, EPOLL_CTL_ADD, u->trace.epoll, &event) == 0 && unit_begin(u);
	if (!ok) {
		trace_detach(&u->trace);
		trace_end(us, u, false);
		return false;
	}
	u->state = UNIT_ON;
	maps_take(us, u);
	output_take(us, u);
	return true;
}

static bool unit_waits(const struct session_unit *u)
{
	return u->trace.waits || u->trace.has_signals;
}

/* Turns U off when it has called exit(), and when nothing in it can happen any more. */
static void unit_settle(struct units *us, struct session_unit *u)
{
	bool exited = u->trace.rt.exited;

	if (u->state != UNIT_ON || (!exited && unit_waits(u)))
		return;
	unit_stop(us, u, false);
	u->state = exited ? UNIT_OFF : UNIT_DONE;
	if (exited && u->number)
		buf_printf(&us->output, "%u is off: it called exit()\n", u->number);
}

static void *image_copy(struct bytes image)
{
	void *copy = malloc(image.len ? image.len : 1);

	if (!copy)
		out_of_memory(image.len);
	memcpy(copy, image.at, image.len);
	return copy;
}

static struct session_unit *unit_new(struct units *us, struct bytes image, const char *text)
{
	struct session_unit *u = calloc(1, sizeof(*u));
	const char *error;

	if (!u)
		out_of_memory(sizeof(*u));
	u->image = (struct bytes){image_copy(image), image.len};
	u->text = strdup(text);
	u->arena = arena_new();
	u->trace.epoll = -1;
	u->program = image_read(u->arena, u->image, &error);
	if (u->program && u->program->nprobes)
		return u;
	buf_printf(&us->output, "ERROR: this cannot be run: %s\n",
		   u->program ? "it has no probes" : error);
	unit_free(u);
	return NULL;
}

static void unit_list(struct units *us, struct session_unit *u)
{
	us->at = array_grow(us->at, us->len, &us->cap, sizeof(u));
	us->at[us->len++] = u;
}

uint32_t units_add(struct units *us, struct bytes image, const char *text, bool keep)
{
	struct session_unit *u = unit_new(us, image, text);

	if (!u)
		return 0;
	if (!us->rt.names)
		config_take(us, u->program);
	strings_take(us, u->program);
	if (keep)
		u->number = us->last_number + 1;
	if (!unit_start(us, u)) {
		unit_free(u);
		return 0;
	}
	if (keep)
		us->last_number++;
	unit_list(us, u);
	unit_settle(us, u);
	if (keep)
		return u->number;
	if (u->state == UNIT_ON) /* nothing that runs once waits, but an image may be anything */
		unit_stop(us, u, false);
	us->len--;
	unit_free(u);
	return UINT32_MAX;
}

/* ---- events ---- */

static void trace_events(struct trace *t)
{
	struct epoll_event events[32];
	int count = epoll_wait(t->epoll, events, ARRAY_LEN(events), 0);
	bool ring = false;

	for (int i = 0; i < count && !t->rt.exited; i++) {
		if (events[i].data.u64 >> 32 == EVENT_TIMER)
			trace_timer_run(t, (uint32_t)events[i].data.u64, NULL, NULL);
		else
			ring = true;
	}
	if (ring)
		trace_nap(t);
}

static void unit_step(struct units *us, struct session_unit *u, bool ready)
{
	if (u->state != UNIT_ON)
		return;
	if (ready)
		trace_events(&u->trace);
	events_drain(&u->trace.rt);
	output_take(us, u);
	unit_settle(us, u);
}

static void lost_check(struct units *us)
{
	uint64_t now = now_ms();

	if (now - us->lost_checked_ms < LOST_EVERY_MS)
		return;
	us->lost_checked_ms = now;
	for (size_t i = 0; i < us->len; i++) {
		if (us->at[i]->state != UNIT_ON)
			continue;
		events_lost(&us->at[i]->trace.rt, false);
		output_take(us, us->at[i]);
	}
}

void units_step(struct units *us)
{
	struct epoll_event events[32];
	int count = epoll_wait(us->epoll, events, ARRAY_LEN(events), 0);

	for (int i = 0; i < count; i++) {
		if (events[i].data.ptr)
			unit_step(us, events[i].data.ptr, true);
		else
			symbols_watch_read(&us->symbols);
	}
	lost_check(us);
}

int units_timeout(const struct units *us)
{
	for (size_t i = 0; i < us->len; i++)
		if (us->at[i]->state == UNIT_ON)
			return LOST_EVERY_MS;
	return -1;
}

void units_signal(struct units *us)
{
	for (size_t i = 0; i < us->len; i++) {
		if (us->at[i]->state != UNIT_ON)
			continue;
		trace_signal_probes_run(&us->at[i]->trace);
		unit_step(us, us->at[i], false);
	}
}

/* ---- units by number ---- */

static struct session_unit *unit_find(const struct units *us, uint32_t number, size_t *index)
{
	for (size_t i = 0; i < us->len; i++) {
		if (us->at[i]->number != number)
			continue;
		if (index)
			*index = i;
		return us->at[i];
	}
	return NULL;
}

bool units_off(struct units *us, uint32_t number)
{
	struct session_unit *u = unit_find(us, number, NULL);

	if (!u)
		return false;
	if (u->state == UNIT_ON)
		unit_stop(us, u, false);
	u->state = UNIT_OFF;
	return true;
}

bool units_on(struct units *us, uint32_t number)
{
	struct session_unit *u = unit_find(us, number, NULL);

	if (!u)
		return false;
	if (u->state == UNIT_ON)
		return true;
	if (!unit_start(us, u))
		return false;
	unit_settle(us, u);
	return true;
}

bool units_remove(struct units *us, uint32_t number)
{
	size_t index = 0;
	struct session_unit *u = unit_find(us, number, &index);

	if (!u)
		return false;
	units_off(us, number);
	memmove(us->at + index, us->at + index + 1, (us->len - index - 1) * sizeof(*us->at));
	us->len--;
	unit_free(u);
	return true;
}

const char *units_program_name(const struct units *us, uint32_t number, uint32_t i)
{
	const struct session_unit *u = unit_find(us, number, NULL);

	if (!u || u->state != UNIT_ON || i >= u->program->nprobes)
		return NULL;
	return u->program->probes[i].program;
}

int units_program_fd(const struct units *us, uint32_t number, uint32_t i)
{
	return unit_find(us, number, NULL)->trace.rt.loaded->programs[i];
}

size_t units_count(const struct units *us)
{
	return us->len;
}

struct unit_info units_at(const struct units *us, size_t i)
{
	const struct session_unit *u = us->at[i];

	return (struct unit_info){u->number, u->state, u->state == UNIT_ON ? u->trace.attached : 0,
				  u->text, u->printed};
}

void units_printed_forget(struct units *us)
{
	for (size_t i = 0; i < us->len; i++)
		us->at[i]->printed = false;
}

/* ---- the end ---- */

void units_stop(struct units *us)
{
	for (size_t i = 0; i < us->len; i++) {
		if (us->at[i]->state == UNIT_ON)
			unit_stop(us, us->at[i], true);
		us->at[i]->state = UNIT_OFF;
	}
	if (us->watches)
		symbols_watch_end(&us->symbols);
}

void units_free(struct units *us)
{
	for (size_t i = 0; i < us->len; i++)
		unit_free(us->at[i]);
	for (uint32_t i = 0; i < us->program.nmaps; i++)
		kernel_map_free(us->loaded.maps[i]);
	for (size_t i = 0; i < us->nkept; i++)
		arena_free(us->kept[i]);
	free(us->kept);
	free(us->at);
	free(us->program.maps);
	free(us->loaded.maps);
	maps_fini(&us->rt.maps);
	names_free(us->rt.names);
	buf_free(&us->rt.out.buf);
	buf_free(&us->output);
	if (us->epoll >= 0)
		close(us->epoll);
	arena_free(us->arena);
	free(us);
}
