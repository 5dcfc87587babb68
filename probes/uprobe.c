/*
 * uprobe, uretprobe: functions of programs and libraries, by name, by name and offset, by address,
 * by the name the source has (cpp), or by source line. What the kernel gets is a place in the file.
 */
#include <string.h>

#include "probes/binary.h"
#include "probes/cpp_names.h"
#include "probes/dwarf_lines.h"
#include "probes/dwarf_types.h"
#include "probes/glob.h"
#include "probes/machine_code.h"
#include "probes/source.h"
#include "probes/target_host.h"
#include "probes/uprobe.h"

struct code_place {
	const char *path;
	struct str function;  /* may be a pattern */
	const char *language; /* FUNCTION is a name as the source has it; NULL: a symbol */
	uint64_t offset;
	struct go_code go; /* functions there must keep their return addresses */
};

enum attach_method uprobe_method(const struct expansion *x)
{
	bool is_return = probe_rows[x->fields.kind].flags & PF_RETURN;

	if (unit_feature(x->u, FEATURE_uprobe_multi))
		return is_return ? METHOD_uretprobe_multi : METHOD_uprobe_multi;
	return is_return ? METHOD_uretprobe : METHOD_uprobe;
}

/* Names and types of what the function takes. False: a diagnostic says why they are not known. */
static bool arguments_find(struct expansion *x, const struct code_place *p,
			   const struct binary_symbol *s, struct match *m)
{
	struct dwarf_types *dwarf = target_dwarf(x->u->target, x->u->types);
	const char *error;
	struct diag *d;

	if (!dwarf)
		return true;
	m->args = dwarf_arguments(dwarf, p->path, s, &m->hidden, &error);
	if (m->args)
		return true;
	d = expansion_error(x, D_PROBE_SYSTEM, "the arguments of %s in %s have no names: %s",
			    s->name, p->path, error);
	diag_hint(x->u->diags, d,
		  "arg0, arg1 ... work without debug information; distributions have packages "
		  "with it (-dbgsym, -debuginfo)");
	return false;
}

static const char *symbol_text(struct expansion *x, const struct code_place *p,
			       const struct binary_symbol *s)
{
	struct arena *a = x->u->arena;
	const char *provider = probe_rows[x->fields.kind].name;

	if (p->language)
		return arena_printf(a, "%s:%s:%s:%s", provider, p->path, p->language,
				    cpp_name(a, s->name));
	if (p->offset)
		return arena_printf(a, "%s:%s:%s+%llu", provider, p->path, s->name,
				    (unsigned long long)p->offset);
	return arena_printf(a, "%s:%s:%s", provider, p->path, s->name);
}

