/*
 * test, bench: programs of the script's own that --test and --bench run and report on, by their
 * names. Tests are programs of raw tracepoints, as begin is; benches are programs of network
 * devices, the only kind without side effects that the kernel runs many times by itself.
 */
#include <string.h>

#include "probes/source.h"

static void named_expand(struct expansion *x, enum attach_method method)
{
	struct str name = attach_point_part(&x->fields, "name");

	for (size_t i = 0; i < x->u->instances.len; i++) {
		const struct instance *other = x->u->instances.at[i];
		struct diag *d;

		if (other->kind != x->fields.kind || strcmp(other->text, x->text) != 0)
			continue;
		d = expansion_error(x, D_PROBE_VALUE, "there are two %s probes called %.*s",
				    probe_rows[x->fields.kind].name, (int)MIN(name.len, 80u),
				    name.at);
		diag_hint(x->u->diags, d, "the report tells them apart by their names");
		return;
	}
	expansion_add(x, (struct match){
				 .target = {.name = expansion_name(x),
					    .function = arena_strdup(x->u->arena, name)},
				 .method = method,
				 .context = CTX_NONE,
			 });
}

static void test_expand(struct expansion *x)
{
	named_expand(x, METHOD_run);
}

static void bench_expand(struct expansion *x)
{
	named_expand(x, METHOD_bench);
}

const struct probe_source test_source = {.expand = test_expand};
const struct probe_source bench_source = {.expand = bench_expand};
