/*
 * Reads available_filter_functions ("name" or "name [module]" per line), or kallsyms when the
 * kernel has no function tracer.
 */
#include "probes/functions.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "probes/glob.h"
#include "probes/symbols.h"
#include "probes/tracefs.h"

struct search {
	struct arena *arena;
	struct str module, pattern;
	struct functions *out;
};

/*
 * Pieces that the compiler cut off functions have no calling convention of their own; padding and
 * static calls (which only kallsyms shows) are no functions.
 */
static bool is_fragment(struct str name)
{
	return str_starts(name, STR("__pfx_")) || str_starts(name, STR("__SC")) ||
	       memmem(name.at, name.len, ".part.", 6) || memmem(name.at, name.len, ".cold", 5) ||
	       str_starts(name, STR("__ftrace_invalid_address"));
}

static void candidate(struct search *s, struct str name, struct str module)
{
	if (!name.len || is_fragment(name) || !glob_match(s->pattern, name) ||
	    (s->module.at && !glob_match(s->module, module)))
		return;
	vec_push(s->arena, s->out,
		 (struct function_name){str_from(arena_strdup(s->arena, name)),
					str_equal(module, STR("vmlinux"))
						? STR("vmlinux")
						: str_from(arena_strdup(s->arena, module))});
}

static bool symbol_visit(const struct symbol *symbol, void *arg)
{
	if (symbol->type == 't' || symbol->type == 'T')
		candidate(arg, symbol->name, symbol->module.at ? symbol->module : STR("vmlinux"));
	return false;
}

static int function_compare(const void *a, const void *b)
{
	const struct function_name *x = a, *y = b;
	int order = strcmp(x->name.at, y->name.at);

	return order ? order : strcmp(x->module.at, y->module.at);
}

static void sort_unique(struct functions *f)
{
	size_t kept = 0;

	if (!f->len)
		return;
	qsort(f->at, f->len, sizeof(*f->at), function_compare);
	for (size_t i = 1; i < f->len; i++) {
		if (!str_equal(f->at[i].name, f->at[kept].name))
			f->at[++kept] = f->at[i];
	}
	f->len = kept + 1;
}

bool functions_find(struct arena *a, struct str module, struct str pattern, struct functions *out)
{
	struct search search = {a, module, pattern, out};
	size_t len = 0;
	char *text = tracefs_read("available_filter_functions", &len);
	struct str rest;
	int error = 0;

	if (!text || !len) {
		free(text);
		symbols_walk(symbol_visit, &search, &error);
		sort_unique(out);
		errno = error;
		return error == 0;
	}
	rest = (struct str){text, len};
	while (rest.at) {
		struct str line = str_cut(&rest, '\n'), name = str_cut(&line, ' ');
		struct str in = STR("vmlinux");

		if (line.len > 2 && line.at[0] == '[')
			in = str_slice(line, 1, line.len - 1);
		candidate(&search, name, in);
	}
	free(text);
	sort_unique(out);
	return true;
}

bool function_exists(struct arena *a, struct str name)
{
	struct functions found = {0};

	functions_find(a, (struct str){NULL, 0}, name, &found);
	return found.len || symbol_functions(name, NULL, 0);
}

const char *functions_near(struct arena *a, struct str name)
{
	struct functions all = {0};
	const char *found = NULL;
	unsigned best = name.len > 4 ? 3 : 2;

	functions_find(a, (struct str){NULL, 0}, STR("*"), &all);
	for (size_t i = 0; i < all.len && best; i++) {
		unsigned distance = str_distance(all.at[i].name, name, best - 1);

		if (distance < best) {
			best = distance;
			found = all.at[i].name.at;
		}
	}
	return found;
}
