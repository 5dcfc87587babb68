/*
 * What sonde asks of sonde-compile: the one place that knows the words between the two. The script
 * travels in a file descriptor, the rest as arguments:
 *
 *	sonde-compile --name=stdin --source=3 --image=4 [--unsafe ...] [--param=TEXT ...]
 *[--named=--x=1 ...]
 */
#ifndef SONDE_RUNTIME_CLI_REQUEST_H
#define SONDE_RUNTIME_CLI_REQUEST_H

#include "lang/base/read.h"
#include "lang/unit.h"

struct request {
	const char *name;	 /* of the script, for messages */
	int source_fd, image_fd; /* image_fd -1: check only */
	int prelude_fd;		 /* declarations in front of the script; 0: none */
	int serve_fd;		 /* serve requests that come from this socket (serve.h); 0: no */
	uint32_t hidden;	 /* bytes in front of the script that its author has not written */
	bool color;
	unsigned stages;       /* enum stage */
	const char *emit_llvm; /* file for the optimised IR; NULL: none */
	const char *emit;      /* "llvm", "asm" or "bpf": printed; NULL: nothing is */
	bool verify_llvm_ir;   /* have LLVM check what was generated */
	struct options options;
};

/* The argument vector for REQUEST, ended by NULL, in A. */
char **request_arguments(struct arena *a, const struct request *request);

/* The reverse. False: *BAD is the argument that nobody knows. */
bool request_parse(struct arena *a, int argc, char **argv, struct request *request,
		   const char **bad);

#endif
