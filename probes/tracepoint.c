/*
 * Tracepoints, system calls among them. Three ways onto an event:
 *
 *   METHOD_syscall     syscalls:sys_enter_x and sys_exit_x: one raw tracepoint for all calls; args
 *                      are taken from the registers
 *   METHOD_syscall_event  the same by a perf event, where the raw tracepoint would miss calls
 *   METHOD_raw_tp      other events when the body needs nothing of the record
 *   METHOD_tracepoint  a perf event: the body reads the record, its context or the kernel stack as
 *                      the event sees it
 */
#include "probes/tracepoint.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "probes/btf_types.h"
#include "probes/glob.h"
#include "probes/source.h"
#include "probes/syscalls.h"
#include "probes/target_host.h"
#include "probes/tracefs.h"
#include "probes/tracepoint_types.h"

/* ---- names ---- */

static int event_name_compare(const void *a, const void *b)
{
	const struct event_name *x = a, *y = b;
	int order = memcmp(x->category.at, y->category.at, MIN(x->category.len, y->category.len));

	if (!order && x->category.len != y->category.len)
		order = x->category.len < y->category.len ? -1 : 1;
	if (!order)
		order = memcmp(x->event.at, y->event.at, MIN(x->event.len, y->event.len));
	if (!order)
		order = (x->event.len > y->event.len) - (x->event.len < y->event.len);
	return order;
}

bool event_names_find(struct arena *a, struct str category, struct str event,
		      struct event_names *out)
{
	size_t len;
	char *text = tracefs_read("available_events", &len);
	struct str rest;

	if (!text)
		return false;
	rest = (struct str){text, len};
	while (rest.at) {
		struct str line = str_trim(str_cut(&rest, '\n')), name = str_cut(&line, ':');
		char *copy;

		if (!line.at || !glob_match(category, name) || !glob_match(event, line))
			continue;
		copy = arena_alloc(a, name.len + line.len + 1);
		memcpy(copy, name.at, name.len);
		memcpy(copy + name.len, line.at, line.len);
		vec_push(a, out,
			 (struct event_name){{copy, name.len}, {copy + name.len, line.len}});
	}
	free(text);
	if (out->len)
		qsort(out->at, out->len, sizeof(*out->at), event_name_compare);
	return true;
}

/* ---- args ---- */

static bool field_used(const struct expansion *x, struct str name)
{
	if (x->uses->args_whole)
		return true;
	for (size_t i = 0; i < x->uses->fields.len; i++) {
		if (str_equal(str_from(x->uses->fields.at[i]), name))
			return true;
	}
	return false;
}

/* Number of elements: the size says it even where the brackets hold the name of a constant. */
static const struct type *array_type(struct expansion *x, const struct event_field *f,
				     struct btf_types *types, bool used)
{
	const struct type *elem;

	if (str_equal(f->type, STR("char")) || str_equal(f->type, STR("const char")))
		return type_string(x->u->types, f->size);
	elem = btf_types_from_text(types, f->type, used, 0, f->is_signed);
	if (elem && elem->kind == T_STRUCT && !elem->size && used)
		btf_types_complete(types, (struct type *)elem);
	if (!elem || !elem->size || f->size % elem->size)
		elem = type_int(x->u->types, 1, false);
	return type_array(x->u->types, elem, f->size / elem->size);
}

static const struct type *in_space(struct types *ts, const struct type *t, enum addr_space space)
{
	return t->kind == T_POINTER
		       ? type_pointer(ts, in_space(ts, t->elem ? t->elem : &type_void, space),
				      space)
		       : t;
}

/* The type of F, and its flags; NULL: it has none that the language knows. */
static const struct type *field_type(struct expansion *x, const struct event_field *f,
				     struct btf_types *types, enum addr_space space)
{
	bool used = field_used(x, f->name);
	const struct type *t;

