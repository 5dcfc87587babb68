/*
 * A grammar of scripts, walked at random. Every expression is made for a type: int64, bool, string
 * or the tuple (int64, string). Variables are declared with their type and known until their block
 * ends; maps have one type each, all over the script. Loops have ends that the verifier sees.
 */
#include "tests/scripts/grammar.h"

#include <stdbool.h>
#include <string.h>

enum type { INT, BOOL, STRING, TUPLE };

#define VARIABLES_MAX 64
#define FUNCTIONS_MAX 2

struct variable {
	enum type type;
	int number;
	bool fixed; /* a loop's own: not assigned */
};

static struct {
	FILE *out;
	uint64_t state;
	bool full;
	struct variable variables[VARIABLES_MAX];
	int nvariables, numbers;
	int functions;	     /* that may be called here */
	int statements;	     /* that may still be written */
	int loops;	     /* around this place */
	int callbacks;	     /* for loops among them: no context in there */
	const char *ints[6]; /* what the context of the probe has, NULL-terminated */
	const char *texts[4];
	bool stacks;
	bool unrolled; /* in a loop that is repeated in the code */
	bool function; /* in a function of the script: returns a value */
} g;

/* xorshift64* */
static unsigned below(unsigned n)
{
	g.state ^= g.state >> 12;
	g.state ^= g.state << 25;
	g.state ^= g.state >> 27;
	return (unsigned)((g.state * UINT64_C(0x2545f4914f6cdd1d)) >> 33) % n;
}

static void put(const char *text)
{
	fputs(text, g.out);
}

static const char *one_of(const char *const *list)
{
	unsigned n = 0;

	while (list[n])
		n++;
	return list[below(n)];
}

static const struct variable *variable_of(enum type type, bool assign)
{
	const struct variable *found = NULL;
	unsigned n = 0;

	for (int i = 0; i < g.nvariables; i++)
		if (g.variables[i].type == type && !(assign && g.variables[i].fixed) &&
		    below(++n) == 0)
			found = &g.variables[i];
	return found;
}

static struct variable *variable_new(enum type type)
{
	struct variable *v = &g.variables[g.nvariables++];

	*v = (struct variable){.type = type, .number = ++g.numbers};
	return v;
}

/* ---- expressions ---- */

static void expr(enum type type, int depth);

static void infix(const char *op, enum type type, int depth)
{
	put("(");
	expr(type, depth - 1);
	fprintf(g.out, " %s ", op);
	expr(type, depth - 1);
	put(")");
}

static void call(const char *name, enum type type, int depth)
{
	fprintf(g.out, "%s(", name);
	expr(type, depth - 1);
	put(")");
}

static void choice(enum type type, int depth)
{
	put("(");
	expr(BOOL, depth - 1);
	put(" ? ");
	expr(type, depth - 1);
	put(" : ");
	expr(type, depth - 1);
	put(")");
}

static void int_leaf(void)
{
	static const char *const builtins[] = {"pid",	"tid",	   "uid",     "cpu",
					       "nsecs", "elapsed", "rand",    "cgroup",
					       "gid",	"ppid",	   "jiffies", NULL};
	static const char *const casts[] = {"int8",  "uint8",  "int16", "uint16",
					    "int32", "uint32", NULL};
	const struct variable *v = variable_of(INT, false);

	switch (below(6)) {
	case 0:
		if (g.ints[0] && !g.callbacks) {
			fprintf(g.out, "(int64)%s", one_of(g.ints));
			return;
		}
		/* fall through */
	case 1:
		fprintf(g.out, "(int64)%s", one_of(builtins));
		return;
	case 2:
		fprintf(g.out, "(int64)(%s)%u", one_of(casts), below(300));
		return;
	case 3:
	case 4:
		if (v) {
			fprintf(g.out, "$v%d", v->number);
			return;
		}
		/* fall through */
	default:
		fprintf(g.out, "(int64)%u", below(5) ? below(100) : below(1u << 30));
	}
}

