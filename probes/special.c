/*
 * Programs that the tracer runs itself: begin before the first attach, end after the last detach,
 * self when the tracer gets a signal.
 */
#include "probes/source.h"

static void special_expand(struct expansion *x)
{
	expansion_add(x, (struct match){
				 .target = {.name = expansion_name(x)},
				 .method = METHOD_run,
				 .context = CTX_NONE,
			 });
}

const struct probe_source begin_source = {.expand = special_expand};
const struct probe_source end_source = {.expand = special_expand};

static void self_expand(struct expansion *x)
{
	struct str event = attach_point_part(&x->fields, "event");
	struct str name = attach_point_part(&x->fields, "name");

	if (!str_equal(event, STR("signal")) || !str_equal(name, STR("SIGUSR1"))) {
		struct diag *d = expansion_error(x, D_PROBE_VALUE, "self knows no %.*s:%.*s",
						 (int)MIN(event.len, 40u), event.at,
						 (int)MIN(name.len, 40u), name.at);

		diag_hint(x->u->diags, d, "the only one is self:signal:SIGUSR1");
		return;
	}
	special_expand(x);
}

static void self_list(struct listing *l)
{
	listing_add(l, "signal:SIGUSR1");
}

const struct probe_source self_source = {.expand = self_expand, .list = self_list};
