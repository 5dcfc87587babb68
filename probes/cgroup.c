/*
 * cgroup, cgroup_skb: what the sockets of a cgroup (and of those below it) do, and their packets.
 */
#include "probes/cgroup_hooks.h"
#include "probes/cgroups.h"
#include "probes/context_view.h"
#include "probes/glob.h"

struct hooks VEC(const struct cgroup_hook *);

static void hook_add(struct expansion *x, const struct cgroup_hook *h, const char *path)
{
	struct arena *a = x->u->arena;
	struct match m = {
		.target = {.name = arena_printf(a, "%s:%s:%s", probe_rows[x->fields.kind].name,
						cgroup_short(a, path), h->name),
			   .module = path,
			   .function = h->name},
		.method = h->method,
		.context = h->context,
		.hook = h->name,
		.verdicts = h->verdicts,
	};

	context_view(x, &m);
	expansion_add(x, m);
}

static void hook_unknown(struct expansion *x, enum attach_method method, const char *part,
			 struct str name)
{
	const char *names[64], *near;
	struct diag *d;
	size_t n = 0;

	for (const struct cgroup_hook *h = cgroup_hooks; h->name && n < 63; h++)
		if (h->method == method)
			names[n++] = h->name;
	names[n] = NULL;
	near = diag_nearest(name, names);
	d = expansion_error(x, D_PROBE_VALUE, "%s: there is no %s '%.*s'",
			    probe_rows[x->fields.kind].name, part, (int)MIN(name.len, 40u),
			    name.at);
	if (near)
		diag_hint(x->u->diags, d, "did you mean %s?", near);
	else
		diag_hint(x->u->diags, d, "`sonde -l '%s:/:*'` shows what there is",
			  probe_rows[x->fields.kind].name);
}

/* PART: what the syntax calls the hook. */
static void hooks_expand(struct expansion *x, enum attach_method method, const char *part)
{
	struct str name = attach_point_part(&x->fields, part);
	struct cgroup_paths paths;
	struct hooks found = {0};
	bool any = false;

	for (const struct cgroup_hook *h = cgroup_hooks; h->name; h++) {
		if (h->method != method || !glob_match(name, str_from(h->name)))
			continue;
		any = true;
		if (cgroup_hook_exists(h))
			vec_push(x->u->arena, &found, h);
	}
	if (!any)
		hook_unknown(x, method, part, name);
	else if (!found.len)
		expansion_missing(x, NULL, "this kernel has no %s %.*s of sockets", part,
				  STR_ARG(name));
	if (!found.len)
		return;
	paths = cgroups_expand(x);
	for (size_t k = 0; k < found.len; k++)
		for (size_t i = 0; i < paths.len; i++)
			hook_add(x, found.at[k], paths.at[i]);
}

static void cgroup_expand(struct expansion *x)
{
	hooks_expand(x, METHOD_cgroup, "operation");
}

static void cgroup_skb_expand(struct expansion *x)
{
	hooks_expand(x, METHOD_cgroup_skb, "direction");
}

static void hooks_list(struct listing *l, enum attach_method method, const char *part)
{
	struct cgroup_paths paths = cgroups_list(l);
	struct str name = attach_point_pattern(&l->pattern, part);

	for (const struct cgroup_hook *h = cgroup_hooks; h->name; h++) {
		if (h->method != method || !glob_match(name, str_from(h->name)) ||
		    !cgroup_hook_exists(h))
			continue;
		for (size_t i = 0; i < paths.len; i++)
			listing_add(l, "%s:%s", paths.at[i], h->name);
	}
}

static void cgroup_list(struct listing *l)
{
	hooks_list(l, METHOD_cgroup, "operation");
}

static void cgroup_skb_list(struct listing *l)
{
	hooks_list(l, METHOD_cgroup_skb, "direction");
}

const struct probe_source cgroup_source = {.expand = cgroup_expand, .list = cgroup_list};
const struct probe_source cgroup_skb_source = {
	.expand = cgroup_skb_expand,
	.list = cgroup_skb_list,
	.describe = packet_fields_describe,
};
