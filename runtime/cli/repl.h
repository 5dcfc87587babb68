/*
 * The interactive session: what its files share. A line is typed (repl.c), understood
 * (repl_input.c), and is either a command (commands.def, repl_commands.c) or goes to the compiler
 * and runs (repl_units.c).
 */
#ifndef SONDE_RUNTIME_CLI_REPL_H
#define SONDE_RUNTIME_CLI_REPL_H

#include "runtime/cli/options.h"
#include "runtime/cli/server.h"
#include "runtime/units.h"

/* fn, macro, struct ... that was typed: part of every later unit. */
struct definition {
	const char *what; /* "fn"; one of each WHAT and NAME */
	char *name;
	char *text;
	bool no_value; /* a call of it is no expression */
};

enum { HISTORY_MAX = 5000 };

struct repl {
	struct cli *cli;
	struct units *units;
	struct compile_server server;
	struct definition *definitions;
	size_t ndefinitions, definitions_cap;
	struct buf typed; /* lines of an input that is not complete */
	char *history;	  /* the file; NULL: none */
	int signals;
	bool reading; /* the prompt is on the screen */
	bool quit;
	bool interrupted; /* Ctrl-C while something was done */
	unsigned column;  /* where the last line of output ends, which has no newline yet */
};

/* ---- repl.c ---- */

/* Runs a session on the terminal; the exit status. */
int repl_run(struct cli *cli);

/* Puts TEXT above the line that is being typed. */
void repl_print(struct repl *r, struct str text);
ATTR_PRINTF(2, 3) void repl_printf(struct repl *r, const char *fmt, ...);
/* Prints what units have said. */
void repl_output(struct repl *r);
/*
 * Goes on with the session until FD is readable (-1: none) or MS have gone by (-1: no limit), at
 * most until Ctrl-C. False: it was that.
 */
bool repl_wait(struct repl *r, int fd, int ms);
/* Waits for the keyboard, too: a key ends it. */
bool repl_wait_key(struct repl *r, int ms);

/* ---- repl_input.c ---- */

enum input_kind {
	INPUT_NOTHING,
	INPUT_MORE,   /* it is not complete */
	INPUT_WRONG,  /* MESSAGES say why */
	INPUT_SCRIPT, /* probes, definitions */
	INPUT_RUN,    /* statements */
	INPUT_PRINT,  /* an expression */
	INPUT_MAP,    /* a map as a whole */
};

struct input {
	enum input_kind kind;
	struct unit *unit; /* the tree of a script; the caller frees it */
	struct buf messages;
};

/* What TEXT is. LAST: it has to be complete now. */
void input_read(const struct repl *r, struct str text, bool last, struct input *in);

/* ---- repl_units.c ---- */

/* Runs what was typed. */
void repl_execute(struct repl *r, struct str text, struct input *in);
/* The same for a file: its probes become one unit. */
void repl_load(struct repl *r, const char *file);
/* Evaluates TEXT without running it: its type goes to OUT. False: the messages do. */
bool repl_type(struct repl *r, struct str text, struct buf *out);
/* A script of all that is on now, and of all definitions. */
void repl_script(const struct repl *r, struct buf *out);
void repl_definitions_free(struct repl *r);
void repl_map_print(struct repl *r, uint32_t index);

/* ---- repl_commands.c ---- */

/* LINE begins with a colon. */
void repl_command(struct repl *r, struct str line);
/* Command number I; NULL: there are no more. */
const char *repl_command_name(size_t i, const char **form, const char **doc);

/* ---- repl_complete.c ---- */

void repl_complete_begin(struct repl *r);
void repl_complete_end(void);

#endif
