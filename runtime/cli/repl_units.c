/*
 * From what was typed to what runs: definitions of the session in front, through the compiler that
 * the session keeps, into the units.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lang/image.h"
#include "lang/parse.h"
#include "runtime/cli/compiler.h"
#include "runtime/cli/input_wrap.h"
#include "runtime/cli/repl.h"

/* ---- definitions ---- */

static char *text_copy(struct str s)
{
	char *copy = strndup(s.at, s.len);

	if (!copy)
		out_of_memory(s.len);
	return copy;
}

static struct definition *definition_find(const struct repl *r, const char *what, struct str name)
{
	for (size_t i = 0; i < r->ndefinitions; i++) {
		struct definition *d = &r->definitions[i];

		if (!strcmp(d->what, what) && str_equal(str_from(d->name), name))
			return d;
	}
	return NULL;
}

/* Definitions of a parsed script, one after the other. */
typedef void definition_fn(void *arg, const char *what, struct str name, struct str text,
			   bool no_value);

static bool block_gives_nothing(const struct expr *body)
{
	return body->kind == E_BLOCK && !body->block.value;
}

/* "struct x" of a C definition; a preprocessor line is its own name. */
static struct str c_name(struct str text)
{
	ptrdiff_t brace = str_find_char(text, '{');

	return str_trim(brace > 0 ? str_slice(text, 0, (size_t)brace) : text);
}

static void definitions_each(struct unit *u, definition_fn *visit, void *arg)
{
	const struct script *s = u->script;

	for (size_t i = 0; i < s->config.len; i++)
		visit(arg, "config", str_from(s->config.at[i].key),
		      source_text(u->sources, s->config.at[i].span), false);
	for (size_t i = 0; i < s->imports.len; i++)
		visit(arg, "import", s->imports.at[i].path,
		      source_text(u->sources, s->imports.at[i].span), false);
	for (size_t i = 0; i < s->c_decls.len; i++)
		visit(arg, "c", c_name(s->c_decls.at[i].text), s->c_decls.at[i].text, false);
	for (size_t i = 0; i < s->maps.len; i++)
		visit(arg, "map", str_from(s->maps.at[i]->name),
		      source_text(u->sources, s->maps.at[i]->span), false);
	for (size_t i = 0; i < s->fns.len; i++)
		visit(arg, "fn", str_from(s->fns.at[i]->name),
		      source_text(u->sources, s->fns.at[i]->span),
		      s->fns.at[i]->result && s->fns.at[i]->result->name &&
			      !strcmp(s->fns.at[i]->result->name, "void"));
	for (size_t i = 0; i < s->macros.len; i++)
		visit(arg, "macro", str_from(s->macros.at[i]->name),
		      source_text(u->sources, s->macros.at[i]->span),
		      block_gives_nothing(s->macros.at[i]->body));
}

static void definition_add(void *arg, const char *what, struct str name, struct str text,
			   bool no_value)
{
	struct repl *r = arg;
	struct definition *d = definition_find(r, what, name);

	if (!d) {
		r->definitions = array_grow(r->definitions, r->ndefinitions, &r->definitions_cap,
					    sizeof(*d));
		d = &r->definitions[r->ndefinitions++];
	} else {
		free(d->name);
		free(d->text);
	}
	*d = (struct definition){what, text_copy(name), text_copy(text), no_value};
}

void repl_definitions_free(struct repl *r)
{
	for (size_t i = 0; i < r->ndefinitions; i++) {
		free(r->definitions[i].name);
		free(r->definitions[i].text);
	}
	free(r->definitions);
}

struct replaced {
	bool *skip;
	const struct repl *r;
};

static void definition_skip(void *arg, const char *what, struct str name, struct str text,
			    bool no_value)
{
	struct replaced *replaced = arg;
	struct definition *d = definition_find(replaced->r, what, name);

	(void)text;
	(void)no_value;
	if (d)
		replaced->skip[d - replaced->r->definitions] = true;
}

