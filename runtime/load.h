/* A program into the kernel: its maps and BPF programs as file descriptors. */
#ifndef SONDE_RUNTIME_LOAD_H
#define SONDE_RUNTIME_LOAD_H

#include "lang/base/buf.h"
#include "lang/program.h"
#include "runtime/run.h"

/* A map of the script in the kernel; units of a session share them. -1: there is none. */
struct kernel_map {
	int fd;	   /* what programs use now */
	int spare; /* the other map of one with banks */
	int bank;  /* the array in which programs find FD */
	int keys;  /* for a map whose keys are hashes: hash to key */
	unsigned users;
};

struct loaded {
	uint32_t ncpus;		  /* possible CPUs: values of a per-CPU map */
	int *programs;		  /* one per probe spec; -1: left out, or its target is gone */
	struct kernel_map **maps; /* one per map spec; with nothing in it where it has none */
	uint32_t nprograms, nmaps;
	int unwind_spaces, unwind_tables; /* for dw_ustack (lang/unwind.h); -1: no need */
	int packets;			  /* perf buffers of skboutput(); -1: none */
	int data, control;		  /* ring buffers; -1: the script sends nothing */
	size_t data_size, control_size;
	unsigned char *globals; /* NULL: none */
	unsigned char *cells;	/* NULL: none; CPU i's are at cells + i * cells_stride */
	size_t globals_size, cells_size, cells_stride;
};

struct load_options {
	enum run_mode mode; /* test and bench probes of other modes are left out */
	bool verbose;	    /* MESSAGE gets the whole log of the verifier */
	uint32_t child_pid; /* of -c; 0: none */
	uint32_t nunwound;  /* processes whose stacks are to be unwound */
	/* One per map spec: maps that are there already; NULL in it: a new one. NULL: all are new.
	 */
	struct kernel_map *const *shared;
	bool show_libbpf, show_verifier; /* -d: on standard output */
	bool modest;			 /* no more than 4 MiB for records */
};

/*
 * Loads P->object, which may be released afterwards. NULL: MESSAGE has been given what to tell the
 * person (whole lines, the first one with "ERROR: ").
 */
struct loaded *program_load(const struct program *p, const struct load_options *options,
			    struct buf *message);
/* Programs that cannot be taken off at once do nothing from now on. */
void loaded_stop(struct loaded *l, const struct program *p);
void loaded_free(struct loaded *l);	    /* NULL is fine */
void kernel_map_free(struct kernel_map *m); /* one user less; NULL is fine */

/*
 * Appends why the verifier refused the program of SPEC (NULL: not known which): the script's line
 * as the kernel's log names it, the plain cause, and with VERBOSE the log itself.
 */
void verifier_explain(const struct probe_spec *spec, int error, const char *log, bool verbose,
		      struct buf *message);

#endif