static void int_expr(int depth)
{
	static const char *const ops[] = {"+", "-", "*", "/", "%", "&", "|", "^", NULL};
	static const char *const plain[] = {"i0", "i1", "i2", NULL};
	const struct variable *t;

	if (depth <= 0 || below(4) == 0) {
		int_leaf();
		return;
	}
	switch (below(15)) {
	case 0:
		put("(int64)@ki[");
		expr(INT, depth - 1);
		put("]");
		return;
	case 1:
		put("(int64)@ks[");
		expr(STRING, depth - 1);
		put("]");
		return;
	case 2:
		put("(int64)@kt[");
		expr(INT, depth - 1);
		put(", ");
		expr(STRING, depth - 1);
		put("]");
		return;
	case 3:
		fprintf(g.out, "@%s", one_of(plain));
		return;
	case 4:
		put("(int64)");
		call("strlen", STRING, depth);
		return;
	case 5:
		t = variable_of(TUPLE, false);
		if (t)
			fprintf(g.out, "$v%d.0", t->number);
		else
			put("(int64)@kv[1].0");
		return;
	case 6:
		choice(INT, depth);
		return;
	case 7:
		put("(int64)@n");
		return;
	case 8:
		if (g.functions && g.callbacks <= (g.function ? 0 : 1)) {
			fprintf(g.out, "f%u(", below((unsigned)g.functions));
			expr(INT, depth - 1);
			put(", ");
			expr(STRING, depth - 1);
			put(")");
			return;
		}
		/* fall through */
	case 9:
		put("(");
		expr(INT, depth - 1);
		fprintf(g.out, " %s %u)", below(2) ? "<<" : ">>", below(64));
		return;
	case 10:
		put("(-");
		expr(INT, depth - 1);
		put(")");
		return;
	case 11:
		put("(int64)strncmp(");
		expr(STRING, depth - 1);
		put(", ");
		expr(STRING, depth - 1);
		fprintf(g.out, ", %u)", 1 + below(20));
		return;
	default:
		infix(one_of(ops), INT, depth);
	}
}

static void bool_expr(int depth)
{
	static const char *const orders[] = {"==", "!=", "<", "<=", ">", ">=", NULL};

	switch (depth <= 0 ? 0 : below(9)) {
	case 1:
		infix(below(2) ? "==" : "!=", STRING, depth);
		return;
	case 2:
		infix(below(2) ? "&&" : "||", BOOL, depth);
		return;
	case 3:
		put("(!");
		expr(BOOL, depth - 1);
		put(")");
		return;
	case 4:
		put("has_key(@ki, ");
		expr(INT, depth - 1);
		put(")");
		return;
	case 5:
		put("strcontains(");
		expr(STRING, depth - 1);
		put(", \"a\")");
		return;
	case 6:
		infix(below(2) ? "==" : "!=", TUPLE, depth);
		return;
	default:
		infix(one_of(orders), INT, depth - 1);
	}
}

static void string_expr(int depth)
{
	static const char *const literals[] = {"\"\"", "\"a\"", "\"text\"",
					       "\"a somewhat longer text, for a change\"", NULL};
	const struct variable *v = variable_of(STRING, false);

	switch (below(depth > 0 ? 9 : 4)) {
	case 0:
		put("comm");
		return;
	case 1:
		if (g.texts[0] && !g.callbacks) {
			put(one_of(g.texts));
			return;
		}
		/* fall through */
	case 2:
		if (v) {
			fprintf(g.out, "$v%d", v->number);
			return;
		}
		/* fall through */
	default:
		put(one_of(literals));
		return;
	case 5:
		choice(STRING, depth);
		return;
	case 6:
		put("@vs[");
		expr(INT, depth - 1);
		put("]");
		return;
	case 7:
		call("strerror", INT, depth);
		return;
	case 8:
		put("str(");
		expr(STRING, depth - 1);
		fprintf(g.out, ", %u)", 1 + below(40));
	}
}

static void tuple_expr(int depth)
{
	const struct variable *v = variable_of(TUPLE, false);

	if (v && below(2)) {
		fprintf(g.out, "$v%d", v->number);
		return;
	}
	if (depth > 0 && below(4) == 0) {
		put("@kv[");
		expr(INT, depth - 1);
		put("]");
		return;
	}
	put("((int64)");
	expr(INT, depth - 1);
	put(", ");
	expr(STRING, depth - 1);
	put(")");
}

static void expr(enum type type, int depth)
{
	switch (type) {
	case INT:
		int_expr(depth);
		return;
	case BOOL:
		bool_expr(depth);
		return;
	case STRING:
		string_expr(depth);
		return;
	case TUPLE:
		tuple_expr(depth);
	}
}

/* ---- statements ---- */

static int depth_any(void)
{
	return (int)below(4);
}

static void block(void);

static void declare(void)
{
	static const char *const texts[] = {"int64", "bool", "string[64]", "(int64, string[64])"};
	static const char *const zeros[] = {"(int64)0", "false", "\"\"", "((int64)0, \"\")"};
	enum type type = (enum type)below(4);
	struct variable *v;

	if (g.nvariables == VARIABLES_MAX || type == BOOL)
		return;
	if (type == TUPLE || below(3)) {
		/* The tuple's string is as wide as a variable's may become. */
		put("$new");
		fprintf(g.out, "%d = ", g.numbers + 1);
		expr(type, depth_any());
		put(";\n");
		put("");
		fprintf(g.out, "$v%d = $new%d;\n", g.numbers + 1, g.numbers + 1);
		v = variable_new(type);
		v->fixed = type != INT; /* later values may be wider */
		return;
	}
	fprintf(g.out, "let $v%d : %s = %s;\n", g.numbers + 1, texts[type], zeros[type]);
	v = variable_new(type);
	v->fixed = type != INT;
}

