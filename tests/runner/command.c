/*
 * Cases that run a command: codegen, runtime and cli. Consumes a case, runs its command under sh
 * with SONDE, TESTS, PROGRAMS, TMP and PROG in the environment, compares status and output.
 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <regex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/runner/attached.h"
#include "tests/runner/diff.h"
#include "tests/runner/json.h"
#include "tests/runner/process.h"
#include "tests/runner/verdict.h"

#define TIMEOUT_SECONDS 10
/* What a tracer may take to have everything closed after its prompt is back. */
#define CLEAN_SECONDS 3

static const struct {
	const char *name;
	int number;
} signals[] = {
	{"INT", SIGINT}, {"TERM", SIGTERM}, {"QUIT", SIGQUIT}, {"KILL", SIGKILL}, {"USR1", SIGUSR1},
	{"HUP", SIGHUP}, {"PIPE", SIGPIPE}, {"STOP", SIGSTOP}, {"CONT", SIGCONT},
};

static int signal_find(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(signals); i++)
		if (str_equal(name, str_from(signals[i].name)))
			return signals[i].number;
	return 0;
}

/* "INT after 0.5" or "INT when text". */
static bool send_parse(struct arena *a, struct str text, double slowness, struct step *step)
{
	struct str name = str_cut(&text, ' '), how = str_cut(&text, ' ');

	step->signal = signal_find(name);
	if (!step->signal || !text.at)
		return false;
	step->command = arena_strdup(a, text);
	if (str_equal(how, STR("after"))) {
		step->kind = STEP_AFTER;
		step->seconds = strtod(step->command, NULL) * slowness;
		return true;
	}
	step->kind = STEP_WHEN;
	return str_equal(how, STR("when"));
}

static bool steps_make(struct arena *a, const struct test_case *c, double slowness,
		       struct process *p, struct buf *report)
{
	for (size_t i = 0; i < c->items.len; i++) {
		const struct item *item = &c->items.at[i];
		struct step step = {.kind = STEP_DURING};

		if ((item->key != KEY_during && item->key != KEY_send) || item->lines.len != 1)
			continue;
		step.command = arena_strdup(a, item->lines.at[0]);
		if (item->key == KEY_send && !send_parse(a, item->lines.at[0], slowness, &step)) {
			buf_printf(report, "  not understood: send %s\n", step.command);
			return false;
		}
		vec_push(a, &p->steps, step);
	}
	return true;
}

/* The shell command of a case: what `run` says, or sonde with args and a script. */
static const char *command_make(struct arena *a, const struct test_case *c)
{
	const char *run = case_value(a, c, KEY_run), *args = case_value(a, c, KEY_args);
	const char *file = case_value(a, c, KEY_file), *env = case_value(a, c, KEY_env);
	const char *script = "";

	if (run)
		return run;
	if (case_item(c, KEY_prog, NULL))
		script = " -e \"$PROG\"";
	else if (file)
		script = arena_printf(a, " \"$TESTS\"/%s", file);
	/* The script comes before the arguments, so that these may be its parameters. */
	return arena_printf(a, "exec %s%s \"$SONDE\"%s %s", env ? "env " : "", env ? env : "",
			    script, args ? args : "");
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static bool regex_matches(const char *pattern, const struct lines *lines, struct arena *a,
			  struct buf *report)
{
	char message[200];
	bool found = false;
	regex_t re;
	int error = regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB);

	if (error) {
		regerror(error, &re, message, sizeof(message));
		buf_printf(report, "  bad pattern '%s': %s\n", pattern, message);
		return false;
	}
	for (size_t i = 0; !found && i < lines->len; i++)
		found = regexec(&re, arena_strdup(a, lines->at[i]), 0, NULL, 0) == 0;
	regfree(&re);
	return found;
}

/* Every line of every KEY item is a pattern that some line of OUTPUT must (or may not) match. */
static void patterns_judge(struct arena *a, const struct test_case *c, enum case_key key,
			   const char *stream, const struct lines *output, struct verdict *v)
{
	bool wanted = key == KEY_match || key == KEY_errmatch;
	const struct item *item = NULL;
	bool failed = false;

	while ((item = case_item(c, key, item))) {
		for (size_t i = 0; i < item->lines.len; i++) {
			const char *pattern = arena_strdup(a, item->lines.at[i]);
			size_t before = v->report.len;

			if (regex_matches(pattern, output, a, &v->report) == wanted)
				continue;
			failed = true;
			if (v->report.len == before)
				buf_printf(&v->report, "  %s: %s line matches: %s\n", stream,
					   wanted ? "no" : "a", pattern);
		}
	}
	if (failed && output->len) {
		struct lines none = {0};

		buf_printf(&v->report, "  %s was:\n", stream);
		lines_diff(&v->report, &none, output);
	}
}

static void stream_judge(struct arena *a, const struct test_case *c, enum case_key key,
			 const char *stream, const struct lines *output, struct verdict *v)
{
	const struct item *item = case_item(c, key, NULL);
	struct lines actual = lines_trim(*output);
	struct lines expected = {0};

	if (!item)
		return;
	(void)a;
	expected = lines_trim(item->lines);
	item_write(&v->blessed, key, &actual);
	if (lines_equal(&expected, &actual))
		return;
	buf_printf(&v->report, "  %s differs:\n", stream);
	lines_diff(&v->report, &expected, &actual);
}

static void json_judge(const struct test_case *c, const struct lines *output, struct verdict *v)
{
	if (!case_item(c, KEY_json, NULL))
		return;
	for (size_t i = 0; i < output->len; i++)
		if (!json_valid(output->at[i]))
			buf_printf(&v->report, "  line %zu is not JSON: %.*s\n", i + 1,
				   STR_ARG(str_slice(output->at[i], 0, 300)));
	if (!output->len)
		buf_puts(&v->report, "  no JSON was printed\n");
}

