/* Symbols of user programs: by the mappings of their processes, living or gone. */
#ifndef SONDE_RUNTIME_USYMS_H
#define SONDE_RUNTIME_USYMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct usyms;
struct loaded;
struct buf;
struct user_file;

/*
 * KEEP: what was read of a process is kept for when it is gone (cache_user_symbols not NONE).
 * LINES: source lines are wanted.
 */
struct usyms *usyms_new(bool keep, bool lines);
void usyms_free(struct usyms *u); /* NULL is fine */

/*
 * From now on notes what is mapped by any process, so that its symbols can be read even when it is
 * gone. False: errno says why not. Nothing to do without KEEP.
 */
bool usyms_watch(struct usyms *u);

/*
 * Makes tables in L's maps for unwinding stacks of PID, from now on and when it maps more. False:
 * ERROR says why not.
 */
bool usyms_unwind(struct usyms *u, const struct loaded *l, uint32_t pid, struct buf *error);
/* The same will be asked for PID when it is known what it runs. */
void usyms_unwind_later(struct usyms *u, const struct loaded *l, uint32_t pid);

/* Descriptors that become readable when there is something to note, and how many. */
const int *usyms_fds(const struct usyms *u, size_t *n);
/* Notes what has come. */
void usyms_read(struct usyms *u);
/* Reads the mappings of PID now: it may soon be gone. */
void usyms_process_seen(struct usyms *u, uint32_t pid);
/* Does so for all processes, some milliseconds at a time; false when it is done. */
bool usyms_scan(struct usyms *u);

/* Mappings that were not noted since the kernel's buffers were full; processes forgotten. */
uint64_t usyms_lost(const struct usyms *u);
uint64_t usyms_forgotten(const struct usyms *u);

struct usym {
	const char *name;   /* NULL: no symbol; as the file has it (mangled) */
	uint64_t offset;    /* in the symbol */
	const char *module; /* path of the mapped file; NULL: the address is in none */
	struct user_file *file;
	uint64_t address; /* in the file's own terms; without FILE: nothing */
};

/*
 * What is at ADDRESS of process PID. With RETURN_ADDRESS the call before it is meant, which may be
 * the last instruction of its function; the offset is still that of ADDRESS. Strings are valid
 * until usyms_free. False: nothing known.
 */
bool usyms_find(struct usyms *u, uint32_t pid, uint64_t address, bool return_address,
		struct usym *found);

/* The same for an address that is one of the file PATH itself (an executable without PIE). */
bool usyms_find_in(struct usyms *u, const char *path, uint64_t address, struct usym *found);

#endif
