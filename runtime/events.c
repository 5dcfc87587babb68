/*
 * Records from the rings to actions. actions.def's rows are the only list: row x is done by act_x.
 *
 * Records come from our own programs, but nothing breaks when they are not what the program
 * describes: lengths and indices are checked, a record that does not fit is dropped.
 */
#include "runtime/runtime.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "runtime/captures.h"
#include "runtime/command.h"
#include "runtime/live.h"

#define TIME_MAX 63 /* bytes that time() prints */

struct event {
	const struct record *record;
	uint32_t index; /* of the record */
	uint32_t probe;
	const struct value *values;
	uint32_t count;
	const unsigned char *at; /* the payload as it came */
	size_t len;
	int64_t value; /* of a control record */
};

typedef void act_fn(struct runtime *rt, const struct event *e);

/* ---- actions ---- */

/* What the format of E makes of its values, in the scratch buffer. */
static struct str event_text(struct runtime *rt, const struct event *e)
{
	buf_clear(&rt->scratch);
	print_format(rt->names, &rt->formats[e->index], e->values, e->count, &rt->scratch);
	return (struct str){rt->scratch.at ? rt->scratch.at : "", rt->scratch.len};
}

static void act_printf(struct runtime *rt, const struct event *e)
{
	if (rt->out.json) {
		out_message(&rt->out, "printf", event_text(rt, e));
		return;
	}
	print_format(rt->names, &rt->formats[e->index], e->values, e->count, out_buf(&rt->out));
	out_commit(&rt->out);
}

static void act_print_value(struct runtime *rt, const struct event *e)
{
	struct buf *out = out_buf(&rt->out);

	if (rt->out.json) {
		buf_puts(out, "{\"type\": \"value\", \"data\": ");
		value_json(rt->names, e->values[0], out);
		buf_puts(out, "}\n");
	} else {
		value_text(rt->names, e->values[0], out);
		buf_char(out, '\n');
	}
	out_commit(&rt->out);
}

static void act_time(struct runtime *rt, const struct event *e)
{
	time_t now = time(NULL);
	char text[TIME_MAX + 1];
	struct tm local;
	size_t len = 0;

	if (localtime_r(&now, &local))
		len = strftime(text, sizeof(text), e->record->format, &local);
	out_message(&rt->out, "time", (struct str){text, len});
}

static void act_cat(struct runtime *rt, const struct event *e)
{
	size_t room = (size_t)MIN(rt->program->config[CONFIG_max_cat_bytes], UINT64_C(1) << 30);
	struct buf content = {NULL, 0, 0};
	const char *path = event_text(rt, e).at;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = -1;

	if (fd < 0) {
		out_stderr_printf(&rt->out, "ERROR: failed to open file '%s' (%s)\n", path,
				  strerror(errno));
		return;
	}
	while (room && (n = read(fd, buf_reserve(&content, MIN(room, (size_t)65536)),
				 MIN(room, (size_t)65536))) > 0) {
		content.len += (size_t)n;
		room -= (size_t)n;
	}
	close(fd);
	out_message(&rt->out, "cat", (struct str){content.at ? content.at : "", content.len});
	buf_free(&content);
}

/* The strings up to the first empty one. */
static void act_join(struct runtime *rt, const struct event *e)
{
	struct str separator = {e->record->format, e->record->format_len};
	bool cut;

	buf_clear(&rt->scratch);
	buf_reserve(&rt->scratch, e->len);
	for (uint32_t i = 0; i < e->count; i++) {
		struct str s = value_string(e->values[i], &cut);

		if (!s.len)
			break;
		if (i)
			buf_str(&rt->scratch, separator);
		buf_str(&rt->scratch, s);
	}
	out_message_line(&rt->out, "join", (struct str){rt->scratch.at, rt->scratch.len});
}

static void act_system(struct runtime *rt, const struct event *e)
{
	struct buf output = {NULL, 0, 0};
	int status = command_run(event_text(rt, e).at, &output);

	if (status)
		out_stderr_printf(&rt->out, "ERROR: command exited with code %d (%s)\n", status,
				  rt->scratch.at);
	else
		out_message_line(&rt->out, "syscall",
				 (struct str){output.at ? output.at : "", output.len});
	buf_free(&output);
}

static void act_skboutput(struct runtime *rt, const struct event *e)
{
	capture_write(rt->captures, e->index, e->at, e->len);
}

static void act_errorf(struct runtime *rt, const struct event *e)
{
	rt->faults++;
	out_report(&rt->out, "errorf", OUT_ERROR, &e->record->place, event_text(rt, e));
}

static void act_warnf(struct runtime *rt, const struct event *e)
{
	if (!rt->options->no_warnings)
		out_report(&rt->out, "warnf", OUT_WARNING, &e->record->place, event_text(rt, e));
}

