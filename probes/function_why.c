/*
 * Consumes kallsyms, the tracer's list, the list of what kprobes refuse, the tables of modules that
 * depmod(8) wrote, and the debug information of the kernel where it is installed. Reading all that
 * takes a while, which a person who reads an error does not mind.
 */
#include "probes/function_why.h"

#include <ctype.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "probes/debuginfo.h"
#include "probes/functions.h"
#include "probes/symbols.h"
#include "probes/tracefs.h"

#define TABLE_LIMIT (64u << 20)

static const char *modules_folder;

void modules_folder_use(const char *path)
{
	modules_folder = path;
}

ATTR_PRINTF(4, 5)
static void say(struct function_why *out, enum function_state state, struct str name,
		const char *fmt, ...)
{
	va_list ap;
	int n;

	out->state = state;
	n = snprintf(out->text, sizeof(out->text), "%.*s", (int)MIN(name.len, 80u), name.at);
	va_start(ap, fmt);
	vsnprintf(out->text + n, sizeof(out->text) - (size_t)n, fmt, ap);
	va_end(ap);
}

/* ---- symbols ---- */

struct search {
	struct str name;
	bool found;	  /* as code */
	char variant[80]; /* "f.isra.0"; empty: none */
};

/* What compilers append to copies of a function that are still whole, best first. */
static const char *const suffixes[] = {".isra.", ".constprop.", ".llvm.", ".part."};

static bool is_variant(struct str symbol, struct str name)
{
	if (symbol.len <= name.len || memcmp(symbol.at, name.at, name.len) != 0)
		return false;
	symbol = str_slice(symbol, name.len, symbol.len);
	for (size_t i = 0; i < ARRAY_LEN(suffixes); i++)
		if (str_starts(symbol, str_from(suffixes[i])))
			return true;
	return false;
}

static bool symbol_visit(const struct symbol *s, void *arg)
{
	struct search *search = arg;

	if (tolower((unsigned char)s->type) != 't' && tolower((unsigned char)s->type) != 'w')
		return false;
	if (!search->variant[0] && is_variant(s->name, search->name))
		snprintf(search->variant, sizeof(search->variant), "%.*s", STR_ARG(s->name));
	search->found |= str_equal(s->name, search->name);
	return search->found;
}

/* Lines of kprobes/blacklist: "0xfrom-0xto<TAB>name". */
static bool is_blacklisted(struct str name)
{
	int debugfs = kernel_fs_open("/sys/kernel/debug", "debugfs");
	char path[64], *text = NULL;
	struct str rest = {NULL, 0};
	bool found = false;
	size_t len;

	if (debugfs >= 0) {
		snprintf(path, sizeof(path), "/proc/self/fd/%d/kprobes/blacklist", debugfs);
		text = file_read(path, TABLE_LIMIT, &len);
		close(debugfs);
	}
	if (text)
		rest = (struct str){text, len};
	while (rest.at && !found) {
		struct str line = str_cut(&rest, '\n');

		str_cut(&line, '\t');
		found = line.at && str_equal(str_cut(&line, ' '), name);
	}
	free(text);
	return found;
}

static bool is_listed(struct str name)
{
	struct arena *a = arena_new();
	struct functions found = {0};
	bool known = functions_find(a, (struct str){NULL, 0}, name, &found) && found.len;

	arena_free(a);
	return known;
}

/* ---- modules ---- */

/* The table FILE of depmod(8), as file_read. */
static char *modules_table(const char *file, size_t *len)
{
	struct utsname system;
	char path[PATH_MAX];

	if (modules_folder)
		snprintf(path, sizeof(path), "%s/%s", modules_folder, file);
	else if (uname(&system) == 0)
		snprintf(path, sizeof(path), "/lib/modules/%s/%s", system.release, file);
	else
		return NULL;
	return file_read(path, TABLE_LIMIT, len);
}

/* modules.symbols: "alias symbol:NAME MODULE". */
static bool exporting_module(struct str name, char *module, size_t size)
{
	size_t len = 0;
	char *text = modules_table("modules.symbols", &len);
	struct str rest = {text, text ? len : 0};
	bool found = false;

	while (rest.at && !found) {
		struct str line = str_cut(&rest, '\n'), symbol;

		if (!str_equal(str_cut(&line, ' '), STR("alias")))
			continue;
		symbol = str_cut(&line, ' ');
		found = line.len && str_starts(symbol, STR("symbol:")) &&
			str_equal(str_slice(symbol, 7, symbol.len), name);
		if (found)
			snprintf(module, size, "%.*s", STR_ARG(line));
	}
	free(text);
	return found;
}

