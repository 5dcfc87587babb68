/* What is typed behind a colon: command_<id> for each row of commands.def. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <readline/readline.h>

#include "lang/words.h"
#include "probes/list.h"
#include "runtime/cli/jit_text.h"
#include "runtime/cli/repl.h"
#include "runtime/html.h"
#include "runtime/live.h"

#define LIVE_MS 1000

typedef void command_fn(struct repl *r, struct str rest);

#define COMMAND(id, form, doc) static command_fn command_##id;
#include "runtime/cli/commands.def"
#undef COMMAND

static const struct {
	const char *name, *form, *doc;
	command_fn *run;
} commands[] = {
#define COMMAND(id, form, doc) {#id, form, doc, command_##id},
#include "runtime/cli/commands.def"
#undef COMMAND
};

const char *repl_command_name(size_t i, const char **form, const char **doc)
{
	if (i >= ARRAY_LEN(commands))
		return NULL;
	*form = commands[i].form;
	*doc = commands[i].doc;
	return commands[i].name;
}

/* The next word of REST; nothing at its end. */
static struct str word_take(struct str *rest)
{
	struct str word;

	*rest = str_trim(*rest);
	word = str_cut(rest, ' ');
	if (!rest->at)
		*rest = STR("");
	return word;
}

static void buf_print(struct repl *r, struct buf *text)
{
	if (text->len)
		repl_print(r, (struct str){text->at, text->len});
	buf_free(text);
}

/* ---- probes ---- */

static const char *const state_names[] = {
	[UNIT_ON] = "on",
	[UNIT_OFF] = "off",
	[UNIT_DONE] = "done",
};

static void command_probes(struct repl *r, struct str rest)
{
	struct buf out = {NULL, 0, 0};

	(void)rest;
	for (size_t i = 0; i < units_count(r->units); i++) {
		struct unit_info u = units_at(r->units, i);
		struct str lines = str_from(u.text);

		buf_printf(&out, "%4u  %-4s  ", u.number, state_names[u.state]);
		buf_str(&out, str_cut(&lines, '\n'));
		buf_char(&out, '\n');
		while (lines.at) {
			buf_puts(&out, "            ");
			buf_str(&out, str_cut(&lines, '\n'));
			buf_char(&out, '\n');
		}
	}
	if (!out.len)
		buf_puts(&out, "there are no probes yet\n");
	buf_print(r, &out);
}

/* Every number in REST to ACT. */
static void numbers_each(struct repl *r, struct str rest,
			 bool (*act)(struct units *us, uint32_t number), const char *command)
{
	struct str word = word_take(&rest);

	if (!word.len)
		repl_printf(r, "ERROR: :%s wants the number of a unit; :probes lists them\n",
			    command);
	for (; word.len; word = word_take(&rest)) {
		unsigned number = 0;
		bool known = false;
		char end;

		if (sscanf(word.at, "%u%c", &number, &end) < 1)
			number = 0;
		for (size_t i = 0; i < units_count(r->units); i++)
			known |= units_at(r->units, i).number == number;
		if (known)
			act(r->units, number);
		else
			repl_printf(r, "ERROR: there is no unit %.*s; :probes lists them\n",
				    STR_ARG(word));
		repl_output(r);
	}
}

static void command_off(struct repl *r, struct str rest)
{
	numbers_each(r, rest, units_off, "off");
}

static void command_on(struct repl *r, struct str rest)
{
	numbers_each(r, rest, units_on, "on");
}

static void command_rm(struct repl *r, struct str rest)
{
	numbers_each(r, rest, units_remove, "rm");
}

/* ---- maps ---- */

static void command_maps(struct repl *r, struct str rest)
{
	struct runtime *rt = units_runtime(r->units);
	uint32_t *order = maps_by_name(rt->program);
	struct buf out = {NULL, 0, 0};

	(void)rest;
	for (uint32_t i = 0; i < rt->program->nmaps; i++) {
		const struct map_spec *m = &rt->program->maps[order[i]];
		struct map_rows rows;

		map_read(&rt->maps, order[i], &rows);
		buf_puts(&out, m->name);
		if (m->key) {
			buf_char(&out, '[');
			type_name(m->key, &out);
			buf_char(&out, ']');
		}
		buf_puts(&out, ": ");
		type_name(m->value, &out);
		if (m->key)
			buf_printf(&out, ", %zu of %u", rows.len, m->max_entries);
		buf_char(&out, '\n');
		map_rows_free(&rows);
	}
	free(order);
	if (!out.len)
		buf_puts(&out, "there are no maps yet\n");
	buf_print(r, &out);
}

/* The map that WORD names; said when there is none. */
static uint32_t map_named(struct repl *r, struct str word)
{
	uint32_t index = units_map(r->units, word);

	if (index == UINT32_MAX)
		repl_printf(r, "ERROR: there is no map %.*s; :maps lists them\n", STR_ARG(word));
	return index;
}

