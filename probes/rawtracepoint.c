/*
 * rawtracepoint: tracepoints with the arguments the kernel passes, before any record is made.
 *
 * The kernel's types name them twice: the typedef btf_trace_<event> says that the tracepoint
 * exists, the function __traceiter_<event> has the names of the arguments (after a first one of its
 * own). In the program they are words of 64 bits. Where the body calls functions that take pointers
 * of known type only, the program is loaded with the tracepoint's prototype, for which libbpf reads
 * all types of the kernel.
 */
#include <stdlib.h>
#include <string.h>

#include "probes/btf.h"
#include "probes/btf_list.h"
#include "probes/btf_types.h"
#include "probes/glob.h"
#include "probes/source.h"
#include "probes/target_host.h"

#define PREFIX "btf_trace_"

/* Number of the prototype with names of arguments for EVENT; 0: none. */
static uint32_t prototype_find(const struct btf_index *b, struct str event)
{
	char name[160];
	const struct btf_type *t;

	if (event.len > 128)
		return 0;
	snprintf(name, sizeof(name), "__traceiter_%.*s", STR_ARG(event));
	t = btf_index_type(b, btf_index_find(b, BTF_KIND_FUNC, str_from(name)));
	return t ? t->type : 0;
}

static void event_add(struct expansion *x, const struct btf_index *b, struct str event)
{
	struct arena *a = x->u->arena;
	struct match m = {
		.target = {.module = "vmlinux", .function = arena_strdup(a, event)},
		.method = x->uses->typed ? METHOD_raw_tp_typed : METHOD_raw_tp,
		.context = CTX_RAW,
	};

	m.target.name = arena_printf(a, "rawtracepoint:vmlinux:%s", m.target.function);
	if (x->uses->args)
		m.args = btf_types_parameters(
			target_types(x->u->target, x->u->types, a), prototype_find(b, event), 1,
			arena_printf(a, "_rawtracepoint_%.*s", STR_ARG(event)));
	expansion_add(x, m);
}

typedef bool (*event_visit)(struct str event, void *arg);

/* Calls VISIT for every tracepoint whose name matches PATTERN. */
static void events_walk(const struct btf_index *b, struct str pattern, event_visit visit, void *arg)
{
	for (uint32_t id = btf_index_first(b); id < btf_index_end(b); id++) {
		const struct btf_type *t = btf_index_type(b, id);
		struct str name;

		if (btf_type_kind(t) != BTF_KIND_TYPEDEF)
			continue;
		name = str_from(btf_index_string(b, t->name_off));
		if (!str_starts(name, STR(PREFIX)))
			continue;
		name = str_slice(name, sizeof(PREFIX) - 1, name.len);
		if (glob_match(pattern, name) && visit(name, arg))
			return;
	}
}

struct collection {
	struct arena *arena;
	struct names VEC(const char *) names;
};

static bool collect(struct str event, void *arg)
{
	struct collection *c = arg;

	vec_push(c->arena, &c->names, event.at);
	return false;
}

static int name_compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static struct collection events_find(struct arena *a, const struct btf_index *b, struct str pattern)
{
	struct collection c = {.arena = a};

	events_walk(b, pattern, collect, &c);
	if (c.names.len)
		qsort(c.names.at, c.names.len, sizeof(*c.names.at), name_compare);
	return c;
}

static void event_missing(struct expansion *x, const struct btf_index *b, struct str event)
{
	struct collection all = events_find(x->u->arena, b, STR("*"));
	const char *near;

	vec_push(x->u->arena, &all.names, NULL);
	near = diag_nearest(event, all.names.at);
	expansion_missing(x, near, "there is no raw tracepoint %.*s", STR_ARG(event));
}

static void rawtracepoint_expand(struct expansion *x)
{
	struct str module = attach_point_part(&x->fields, "module");
	struct str event = attach_point_part(&x->fields, "event");
	const struct btf_index *b = target_btf(x->u->target);
	struct collection found;
	struct diag *d;

	if (!b) {
		d = expansion_error(x, D_PROBE_SYSTEM,
				    "raw tracepoints need the types of the kernel");
		diag_hint(x->u->diags, d,
			  "/sys/kernel/btf/vmlinux is missing: CONFIG_DEBUG_INFO_BTF is off");
		return;
	}
	if (module.at && !glob_match(module, STR("vmlinux"))) {
		event_missing(x, b, event);
		return;
	}
	found = events_find(x->u->arena, b, event);
	for (size_t i = 0; i < found.names.len; i++)
		event_add(x, b, str_from(found.names.at[i]));
	if (!found.names.len && !attach_point_is_pattern(&x->fields))
		event_missing(x, b, event);
}

static void rawtracepoint_list(struct listing *l)
{
	const char *error;
	struct btf_index *b = btf_index_load(btf_kernel_path(), NULL, &error);
	struct collection found;

	if (b && glob_match(attach_point_pattern(&l->pattern, "module"), STR("vmlinux"))) {
		found = events_find(l->arena, b, attach_point_pattern(&l->pattern, "event"));
		for (size_t i = 0; i < found.names.len; i++)
			listing_add(l, "vmlinux:%s", found.names.at[i]);
	}
	l->sorted = true;
	btf_index_free(b);
}

static void rawtracepoint_describe(struct listing *l, const char *line, struct buf *out)
{
	const char *error, *event = strrchr(line, ':');

	if (!l->btf)
		l->btf = btf_index_load(btf_kernel_path(), NULL, &error);
	if (l->btf && event)
		btf_parameters(l->btf, prototype_find(l->btf, str_from(event + 1)), 1, out);
}

const struct probe_source rawtracepoint_source = {
	.expand = rawtracepoint_expand,
	.list = rawtracepoint_list,
	.describe = rawtracepoint_describe,
};