static void definition_text(const struct definition *d, struct buf *out)
{
	bool closed = str_ends(str_from(d->text), STR(";")) || !strcmp(d->what, "fn") ||
		      !strcmp(d->what, "macro") || d->text[0] == '#';

	buf_printf(out, "%s%s\n", d->text, closed ? "" : ";");
}

/* All definitions but those that U, which may be NULL, defines anew. */
static void prelude_make(const struct repl *r, struct unit *u, struct buf *out)
{
	static const char *const order[] = {"import", "c", "map", "macro", "fn"};
	struct replaced replaced = {calloc(r->ndefinitions + 1, sizeof(bool)), r};
	bool config = false;

	if (!replaced.skip)
		out_of_memory(r->ndefinitions);
	if (u)
		definitions_each(u, definition_skip, &replaced);
	for (size_t i = 0; i < r->ndefinitions; i++) {
		const struct definition *d = &r->definitions[i];

		if (strcmp(d->what, "config") || replaced.skip[i])
			continue;
		buf_puts(out, config ? "; " : "config = { ");
		buf_puts(out, d->text);
		config = true;
	}
	if (config)
		buf_puts(out, " }\n");
	for (size_t k = 0; k < ARRAY_LEN(order); k++)
		for (size_t i = 0; i < r->ndefinitions; i++)
			if (!strcmp(r->definitions[i].what, order[k]) && !replaced.skip[i])
				definition_text(&r->definitions[i], out);
	free(replaced.skip);
}

/* ---- compiling ---- */

static bool compile_wait(void *arg, int fd)
{
	return repl_wait(arg, fd, -1);
}

/* TEXT between BEFORE and AFTER; U is its tree if it is a script. 0: IMAGE is there. */
static int compile(struct repl *r, const char *name, const char *before, struct str text,
		   const char *after, struct unit *u, struct bytes *image, struct buf *messages)
{
	struct request request = {.name = name,
				  .hidden = (uint32_t)strlen(before),
				  .color = r->cli->run.color,
				  .options = r->cli->compile};
	struct buf whole = {NULL, 0, 0}, prelude = {NULL, 0, 0};
	int status;

	request.source_fd = request.image_fd = -1;
	buf_printf(&whole, "%s%.*s%s", before, STR_ARG(text), after);
	prelude_make(r, u, &prelude);
	status = compile_server_run(&r->server, &request, (struct str){prelude.at, prelude.len},
				    (struct str){whole.at, whole.len}, compile_wait, r, image,
				    messages);
	buf_free(&whole);
	buf_free(&prelude);
	return status;
}

static void messages_print(struct repl *r, struct buf *messages)
{
	if (messages->len)
		repl_print(r, (struct str){messages->at, messages->len});
	buf_free(messages);
}

/* Compiles and runs. The unit's number, UINT32_MAX for what is no unit, or 0. */
static uint32_t run(struct repl *r, const char *name, const char *before, struct str text,
		    const char *after, struct unit *u, const char *shown)
{
	struct bytes image = {NULL, 0};
	struct buf messages = {NULL, 0, 0};
	int status = compile(r, name, before, text, after, u, &image, &messages);
	uint32_t number;

	messages_print(r, &messages);
	if (status)
		return 0;
	number = units_add(r->units, image, shown ? shown : "", shown != NULL);
	compile_server_verdict(&r->server, number != 0);
	compiler_release(&image);
	repl_output(r);
	return number;
}

/* The probes of a script as they were written, one below the other. */
static char *probes_text(struct unit *u)
{
	struct buf out = {NULL, 0, 0};

	for (size_t i = 0; i < u->script->probes.len; i++) {
		buf_puts(&out, i ? "\n" : "");
		buf_str(&out, source_text(u->sources, u->script->probes.at[i]->span));
	}
	return out.at;
}

static struct unit_info info_of(const struct repl *r, uint32_t number)
{
	for (size_t i = 0; i < units_count(r->units); i++)
		if (units_at(r->units, i).number == number)
			return units_at(r->units, i);
	return (struct unit_info){0};
}