static void assign(void)
{
	static const char *const ops[] = {"=", "+=", "-=", "*=", "|=", "&=", "^=", NULL};
	static const char *const plain[] = {"@i0", "@i1", "@i2", NULL};
	const struct variable *v = variable_of(INT, true);

	if (v && below(2))
		fprintf(g.out, "$v%d", v->number);
	else
		put(one_of(plain));
	if (below(4) == 0) {
		put(below(2) ? "++;\n" : "--;\n");
		return;
	}
	fprintf(g.out, " %s ", one_of(ops));
	expr(INT, depth_any());
	put(";\n");
}

static void keys(const char *map, bool text, bool number)
{
	fprintf(g.out, "%s[", map);
	if (number)
		expr(INT, 1);
	if (text && number)
		put(", ");
	if (text)
		expr(STRING, 1);
	put("]");
}

static void map_write(void)
{
	static const char *const ops[] = {"=", "+=", "-=", "*=", "|=", NULL};
	bool text = below(2), number = !text || below(2);

	switch (below(5)) {
	case 0:
		keys("@vs", false, true);
		put(" = ");
		expr(STRING, depth_any());
		break;
	case 1:
		keys("@kv", false, true);
		put(" = ");
		tuple_expr(1);
		break;
	default:
		keys(text ? number ? "@kt" : "@ks" : "@ki", text, number);
		if (below(4) == 0) {
			put(below(2) ? "++" : "--");
			break;
		}
		fprintf(g.out, " %s ", one_of(ops));
		expr(INT, depth_any());
	}
	put(";\n");
}

static void aggregate(void)
{
	static const char *const forms[] = {
		"@n = count()",	    "@cs[%s] = count()", "@ss[%s] = sum(",  "@as[%s] = avg(",
		"@lows[%s] = min(", "@tops[%s] = max(",	 "@hs[%s] = hist(", "@h = hist(",
		"@st[%s] = stats(", "@top = max(",	 "@all = sum(",	    NULL,
	};
	const char *form = one_of(forms), *at = strstr(form, "%s");
	size_t len = strlen(form);

	if (at) {
		fprintf(g.out, "%.*s", (int)(at - form), form);
		expr(STRING, 1);
		put(at + 2);
	} else {
		put(form);
	}
	if (form[len - 1] == '(') {
		expr(INT, depth_any());
		put(")");
	}
	put(";\n");
}

static void output(void)
{
	switch (below(5)) {
	case 0:
		put("printf(\"%d %s %x\\n\", ");
		expr(INT, depth_any());
		put(", ");
		expr(STRING, 2);
		put(", ");
		expr(INT, 1);
		put(");\n");
		return;
	case 1:
		put("print(");
		expr(TUPLE, 2);
		put(");\n");
		return;
	case 2:
		if (g.stacks) {
			put(below(2) ? "print(kstack(3));\n"
				     : "@stacks[ustack(3), kstack(2)] = count();\n");
			return;
		}
		/* fall through */
	default:
		put("print(");
		expr(below(2) ? INT : STRING, depth_any());
		put(");\n");
	}
}

static void branch(void)
{
	put("if ");
	put("(");
	expr(BOOL, 2);
	put(") ");
	block();
	if (below(2)) {
		put("else ");
		block();
	}
}

/* break and continue are about the loop around an unroll. */
static void unroll(void)
{
	int loops = g.loops;

	fprintf(g.out, "unroll (%u) ", 1 + below(4));
	g.loops = 0;
	g.unrolled = true;
	block();
	g.unrolled = false;
	g.loops = loops;
}

static void loop(void)
{
	unsigned kind = below(g.full ? 4 : 2);
	int variables = g.nvariables;

	if (kind == 0) {
		if (!g.unrolled)
			unroll();
		return;
	}
	if (g.callbacks >= (g.function ? 1 : 2) || g.nvariables >= VARIABLES_MAX - 2)
		return;
	if (kind == 1) {
		fprintf(g.out, "for ($v%d : %u..%u) ", g.numbers + 1, below(3), 3 + below(9));
		variable_new(INT)->fixed = true;
	} else {
		fprintf(g.out, "for ($kv%d : %s) { $v%d = (int64)$kv%d.1;\n", g.numbers,
			kind == 2 ? "@ki" : "@cs", g.numbers + 1, g.numbers);
		variable_new(INT);
	}
	g.loops++;
	g.callbacks++;
	block();
	g.callbacks--;
	g.loops--;
	if (kind > 1)
		put("}\n");
	g.nvariables = variables;
}

