/* Symbols of user programs: files by their ELF symbol tables, processes by their mappings. */
#ifndef SONDE_RUNTIME_USYMS_H
#define SONDE_RUNTIME_USYMS_H

#include <stdbool.h>
#include <stdint.h>

struct usyms;

/* KEEP: what was read of a process is kept for when it is gone (cache_user_symbols not NONE). */
struct usyms *usyms_new(bool keep);
void usyms_free(struct usyms *u); /* NULL is fine */

struct usym {
	const char *name;     /* NULL: no symbol; as the file has it (mangled) */
	uint64_t offset;      /* in the symbol */
	const char *module;   /* path of the mapped file; NULL: the address is in none */
	uint64_t file_offset; /* of the address, in MODULE */
};

/* What is at ADDRESS of process PID. Strings are valid until usyms_free. False: nothing known. */
bool usyms_find(struct usyms *u, uint32_t pid, uint64_t address, struct usym *found);

/* The same for an address that is one of the file PATH itself (an executable without PIE). */
bool usyms_find_in(struct usyms *u, const char *path, uint64_t address, struct usym *found);

/* Reads the mappings of PID now: it may soon be gone. */
void usyms_process_seen(struct usyms *u, uint32_t pid);

#endif
