/*
 * The session at the terminal: readline's callback interface in an event loop with everything that
 * units do. What they print goes above the line that is being typed, which is drawn again below it.
 */
#include "runtime/cli/repl.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "runtime/cli/privileges.h"

#define PROMPT "sonde> "
#define PROMPT_MORE "  ...> "

static struct repl *session; /* readline's callbacks have no argument */

/* ---- output ---- */

static void bytes_write(struct str s)
{
	while (s.len) {
		struct pollfd wait = {.fd = STDOUT_FILENO, .events = POLLOUT};
		ssize_t n = write(STDOUT_FILENO, s.at, s.len);

		if (n > 0)
			s = str_slice(s, (size_t)n, s.len);
		else if (n < 0 && errno == EAGAIN)
			poll(&wait, 1, -1);
		else if (n < 0 && errno != EINTR)
			return;
	}
}

static unsigned terminal_columns(void)
{
	struct winsize size = {0};

	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

/* Where S, which is being printed, leaves the cursor; escape sequences take no room. */
static void column_follow(struct repl *r, struct str s)
{
	bool escape = false;

	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];

		if (c == '\n' || c == '\r')
			r->column = 0;
		else if (c == 033)
			escape = true;
		else if (escape)
			escape = !(c >= '@' && c <= '~' && c != '[');
		else if (c >= ' ' && (c & 0xc0) != 0x80)
			r->column++;
	}
}

/*
 * The prompt needs a line of its own. A line that has not ended yet stands above it, and what comes
 * next goes on where it ended, if the terminal can be told to.
 */
void repl_print(struct repl *r, struct str text)
{
	char back[48];

	if (!text.len)
		return;
	if (r->reading)
		rl_clear_visible_line();
	fflush(rl_outstream);
	if (r->reading && r->column && r->column < terminal_columns()) {
		snprintf(back, sizeof(back), "\033[A\033[%uC", r->column);
		bytes_write(str_from(back));
	}
	bytes_write(text);
	column_follow(r, text);
	if (!r->reading)
		return;
	if (r->column)
		bytes_write(STR("\n"));
	rl_on_new_line();
	rl_redisplay();
}

void repl_printf(struct repl *r, const char *fmt, ...)
{
	struct buf text = {NULL, 0, 0};
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	repl_print(r, (struct str){text.at, text.len});
	buf_free(&text);
}

void repl_output(struct repl *r)
{
	struct buf *out = units_output(r->units);

	repl_print(r, (struct str){out->at, out->len});
	buf_clear(out);
}

/* ---- Ctrl-C and other signals ---- */

/* What has printed since something was typed is turned off; what only counts goes on. */
static void printing_stop(struct repl *r)
{
	for (size_t i = 0; i < units_count(r->units); i++) {
		struct unit_info u = units_at(r->units, i);

		if (u.state != UNIT_ON || !u.printed)
			continue;
		units_off(r->units, u.number);
		buf_printf(units_output(r->units), "%u is off; :on %u turns it on again\n",
			   u.number, u.number);
	}
	units_printed_forget(r->units);
}

static void interrupt(struct repl *r)
{
	r->interrupted = true;
	if (!r->reading)
		return;
	rl_free_line_state();
	rl_callback_sigcleanup();
	rl_clear_visible_line();
	rl_replace_line("", 1);
	rl_set_prompt(PROMPT);
	buf_clear(&r->typed);
	rl_on_new_line();
	rl_redisplay();
	printing_stop(r);
	repl_output(r);
}

/* Ctrl-Z: the terminal is the shell's until we are back. */
static void suspend(struct repl *r)
{
	if (r->reading)
		rl_deprep_terminal();
	raise(SIGSTOP);
	if (!r->reading)
		return;
	rl_prep_terminal(1);
	rl_on_new_line();
	rl_forced_update_display();
}

static void signal_handle(struct repl *r)
{
	struct signalfd_siginfo info;

	while (read(r->signals, &info, sizeof(info)) == sizeof(info)) {
		switch (info.ssi_signo) {
		case SIGINT:
			interrupt(r);
			break;
		case SIGWINCH:
			rl_resize_terminal();
			break;
		case SIGTSTP:
			suspend(r);
			break;
		case SIGUSR1:
			units_signal(r->units);
			break;
		default:
			r->quit = r->interrupted = true;
			break;
		}
	}
}

static bool signals_open(struct repl *r)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGTSTP, SIGWINCH};
	sigset_t mask;

	sigemptyset(&mask);
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		sigaddset(&mask, numbers[i]);
	/* The compiler inherits the mask: Ctrl-C is for us. */
	sigprocmask(SIG_BLOCK, &mask, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	r->signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	return r->signals >= 0;
}

/* ---- the loop ---- */

/* One look at everything but the keyboard; FD is somebody else's. True: FD is readable. */
static bool step(struct repl *r, int fd, int ms)
{
	struct pollfd fds[] = {{.fd = r->signals, .events = POLLIN},
			       {.fd = units_fd(r->units), .events = POLLIN},
			       {.fd = fd, .events = POLLIN}};
	int timeout = units_timeout(r->units);

	if (ms >= 0 && (timeout < 0 || ms < timeout))
		timeout = ms;
	if (poll(fds, ARRAY_LEN(fds), timeout) < 0)
		return false;
	if (fds[0].revents)
		signal_handle(r);
	units_step(r->units);
	repl_output(r);
	return fds[2].revents != 0;
}

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

