/*
 * Expressions over integers and bools, for the random test. What it computes by is written down
 * here a second time, from the language reference alone: nothing of lang/ or codegen/ is used.
 */
#ifndef SONDE_TESTS_RANDOM_EXPR_H
#define SONDE_TESTS_RANDOM_EXPR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* bool, or an integer of BITS bits. */
struct kind {
	bool is_bool;
	bool is_signed;
	int bits;
};

enum node {
	NODE_LITERAL,
	NODE_VARIABLE,
	NODE_CAST,
	NODE_MINUS,
	NODE_COMPLEMENT,
	NODE_NOT,
	NODE_BINARY,
	NODE_TERNARY,
	NODE_BLOCK, /* { let $t = A; $t } */
	NODE_STORE, /* { let $t : KIND = A; $t op= B; $t } */
};

enum operator{
	OP_ADD,
	OP_SUB,
	OP_MUL,
	OP_DIV,
	OP_MOD,
	OP_AND,
	OP_OR,
	OP_XOR,
	OP_SHL,
	OP_SHR,
	OP_LT,
	OP_LE,
	OP_GT,
	OP_GE,
	OP_EQ,
	OP_NE,
	OP_LAND,
	OP_LOR,
};

struct expr {
	enum node node;
	enum operator op;
	struct kind kind; /* of a cast, a store or a literal bool */
	uint64_t bits;	  /* of a literal, which is never negative */
	int variable;
	struct expr *a, *b, *c;
};

/*
 * The value of an expression. BITS is extended to 64 bits by the kind's signedness. LITERAL: it
 * was folded, so its type is the smallest that holds it and bends to the other operand's sign.
 */
struct value {
	struct kind kind;
	uint64_t bits;
	bool literal;
	bool negative; /* a literal below zero */
};

/* The variables that every script declares; values survive no folding: they come from a map. */
struct variable {
	struct kind kind;
	uint64_t bits;
};
#define VARIABLES 24
extern struct variable variables[VARIABLES];

/*
 * Computes E by sections 3.5, 3.6, 4.7 and 4.8 of the reference. False when the reference refuses
 * the expression or leaves its result open.
 */
bool expr_value(const struct expr *e, struct value *v);
/* As print() writes it. TO has room for 32 bytes. */
void value_text(const struct value *v, char *to);

/* Random numbers that are the same everywhere for one seed. */
void random_seed(uint64_t seed);
uint64_t random_bits(void);
/* 0 to N - 1. */
unsigned random_below(unsigned n);

void variables_make(void);
/* An expression with a value, at most DEPTH deep. LITERALS: most leaves are literals, so it folds.
 */
struct expr *expr_make(int depth, bool literals);
void expr_free(struct expr *e);
void expr_print(FILE *out, const struct expr *e);
const char *kind_name(struct kind kind);

#endif