static void command_clear(struct repl *r, struct str rest)
{
	struct runtime *rt = units_runtime(r->units);
	struct str word = word_take(&rest);

	for (uint32_t i = 0; !word.len && i < rt->program->nmaps; i++)
		map_empty(&rt->maps, i, TAKE_CLEAR);
	for (; word.len; word = word_take(&rest)) {
		uint32_t index = map_named(r, word);

		if (index != UINT32_MAX)
			map_empty(&rt->maps, index, TAKE_CLEAR);
	}
}

static void command_live(struct repl *r, struct str rest)
{
	struct runtime *rt = units_runtime(r->units), shown = *rt;
	struct run_options options = *rt->options;
	struct live *live;
	uint32_t maps[32];
	size_t count = 0;

	for (struct str word = word_take(&rest); word.len; word = word_take(&rest)) {
		uint32_t index = map_named(r, word);

		if (index == UINT32_MAX)
			return;
		if (count < ARRAY_LEN(maps))
			maps[count++] = index;
	}
	options.live = true;
	shown.options = &options;
	out_open(&shown.out, &options);
	live = count ? live_new(&shown) : NULL;
	if (!live) {
		repl_printf(r, count ? "ERROR: this terminal cannot show maps in place\n"
				     : "ERROR: :live wants maps: :live @x @y\n");
		return;
	}
	rl_prep_terminal(1); /* keys as they are pressed */
	do {
		struct buf *events = units_output(r->units);

		buf_add(out_buf(&shown.out), events->at, events->len);
		buf_clear(events);
		for (size_t i = 0; i < count; i++)
			live_show(live, maps[i], (struct map_view){.asked = true});
		out_idle(&shown.out);
	} while (repl_wait_key(r, LIVE_MS) && !r->quit);
	tcflush(STDIN_FILENO, TCIFLUSH);
	rl_deprep_terminal();
	live_free(live);
	out_close(&shown.out);
	for (size_t i = 0; i < count; i++)
		repl_map_print(r, maps[i]);
}

/* ---- asking ---- */

static void list(struct repl *r, struct str pattern, bool verbose)
{
	struct buf out = {NULL, 0, 0};
	char *text = NULL, *name = strndup(pattern.at, pattern.len);
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);

	if (!to || !name)
		out_of_memory(pattern.len);
	probes_list(name, verbose, &r->cli->compile, to);
	fclose(to);
	buf_add(&out, text, size);
	if (!size)
		buf_printf(&out, "nothing matches %s\n", name);
	free(text);
	free(name);
	buf_print(r, &out);
}

static void command_list(struct repl *r, struct str rest)
{
	if (rest.len)
		list(r, rest, false);
	else
		repl_print(r, STR("ERROR: :list wants a pattern: :list kprobe:vfs_*\n"));
}

static void command_args(struct repl *r, struct str rest)
{
	if (rest.len)
		list(r, rest, true);
	else
		repl_print(
			r,
			STR("ERROR: :args wants a probe: :args tracepoint:sched:sched_switch\n"));
}

static void command_type(struct repl *r, struct str rest)
{
	struct buf out = {NULL, 0, 0};

	if (rest.len)
		repl_type(r, rest, &out);
	else
		buf_puts(&out, "ERROR: :type wants an expression: :type comm\n");
	buf_print(r, &out);
}

static void command_doc(struct repl *r, struct str rest)
{
	struct buf out = {NULL, 0, 0};
	struct word w;

	/* A name may be several things: comm, and comm(pid). */
	for (size_t i = 0; rest.len && word_at(i, &w); i++) {
		if (!str_equal(str_from(w.name), rest))
			continue;
		word_text(&w, &out);
		buf_printf(&out, "\n    %s\n", w.doc);
	}
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (rest.len && rest.at[0] == ':' &&
		    str_equal(str_from(commands[i].name), str_slice(rest, 1, rest.len)))
			buf_printf(&out, ":%s %s\n    %s\n", commands[i].name,
				   commands[i].form ? commands[i].form : "", commands[i].doc);
	}
	if (!out.len)
		buf_printf(&out, "ERROR: there is no word \"%.*s\" in the language\n",
			   STR_ARG(rest));
	buf_print(r, &out);
}

static bool unit_asm(struct units *us, uint32_t number)
{
	struct buf *out = units_output(us);
	const char *name;
	bool any = false;

	for (uint32_t i = 0; (name = units_program_name(us, number, i)); i++) {
		int fd = units_program_fd(us, number, i);

		if (fd < 0)
			continue;
		any = true;
		if (!jit_text(fd, name, out))
			return false;
	}
	if (!any)
		buf_printf(out, "ERROR: %u is not on; :on %u turns it on\n", number, number);
	return any;
}

