/*
 * tc: packets on their way between an interface and the network stack, in either direction.
 */
#include <string.h>

#include "probes/context_view.h"
#include "probes/glob.h"
#include "probes/interfaces.h"

static const char *const directions[] = {"ingress", "egress", NULL};

static void interface_add(struct expansion *x, const char *interface, const char *direction)
{
	struct match m = {
		.target = {.name = arena_printf(x->u->arena, "tc:%s:%s", interface, direction),
			   .module = interface,
			   .function = direction},
		.method = METHOD_tc,
		.context = CTX_SKB,
	};

	context_view(x, &m);
	expansion_add(x, m);
}

static void direction_error(struct expansion *x, struct str direction)
{
	struct diag *d = expansion_error(x, D_PROBE_VALUE, "tc: '%.*s' is no direction",
					 (int)MIN(direction.len, 40u), direction.at);

	diag_hint(x->u->diags, d, "packets come in (ingress) or go out (egress)");
}

static void tc_expand(struct expansion *x)
{
	struct str direction = attach_point_part(&x->fields, "direction");
	struct interface_names names;
	bool any = false;

	for (unsigned d = 0; directions[d]; d++)
		any |= glob_match(direction, str_from(directions[d]));
	if (!any) {
		direction_error(x, direction);
		return;
	}
	names = interfaces_expand(x);
	for (size_t i = 0; i < names.len; i++)
		for (unsigned d = 0; directions[d]; d++)
			if (glob_match(direction, str_from(directions[d])))
				interface_add(x, names.at[i], directions[d]);
}

static void tc_list(struct listing *l)
{
	struct interface_names names =
		interfaces_find(l->arena, attach_point_pattern(&l->pattern, "interface"));
	struct str direction = attach_point_pattern(&l->pattern, "direction");

	for (size_t i = 0; i < names.len; i++)
		for (unsigned d = 0; directions[d]; d++)
			if (glob_match(direction, str_from(directions[d])))
				listing_add(l, "%s:%s", names.at[i], directions[d]);
}

const struct probe_source tc_source = {
	.expand = tc_expand,
	.list = tc_list,
	.describe = packet_fields_describe,
};