/* "kernel/net/nf-tables.ko.xz" is nf_tables: a dash in a file name is an underscore. */
static bool file_is_module(struct str path, struct str name)
{
	struct str rest = path, last = path;
	size_t i = 0;

	while (rest.at)
		last = str_cut(&rest, '/');
	for (; i < last.len && i < name.len; i++) {
		char c = last.at[i] == '-' ? '_' : last.at[i];

		if (c != (name.at[i] == '-' ? '_' : name.at[i]))
			return false;
	}
	return i == name.len && str_starts(str_slice(last, i, last.len), STR(".ko"));
}

/* True when the table FILE, paths of modules with or without a colon behind, has NAME. */
static bool table_has(const char *file, struct str name)
{
	size_t len = 0;
	char *text = modules_table(file, &len);
	struct str rest = {text, text ? len : 0};
	bool found = false;

	while (rest.at && !found) {
		struct str line = str_cut(&rest, '\n');

		found = file_is_module(str_cut(&line, ':'), name);
	}
	free(text);
	return found;
}

void module_explain(struct str name, struct function_why *out)
{
	*out = (struct function_why){0};
	if (table_has("modules.builtin", name)) {
		say(out, FUNCTION_UNLOADED, name,
		    " is no module here: it is built into the kernel");
		snprintf(out->hint, sizeof(out->hint), "leave the module out, or write vmlinux");
		return;
	}
	say(out, FUNCTION_UNLOADED, name, ": this module is not loaded");
	if (table_has("modules.dep", name))
		snprintf(out->hint, sizeof(out->hint), "as root: modprobe %.*s",
			 (int)MIN(name.len, 80u), name.at);
}

/* ---- debug information ---- */

static struct debuginfo *kernel_debuginfo(void)
{
	static const char *const places[] = {"/usr/lib/debug/boot/vmlinux-%s",
					     "/usr/lib/debug/lib/modules/%s/vmlinux",
					     "/lib/modules/%s/build/vmlinux", "/boot/vmlinux-%s"};
	const char *named = getenv("BPFTRACE_VMLINUX"), *error;
	struct debuginfo *d = NULL;
	struct utsname system;
	char path[PATH_MAX];

	if (named)
		return debuginfo_open(named, &error);
	for (size_t i = 0; i < ARRAY_LEN(places) && !d && uname(&system) == 0; i++) {
		char *mark = strstr(places[i], "%s");

		snprintf(path, sizeof(path), "%.*s%s%s", (int)(mark - places[i]), places[i],
			 system.release, mark + 2);
		d = debuginfo_open(path, &error);
	}
	return d;
}

static bool is_inlined(struct str name)
{
	struct debuginfo *d = kernel_debuginfo();
	bool found = d && debuginfo_is_inlined(d, name);

	debuginfo_free(d);
	return found;
}

/* ---- all together ---- */

static void existing_explain(struct str name, struct function_why *out)
{
	if (is_blacklisted(name)) {
		say(out, FUNCTION_BLACKLISTED, name,
		    " is needed by the kernel's probes themselves and may not be probed");
		snprintf(out->hint, sizeof(out->hint),
			 "/sys/kernel/debug/kprobes/blacklist has all such functions");
	} else if (!is_listed(name)) {
		say(out, FUNCTION_NOTRACE, name,
		    " exists, but is marked notrace: the kernel does not let it be traced");
		snprintf(out->hint, sizeof(out->hint),
			 "available_filter_functions in tracefs has those that can be; a caller of "
			 "it may serve");
	} else {
		say(out, FUNCTION_TRACEABLE, name, " can be traced as far as the kernel tells");
	}
}

void function_explain(const char *provider, struct str name, struct function_why *out)
{
	struct search search = {.name = name};
	char module[64];
	int error;

	*out = (struct function_why){0};
	symbols_walk(symbol_visit, &search, &error);
	if (search.found) {
		existing_explain(name, out);
	} else if (search.variant[0]) {
		say(out, FUNCTION_VARIANT, name,
		    " is not in this kernel as such: the compiler made %s of it", search.variant);
		snprintf(out->hint, sizeof(out->hint),
			 "%s:%s works; its arguments may be fewer or others", provider,
			 search.variant);
	} else if (exporting_module(name, module, sizeof(module))) {
		say(out, FUNCTION_UNLOADED, name, " is in the module %s, which is not loaded",
		    module);
		snprintf(out->hint, sizeof(out->hint), "as root: modprobe %s", module);
	} else if (is_inlined(name)) {
		say(out, FUNCTION_INLINED, name,
		    " has no code of its own: the compiler put it into all its callers");
		snprintf(out->hint, sizeof(out->hint), "probe a function that calls it");
	} else {
		say(out, FUNCTION_UNKNOWN, name,
		    " has no code in this kernel and its loaded modules: there is none, or only "
		    "inside of its callers");
	}
}
