/*
 * The grammar. What one token of lookahead cannot decide was decided by scan.c; semicolons are
 * optional here and missing ones are reported when the block is put together (items_stmt), which
 * loses nothing of the text behind them.
 */
%code requires {
#include "lang/front.h"

struct range {
	struct expr *from, *to;
};
}

%code top {
#if defined(__GNUC__)
#pragma GCC diagnostic ignored "-Wswitch-enum"
#if !defined(__clang__)
#pragma GCC diagnostic ignored "-Wunused-but-set-variable"
#endif
#endif
}

%code provides {
int parser_lex(PARSER_STYPE *value, PARSER_LTYPE *span, struct parser *p);
}

%code {
#define YYLLOC_DEFAULT(Current, Rhs, N)                                                            \
	do {                                                                                       \
		if (N) {                                                                           \
			(Current).lo = YYRHSLOC(Rhs, 1).lo;                                        \
			(Current).hi = YYRHSLOC(Rhs, N).hi;                                        \
		} else {                                                                           \
			(Current).lo = (Current).hi = YYRHSLOC(Rhs, 0).hi;                         \
		}                                                                                  \
	} while (0)

#define YYMAXDEPTH 8000

static void parser_error_text(PARSER_LTYPE *span, struct parser *p, const char *text);
#define parser_error parser_error_text /* bison's own name for it */
}

%define api.pure full
%define api.prefix {parser_}
%define api.token.prefix {TOK_}
%define api.location.type {struct span}
%define parse.error custom
%define parse.lac full
%locations
%param {struct parser *p}

%union {
	const char *name;
	uint64_t number;
	bool flag;
	struct str string;
	enum op op;
	struct expr *expr;
	struct exprs *exprs;
	struct named_exprs *members;
	struct type_expr *type;
	struct type_or_expr of;
	struct items *items;
	struct range range;
	struct params *params;
	struct attach_points *points;
	struct config_entry entry;
}

%token END 0 "the end of the script"
%token <name> IDENT "a name" VAR "a variable" MAP "a map"
%token <number> INT "an integer" BOOL "true or false" PARAM "a positional parameter"
%token <string> STRING "a string"
%token <op> ASSIGN_OP "an assignment operator"
%token ATTACH "an attach point" C_DECL "a C definition"
%token CONFIG "'config'" IMPORT "'import'" MACRO "'macro'" FN "'fn'" LET "'let'"
%token BREAK "'break'" COMPTIME "'comptime'" CONTINUE "'continue'" ELSE "'else'" ENUM "'enum'"
%token FOR "'for'" IF "'if'" OFFSETOF "'offsetof'" RETURN "'return'" RETURN_VALUE "'return' with a value"
%token SIZEOF "'sizeof'" STRUCT "'struct'" TYPEINFO "'typeinfo'" TYPEOF "'typeof'"
%token UNION "'union'" UNROLL "'unroll'" WHILE "'while'"
%token CALL_OPEN "'('" CAST_OPEN "'(' of a cast" RECORD_OPEN "'(' of a record"
%token TYPE_OPEN "'(' before a type"
%token PREDICATE_OPEN "'/'" PREDICATE_CLOSE "'/' at the end of the predicate"
%token ARROW "'->'" INCR "'++'" DECR "'--'" PRE_INCR "'++' in front" PRE_DECR "'--' in front"
%token SHL "'<<'" SHR "'>>'" LE "'<='" GE "'>='" EQ "'=='" NE "'!='" LAND "'&&'" LOR "'||'"
%token DOTDOT "'..'"
%token EXPR_BEGIN "an expression alone"
%token DECL_END "the end of the declaration" BAD_QUOTE "a quote" BAD_BYTES "bytes"

%type <expr> expr unary postfix primary cond_expr block map arg
%type <exprs> exprs args path
%type <members> members
%type <type> type type_base
%type <of> of
%type <items> items
%type <range> for_over
%type <params> macro_params macro_param_list macro_param fn_params fn_param_list
%type <points> points points_end
%type <flag> semi
%type <string> pin
%type <entry> config_value
%type <op> assign_op

%precedence LOW
%right '?' ':'
%left LOR
%left LAND
%left '|'
%left '^'
%left '&'
%left EQ NE
%left '<' '>' LE GE
%left SHL SHR
%left '+' '-'
%left '*' '/' '%'
%precedence INCR DECR '['

%%

