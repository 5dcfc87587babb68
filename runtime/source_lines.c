/*
 * Looking up an address in debug information walks a whole unit of it, and stacks share most of
 * their addresses: what was found is kept.
 */
#include "runtime/source_lines.h"

#include <stdlib.h>
#include <string.h>

#include "lang/base/base.h"
#include "probes/debuginfo.h"

#define FRAMES_MAX 16
#define BUCKETS 1024u

struct found {
	struct found *next;
	uint64_t address;
	size_t n;
	struct source_frame frames[];
};

struct source_lines {
	struct debuginfo *debuginfo;
	struct found *buckets[BUCKETS];
};

struct source_lines *source_lines_new(int fd, const char *path)
{
	const char *error;
	struct debuginfo *d = debuginfo_open_fd(fd, path, &error);
	struct source_lines *s;

	if (!d)
		return NULL;
	s = calloc(1, sizeof(*s));
	if (!s)
		out_of_memory(sizeof(*s));
	s->debuginfo = d;
	return s;
}

void source_lines_free(struct source_lines *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < BUCKETS; i++) {
		for (struct found *f = s->buckets[i], *next; f; f = next) {
			next = f->next;
			free(f);
		}
	}
	debuginfo_free(s->debuginfo);
	free(s);
}

size_t source_lines_find(struct source_lines *s, uint64_t address,
			 const struct source_frame **frames)
{
	struct found **bucket = &s->buckets[(address ^ address >> 10) % BUCKETS], *f;
	struct source_frame room[FRAMES_MAX];
	size_t n;

	for (f = *bucket; f && f->address != address; f = f->next)
		;
	if (!f) {
		n = debuginfo_frames(s->debuginfo, address, room, FRAMES_MAX);
		f = malloc(sizeof(*f) + n * sizeof(*room));
		if (!f)
			out_of_memory(sizeof(*f) + n * sizeof(*room));
		f->address = address;
		f->n = n;
		memcpy(f->frames, room, n * sizeof(*room));
		f->next = *bucket;
		*bucket = f;
	}
	*frames = f->frames;
	return f->n;
}
