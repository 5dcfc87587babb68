/*
 * kprobe, kretprobe: functions of the kernel and its modules.
 *
 * A single name is looked for in the kernel's types first, which costs a few milliseconds, and in
 * kallsyms when it is not there (assembly, modules). Patterns are matched against the list of
 * traceable functions.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "probes/btf.h"
#include "probes/btf_list.h"
#include "probes/functions.h"
#include "probes/glob.h"
#include "probes/source.h"
#include "probes/symbols.h"
#include "probes/target_host.h"

static bool uses_multi(const struct expansion *x, bool is_plain)
{
	return is_plain && !x->uses->registers && !x->uses->ctx &&
	       unit_feature(x->u, FEATURE_kprobe_multi);
}

static enum attach_method method_of(const struct expansion *x, bool is_plain)
{
	bool is_return = probe_rows[x->fields.kind].flags & PF_RETURN;

	if (uses_multi(x, is_plain))
		return is_return ? METHOD_kretprobe_multi : METHOD_kprobe_multi;
	return is_return ? METHOD_kretprobe : METHOD_kprobe;
}

static void address_expand(struct expansion *x, uint64_t address)
{
	if (!x->u->options.unsafe) {
		struct diag *d =
			expansion_error(x, D_PROBE_VALUE, "a probe at an address needs --unsafe");

		diag_hint(x->u->diags, d, "an address inside an instruction can crash the system");
		return;
	}
	expansion_add(x, (struct match){
				 .target = {.name = expansion_name(x), .address = address},
				 .method = method_of(x, false),
				 .context = CTX_REGS,
			 });
}

/* A module's part that names no loaded module. */
static bool module_check(struct expansion *x, struct str module)
{
	if (!module.at || glob_is_pattern(module) || module_is_loaded(module))
		return true;
	expansion_no_module(x, module);
	return false;
}

/* The kernel's types are asked first: that is a matter of milliseconds. */
static bool is_function(struct expansion *x, struct str name)
{
	struct btf_index *btf = target_btf(x->u->target);

	return (btf && btf_index_find(btf, BTF_KIND_FUNC, name)) ||
	       function_exists(x->u->arena, name);
}

static void single_expand(struct expansion *x, struct str module, struct str name, uint64_t offset)
{
	struct arena *a = x->u->arena;

	if (!is_function(x, name)) {
		expansion_no_function(x, name);
		return;
	}
	expansion_add(x, (struct match){
				 .target = {.name = expansion_name(x),
					    .module = module.at ? arena_strdup(a, module) : NULL,
					    .function = arena_strdup(a, name),
					    .address = offset},
				 .method = method_of(x, !module.at && !offset),
				 .context = CTX_REGS,
			 });
}

static void pattern_expand(struct expansion *x, struct str module, struct str pattern)
{
	struct arena *a = x->u->arena;
	struct functions found = {0};
	const char *provider = probe_rows[x->fields.kind].name;

	if (!functions_find(a, module, pattern, &found)) {
		expansion_error(x, D_PROBE_SYSTEM,
				"the list of kernel functions cannot be read: %s", strerror(errno));
		return;
	}
	for (size_t i = 0; i < found.len; i++) {
		const struct function_name *f = &found.at[i];
		const char *name = arena_strdup(a, f->name);
		const char *in = module.at ? arena_strdup(a, f->module) : NULL;

		expansion_add(x, (struct match){
					 .target = {.name = arena_printf(a, "%s:%s%s%s", provider,
									 in ? in : "",
									 in ? ":" : "", name),
						    .module = in,
						    .function = name},
					 .method = method_of(x, true),
					 .context = CTX_REGS,
				 });
	}
}

static bool offset_read(struct expansion *x, uint64_t *offset)
{
	struct str text = attach_point_part(&x->fields, "offset");

	*offset = 0;
	if (!text.at || attach_number(text, offset) == NUMBER_PLAIN)
		return true;
	expansion_error(x, D_PROBE_VALUE, "'%.*s' is no offset in a function",
			(int)MIN(text.len, 40u), text.at);
	return false;
}

static void kprobe_expand(struct expansion *x)
{
	struct str module = attach_point_part(&x->fields, "module");
	struct str name = attach_point_part(&x->fields, "function");
	uint64_t address, offset;

	if (!expansion_returns_whole(x, name) || !module_check(x, module) ||
	    !offset_read(x, &offset))
		return;
	if (attach_number(name, &address) == NUMBER_PLAIN)
		address_expand(x, address + offset);
	else if (!attach_point_is_pattern(&x->fields))
		single_expand(x, module, name, offset);
	else if (attach_point_part(&x->fields, "offset").at)
		expansion_error(x, D_PROBE_SYNTAX, "a pattern takes no offset");
	else
		pattern_expand(x, module, name);
}

static void kprobe_list(struct listing *l)
{
	struct functions found = {0};
	struct str module = attach_point_part(&l->pattern, "module");

	/* What a kernel cannot probe is not listed. */
	if (!functions_are_given() && access("/sys/bus/event_source/devices/kprobe/type", F_OK) < 0)
		return;
	if (!functions_find(l->arena, module, attach_point_pattern(&l->pattern, "function"),
			    &found))
		fprintf(stderr, "WARNING: the list of kernel functions cannot be read: %s\n",
			strerror(errno));
	for (size_t i = 0; i < found.len; i++) {
		if (module.at)
			listing_add(l, "%.*s:%.*s", STR_ARG(found.at[i].module),
				    STR_ARG(found.at[i].name));
		else
			listing_add(l, "%.*s", STR_ARG(found.at[i].name));
	}
	l->sorted = true;
}

static void kprobe_describe(struct listing *l, const char *line, struct buf *out)
{
	const char *error, *name = strrchr(line, ':');
	const struct btf_type *t;

	if (!l->btf)
		l->btf = btf_index_load(btf_kernel_path(), NULL, &error);
	if (!l->btf)
		return;
	t = btf_index_type(l->btf,
			   btf_index_find(l->btf, BTF_KIND_FUNC, str_from(name ? name + 1 : line)));
	if (t)
		btf_parameters(l->btf, t->type, 0, out);
}

const struct probe_source kprobe_source = {
	.expand = kprobe_expand,
	.list = kprobe_list,
	.describe = kprobe_describe,
};
const struct probe_source kretprobe_source = {.expand = kprobe_expand, .list = kprobe_list};
