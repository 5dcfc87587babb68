/*
 * usdt: probes that the programmer placed in a program or library. A probe is a no-op instruction
 * at one or more places, with the operands that hold its arguments there; a counter in the
 * program's memory (semaphore) tells it that somebody listens, which the kernel keeps for us.
 */
#include "probes/binary.h"
#include "probes/glob.h"
#include "probes/uprobe.h"
#include "probes/usdt_notes.h"
#include "probes/usdt_operand.h"

/* What lies in the file's data is at a fixed distance from the place of the probe. */
static void symbol_resolve(const char *path, const struct usdt_note *note, struct operand *o)
{
	uint64_t address;

	if (!o->symbol)
		return;
	if (binary_data(path, o->symbol, &address))
		o->value = (int64_t)(address - note->address + (uint64_t)o->value);
	else
		o->kind = OPERAND_UNKNOWN;
}

static bool note_match(struct expansion *x, const char *path, const struct usdt_note *note)
{
	struct arena *a = x->u->arena;
	struct operand *operands = arena_array(a, struct operand, USDT_OPERANDS_MAX);
	unsigned n = usdt_operands(a, note->machine, str_from(note->arguments), operands);
	struct match m = {
		.target = {.name = arena_printf(a, "usdt:%s:%s:%s", path, note->provider,
						note->name),
			   .module = path,
			   .function = note->name,
			   .address = note->offset,
			   .semaphore = note->semaphore},
		.method = uprobe_method(x),
		.context = CTX_REGS,
		.operands = operands,
		.noperands = n,
	};

	for (unsigned i = 0; i < n; i++) {
		if (!(x->uses->numbers >> i & 1))
			continue;
		symbol_resolve(path, note, &operands[i]);
		if (operands[i].kind != OPERAND_UNKNOWN)
			continue;
		expansion_error(x, D_PROBE_SYSTEM,
				"arg%u of %s is in a place that cannot be read: %s", i,
				m.target.name, operands[i].text);
		return false;
	}
	expansion_add(x, m);
	return true;
}

static const char *near_name(struct expansion *x, const char *path, struct str name)
{
	struct usdt_notes all = {0};
	const char **names, *error;

	if (!usdt_notes_find(x->u->arena, path, STR("*"), STR("*"), &all, &error))
		return NULL;
	names = arena_array(x->u->arena, const char *, all.len + 1);
	for (size_t i = 0; i < all.len; i++)
		names[i] = all.at[i].name;
	return diag_nearest(name, names);
}

/* False: X has failed. */
static bool file_expand(struct expansion *x, const char *path, bool many_files)
{
	struct usdt_notes found = {0};
	const char *error;

	if (!usdt_notes_find(x->u->arena, path, attach_point_pattern(&x->fields, "namespace"),
			     attach_point_part(&x->fields, "name"), &found, &error)) {
		if (!many_files)
			expansion_error(x, D_PROBE_SYSTEM, "%s cannot be probed: %s", path, error);
		return many_files;
	}
	for (size_t i = 0; i < found.len; i++) {
		if (!note_match(x, path, &found.at[i]))
			return false;
	}
	return true;
}

/* Without a file the process's program is meant, and if it has no such probe its libraries. */
static void libraries_expand(struct expansion *x)
{
	struct paths files = {0};

	binary_find(x->u->arena, STR("*"), x->u->options.pid, &files);
	for (size_t i = 0; i < files.len; i++) {
		if (!file_expand(x, files.at[i], true))
			return;
	}
}

static void usdt_expand(struct expansion *x)
{
	struct str name = attach_point_part(&x->fields, "name");
	struct paths files = {0};

	if (!uprobe_files(x, &files))
		return;
	for (size_t i = 0; i < files.len; i++) {
		if (!file_expand(x, files.at[i], files.len > 1))
			return;
	}
	if (!x->matches.len && !attach_point_part(&x->fields, "binary").at)
		libraries_expand(x);
	if (!x->failed && !x->matches.len && files.len == 1 && !glob_is_pattern(name))
		expansion_missing(x, near_name(x, files.at[0], name),
				  "there is no USDT probe %.*s in %s", STR_ARG(name), files.at[0]);
}

static void usdt_list(struct listing *l)
{
	struct paths files = {0};
	const char *error;

	uprobe_listed_files(l, &files);
	if (!attach_point_part(&l->pattern, "binary").at && l->options->pid)
		binary_find(l->arena, STR("*"), l->options->pid, &files);
	for (size_t i = 0; i < files.len; i++) {
		struct usdt_notes found = {0};

		usdt_notes_find(l->arena, files.at[i],
				attach_point_pattern(&l->pattern, "namespace"),
				attach_point_pattern(&l->pattern, "name"), &found, &error);
		for (size_t k = 0; k < found.len; k++) {
			const struct usdt_note *note = &found.at[k];

			listing_add(l, "%s:%s:%s", files.at[i], note->provider, note->name);
		}
	}
}

const struct probe_source usdt_source = {.expand = usdt_expand, .list = usdt_list};
