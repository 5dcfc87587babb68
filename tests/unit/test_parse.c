/* The parser on texts that people do not write, trees that are copied and walked, and aliases. */
#include "tests/unit/unit.h"

#include <stdlib.h>

#include "lang/ast_dump.h"
#include "lang/macro.h"
#include "lang/parse.h"

static struct unit *unit_of(struct str text)
{
	struct unit *u = unit_new(NULL, NULL);

	unit_parse(u, "t", text);
	return u;
}

/* The only diagnostics of TEXT begin with WANTED. */
static void expect_diags(struct str text, const char *wanted)
{
	struct unit *u = unit_of(text);
	struct buf out = {0};

	diags_dump(u->diags, &out);
	if (strncmp(out.at ? out.at : "", wanted, strlen(wanted)) != 0)
		fail_msg("wanted %s, got %.300s", wanted, out.at ? out.at : "nothing");
	buf_free(&out);
	unit_free(u);
}

/* PIECE over and over, LEN bytes, behind HEAD. */
static struct str repeated(struct buf *b, const char *head, struct str piece, size_t len)
{
	buf_clear(b);
	buf_puts(b, head);
	while (b->len < len)
		buf_str(b, piece);
	return (struct str){b->at, b->len};
}

static void huge_texts_end_in_a_diagnostic(void **state)
{
	struct buf b = {0};

	(void)state;
	expect_diags(repeated(&b, "BEGIN { ", STR("f(); "), 10u << 20), "D_TOO_LARGE");
	expect_diags(repeated(&b, "BEGIN { ", STR("\0"), 1u << 20), "D_SYNTAX 1:9-");
	expect_diags(repeated(&b, "", STR("\0\xff\x01 "), 1u << 20), "D_SYNTAX");
	expect_diags(repeated(&b, "BEGIN { ", STR("/* "), 1u << 20), "D_SYNTAX");
	expect_diags(repeated(&b, "", STR("struct "), 1u << 20), "D_SYNTAX");
	expect_diags(repeated(&b, "", STR("\"\\"), 1u << 20), "D_UNTERMINATED");
	expect_diags(repeated(&b, "", STR("}"), 1u << 20), "D_SYNTAX 1:1-2");
	buf_free(&b);
}

static void deep_texts_end_in_a_diagnostic(void **state)
{
	static const struct {
		const char *head;
		struct str piece;
	} deep[] = {
		{"BEGIN {", STR("(")},
		{"BEGIN {", STR("{")},
		{"BEGIN {", STR("[")},
		{"BEGIN { $x = ", STR("- ")},
		{"BEGIN { $x = ", STR("! ")},
		{"BEGIN { $x = 1", STR("+1")},
		{"BEGIN { $x = $a", STR(".b")},
		{"BEGIN { $x = $a", STR("[0]")},
		{"BEGIN { $x = ", STR("a?b:")},
		{"BEGIN { if a {} ", STR("else if b {} ")},
		{"BEGIN { $x = ", STR("(int*)")},
		{"BEGIN { let $x : int", STR("*")},
	};
	struct buf b = {0};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(deep); i++) {
		struct unit *u = unit_of(repeated(&b, deep[i].head, deep[i].piece, 1u << 19));
		struct buf out = {0};

		diags_dump(u->diags, &out);
		if (!strstr(out.at, "D_TOO_DEEP") && !strstr(out.at, "D_SYNTAX"))
			fail_msg("%s%s: %s", deep[i].head, deep[i].piece.at, out.at);
		buf_free(&out);
		unit_free(u);
	}
	buf_free(&b);
}

/* `a ?: b` copies a: nested ones must not double without end. */
static void nested_defaults_stay_small(void **state)
{
	struct buf b = {0};

	(void)state;
	buf_puts(&b, "BEGIN { $x = ");
	buf_fill(&b, '(', 150);
	buf_char(&b, '1');
	for (int i = 0; i < 150; i++)
		buf_puts(&b, " ?: 2)");
	buf_puts(&b, " }");
	expect_diags((struct str){b.at, b.len}, "D_TOO_DEEP");
	buf_free(&b);
}

static const char sample[] =
	"BEGIN { let $a : struct x*[4] = (int8)-1; $b = $a.c->d[2].0; @m[1, \"k\"] += count();\n"
	"  if $a { 1 } else if (2) { 3 }; for ($i : 0..5) { break; } for ($kv : @m) { continue; }\n"
	"  while ($a) { $a--; } unroll (3) { ++@n; } _ = f(typeof(u32*), g()); return (x=1, y=(2,));\n"
	"  $c = $a ? sizeof(u8) : offsetof(struct y, p.q); &@m; &$a; comptime !~*$1; { $# } }";

