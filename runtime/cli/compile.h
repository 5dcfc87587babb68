/*
 * Inside of sonde-compile: one compilation, and serving many.
 */
#ifndef SONDE_RUNTIME_CLI_COMPILE_H
#define SONDE_RUNTIME_CLI_COMPILE_H

#include "runtime/cli/request.h"

/*
 * Compiles what REQUEST's descriptors hold as U; the image goes to the one for it, messages to
 * standard error. 0 the image is written, 1 the script is wrong, 2 the environment is wrong.
 */
int compilation_run(const struct request *request, struct unit *u);

/* Serves the session at REQUEST's socket (serve.h) until it is closed; U is the first unit. */
int compile_serve(const struct request *request, struct unit *u);

#endif
