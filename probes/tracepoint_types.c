/*
 * What include/trace/ of the kernel leaves in its types: for each event EVENT a typedef
 * btf_trace_EVENT of a pointer to the function that it calls, for each class CLASS of events a
 * record struct trace_event_raw_CLASS and a function __bpf_trace_CLASS. Events that are declared
 * alone are a class of their own name; which class others belong to stands nowhere, so it is the
 * one with the same arguments whose name begins most like the event's. Categories stand nowhere
 * either. System calls have one record for all; a function __do_sys_CALL has the names of its
 * arguments where it was not inlined.
 */
#include "probes/tracepoint_types.h"

#include <stdio.h>
#include <string.h>

#include "probes/btf.h"
#include "probes/btf_types.h"
#include "probes/syscalls.h"
#include "probes/target_host.h"

#define NAME_MAX_LEN 128
#define DATA_LOC "__data_loc_"
#define REL_LOC "__rel_loc_"

struct names_of {
	struct expansion *x;
	const struct btf_index *b;
	struct btf_types *types;
	struct str event;
};

static uint32_t named(const struct btf_index *b, unsigned kind, const char *prefix, struct str name)
{
	char text[NAME_MAX_LEN + 64];

	if (name.len > NAME_MAX_LEN)
		return 0;
	snprintf(text, sizeof(text), "%s%.*s", prefix, STR_ARG(name));
	return btf_index_find(b, kind, str_from(text));
}

/* ---- which record an event has ---- */

/* The prototype that the typedef ID points at; NULL: it is none. */
static const struct btf_type *proto_of_typedef(const struct btf_index *b, uint32_t id)
{
	const struct btf_type *t = btf_index_type(b, id);

	t = t ? btf_index_type(b, t->type) : NULL;
	if (!t || btf_type_kind(t) != BTF_KIND_PTR)
		return NULL;
	t = btf_index_type(b, t->type);
	return t && btf_type_kind(t) == BTF_KIND_FUNC_PROTO ? t : NULL;
}

static bool protos_equal(const struct btf_type *a, const struct btf_type *b)
{
	const struct btf_param *p = (const void *)(a + 1), *q = (const void *)(b + 1);

	if (btf_type_vlen(a) != btf_type_vlen(b))
		return false;
	for (uint32_t i = 0; i < btf_type_vlen(a); i++)
		if (p[i].type != q[i].type)
			return false;
	return true;
}

static size_t common_prefix(struct str a, struct str b)
{
	size_t n = 0;

	while (n < a.len && n < b.len && a.at[n] == b.at[n])
		n++;
	return n;
}

/* The class with the arguments PROTO whose name is most like EVENT; .at NULL: there is none. */
static struct str class_find(const struct btf_index *b, const struct btf_type *proto,
			     struct str event)
{
	const struct str prefix = STR("__bpf_trace_");
	struct str best = {NULL, 0};
	size_t most = 2;

	for (uint32_t id = btf_index_first(b); id < btf_index_end(b); id++) {
		const struct btf_type *t = btf_index_type(b, id), *p;
		struct str name;
		size_t common;

		if (btf_type_kind(t) != BTF_KIND_FUNC)
			continue;
		name = str_from(btf_index_string(b, t->name_off));
		if (!str_starts(name, prefix))
			continue;
		name = str_slice(name, prefix.len, name.len);
		common = common_prefix(name, event);
		p = btf_index_type(b, t->type);
		if (common > most && p && btf_type_kind(p) == BTF_KIND_FUNC_PROTO &&
		    protos_equal(p, proto)) {
			most = common;
			best = name;
		}
	}
	return best;
}

/* ---- fields ---- */

static const struct type *args_new(const struct names_of *n, const struct field *fields,
				   uint32_t count, uint32_t size)
{
	struct type *args = type_struct_new(
		n->x->u->types, arena_printf(n->x->u->arena, "_tracepoint_%.*s", STR_ARG(n->event)),
		false);

	args->fields = fields;
	args->nfields = count;
	args->size = size;
	args->align = 8;
	args->complete = args->open = true;
	return args;
}

static const struct type *value_type(const struct names_of *n, const struct type *t)
{
	struct types *ts = n->x->u->types;

	if (t->kind == T_ARRAY && t->elem->kind == T_INT && t->elem->size == 1 &&
	    t->elem->is_signed)
		return type_string(ts, t->count);
	return t->kind == T_POINTER && t->elem ? type_pointer(ts, t->elem, AS_KERNEL) : t;
}