	if (f->data_loc)
		return type_int(x->u->types, 8, true);
	if (f->rel_loc)
		return type_int(x->u->types, 4, false);
	if (f->count.at)
		return f->size ? array_type(x, f, types, used) : NULL;
	t = btf_types_from_text(types, f->type, used, f->size, f->is_signed);
	if (!t || t->kind == T_VOID || t->kind == T_ERROR) {
		if (f->size != 1 && f->size != 2 && f->size != 4 && f->size != 8)
			return type_array(x->u->types, type_int(x->u->types, 1, false), f->size);
		return type_int(x->u->types, f->size, f->is_signed);
	}
	if (t->kind == T_STRUCT && used)
		btf_types_complete(types, (struct type *)t);
	return in_space(x->u->types, t, space);
}

/* The offset a context's lowering wants for F, or UINT32_MAX: it cannot be had that way. */
static uint32_t field_offset(const struct event_field *f, enum context context)
{
	if (context == CTX_TRACEPOINT)
		return f->offset;
	if (f->offset < 16 || f->size != 8 || f->data_loc || f->rel_loc)
		return UINT32_MAX;
	if (context == CTX_SYSCALL_EXIT)
		return f->offset == 16 ? 0 : UINT32_MAX;
	return f->offset < 16 + 6 * 8 ? f->offset - 16 : UINT32_MAX;
}

static const struct type *args_make(struct expansion *x, struct event_name name,
				    const struct event_format *format, enum context context)
{
	struct btf_types *types = target_types(x->u->target, x->u->types, x->u->arena);
	enum addr_space space = str_equal(name.category, STR("syscalls")) ? AS_USER : AS_KERNEL;
	struct type *args =
		type_struct_new(x->u->types,
				arena_printf(x->u->arena, "_tracepoint_%.*s_%.*s",
					     STR_ARG(name.category), STR_ARG(name.event)),
				false);
	struct field *fields = arena_array(x->u->arena, struct field, MAX(format->fields.len, 1u));
	uint32_t n = 0, end = 0;

	for (size_t i = 0; i < format->fields.len; i++) {
		const struct event_field *f = &format->fields.at[i];
		uint32_t offset = field_offset(f, context);
		const struct type *t;

		if (event_field_is_common(f) || offset == UINT32_MAX)
			continue;
		t = field_type(x, f, types, space);
		if (!t)
			continue;
		fields[n++] = (struct field){
			.name = intern(x->u->names, f->name),
			.type = t,
			.offset = offset,
			.flags = f->data_loc ? FIELD_DATA_LOC : 0,
		};
		end = MAX(end, offset + f->size);
	}
	args->fields = fields;
	args->nfields = n;
	args->size = end;
	args->align = 8;
	args->complete = true;
	return args;
}

/* ---- the way onto an event ---- */

static bool syscall_context(const char *arch, struct str event, enum context *context, int *number)
{
	struct str call;

	if (str_starts(event, STR("sys_enter_"))) {
		*context = CTX_SYSCALL_ENTER;
		call = str_slice(event, 10, event.len);
	} else if (str_starts(event, STR("sys_exit_"))) {
		*context = CTX_SYSCALL_EXIT;
		call = str_slice(event, 9, event.len);
	} else {
		return false;
	}
	*number = syscall_number(arch, call);
	return *number >= 0;
}

/* True when every field of args that the body names can be taken from the registers. */
static bool args_in_registers(const struct expansion *x, const struct event_format *format,
			      enum context context)
{
	if (x->uses->args_whole)
		return false;
	for (size_t i = 0; i < format->fields.len; i++) {
		const struct event_field *f = &format->fields.at[i];

		if (field_used(x, f->name) && !event_field_is_common(f) &&
		    field_offset(f, context) == UINT32_MAX)
			return false;
	}
	return true;
}

/* The kernel runs at most so many programs on a perf event (BPF_TRACE_MAX_PROGS is 64). */
#define EVENT_PROGRAMS_MAX 60

/* Where the raw tracepoint misses calls the perf event serves, as long as there is room on it. */
static enum attach_method syscall_method(const struct expansion *x)
{
	size_t n = 0;

