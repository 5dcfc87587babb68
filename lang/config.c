/*
 * Configuration: defaults, then the script's config block, then the environment.
 *
 * A key is written in any case and with or without its prefix. What a value may be depends on the
 * key's kind (config.def) and, for some, on a list of words; errors list what is possible.
 */
#include "lang/config.h"

#include <ctype.h>

#include "lang/integer.h"

enum kind { KIND_BOOL, KIND_UINT, KIND_STRING };

struct key {
	const char *name;
	enum kind kind;
	uint64_t number;
	const char *string;
};

#define BOOL_DEFAULT(value) value, ""
#define UINT_DEFAULT(value) value, ""
#define STRING_DEFAULT(value) 0, value
#define CONFIG(id, kind, value, doc) {#id, KIND_##kind, kind##_DEFAULT(value)},
static const struct key keys[] = {
#include "lang/config.def"
};
#undef CONFIG

const char *config_key_name(enum config_key key)
{
	return keys[key].name;
}

/* What the words of a key mean; a key may have several rows for one meaning. */
static const struct {
	enum config_key key;
	const char *word;
	const char *meaning; /* NULL: the word itself */
} words[] = {
	{CONFIG_cache_user_symbols, "PER_PID", NULL},
	{CONFIG_cache_user_symbols, "PER_PROGRAM", NULL},
	{CONFIG_cache_user_symbols, "NONE", NULL},
	{CONFIG_cache_user_symbols, "1", ""},
	{CONFIG_cache_user_symbols, "true", ""},
	{CONFIG_cache_user_symbols, "0", "NONE"},
	{CONFIG_cache_user_symbols, "false", "NONE"},
	{CONFIG_license, "GPL", NULL},
	{CONFIG_license, "GPL v2", NULL},
	{CONFIG_license, "GPL and additional rights", NULL},
	{CONFIG_license, "Dual BSD/GPL", NULL},
	{CONFIG_license, "Dual MIT/GPL", NULL},
	{CONFIG_license, "Dual MPL/GPL", NULL},
	{CONFIG_missing_probes, "error", NULL},
	{CONFIG_missing_probes, "warn", NULL},
	{CONFIG_missing_probes, "ignore", NULL},
	{CONFIG_stack_mode, "bpftrace", NULL},
	{CONFIG_stack_mode, "perf", NULL},
	{CONFIG_stack_mode, "raw", NULL},
	{CONFIG_stack_mode, "build_id", NULL},
};

/* Bounds of numbers that would make no program; others only have to fit in 32 bits. */
static const struct {
	enum config_key key;
	uint64_t min, max;
} bounds[] = {
	{CONFIG_max_strlen, 1, 1u << 20},
	{CONFIG_max_map_keys, 1, MAP_ENTRIES_MAX},
	{CONFIG_perf_rb_pages, 0, 1u << 20},
	{CONFIG_log_size, 0, UINT32_MAX >> 8},
};

static const char *const deprecated[] = {
	"symbol_source",   "max_type_res_iterations", "unstable_addr",
	"unstable_import", "unstable_macro",	      "unstable_map_decl",
};

static const struct {
	const char *old;
	enum config_key key;
	bool inverted;
} renamed[] = {
	{"strlen", CONFIG_max_strlen, false},
	{"no_cpp_demangle", CONFIG_cpp_demangle, true},
	{"cat_bytes_max", CONFIG_max_cat_bytes, false},
	{"map_keys_max", CONFIG_max_map_keys, false},
};

/* Read elsewhere, before there is a script. */
static const char *const environment_only[] = {"btf", "kernel_build", "kernel_source", "vmlinux",
					       "color"};

/* One setting on its way in: from the block (SPAN) or from the environment. */
struct setting {
	struct unit *u;
	const char *shown; /* the key as messages name it */
	const char *key;   /* lower case, without prefix */
	struct span span, value_span;
	enum config_value_kind kind;
	struct str string;
	uint64_t number;
	bool inverted;
};

static bool in_list(const char *name, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i], name) == 0)
			return true;
	return false;
}

static struct diag *value_error(const struct setting *s, const char *wanted)
{
	return diag_add(s->u->diags, D_CONFIG_VALUE, s->value_span, "%s: the value must be %s",
			s->shown, wanted);
}

/* ---- kinds of values ---- */

