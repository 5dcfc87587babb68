#include "runtime/cli/request.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct words VEC(char *);

/* Words with a text, and where it lies in the request. */
static const struct {
	const char *key;
	size_t offset;
} texts[] = {
	{"name", offsetof(struct request, name)},
	{"command", offsetof(struct request, options.command)},
	{"debuginfo", offsetof(struct request, options.debuginfo)},
	{"functions", offsetof(struct request, options.traceable_functions)},
	{"probe-filter", offsetof(struct request, options.probe_filter)},
	{"emit", offsetof(struct request, emit)},
	{"emit-llvm", offsetof(struct request, emit_llvm)},
	{"arch", offsetof(struct request, options.arch)},
};

/* Words that stand alone. */
static const struct {
	const char *key;
	size_t offset;
} switches[] = {
	{"color", offsetof(struct request, color)},
	{"unsafe", offsetof(struct request, options.unsafe)},
	{"unwinds", offsetof(struct request, options.unwinds)},
	{"warnings", offsetof(struct request, options.warnings_verbose)},
	{"no-warnings", offsetof(struct request, options.no_warnings)},
	{"verify-llvm-ir", offsetof(struct request, verify_llvm_ir)},
	{"portable", offsetof(struct request, options.portable)},
	{"object", offsetof(struct request, options.object)},
	{"fixed", offsetof(struct request, options.params_fixed)},
};

static const char **text_of(struct request *r, size_t i)
{
	return (const char **)((char *)r + texts[i].offset);
}

static bool *switch_of(struct request *r, size_t i)
{
	return (bool *)((char *)r + switches[i].offset);
}

static void word_add(struct arena *a, struct words *w, const char *key, const char *value)
{
	vec_push(a, w,
		 value ? arena_printf(a, "--%s=%s", key, value) : arena_printf(a, "--%s", key));
}

static void number_add(struct arena *a, struct words *w, const char *key, unsigned long n)
{
	word_add(a, w, key, arena_printf(a, "%lu", n));
}

char **request_arguments(struct arena *a, const struct request *request)
{
	struct request copy = *request, *r = &copy;
	struct words w = {0};

	vec_push(a, &w, arena_strdup(a, STR("sonde-compile")));
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (*text_of(r, i))
			word_add(a, &w, texts[i].key, *text_of(r, i));
	for (size_t i = 0; i < ARRAY_LEN(switches); i++)
		if (*switch_of(r, i))
			word_add(a, &w, switches[i].key, NULL);
	if (r->source_fd >= 0)
		number_add(a, &w, "source", (unsigned long)r->source_fd);
	if (r->image_fd >= 0)
		number_add(a, &w, "image", (unsigned long)r->image_fd);
	if (r->prelude_fd > 0)
		number_add(a, &w, "prelude", (unsigned long)r->prelude_fd);
	if (r->serve_fd > 0)
		number_add(a, &w, "serve", (unsigned long)r->serve_fd);
	if (r->hidden)
		number_add(a, &w, "hidden", r->hidden);
	if (r->stages)
		number_add(a, &w, "stages", r->stages);
	if (r->options.pid)
		number_add(a, &w, "pid", r->options.pid);
	if (r->options.no_features)
		number_add(a, &w, "no-features", r->options.no_features);
	for (size_t i = 0; i < r->options.nparams; i++)
		word_add(a, &w, "param", r->options.params[i]);
	for (size_t i = 0; r->options.named && r->options.named[i]; i++)
		word_add(a, &w, "named", r->options.named[i]);
	for (size_t i = 0; r->options.include_dirs && r->options.include_dirs[i]; i++)
		word_add(a, &w, "include-dir", r->options.include_dirs[i]);
	for (size_t i = 0; r->options.includes && r->options.includes[i]; i++)
		word_add(a, &w, "include", r->options.includes[i]);
	vec_push(a, &w, NULL);
	return w.at;
}

static bool switch_apply(struct request *r, const char *key)
{
	for (size_t i = 0; i < ARRAY_LEN(switches); i++)
		if (!strcmp(key, switches[i].key))
			return *switch_of(r, i) = true;
	return false;
}

static bool number_apply(struct request *r, struct str key, const char *value)
{
	char *end;
	unsigned long n = strtoul(value, &end, 10);

	if (*end || end == value)
		return false;
	if (str_equal(key, STR("source")))
		r->source_fd = (int)n;
	else if (str_equal(key, STR("image")))
		r->image_fd = (int)n;
	else if (str_equal(key, STR("prelude")))
		r->prelude_fd = (int)n;
	else if (str_equal(key, STR("hidden")))
		r->hidden = (uint32_t)n;
	else if (str_equal(key, STR("serve")))
		r->serve_fd = (int)n;
	else if (str_equal(key, STR("stages")))
		r->stages = (unsigned)n;
	else if (str_equal(key, STR("pid")))
		r->options.pid = (uint32_t)n;
	else if (str_equal(key, STR("no-features")))
		r->options.no_features = (unsigned)n;
	else
		return false;
	return true;
}

/* Words that may come several times, each list ended by NULL. */
struct lists {
	const char **params, **named, **include_dirs, **includes;
	size_t nparams, nnamed, ninclude_dirs, nincludes;
};

static bool list_apply(struct lists *l, struct str key, const char *value)
{
	if (str_equal(key, STR("param")))
		l->params[l->nparams++] = value;
	else if (str_equal(key, STR("named")))
		l->named[l->nnamed++] = value;
	else if (str_equal(key, STR("include-dir")))
		l->include_dirs[l->ninclude_dirs++] = value;
	else if (str_equal(key, STR("include")))
		l->includes[l->nincludes++] = value;
	else
		return false;
	return true;
}

static bool word_apply(struct request *r, struct lists *l, struct str key, const char *value)
{
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		if (!str_equal(key, str_from(texts[i].key)))
			continue;
		*text_of(r, i) = value;
		return true;
	}
	return list_apply(l, key, value) || number_apply(r, key, value);
}

bool request_parse(struct arena *a, int argc, char **argv, struct request *r, const char **bad)
{
	size_t most = (size_t)argc + 1;
	struct lists lists = {
		.params = arena_array(a, const char *, most),
		.named = arena_array(a, const char *, most),
		.include_dirs = arena_array(a, const char *, most),
		.includes = arena_array(a, const char *, most),
	};

	*r = (struct request){.name = "stdin", .source_fd = -1, .image_fd = -1};
	for (int i = 1; i < argc; i++) {
		char *equals = strchr(argv[i], '=');
		struct str key;

		*bad = argv[i];
		if (strncmp(argv[i], "--", 2) != 0)
			return false;
		key = (struct str){argv[i] + 2, equals ? (size_t)(equals - argv[i]) - 2 : 0};
		if (!(equals ? word_apply(r, &lists, key, equals + 1)
			     : switch_apply(r, argv[i] + 2)))
			return false;
	}
	r->options.params = lists.params;
	r->options.nparams = lists.nparams;
	r->options.named = lists.named;
	r->options.include_dirs = lists.include_dirs;
	r->options.includes = lists.includes;
	return true;
}
