/*
 * The server of --metrics. Two threads share what is behind LOCK: the tracing one puts a new page
 * there, that of libmicrohttpd hands it out, or notes who waits for a newer one.
 */
#include "runtime/metrics.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "runtime/microhttpd.h"
#include "runtime/openmetrics.h"

#define CONNECTIONS_MAX 32
#define CONNECTIONS_FULL (CONNECTIONS_MAX - 4) /* from here on the oldest one has to go */
#define IDLE_SECONDS 10
#define REQUEST_MAX (16u * 1024)     /* bytes of memory for one connection */
#define FRESH_NS UINT64_C(100000000) /* a page younger than this is handed out again */
#define SHARE 10		     /* making pages takes at most 1/SHARE of the time */

struct metrics {
	struct runtime *rt;
	struct openmetrics *om;
	const struct microhttpd *http;
	struct MHD_Daemon *daemon;
	int listener, wanted; /* WANTED: eventfd that wakes the tracing thread */
	char *path;	      /* of a unix socket: ours to remove */
	bool cut_told;

	pthread_mutex_t lock;
	struct MHD_Response *page; /* NULL: none was made yet */
	uint64_t stale_ns;	   /* until then it is handed out again */
	bool ending;
	struct MHD_Connection *waiting[CONNECTIONS_MAX];
	size_t nwaiting;
	int open[CONNECTIONS_MAX]; /* sockets of connections, the oldest first */
	size_t nopen;
};

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* ---- addresses ---- */

static bool refuse(struct metrics *m, const char *address, const char *why)
{
	out_stderr_printf(&m->rt->out, "ERROR: --metrics %s: %s\n", address, why);
	return false;
}

static bool listen_unix(struct metrics *m, const char *address, const char *path)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	struct stat st;

	if (!*path || strlen(path) >= sizeof(name.sun_path))
		return refuse(m, address, "the path of a unix socket has 1 to 107 bytes");
	strcpy(name.sun_path, path);
	m->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	/* A socket that nobody listens at was left behind by a process that was killed. */
	if (stat(path, &st) == 0 && S_ISSOCK(st.st_mode)) {
		int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

		if (connect(probe, (struct sockaddr *)&name, sizeof(name)) && errno == ECONNREFUSED)
			unlink(path);
		close(probe);
	}
	if (m->listener < 0 || bind(m->listener, (struct sockaddr *)&name, sizeof(name)) ||
	    chmod(path, 0660) || listen(m->listener, CONNECTIONS_MAX))
		return refuse(m, address, strerror(errno));
	m->path = strdup(path);
	return true;
}

/* Cuts "ADDR:PORT", "[ADDR]:PORT" or "PORT"; HOST becomes the loopback address without one. */
static bool address_cut(const char *address, char host[64], const char **port)
{
	const char *colon = strrchr(address, ':');
	size_t len = colon ? (size_t)(colon - address) : 0;
	char *end;

	*port = colon ? colon + 1 : address;
	if (!colon) {
		strcpy(host, "127.0.0.1");
	} else {
		if (len >= 2 && address[0] == '[' && address[len - 1] == ']') {
			address++;
			len -= 2;
		} else if (memchr(address, ':', len)) {
			return false; /* an IPv6 address without its brackets */
		}
		if (!len || len >= 64)
			return false;
		memcpy(host, address, len);
		host[len] = '\0';
		if (strcmp(host, "localhost") == 0)
			strcpy(host, "127.0.0.1");
	}
	return **port && strtoul(*port, &end, 10) <= 65535 && !*end;
}

static bool listen_tcp(struct metrics *m, const char *address)
{
	const struct addrinfo want = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
				      .ai_socktype = SOCK_STREAM};
	struct addrinfo *found = NULL;
	const char *port;
	char host[64];
	int yes = 1;
	bool ok;

	if (!address_cut(address, host, &port) || getaddrinfo(host, port, &want, &found))
		return refuse(m, address,
			      "want PORT, ADDRESS:PORT, [IPV6]:PORT or unix:PATH; addresses are "
			      "numbers, and all of this machine's are 0.0.0.0 or [::]");
	m->listener = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	ok = m->listener >= 0 &&
	     setsockopt(m->listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) == 0 &&
	     bind(m->listener, found->ai_addr, found->ai_addrlen) == 0 &&
	     listen(m->listener, CONNECTIONS_MAX) == 0;
	freeaddrinfo(found);
	return ok || refuse(m, address, strerror(errno));
}

