/*
 * A program from its image to the end of its trace.
 */
#ifndef SONDE_RUNTIME_RUN_H
#define SONDE_RUNTIME_RUN_H

#include "lang/program.h"

enum output_format { OUTPUT_TEXT, OUTPUT_JSON };
/* Which of the probes that stand for nothing outside the script are run: see test_run.h. */
enum run_mode { RUN_TRACE, RUN_TESTS, RUN_BENCHES };
enum buffering { BUFFER_LINE, BUFFER_FULL, BUFFER_NONE };

struct run_options {
	enum output_format format;
	enum buffering buffering;
	enum run_mode mode;
	const char *output;		 /* -o; NULL: standard output */
	bool live;			 /* --live */
	bool show_libbpf, show_verifier; /* -d: stages behind the compiler */
	bool quiet, verbose, no_warnings, warnings_verbose, color, dry_run;
	const char *command;	    /* -c; NULL: none */
	uint32_t pid;		    /* -p; 0: none */
	const uint32_t *dwarf_pids; /* --dwarf-pid */
	size_t ndwarf_pids;
	const char *debuginfo;	 /* --debuginfo; NULL: the usual places */
	const char *flame;	 /* --flame; NULL: none */
	const char *folded;	 /* --folded; NULL: none, "": standard output */
	const char *html;	 /* --html; NULL: none */
	const char *metrics;	 /* --metrics; NULL: none */
	const char *script_name; /* the file; NULL: the program of -e */
	struct str script;	 /* its text; nothing for a compiled one */
};

/*
 * Loads, attaches, runs until exit(), a signal, or the end of what is traced; prints everything.
 * Returns the exit status of the process. Leaves nothing attached; may leave a detached child that
 * closes slow links.
 */
int program_run(struct program *p, const struct run_options *options);

#endif
