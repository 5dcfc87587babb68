/*
 * The compiler as sonde sees it: a process of its own that turns a script into an image.
 */
#ifndef SONDE_RUNTIME_CLI_COMPILER_H
#define SONDE_RUNTIME_CLI_COMPILER_H

#include <sys/types.h>

#include "runtime/cli/request.h"

struct compiler {
	pid_t pid;
	int source_fd, image_fd;
};

/*
 * Starts sonde-compile on TEXT; REQUEST's descriptors are set here. False: said why on stderr.
 */
bool compiler_start(struct arena *a, struct request *request, struct str text, struct compiler *c);

/*
 * Waits for it. 0: *IMAGE is the image, mapped read-only (compiler_release unmaps it). Otherwise
 * the exit status for sonde; what was wrong has been printed.
 */
int compiler_finish(struct compiler *c, struct bytes *image);

void compiler_release(struct bytes *image);

/* Compiles TEXT several times and prints how long that takes. The exit status. */
int compiler_bench(struct arena *a, struct request *request, struct str text);

/* For who starts it in another way (server.h). Writes all of TEXT. False: errno. */
bool text_pass(int fd, struct str text);
/* Maps what the compiler wrote; false: nothing. */
bool image_map(int fd, struct bytes *image);

#endif
