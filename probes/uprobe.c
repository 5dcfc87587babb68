/*
 * uprobe, uretprobe: functions of programs and libraries, by name, by name and offset, or by
 * address. What the kernel gets is a place in the file.
 */
#include <string.h>

#include "probes/binary.h"
#include "probes/glob.h"
#include "probes/source.h"

struct code_place {
	const char *path;
	struct str function; /* may be a pattern */
	uint64_t offset;
};

static enum attach_method method_of(const struct expansion *x)
{
	bool is_return = probe_rows[x->fields.kind].flags & PF_RETURN;

	if (unit_has(x->u, FEATURE_uprobe_multi))
		return is_return ? METHOD_uretprobe_multi : METHOD_uprobe_multi;
	return is_return ? METHOD_uretprobe : METHOD_uprobe;
}

static void symbol_add(struct expansion *x, const struct code_place *p,
		       const struct binary_symbol *s)
{
	struct arena *a = x->u->arena;
	const char *provider = probe_rows[x->fields.kind].name;
	const char *name;

	if (p->offset)
		name = arena_printf(a, "%s:%s:%s+%llu", provider, p->path, s->name,
				    (unsigned long long)p->offset);
	else
		name = arena_printf(a, "%s:%s:%s", provider, p->path, s->name);
	expansion_add(x, (struct match){
				 .target = {.name = name,
					    .module = p->path,
					    .function = s->name,
					    .address = s->offset + p->offset},
				 .method = method_of(x),
				 .context = CTX_REGS,
			 });
}

static const char *near_function(struct arena *a, const char *path, struct str name)
{
	struct binary_symbols all = {0};
	const char **names, *error;

	if (!binary_functions(a, path, STR("*"), &all, &error))
		return NULL;
	names = arena_array(a, const char *, all.len + 1);
	for (size_t i = 0; i < all.len; i++)
		names[i] = all.at[i].name;
	return diag_nearest(name, names);
}

/*
 * A breakpoint inside an instruction corrupts the traced program, and the kernel does not look: so
 * places other than the beginnings of functions are for those who say that they know.
 */
static bool inner_place_allowed(struct expansion *x)
{
	struct diag *d;

	if (x->u->options.unsafe)
		return true;
	d = expansion_error(x, D_PROBE_VALUE, "a probe inside a function needs --unsafe");
	diag_hint(x->u->diags, d,
		  "a place that is not the beginning of an instruction breaks the traced program");
	return false;
}

static void function_expand(struct expansion *x, const struct code_place *p, bool many_files)
{
	struct binary_symbols found = {0};
	const char *error;

	if (!binary_functions(x->u->arena, p->path, p->function, &found, &error)) {
		if (!many_files)
			expansion_error(x, D_PROBE_SYSTEM, "%s cannot be probed: %s", p->path,
					error);
		return;
	}
	if (!found.len && !many_files && !glob_is_pattern(p->function)) {
		expansion_missing(x, near_function(x->u->arena, p->path, p->function),
				  "there is no function %.*s in %s", STR_ARG(p->function), p->path);
		return;
	}
	for (size_t i = 0; i < found.len && !x->failed; i++) {
		if (p->offset && found.at[i].size && p->offset >= found.at[i].size) {
			expansion_error(x, D_PROBE_VALUE, "%s is only %llu bytes long",
					found.at[i].name, (unsigned long long)found.at[i].size);
			return;
		}
		symbol_add(x, p, &found.at[i]);
	}
}

/* An address as the symbol table counts; the beginning of a function is always allowed. */
static void address_expand(struct expansion *x, const char *path, uint64_t address)
{
	struct binary_symbols all = {0};
	bool is_start = false;
	const char *error;
	uint64_t offset;

	if (!binary_offset(path, address, &offset)) {
		expansion_error(x, D_PROBE_VALUE, "no code of %s is at 0x%llx", path,
				(unsigned long long)address);
		return;
	}
	if (binary_functions(x->u->arena, path, STR("*"), &all, &error)) {
		for (size_t i = 0; i < all.len; i++)
			is_start |= all.at[i].offset == offset;
	}
	if (!is_start && !inner_place_allowed(x))
		return;
	expansion_add(x, (struct match){
				 .target = {.name = arena_printf(x->u->arena, "%s:%s:%llu",
								 probe_rows[x->fields.kind].name,
								 path, (unsigned long long)address),
					    .module = path,
					    .address = offset},
				 .method = method_of(x),
				 .context = CTX_REGS,
			 });
}

/* The files that the attach point means. False: a diagnostic was added. */
static bool files_find(struct expansion *x, struct paths *out)
{
	struct str binary = attach_point_part(&x->fields, "binary");
	uint32_t pid = x->u->options.pid;
	const char *own;
	struct diag *d;

	if (binary.at) {
		binary_find(x->u->arena, binary, pid, out);
		if (out->len > 1 && !glob_is_pattern(binary)) {
			d = diag_add(x->u->diags, D_PROBE_AMBIGUOUS, x->span,
				     "$PATH has several programs %.*s; %s is probed",
				     STR_ARG(binary), out->at[0]);
			diag_hint(x->u->diags, d, "write the whole path to choose another");
			out->len = 1;
		}
		if (!out->len)
			expansion_missing(x, NULL, "there is no program or library %.*s",
					  STR_ARG(binary));
		return out->len != 0;
	}
	own = pid ? binary_of_process(x->u->arena, pid) : NULL;
	if (own) {
		vec_push(x->u->arena, out, own);
		return true;
	}
	d = expansion_error(x, D_PROBE_SYNTAX, "%s needs the binary that has the function",
			    probe_rows[x->fields.kind].name);
	diag_hint(x->u->diags, d, "for example %s:/bin/bash:readline, or -p PID",
		  probe_rows[x->fields.kind].name);
	return false;
}

static void uprobe_expand(struct expansion *x)
{
	struct str function = attach_point_part(&x->fields, "function");
	struct str offset = attach_point_part(&x->fields, "offset");
	struct code_place place = {.function = function};
	struct paths files = {0};
	uint64_t address;

	if (offset.at && attach_number(offset, &place.offset) != NUMBER_PLAIN) {
		expansion_error(x, D_PROBE_VALUE, "'%.*s' is no offset in a function",
				(int)MIN(offset.len, 40u), offset.at);
		return;
	}
	if ((place.offset && !inner_place_allowed(x)) || !files_find(x, &files))
		return;
	for (size_t i = 0; i < files.len && !x->failed; i++) {
		place.path = files.at[i];
		if (attach_number(function, &address) == NUMBER_PLAIN)
			address_expand(x, place.path, address + place.offset);
		else
			function_expand(x, &place, files.len > 1);
	}
}

static void uprobe_list(struct listing *l)
{
	struct str binary = attach_point_part(&l->pattern, "binary");
	struct paths files = {0};
	const char *error, *own;

	if (binary.at) {
		binary_find(l->arena, binary, l->options->pid, &files);
	} else if (l->options->pid && (own = binary_of_process(l->arena, l->options->pid))) {
		vec_push(l->arena, &files, own);
	}
	for (size_t i = 0; i < files.len; i++) {
		struct binary_symbols found = {0};

		binary_functions(l->arena, files.at[i],
				 attach_point_pattern(&l->pattern, "function"), &found, &error);
		for (size_t k = 0; k < found.len; k++)
			listing_add(l, "%s:%s", files.at[i], found.at[k].name);
	}
}

const struct probe_source uprobe_source = {.expand = uprobe_expand, .list = uprobe_list};
const struct probe_source uretprobe_source = {.expand = uprobe_expand, .list = uprobe_list};
