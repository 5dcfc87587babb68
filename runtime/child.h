/* The command of -c: a process that waits until everything is attached, then becomes the command.
 */
#ifndef SONDE_RUNTIME_CHILD_H
#define SONDE_RUNTIME_CHILD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "lang/base/buf.h"

struct child {
	pid_t pid;  /* 0: none */
	int pidfd;  /* readable when it has exited */
	int gate;   /* a byte into it lets the child go */
	int report; /* errno of a failed exec comes here */
};

/*
 * Splits COMMAND on spaces, finds it in $PATH and forks. False: MESSAGE has been given why. The
 * child dies with us (SIGTERM).
 */
bool child_start(struct child *c, const char *command, struct buf *message);

/* Lets it become the command. False: MESSAGE has been given why it could not. */
bool child_go(struct child *c, struct buf *message);

/*
 * For a command that has to be looked at before it runs (child_settle.c). child_hold comes before
 * child_go. Then it is stopped when it has become the command (child_reach_exec), and once more
 * when its libraries are mapped, too (child_reach_entry); child_release lets it go. False: it
 * cannot be traced, or has ended.
 */
bool child_hold(struct child *c);
bool child_reach_exec(const struct child *c);
bool child_reach_entry(const struct child *c);
void child_release(const struct child *c);

/* Ends it with SIGTERM if it is still there, and releases everything. */
void child_end(struct child *c);

#endif