struct metrics *metrics_listen(struct runtime *rt, const char *address)
{
	struct metrics *m = calloc(1, sizeof(*m));
	bool is_unix = strncmp(address, "unix:", 5) == 0;

	if (!m)
		out_of_memory(sizeof(*m));
	m->rt = rt;
	m->listener = -1;
	m->wanted = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	pthread_mutex_init(&m->lock, NULL);
	m->http = microhttpd_open();
	if (!m->http) {
		refuse(m, address, "libmicrohttpd is not installed (Debian: libmicrohttpd12)");
	} else if (m->wanted < 0) {
		refuse(m, address, strerror(errno));
	} else if (is_unix ? listen_unix(m, address, address + 5) : listen_tcp(m, address)) {
		return m;
	}
	metrics_free(m);
	return NULL;
}

/* ---- libmicrohttpd's thread ---- */

static enum MHD_Result text_send(struct metrics *m, struct MHD_Connection *c, unsigned status,
				 const char *text)
{
	struct MHD_Response *r = m->http->MHD_create_response_from_buffer(
		strlen(text), (void *)(uintptr_t)text, MHD_RESPMEM_PERSISTENT);
	enum MHD_Result result;

	if (!r)
		return MHD_NO;
	m->http->MHD_add_response_header(r, "Content-Type", "text/plain; charset=utf-8");
	if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
		m->http->MHD_add_response_header(r, "Allow", "GET, HEAD");
	result = m->http->MHD_queue_response(c, status, r);
	m->http->MHD_destroy_response(r);
	return result;
}

/* A page that is fresh enough at once; otherwise when the tracing thread has made one. */
static enum MHD_Result page_send(struct metrics *m, struct MHD_Connection *c)
{
	enum MHD_Result result = MHD_YES;
	uint64_t one = 1;

	pthread_mutex_lock(&m->lock);
	if (m->page && (m->ending || now_ns() < m->stale_ns)) {
		result = m->http->MHD_queue_response(c, MHD_HTTP_OK, m->page);
	} else if (m->ending || m->nwaiting == CONNECTIONS_MAX) {
		result = text_send(m, c, MHD_HTTP_SERVICE_UNAVAILABLE, "The trace is ending.\n");
	} else {
		m->http->MHD_suspend_connection(c);
		m->waiting[m->nwaiting++] = c;
		if (write(m->wanted, &one, sizeof(one)) < 0)
			result = MHD_NO; /* cannot be: the counter is far from its end */
	}
	pthread_mutex_unlock(&m->lock);
	return result;
}

static enum MHD_Result request_handle(void *arg, struct MHD_Connection *c, const char *url,
				      const char *method, const char *version, const char *upload,
				      size_t *upload_len, void **state)
{
	static int begun;
	struct metrics *m = arg;

	(void)version;
	(void)upload;
	if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0) {
		if (*upload_len || !*state) {
			*state = &begun;
			*upload_len = 0;
			return MHD_YES;
		}
		return text_send(m, c, MHD_HTTP_METHOD_NOT_ALLOWED, "Only GET and HEAD.\n");
	}
	if (!*state) {
		*state = &begun;
		return MHD_YES;
	}
	if (strcmp(url, "/metrics") == 0)
		return page_send(m, c);
	if (strcmp(url, "/") == 0)
		return text_send(m, c, MHD_HTTP_OK, "sonde: the maps of a trace are at /metrics\n");
	return text_send(m, c, MHD_HTTP_NOT_FOUND, "There is only /metrics.\n");
}

/* Clients that hold connections for nothing must not keep others out: the oldest one goes. */
static void connection_note(void *arg, struct MHD_Connection *c, void **state,
			    enum MHD_ConnectionNotificationCode what)
{
	struct metrics *m = arg;
	int fd = m->http->MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;

	(void)state;
	pthread_mutex_lock(&m->lock);
	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		if (m->nopen >= CONNECTIONS_FULL)
			shutdown(m->open[m->nopen - CONNECTIONS_FULL], SHUT_RDWR);
		if (m->nopen < CONNECTIONS_MAX)
			m->open[m->nopen++] = fd;
	} else {
		size_t i = 0;

		while (i < m->nopen && m->open[i] != fd)
			i++;
		if (i < m->nopen)
			memmove(&m->open[i], &m->open[i + 1],
				(--m->nopen - i) * sizeof(m->open[0]));
	}
	pthread_mutex_unlock(&m->lock);
}