static void act_print_map(struct runtime *rt, const struct event *e)
{
	struct map_view view = {.top = e->record->top,
				.divisor = e->record->divisor,
				.take = e->record->take,
				.asked = true};

	if (rt->live)
		live_show(rt->live, e->record->map, view);
	else
		map_print(&rt->maps, e->record->map, view);
}

/* A print() in front of it may have emptied the map already. */
static void act_clear(struct runtime *rt, const struct event *e)
{
	if (e->record->take == TAKE_NONE)
		map_empty(&rt->maps, e->record->map, TAKE_CLEAR);
}

static void act_zero(struct runtime *rt, const struct event *e)
{
	if (e->record->take == TAKE_NONE)
		map_empty(&rt->maps, e->record->map, TAKE_ZERO);
}

static void act_exit(struct runtime *rt, const struct event *e)
{
	lost_freeze(rt);
	rt->status = (int)(e->value & 255);
	rt->exited = rt->exit_seen = true;
}

/* What a helper's failure means for the script; the errno says it unless we know better. */
static struct str error_text(const struct record *r, int64_t result)
{
	const char *helper = r->helper ? r->helper : "";

	if (r->message)
		return str_from(r->message);
	if (strcmp(helper, "map_update_elem") == 0 && result == -E2BIG)
		return STR("Map full; can't update element. Try increasing max_map_keys config or "
			   "manually setting the max entries in a map declaration e.g. `let @a = "
			   "hash(5000)`");
	if (strcmp(helper, "map_delete_elem") == 0 && result == -ENOENT)
		return STR("Can't delete map element because it does not exist.");
	if (strcmp(helper, "map_lookup_elem") == 0)
		return STR("Can't lookup map element because it does not exist.");
	return str_from(strerror((int)MIN(MAX(-result, (int64_t)0), (int64_t)4095)));
}

static void act_runtime_error(struct runtime *rt, const struct event *e)
{
	rt->errors_shown[e->index]++;
	if (!record_error_wanted(rt, e->record))
		return;
	rt->faults++;
	out_runtime_error(&rt->out, &e->record->place, error_text(e->record, e->value),
			  e->record->helper, e->value);
}

static act_fn *const acts[ACT_COUNT] = {
#define ACTION(id, ...) [ACT_##id] = act_##id,
#include "lang/actions.def"
#undef ACTION
};

/* ---- records ---- */

void events_init(struct runtime *rt)
{
	const struct program *p = rt->program;
	uint32_t most = 1;

	lost_init(rt);
	rt->formats = arena_array(rt->arena, struct print_format, p->nrecords);
	rt->errors_shown = arena_array(rt->arena, uint64_t, p->nrecords);
	for (uint32_t i = 0; i < p->nrecords; i++) {
		const struct record *r = &p->records[i];

		most = MAX(most, r->nfields);
		if (r->format && r->action != ACT_time && r->action != ACT_join &&
		    r->action != ACT_skboutput)
			print_format_make(rt->arena, (struct str){r->format, r->format_len},
					  &rt->formats[i]);
	}
	rt->values = arena_array(rt->arena, struct value, most);
	rt->pending = arena_array(rt->arena, bool, rt->program->nrecords);
}

/* Values of the payload AT, LEN bytes. False: they are not all there. */
static bool values_read(struct runtime *rt, const struct record *r, const unsigned char *at,
			size_t len)
{
	const unsigned char *tail = at + r->fixed_size, *end = at + len;

	if (len < r->fixed_size)
		return false;
	for (uint32_t i = 0; i < r->nfields; i++) {
		const struct payload_field *f = &r->fields[i];
		uint32_t size;

		if (!f->variable) {
			rt->values[i] = value_at(f->type, at + f->offset);
			continue;
		}
		memcpy(&size, at + f->offset, sizeof(size));
		if (size > (size_t)(end - tail))
			return false;
		rt->values[i] = (struct value){f->type, tail, MIN(size, f->type->count), false};
		tail += size;
	}
	return true;
}

void events_record(struct runtime *rt, const void *record, size_t len)
{
	const unsigned char *at = record;
	struct event e = {.record = NULL};
	struct wire_event head;

	if (len < sizeof(head))
		return;
	memcpy(&head, at, sizeof(head));
	if (head.record >= rt->program->nrecords)
		return;
	e.index = head.record;
	e.record = &rt->program->records[e.index];
	if (action_rows[e.record->action].control ||
	    !values_read(rt, e.record, at + sizeof(head), len - sizeof(head)))
		return;
	e.probe = head.probe;
	e.at = at + sizeof(head);
	e.len = len - sizeof(head);
	e.values = rt->values;
	e.count = e.record->nfields;
	acts[e.record->action](rt, &e);
}

