/*
 * The tracing file system: where it is, its files, and the `format` of an event.
 */
#ifndef SONDE_PROBES_TRACEFS_H
#define SONDE_PROBES_TRACEFS_H

#include <stdbool.h>

#include "lang/base/arena.h"
#include "lang/base/buf.h"
#include "lang/base/str.h"
#include "lang/base/vec.h"

/*
 * Directory of the tracing file system, mounted if it has to be. NULL: there is none, and
 * tracefs_problem says what is missing and how to get it. Looked for once per process.
 */
const char *tracefs_root(void);

/* From now on ROOT, which must stay alive, is taken for it: the tree of a make-believe system. */
void tracefs_root_use(const char *root);

/*
 * A descriptor of the folder of a file system of the kernel: the one mounted at PATH, or a mount
 * that is in nobody's tree and goes with the descriptor. -1: errno.
 */
int kernel_fs_open(const char *path, const char *type);

struct tracefs_problem {
	const char *text;
	const char *hint;
};

struct tracefs_problem tracefs_problem(void);

/*
 * Reads a whole file of any size up to LIMIT bytes (kernel files report no size). NULL: errno says
 * why. The caller frees it; it is NUL-terminated.
 */
char *file_read(const char *path, size_t limit, size_t *len);

/* The file RELATIVE to the root, as file_read. */
char *tracefs_read(const char *relative, size_t *len);

/* Number in events/CATEGORY/EVENT/id; negative errno. */
int tracefs_event_id(const char *category, const char *event);

struct event_field {
	struct str text; /* the declaration as the file has it */
	struct str type; /* as in the file, without the brackets of an array: "const char *" */
	struct str name;
	struct str count; /* what stands in the brackets; .at NULL: no array */
	uint32_t offset, size;
	bool is_signed;
	bool data_loc; /* the 4 bytes say where the data are */
	bool rel_loc;
};

struct event_fields VEC(struct event_field);

struct event_format {
	uint32_t id;
	struct event_fields fields; /* in declared order, the common ones among them */
};

/*
 * Parses the text of a format file, which must stay alive. False: it is none. Pure; offsets and
 * sizes are bounded (64 KiB), so that their sums cannot overflow.
 */
bool event_format_parse(struct arena *a, struct str text, struct event_format *out);

/* A field of every event ("common_pid"), not of this one. */
bool event_field_is_common(const struct event_field *f);

/* True when CATEGORY:EVENT was defined by a user (kprobe_events and the like): no tracepoint. */
bool tracefs_event_is_dynamic(const char *category, const char *event);

#endif