static bool bool_read(struct str text, uint64_t *value)
{
	static const char *const yes[] = {"1", "true", "on", "yes"};
	static const char *const no[] = {"0", "false", "off", "no"};

	for (size_t i = 0; i < ARRAY_LEN(yes); i++) {
		*value = str_equal_nocase(text, str_from(yes[i]));
		if (*value || str_equal_nocase(text, str_from(no[i])))
			return true;
	}
	return false;
}

static void bool_set(const struct setting *s, enum config_key key)
{
	uint64_t value = s->number != 0;
	struct integer integer;

	if (s->kind == CONFIG_STRING && !bool_read(s->string, &value)) {
		if (!integer_parse(s->string, false, &integer)) {
			value_error(s, "true or false (or 1, 0, yes, no, on, off)");
			return;
		}
		value = integer.value != 0;
	}
	s->u->config[key] = s->inverted ? !value : value;
}

static void uint_set(const struct setting *s, enum config_key key)
{
	uint64_t value = s->number;
	uint64_t min = 0;
	uint64_t max = UINT32_MAX;
	struct integer integer = {0};

	if (s->kind == CONFIG_STRING) {
		if (!integer_parse(s->string, false, &integer) || integer.negative) {
			value_error(s, "an unsigned integer");
			return;
		}
		value = integer.value;
	} else if (s->kind == CONFIG_BOOL) {
		value_error(s, "an unsigned integer");
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(bounds); i++) {
		if (bounds[i].key == key) {
			min = bounds[i].min;
			max = bounds[i].max;
		}
	}
	if (value < min || value > max)
		value_error(s, arena_printf(s->u->arena, "an integer from %llu to %llu",
					    (unsigned long long)min, (unsigned long long)max));
	else
		s->u->config[key] = value;
}

/* The value as text, whichever kind it was written as. */
static struct str value_text(const struct setting *s)
{
	if (s->kind == CONFIG_STRING)
		return s->string;
	if (s->kind == CONFIG_BOOL)
		return s->number ? STR("true") : STR("false");
	return str_from(arena_printf(s->u->arena, "%llu", (unsigned long long)s->number));
}

static void unstable_set(const struct setting *s, enum config_key key)
{
	static const char *const modes[] = {"enable", "warn", "error"};
	uint64_t yes = s->number;

	for (size_t i = 0; s->kind == CONFIG_STRING && i < ARRAY_LEN(modes); i++) {
		if (str_equal(s->string, str_from(modes[i]))) {
			s->u->config_strings[key] = modes[i];
			return;
		}
	}
	if (s->kind == CONFIG_STRING && !bool_read(s->string, &yes))
		value_error(s, "enable, warn or error");
	else
		s->u->config_strings[key] = yes ? "enable" : "error";
}

static void words_error(const struct setting *s, enum config_key key)
{
	struct buf list = {0};
	const char *last = NULL;

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (words[i].key != key || words[i].meaning)
			continue;
		if (last)
			buf_printf(&list, "%s%s", list.len ? ", " : "", last);
		last = words[i].word;
	}
	buf_printf(&list, " or %s", last);
	value_error(s, list.at);
	buf_free(&list);
}

static void string_set(const struct setting *s, enum config_key key)
{
	struct str text = value_text(s);
	bool any_case = key == CONFIG_cache_user_symbols;
	bool has_words = false;

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		struct str word = str_from(words[i].word);

		if (words[i].key != key)
			continue;
		has_words = true;
		if (any_case ? str_equal_nocase(text, word) : str_equal(text, word)) {
			s->u->config_strings[key] = words[i].meaning ? words[i].meaning
								     : words[i].word;
			return;
		}
	}
	if (has_words)
		words_error(s, key);
	else
		s->u->config_strings[key] = arena_strdup(s->u->arena, text);
}

/* ---- keys ---- */

static const char *const prefixes[] = {"BPFTRACE_", "SONDE_"};

