/*
 * sockops: TCP connections of a cgroup's processes, as they begin, are set up, change and end.
 */
#include "probes/cgroups.h"
#include "probes/context_view.h"

static void sockops_expand(struct expansion *x)
{
	struct cgroup_paths paths = cgroups_expand(x);
	struct arena *a = x->u->arena;

	for (size_t i = 0; i < paths.len; i++) {
		struct match m = {
			.target = {.name = arena_printf(a, "sockops:%s",
							cgroup_short(a, paths.at[i])),
				   .module = paths.at[i]},
			.method = METHOD_sockops,
			.context = CTX_SOCK_OPS,
		};

		context_view(x, &m);
		expansion_add(x, m);
	}
}

static void sockops_list(struct listing *l)
{
	struct cgroup_paths paths = cgroups_list(l);

	for (size_t i = 0; i < paths.len; i++)
		listing_add(l, "%s", paths.at[i]);
}

const struct probe_source sockops_source = {.expand = sockops_expand, .list = sockops_list};