static void control_handle(struct runtime *rt, const struct wire_control *control)
{
	struct event e = {.index = control->record, .probe = control->probe};

	if (control->record >= rt->program->nrecords)
		return;
	e.record = &rt->program->records[control->record];
	e.value = control->value;
	if (action_rows[e.record->action].control)
		acts[e.record->action](rt, &e);
}

/* A signal while the rings are drained for the last time means: do not bother. */
static void hurry_check(struct runtime *rt)
{
	struct signalfd_siginfo info;

	if (rt->last_signals >= 0 && read(rt->last_signals, &info, sizeof(info)) == sizeof(info) &&
	    info.ssi_signo != SIGUSR1 && info.ssi_signo != SIGCHLD && info.ssi_signo != SIGWINCH &&
	    info.ssi_signo != SIGCONT)
		rt->hurry = true;
}

/*
 * Data before position UNTIL. Space is given back now and then, so that programs which wait for
 * nothing find room while we work.
 */
static uint64_t data_drain(struct runtime *rt, uint64_t until)
{
	const void *at;
	uint64_t count = 0;
	size_t len;

	while (rt->data && !rt->exited && !rt->hurry &&
	       (at = ring_next(rt->data, until, &len)) != NULL) {
		events_record(rt, at, len);
		if (++count % 256)
			continue;
		ring_release(rt->data);
		hurry_check(rt);
	}
	if (rt->data)
		ring_release(rt->data);
	return count;
}

/* The word that exit() sets behind its record. */
static uint64_t stop_word(const struct runtime *rt)
{
	uint32_t offset = rt->program->stop_offset;

	if (offset == PROGRAM_NO_STOP)
		return 0;
	return __atomic_load_n((uint64_t *)(void *)(rt->loaded->globals + offset),
			       __ATOMIC_ACQUIRE);
}

/* The control ring was full: everything in it has been handled now, and there was no exit(). */
static void exit_by_word(struct runtime *rt, uint64_t word)
{
	if (!(word & STOP_EXIT) || rt->exit_seen || rt->hurry)
		return;
	lost_freeze(rt);
	rt->status = (int)(word >> STOP_CODE_SHIFT & 255);
	rt->exited = rt->exit_seen = true;
}

static uint64_t *pending_word(const struct runtime *rt, const struct record *r)
{
	return (uint64_t *)(void *)(rt->loaded->globals + r->pending_offset);
}

/* What waits because the control ring was full. True: there is some. */
static bool pending_take(struct runtime *rt)
{
	bool any = false;

	for (uint32_t i = 0; i < rt->program->nrecords; i++) {
		const struct record *r = &rt->program->records[i];

		rt->pending[i] = r->pending_offset != RECORD_NEVER_PENDS && rt->loaded->globals &&
				 __atomic_exchange_n(pending_word(rt, r), 0, __ATOMIC_ACQ_REL);
		any = any || rt->pending[i];
	}
	return any;
}

/* In the order of the script: print(@m) before the clear(@m) behind it. */
static void pending_run(struct runtime *rt)
{
	for (uint32_t i = 0; i < rt->program->nrecords && !rt->hurry; i++) {
		struct event e = {.index = i, .record = &rt->program->records[i]};

		if (rt->pending[i])
			acts[e.record->action](rt, &e);
	}
}

/*
 * A data record at a position before DATA_END was reserved before we looked; a control record that
 * the same program sent earlier is therefore in the control ring when we look there afterwards.
 */
uint64_t events_drain(struct runtime *rt)
{
	uint64_t stop = stop_word(rt);
	bool pending =
		pending_take(rt); /* before an exit() that is seen below, so done in any case */
	uint64_t data_end = rt->data ? ring_produced(rt->data) : 0;
	uint64_t control_end = rt->control ? ring_produced(rt->control) : 0, count = 0;
	struct wire_control control;
	const void *at;
	size_t len;

	captures_drain(rt->captures);
	while (rt->control && !rt->exited && !rt->hurry &&
	       (at = ring_next(rt->control, control_end, &len)) != NULL) {
		if (len < sizeof(control))
			continue;
		memcpy(&control, at, sizeof(control));
		ring_release(rt->control);
		count += data_drain(rt, control.data_position) + 1;
		if (!rt->exited)
			control_handle(rt, &control);
	}
	if (!rt->exited)
		count += data_drain(rt, data_end);
	if (pending)
		pending_run(rt);
	exit_by_word(rt, stop);
	if (rt->exited)
		events_drop(rt);
	rt->handled += count;
	return count;
}

void events_drop(struct runtime *rt)
{
	captures_drain(rt->captures); /* an exit() does not make them worthless */
	if (rt->control)
		ring_skip(rt->control);
	if (rt->data)
		ring_skip(rt->data);
}