	if (unit_feature(x->u, FEATURE_raw_syscalls))
		return METHOD_syscall;
	for (size_t i = 0; i < x->u->instances.len; i++)
		n += x->u->instances.at[i]->method == METHOD_syscall_event;
	return n < EVENT_PROGRAMS_MAX ? METHOD_syscall_event : METHOD_syscall;
}

static void method_choose(const struct expansion *x, struct event_name name,
			  const struct event_format *format, struct match *m)
{
	enum context context;
	int number;

	m->method = METHOD_tracepoint;
	m->context = CTX_TRACEPOINT;
	if (x->uses->ctx || x->uses->kstack || x->uses->kfuncs)
		return;
	if (str_equal(name.category, STR("syscalls"))) {
		/* 32-bit tasks, which have other numbers, are told apart with the kernel's types.
		 */
		if (syscall_context(x->u->target->arch, name.event, &context, &number) &&
		    unit_feature(x->u, FEATURE_btf) &&
		    (!format || args_in_registers(x, format, context))) {
			m->method = syscall_method(x);
			m->context = context;
			m->target.address = (uint64_t)number;
		}
	} else if (!x->uses->args && !str_equal(name.category, STR("ftrace")) &&
		   !tracefs_event_is_dynamic(m->target.module, m->target.function)) {
		m->method = METHOD_raw_tp;
		m->context = CTX_RAW;
	}
}

/* ---- expansion ---- */

static void tracefs_error(struct expansion *x)
{
	struct tracefs_problem problem = tracefs_problem();
	struct diag *d;

	if (tracefs_root()) {
		expansion_error(x, D_PROBE_SYSTEM, "%s cannot be read: %s", tracefs_root(),
				strerror(errno));
		return;
	}
	d = expansion_error(x, D_PROBE_SYSTEM, "%s", problem.text);
	if (problem.hint)
		diag_hint(x->u->diags, d, "%s", problem.hint);
}

/* What may have been meant by CATEGORY:EVENT: its event elsewhere, a near event, a near category.
 */
static const char *near_event(struct arena *a, struct str category, struct str event)
{
	struct event_names all = {0};
	const char **names;
	size_t n = 0;
	char *wanted;

	if (!event_names_find(a, STR("*"), STR("*"), &all))
		return NULL;
	for (size_t i = 0; i < all.len; i++) {
		if (str_equal(all.at[i].event, event))
			return arena_printf(a, "tracepoint:%.*s:%.*s", STR_ARG(all.at[i].category),
					    STR_ARG(event));
	}
	names = arena_array(a, const char *, all.len + 1);
	for (size_t i = 0; i < all.len; i++) {
		if (str_equal(all.at[i].category, category) ||
		    str_distance(all.at[i].category, category, 2) <= 2)
			names[n++] = arena_printf(a, "%.*s:%.*s", STR_ARG(all.at[i].category),
						  STR_ARG(all.at[i].event));
	}
	wanted = arena_printf(a, "%.*s:%.*s", STR_ARG(category), STR_ARG(event));
	wanted = (char *)diag_nearest(str_from(wanted), names);
	return wanted ? arena_printf(a, "tracepoint:%s", wanted) : NULL;
}

static void event_missing(struct expansion *x, struct str category, struct str event)
{
	expansion_missing(x, near_event(x->u->arena, category, event),
			  "there is no tracepoint %.*s:%.*s", STR_ARG(category), STR_ARG(event));
}