/* ---- declarations ---- */

script: decls
| EXPR_BEGIN expr { p->expr = $2; }

decls: %empty
| decls decl
| decls error DECL_END { yyerrok; }

decl: C_DECL { decl_c(p, @1); }
| config_head '{' config_entries '}'
| config_head '{' config_entries error '}' { yyerrok; }
| IMPORT STRING semi { decl_import(p, @$, $2, $3); }
| LET MAP '=' IDENT CALL_OPEN INT ')' pin semi { decl_map(p, @$, $2, $4, @4, $6, $8, @8); }
| MACRO IDENT CALL_OPEN macro_params ')' block { decl_macro(p, @$, $2, @2, $4, $6); }
| FN IDENT CALL_OPEN fn_params ')' ':' type block { decl_fn(p, @$, $2, @2, $4, $7, $8); }
| points_end block { decl_probe(p, @$, $1, NULL, $2); }
| points_end PREDICATE_OPEN expr PREDICATE_CLOSE block { decl_probe(p, @$, $1, $3, $5); }
| points_end PREDICATE_OPEN error PREDICATE_CLOSE { yyerrok; } block
| points_end PREDICATE_OPEN error DECL_END { yyerrok; }

/* The scanner lets nothing but "pinned" follow. */
pin: %empty { $$ = (struct str){NULL, 0}; }
| IDENT CALL_OPEN STRING ')' { $$ = $3; @$ = @3; }

config_head: CONFIG '=' { decl_config_begin(p, @1); }

config_entries: %empty { p->config_semicolon = true; }
| config_entries IDENT '=' config_value semi {
		$4.span = span_join(@2, @4);
		$4.key = $2;
		$4.value_span = @4;
		decl_config_entry(p, &$4);
		p->config_semicolon = $5;
	}
| config_entries error ';' { yyerrok; p->config_semicolon = true; }

config_value: STRING { $$ = (struct config_entry){.kind = CONFIG_STRING, .string = $1}; }
| IDENT { $$ = (struct config_entry){.kind = CONFIG_STRING, .string = str_from($1)}; }
| INT { $$ = (struct config_entry){.kind = CONFIG_INT, .number = $1}; }
| BOOL { $$ = (struct config_entry){.kind = CONFIG_BOOL, .number = $1}; }

macro_params: %empty { $$ = params_of(p, NULL, NULL, SPAN_NONE, NULL); }
| macro_param_list

macro_param_list: macro_param
| macro_param_list ',' VAR { $$ = params_of(p, $1, $3, @3, NULL); }
| macro_param_list ',' MAP { $$ = params_of(p, $1, $3, @3, NULL); }
| macro_param_list ',' IDENT { $$ = params_of(p, $1, $3, @3, NULL); }

macro_param: VAR { $$ = params_of(p, NULL, $1, @1, NULL); }
| MAP { $$ = params_of(p, NULL, $1, @1, NULL); }
| IDENT { $$ = params_of(p, NULL, $1, @1, NULL); }

fn_params: %empty { $$ = params_of(p, NULL, NULL, SPAN_NONE, NULL); }
| fn_param_list

fn_param_list: VAR ':' type { $$ = params_of(p, NULL, $1, @1, $3); }
| fn_param_list ',' VAR ':' type { $$ = params_of(p, $1, $3, @3, $5); }

points: ATTACH { $$ = points_of(p, NULL, @1); }
| points ',' ATTACH { $$ = points_of(p, $1, @3); }

points_end: points
| points ','

/* ---- blocks and statements ---- */

block: '{' items '}' { $$ = make_block(p, @$, $2); }
| '{' items error '}' { yyerrok; $$ = make_block(p, @$, $2); }

items: %empty { $$ = items_new(p); }
| items expr semi { items_expr(p, $1, $2, $3); }
| items expr assign_op expr semi {
		struct span span = span_join(@2, @4);

		items_stmt(p, $1, make_assign(p, span, $2, $3, $4), $5, true);
	}
| items LET VAR semi { items_stmt(p, $1, make_let(p, span_join(@2, @3), $3, @3, NULL, NULL), $4, true); }
| items LET VAR ':' type semi {
		items_stmt(p, $1, make_let(p, span_join(@2, @5), $3, @3, $5, NULL), $6, true);
	}
| items LET VAR '=' expr semi {
		items_stmt(p, $1, make_let(p, span_join(@2, @5), $3, @3, NULL, $5), $6, true);
	}
