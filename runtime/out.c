/* The output buffer and its way to the file; see out.h for when it is written. */
#include "runtime/out.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

#define FULL (64u * 1024)

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

bool out_open(struct out *o, const struct run_options *options)
{
	*o = (struct out){.fd = STDOUT_FILENO};
	o->json = options->format == OUTPUT_JSON;
	o->color = options->color;
	o->buffering = options->buffering;
	if (options->output) {
		o->fd = open(options->output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
		if (o->fd < 0)
			return false;
		o->owned = true;
	}
	o->terminal = isatty(o->fd) == 1;
	return true;
}

bool out_close(struct out *o)
{
	o->hold = false;
	out_footer_end(o);
	out_flush(o);
	if (o->owned && close(o->fd) && !o->error)
		o->error = errno;
	buf_free(&o->buf);
	return o->error == 0;
}

/* Standard output may be non-blocking because a neighbour in the terminal made it so. */
static bool write_failed(struct out *o)
{
	struct pollfd wait = {.fd = o->fd, .events = POLLOUT};

	if (errno == EINTR)
		return false;
	if (errno == EAGAIN) {
		poll(&wait, 1, -1);
		return false;
	}
	if (errno == EPIPE)
		o->broken = true;
	else
		o->error = errno;
	return true;
}

static void copy_add(struct out *o)
{
	if (o->copy && !o->copy_ended)
		buf_add(o->copy, o->buf.at, MIN(o->buf.len, OUT_COPY_MAX - o->copy->len));
}

void out_copy_end(struct out *o)
{
	copy_add(o);
	o->copy_ended = true;
}

void out_flush(struct out *o)
{
	struct buf rest = {NULL, 0, 0};
	size_t done = 0;

	if (o->hold)
		return;
	if (o->footer.on)
		out_footer_split(o, &rest);
	copy_add(o);
	if (o->footer.on)
		out_footer_wrap(o);
	while (done < o->buf.len && !o->broken && !o->error) {
		ssize_t n = write(o->fd, o->buf.at + done, o->buf.len - done);

		if (n >= 0)
			done += (size_t)n;
		else if (write_failed(o))
			break;
	}
	if (o->buf.cap > 4 * FULL)
		buf_free(&o->buf);
	buf_clear(&o->buf);
	buf_add(&o->buf, rest.at, rest.len);
	buf_free(&rest);
	o->since = 0;
}

void out_commit(struct out *o)
{
	if (o->buf.len >= FULL || o->buffering == BUFFER_NONE)
		out_flush(o);
}

void out_idle(struct out *o)
{
	uint64_t now;

	if (o->footer.changed && !o->hold) {
		out_flush(o);
		return;
	}
	if (!o->buf.len || o->hold || o->buffering == BUFFER_FULL)
		return;
	if (o->terminal) {
		out_flush(o);
		return;
	}
	now = now_ns();
	if (!o->since)
		o->since = now;
	else if (now - o->since >= OUT_DELAY_MS * UINT64_C(1000000))
		out_flush(o);
}

int out_timeout(const struct out *o)
{
	uint64_t age;

	if (!o->since || !o->buf.len)
		return -1;
	age = (now_ns() - o->since) / 1000000;
	return age >= OUT_DELAY_MS ? 0 : (int)(OUT_DELAY_MS - age);
}

void out_stderr(struct out *o, struct str text)
{
	if (o->capture) {
		buf_str(&o->buf, text);
		return;
	}
	if (o->buf.len)
		out_flush(o);
	out_footer_lift(o);
	while (text.len) {
		ssize_t n = write(STDERR_FILENO, text.at, text.len);

		if (n < 0 && errno != EINTR)
			return;
		text = str_slice(text, n < 0 ? 0 : (size_t)n, text.len);
	}
}

void out_stderr_printf(struct out *o, const char *fmt, ...)
{
	struct buf text = {NULL, 0, 0};
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	out_stderr(o, (struct str){text.at, text.len});
	buf_free(&text);
}