static void command_asm(struct repl *r, struct str rest)
{
	numbers_each(r, rest, unit_asm, "asm");
}

/* ---- files ---- */

/* WORD as a path of its own, with ~ for the home folder. */
static char *path_of(struct str word)
{
	const char *home = getenv("HOME");
	struct buf path = {NULL, 0, 0};

	if (str_starts(word, STR("~/")) && home) {
		buf_puts(&path, home);
		word = str_slice(word, 1, word.len);
	}
	buf_str(&path, word);
	return path.at;
}

static void command_load(struct repl *r, struct str rest)
{
	char *path = rest.len ? path_of(rest) : NULL;

	if (path)
		repl_load(r, path);
	else
		repl_print(r, STR("ERROR: :load wants a file\n"));
	free(path);
}

static void file_write(struct repl *r, const char *path, const struct buf *text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	bool ok = fd >= 0 && (!text->len || write(fd, text->at, text->len) == (ssize_t)text->len);

	if (fd >= 0 && close(fd) < 0)
		ok = false;
	if (ok)
		repl_printf(r, "%s is written\n", path);
	else
		repl_printf(r, "ERROR: cannot write %s: %s\n", path, strerror(errno));
}

static void command_save(struct repl *r, struct str rest)
{
	struct buf script = {NULL, 0, 0}, text = {NULL, 0, 0};
	char *path = rest.len ? path_of(rest) : NULL;

	repl_script(r, &script);
	if (!path) {
		repl_print(r, STR("ERROR: :save wants a file\n"));
	} else if (!script.len) {
		repl_print(r, STR("ERROR: there is nothing to save: no probe is on\n"));
	} else {
		buf_puts(&text, "#!/usr/bin/env sonde\n");
		buf_add(&text, script.at, script.len);
		file_write(r, path, &text, 0755);
	}
	buf_free(&script);
	buf_free(&text);
	free(path);
}

static void command_html(struct repl *r, struct str rest)
{
	struct runtime page = *units_runtime(r->units);
	struct run_options options = *page.options;
	struct buf script = {NULL, 0, 0}, text = {NULL, 0, 0};
	char *path = rest.len ? path_of(rest) : NULL;
	struct timespec now;

	if (!path || !page.names) {
		repl_print(r, path ? STR("ERROR: there is nothing to write: nothing has run yet\n")
				   : STR("ERROR: :html wants a file\n"));
		free(path);
		return;
	}
	repl_script(r, &script);
	options.script = (struct str){script.at, script.len};
	page.options = &options;
	clock_gettime(CLOCK_REALTIME, &now);
	html_page(&page, "a session", now, &text);
	file_write(r, path, &text, 0644);
	buf_free(&script);
	buf_free(&text);
	free(path);
}

/* ---- the rest ---- */

static void command_help(struct repl *r, struct str rest)
{
	struct buf out = {NULL, 0, 0};

	if (rest.len && rest.at[0] == ':')
		rest = str_slice(rest, 1, rest.len);
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		const char *form = commands[i].form ? commands[i].form : "";

		if (!rest.len || str_equal(rest, str_from(commands[i].name)))
			buf_printf(&out, ":%-7s %-12s %s\n", commands[i].name, form,
				   commands[i].doc);
	}
	if (!rest.len)
		buf_puts(&out, "Everything else is a probe, a definition, statements, or an "
			       "expression, which is printed.\n"
			       "@x prints a map. Ctrl-C turns off what prints. sonde-repl(1) says "
			       "more.\n");
	else if (!out.len)
		buf_printf(&out, "ERROR: there is no command :%.*s\n", STR_ARG(rest));
	buf_print(r, &out);
}

static void command_quit(struct repl *r, struct str rest)
{
	(void)rest;
	r->quit = true;
}

/* A command may be cut short as long as it is one only. */
static size_t command_find(struct str name, bool *several)
{
	size_t found = ARRAY_LEN(commands), count = 0;

	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (str_equal(name, str_from(commands[i].name))) {
			*several = false;
			return i;
		}
		if (name.len && str_starts(str_from(commands[i].name), name)) {
			found = i;
			count++;
		}
	}
	*several = count > 1;
	return count == 1 ? found : ARRAY_LEN(commands);
}

void repl_command(struct repl *r, struct str line)
{
	struct str rest = str_slice(line, 1, line.len), name = word_take(&rest);
	bool several;
	size_t i = command_find(name, &several);

	rest = str_trim(rest);
	if (i < ARRAY_LEN(commands))
		commands[i].run(r, rest);
	else if (several)
		repl_printf(r, "ERROR: :%.*s is the beginning of several commands\n",
			    STR_ARG(name));
	else
		repl_printf(r, "ERROR: there is no command :%.*s; :help lists them\n",
			    STR_ARG(name));
}
