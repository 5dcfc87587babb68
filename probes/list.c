/*
 * Walks the sources in the alphabetical order of their names. A source adds lines without the
 * provider; they are sorted, filtered and printed here through one buffer, since the kernel has
 * some sixty thousand functions.
 */
#include "probes/list.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "probes/btf.h"
#include "probes/btf_list.h"
#include "probes/dwarf_types.h"
#include "probes/elf_file.h"
#include "probes/functions.h"
#include "probes/glob.h"
#include "probes/source.h"
#include "probes/tracefs.h"

void listing_add(struct listing *l, const char *fmt, ...)
{
	va_list ap;
	char *line;

	va_start(ap, fmt);
	line = arena_vprintf(l->arena, fmt, ap);
	va_end(ap);
	vec_push(l->arena, &l->lines, line);
}

bool listing_types(struct listing *l)
{
	const char *error;

	if (!l->btf)
		l->btf = btf_index_load(btf_kernel_path(), NULL, &error);
	return l->btf != NULL;
}

static int line_compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The last part of "category:event", which a search without colon may mean. */
static struct str last_part(const char *line)
{
	const char *colon = strrchr(line, ':');

	return str_from(colon && colon[1] ? colon + 1 : line);
}

/* SEARCH: .at NULL, or what lines must match. */
static void kind_list(struct listing *l, enum probe_kind kind, struct str search, FILE *out)
{
	const struct probe_source *source = probe_sources[kind];
	struct buf description = {0};

	if (!source->list)
		return;
	l->lines = (struct listed){0};
	l->sorted = false;
	source->list(l);
	if (!l->sorted && l->lines.len)
		qsort(l->lines.at, l->lines.len, sizeof(*l->lines.at), line_compare);
	for (size_t i = 0; i < l->lines.len; i++) {
		const char *line = l->lines.at[i];

		if (i && strcmp(line, l->lines.at[i - 1]) == 0)
			continue;
		if (search.at && !glob_match(search, str_from(line)) &&
		    !glob_match(search, last_part(line)))
			continue;
		fputs(probe_rows[kind].name, out);
		putc(':', out);
		fputs(line, out);
		putc('\n', out);
		if (!l->verbose || !source->describe)
			continue;
		buf_clear(&description);
		source->describe(l, line, &description);
		if (description.len)
			fputs(description.at, out);
	}
	buf_free(&description);
}

static int kind_compare(const void *a, const void *b)
{
	return strcmp(probe_rows[*(const enum probe_kind *)a].name,
		      probe_rows[*(const enum probe_kind *)b].name);
}

/* User binaries are meant with a process, or when a file is named: "*:/bin/bash:*". */
static bool kind_is_wanted(const struct listing *l, enum probe_kind kind, struct str text,
			   bool is_search)
{
	bool is_user = l->options->pid || str_find_char(text, '/') >= 0;
	struct str provider = text;

	if (is_search)
		return probe_rows[kind].flags & PF_KERNEL;
	provider = str_cut(&provider, ':');
	if (!glob_match(provider, str_from(probe_rows[kind].name)))
		return false;
	return is_user ? probe_rows[kind].flags & PF_USER : !(probe_rows[kind].flags & PF_USER);
}

/* Several providers: all, those a search goes through, or those a pattern names. */
static void kinds_list(struct listing *l, struct str text, struct str search, FILE *out)
{
	struct attach_point_fields parsed;
	struct attach_point_error error;
	enum probe_kind order[PROBE_COUNT];

	for (unsigned i = 0; i < PROBE_COUNT; i++)
		order[i] = i;
	qsort(order, PROBE_COUNT, sizeof(order[0]), kind_compare);
	for (unsigned i = 0; i < PROBE_COUNT; i++) {
		if (!kind_is_wanted(l, order[i], text, search.at != NULL))
			continue;
		l->pattern = (struct attach_point_fields){.kind = order[i]};
		if (!search.at && !str_equal(text, STR("*:*"))) {
			if (!attach_point_parse_pattern(l->arena, text, order[i], &parsed, &error))
				continue;
			l->pattern = parsed;
		}
		kind_list(l, order[i], search, out);
	}
}

/* "uprobe:/bin/bash" means all that is in it. */
static struct str whole_binary(struct arena *a, struct str text)
{
	struct str rest = text, provider = str_cut(&rest, ':');
	enum probe_kind kind = probe_kind_find(provider);

	if (!rest.at || kind == PROBE_COUNT || !(probe_rows[kind].flags & PF_USER) ||
	    str_find_char(rest, '/') < 0 || str_find_char(rest, ':') >= 0)
		return text;
	return str_from(arena_printf(a, "%.*s:*", STR_ARG(text)));
}

int probes_list(const char *pattern, bool verbose, const struct options *options, FILE *out)
{
	struct listing l = {.arena = arena_new(), .options = options, .verbose = verbose};
	struct str text = pattern && *pattern ? str_from(pattern) : STR("*:*");
	struct attach_point_error error;
	const char *problem = NULL;

	functions_file_use(options->traceable_functions);
	elf_debug_path_use(options->debuginfo);
	if (str_find_char(text, ':') < 0 && str_find_char(text, '*') < 0 &&
	    str_find_char(text, '.') >= 0 && !options->no_warnings)
		fprintf(stderr, "WARNING: %.*s looks like the name of a file, but there is none\n",
			STR_ARG(text));
	text = whole_binary(l.arena, text);
	if (str_starts(text, STR("struct ")) || str_starts(text, STR("union ")) ||
	    str_starts(text, STR("enum "))) {
		btf_list(text, verbose, out, &problem);
	} else if (str_find_char(text, ':') < 0) {
		kinds_list(&l, text, text, out);
	} else if (attach_point_parse_pattern(l.arena, text, PROBE_COUNT, &l.pattern, &error)) {
		if (l.pattern.kind == PROBE_COUNT)
			kinds_list(&l, text, (struct str){NULL, 0}, out);
		else
			kind_list(&l, l.pattern.kind, (struct str){NULL, 0}, out);
	}
	if (!problem && tracefs_problem().text[0])
		problem = tracefs_problem().text;
	if (problem)
		fprintf(stderr, "ERROR: %s\n", problem);
	dwarf_types_close(l.dwarf);
	btf_index_free(l.module_btf);
	btf_index_free(l.btf);
	arena_free(l.arena);
	return problem != NULL;
}

void probes_list_unit(struct unit *u, bool verbose, FILE *out)
{
	struct listing l = {.arena = u->arena, .options = &u->options, .verbose = verbose};
	struct buf description = {0};

	for (size_t i = 0; i < u->instances.len; i++) {
		const struct instance *instance = u->instances.at[i];
		const struct probe_source *source = probe_sources[instance->kind];

		if (!source->list || probe_rows[instance->kind].type_name)
			continue; /* run by the tracer itself */
		for (uint32_t k = 0; k < instance->ntargets; k++) {
			const char *name = instance->targets[k].name, *line = strchr(name, ':');

			fprintf(out, "%s\n", name);
			if (!verbose || !source->describe || !line)
				continue;
			buf_clear(&description);
			source->describe(&l, line + 1, &description);
			if (description.len)
				fputs(description.at, out);
		}
	}
	buf_free(&description);
	dwarf_types_close(l.dwarf);
	btf_index_free(l.module_btf);
	btf_index_free(l.btf);
}