bool repl_wait(struct repl *r, int fd, int ms)
{
	long until = now_ms() + ms;

	r->interrupted = false;
	while (!r->interrupted) {
		long left = until - now_ms();

		if (ms >= 0 && left <= 0)
			return true;
		if (step(r, fd, ms >= 0 ? (int)left : -1))
			return true;
	}
	return false;
}

bool repl_wait_key(struct repl *r, int ms)
{
	struct pollfd key = {.fd = STDIN_FILENO, .events = POLLIN};

	return repl_wait(r, STDIN_FILENO, ms) && poll(&key, 1, 0) == 0;
}

/* ---- lines ---- */

static void line_remember(struct repl *r, struct str text)
{
	char *line = strndup(text.at, text.len);

	if (!line)
		out_of_memory(text.len);
	if (!history_length || strcmp(history_get(history_base + history_length - 1)->line, line)) {
		add_history(line);
		if (r->history)
			append_history(1, r->history);
	}
	free(line);
}

static void input_handle(struct repl *r, bool last)
{
	struct str text = str_trim((struct str){r->typed.at, r->typed.len});
	bool is_command = text.len && text.at[0] == ':';
	struct input in = {.kind = INPUT_NOTHING};

	if (!is_command)
		input_read(r, text, last, &in);
	if (in.kind == INPUT_MORE) {
		rl_set_prompt(PROMPT_MORE);
		return;
	}
	if (text.len)
		line_remember(r, text);
	units_printed_forget(r->units);
	if (is_command)
		repl_command(r, text);
	else
		repl_execute(r, text, &in);
	unit_free(in.unit);
	buf_free(&in.messages);
	buf_clear(&r->typed);
	if (r->column)
		bytes_write(STR("\n"));
	r->column = 0;
	rl_set_prompt(PROMPT);
}

/* NULL: Ctrl-D on an empty line. An empty line ends an input that could go on. */
static void line_handle(char *line)
{
	struct repl *r = session;
	bool last = line && !*line;

	r->reading = false;
	if (!line) {
		bytes_write(STR("\n"));
		r->quit = true;
		return;
	}
	r->column = 0;
	if (r->typed.len)
		buf_char(&r->typed, '\n');
	buf_puts(&r->typed, line);
	free(line);
	input_handle(r, last);
	r->reading = !r->quit;
}

static void loop(struct repl *r)
{
	rl_callback_handler_install(PROMPT, line_handle);
	r->reading = true;
	while (!r->quit) {
		if (step(r, STDIN_FILENO, -1) && !r->quit)
			rl_callback_read_char();
	}
	r->reading = false;
	rl_callback_handler_remove();
}

/* ---- history ---- */

/* $XDG_STATE_HOME/sonde/history; what is missing of the folders is made. NULL: not to be had. */
static char *history_path(void)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	struct buf path = {NULL, 0, 0};

	if (state && *state == '/')
		buf_puts(&path, state);
	else if (home && *home == '/')
		buf_printf(&path, "%s/.local/state", home);
	else
		return NULL;
	buf_puts(&path, "/sonde");
	for (char *at = path.at + 1; *at; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		mkdir(path.at, 0700);
		*at = '/';
	}
	mkdir(path.at, 0700);
	buf_puts(&path, "/history");
	return path.at;
}

/* Time stamps tell where an entry of several lines begins. */
static void history_open(struct repl *r)
{
	FILE *file;

	using_history();
	history_comment_char = '#';
	history_write_timestamps = 1;
	stifle_history(HISTORY_MAX);
	r->history = history_path();
	file = r->history ? fopen(r->history, "ae") : NULL;
	if (!file) {
		free(r->history);
		r->history = NULL;
		return;
	}
	fclose(file);
	read_history(r->history);
}

static void history_close(struct repl *r)
{
	if (r->history)
		history_truncate_file(r->history, HISTORY_MAX);
	free(r->history);
	clear_history();
}

/* ---- the session ---- */

static void readline_begin(struct repl *r)
{
	rl_readline_name = "sonde";
	rl_catch_signals = 0;
	rl_catch_sigwinch = 0;
	rl_change_environment = 0;
	rl_variable_bind("enable-bracketed-paste", "off");
	rl_variable_bind("show-all-if-ambiguous", "on");
	repl_complete_begin(r);
	history_open(r);
}

static void greet(struct repl *r)
{
	repl_print(r, STR("sonde v" SONDE_VERSION
			  ": probes run as they are typed. :help lists commands, Tab completes, "
			  "Ctrl-D leaves.\n"));
}

int repl_run(struct cli *cli)
{
	struct repl r = {.cli = cli, .signals = -1};

	if (!privileges_check())
		return 1;
	r.units = units_new(&cli->run);
	if (!signals_open(&r) || units_fd(r.units) < 0) {
		fprintf(stderr, "ERROR: cannot wait for events: %s\n", strerror(errno));
		units_free(r.units);
		return 1;
	}
	if (!compile_server_start(&r.server, &cli->compile)) {
		units_free(r.units);
		return 2;
	}
	session = &r;
	readline_begin(&r);
	greet(&r);
	loop(&r);
	units_stop(r.units);
	repl_output(&r);
	if (r.column)
		bytes_write(STR("\n"));
	repl_complete_end();
	history_close(&r);
	compile_server_stop(&r.server);
	units_free(r.units);
	repl_definitions_free(&r);
	buf_free(&r.typed);
	close(r.signals);
	return 0;
}
