/*
 * sonde map: what pinned maps there are, what is in one, and removing them. They are printed as a
 * script prints its maps at its end.
 */
#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lang/config.h"
#include "lang/parse.h"
#include "probes/pin.h"
#include "probes/target_host.h"
#include "runtime/cli/subcommand.h"
#include "runtime/maps.h"
#include "runtime/names.h"

struct command {
	struct arena *a;
	enum output_format format;
	struct unit *defaults; /* of the configuration, which decides how values look */
};

static int usage(FILE *to)
{
	fputs("usage: sonde map ls [-f json]\n"
	      "       sonde map show [-f json] NAME...\n"
	      "       sonde map rm NAME...\n"
	      "Pinned maps, which outlive their scripts: let @m = hash(1000) pinned(\"NAME\");\n"
	      "  ls     lists them: name, how many keys of how many, types\n"
	      "  show   prints what is in them\n"
	      "  rm     removes them; programs that use one keep it until they end\n"
	      "  -f, --format FORMAT   text or json\n",
	      to);
	return to == stdout ? 0 : 1;
}

/* ---- one map ---- */

/* A program of nothing but the map of SPEC, and what prints it. */
struct shown {
	struct program program;
	struct loaded loaded;
	struct names *names;
	struct maps maps;
	struct out out;
	struct kernel_map map, *the_map;
};

static void shown_open(struct command *c, struct shown *s, struct map_spec *spec, int fd)
{
	const struct run_options options = {.format = c->format};

	*s = (struct shown){.map = {.fd = fd, .spare = -1, .bank = -1, .keys = -1, .users = 1}};
	s->the_map = &s->map;
	s->program.maps = spec;
	s->program.nmaps = 1;
	memcpy(s->program.config, c->defaults->config, sizeof(s->program.config));
	memcpy(s->program.config_strings, c->defaults->config_strings,
	       sizeof(s->program.config_strings));
	s->loaded = (struct loaded){
		.ncpus = c->defaults->target->ncpus, .nmaps = 1, .maps = &s->the_map};
	s->names = names_new(&s->program);
	out_open(&s->out, &options);
	maps_init(&s->maps, &s->program, &s->loaded, s->names, &s->out);
}

static bool shown_close(struct shown *s)
{
	bool ok = out_close(&s->out);

	maps_fini(&s->maps);
	names_free(s->names);
	close(s->map.fd);
	return ok;
}

static void complain(const char *name, const char *why)
{
	fprintf(stderr, "ERROR: %s/%s %s\n", PIN_FOLDER, name, why);
}

/* False: it has said why not. */
static bool pin_get(struct command *c, const char *name, int *fd, struct map_spec *spec)
{
	struct buf why = {0};
	bool ok = false;

	if (!pin_name_valid(str_from(name))) {
		fprintf(stderr, "ERROR: '%s' cannot be the name of a pinned map\n", name);
		return false;
	}
	switch (pin_open(c->a, types_make(c->a, interner_make(c->a)), name, fd, spec, &why)) {
	case PIN_THERE:
		ok = true;
		break;
	case PIN_ABSENT:
		fprintf(stderr, "ERROR: there is no pinned map '%s'\n", name);
		fputs("HINT: sonde map ls lists those that there are\n", stderr);
		break;
	case PIN_REFUSED:
		complain(name, why.at);
		break;
	}
	buf_free(&why);
	return ok;
}

static bool map_show(struct command *c, const char *name)
{
	struct map_spec spec;
	struct shown s;
	int fd;

	if (!pin_get(c, name, &fd, &spec))
		return false;
	shown_open(c, &s, &spec, fd);
	maps_print(&s.maps, NULL);
	return shown_close(&s);
}

static bool map_remove(const char *name)
{
	char path[sizeof(PIN_FOLDER) + PIN_NAME_MAX + 2];

	if (!pin_name_valid(str_from(name))) {
		fprintf(stderr, "ERROR: '%s' cannot be the name of a pinned map\n", name);
		return false;
	}
	snprintf(path, sizeof(path), "%s/%s", PIN_FOLDER, name);
	if (unlink(path) == 0)
		return true;
	if (errno == ENOENT)
		fprintf(stderr, "ERROR: there is no pinned map '%s'\n", name);
	else
		fprintf(stderr, "ERROR: cannot remove %s: %s\n", path, strerror(errno));
	return false;
}

/* ---- the list ---- */

struct listed {
	char *name, *kind, *keys, *values, *why;
	uint32_t used, room;
};

struct list VEC(struct listed);

static char *type_words(struct arena *a, const struct type *t)
{
	return arena_strdup(a, str_from(t ? type_text(a, t) : "-"));
}

