/*
 * Test cases as files hold them. A file is blocks separated by empty lines; a block is items; an
 * item is a key at the beginning of a line, its value, and further lines of the value, indented.
 *
 *	name   sum per key
 *	needs  root
 *	prog   BEGIN { @[1] = sum(2); @[1] = sum(3);
 *	         exit() }
 *	out    @[1]: 5
 *
 * Lines that begin with # are comments. A value line that reads <empty> is an empty line, because
 * an empty line itself would end the block. tests/README.md lists the keys.
 */
#ifndef SONDE_TESTS_RUNNER_CASE_H
#define SONDE_TESTS_RUNNER_CASE_H

#include "lang/base/arena.h"
#include "lang/base/buf.h"
#include "lang/base/vec.h"

struct lines VEC(struct str);

enum case_key {
#define KEY(id) KEY_##id,
#include "tests/runner/keys.def"
#undef KEY
	KEY_COUNT
};

struct item {
	enum case_key key;
	struct lines lines; /* indentation removed */
};

enum case_kind {
	CASE_PARSE,  /* in process: text to tree */
	CASE_SEMA,   /* in process, with the make-believe system: text to typed tree or messages */
	CASE_COMMAND /* a command is run */
};

struct test_case {
	const char *file;
	unsigned first_line, last_line; /* of the block, from 1 */
	enum case_kind kind;
	const char *name;
	struct items VEC(struct item) items;
};

struct test_cases VEC(struct test_case *);

/*
 * Adds the cases of FILE. Everything lives in A. False: the file cannot be read or a block is
 * malformed; said on stderr.
 */
bool cases_read(struct arena *a, const char *file, struct test_cases *cases);

/* The first item with KEY after AFTER (NULL: from the start), or NULL. */
const struct item *case_item(const struct test_case *c, enum case_key key,
			     const struct item *after);

/* The value of KEY on one line, its lines joined by newlines; NULL if the case has none. */
const char *case_value(struct arena *a, const struct test_case *c, enum case_key key);

const char *case_key_name(enum case_key key);

/* TEXT cut at newlines; the last line may lack one. */
struct lines lines_split(struct arena *a, struct str text);

/* Appends an item as it stands in a file. */
void item_write(struct buf *out, enum case_key key, const struct lines *lines);

#endif
