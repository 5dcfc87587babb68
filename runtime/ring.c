/*
 * The kernel lays a ring out as: a page with the consumer's position (ours to write), a page with
 * the producer's, then the data, mapped twice in a row so that a record that wraps is contiguous.
 * Every record begins with struct bpf_ringbuf_hdr { u32 len; u32 pg_off; } and is padded to eight
 * bytes; two bits of LEN say that it is being written or was thrown away.
 */
#include "runtime/ring.h"

#include <errno.h>
#include <linux/bpf.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lang/base/base.h"

#define HEADER_SIZE 8
#define WINDOW (512u * 1024)
/* A writer cannot sleep between reserving and committing, but its CPU may be taken by a host. */
#define BUSY_TURNS 2000

struct ring {
	int fd;
	size_t size, page;
	uint64_t *consumer;
	const uint64_t *producer;
	const unsigned char *window;
	uint64_t window_at; /* position of the window's first byte, a multiple of the page */
	size_t window_len;
	uint64_t position, released;
};

struct ring *ring_new(int map_fd, size_t size)
{
	struct ring *r = calloc(1, sizeof(*r));
	void *pages;

	if (!r)
		out_of_memory(sizeof(*r));
	r->fd = map_fd;
	r->size = size;
	r->page = (size_t)sysconf(_SC_PAGESIZE);
	pages = mmap(NULL, r->page, PROT_READ | PROT_WRITE, MAP_SHARED, map_fd, 0);
	if (pages == MAP_FAILED) {
		free(r);
		return NULL;
	}
	r->consumer = pages;
	pages = mmap(NULL, r->page, PROT_READ, MAP_SHARED, map_fd, (off_t)r->page);
	if (pages == MAP_FAILED) {
		int error = errno;

		ring_free(r);
		errno = error;
		return NULL;
	}
	r->producer = pages;
	r->position = r->released = *r->consumer;
	return r;
}

void ring_free(struct ring *r)
{
	if (!r)
		return;
	if (r->window)
		munmap((void *)(uintptr_t)r->window, r->window_len);
	if (r->producer)
		munmap((void *)(uintptr_t)r->producer, r->page);
	munmap(r->consumer, r->page);
	free(r);
}

uint64_t ring_produced(struct ring *r)
{
	return __atomic_load_n(r->producer, __ATOMIC_ACQUIRE);
}

uint64_t ring_consumed(const struct ring *r)
{
	return r->position;
}

/*
 * Address of the LEN bytes at position AT, which are in the ring and fit into it. Windows begin
 * inside the first copy of the data and may reach into the second, so a record is never cut.
 */
static const unsigned char *ring_bytes(struct ring *r, uint64_t at, size_t len)
{
	if (!r->window || at < r->window_at || at + len > r->window_at + r->window_len) {
		uint64_t from = at & ~(uint64_t)(r->page - 1);
		size_t offset = (size_t)(from & (r->size - 1));
		size_t want = MAX((size_t)(at - from) + len, (size_t)WINDOW);
		size_t size = MIN(ROUND_UP(want, r->page), 2 * r->size - offset);
		void *window;

		if (r->window)
			munmap((void *)(uintptr_t)r->window, r->window_len);
		r->window = NULL;
		window = mmap(NULL, size, PROT_READ, MAP_SHARED, r->fd,
			      (off_t)(2 * r->page + offset));
		if (window == MAP_FAILED)
			out_of_memory(size);
		r->window = window;
		r->window_at = from;
		r->window_len = size;
	}
	return r->window + (at - r->window_at);
}

/* The header word at the read position once its writer has finished; BUSY after a long wait. */
static uint32_t ring_header(struct ring *r)
{
	const uint32_t *word = (const void *)ring_bytes(r, r->position, HEADER_SIZE);
	uint32_t len = __atomic_load_n(word, __ATOMIC_ACQUIRE);

	for (int turn = 0; (len & BPF_RINGBUF_BUSY_BIT) && turn < BUSY_TURNS; turn++) {
		if (turn > 50)
			sched_yield();
		len = __atomic_load_n(word, __ATOMIC_ACQUIRE);
	}
	return len;
}

const void *ring_next(struct ring *r, uint64_t until, size_t *len)
{
	while (r->position < until) {
		uint32_t header = ring_header(r);
		size_t size = header & ~(BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT);
		uint64_t at = r->position;

		if (header & BPF_RINGBUF_BUSY_BIT)
			return NULL;
		r->position += ROUND_UP(size + HEADER_SIZE, (size_t)8);
		if (header & BPF_RINGBUF_DISCARD_BIT)
			continue;
		*len = size;
		return ring_bytes(r, at, HEADER_SIZE + size) + HEADER_SIZE;
	}
	return NULL;
}

void ring_release(struct ring *r)
{
	if (r->released == r->position)
		return;
	r->released = r->position;
	/* Ordered before the next look at the producer: it wakes us only when it sees us waiting.
	 */
	__atomic_store_n(r->consumer, r->position, __ATOMIC_SEQ_CST);
}

void ring_skip(struct ring *r)
{
	size_t len;

	while (ring_next(r, ring_produced(r), &len))
		;
	ring_release(r);
}