| items LET VAR ':' type '=' expr semi {
		items_stmt(p, $1, make_let(p, span_join(@2, @7), $3, @3, $5, $7), $8, true);
	}
| items BREAK semi { items_stmt(p, $1, make_simple(p, S_BREAK, @2, NULL), $3, true); }
| items CONTINUE semi { items_stmt(p, $1, make_simple(p, S_CONTINUE, @2, NULL), $3, true); }
| items RETURN semi { items_stmt(p, $1, make_simple(p, S_RETURN, @2, NULL), $3, true); }
| items RETURN_VALUE expr semi {
		items_stmt(p, $1, make_simple(p, S_RETURN, span_join(@2, @3), $3), $4, true);
	}
| items FOR '(' VAR ':' for_over ')' block semi {
		struct span span = span_join(@2, @8);

		items_stmt(p, $1, make_for(p, span, $4, @4, $6.from, $6.to, $8), $9, false);
	}
| items FOR VAR ':' for_over block semi {
		struct span span = span_join(@2, @6);

		items_stmt(p, $1, make_for(p, span, $3, @3, $5.from, $5.to, $6), $7, false);
	}
| items WHILE unary block semi {
		items_stmt(p, $1, make_loop(p, S_WHILE, span_join(@2, @4), $3, $4), $5, false);
	}
| items UNROLL unary block semi {
		items_stmt(p, $1, make_loop(p, S_UNROLL, span_join(@2, @4), $3, $4), $5, false);
	}
| items IMPORT STRING semi {
		items_stmt(p, $1, make_import(p, span_join(@2, @3), $3), $4, true);
	}
| items error ';' { yyerrok; }

semi: %empty %prec LOW { $$ = false; }
| ';' { $$ = true; }

assign_op: '=' { $$ = OP_NONE; }
| ASSIGN_OP

for_over: map { $$ = (struct range){$1, NULL}; }
| primary DOTDOT primary { $$ = (struct range){$1, $3}; }

/* ---- expressions ---- */

expr: unary
| expr '*' expr { $$ = make_binary(p, @$, OP_MUL, $1, $3); }
| expr '/' expr { $$ = make_binary(p, @$, OP_DIV, $1, $3); }
| expr '%' expr { $$ = make_binary(p, @$, OP_MOD, $1, $3); }
| expr '+' expr { $$ = make_binary(p, @$, OP_ADD, $1, $3); }
| expr '-' expr { $$ = make_binary(p, @$, OP_SUB, $1, $3); }
| expr SHL expr { $$ = make_binary(p, @$, OP_SHL, $1, $3); }
| expr SHR expr { $$ = make_binary(p, @$, OP_SHR, $1, $3); }
| expr '<' expr { $$ = make_binary(p, @$, OP_LT, $1, $3); }
| expr '>' expr { $$ = make_binary(p, @$, OP_GT, $1, $3); }
| expr LE expr { $$ = make_binary(p, @$, OP_LE, $1, $3); }
| expr GE expr { $$ = make_binary(p, @$, OP_GE, $1, $3); }
| expr EQ expr { $$ = make_binary(p, @$, OP_EQ, $1, $3); }
| expr NE expr { $$ = make_binary(p, @$, OP_NE, $1, $3); }
| expr '&' expr { $$ = make_binary(p, @$, OP_AND, $1, $3); }
| expr '^' expr { $$ = make_binary(p, @$, OP_XOR, $1, $3); }
| expr '|' expr { $$ = make_binary(p, @$, OP_OR, $1, $3); }
| expr LAND expr { $$ = make_binary(p, @$, OP_LAND, $1, $3); }
| expr LOR expr { $$ = make_binary(p, @$, OP_LOR, $1, $3); }
| expr '?' expr ':' expr { $$ = make_cond(p, @$, $1, $3, $5, false); }
| expr '?' ':' expr { $$ = make_elvis(p, @$, $1, $4); }