static void error_drop(void *arg, const char *format, va_list ap)
{
	(void)arg;
	(void)format;
	(void)ap;
}

/* Where the kernel put us: port 0 is any that is free. */
static void address_tell(const struct metrics *m)
{
	struct sockaddr_storage name;
	socklen_t len = sizeof(name);
	char host[64], port[16];

	if (m->path)
		out_stderr_printf(&m->rt->out, "Serving metrics at %s\n", m->path);
	else if (getsockname(m->listener, (struct sockaddr *)&name, &len) == 0 &&
		 getnameinfo((struct sockaddr *)&name, len, host, sizeof(host), port, sizeof(port),
			     NI_NUMERICHOST | NI_NUMERICSERV) == 0)
		out_stderr_printf(&m->rt->out, "Serving metrics at http://%s%s%s:%s/metrics\n",
				  name.ss_family == AF_INET6 ? "[" : "", host,
				  name.ss_family == AF_INET6 ? "]" : "", port);
}

bool metrics_start(struct metrics *m)
{
	unsigned flags = MHD_USE_AUTO_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME |
			 MHD_USE_ERROR_LOG;

	m->om = openmetrics_new(m->rt);
	m->daemon = m->http->MHD_start_daemon(
		flags, 0, NULL, NULL, request_handle, m, MHD_OPTION_EXTERNAL_LOGGER, error_drop,
		NULL, MHD_OPTION_LISTEN_SOCKET, m->listener, MHD_OPTION_CONNECTION_LIMIT,
		(unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)REQUEST_MAX,
		MHD_OPTION_NOTIFY_CONNECTION, connection_note, m, MHD_OPTION_END);
	if (!m->daemon)
		out_stderr_printf(&m->rt->out, "ERROR: --metrics: the server cannot start: %s\n",
				  strerror(errno));
	else if (!m->rt->options->quiet)
		address_tell(m);
	return m->daemon != NULL;
}

/* ---- the tracing thread ---- */

int metrics_fd(const struct metrics *m)
{
	return m->wanted;
}

/* Those who wait look again, and find the new page. */
static void waiting_resume(struct metrics *m)
{
	for (size_t i = 0; i < m->nwaiting; i++)
		m->http->MHD_resume_connection(m->waiting[i]);
	m->nwaiting = 0;
}

static void page_make(struct metrics *m)
{
	uint64_t begun = now_ns(), cost;
	struct MHD_Response *page;
	struct buf text = {NULL, 0, 0};
	uint64_t cut = openmetrics_text(m->om, &text);

	if (cut && !m->cut_told && !m->rt->options->no_warnings)
		out_stderr_printf(
			&m->rt->out,
			"WARNING: --metrics: a scrape holds %d series; %llu were left out "
			"(sonde_cut_series says of which map)\n",
			OPENMETRICS_SERIES_MAX, (unsigned long long)cut);
	m->cut_told |= cut != 0;
	page = m->http->MHD_create_response_from_buffer(text.len, text.at, MHD_RESPMEM_MUST_FREE);
	if (!page)
		out_of_memory(text.len);
	m->http->MHD_add_response_header(page, "Content-Type", OPENMETRICS_TYPE);
	cost = now_ns() - begun;
	pthread_mutex_lock(&m->lock);
	if (m->page)
		m->http->MHD_destroy_response(m->page);
	m->page = page;
	m->stale_ns = begun + cost + MAX(FRESH_NS, SHARE * cost);
	waiting_resume(m);
	pthread_mutex_unlock(&m->lock);
}

void metrics_answer(struct metrics *m)
{
	uint64_t count;

	if (read(m->wanted, &count, sizeof(count)) == sizeof(count))
		page_make(m);
}

void metrics_free(struct metrics *m)
{
	if (!m)
		return;
	if (m->daemon) {
		pthread_mutex_lock(&m->lock);
		m->ending = true;
		waiting_resume(m);
		pthread_mutex_unlock(&m->lock);
		m->http->MHD_stop_daemon(m->daemon); /* closes the listener */
	} else if (m->listener >= 0) {
		close(m->listener);
	}
	if (m->page)
		m->http->MHD_destroy_response(m->page);
	if (m->path)
		unlink(m->path);
	if (m->wanted >= 0)
		close(m->wanted);
	openmetrics_free(m->om);
	pthread_mutex_destroy(&m->lock);
	free(m->path);
	free(m);
}
