/*
 * Row arrays made from the .def files and lookup by name. Pure data: nothing here changes after
 * the compiler has laid it out.
 */
#include "lang/tables.h"

#include "lang/base/base.h"
#include "lang/type.h"

const struct probe_row probe_rows[PROBE_COUNT] = {
#define PROBE(id, ...) [PROBE_##id] = {.name = #id, __VA_ARGS__},
#include "lang/probes.def"
#undef PROBE
};

const struct context_row context_rows[CTX_COUNT] = {
#define CONTEXT(id, ...) [CTX_##id] = {.name = #id, __VA_ARGS__},
#include "lang/contexts.def"
#undef CONTEXT
};

const struct verdict_set_row verdict_set_rows[VERDICT_SET_COUNT] = {
#define VERDICT_SET(id, ...) [VERDICTS_##id] = {.name = #id, __VA_ARGS__},
#include "lang/verdicts.def"
#undef VERDICT_SET
};

const struct verdict_row verdict_rows[] = {
#define VERDICT(set, word, value) {VERDICTS_##set, #word, value},
#include "lang/verdicts.def"
#undef VERDICT
	{VERDICTS_none, NULL, 0},
};

const struct method_row method_rows[METHOD_COUNT] = {
#define METHOD(id, ...) [METHOD_##id] = {.name = #id, __VA_ARGS__},
#include "lang/methods.def"
#undef METHOD
};

const struct feature_row feature_rows[FEATURE_COUNT] = {
#define FEATURE(id, ...) [FEATURE_##id] = {.name = #id, __VA_ARGS__},
#include "lang/features.def"
#undef FEATURE
};

const struct builtin_row builtin_rows[BUILTIN_COUNT] = {
#define BUILTIN(id, ...) [BUILTIN_##id] = {.name = #id, __VA_ARGS__},
#include "lang/builtins.def"
#undef BUILTIN
};

const struct function_row function_rows[FN_COUNT] = {
#define FUNC(id, ...) [FN_##id] = {.name = #id, __VA_ARGS__},
#define FUNC_CONST(id, ...) [FN_##id] = {.name = #id, .compile = true, __VA_ARGS__},
#include "lang/functions.def"
#undef FUNC
};

const struct aggregate_row aggregate_rows[AGG_COUNT] = {
#define AGG(id, ...) [AGG_##id] = {.name = #id, __VA_ARGS__},
#include "lang/aggregates.def"
#undef AGG
};

const struct action_row action_rows[ACT_COUNT] = {
#define ACTION(id, ...) [ACT_##id] = {.name = #id, __VA_ARGS__},
#include "lang/actions.def"
#undef ACTION
};

static bool alias_matches(const char *aliases, struct str name)
{
	struct str rest = aliases ? str_from(aliases) : (struct str){NULL, 0};

	while (rest.at) {
		struct str alias = str_cut(&rest, ' ');

		if (alias.len == 1 ? str_equal(alias, name) : str_equal_nocase(alias, name))
			return true;
	}
	return false;
}

enum probe_kind probe_kind_find(struct str name)
{
	for (int i = 0; i < PROBE_COUNT; i++) {
		const struct probe_row *row = &probe_rows[i];

		if (str_equal_nocase(str_from(row->name), name) ||
		    alias_matches(row->aliases, name))
			return (enum probe_kind)i;
	}
	return PROBE_COUNT;
}

const struct verdict_row *verdict_find(enum verdict_set set, const char *word)
{
	for (const struct verdict_row *row = verdict_rows; row->word; row++)
		if (row->set == set && str_equal(str_from(row->word), str_from(word)))
			return row;
	return NULL;
}

/* "arg" and at least one digit, nothing else. */
static bool is_numbered_argument(struct str name)
{
	if (!str_starts(name, STR("arg")) || name.len == 3)
		return false;
	for (size_t i = 3; i < name.len; i++)
		if (name.at[i] < '0' || name.at[i] > '9')
			return false;
	return true;
}

enum builtin_id builtin_find(struct str name)
{
	if (is_numbered_argument(name))
		return BUILTIN_arg;
	for (int i = 0; i < BUILTIN_COUNT; i++)
		if (i != BUILTIN_arg && str_equal(str_from(builtin_rows[i].name), name))
			return (enum builtin_id)i;
	return BUILTIN_COUNT;
}

enum function_id function_find(struct str name)
{
	for (int i = 0; i < FN_COUNT; i++)
		if (str_equal(str_from(function_rows[i].name), name))
			return (enum function_id)i;
	return FN_COUNT;
}

enum aggregate_id aggregate_find(struct str name)
{
	for (int i = 0; i < AGG_COUNT; i++)
		if (str_equal(str_from(aggregate_rows[i].name), name))
			return (enum aggregate_id)i;
	return AGG_COUNT;
}
