/* The source of a file's code, by its debug information; each address is looked up once. */
#ifndef SONDE_RUNTIME_SOURCE_LINES_H
#define SONDE_RUNTIME_SOURCE_LINES_H

#include "probes/dwarf_frames.h"

struct source_lines;

/* Of the program open as FD, which stays the caller's. NULL: there is no debug information. */
struct source_lines *source_lines_new(int fd, const char *path);
void source_lines_free(struct source_lines *s); /* NULL is fine */

/* As debuginfo_frames. Valid until source_lines_free. */
size_t source_lines_find(struct source_lines *s, uint64_t address,
			 const struct source_frame **frames);

#endif
