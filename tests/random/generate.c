/*
 * Random variables and expressions, and their text. An expression that the reference refuses is
 * thrown away and made anew, so that whole scripts compile.
 */
#include "tests/random/expr.h"

#include <inttypes.h>
#include <stdlib.h>

struct variable variables[VARIABLES];

static uint64_t state;

void random_seed(uint64_t seed)
{
	state = seed;
}

/* splitmix64. */
uint64_t random_bits(void)
{
	uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

unsigned random_below(unsigned n)
{
	return (unsigned)(random_bits() % n);
}

/* Numbers near the edges of all widths, small ones, and any. */
static uint64_t interesting(void)
{
	static const int edges[] = {7, 8, 15, 16, 31, 32, 63};
	uint64_t edge = UINT64_C(1) << edges[random_below(7)];

	switch (random_below(6)) {
	case 0:
	case 1:
		return random_below(10);
	case 2:
		return edge - 1 + random_below(3);
	case 3:
		return -edge - 1 + random_below(3);
	case 4:
		return random_bits() >> random_below(64);
	default:
		return -(uint64_t)random_below(10);
	}
}

static struct kind kind_of_integer(int i)
{
	return (struct kind){.is_signed = i & 1, .bits = 8 << (i >> 1)};
}

static struct kind kind_random(void)
{
	return random_below(9) ? kind_of_integer((int)random_below(8))
			       : (struct kind){.is_bool = true, .bits = 8};
}

void variables_make(void)
{
	for (int i = 0; i < VARIABLES; i++) {
		struct kind kind = i < 18 ? kind_of_integer(i % 8)
					  : (struct kind){.is_bool = true, .bits = 8};
		uint64_t bits = interesting();

		if (kind.is_bool) {
			bits = bits & 1;
		} else if (kind.bits < 64) {
			bits &= (UINT64_C(1) << kind.bits) - 1;
			if (kind.is_signed && bits >> (kind.bits - 1))
				bits |= ~UINT64_C(0) << kind.bits;
		}
		variables[i] = (struct variable){kind, bits};
	}
}

static struct expr *node(enum node type)
{
	struct expr *e = calloc(1, sizeof(*e));

	if (!e)
		abort();
	e->node = type;
	return e;
}

static struct expr *leaf(bool literals)
{
	struct expr *e;

	if (random_below(10) < (literals ? 1 : 8)) {
		e = node(NODE_VARIABLE);
		e->variable = (int)random_below(VARIABLES);
		return e;
	}
	e = node(NODE_LITERAL);
	e->bits = interesting();
	if (random_below(3))
		e->bits = e->bits > INT64_MAX ? -e->bits : e->bits;
	if (random_below(12) == 0) {
		e->kind.is_bool = true;
		e->bits &= 1;
	}
	return e;
}

static struct expr *grown(int depth, bool literals);

/* A count of 0 to 63: beyond that a shift is undefined. */
static struct expr *shift_count(int depth, bool literals)
{
	struct expr *e, *mask;

	if (literals || random_below(2)) {
		e = node(NODE_LITERAL);
		e->bits = random_below(64);
		return e;
	}
	e = node(NODE_BINARY);
	mask = node(NODE_LITERAL);
	mask->bits = 63;
	e->op = OP_AND;
	e->a = grown(depth - 1, literals);
	e->b = mask;
	return e;
}

static struct expr *binary(int depth, bool literals)
{
	struct expr *e = node(NODE_BINARY);

	e->op = (enum operator)random_below(OP_LOR + 1);
	e->a = grown(depth - 1, literals);
	e->b = e->op == OP_SHL || e->op == OP_SHR ? shift_count(depth, literals)
						  : grown(depth - 1, literals);
	return e;
}

static struct expr *store(int depth, bool literals)
{
	struct expr *e = binary(depth, literals);

	e->node = NODE_STORE;
	e->kind = kind_of_integer((int)random_below(8));
	e->op = (enum operator)(e->op % (OP_SHR + 1));
	if (e->op == OP_SHL || e->op == OP_SHR) {
		expr_free(e->b);
		e->b = shift_count(depth, literals);
	}
	return e;
}

static struct expr *grown(int depth, bool literals)
{
	unsigned choice = random_below(20);
	struct expr *e;

	if (depth <= 0 || choice == 0)
		return leaf(literals);
	if (choice < 11)
		return binary(depth, literals);
	if (choice < 14) {
		e = node(NODE_CAST);
		e->kind = kind_random();
	} else if (choice < 17) {
		e = node((enum node)(NODE_MINUS + (int)(choice - 14)));
	} else if (choice == 17) {
		e = node(NODE_TERNARY);
		e->b = grown(depth - 1, literals);
		e->c = grown(depth - 1, literals);
	} else if (choice == 18) {
		return store(depth, literals);
	} else {
		e = node(NODE_BLOCK);
	}
	e->a = grown(depth - 1, literals);
	return e;
}

/* Makes parts that have no value anew, from the inside out, so that deep expressions remain. */
static void mend(struct expr **e, int depth, bool literals)
{
	struct value v;

	if ((*e)->a)
		mend(&(*e)->a, depth - 1, literals);
	if ((*e)->b)
		mend(&(*e)->b, depth - 1, literals);
	if ((*e)->c)
		mend(&(*e)->c, depth - 1, literals);
	while (!expr_value(*e, &v)) {
		expr_free(*e);
		*e = grown(depth > 1 ? 1 : depth, literals);
	}
}

struct expr *expr_make(int depth, bool literals)
{
	struct expr *e = grown(depth, literals);

	mend(&e, depth, literals);
	return e;
}

void expr_free(struct expr *e)
{
	if (!e)
		return;
	expr_free(e->a);
	expr_free(e->b);
	expr_free(e->c);
	free(e);
}

const char *kind_name(struct kind kind)
{
	static const char *const names[2][4] = {{"uint8", "uint16", "uint32", "uint64"},
						{"int8", "int16", "int32", "int64"}};
	int width = kind.bits == 8 ? 0 : kind.bits == 16 ? 1 : kind.bits == 32 ? 2 : 3;

	return kind.is_bool ? "bool" : names[kind.is_signed][width];
}

static const char *const operators[] = {"+",  "-", "*",	 "/", "%",  "&",  "|",	"^",  "<<",
					">>", "<", "<=", ">", ">=", "==", "!=", "&&", "||"};

/* Names of variables inside blocks must differ: nothing may shadow. */
static int blocks;

void expr_print(FILE *out, const struct expr *e)
{
	static const char *const prefixes[] = {
		[NODE_MINUS] = "-", [NODE_COMPLEMENT] = "~", [NODE_NOT] = "!"};
	int block = e->node == NODE_BLOCK || e->node == NODE_STORE ? blocks++ : 0;

	switch (e->node) {
	case NODE_LITERAL:
		if (e->kind.is_bool)
			fputs(e->bits ? "true" : "false", out);
		else
			fprintf(out, e->bits % 3 ? "%" PRIu64 : "0x%" PRIx64, e->bits);
		return;
	case NODE_VARIABLE:
		fprintf(out, "$v%d", e->variable);
		return;
	case NODE_CAST:
		fprintf(out, "(%s)", kind_name(e->kind));
		break;
	case NODE_MINUS:
	case NODE_COMPLEMENT:
	case NODE_NOT:
		fputs(prefixes[e->node], out);
		break;
	case NODE_BLOCK:
		fprintf(out, "({ let $t%d = ", block);
		expr_print(out, e->a);
		fprintf(out, "; $t%d })", block);
		return;
	case NODE_STORE:
		fprintf(out, "({ let $t%d : %s = ", block, kind_name(e->kind));
		expr_print(out, e->a);
		fprintf(out, "; $t%d %s= ", block, operators[e->op]);
		expr_print(out, e->b);
		fprintf(out, "; $t%d })", block);
		return;
	case NODE_BINARY:
	case NODE_TERNARY:
		break;
	}
	/*
	 * Every operand stands in parentheses: `--x` would be a decrement, and `/` in front of `{`
	 * would end a predicate.
	 */
	fputc('(', out);
	if (e->node == NODE_TERNARY)
		expr_print(out, e->c);
	else
		expr_print(out, e->a);
	if (e->node == NODE_BINARY) {
		fprintf(out, " %s ", operators[e->op]);
		expr_print(out, e->b);
	} else if (e->node == NODE_TERNARY) {
		fputs(" ? ", out);
		expr_print(out, e->a);
		fputs(" : ", out);
		expr_print(out, e->b);
	}
	fputc(')', out);
}
