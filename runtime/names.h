/*
 * From numbers to the names people know: symbols, users, times, cgroups. Everything is looked up
 * when it is first printed and kept compact: most scripts print none of it.
 */
#ifndef SONDE_RUNTIME_NAMES_H
#define SONDE_RUNTIME_NAMES_H

#include "lang/base/buf.h"
#include "lang/program.h"

struct names;
struct usyms;

/* P must outlive the result. */
struct names *names_new(const struct program *p);
void names_free(struct names *n);

const struct program *names_program(const struct names *n);

/* What follows a string that was cut at its capacity. */
struct str names_trailer(const struct names *n);

/* Reads the kernel's symbols if the program prints any: for a moment when there is time. */
void names_prepare(struct names *n);

/* The kernel showed us no symbol when we asked. */
bool names_kernel_hidden(const struct names *n);

/* Symbols of user programs, for noting what they map. */
struct usyms *names_usyms(struct names *n);

/* Whether P prints symbols of user programs. */
bool program_wants_user_symbols(const struct program *p);
bool names_want_kernel_symbols(const struct names *n);
bool names_want_cgroups(const struct names *n); /* their paths */

enum symbol_form {
	SYMBOL_PLAIN,  /* name */
	SYMBOL_OFFSET, /* name+offset */
	SYMBOL_PERF,   /* hex address, name+offset; user: (module) */
};

/* Unknown addresses are printed as 0x... */
void names_ksym(struct names *n, uint64_t address, enum symbol_form form, struct buf *out);

struct user_address {
	uint64_t address;
	uint32_t pid;
	uint32_t probe;	     /* index in program.probes, for the binary of a process that is gone */
	bool return_address; /* of a frame that has called another one */
};

/*
 * With show_debug_info also its file and line, and in front of it, each with the rest of its line,
 * the functions that were inlined.
 */
void names_usym(struct names *n, const struct user_address *a, enum symbol_form form,
		struct buf *out);

/*
 * The functions at A, innermost first: those that were inlined, if the program shows them, and the
 * one of the symbol. Returns how many there are, at most MAX; 0: no name is known. *MODULE: name of
 * the file, NULL: none.
 */
size_t names_functions(struct names *n, const struct user_address *a, const char **functions,
		       size_t max, const char **module);

/* Name of the user UID; nothing when it has none. */
void names_user(struct names *n, uint64_t uid, struct buf *out);

/* FORMAT: index in program.strings; MODE: enum clock_mode. */
void names_time(struct names *n, uint32_t format, uint32_t mode, uint64_t ns, struct buf *out);

/* FILTER: index in program.strings. */
void names_cgroup(struct names *n, uint64_t filter, uint64_t id, struct buf *out);

/* The text of a stack: struct memory of T_KSTACK or T_USTACK at AT. */
void stack_text(struct names *n, const struct type *t, const unsigned char *at, struct buf *out);

/* Shows VISIT the name of each frame of such a stack, the outermost first. */
typedef void stack_frame_fn(void *arg, struct str name);
void stack_frames(struct names *n, const struct type *t, const unsigned char *at,
		  stack_frame_fn *visit, void *arg);

#endif
