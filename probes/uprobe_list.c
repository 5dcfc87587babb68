/*
 * Listing of functions that can be probed, with their parameters where debug information has them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/binary.h"
#include "probes/cpp_names.h"
#include "probes/debuginfo.h"
#include "probes/dwarf_types.h"
#include "probes/uprobe.h"

void uprobe_listed_files(struct listing *l, struct paths *out)
{
	struct str binary = attach_point_part(&l->pattern, "binary");
	const char *own;

	if (binary.at) {
		binary_find(l->arena, binary, l->options->pid, out);
	} else if (l->options->pid && (own = binary_of_process(l->arena, l->options->pid))) {
		vec_push(l->arena, out, own);
	}
}

void uprobe_list(struct listing *l)
{
	struct str pattern = attach_point_pattern(&l->pattern, "function");
	bool demangled = attach_point_part(&l->pattern, "language").at != NULL;
	struct paths files = {0};
	const char *error;

	uprobe_listed_files(l, &files);
	for (size_t i = 0; i < files.len; i++) {
		struct binary_symbols found = {0};

		if (demangled)
			cpp_functions(l->arena, files.at[i], pattern, &found, &error);
		else
			binary_functions(l->arena, files.at[i], pattern, &found, &error);
		for (size_t k = 0; k < found.len; k++)
			listing_add(l, "%s:%s", files.at[i], found.at[k].name);
	}
}

static int name_compare(const void *name, const void *symbol)
{
	return strcmp(name, ((const struct binary_symbol *)symbol)->name);
}

/* Lines come sorted, so the symbols of one file serve many of them. */
static const struct binary_symbol *listed_symbol(struct listing *l, const char *path,
						 const char *function)
{
	const char *error;

	if (!l->symbols_of || strcmp(l->symbols_of, path) != 0) {
		l->symbols_of = path;
		l->symbols = (struct binary_symbols){0};
		binary_functions(l->arena, path, STR("*"), &l->symbols, &error);
	}
	if (!l->symbols.len)
		return NULL;
	return bsearch(function, l->symbols.at, l->symbols.len, sizeof(*l->symbols.at),
		       name_compare);
}

/* LINE: "/path/of/binary:function". */
void uprobe_describe(struct listing *l, const char *line, struct buf *out)
{
	const char *colon = strrchr(line, ':'), *path, *error;
	const struct binary_symbol *s;
	struct debuginfo *d;
	bool first;

	if (!colon)
		return;
	path = arena_strdup(l->arena, (struct str){line, (size_t)(colon - line)});
	first = !l->symbols_of || strcmp(l->symbols_of, path) != 0;
	s = listed_symbol(l, path, colon + 1);
	if (!l->dwarf)
		l->dwarf = dwarf_types_make(l->arena, NULL);
	d = dwarf_types_file(l->dwarf, path, &error);
	if (d && s)
		debuginfo_parameters(d, s->address, out);
	else if (!d && first)
		fprintf(stderr, "WARNING: No DWARF found for \"%s\", cannot show parameter info\n",
			path);
}
