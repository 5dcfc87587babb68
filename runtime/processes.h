/*
 * Where processes have or had their code: mappings with the time they were made, kept when the
 * process is gone. Times are CLOCK_MONOTONIC in ns.
 */
#ifndef SONDE_RUNTIME_PROCESSES_H
#define SONDE_RUNTIME_PROCESSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/user_files.h"

struct processes;

struct mapping {
	uint64_t begin, end, offset;
	uint64_t made;
	struct user_file *file; /* NULL: of no file, so its code was made by the process itself */
};

/* FILES must outlive the result. */
struct processes *processes_new(struct user_files *files);
void processes_free(struct processes *all); /* NULL is fine */
/* Forgets all of them; the files stay. */
void processes_forget(struct processes *all);

/* What the kernel reports as it happens: a mapping of M->FILE, a fork, an exit. */
void processes_mapped(struct processes *all, uint32_t pid, const struct mapping *m);
void processes_forked(struct processes *all, uint32_t pid, uint32_t parent, uint64_t when);
void processes_exited(struct processes *all, uint32_t pid, uint64_t when);

/* Reads the mappings that PID has now. False: it is gone. */
bool processes_read(struct processes *all, uint32_t pid);

/*
 * Reads the mappings of processes that run already, for some milliseconds; false when all are
 * read.
 */
bool processes_scan(struct processes *all);

/*
 * Calls VISIT with each mapping of code that PID has now, in order. False: it has none, or is gone;
 * errno.
 */
bool process_mappings(struct user_files *files, uint32_t pid,
		      void (*visit)(const struct mapping *m, void *arg), void *arg);

/* Grows whenever PID is known to have mapped something. */
uint64_t processes_changes(const struct processes *all, uint32_t pid);

/* The newest mapping of PID that ADDRESS lies in, or NULL. Valid until anything else is called. */
const struct mapping *processes_known(const struct processes *all, uint32_t pid, uint64_t address);
/* The same; when nothing is known a living process is asked, but not again and again. */
const struct mapping *processes_find(struct processes *all, uint32_t pid, uint64_t address);

/* Processes that were forgotten because too many had ended before them. */
uint64_t processes_forgotten(const struct processes *all);

#endif
