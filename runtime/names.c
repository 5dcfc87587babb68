/* One object for everything that has a name; each part is made when it is first asked for. */
#include "runtime/names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/base/vec.h"
#include "runtime/cgroup.h"
#include "runtime/clock.h"
#include "runtime/ksyms.h"
#include "runtime/plain_names.h"
#include "runtime/user_files.h"
#include "runtime/usyms.h"
#include "runtime/value.h"

struct user {
	uint64_t uid;
	const char *name;
};

/* A path that was asked for: cgroups are looked up once. */
struct cgroup_entry {
	uint64_t id, filter;
	const char *path;
};

struct names {
	const struct program *program;
	struct arena *arena;
	struct str trailer;
	struct clock_bases clock;
	struct ksyms *ksyms;
	struct usyms *usyms;
	struct plain_names *plain; /* of user symbols */
	bool users_read;
	struct users VEC(struct user) users;
	struct cgroups VEC(struct cgroup_entry) cgroups;
};

/* More cgroups than this and the table is started anew. */
#define CGROUPS_MAX 1024

struct names *names_new(const struct program *p)
{
	const char *cache = p->config_strings[CONFIG_cache_user_symbols];
	const char *trailer = p->config_strings[CONFIG_str_trunc_trailer];
	struct names *n = calloc(1, sizeof(*n));

	if (!n)
		out_of_memory(sizeof(*n));
	n->program = p;
	n->arena = arena_new();
	n->trailer = str_from(trailer ? trailer : "..");
	n->clock = clock_measure();
	n->ksyms = ksyms_new();
	n->usyms = usyms_new(!cache || strcmp(cache, "NONE") != 0,
			     p->config[CONFIG_show_debug_info] != 0);
	n->plain = plain_names_new();
	return n;
}

void names_free(struct names *n)
{
	if (!n)
		return;
	ksyms_free(n->ksyms);
	plain_names_free(n->plain);
	usyms_free(n->usyms);
	arena_free(n->arena);
	free(n);
}

const struct program *names_program(const struct names *n)
{
	return n->program;
}

struct str names_trailer(const struct names *n)
{
	return n->trailer;
}

static bool is_kernel_symbol(const struct type *t)
{
	return t->kind == T_KSYM || (t->kind == T_KSTACK && t->mode != STACK_RAW);
}

static bool is_user_symbol(const struct type *t)
{
	return t->kind == T_USYM ||
	       (t->kind == T_USTACK && (t->mode == STACK_BPFTRACE || t->mode == STACK_PERF));
}

typedef bool type_test_fn(const struct type *t);

/* Whether T or something in it passes TEST. */
static bool type_has(const struct type *t, type_test_fn *test)
{
	if (!t)
		return false;
	if (test(t))
		return true;
	if (t->kind == T_ARRAY)
		return type_has(t->elem, test);
	for (uint32_t i = 0; i < t->nfields; i++) {
		if (type_has(t->fields[i].type, test))
			return true;
	}
	return false;
}

static bool program_prints(const struct program *p, type_test_fn *test)
{
	for (uint32_t i = 0; i < p->nmaps; i++) {
		if (type_has(p->maps[i].key, test) || type_has(p->maps[i].value, test))
			return true;
	}
	for (uint32_t i = 0; i < p->nrecords; i++) {
		for (uint32_t f = 0; f < p->records[i].nfields; f++) {
			if (type_has(p->records[i].fields[f].type, test))
				return true;
		}
	}
	return false;
}

static bool is_cgroup(const struct type *t)
{
	return t->kind == T_CGROUP_PATH;
}

bool names_want_kernel_symbols(const struct names *n)
{
	return program_prints(n->program, is_kernel_symbol);
}

bool names_want_cgroups(const struct names *n)
{
	return program_prints(n->program, is_cgroup);
}

void names_prepare(struct names *n)
{
	if (names_want_kernel_symbols(n))
		ksyms_prepare(n->ksyms);
}

bool names_kernel_hidden(const struct names *n)
{
	return ksyms_hidden(n->ksyms);
}

struct usyms *names_usyms(struct names *n)
{
	return n->usyms;
}

bool program_wants_user_symbols(const struct program *p)
{
	return program_prints(p, is_user_symbol);
}

/* Symbols come from files that anyone may have made: no escape sequences for the terminal. */
static void safe_text(const char *text, struct buf *out)
{
	for (;;) {
		size_t len = 0;

		while ((unsigned char)text[len] >= ' ' && text[len] != 0x7f)
			len++;
		buf_add(out, text, len);
		if (!text[len])
			return;
		buf_char(out, '?');
		text += len + 1;
	}
}

static void symbol_text(const char *name, uint64_t offset, enum symbol_form form, struct buf *out)
{
	safe_text(name, out);
	if (form != SYMBOL_PLAIN) {
		buf_char(out, '+');
		text_unsigned(out, offset);
	}
}

static void address_text(uint64_t address, struct buf *out)
{
	buf_add(out, "0x", 2);
	text_hex(out, address);
}

void names_ksym(struct names *n, uint64_t address, enum symbol_form form, struct buf *out)
{
	uint64_t offset;
	const char *name = ksyms_find(n->ksyms, address, &offset);

	if (form == SYMBOL_PERF) {
		text_hex(out, address);
		buf_char(out, ' ');
	}
	if (name)
		symbol_text(name, offset, form, out);
	else
		address_text(address, out);
}

/* The one binary that PROBE names, or NULL. */
static const char *probe_binary(const struct names *n, uint32_t probe)
{
	const struct probe_spec *spec;

	if (probe >= n->program->nprobes)
		return NULL;
	spec = &n->program->probes[probe];
	if (spec->ntargets != 1 || !spec->targets[0].module || spec->targets[0].module[0] != '/')
		return NULL;
	return spec->targets[0].module;
}

