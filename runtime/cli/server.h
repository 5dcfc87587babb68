/*
 * The compiler that a session keeps (serve.h), as sonde sees it.
 */
#ifndef SONDE_RUNTIME_CLI_SERVER_H
#define SONDE_RUNTIME_CLI_SERVER_H

#include <sys/types.h>

#include "lang/base/buf.h"
#include "runtime/cli/request.h"

struct compile_server {
	int socket; /* -1: it is not there */
	pid_t pid;  /* that was started; the one that serves may be a fork of it */
};

/* Called until FD is readable: does other work meanwhile. False: cancel. */
typedef bool serve_wait_fn(void *arg, int fd);

/* False: said why on stderr. */
bool compile_server_start(struct compile_server *s, const struct options *options);
void compile_server_stop(struct compile_server *s);

/*
 * Compiles PRELUDE and TEXT. 0: *IMAGE is the image (compiler_release), and compile_server_verdict
 * has to follow. Otherwise an exit status. MESSAGES gets what the compiler said.
 */
int compile_server_run(struct compile_server *s, const struct request *request, struct str prelude,
		       struct str text, serve_wait_fn *wait, void *arg, struct bytes *image,
		       struct buf *messages);
/* KEEP: the image runs, and its maps are the session's. */
void compile_server_verdict(struct compile_server *s, bool keep);

#endif
