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
	bool held;  /* it stops before it exits: see child_hold */
	bool gone;  /* it has exited and was waited for */
};

/*
 * Splits COMMAND on spaces, finds it in $PATH and forks. False: MESSAGE has been given why. The
 * child dies with us (SIGTERM).
 */
bool child_start(struct child *c, const char *command, struct buf *message);

/* Lets it become the command. False: MESSAGE has been given why it could not. */
bool child_go(struct child *c, struct buf *message);

/*
 * Makes it stop before it exits, while its memory is still there to be looked at. To be called
 * before child_go; SIGCHLD then tells when to call child_exiting. False: it cannot be traced (a
 * rule of the system), and will just exit.
 */
bool child_hold(struct child *c);

/*
 * Handles what has stopped the child: signals of its own are passed on. True: it is about to exit
 * and waits for child_let_exit.
 */
bool child_exiting(struct child *c);
void child_let_exit(struct child *c);

/* Ends it with SIGTERM if it is still there, and releases everything. */
void child_end(struct child *c);

#endif
