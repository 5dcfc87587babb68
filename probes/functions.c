/*
 * Reads available_filter_functions ("name" or "name [module]" per line) or the file that is given
 * in its place, or kallsyms when the kernel has no function tracer.
 */
#include "probes/functions.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "probes/glob.h"
#include "probes/symbols.h"
#include "probes/tracefs.h"

#define LIST_LIMIT (64u << 20)

/* All of them, read once: patterns, near names and several kinds of probes ask for the same. */
static struct {
	struct arena *arena;
	struct functions functions;
	const char *file; /* to be read instead */
	bool read;
	int error; /* errno; 0: they were read */
} all;

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

/* NAME and MODULE are followed by a byte that may become NUL. */
static void candidate(struct str name, struct str module)
{
	if (name.len && !is_fragment(name))
		vec_push(all.arena, &all.functions, (struct function_name){name, module});
}

static bool symbol_visit(const struct symbol *symbol, void *arg)
{
	struct str module = symbol->module.at ? symbol->module : STR("vmlinux");

	(void)arg;
	if (symbol->type == 't' || symbol->type == 'T')
		candidate(str_from(arena_strdup(all.arena, symbol->name)),
			  str_from(arena_strdup(all.arena, module)));
	return false;
}

static int function_compare(const void *a, const void *b)
{
	const struct function_name *x = a, *y = b;
	int order = strcmp(x->name.at, y->name.at);

	return order ? order : strcmp(x->module.at, y->module.at);
}

/* Lines of available_filter_functions, which become strings in place. */
static void lines_read(char *text, size_t len)
{
	struct str rest = {text, len};

	while (rest.at) {
		struct str line = str_cut(&rest, '\n'), name = str_cut(&line, ' ');
		struct str module = STR("vmlinux");

		if (line.len > 2 && line.at[0] == '[') {
			module = str_slice(line, 1, line.len - 1);
			text[module.at + module.len - text] = '\0';
		}
		if (name.at)
			text[name.at + name.len - text] = '\0';
		candidate(name, module);
	}
}

static bool all_read(void)
{
	size_t len = 0;
	char *text;

	if (all.read)
		return !all.error;
	all.read = true;
	all.arena = arena_new();
	text = all.file ? file_read(all.file, LIST_LIMIT, &len)
			: tracefs_read("available_filter_functions", &len);
	if (all.file && !text) {
		all.error = errno;
	} else if (text && len) {
		char *copy = arena_strdup(all.arena, (struct str){text, len});

		lines_read(copy, len);
	} else if (!all.file) {
		symbols_walk(symbol_visit, NULL, &all.error);
	}
	free(text);
	if (all.functions.len)
		qsort(all.functions.at, all.functions.len, sizeof(*all.functions.at),
		      function_compare);
	return !all.error;
}

void functions_file_use(const char *file)
{
	all.file = file;
}

bool functions_are_given(void)
{
	return all.file != NULL;
}

bool functions_find(struct arena *a, struct str module, struct str pattern, struct functions *out)
{
	if (!all_read()) {
		errno = all.error;
		return false;
	}
	for (size_t i = 0; i < all.functions.len; i++) {
		const struct function_name *f = &all.functions.at[i];

		if ((module.at && !glob_match(module, f->module)) ||
		    !glob_match(pattern, f->name) ||
		    (out->len && str_equal(out->at[out->len - 1].name, f->name)))
			continue;
		vec_push(a, out, *f);
	}
	return true;
}

bool function_exists(struct arena *a, struct str name)
{
	struct functions found = {0};

	functions_find(a, (struct str){NULL, 0}, name, &found);
	return found.len || symbol_functions(name, NULL, 0);
}

const char *functions_near(struct str name)
{
	const char *found = NULL;
	unsigned best = name.len > 4 ? 3 : 2;

	for (size_t i = 0; all_read() && i < all.functions.len && best; i++) {
		struct str other = all.functions.at[i].name;
		unsigned distance = str_distance(other, name, best - 1);

		if (distance < best) {
			best = distance;
			found = other.at;
		}
	}
	return found;
}