static void symbol_add(struct expansion *x, const struct code_place *p,
		       const struct binary_symbol *s)
{
	struct match m = {
		.target = {.name = symbol_text(x, p, s),
			   .module = p->path,
			   .function = s->name,
			   .address = s->offset + p->offset},
		.method = uprobe_method(x),
		.context = CTX_REGS,
	};

	if (x->uses->args && x->fields.kind == PROBE_uprobe && !p->offset &&
	    !arguments_find(x, p, s, &m))
		return;
	expansion_add(x, m);
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

static bool line_begins(struct expansion *x, const char *path, uint64_t address)
{
	struct dwarf_types *dwarf = target_dwarf(x->u->target, x->u->types);
	const char *error;
	struct debuginfo *info = dwarf ? dwarf_types_file(dwarf, path, &error) : NULL;

	return info && debuginfo_line_begins(info, address);
}

/*
 * A breakpoint inside an instruction corrupts the traced program, and the kernel does not look. The
 * place is OFFSET bytes behind the beginning of S; S NULL: in no function.
 */
static bool inner_place_allowed(struct expansion *x, const char *path,
				const struct binary_symbol *s, uint64_t address)
{
	uint64_t offset = s ? address - s->address : 0, next = 0;
	enum code_place_kind place;
	struct diag *d;

	if (x->u->options.unsafe)
		return true;
	place = s ? function_place(path, s, offset, &next) : PLACE_UNKNOWN;
	if (place == PLACE_BEGINS || (place == PLACE_UNKNOWN && line_begins(x, path, address)))
		return true;
	if (place == PLACE_INSIDE) {
		d = expansion_error(x, D_PROBE_VALUE, "0x%llx of %s is inside an instruction",
				    (unsigned long long)address, path);
		diag_hint(x->u->diags, d,
			  "a probe there would break the traced program; the next instruction "
			  "begins at %s+%llu",
			  s->name, (unsigned long long)next);
		return false;
	}
	d = expansion_error(x, D_PROBE_VALUE,
			    "it is not known that an instruction begins at 0x%llx of %s",
			    (unsigned long long)address, path);
	diag_hint(x->u->diags, d,
		  "a probe inside an instruction breaks the traced program; --unsafe takes the "
		  "place as it is");
	return false;
}

static bool is_go_function(const struct code_place *p, const struct binary_symbol *s)
{
	return s->address >= p->go.from && s->address < p->go.to;
}

/* A place at each of the function's return instructions, instead of a return probe. */
static void returns_add(struct expansion *x, const struct code_place *p,
			const struct binary_symbol *s)
{
	bool many = unit_feature(x->u, FEATURE_uprobe_multi);
	struct offsets places = {0};
	const char *error;
	struct diag *d;

	if (!function_returns(x->u->arena, p->path, s, &places, &error)) {
		if (glob_is_pattern(p->function))
			return;
		d = expansion_error(x, D_PROBE_SYSTEM,
				    "the return of the Go function %s cannot be probed: %s",
				    s->name, error);
		diag_hint(x->u->diags, d,
			  "Go moves its stacks, so a return probe would crash the program; probe a "
			  "caller, or the lines behind the call");
		return;
	}
	for (size_t i = 0; i < places.len; i++) {
		expansion_add(x, (struct match){
					 .target = {.name = symbol_text(x, p, s),
						    .module = p->path,
						    .function = s->name,
						    .address = places.at[i]},
					 .method = many ? METHOD_uprobe_multi : METHOD_uprobe,
					 .context = CTX_REGS,
				 });
	}
}

static bool symbol_allowed(struct expansion *x, const struct code_place *p,
			   const struct binary_symbol *s)
{
	if (p->offset && s->size && p->offset >= s->size) {
		expansion_error(x, D_PROBE_VALUE, "%s is only %llu bytes long", s->name,
				(unsigned long long)s->size);
		return false;
	}
	return !p->offset || inner_place_allowed(x, p->path, s, s->address + p->offset);
}

static void function_expand(struct expansion *x, const struct code_place *p, bool many_files)
{
	struct binary_symbols found = {0};
	const char *error;
	bool read;

	if (p->language)
		read = cpp_functions(x->u->arena, p->path, p->function, &found, &error);
	else
		read = binary_functions(x->u->arena, p->path, p->function, &found, &error);
	if (!read) {
		if (!many_files)
			expansion_error(x, D_PROBE_SYSTEM, "%s cannot be probed: %s", p->path,
					error);
		return;
	}
	if (!found.len && !many_files && !glob_is_pattern(p->function)) {
		expansion_missing(
			x, p->language ? NULL : near_function(x->u->arena, p->path, p->function),
			"there is no function %.*s in %s", STR_ARG(p->function), p->path);
		return;
	}
	for (size_t i = 0; i < found.len && !x->failed; i++) {
		if (!symbol_allowed(x, p, &found.at[i]))
			continue;
		if (is_go_function(p, &found.at[i]))
			returns_add(x, p, &found.at[i]);
		else
			symbol_add(x, p, &found.at[i]);
	}
}

static void offset_add(struct expansion *x, const char *path, const char *name, uint64_t offset)
{
	expansion_add(x, (struct match){
				 .target = {.name = name, .module = path, .address = offset},
				 .method = uprobe_method(x),
				 .context = CTX_REGS,
			 });
}

/* An address as the symbol table counts; the beginning of a function is always allowed. */
static void address_expand(struct expansion *x, const char *path, uint64_t address)
{
	const struct binary_symbol *around = NULL;
	struct binary_symbols all = {0};
	const char *error;
	uint64_t offset;

	if (!binary_offset(path, address, &offset)) {
		expansion_error(x, D_PROBE_VALUE, "no code of %s is at 0x%llx", path,
				(unsigned long long)address);
		return;
	}
	if (binary_functions(x->u->arena, path, STR("*"), &all, &error)) {
		for (size_t i = 0; i < all.len; i++) {
			const struct binary_symbol *f = &all.at[i];

			if (address == f->address ||
			    (address > f->address && address - f->address < f->size))
				around = f;
		}
	}
	if ((!around || around->address != address) &&
	    !inner_place_allowed(x, path, around, address))
		return;
	offset_add(x, path,
		   arena_printf(x->u->arena, "%s:%s:%llu", probe_rows[x->fields.kind].name, path,
				(unsigned long long)address),
		   offset);
}

/* ---- source lines ---- */

static bool line_number(struct expansion *x, struct str text, unsigned *out)
{
	uint64_t number;

	if (attach_number(text, &number) == NUMBER_PLAIN && number && number <= INT32_MAX) {
		*out = (unsigned)number;
		return true;
	}
	expansion_error(x, D_PROBE_VALUE, "'%.*s' is no line or column of a source file",
			(int)MIN(text.len, 40u), text.at);
	return false;
}

static void line_missing(struct expansion *x, const char *path, const struct line_search *s)
{
	const char *near = NULL;

	if (s->file_known && s->next_line)
		near = arena_printf(x->u->arena, "line %u, the next one with code", s->next_line);
	if (s->file_known)
		expansion_missing(x, near, "%s has no code of %.*s:%u%s", path, STR_ARG(s->file),
				  s->line, s->column ? " at this column" : "");
	else
		expansion_missing(x, NULL, "the debug information of %s knows no source file %.*s",
				  path, STR_ARG(s->file));
}

static void line_expand(struct expansion *x, const char *path, struct line_search search)
{
	struct dwarf_types *dwarf = target_dwarf(x->u->target, x->u->types);
	const char *error = "there is no debug information";
	struct debuginfo *info = dwarf ? dwarf_types_file(dwarf, path, &error) : NULL;
	const char *name;
	uint64_t offset;

	if (!info) {
		expansion_error(x, D_PROBE_SYSTEM, "the source lines of %s are not known: %s", path,
				error);
		return;
	}
	debuginfo_lines(info, x->u->arena, &search);
	name = arena_printf(x->u->arena, "%s:%s@%.*s:%u", probe_rows[x->fields.kind].name, path,
			    STR_ARG(search.file), search.line);
	if (search.column)
		name = arena_printf(x->u->arena, "%s:%u", name, search.column);
	for (size_t i = 0; i < search.found.len; i++) {
		if (binary_offset(path, search.found.at[i], &offset))
			offset_add(x, path, name, offset);
	}
	if (!x->matches.len)
		line_missing(x, path, &search);
}

/* "binary@file:line" and "binary@file:line:column": the parts of other forms in other roles. */
static void lines_expand(struct expansion *x, struct str file, const struct paths *files)
{
	struct str line = attach_point_part(&x->fields, "function");
	struct str column = {NULL, 0}, first = attach_point_part(&x->fields, "language");
	struct line_search search = {.file = file};

	if (attach_point_part(&x->fields, "offset").at) {
		expansion_error(x, D_PROBE_SYNTAX, "a line of source takes no offset");
		return;
	}
	if (first.at) {
		column = line;
		line = first;
	}
	if (!line_number(x, line, &search.line) ||
	    (column.at && !line_number(x, column, &search.column)))
		return;
	for (size_t i = 0; i < files->len && !x->failed; i++)
		line_expand(x, files->at[i], search);
}

/* ---- attach points ---- */

bool uprobe_files(struct expansion *x, struct paths *out)
{
	struct str binary = attach_point_part(&x->fields, "binary");
	const char *own, *provider = probe_rows[x->fields.kind].name;
	bool is_usdt = x->fields.kind == PROBE_usdt;
	uint32_t pid = x->u->options.pid;
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
	d = expansion_error(x, D_PROBE_SYNTAX, "%s needs the binary that has the %s", provider,
			    is_usdt ? "probe" : "function");
	diag_hint(x->u->diags, d, "for example %s:%s, or -p PID", provider,
		  is_usdt ? "/usr/bin/program:name" : "/bin/bash:readline");
	return false;
}

/* False: a diagnostic was added. */
static bool language_find(struct expansion *x, const char **found)
{
	struct str language = attach_point_part(&x->fields, "language");
	struct diag *d;

	*found = NULL;
	if (str_equal(language, STR("cpp")) || str_equal(language, STR("rust")))
		*found = arena_strdup(x->u->arena, language);
	if (!language.at || *found)
		return true;
	d = expansion_error(x, D_PROBE_SYNTAX, "'%.*s' is no language of functions",
			    (int)MIN(language.len, 40u), language.at);
	diag_hint(x->u->diags, d, "%s:BINARY:cpp:\"space::name\" finds a function by its C++ name",
		  probe_rows[x->fields.kind].name);
	return false;
}

static void uprobe_expand(struct expansion *x)
{
	struct str function = attach_point_part(&x->fields, "function");
	struct str offset = attach_point_part(&x->fields, "offset");
	struct str source = attach_point_part(&x->fields, "file");
	struct code_place place = {.function = function};
	struct paths files = {0};
	uint64_t address;

	if (offset.at && attach_number(offset, &place.offset) != NUMBER_PLAIN) {
		expansion_error(x, D_PROBE_VALUE, "'%.*s' is no offset in a function",
				(int)MIN(offset.len, 40u), offset.at);
		return;
	}
	if (attach_point_part(&x->fields, "language").at == NULL &&
	    !expansion_returns_whole(x, function))
		return;
	if ((!source.at && !language_find(x, &place.language)) || !uprobe_files(x, &files))
		return;
	if (source.at) {
		lines_expand(x, source, &files);
		return;
	}
	for (size_t i = 0; i < files.len && !x->failed; i++) {
		place.path = files.at[i];
		if (probe_rows[x->fields.kind].flags & PF_RETURN)
			go_code_find(place.path, &place.go);
		if (!place.language && attach_number(function, &address) == NUMBER_PLAIN)
			address_expand(x, place.path, address + place.offset);
		else
			function_expand(x, &place, files.len > 1);
	}
}

const struct probe_source uprobe_source = {
	.expand = uprobe_expand, .list = uprobe_list, .describe = uprobe_describe};
const struct probe_source uretprobe_source = {.expand = uprobe_expand, .list = uprobe_list};