/* Reads what EVENT needs and adds it. False: it does not exist. */
static bool event_add(struct expansion *x, struct event_name name)
{
	struct arena *a = x->u->arena;
	struct match m = {0};
	struct event_format format = {0};
	char *text = NULL;
	size_t len;

	m.target.module = arena_strdup(a, name.category);
	m.target.function = arena_strdup(a, name.event);
	m.target.name = arena_printf(a, "tracepoint:%s:%s", m.target.module, m.target.function);
	if (x->uses->args || !x->matches.len) {
		text = tracefs_read(
			arena_printf(a, "events/%s/%s/format", m.target.module, m.target.function),
			&len);
		if (!text)
			return false;
	}
	if (x->uses->args) {
		if (!event_format_parse(a, (struct str){text, len}, &format)) {
			expansion_error(x, D_PROBE_SYSTEM, "the format of %s cannot be understood",
					m.target.name);
			free(text);
			return true;
		}
	}
	method_choose(x, name, x->uses->args ? &format : NULL, &m);
	if (x->uses->args)
		m.args = args_make(x, name, &format, m.context);
	free(text);
	expansion_add(x, m);
	return true;
}

/*
 * Where raw tracepoints have no cookies (before 6.10) a program cannot tell which of several fired;
 * perf events can.
 */
static void identities_check(struct expansion *x)
{
	size_t raw = 0;

	for (size_t i = 0; i < x->matches.len; i++)
		raw += x->matches.at[i].method == METHOD_raw_tp;
	if (!x->uses->probe || raw < 2 || unit_feature(x->u, FEATURE_raw_tp_cookie) ||
	    !unit_feature(x->u, FEATURE_attach_cookie))
		return;
	for (size_t i = 0; i < x->matches.len; i++) {
		if (x->matches.at[i].method != METHOD_raw_tp)
			continue;
		x->matches.at[i].method = METHOD_tracepoint;
		x->matches.at[i].context = CTX_TRACEPOINT;
	}
}

static bool is_file_name(struct str s)
{
	return s.len && s.len <= 128 && s.at[0] != '.' && str_find_char(s, '/') < 0;
}

static void tracepoint_expand(struct expansion *x)
{
	struct str category = attach_point_part(&x->fields, "category");
	struct str event = attach_point_part(&x->fields, "event");
	struct event_names names = {0};

	if (x->u->target->blind & BLIND_EVENTS) {
		if (!tracepoint_by_types(x, category, event))
			event_missing(x, category, event);
		return;
	}
	if (!tracefs_root()) {
		tracefs_error(x);
		return;
	}
	if (!attach_point_is_pattern(&x->fields)) {
		if (is_file_name(category) && is_file_name(event) &&
		    event_add(x, (struct event_name){category, event}))
			return;
		if (errno == EACCES || errno == EPERM)
			tracefs_error(x);
		else
			event_missing(x, category, event);
		return;
	}
	if (!event_names_find(x->u->arena, category, event, &names)) {
		tracefs_error(x);
		return;
	}
	for (size_t i = 0; i < names.len && !x->failed; i++)
		event_add(x, names.at[i]);
	identities_check(x);
}

/* ---- listing ---- */

static void tracepoint_list(struct listing *l)
{
	struct event_names names = {0};

	event_names_find(l->arena, attach_point_pattern(&l->pattern, "category"),
			 attach_point_pattern(&l->pattern, "event"), &names);
	for (size_t i = 0; i < names.len; i++)
		listing_add(l, "%.*s:%.*s", STR_ARG(names.at[i].category),
			    STR_ARG(names.at[i].event));
	l->sorted = true;
}

static void tracepoint_describe(struct listing *l, const char *line, struct buf *out)
{
	struct str rest = str_from(line), category = str_cut(&rest, ':');
	struct event_format format = {0};
	size_t len;
	char *text = tracefs_read(
		arena_printf(l->arena, "events/%.*s/%.*s/format", STR_ARG(category), STR_ARG(rest)),
		&len);

	if (!text)
		return;
	if (event_format_parse(l->arena, (struct str){text, len}, &format)) {
		for (size_t i = 0; i < format.fields.len; i++) {
			const struct event_field *f = &format.fields.at[i];

			if (!event_field_is_common(f))
				buf_printf(out, "    %.*s\n", STR_ARG(f->text));
		}
	}
	free(text);
}

const struct probe_source tracepoint_source = {
	.expand = tracepoint_expand,
	.list = tracepoint_list,
	.describe = tracepoint_describe,
};
