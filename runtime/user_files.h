/*
 * The files that user code is mapped from: each once, known by device and inode as the kernel
 * reports them with a mapping, opened when a symbol is wanted. Those that might be gone by then are
 * held open (see user_file_hold).
 */
#ifndef SONDE_RUNTIME_USER_FILES_H
#define SONDE_RUNTIME_USER_FILES_H

#include <libelf.h>
#include <stdbool.h>
#include <stdint.h>

#include "probes/dwarf_frames.h"
#include "runtime/elf_symbols.h"

struct user_files;
struct user_file;

/* LINES: source lines are wanted, too (see user_file_frames). */
struct user_files *user_files_new(bool lines);
void user_files_free(struct user_files *u); /* NULL is fine */

struct file_identity {
	uint32_t major, minor;
	uint64_t inode;
	uint64_t generation; /* 0: not known */
	const char *path;    /* as its process sees it; "[vdso]" has no inode */
};

/* The file of that identity; NULL when there are too many. Valid until user_files_free. */
struct user_file *user_file_get(struct user_files *u, const struct file_identity *id);

/* The file at PATH, by what stat says of it; NULL: it cannot be read. */
struct user_file *user_file_at(struct user_files *u, const char *path);

/* Where a file is mapped: the way to it that stays right when its path does not lead there. */
struct file_place {
	uint32_t pid;
	uint64_t begin, end;
};

/*
 * To be called when the mapping is new: files in other mount namespaces, and those on the file
 * systems of / and /tmp, are held open, so that they can be read when their process and their name
 * are gone. Others are not, because an open file keeps its file system from being unmounted.
 */
void user_file_hold(struct user_files *u, struct user_file *f, const struct file_place *place);

const char *user_file_path(const struct user_file *f);

/* Its symbols, read at the first call. Never NULL; what cannot be read has none. */
struct elf_symbols *user_file_symbols(struct user_files *u, struct user_file *f,
				      const struct file_place *place);

/*
 * The file itself, to be given back with elf_end, and then *FD with close where it is not -1. NULL:
 * it cannot be read.
 */
Elf *user_file_elf(const struct user_file *f, const struct file_place *place, int *fd);

/*
 * What ADDRESS, in the terms of F, is in the source: as debuginfo_frames; 0 without debug
 * information. The symbols of F must have been read. Valid until user_files_free.
 */
size_t user_file_frames(struct user_file *f, uint64_t address, const struct source_frame **frames);

#endif