static void script_execute(struct repl *r, const char *name, struct str text, struct unit *u)
{
	char *probes = probes_text(u);
	struct unit_info info;
	uint32_t number;

	/* Definitions alone are checked with a program that does nothing. */
	number = run(r, name, "", text, probes ? "" : "\nbegin { }", u, probes);
	if (number)
		definitions_each(u, definition_add, r);
	free(probes);
	if (!number || number == UINT32_MAX)
		return;
	info = info_of(r, number);
	if (info.state == UNIT_ON)
		repl_printf(r, "%u: %u probe%s on\n", number, info.attached,
			    info.attached == 1 ? "" : "s");
}

void repl_map_print(struct repl *r, uint32_t index)
{
	struct map_view view = {.asked = true};

	map_print(&units_runtime(r->units)->maps, index, view);
	repl_output(r);
}

static void map_execute(struct repl *r, struct str name)
{
	uint32_t index = units_map(r->units, name);

	if (index == UINT32_MAX)
		repl_printf(r,
			    "ERROR: there is no map %.*s yet\nHINT: :maps lists those that are "
			    "there\n",
			    STR_ARG(name));
	else
		repl_map_print(r, index);
}

void repl_execute(struct repl *r, struct str text, struct input *in)
{
	switch (in->kind) {
	case INPUT_NOTHING:
	case INPUT_MORE:
		break;
	case INPUT_WRONG:
		repl_print(r, (struct str){in->messages.at, in->messages.len});
		break;
	case INPUT_SCRIPT:
		script_execute(r, INPUT_NAME, text, in->unit);
		break;
	case INPUT_RUN:
		run(r, INPUT_NAME, INPUT_RUN_BEFORE, text, INPUT_RUN_AFTER, NULL, NULL);
		break;
	case INPUT_PRINT:
		run(r, INPUT_NAME, INPUT_PRINT_BEFORE, text, INPUT_PRINT_AFTER, NULL, NULL);
		break;
	case INPUT_MAP:
		map_execute(r, str_trim(text));
		break;
	}
}

void repl_load(struct repl *r, const char *file)
{
	struct unit *u = unit_new(NULL, &r->cli->compile);
	struct diag_style style = {.color = r->cli->run.color,
				   .no_warnings = r->cli->compile.no_warnings};
	struct buf messages = {NULL, 0, 0};
	struct str text = {NULL, 0};
	int fd = open(file, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || !fd_read_all(u->arena, fd, SOURCE_MAX, &text)) {
		repl_printf(r, "ERROR: cannot read %s: %s\n", file, strerror(errno));
	} else if (!unit_parse(u, file, text)) {
		diags_print(u->diags, &messages, style);
		messages_print(r, &messages);
	} else {
		script_execute(r, file, text, u);
	}
	if (fd >= 0)
		close(fd);
	unit_free(u);
}

bool repl_type(struct repl *r, struct str text, struct buf *out)
{
	uint32_t index = units_map(r->units, text);
	struct bytes image = {NULL, 0};
	struct program *p = NULL;
	struct arena *a = arena_new();
	const char *error;

	if (index != UINT32_MAX) {
		const struct map_spec *m = &units_runtime(r->units)->program->maps[index];

		if (m->key) {
			buf_char(out, '[');
			type_name(m->key, out);
			buf_puts(out, "] -> ");
		}
		type_name(m->value, out);
		buf_char(out, '\n');
	} else if (compile(r, INPUT_NAME, INPUT_PRINT_BEFORE, text, INPUT_PRINT_AFTER, NULL, &image,
			   out) == 0) {
		compile_server_verdict(&r->server, false);
		p = image_read(a, image, &error);
		for (uint32_t i = 0; p && i < p->nrecords; i++) {
			if (p->records[i].action != ACT_print_value)
				continue;
			type_name(p->records[i].fields[0].type, out);
			buf_char(out, '\n');
		}
	}
	compiler_release(&image);
	arena_free(a);
	return index != UINT32_MAX || p;
}

void repl_script(const struct repl *r, struct buf *out)
{
	prelude_make(r, NULL, out);
	for (size_t i = 0; i < units_count(r->units); i++) {
		struct unit_info u = units_at(r->units, i);

		if (u.state != UNIT_OFF)
			buf_printf(out, "%s%s\n", out->len ? "\n" : "", u.text);
	}
}