static void copies_are_equal_and_apart(void **state)
{
	struct unit *u = unit_of(str_from(sample));
	struct expr *body, *copy;
	struct buf before = {0}, after = {0};

	(void)state;
	assert_int_equal(diags_count(u->diags), 0);
	body = u->script->probes.at[0]->body;
	expr_dump(body, &before);
	copy = expr_clone(u->arena, body);
	expr_dump(copy, &after);
	assert_string_equal(before.at, after.at);
	assert_int_equal(expr_count(body, SIZE_MAX), expr_count(copy, SIZE_MAX));
	assert_int_equal(expr_count(body, 10), 10);
	copy->block.body.at[0]->let.value->cast.arg->unary.arg->num.value = 77;
	buf_clear(&after);
	expr_dump(body, &after);
	assert_string_equal(before.at, after.at);
	buf_free(&before);
	buf_free(&after);
	unit_free(u);
}

static bool count_maps(struct expr *e, void *arg)
{
	int *n = arg;

	*n += e->kind == E_MAP;
	return *n == 3;
}

static void walks_reach_statements_and_can_stop(void **state)
{
	struct unit *u = unit_of(str_from(sample));
	int n = 0;

	(void)state;
	assert_true(expr_walk(u->script->probes.at[0]->body, count_maps, &n));
	assert_int_equal(n, 3);
	unit_free(u);
}

/* Two copies of one body: the same place in the text, different ways back. */
static void copies_of_macros_know_their_call(void **state)
{
	struct unit *u = unit_of(STR("macro m(x) { x + 1 }\nBEGIN { $a = m(2);\n$b = m(3); }"));
	const struct stmts *body = &u->script->probes.at[0]->body->block.body;
	struct span first, second;

	(void)state;
	unit_macros(u);
	assert_int_equal(diags_count(u->diags), 0);
	first = body->at[0]->assign.value->block.value->span;
	second = body->at[1]->assign.value->block.value->span;
	assert_int_not_equal(first.lo, second.lo);
	assert_int_equal(source_place(u->sources, first).line, 1);
	assert_int_equal(source_place(u->sources, first).col, 14);
	assert_int_equal(source_place(u->sources, second).col, 14);
	assert_true(str_equal(source_text(u->sources, first), STR("x + 1")));
	assert_int_equal(source_place(u->sources, source_origin(u->sources, first)).line, 2);
	assert_int_equal(source_place(u->sources, source_origin(u->sources, second)).line, 3);
	assert_int_equal(source_origin(u->sources, body->at[0]->span).hi, 0);
	unit_free(u);
}

/* Several texts in one unit: declarations add up, places stay apart. */
static void a_unit_takes_several_texts(void **state)
{
	struct unit *u = unit_of(STR("BEGIN { }"));
	struct buf out = {0};

	(void)state;
	assert_true(unit_parse(u, "second", STR("END { } kprobe:f { }")));
	assert_int_equal(u->script->probes.len, 3);
	assert_false(unit_parse(u, "third", STR("END { $x = ; }")));
	diags_print(u->diags, &out, (struct diag_style){0});
	assert_non_null(strstr(out.at, "third:1:12-13: ERROR: "));
	buf_free(&out);
	unit_free(u);
}

static void one_expression_is_parsed_alone(void **state)
{
	static const char *const bad[] = {"",	"1 +", "1; 2", "BEGIN { }", "(",
					  "\"", "1 2", "}",    "$"};
	struct unit *u = unit_of(STR("BEGIN { }"));
	struct span span = u->script->probes.at[0]->span;
	struct buf out = {0};
	struct expr *e;

	(void)state;
	e = unit_parse_expr(u, STR("(1 << 4) | f(@x)"), span);
	expr_dump(e, &out);
	assert_string_equal(out.at, "(| (<< 1 4) (call f @x))");
	assert_int_equal(e->binary.rhs->span.lo, span.lo);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_null(unit_parse_expr(u, str_from(bad[i]), span));
	assert_int_equal(diags_count(u->diags), 0);
	buf_free(&out);
	unit_free(u);
}

static void unfinished_text_is_told_from_wrong_text(void **state)
{
	static const struct {
		const char *text;
		bool incomplete;
	} texts[] = {
		{"BEGIN { f();", true},	   {"BEGIN", true},	    {"BEGIN { f(", true},
		{"config = { a = ", true}, {"BEGIN { f( }", false}, {"BEGIN { ) ", false},
		{"BEGIN { }", false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct unit *u = unit_of(str_from(texts[i].text));

		assert_int_equal(u->incomplete, texts[i].incomplete);
		unit_free(u);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(huge_texts_end_in_a_diagnostic),
		cmocka_unit_test(deep_texts_end_in_a_diagnostic),
		cmocka_unit_test(nested_defaults_stay_small),
		cmocka_unit_test(copies_are_equal_and_apart),
		cmocka_unit_test(walks_reach_statements_and_can_stop),
		cmocka_unit_test(copies_of_macros_know_their_call),
		cmocka_unit_test(a_unit_takes_several_texts),
		cmocka_unit_test(one_expression_is_parsed_alone),
		cmocka_unit_test(unfinished_text_is_told_from_wrong_text),
	};

	return RUN(tests);
}