unary: postfix %prec LOW
| INCR unary { $$ = make_incdec(p, @$, $2, 1, false); }
| DECR unary { $$ = make_incdec(p, @$, $2, -1, false); }
| PRE_INCR unary { $$ = make_incdec(p, @$, $2, 1, false); }
| PRE_DECR unary { $$ = make_incdec(p, @$, $2, -1, false); }
| '&' unary { $$ = make_address(p, @$, $2); }
| '*' unary { $$ = make_unary(p, @$, OP_DEREF, $2); }
| '-' unary { $$ = make_unary(p, @$, OP_NEG, $2); }
| '!' unary { $$ = make_unary(p, @$, OP_NOT, $2); }
| '~' unary { $$ = make_unary(p, @$, OP_COMPL, $2); }
| CAST_OPEN type ')' unary { $$ = make_cast(p, @$, $2, $4); }
| COMPTIME unary { $$ = make_comptime(p, @$, $2); }

postfix: primary
| postfix '.' IDENT { $$ = make_field(p, @$, $1, $3, 0); }
| postfix ARROW IDENT { $$ = make_field(p, @$, $1, $3, 0); }
| postfix '.' INT { $$ = make_field(p, @$, $1, NULL, $3); }
| postfix '[' expr ']' { $$ = make_index(p, @$, $1, $3); }
| postfix INCR { $$ = make_incdec(p, @$, $1, 1, true); }
| postfix DECR { $$ = make_incdec(p, @$, $1, -1, true); }

primary: INT { $$ = make_int(p, @$, $1); }
| STRING { $$ = make_string(p, @$, $1); }
| BOOL { $$ = make_bool(p, @$, $1 != 0); }
| PARAM { $$ = make_param(p, @$, $1); }
| VAR { $$ = make_var(p, @$, $1); }
| IDENT { $$ = make_ident(p, @$, $1); }
| IDENT CALL_OPEN args ')' { $$ = make_call(p, @$, $1, @1, $3); }
| IDENT CALL_OPEN ')' { $$ = make_call(p, @$, $1, @1, list_of(p, NULL, NULL)); }
| map
| '(' ')' { $$ = make_tuple(p, @$, list_of(p, NULL, NULL)); }
| '(' expr ')' { $$ = $2; }
| '(' expr ',' ')' { $$ = make_tuple(p, @$, list_of(p, NULL, $2)); }
| '(' expr ',' exprs ')' { $$ = make_tuple(p, @$, list_before(p, $2, $4)); }
| '(' expr ',' exprs ',' ')' { $$ = make_tuple(p, @$, list_before(p, $2, $4)); }
| RECORD_OPEN members ')' { $$ = make_record(p, @$, $2); }
| SIZEOF of { $$ = make_sizeof(p, E_SIZEOF, @$, $2, NULL); }
| TYPEINFO of { $$ = make_sizeof(p, E_TYPEINFO, @$, $2, NULL); }
| OFFSETOF TYPE_OPEN type ',' path ')' {
		$$ = make_sizeof(p, E_OFFSETOF, @$, (struct type_or_expr){$3, NULL}, $5);
	}
| OFFSETOF '(' expr ',' path ')' {
		$$ = make_sizeof(p, E_OFFSETOF, @$, (struct type_or_expr){NULL, $3}, $5);
	}
| cond_expr
| block

map: MAP %prec LOW { $$ = make_map(p, @$, $1, NULL); }
| MAP '[' exprs ']' { $$ = make_map(p, @$, $1, $3); }

cond_expr: IF unary block { $$ = make_cond(p, @$, $2, $3, NULL, true); }
| IF unary block ELSE block { $$ = make_cond(p, @$, $2, $3, $5, true); }
| IF unary block ELSE cond_expr { $$ = make_cond(p, @$, $2, $3, $5, true); }

exprs: expr { $$ = list_of(p, NULL, $1); }
| exprs ',' expr { $$ = list_of(p, $1, $3); }

args: arg { $$ = list_of(p, NULL, $1); }
| args ',' arg { $$ = list_of(p, $1, $3); }

arg: expr
| TYPEOF of { $$ = make_sizeof(p, E_TYPEOF, @$, $2, NULL); }

members: IDENT '=' expr { $$ = members_of(p, NULL, $1, @1, $3); }
| members ',' IDENT '=' expr { $$ = members_of(p, $1, $3, @3, $5); }

path: IDENT { $$ = list_of(p, NULL, make_ident(p, @1, $1)); }
| path '.' IDENT { $$ = list_of(p, $1, make_ident(p, @3, $3)); }

/* ---- types ---- */

of: TYPE_OPEN type ')' { $$ = (struct type_or_expr){$2, NULL}; }
| '(' expr ')' { $$ = (struct type_or_expr){NULL, $2}; }

