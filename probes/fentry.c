/*
 * fentry and fexit: functions of the kernel by trampolines, with typed arguments. The kernel's
 * types tell what exists and what it takes; each function has a program of its own, which the
 * kernel checks against the prototype.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "probes/btf.h"
#include "probes/btf_list.h"
#include "probes/btf_types.h"
#include "probes/functions.h"
#include "probes/glob.h"
#include "probes/source.h"
#include "probes/target_host.h"

/* More parameters than this the trampolines of no architecture pass on. */
#define PARAMETERS_MAX 12

static void function_add(struct expansion *x, const struct btf_index *b, uint32_t id,
			 struct str name)
{
	struct btf_types *types = target_types(x->u->target, x->u->types, x->u->arena);
	uint32_t proto = btf_index_type(b, id)->type;
	const struct btf_type *t = btf_index_type(b, proto);
	struct arena *a = x->u->arena;
	struct match m = {
		.target = {.module = "vmlinux", .function = arena_strdup(a, name)},
		.method = METHOD_fentry,
		.context = CTX_BTF,
	};

	if (!t || btf_type_kind(t) != BTF_KIND_FUNC_PROTO || btf_type_vlen(t) > PARAMETERS_MAX)
		return;
	m.target.name = arena_printf(a, "%s:vmlinux:%s", probe_rows[x->fields.kind].name,
				     m.target.function);
	if (x->uses->args)
		m.args = btf_types_parameters(types, proto, 0,
					      arena_printf(a, "_fentry_%s", m.target.function));
	m.result_word = btf_type_vlen(t);
	if (probe_rows[x->fields.kind].flags & PF_RETVAL)
		m.result = btf_types_convert(types, t->type);
	if (m.result &&
	    (m.result->kind == T_ERROR || m.result->kind == T_VOID || m.result->size > 8))
		m.result = NULL;
	expansion_add(x, m);
}

static void single_expand(struct expansion *x, const struct btf_index *b, struct str name)
{
	uint32_t id = btf_index_find(b, BTF_KIND_FUNC, name);

	if (id)
		function_add(x, b, id, name);
	else
		expansion_missing(x, functions_near(x->u->arena, name),
				  "the kernel's types have no function %.*s", STR_ARG(name));
}

struct typed_function {
	const char *name;
	uint32_t id;
};

struct typed_functions VEC(struct typed_function);

static int typed_compare(const void *a, const void *b)
{
	const struct typed_function *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : (x->id > y->id) - (x->id < y->id);
}

/*
 * What both the types and the list of traceable functions have and PATTERN matches, sorted. Both
 * lists are sorted and walked side by side: looking fifty thousand names up would take seconds.
 */
static bool typed_functions_find(struct arena *a, const struct btf_index *b, struct str pattern,
				 struct typed_functions *out)
{
	struct functions traceable = {0};
	struct typed_functions typed = {0};

	if (!functions_find(a, STR("vmlinux"), pattern, &traceable))
		return false;
	for (uint32_t id = btf_index_first(b); id < btf_index_end(b); id++) {
		const struct btf_type *t = btf_index_type(b, id);
		const char *name = btf_index_string(b, t->name_off);

		if (btf_type_kind(t) == BTF_KIND_FUNC && glob_match(pattern, str_from(name)))
			vec_push(a, &typed, (struct typed_function){name, id});
	}
	if (typed.len)
		qsort(typed.at, typed.len, sizeof(*typed.at), typed_compare);
	for (size_t i = 0, k = 0; i < traceable.len && k < typed.len;) {
		int order = strcmp(traceable.at[i].name.at, typed.at[k].name);

		if (order == 0)
			vec_push(a, out, typed.at[k]);
		i += order <= 0;
		k += order >= 0;
	}
	return true;
}

static void pattern_expand(struct expansion *x, const struct btf_index *b, struct str pattern)
{
	struct typed_functions found = {0};

	if (!typed_functions_find(x->u->arena, b, pattern, &found)) {
		expansion_error(x, D_PROBE_SYSTEM,
				"the list of kernel functions cannot be read: %s", strerror(errno));
		return;
	}
	for (size_t i = 0; i < found.len; i++)
		function_add(x, b, found.at[i].id, str_from(found.at[i].name));
}

static void fentry_expand(struct expansion *x)
{
	struct str module = attach_point_part(&x->fields, "module");
	struct str name = attach_point_part(&x->fields, "function");
	const struct btf_index *b = target_btf(x->u->target);
	struct diag *d;

	if (!b) {
		d = expansion_error(x, D_PROBE_SYSTEM, "%s needs the types of the kernel",
				    probe_rows[x->fields.kind].name);
		diag_hint(x->u->diags, d,
			  "/sys/kernel/btf/vmlinux is missing: CONFIG_DEBUG_INFO_BTF is off");
		return;
	}
	if (module.at && !glob_match(module, STR("vmlinux"))) {
		d = expansion_error(x, D_PROBE_SYSTEM,
				    "%s knows the types of the kernel itself, not of modules",
				    probe_rows[x->fields.kind].name);
		diag_hint(x->u->diags, d, "kprobe:%.*s:%.*s works without types", STR_ARG(module),
			  STR_ARG(name));
		return;
	}
	if (glob_is_pattern(name))
		pattern_expand(x, b, name);
	else
		single_expand(x, b, name);
}

static void fentry_list(struct listing *l)
{
	struct typed_functions found = {0};
	const char *error;

	if (!l->btf)
		l->btf = btf_index_load(btf_kernel_path(), NULL, &error);
	if (!l->btf || !glob_match(attach_point_pattern(&l->pattern, "module"), STR("vmlinux")))
		return;
	typed_functions_find(l->arena, l->btf, attach_point_pattern(&l->pattern, "function"),
			     &found);
	for (size_t i = 0; i < found.len; i++)
		listing_add(l, "vmlinux:%s", found.at[i].name);
	l->sorted = true;
}

/* The prototype of the function that LINE ends with. NULL: not known. */
static const struct btf_type *function_proto(struct listing *l, const char *line, uint32_t *id)
{
	const char *error, *name = strrchr(line, ':');
	const struct btf_type *t;

	if (!l->btf)
		l->btf = btf_index_load(btf_kernel_path(), NULL, &error);
	if (!l->btf || !name)
		return NULL;
	t = btf_index_type(l->btf, btf_index_find(l->btf, BTF_KIND_FUNC, str_from(name + 1)));
	if (!t)
		return NULL;
	*id = t->type;
	return btf_index_type(l->btf, t->type);
}

static void fentry_describe(struct listing *l, const char *line, struct buf *out)
{
	uint32_t id;

	if (function_proto(l, line, &id))
		btf_parameters(l->btf, id, 0, out);
}

static void fexit_describe(struct listing *l, const char *line, struct buf *out)
{
	uint32_t id;
	const struct btf_type *proto = function_proto(l, line, &id);

	fentry_describe(l, line, out);
	if (!proto || !proto->type)
		return;
	buf_puts(out, "    ");
	btf_declaration(l->btf, proto->type, "", 0, out);
	buf_puts(out, " retval\n");
}

/* The same functions; the row says when the program runs and that it has a result. */
const struct probe_source fexit_source = {
	.expand = fentry_expand,
	.list = fentry_list,
	.describe = fexit_describe,
};

const struct probe_source fentry_source = {
	.expand = fentry_expand,
	.list = fentry_list,
	.describe = fentry_describe,
};