static const char *key_capitals(struct arena *a, const char *key)
{
	char *capitals = arena_strdup(a, str_from(key));

	for (char *c = capitals; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	return capitals;
}

static void unknown_key(const struct setting *s)
{
	const char *names[CONFIG_COUNT + 1];
	const char *near;
	struct diag *d;

	if (in_list(s->key, environment_only, ARRAY_LEN(environment_only))) {
		diag_add(s->u->diags, D_CONFIG_KEY, s->span,
			 "%s can only be set in the environment, as %s%s", s->shown, prefixes[0],
			 key_capitals(s->u->arena, s->key));
		return;
	}
	d = diag_add(s->u->diags, D_CONFIG_KEY, s->span, "there is no configuration variable '%s'",
		     s->shown);
	for (size_t i = 0; i < CONFIG_COUNT; i++)
		names[i] = keys[i].name;
	names[CONFIG_COUNT] = NULL;
	near = diag_nearest(str_from(s->key), names);
	if (near)
		diag_hint(s->u->diags, d, "did you mean %s?", near);
}

/* The key's number, after renaming; CONFIG_COUNT: none, or none that has an effect. */
static enum config_key key_find(struct setting *s, bool block)
{
	for (size_t i = 0; i < CONFIG_COUNT; i++)
		if (strcmp(keys[i].name, s->key) == 0)
			return (enum config_key)i;
	for (size_t i = 0; i < ARRAY_LEN(renamed); i++) {
		if (strcmp(renamed[i].old, s->key) != 0)
			continue;
		diag_add(s->u->diags, D_DEPRECATED, s->span, "%s is now called %s", s->shown,
			 keys[renamed[i].key].name);
		s->inverted = renamed[i].inverted;
		return renamed[i].key;
	}
	if (in_list(s->key, deprecated, ARRAY_LEN(deprecated)))
		diag_add(s->u->diags, D_DEPRECATED, s->span, "%s is deprecated and has no effect",
			 s->shown);
	else if (block)
		unknown_key(s);
	return CONFIG_COUNT;
}

static void setting_apply(struct setting *s, bool block)
{
	enum config_key key = key_find(s, block);

	if (key == CONFIG_COUNT)
		return;
	if (strncmp(keys[key].name, "unstable_", 9) == 0)
		unstable_set(s, key);
	else if (keys[key].kind == KIND_BOOL)
		bool_set(s, key);
	else if (keys[key].kind == KIND_UINT)
		uint_set(s, key);
	else
		string_set(s, key);
}

/* NAME in lower case and without a prefix. */
static const char *key_normal(struct arena *a, struct str name)
{
	char *key;

	for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
		struct str prefix = str_from(prefixes[i]);

		if (str_equal_nocase(str_slice(name, 0, prefix.len), prefix)) {
			name = str_slice(name, prefix.len, name.len);
			break;
		}
	}
	key = arena_strdup(a, name);
	for (char *c = key; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return key;
}

static void block_read(struct unit *u)
{
	for (size_t i = 0; i < u->script->config.len; i++) {
		const struct config_entry *entry = &u->script->config.at[i];
		struct setting s = {
			.u = u,
			.shown = entry->key,
			.key = key_normal(u->arena, str_from(entry->key)),
			.span = entry->span,
			.value_span = entry->value_span,
			.kind = entry->kind,
			.string = entry->string,
			.number = entry->number,
		};

		setting_apply(&s, true);
	}
}

static void variable_read(struct unit *u, struct str name, struct str value)
{
	struct setting s = {
		.u = u,
		.shown = arena_strdup(u->arena, name),
		.key = key_normal(u->arena, name),
		.kind = CONFIG_STRING,
		.string = {arena_strdup(u->arena, value), value.len},
	};

	for (const char *c = s.shown; *c; c++)
		if (islower((unsigned char)*c))
			return; /* variables are in capitals */
	setting_apply(&s, false);
}

extern char **environ;

static void environment_read(struct unit *u)
{
	for (size_t p = 0; p < ARRAY_LEN(prefixes); p++) {
		for (char **at = environ; at && *at; at++) {
			struct str value = str_from(*at);
			struct str name = str_cut(&value, '=');

			if (str_starts(name, str_from(prefixes[p])))
				variable_read(u, name, value);
		}
	}
}

void unit_config(struct unit *u)
{
	size_t errors;

	for (size_t i = 0; i < CONFIG_COUNT; i++) {
		u->config[i] = keys[i].number;
		u->config_strings[i] = keys[i].string;
	}
	if (u->options.command)
		u->config_strings[CONFIG_cache_user_symbols] = "PER_PROGRAM";
	block_read(u);
	errors = diags_errors(u->diags);
	environment_read(u);
	u->bad_environment = diags_errors(u->diags) > errors;
}