static void map_list(struct command *c, const char *name, struct list *list)
{
	struct listed l = {.name = arena_strdup(c->a, str_from(name))};
	struct buf why = {0};
	struct map_spec spec;
	struct map_rows rows;
	struct shown s;
	int fd;

	if (!pin_name_valid(str_from(name))) {
		l.why = "has a name that no script can use";
	} else if (pin_open(c->a, types_make(c->a, interner_make(c->a)), l.name, &fd, &spec,
			    &why) != PIN_THERE) {
		l.why = why.len ? arena_strdup(c->a, (struct str){why.at, why.len})
				: "has just been removed";
	} else {
		shown_open(c, &s, &spec, fd);
		map_read(&s.maps, 0, &rows);
		l.used = (uint32_t)rows.len;
		map_rows_free(&rows);
		shown_close(&s);
		l.room = spec.max_entries;
		l.kind = arena_printf(c->a, "%s%shash", spec.per_cpu ? "percpu" : "",
				      spec.lru ? "lru" : "");
		l.keys = type_words(c->a, spec.key);
		l.values = type_words(c->a, spec.value);
	}
	buf_free(&why);
	vec_push(c->a, list, l);
}

static void json_member(struct buf *out, const char *name, const char *text)
{
	buf_printf(out, ", \"%s\": ", name);
	json_string(out, str_from(text));
}

static void list_json(const struct list *list)
{
	struct buf out = {0};

	for (size_t i = 0; i < list->len; i++) {
		const struct listed *l = &list->at[i];

		buf_puts(&out, "{\"type\": \"pinned_map\", \"data\": {\"name\": ");
		json_string(&out, str_from(l->name));
		if (l->why) {
			json_member(&out, "error", l->why);
		} else {
			json_member(&out, "kind", l->kind);
			json_member(&out, "keys", l->keys);
			json_member(&out, "values", l->values);
			buf_printf(&out, ", \"used\": %u, \"room\": %u", l->used, l->room);
		}
		buf_puts(&out, "}}\n");
	}
	fwrite(out.at ? out.at : "", 1, out.len, stdout);
	buf_free(&out);
}

static void list_text(const struct list *list)
{
	int width = 4;

	for (size_t i = 0; i < list->len; i++)
		width = MAX(width, (int)strlen(list->at[i].name));
	if (list->len)
		printf("%-*s  %-13s %10s %10s  %-20s %s\n", width, "NAME", "KIND", "USED", "ROOM",
		       "KEYS", "VALUES");
	for (size_t i = 0; i < list->len; i++) {
		const struct listed *l = &list->at[i];

		if (l->why)
			printf("%-*s  %s\n", width, l->name, l->why);
		else
			printf("%-*s  %-13s %10u %10u  %-20s %s\n", width, l->name, l->kind,
			       l->used, l->room, l->keys, l->values);
	}
}

static int by_name(const void *left, const void *right)
{
	return strcmp(((const struct listed *)left)->name, ((const struct listed *)right)->name);
}

static bool maps_list(struct command *c)
{
	DIR *dir = opendir(PIN_FOLDER);
	struct list list = {0};

	if (!dir) {
		fprintf(stderr, "ERROR: cannot read %s: %s\n", PIN_FOLDER, strerror(errno));
		return false;
	}
	for (struct dirent *e; (e = readdir(dir));)
		if (e->d_name[0] != '.')
			map_list(c, e->d_name, &list);
	closedir(dir);
	if (list.len)
		qsort(list.at, list.len, sizeof(*list.at), by_name);
	if (c->format == OUTPUT_JSON)
		list_json(&list);
	else
		list_text(&list);
	return true;
}

/* ---- the command ---- */

static int run(struct command *c, const char *what, char **names)
{
	struct buf why = {0};
	bool ok = pin_folder_check(&why);

	if (!ok)
		fprintf(stderr, "ERROR: %s", why.at);
	buf_free(&why);
	if (!ok)
		return 1;
	if (strcmp(what, "ls") == 0)
		return maps_list(c) ? 0 : 1;
	for (; *names; names++)
		ok &= strcmp(what, "rm") == 0 ? map_remove(*names) : map_show(c, *names);
	return ok ? 0 : 1;
}

int subcommand_map(int argc, char **argv)
{
	static const struct option options[] = {
		{"format", required_argument, NULL, 'f'}, {"help", no_argument, NULL, 'h'}, {0}};
	struct command c = {.format = OUTPUT_TEXT};
	const char *what;
	int option, status;

	argv[0] = "sonde map"; /* for getopt's messages */
	while ((option = getopt_long(argc, argv, "f:h", options, NULL)) != -1) {
		if (option == 'h')
			return usage(stdout);
		if (option == '?')
			return usage(stderr);
		if (strcmp(optarg, "text") && strcmp(optarg, "json")) {
			fprintf(stderr, "ERROR: there is no format '%s', only text and json\n",
				optarg);
			return 1;
		}
		c.format = strcmp(optarg, "json") ? OUTPUT_TEXT : OUTPUT_JSON;
	}
	what = optind < argc ? argv[optind++] : "";
	if (strcmp(what, "ls") == 0
		    ? optind < argc
		    : (strcmp(what, "show") && strcmp(what, "rm")) || optind == argc)
		return usage(stderr);
	c.defaults = unit_new(target_host_new(), &(struct options){0});
	c.a = c.defaults->arena;
	unit_parse(c.defaults, "defaults", STR(""));
	unit_config(c.defaults);
	status = run(&c, what, argv + optind);
	unit_free(c.defaults);
	return status;
}
