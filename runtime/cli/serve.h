/*
 * The compiler that a session keeps: `sonde-compile --serve=SOCKET` has LLVM and the kernel's types
 * ready and compiles each request in a fork of itself, so that a crash costs one unit and not the
 * session. One request at a time, in messages of the socket (SOCK_SEQPACKET):
 *
 *	sonde:          the words of the request (request.h), each with its NUL, and the descriptors
 *of enum serve_fd sonde-compile:  struct serve_began, from the fork sonde-compile:  struct
 *serve_ended sonde:          struct serve_verdict, if the status was 0
 *
 * SERVE_KEEP says that the image runs: the fork, which knows the new maps with their types, serves
 * from then on and its parent ends. SERVE_DROP leaves the session as it was.
 */
#ifndef SONDE_RUNTIME_CLI_SERVE_H
#define SONDE_RUNTIME_CLI_SERVE_H

#include <stdint.h>

enum serve_fd { SERVE_SOURCE, SERVE_PRELUDE, SERVE_IMAGE, SERVE_OUTPUT, SERVE_FDS };

enum { SERVE_KEEP = 1, SERVE_DROP };

struct serve_began {
	int32_t pid; /* may be killed to cancel the request */
};

struct serve_ended {
	int32_t status; /* of compilation_run, or 128 + the signal that killed the fork */
};

struct serve_verdict {
	int32_t what;
};

#define SERVE_WORDS_MAX (64 * 1024)

#endif