/* For a check of the whole run's JSON against its schema. What a case has edited is no JSON. */
static void json_keep(const struct places *places, const struct lines *output)
{
	struct buf kept = {0};
	int fd;

	for (size_t i = 0; i < output->len; i++) {
		if (!str_starts(output->at[i], STR("{\"type\": ")) || !json_valid(output->at[i]))
			continue;
		buf_str(&kept, output->at[i]);
		buf_char(&kept, '\n');
	}
	fd = kept.len ? open(places->keep_json, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644)
		      : -1;
	if (fd >= 0 && write(fd, kept.at, kept.len) != (ssize_t)kept.len)
		perror(places->keep_json);
	if (fd >= 0)
		close(fd);
	buf_free(&kept);
}

static void status_judge(struct arena *a, const struct test_case *c, const struct process *p,
			 struct verdict *v)
{
	const char *status = case_value(a, c, KEY_status);
	int expected = status ? atoi(status) : 0;

	if (p->status || status)
		buf_printf(&v->blessed, "status   %d\n", p->status);
	if (p->status != expected)
		buf_printf(&v->report, "  exit status %d, expected %d\n", p->status, expected);
}

static void time_judge(struct arena *a, const struct test_case *c, const struct places *places,
		       const struct process *p, struct verdict *v)
{
	const char *within = case_value(a, c, KEY_within);

	if (within && p->seconds > strtod(within, NULL) * places->slowness)
		buf_printf(&v->report, "  took %.3f s, allowed are %s s\n", p->seconds, within);
}

/* A sanitizer or a failed assertion spoke: never right, whatever the case expects. */
static void faults_judge(const struct process *p, struct verdict *v)
{
	static const char *const signs[] = {"Sanitizer", "runtime error: ", "internal error at "};

	for (size_t i = 0; i < ARRAY_LEN(signs); i++)
		if (strstr(p->err.at, signs[i])) {
			buf_printf(&v->report, "  standard error holds '%s':\n%.4000s\n", signs[i],
				   p->err.at);
			return;
		}
}

static void clean_judge(const struct test_case *c, const struct places *places,
			const struct attached *before, struct verdict *v)
{
	struct buf left = {0};
	char who[128];

	if (!case_item(c, KEY_clean, NULL))
		return;
	if (!orphans_wait(CLEAN_SECONDS * places->slowness, who, sizeof(who)))
		buf_printf(&v->report, "  still running afterwards: %s\n", who);
	if (!attached_nothing_new(before, CLEAN_SECONDS * places->slowness, &left))
		buf_printf(&v->report, "  left behind:\n%s", left.at);
	buf_free(&left);
}

static void output_judge(struct arena *a, const struct test_case *c, const struct places *places,
			 const struct process *p, struct verdict *v)
{
	struct lines out = lines_split(a, (struct str){p->out.at, p->out.len});
	struct lines err = lines_split(a, (struct str){p->err.at, p->err.len});
	size_t before = v->report.len;

	stream_judge(a, c, KEY_out, "standard output", &out, v);
	stream_judge(a, c, KEY_err, "standard error", &err, v);
	status_judge(a, c, p, v);
	patterns_judge(a, c, KEY_match, "standard output", &out, v);
	patterns_judge(a, c, KEY_nomatch, "standard output", &out, v);
	patterns_judge(a, c, KEY_errmatch, "standard error", &err, v);
	patterns_judge(a, c, KEY_errnomatch, "standard error", &err, v);
	json_judge(c, &out, v);
	if (places->keep_json)
		json_keep(places, &out);
	time_judge(a, c, places, p, v);
	if (v->report.len > before && err.len && !case_item(c, KEY_err, NULL))
		buf_printf(&v->report, "  standard error was:\n%.4000s\n", p->err.at);
	faults_judge(p, v);
}

void command_judge(struct arena *a, const struct test_case *c, const struct places *places,
		   struct verdict *v)
{
	const char *timeout = case_value(a, c, KEY_timeout), *input = case_value(a, c, KEY_stdin);
	const char *prog = case_value(a, c, KEY_prog), *why = NULL;
	char folder[] = "/tmp/sonde-test-XXXXXX";
	struct process p = {.command = command_make(a, c)};
	struct attached before = {0};

	if (!mkdtemp(folder)) {
		buf_printf(&v->report, "  cannot make a folder: %s\n", strerror(errno));
		return;
	}
	p.env = (const char *const[]){"SONDE",
				      places->sonde,
				      "TESTS",
				      places->tests,
				      "PROGRAMS",
				      places->programs,
				      "TMP",
				      folder,
				      "PROG",
				      prog ? prog : "",
				      "LC_ALL",
				      "C",
				      "ASAN_OPTIONS",
				      "detect_leaks=1:abort_on_error=0",
				      NULL};
	p.timeout = (timeout ? strtod(timeout, NULL) : TIMEOUT_SECONDS) * places->slowness;
	p.has_input = input != NULL;
	if (input)
		p.input = str_from(arena_printf(a, "%s\n", input));
	if (case_item(c, KEY_clean, NULL))
		attached_read(&before);
	if (steps_make(a, c, places->slowness, &p, &v->report)) {
		if (!process_run(a, &p, &why))
			buf_printf(&v->report, "  %s\n", why);
		if (p.timed_out)
			buf_printf(&v->report, "  still running after %.0f s\n", p.timeout);
		output_judge(a, c, places, &p, v);
		clean_judge(c, places, &before, v);
	}
	nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	attached_free(&before);
	process_free(&p);
}
