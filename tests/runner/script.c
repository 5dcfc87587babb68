/*
 * Cases of the front end, run in this process so that sanitizers see it: parse cases go from text
 * to tree, sema cases to the typed tree, the plan or the diagnostics, on a make-believe system.
 */
#include "lang/ast_dump.h"
#include "lang/cdefs.h"
#include "lang/config.h"
#include "lang/fold.h"
#include "lang/macro.h"
#include "lang/parse.h"
#include "lang/plan.h"
#include "lang/sema.h"
#include "probes/expand.h"
#include "tests/fixture.h"
#include "tests/runner/diff.h"
#include "tests/runner/verdict.h"

void dump_judge(struct arena *a, const struct test_case *c, enum case_key key, struct str actual,
		struct verdict *v)
{
	struct lines lines = lines_split(a, actual), got = lines_trim(lines);
	const struct item *item = case_item(c, key, NULL);
	struct lines wanted = {0};

	if (!item)
		return;
	wanted = lines_trim(item->lines);
	item_write(&v->blessed, key, &got);
	if (lines_equal(&wanted, &got))
		return;
	buf_printf(&v->report, "  %s differs:\n", case_key_name(key));
	lines_diff(&v->report, &wanted, &got);
}

static enum severity severity_of(struct str line)
{
	static const enum severity severities[] = {
#define DIAG(tag, severity, what) severity,
#include "lang/diag.def"
#undef DIAG
	};

	for (int tag = 0; tag < D_COUNT; tag++)
		if (str_equal(str_cut(&(struct str){line.at, line.len}, ' '),
			      str_from(diag_tag_name((enum diag_tag)tag))))
			return severities[tag];
	return SEV_ERROR;
}

/* The diagnostics of a case as the file should have them: one item each, notes indented. */
static void diags_bless(struct arena *a, const struct lines *actual, struct buf *out)
{
	for (size_t i = 0; i < actual->len;) {
		struct lines item = {0};
		enum severity severity = severity_of(actual->at[i]);

		do {
			struct str line = actual->at[i++];

			if (line.len && line.at[0] == '\t')
				line = str_from(arena_printf(
					a, "  %.*s", STR_ARG(str_slice(line, 1, line.len))));
			vec_push(a, &item, line);
		} while (i < actual->len && actual->at[i].len &&
			 (actual->at[i].at[0] == ' ' || actual->at[i].at[0] == '\t'));
		item_write(out, severity == SEV_ERROR ? KEY_error : KEY_warning, &item);
	}
}

/* All error and warning items against the dump of the diagnostics, indentation aside. */
static void diags_judge(struct arena *a, const struct test_case *c, struct unit *u,
			struct verdict *v)
{
	struct lines wanted = {0}, got = {0}, dumped;
	struct buf dump = {0};

	diags_dump(u->diags, &dump);
	dumped = lines_split(a, (struct str){dump.at ? dump.at : "", dump.len});
	for (size_t i = 0; i < dumped.len; i++)
		vec_push(a, &got, str_trim(dumped.at[i]));
	for (size_t i = 0; i < c->items.len; i++) {
		const struct item *item = &c->items.at[i];

		if (item->key != KEY_error && item->key != KEY_warning)
			continue;
		for (size_t n = 0; n < item->lines.len; n++)
			vec_push(a, &wanted, str_trim(item->lines.at[n]));
	}
	diags_bless(a, &dumped, &v->blessed);
	if (!lines_equal(&wanted, &got)) {
		buf_puts(&v->report, "  diagnostics differ:\n");
		lines_diff(&v->report, &wanted, &got);
	}
	/* They must also print: the picture with the source line is not to be pinned here. */
	buf_clear(&dump);
	diags_print(u->diags, &dump, (struct diag_style){0});
	buf_free(&dump);
}

static void options_read(struct arena *a, const struct test_case *c, struct options *options)
{
	const char *args = case_value(a, c, KEY_args);
	struct str rest = str_from(args ? args : "");
	struct words VEC(const char *) params = {0}, named = {0};

	while (rest.at) {
		struct str cut = str_cut(&rest, ' ');
		const char *word = arena_strdup(a, cut);

		if (!cut.len)
			continue;
		if (strcmp(word, "--unsafe") == 0)
			options->unsafe = true;
		else if (strcmp(word, "-k") == 0)
			options->warnings_verbose = true;
		else if (strcmp(word, "--no-warnings") == 0)
			options->no_warnings = true;
		else if (strcmp(word, "--dwarf-pid=1") == 0)
			options->unwinds = true;
		else if (str_starts(cut, STR("--")))
			vec_push(a, &named, word);
		else
			vec_push(a, &params, word);
	}
	options->nparams = params.len;
	vec_push(a, &params, NULL);
	vec_push(a, &named, NULL);
	options->params = params.at;
	options->named = named.at;
}

static void check_steps(struct unit *u)
{
	static void (*const steps[])(struct unit * u) = {
		unit_config, unit_c, unit_macros, unit_expand, unit_fold, unit_check, unit_plan,
	};

	for (size_t i = 0; i < ARRAY_LEN(steps) && !diags_errors(u->diags); i++)
		steps[i](u);
}

static void trees_judge(struct arena *a, const struct test_case *c, struct unit *u,
			struct verdict *v)
{
	struct buf dump = {0};

	for (size_t i = 0; i < u->instances.len; i++)
		instance_dump(u->instances.at[i], &dump);
	dump_judge(a, c, KEY_typed, (struct str){dump.at ? dump.at : "", dump.len}, v);
	buf_clear(&dump);
	if (u->program)
		program_dump(u->program, &dump);
	dump_judge(a, c, KEY_plan, (struct str){dump.at ? dump.at : "", dump.len}, v);
	buf_free(&dump);
}

void script_judge(struct arena *a, const struct test_case *c, const struct places *p,
		  struct verdict *v)
{
	const char *text = case_value(a, c, KEY_prog);
	struct options options = {0};
	struct unit *u;

	if (!text) {
		buf_puts(&v->report, "  a case of this folder needs prog\n");
		return;
	}
	options_read(a, c, &options);
	u = unit_new(c->kind == CASE_SEMA ? fixture_target_new(p->tests) : NULL, &options);
	if (unit_parse(u, "stdin", str_from(text))) {
		struct buf dump = {0};

		script_dump(u->script, &dump);
		dump_judge(a, c, KEY_ast, (struct str){dump.at ? dump.at : "", dump.len}, v);
		buf_free(&dump);
		if (c->kind == CASE_SEMA)
			check_steps(u);
		if (!diags_errors(u->diags))
			trees_judge(a, c, u, v);
	}
	diags_judge(a, c, u, v);
	unit_free(u);
}
