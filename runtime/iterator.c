/*
 * Reading an iterator runs it. Consumes a stream of frames (u64 length, record); records are
 * handled as those of the data ring are.
 */
#include "runtime/iterator.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define READ_SIZE 65536u
#define HEAD_SIZE 8u
/* More than a walk can write for one thing: the kernel's buffer is 32 KiB. */
#define FRAME_MAX (1u << 20)

/* Handles the whole frames in PENDING and leaves the rest. False: it is no stream of frames. */
static bool frames_handle(struct runtime *rt, struct buf *pending, struct buf *record)
{
	size_t at = 0;
	uint64_t len;

	while (pending->len - at >= HEAD_SIZE) {
		memcpy(&len, pending->at + at, HEAD_SIZE);
		if (len > FRAME_MAX)
			return false;
		if (pending->len - at - HEAD_SIZE < len)
			break;
		/* A copy at the beginning of memory of its own is aligned as in the ring. */
		buf_clear(record);
		buf_add(record, pending->at + at + HEAD_SIZE, len);
		events_record(rt, record->at, record->len);
		at += HEAD_SIZE + len;
	}
	memmove(pending->at, pending->at + at, pending->len - at);
	pending->len -= at;
	return true;
}

bool iterator_read(struct runtime *rt, int fd, const char *name)
{
	struct buf pending = {NULL, 0, 0}, record = {NULL, 0, 0};
	bool works = true;
	ssize_t n = 1;

	while (works && n && !rt->out.broken && !rt->out.error) {
		n = read(fd, buf_reserve(&pending, READ_SIZE), READ_SIZE);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			continue;
		works = n >= 0;
		if (!works) {
			out_stderr_printf(&rt->out, "ERROR: the walk of %s ended: %s\n", name,
					  strerror(errno));
			break;
		}
		pending.len += (size_t)n;
		if (pending.len)
			works = frames_handle(rt, &pending, &record);
		events_drain(rt);
	}
	buf_free(&pending);
	buf_free(&record);
	return works;
}
