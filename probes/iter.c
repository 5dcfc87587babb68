/*
 * iter: walks over things of the kernel (tasks, open files, mappings ...), one run of the program
 * for each. What there is to walk over is in the kernel's types: a function bpf_iter_NAME, and the
 * context as struct bpf_iter__NAME.
 */
#include <string.h>

#include "probes/btf.h"
#include "probes/btf_list.h"
#include "probes/btf_types.h"
#include "probes/glob.h"
#include "probes/source.h"
#include "probes/target_host.h"

#define PIN_ROOT "/sys/fs/bpf/"
#define CONTEXT_PREFIX "bpf_iter__"

/* Calls VISIT with the name of each kind of iterator and the number of its context's struct. */
static void iterators_visit(const struct btf_index *b,
			    void (*visit)(void *arg, const char *name, uint32_t id), void *arg)
{
	for (uint32_t id = btf_index_first(b); id < btf_index_end(b); id++) {
		const struct btf_type *t = btf_index_type(b, id);
		struct str name;

		if (btf_type_kind(t) != BTF_KIND_STRUCT)
			continue;
		name = str_from(btf_index_string(b, t->name_off));
		if (str_starts(name, STR(CONTEXT_PREFIX)) && !strstr(name.at + 10, "__"))
			visit(arg, name.at + sizeof(CONTEXT_PREFIX) - 1, id);
	}
}

struct near {
	struct arena *arena;
	struct near_names VEC(const char *) names;
};

static void near_visit(void *arg, const char *name, uint32_t id)
{
	struct near *n = arg;

	(void)id;
	vec_push(n->arena, &n->names, name);
}

static const char *near_name(struct arena *a, const struct btf_index *b, struct str name)
{
	struct near n = {.arena = a};

	iterators_visit(b, near_visit, &n);
	vec_push(a, &n.names, NULL);
	return diag_nearest(name, n.names.at);
}

static const char *pin_path(struct expansion *x)
{
	struct str pin = attach_point_part(&x->fields, "pin");

	if (!pin.at)
		return NULL;
	if (pin.at[0] == '/')
		return arena_strdup(x->u->arena, pin);
	return arena_printf(x->u->arena, PIN_ROOT "%.*s", STR_ARG(pin));
}

static void iter_expand(struct expansion *x)
{
	struct btf_types *types = target_types(x->u->target, x->u->types, x->u->arena);
	struct str name = attach_point_part(&x->fields, "type");
	const struct btf_index *b = target_btf(x->u->target);
	const char *function = arena_strdup(x->u->arena, name);
	struct arena *a = x->u->arena;
	const struct type *context;
	struct diag *d;

	if (!b) {
		d = expansion_error(x, D_PROBE_SYSTEM, "iter needs the types of the kernel");
		diag_hint(x->u->diags, d,
			  "/sys/kernel/btf/vmlinux is missing: CONFIG_DEBUG_INFO_BTF is off");
		return;
	}
	context = btf_types_find(types, TAG_STRUCT,
				 str_from(arena_printf(a, CONTEXT_PREFIX "%s", function)));
	if (!context ||
	    !btf_index_find(b, BTF_KIND_FUNC, str_from(arena_printf(a, "bpf_iter_%s", function)))) {
		expansion_missing(x, near_name(a, b, name), "this kernel has no iterator %s",
				  function);
		return;
	}
	expansion_add(x, (struct match){
				 .target = {.name = expansion_name(x),
					    .module = pin_path(x),
					    .function = function},
				 .method = METHOD_iter,
				 .context = CTX_ITER,
				 .args = context,
			 });
}

/* ---- listing ---- */

static void list_visit(void *arg, const char *name, uint32_t id)
{
	(void)id;
	listing_add(arg, "%s", name);
}

static void iter_list(struct listing *l)
{
	struct str pattern = attach_point_pattern(&l->pattern, "type");
	size_t kept = 0;

	if (!listing_types(l))
		return;
	iterators_visit(l->btf, list_visit, l);
	for (size_t i = 0; i < l->lines.len; i++) {
		if (glob_match(pattern, str_from(l->lines.at[i])))
			l->lines.at[kept++] = l->lines.at[i];
	}
	l->lines.len = kept;
}

/* Pointers stand in unions of their own, so that they have 64 bits on every machine. */
static void member_describe(const struct btf_index *b, const struct btf_member *m, struct buf *out)
{
	const struct btf_type *t = btf_index_type(b, m->type);

	if (!m->name_off && t && btf_type_kind(t) == BTF_KIND_UNION && btf_type_vlen(t))
		m = (const void *)(t + 1);
	buf_puts(out, "    ");
	btf_declaration(b, m->type, btf_index_string(b, m->name_off), 1, out);
	buf_char(out, '\n');
}

static void iter_describe(struct listing *l, const char *line, struct buf *out)
{
	const char *name = arena_printf(l->arena, CONTEXT_PREFIX "%s", line);
	const struct btf_type *t;
	uint32_t id;

	if (!listing_types(l))
		return;
	id = btf_index_find(l->btf, BTF_KIND_STRUCT, str_from(name));
	t = id ? btf_index_type(l->btf, id) : NULL;
	for (uint32_t i = 0; t && i < btf_type_vlen(t); i++)
		member_describe(l->btf, (const struct btf_member *)(const void *)(t + 1) + i, out);
}

const struct probe_source iter_source = {
	.expand = iter_expand,
	.list = iter_list,
	.describe = iter_describe,
};