static void leave(void)
{
	if (below(4))
		return;
	put("if (");
	expr(BOOL, 1);
	put(") { ");
	if (g.loops && below(3))
		put(below(2) ? "break; " : "continue; ");
	else if (g.function)
		put("return (int64)1; ");
	else
		put("return; ");
	put("}\n");
}

static void statement(void)
{
	g.statements--;
	switch (below(14)) {
	case 0:
	case 1:
		declare();
		return;
	case 2:
	case 3:
	case 4:
		assign();
		return;
	case 5:
	case 6:
		map_write();
		return;
	case 7:
	case 8:
		aggregate();
		return;
	case 9:
		output();
		return;
	case 10:
	case 11:
		branch();
		return;
	case 12:
		loop();
		return;
	case 13:
		if (below(2))
			leave();
		else
			put("delete(@ki, (int64)3);\n");
	}
}

static void block(void)
{
	int variables = g.nvariables;

	put("{\n");
	for (unsigned n = 1 + below(6); n && g.statements > 0; n--)
		statement();
	put("}\n");
	g.nvariables = variables;
}

/* ---- scripts ---- */

static void body(int statements)
{
	g.statements = statements;
	put("{\n");
	while (g.statements > 0)
		statement();
	if (g.function)
		put("return (int64)2;\n");
	put("}\n");
	g.nvariables = 0;
}

static void function(int number)
{
	fprintf(g.out, "fn f%d($v%d : int64, $v%d : string) : int64 ", number, g.numbers + 1,
		g.numbers + 2);
	variable_new(INT)->fixed = true;
	variable_new(STRING)->fixed = true;
	g.function = true;
	body(2 + (int)below(8));
	g.function = false;
	g.functions = number + 1;
}

/* Every map has its types from here on; the first statements also see to it that none is unknown.
 */
static void maps(void)
{
	put("BEGIN {\n"
	    "@i0 = (int64)1; @i1 = (int64)2; @i2 = (int64)3;\n"
	    "@ki[(int64)1] = (int64)1; @ks[\"a somewhat longer text, for a change, and more\"] = (int64)1;\n"
	    "@kt[(int64)1, \"a somewhat longer text, for a change, and more\"] = (int64)1;\n"
	    "@vs[(int64)1] = \"a text of some length, which is more than any other of them has\";\n"
	    "@kv[(int64)1] = ((int64)1, \"a text of some length, which is more than any other has\");\n"
	    "@n = count(); @cs[\"a\"] = count();\n"
	    "}\n");
}

static void probe(const char *program, int statements)
{
	static const char *const tests[] = {"BEGIN", "END", "interval:s:100", "self:signal:SIGUSR1",
					    NULL};

	memset(g.ints, 0, sizeof(g.ints));
	memset(g.texts, 0, sizeof(g.texts));
	g.stacks = false;
	switch (below(12)) {
	case 0:
		put("tracepoint:syscalls:sys_enter_openat ");
		g.ints[0] = "args.flags";
		g.ints[1] = "args.mode";
		g.texts[0] = "str(args.filename)";
		break;
	case 1:
		put("tracepoint:syscalls:sys_exit_read ");
		g.ints[0] = "args.ret";
		g.texts[0] = "probe";
		break;
	case 2:
		put("rawtracepoint:sched_switch ");
		g.ints[0] = "arg0";
		g.ints[1] = "arg1";
		g.stacks = true;
		break;
	case 3:
		put("profile:hz:1 ");
		g.stacks = true;
		break;
	case 4:
		if (program) {
			fprintf(g.out, "uprobe:%s:twice ", program);
			g.ints[0] = "arg0";
			g.ints[1] = "arg1";
			g.texts[0] = "probe";
			g.stacks = true;
			break;
		}
		/* fall through */
	case 5:
		if (below(6) == 0) {
			put("tracepoint:sched:sched_switch ");
			g.ints[0] = "args.prev_pid";
			g.ints[1] = "args.next_pid";
			g.texts[0] = "str(args.prev_comm)";
			g.stacks = true;
			break;
		}
		/* fall through */
	default:
		fprintf(g.out, "%s ", one_of(tests));
	}
	if (below(3) == 0) {
		put("/");
		expr(BOOL, 1);
		put("/ ");
	}
	body(statements);
}

void script_generate(FILE *out, uint64_t seed, const char *program, int full)
{
	bool has_long = seed % 40 == 7;

	memset(&g, 0, sizeof(g));
	g.out = out;
	g.full = full != 0;
	g.state = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
	for (int i = 0; i < 16; i++)
		below(2);
	maps();
	for (unsigned n = below(FUNCTIONS_MAX + 1), i = 0; i < n; i++)
		function((int)i);
	for (unsigned n = 1 + below(4); n; n--)
		probe(program, 3 + (int)below(40));
	if (has_long)
		probe(program, 200 + (int)below(400));
	/* Nothing prints at the end. */
	put("END { clear(@ki); clear(@ks); clear(@kt); }\n");
}