type: type_base %prec LOW
| type '*' { $$ = type_suffixed(p, @$, $1, (struct type_suffix){.is_pointer = true}); }
| type '[' ']' { $$ = type_suffixed(p, @$, $1, (struct type_suffix){0}); }
| type '[' INT ']' {
		$$ = type_suffixed(p, @$, $1, (struct type_suffix){.has_count = true, .count = $3});
	}

type_base: IDENT { $$ = make_type(p, @$, TAG_PLAIN, $1); }
| STRUCT IDENT { $$ = make_type(p, @$, TAG_STRUCT, $2); }
| UNION IDENT { $$ = make_type(p, @$, TAG_UNION, $2); }
| ENUM IDENT { $$ = make_type(p, @$, TAG_ENUM, $2); }
| TYPEOF of { $$ = make_typeof(p, @$, $2); }

%%

#undef parser_error

/* The parser's stack is full. */
static void parser_error_text(PARSER_LTYPE *span, struct parser *p, const char *text)
{
	(void)text;
	parser_too_deep(p, *span);
}

static bool is_operator(yysymbol_kind_t kind)
{
	switch (kind) {
	case YYSYMBOL_LOR:
	case YYSYMBOL_LAND:
	case YYSYMBOL_EQ:
	case YYSYMBOL_NE:
	case YYSYMBOL_LE:
	case YYSYMBOL_GE:
	case YYSYMBOL_SHL:
	case YYSYMBOL_SHR:
	case YYSYMBOL_INCR:
	case YYSYMBOL_DECR:
	case YYSYMBOL_ARROW:
	case YYSYMBOL_ASSIGN_OP:
	case YYSYMBOL_CALL_OPEN:
		return true;
	default: {
		const char *name = yysymbol_name(kind);

		return name[0] == '\'' && name[1] && name[2] == '\'' &&
		       strchr("?|^&<>+-*/%[.=", name[1]);
	}
	}
}

struct expected {
	yysymbol_kind_t kinds[YYNTOKENS];
	int n;
};

static bool expects(const struct expected *expected, yysymbol_kind_t kind)
{
	for (int i = 0; i < expected->n; i++)
		if (expected->kinds[i] == kind)
			return true;
	return false;
}

#define LISTED_MAX 5

/* What could stand here, if that is not too much; operators only when nothing else could. */
static const char *expected_list(const struct expected *expected, struct buf *out)
{
	const char *names[LISTED_MAX];
	bool only_operators = true;
	int n = 0;

	for (int i = 0; i < expected->n; i++)
		only_operators = only_operators && is_operator(expected->kinds[i]);
	for (int i = 0; i < expected->n; i++) {
		yysymbol_kind_t kind = expected->kinds[i];

		if (kind == YYSYMBOL_DECL_END || kind == YYSYMBOL_EXPR_BEGIN || (is_operator(kind) && !only_operators))
			continue;
		if (n == LISTED_MAX)
			return NULL;
		names[n++] = yysymbol_name(kind);
	}
	for (int i = 0; i < n; i++)
		buf_printf(out, "%s%s", !i ? "" : i == n - 1 ? " or " : ", ", names[i]);
	return n ? out->at : NULL;
}

/* What the grammar wanted to see, in words; NULL when there is too much to list. */
static const char *expected_text(const struct expected *expected, struct buf *out)
{
	if (expects(expected, YYSYMBOL_FOR))
		return expects(expected, YYSYMBOL_LOR) ? "';'" : "a statement";
	if (expects(expected, YYSYMBOL_INT) && expects(expected, YYSYMBOL_VAR))
		return "an expression";
	if (expects(expected, YYSYMBOL_MACRO))
		return "a probe";
	if (expects(expected, YYSYMBOL_STRUCT) && expects(expected, YYSYMBOL_TYPEOF))
		return "a type";
	return expected_list(expected, out);
}

static int yyreport_syntax_error(const yypcontext_t *context, struct parser *p)
{
	yysymbol_kind_t found = yypcontext_token(context);
	struct expected expected = {.n = 0};
	struct buf text = {0};

	expected.n = yypcontext_expected_tokens(context, expected.kinds, YYNTOKENS);
	parser_unexpected(p, *yypcontext_location(context),
			  found == YYSYMBOL_YYEMPTY ? "nothing" : yysymbol_name(found),
			  expected_text(&expected, &text));
	buf_free(&text);
	return 0;
}
