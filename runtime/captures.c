/*
 * Packets come through perf buffers, one for each CPU (codegen/capture.c says how a sample looks).
 * What is there at one time is put into order and goes on as records like those of the rings. Files
 * are those of libpcap with times in nanoseconds (pcap-savefile(5)), which every tool reads.
 *
 * After each round the files are complete up to the last packet, whatever becomes of us.
 */
#include "runtime/captures.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/clock.h"

#define PAGES 256    /* per CPU; a power of two */
#define PAGES_FEW 32 /* where the user may not lock more memory */
#define MAGIC_NANO 0xa1b23c4du
#define SNAPLEN 262144u /* the most that libpcap takes for a packet */
#define NS_PER_S UINT64_C(1000000000)

struct capture_file {
	FILE *stream; /* NULL: this record is written to the file of an earlier one, or to none */
	uint32_t owner;
	int error; /* errno of the first write that failed */
};

struct sample {
	uint64_t boot_ns;
	size_t at, len; /* in BYTES */
};

struct captures {
	struct runtime *rt;
	struct perf_buffer *buffer;
	struct clock_bases clock;
	struct capture_file *files; /* per record */
	struct buf bytes;	    /* samples of one round, */
	struct sample *samples;
	size_t nsamples, room;
};

struct file_header {
	uint32_t magic;
	uint16_t major, minor;
	uint32_t zone, accuracy, snaplen, link_type;
};

struct packet_header {
	uint32_t seconds, nanoseconds, captured, length;
};

/* ---- files ---- */

static bool same_file(const struct record *a, const struct record *b)
{
	return a->action == ACT_skboutput && strcmp(a->format, b->format) == 0;
}

static bool file_open(struct captures *c, uint32_t index)
{
	const struct record *r = &c->rt->program->records[index];
	struct file_header head = {MAGIC_NANO, 2, 4, 0, 0, SNAPLEN, r->link_type};
	struct capture_file *f = &c->files[index];
	struct buf message = {NULL, 0, 0};

	f->owner = index;
	for (uint32_t i = 0; i < index; i++) {
		if (same_file(&c->rt->program->records[i], r)) {
			f->owner = i;
			return true;
		}
	}
	f->stream = fopen(r->format, "wbe");
	if (f->stream && fwrite(&head, sizeof(head), 1, f->stream) == 1 && !fflush(f->stream))
		return true;
	place_text(&r->place, &message);
	buf_printf(&message, "ERROR: cannot write packets to '%s': %s\n", r->format,
		   strerror(errno));
	place_source(&r->place, &message);
	out_stderr(&c->rt->out, (struct str){message.at, message.len});
	buf_free(&message);
	return false;
}

static bool files_open(struct captures *c)
{
	const struct program *p = c->rt->program;

	c->files = calloc(p->nrecords, sizeof(*c->files));
	if (!c->files)
		out_of_memory(p->nrecords * sizeof(*c->files));
	for (uint32_t i = 0; i < p->nrecords; i++)
		if (p->records[i].action == ACT_skboutput && !file_open(c, i))
			return false;
	return true;
}

void capture_write(struct captures *c, uint32_t record, const unsigned char *at, size_t len)
{
	struct wire_capture head;
	struct packet_header packet;
	struct capture_file *f;
	uint64_t time, captured, skip;

	if (!c || len < sizeof(head))
		return;
	memcpy(&head, at, sizeof(head));
	f = &c->files[c->files[record].owner];
	if (!f->stream || f->error)
		return;
	captured = MIN((uint64_t)head.captured, (uint64_t)(len - sizeof(head)));
	skip = MIN(head.skip, captured);
	time = clock_to_epoch(&c->clock, CLOCK_BOOT_NS, head.boot_ns);
	packet.seconds = (uint32_t)(time / NS_PER_S);
	packet.nanoseconds = (uint32_t)(time % NS_PER_S);
	packet.captured = (uint32_t)(captured - skip);
	packet.length = head.length - (uint32_t)MIN(skip, (uint64_t)head.length);
	if (fwrite(&packet, sizeof(packet), 1, f->stream) != 1 ||
	    fwrite(at + sizeof(head) + skip, 1, packet.captured, f->stream) != packet.captured)
		f->error = errno;
}

/* ---- samples ---- */

static void sample_add(void *arg, int cpu, void *data, uint32_t size)
{
	struct captures *c = arg;
	struct wire_capture head;

	(void)cpu;
	if (size < sizeof(struct wire_event) + sizeof(head))
		return;
	memcpy(&head, (unsigned char *)data + sizeof(struct wire_event), sizeof(head));
	if (c->nsamples == c->room) {
		size_t room = c->room ? 2 * c->room : 256;
		struct sample *samples = realloc(c->samples, room * sizeof(*samples));

		if (!samples)
			out_of_memory(room * sizeof(*samples));
		c->samples = samples;
		c->room = room;
	}
	c->samples[c->nsamples++] = (struct sample){head.boot_ns, c->bytes.len, size};
	buf_add(&c->bytes, data, size);
}

static int sample_compare(const void *a, const void *b)
{
	const struct sample *x = a, *y = b;

	if (x->boot_ns != y->boot_ns)
		return x->boot_ns < y->boot_ns ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

void captures_drain(struct captures *c)
{
	if (!c || perf_buffer__consume(c->buffer) || !c->nsamples)
		return;
	qsort(c->samples, c->nsamples, sizeof(*c->samples), sample_compare);
	for (size_t i = 0; i < c->nsamples; i++)
		events_record(c->rt, c->bytes.at + c->samples[i].at, c->samples[i].len);
	c->nsamples = 0;
	buf_clear(&c->bytes);
	for (uint32_t i = 0; i < c->rt->program->nrecords; i++)
		if (c->files[i].stream && fflush(c->files[i].stream) && !c->files[i].error)
			c->files[i].error = errno;
}

int captures_fd(const struct captures *c)
{
	return c ? perf_buffer__epoll_fd(c->buffer) : -1;
}

/* ---- life ---- */

static bool buffers_open(struct captures *c)
{
	int map = c->rt->loaded->packets;

	c->buffer = perf_buffer__new(map, PAGES, sample_add, NULL, c, NULL);
	if (!c->buffer && (errno == EPERM || errno == ENOMEM))
		c->buffer = perf_buffer__new(map, PAGES_FEW, sample_add, NULL, c, NULL);
	if (c->buffer)
		return true;
	out_stderr_printf(&c->rt->out, "ERROR: cannot read packets from the kernel: %s\n",
			  strerror(errno));
	return false;
}

bool captures_open(struct runtime *rt)
{
	struct captures *c;

	if (rt->loaded->packets < 0 || rt->options->dry_run)
		return true;
	c = calloc(1, sizeof(*c));
	if (!c)
		out_of_memory(sizeof(*c));
	c->rt = rt;
	c->clock = clock_measure();
	rt->captures = c;
	return files_open(c) && buffers_open(c);
}

bool captures_close(struct captures *c)
{
	bool ok = true;

	if (!c)
		return true;
	perf_buffer__free(c->buffer);
	for (uint32_t i = 0; c->files && i < c->rt->program->nrecords; i++) {
		struct capture_file *f = &c->files[i];

		if (!f->stream)
			continue;
		if (fclose(f->stream) && !f->error)
			f->error = errno;
		if (!f->error)
			continue;
		out_stderr_printf(&c->rt->out, "ERROR: cannot write packets to '%s': %s\n",
				  c->rt->program->records[i].format, strerror(f->error));
		ok = false;
	}
	free(c->files);
	free(c->samples);
	buf_free(&c->bytes);
	free(c);
	return ok;
}