/* A member of the record as the format file would have it. False: it is none of the event. */
static bool field_make(const struct names_of *n, const struct field *from, struct field *out)
{
	struct str name = from->name ? str_from(from->name) : (struct str){NULL, 0};
	struct types *ts = n->x->u->types;

	if (!name.at || str_equal(name, STR("ent")) || str_equal(name, STR("__data")))
		return false;
	*out = *from;
	if (str_starts(name, STR(DATA_LOC))) {
		name = str_slice(name, sizeof(DATA_LOC) - 1, name.len);
		out->type = type_int(ts, 8, true);
		out->flags = FIELD_DATA_LOC;
	} else if (str_starts(name, STR(REL_LOC))) {
		name = str_slice(name, sizeof(REL_LOC) - 1, name.len);
		out->type = type_int(ts, 4, false);
	} else {
		out->type = value_type(n, from->type);
	}
	out->name = intern(n->x->u->names, name);
	return true;
}

static const struct type *args_of_record(const struct names_of *n, const char *record)
{
	const struct type *t = btf_types_find(n->types, TAG_STRUCT, str_from(record));
	struct field *fields;
	uint32_t count = 0;

	if (!t || !btf_types_complete(n->types, (struct type *)(uintptr_t)t))
		return NULL;
	fields = arena_array(n->x->u->arena, struct field, t->nfields + 1u);
	for (uint32_t i = 0; i < t->nfields; i++)
		count += field_make(n, &t->fields[i], &fields[count]);
	return args_new(n, fields, count, t->size);
}

/* The record of system calls has a word for each argument behind the number (16 bytes). */
static const struct type *args_of_call(const struct names_of *n, struct str call, bool is_exit)
{
	uint32_t id = named(n->b, BTF_KIND_FUNC, "__do_sys_", call);
	const struct btf_type *func = btf_index_type(n->b, id);
	const struct type *params = NULL;
	struct field *fields;

	if (is_exit) {
		fields = arena_array(n->x->u->arena, struct field, 1);
		fields[0] = (struct field){.name = intern_c(n->x->u->names, "ret"),
					   .type = type_int(n->x->u->types, 8, true),
					   .offset = 16};
		return args_new(n, fields, 1, 24);
	}
	if (func)
		params = btf_types_parameters(n->types, func->type, 0, "call");
	if (!params)
		return args_new(n, NULL, 0, 0);
	fields = arena_array(n->x->u->arena, struct field, params->nfields + 1u);
	for (uint32_t i = 0; i < params->nfields; i++) {
		const struct type *t = params->fields[i].type;

		fields[i] = params->fields[i];
		fields[i].offset += 16;
		if (t->kind == T_POINTER && t->elem)
			fields[i].type = type_pointer(n->x->u->types, t->elem, AS_USER);
	}
	return args_new(n, fields, params->nfields, params->size + 16);
}

/* ---- events ---- */

static bool call_of(struct str category, struct str event, struct str *call, bool *is_exit)
{
	*is_exit = str_starts(event, STR("sys_exit_"));
	if (!str_equal(category, STR("syscalls")) ||
	    (!*is_exit && !str_starts(event, STR("sys_enter_"))))
		return false;
	*call = str_slice(event, *is_exit ? 9 : 10, event.len);
	return true;
}

static const struct type *args_of_event(const struct names_of *n, uint32_t typedef_id)
{
	const struct btf_type *proto;
	const struct type *args = NULL;
	struct str class;

	if (n->event.len > NAME_MAX_LEN)
		return args_new(n, NULL, 0, 0);
	args = args_of_record(
		n, arena_printf(n->x->u->arena, "trace_event_raw_%.*s", STR_ARG(n->event)));
	if (args)
		return args;
	proto = proto_of_typedef(n->b, typedef_id);
	class = proto ? class_find(n->b, proto, n->event) : (struct str){NULL, 0};
	if (class.at)
		args = args_of_record(
			n, arena_printf(n->x->u->arena, "trace_event_raw_%.*s", STR_ARG(class)));
	return args ? args : args_new(n, NULL, 0, 0);
}

bool tracepoint_by_types(struct expansion *x, struct str category, struct str event)
{
	struct arena *a = x->u->arena;
	struct names_of n = {
		.x = x,
		.b = target_btf(x->u->target),
		.types = target_types(x->u->target, x->u->types, a),
		.event = event,
	};
	struct match m = {.method = METHOD_tracepoint, .context = CTX_TRACEPOINT};
	uint32_t id = n.b ? named(n.b, BTF_KIND_TYPEDEF, "btf_trace_", event) : 0;
	bool is_exit, is_call;
	struct str call;

	is_call = n.b && call_of(category, event, &call, &is_exit);
	if (is_call ? syscall_number(x->u->target->arch, call) < 0 : !id)
		return false;
	unit_blind_note(x->u, BLIND_EVENTS);
	if (x->uses->args)
		m.args = is_call ? args_of_call(&n, call, is_exit) : args_of_event(&n, id);
	x->u->guessed |= m.args != NULL;
	m.target.module = arena_strdup(a, category);
	m.target.function = arena_strdup(a, event);
	m.target.name = expansion_name(x);
	expansion_add(x, m);
	return true;
}
