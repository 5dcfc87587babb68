/*
 * Lines of /proc/kallsyms: "ffffffff81000000 T name", for modules with a tab and "[module]".
 * Making the file costs the kernel some 30 ms, so it is asked only for what nothing else knows.
 */
#include "probes/symbols.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "probes/tracefs.h"

#define KALLSYMS_LIMIT (256u << 20)

static const char *kallsyms = "/proc/kallsyms";

void symbols_file_use(const char *path)
{
	kallsyms = path;
}

static bool hex_take(struct str text, uint64_t *value)
{
	*value = 0;
	if (!text.len || text.len > 16)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];
		unsigned digit = c >= '0' && c <= '9'	? (unsigned)(c - '0')
				 : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10)
							: 16;

		if (digit == 16)
			return false;
		*value = *value << 4 | digit;
	}
	return true;
}

static bool line_parse(struct str line, struct symbol *s)
{
	struct str address = str_cut(&line, ' '), type = str_cut(&line, ' ');

	if (!line.at || type.len != 1 || !hex_take(address, &s->address))
		return false;
	s->type = type.at[0];
	s->name = str_cut(&line, '\t');
	s->module = (struct str){NULL, 0};
	if (line.len > 2 && line.at[0] == '[')
		s->module = str_slice(line, 1, line.len - 1);
	return s->name.len != 0;
}

bool symbols_walk(bool (*visit)(const struct symbol *s, void *arg), void *arg, int *error)
{
	size_t len;
	char *text = file_read(kallsyms, KALLSYMS_LIMIT, &len);
	struct str rest;
	struct symbol s;
	bool stopped = false;

	*error = text ? 0 : errno;
	if (!text)
		return false;
	rest = (struct str){text, len};
	while (rest.at && !stopped) {
		if (line_parse(str_cut(&rest, '\n'), &s))
			stopped = visit(&s, arg);
	}
	free(text);
	return stopped;
}

struct search {
	struct str name;
	uint64_t address;
	unsigned functions;
	char *module;
	size_t module_size;
};

static bool address_visit(const struct symbol *s, void *arg)
{
	struct search *search = arg;

	if (!str_equal(s->name, search->name))
		return false;
	search->address = s->address;
	return true;
}

bool symbol_address(struct str name, uint64_t *address)
{
	struct search search = {.name = name};
	int error;

	symbols_walk(address_visit, &search, &error);
	*address = search.address;
	return search.address != 0;
}

static bool function_visit(const struct symbol *s, void *arg)
{
	struct search *search = arg;

	if ((s->type == 't' || s->type == 'T' || s->type == 'w' || s->type == 'W') &&
	    str_equal(s->name, search->name)) {
		search->functions++;
		if (search->module_size)
			snprintf(search->module, search->module_size, "%.*s",
				 s->module.at ? (int)s->module.len : 7,
				 s->module.at ? s->module.at : "vmlinux");
	}
	return false;
}

unsigned symbol_functions(struct str name, char *module, size_t module_size)
{
	struct search search = {.name = name, .module = module, .module_size = module_size};
	int error;

	symbols_walk(function_visit, &search, &error);
	return search.functions;
}

bool module_is_loaded(struct str name)
{
	char path[128];
	struct stat st;

	if (str_equal(name, STR("vmlinux")))
		return true;
	if (!name.len || name.len > 64 || str_find_char(name, '/') >= 0)
		return false;
	/* Built-in modules have a directory too, but no state that can be live. */
	snprintf(path, sizeof(path), "/sys/module/%.*s/initstate", STR_ARG(name));
	return stat(path, &st) == 0;
}
