/* Framing: "Content-Length: N\r\n", other headers, an empty line, N bytes of JSON in UTF-8. */
#include "check/rpc.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "lang/base/buf.h"

#define HEADER_MAX 4096 /* bytes of a line of a header */
#define HEADERS_MAX 64
#define DEPTH_MAX 64

/* False: the stream has ended. */
static bool fill(struct rpc *r)
{
	ssize_t n;

	do
		n = read(r->in, r->buffer, sizeof(r->buffer));
	while (n < 0 && errno == EINTR);
	r->at = 0;
	r->len = n > 0 ? (size_t)n : 0;
	return n > 0;
}

/* A line without its end. False: the stream ended, or the line is too long. */
static bool line_read(struct rpc *r, char *line, size_t size, bool *ended)
{
	size_t n = 0;

	*ended = false;
	for (;;) {
		char c;

		if (r->at == r->len && !fill(r)) {
			*ended = n == 0;
			return false;
		}
		c = r->buffer[r->at++];
		if (c == '\n')
			break;
		if (n + 1 >= size)
			return false;
		line[n++] = c;
	}
	if (n && line[n - 1] == '\r')
		n--;
	line[n] = '\0';
	return true;
}

/* The value of a Content-Length. False: it is none, or too large. */
static bool length_parse(const char *text, size_t *length)
{
	char *end;
	unsigned long n;

	while (*text == ' ' || *text == '\t')
		text++;
	errno = 0;
	n = strtoul(text, &end, 10);
	if (*text < '0' || *text > '9' || errno || *end || n > RPC_MESSAGE_MAX)
		return false;
	*length = n;
	return true;
}

static enum rpc_result headers_read(struct rpc *r, size_t *length)
{
	static const char name[] = "content-length:";
	char line[HEADER_MAX];
	bool have = false, ended;

	for (int i = 0; i < HEADERS_MAX; i++) {
		if (!line_read(r, line, sizeof(line), &ended))
			return ended && i == 0 ? RPC_END : RPC_BROKEN;
		if (!line[0])
			return have ? RPC_MESSAGE : RPC_BROKEN;
		if (strncasecmp(line, name, sizeof(name) - 1) != 0)
			continue;
		if (have || !length_parse(line + sizeof(name) - 1, length))
			return RPC_BROKEN;
		have = true;
	}
	return RPC_BROKEN;
}

static bool body_read(struct rpc *r, size_t length, struct buf *body)
{
	while (length) {
		size_t n;

		if (r->at == r->len && !fill(r))
			return false;
		n = MIN(length, r->len - r->at);
		buf_add(body, r->buffer + r->at, n);
		r->at += n;
		length -= n;
	}
	return true;
}

static struct json_object *parse(const struct buf *body)
{
	struct json_tokener *tokener = json_tokener_new_ex(DEPTH_MAX);
	struct json_object *message;

	if (!tokener)
		out_of_memory(sizeof(void *));
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	message = json_tokener_parse_ex(tokener, body->at, (int)body->len);
	if (json_tokener_get_error(tokener) != json_tokener_success) {
		json_object_put(message);
		message = NULL;
	}
	json_tokener_free(tokener);
	return message;
}

enum rpc_result rpc_read(struct rpc *r, struct json_object **message)
{
	struct buf body = {0};
	size_t length = 0;
	enum rpc_result result = headers_read(r, &length);

	*message = NULL;
	if (result != RPC_MESSAGE)
		return result;
	if (!body_read(r, length, &body)) {
		buf_free(&body);
		return RPC_BROKEN;
	}
	*message = body.len ? parse(&body) : NULL;
	buf_free(&body);
	return *message ? RPC_MESSAGE : RPC_NOT_JSON;
}

bool rpc_pending(const struct rpc *r)
{
	struct pollfd p = {.fd = r->in, .events = POLLIN};

	return r->at < r->len || poll(&p, 1, 0) > 0;
}

static bool write_all(int fd, const char *at, size_t len)
{
	while (len) {
		ssize_t n = write(fd, at, len);

		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0) {
			at += n;
			len -= (size_t)n;
		}
	}
	return true;
}

void rpc_send(struct rpc *r, struct json_object *message)
{
	const char *text = json_object_to_json_string_ext(
		message, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
	char header[64];
	int n = snprintf(header, sizeof(header), "Content-Length: %zu\r\n\r\n", strlen(text));

	if (!r->broken &&
	    (!write_all(r->out, header, (size_t)n) || !write_all(r->out, text, strlen(text))))
		r->broken = true;
	json_object_put(message);
}