static const char *shown_name(struct names *n, const char *name)
{
	return name && n->program->config[CONFIG_cpp_demangle] ? plain_name(n->plain, name) : name;
}

static const char *file_last(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The functions that were inlined where A is, a line each; WHERE is left at the one outside. */
static void inlined_text(struct names *n, const struct user_address *a, enum symbol_form form,
			 const struct source_frame **where, size_t len, struct buf *out)
{
	for (; len > 1; len--, (*where)++) {
		const char *name = shown_name(n, (*where)->function);

		if (form == SYMBOL_PERF) {
			text_hex(out, a->address);
			buf_char(out, ' ');
		} else {
			buf_puts(out, "[inlined] ");
		}
		safe_text(name ? name : "?", out);
		if (form == SYMBOL_PERF) {
			buf_puts(out, " (inlined)\n\t");
			continue;
		}
		if ((*where)->file) {
			buf_char(out, '@');
			safe_text(file_last((*where)->file), out);
			buf_printf(out, ":%u", (*where)->line);
		}
		buf_puts(out, "\n        ");
	}
}

/* The symbol, and what the source says of it: how many frames, from WHERE on. */
static size_t user_find(struct names *n, const struct user_address *a, struct usym *found,
			const struct source_frame **where)
{
	const char *binary = probe_binary(n, a->probe);

	if (!usyms_find(n->usyms, a->pid, a->address, a->return_address, found) && binary)
		usyms_find_in(n->usyms, binary, a->address, found);
	return found->file
		       ? user_file_frames(found->file, found->address - a->return_address, where)
		       : 0;
}

size_t names_functions(struct names *n, const struct user_address *a, const char **functions,
		       size_t max, const char **module)
{
	const struct source_frame *where = NULL;
	struct usym found = {.name = NULL};
	size_t inlined = user_find(n, a, &found, &where), len = 0;

	/* The outermost of the source is the symbol. */
	for (; inlined > 1 && len + 1 < max; inlined--, where++)
		functions[len++] = where->function ? shown_name(n, where->function) : "?";
	if (found.name && len < max)
		functions[len++] = shown_name(n, found.name);
	*module = found.module ? file_last(found.module) : NULL;
	return len;
}

void names_usym(struct names *n, const struct user_address *a, enum symbol_form form,
		struct buf *out)
{
	const struct source_frame *where = NULL;
	struct usym found = {.name = NULL};
	size_t len = user_find(n, a, &found, &where);
	const char *name;

	if (form == SYMBOL_PLAIN)
		len = 0;
	inlined_text(n, a, form, &where, len, out);
	if (form == SYMBOL_PERF) {
		text_hex(out, a->address);
		buf_char(out, ' ');
	}
	name = shown_name(n, found.name);
	if (name)
		symbol_text(name, found.offset, form, out);
	else
		address_text(a->address, out);
	if (form == SYMBOL_PERF) {
		buf_puts(out, " (");
		safe_text(found.module ? found.module : "[unknown]", out);
		buf_char(out, ')');
	} else if (len && where->file) {
		buf_char(out, '@');
		safe_text(where->file, out);
		buf_printf(out, ":%u", where->line);
	}
}

static void users_read(struct names *n)
{
	FILE *file = fopen("/etc/passwd", "re");
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	if (!file)
		return;
	while ((len = getline(&line, &room, file)) > 0) {
		struct str rest = {line, (size_t)len};
		struct str name = str_cut(&rest, ':');

		str_cut(&rest, ':');
		if (!rest.at)
			continue;
		vec_push(n->arena, &n->users,
			 (struct user){strtoull(rest.at, NULL, 10), arena_strdup(n->arena, name)});
	}
	free(line);
	fclose(file);
}

void names_user(struct names *n, uint64_t uid, struct buf *out)
{
	if (!n->users_read) {
		n->users_read = true;
		users_read(n);
	}
	for (size_t i = 0; i < n->users.len; i++) {
		if (n->users.at[i].uid == uid) {
			buf_puts(out, n->users.at[i].name);
			return;
		}
	}
}

static const char *program_string(const struct names *n, uint64_t index)
{
	return index < n->program->nstrings ? n->program->strings[index] : "";
}

void names_time(struct names *n, uint32_t format, uint32_t mode, uint64_t ns, struct buf *out)
{
	uint64_t epoch = clock_to_epoch(&n->clock, (enum clock_mode)mode, ns);
	size_t max = (size_t)MAX(n->program->config[CONFIG_max_strlen], UINT64_C(1)) - 1;

	if (clock_format(out, program_string(n, format), epoch, MIN(max, (size_t)65536)))
		return;
	/* At once and past the output, whose line is being put together. */
	buf_puts(out, "(?)");
	fputs("ERROR: strftime returned 0\n", stderr);
}

void names_cgroup(struct names *n, uint64_t filter, uint64_t id, struct buf *out)
{
	struct buf path = {NULL, 0, 0};

	for (size_t i = 0; i < n->cgroups.len; i++) {
		const struct cgroup_entry *e = &n->cgroups.at[i];

		if (e->id == id && e->filter == filter) {
			buf_puts(out, e->path);
			return;
		}
	}
	cgroup_path(id, program_string(n, filter), &path);
	buf_add(out, path.at, path.len);
	if (n->cgroups.len < CGROUPS_MAX)
		vec_push(n->arena, &n->cgroups,
			 (struct cgroup_entry){
				 id, filter,
				 arena_strdup(n->arena, (struct str){path.at, path.len})});
	buf_free(&path);
}
