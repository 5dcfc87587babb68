/*
 * xdp: packets that arrive at an interface, before the kernel makes anything of them.
 */
#include "probes/context_view.h"
#include "probes/interfaces.h"

static void xdp_expand(struct expansion *x)
{
	struct interface_names names = interfaces_expand(x);

	for (size_t i = 0; i < names.len; i++) {
		struct match m = {
			.target = {.name = arena_printf(x->u->arena, "xdp:%s", names.at[i]),
				   .function = names.at[i]},
			.method = METHOD_xdp,
			.context = CTX_XDP,
		};

		context_view(x, &m);
		expansion_add(x, m);
	}
}

static void xdp_list(struct listing *l)
{
	struct interface_names names =
		interfaces_find(l->arena, attach_point_pattern(&l->pattern, "interface"));

	for (size_t i = 0; i < names.len; i++)
		listing_add(l, "%s", names.at[i]);
}

const struct probe_source xdp_source = {
	.expand = xdp_expand,
	.list = xdp_list,
	.describe = packet_fields_describe,
};
