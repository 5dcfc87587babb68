/*
 * The test runner: finds .t files, runs their cases in processes of their own, two at a time,
 * and prints what failed, what was skipped and why, and last the line "N passed, N failed, N
 * skipped". Exit status 0 when nothing failed.
 *
 *	runner [--bless] [--vm [--native]] [--sonde PATH] [--filter TEXT] [--jobs N] PATH...
 *
 * An emulated machine stands still for seconds when its host is busy. With --vm a case that failed
 * runs once more, alone, when all others are done; what passes then is said and counted apart.
 */
#include <errno.h>
#include <ftw.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/runner/attached.h"
#include "tests/runner/needs.h"
#include "tests/runner/process.h"
#include "tests/runner/verdict.h"

#define JOBS_MAX 16
/* What slow links may take to close when everything is over: 360 tracepoints take half a minute. */
#define CLOSING_SECONDS 45

enum outcome { PASSED, FAILED, SKIPPED };

struct settings {
	struct places places;
	const char *filter; /* substring of "file: name"; NULL: all */
	unsigned jobs;
	bool bless, vm, verbose;
};

/* A case that runs: its process and the memory file that its outcome is written to. */
struct job {
	const struct test_case *c;
	pid_t pid; /* 0: the slot is free */
	int fd;
};

/* What a case's process writes into its memory file, followed by the report or the new block. */
struct outcome_head {
	enum outcome outcome;
	double seconds;
	size_t report_len, blessed_len;
};

struct session {
	struct arena *arena;
	struct settings set;
	struct test_cases cases;
	struct job jobs[JOBS_MAX];
	unsigned passed, failed, skipped;
	unsigned passed_second; /* of those that passed, at the second run */
	bool second;		/* the second run is on */
	struct again VEC(const struct test_case *) again;
	struct blessings VEC(struct blessing {
		const struct test_case *c;
		const char *items;
	}) blessings;
};

static struct vec_paths VEC(const char *) found_paths;
static struct arena *found_arena;

static int path_found(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)ftw;
	if (type == FTW_F && str_ends(str_from(path), STR(".t")))
		vec_push(found_arena, &found_paths, arena_strdup(found_arena, str_from(path)));
	return 0;
}

static int path_compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool cases_find(struct session *s, char **paths, int n)
{
	bool ok = true;

	found_arena = s->arena;
	for (int i = 0; i < n; i++) {
		if (nftw(paths[i], path_found, 16, FTW_PHYS)) {
			fprintf(stderr, "runner: %s: %s\n", paths[i], strerror(errno));
			ok = false;
		}
	}
	if (found_paths.len)
		qsort(found_paths.at, found_paths.len, sizeof(*found_paths.at), path_compare);
	for (size_t i = 0; i < found_paths.len; i++)
		ok &= cases_read(s->arena, found_paths.at[i], &s->cases);
	return ok;
}

/* ---- one case, in a process of its own ---- */

static void outcome_write(int fd, enum outcome outcome, double seconds, const struct verdict *v)
{
	struct outcome_head head = {outcome, seconds, v->report.len, v->blessed.len};

	if (write(fd, &head, sizeof(head)) != sizeof(head) ||
	    (v->report.len && write(fd, v->report.at, v->report.len) < 0) ||
	    (v->blessed.len && write(fd, v->blessed.at, v->blessed.len) < 0))
		_exit(1);
}

static int case_process(const struct session *s, const struct test_case *c, int fd)
{
	struct arena *a = arena_new();
	const char *needs = case_value(a, c, KEY_needs), *reason = NULL;
	struct verdict v = {0};
	bool bad = false;
	enum outcome outcome = SKIPPED;
	double started = now_seconds();

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (needs && !needs_met(a, str_from(needs), &reason, &bad)) {
		if (bad)
			outcome = FAILED;
		buf_printf(&v.report, "  %s\n", reason ? reason : "a bad condition");
	} else {
		if (c->kind == CASE_COMMAND)
			command_judge(a, c, &s->set.places, &v);
		else
			script_judge(a, c, &s->set.places, &v);
		outcome = v.report.len ? FAILED : PASSED;
	}
	outcome_write(fd, outcome, now_seconds() - started, &v);
	buf_free(&v.report);
	buf_free(&v.blessed);
	arena_free(a);
	return 0;
}

/* ---- many cases ---- */

static void outcome_print(struct session *s, const struct test_case *c, enum outcome outcome,
			  double seconds, const char *report)
{
	static const char *const words[] = {"ok", "FAIL", "skip"};
	bool again = outcome == FAILED && s->set.vm && !s->second;

	if (again)
		vec_push(s->arena, &s->again, c);
	else if (outcome == PASSED)
		s->passed++;
	else if (outcome == FAILED)
		s->failed++;
	else
		s->skipped++;
	if (outcome == PASSED && s->second)
		s->passed_second++;
	if (outcome == PASSED && !s->set.verbose && !s->second)
		return;
	printf("%-4s %s:%u: %s", again ? "first run failed:" : words[outcome], c->file,
	       c->first_line, c->name);
	if (outcome == PASSED && s->second)
		printf(": passed at the second run");
	if (s->set.verbose)
		printf(" (%.2f s)", seconds);
	printf("\n%s", report);
	fflush(stdout);
}

static void job_finish(struct session *s, struct job *job, int wait_status)
{
	struct outcome_head head = {.outcome = FAILED};
	char *text = NULL;

	if (pread(job->fd, &head, sizeof(head), 0) == sizeof(head)) {
		size_t len = head.report_len + head.blessed_len;

		text = arena_alloc(s->arena, len + 1);
		if (pread(job->fd, text, len, sizeof(head)) != (ssize_t)len)
			text = NULL;
	}
	close(job->fd);
	job->pid = 0;
	/* A sanitizer ends the process with a status of its own after the outcome was written. */
	if (!text || !WIFEXITED(wait_status) || WEXITSTATUS(wait_status)) {
		outcome_print(s, job->c, FAILED, 0, "  the runner's process for it crashed\n");
		return;
	}
	if (head.outcome == FAILED && head.blessed_len && s->set.bless) {
		struct blessing b = {job->c, text + head.report_len};

		vec_push(s->arena, &s->blessings, b);
	}
	outcome_print(s, job->c, head.outcome, head.seconds,
		      arena_printf(s->arena, "%.*s", (int)head.report_len, text));
}

/* Waits until one of the running cases has ended. */
static void job_wait(struct session *s)
{
	int status;
	pid_t pid = waitpid(-1, &status, 0);

	for (unsigned i = 0; i < s->set.jobs; i++)
		if (pid > 0 && s->jobs[i].pid == pid)
			job_finish(s, &s->jobs[i], status);
}

static struct job *job_free(struct session *s)
{
	for (unsigned i = 0; i < s->set.jobs; i++)
		if (!s->jobs[i].pid)
			return &s->jobs[i];
	return NULL;
}

static bool jobs_idle(const struct session *s)
{
	for (unsigned i = 0; i < s->set.jobs; i++)
		if (s->jobs[i].pid)
			return false;
	return true;
}

static void case_start(struct session *s, const struct test_case *c)
{
	struct job *job;

	while (!(job = job_free(s)))
		job_wait(s);
	job->c = c;
	job->fd = memfd_create("outcome", MFD_CLOEXEC);
	fflush(stdout);
	job->pid = job->fd < 0 ? -1 : fork();
	if (job->pid == 0)
		exit(case_process(s, c, job->fd));
	if (job->pid < 0) {
		job->pid = 0;
		outcome_print(s, c, FAILED, 0, "  cannot start a process for it\n");
	}
}

static void jobs_drain(struct session *s)
{
	while (!jobs_idle(s))
		job_wait(s);
}

static bool case_wanted(const struct session *s, const struct test_case *c)
{
	const char *label;

	if (s->set.vm && (c->kind != CASE_COMMAND || strstr(c->file, "/cli/")))
		return false;
	if (!s->set.filter)
		return true;
	label = arena_printf(s->arena, "%s: %s", c->file, c->name);
	return strstr(label, s->set.filter) != NULL;
}

/* A case whose time or whose leftovers count runs when nothing else does. */
static bool case_is_alone(const struct test_case *c)
{
	return case_item(c, KEY_within, NULL) || case_item(c, KEY_clean, NULL);
}

static void cases_run(struct session *s, bool alone)
{
	for (size_t i = 0; i < s->cases.len; i++) {
		const struct test_case *c = s->cases.at[i];

		if (case_is_alone(c) != alone || !case_wanted(s, c))
			continue;
		case_start(s, c);
		if (alone)
			jobs_drain(s);
	}
	jobs_drain(s);
}

static void cases_run_again(struct session *s)
{
	s->second = true;
	for (size_t i = 0; i < s->again.len; i++) {
		case_start(s, s->again.at[i]);
		jobs_drain(s);
	}
}

/* Everything that the cases started must be over and detached. */
static void leftovers_judge(struct session *s, const struct attached *before)
{
	struct buf left = {0};
	char who[128];

	if (!orphans_wait(CLOSING_SECONDS, who, sizeof(who))) {
		printf("FAIL still running after the cases: %s\n", who);
		s->failed++;
	}
	if (!attached_nothing_new(before, CLOSING_SECONDS, &left)) {
		printf("FAIL left behind by the cases:\n%s", left.at);
		s->failed++;
	}
	buf_free(&left);
}

/* ---- blessing ---- */

static bool is_expectation(enum case_key key)
{
	return key == KEY_ast || key == KEY_typed || key == KEY_plan || key == KEY_error ||
	       key == KEY_warning || key == KEY_out || key == KEY_err || key == KEY_status;
}

/* The block of a case with other expectations: what is not one stays as it was written. */
static void block_write(struct buf *out, const struct blessing *b, const struct lines *file)
{
	bool skipping = false;

	for (unsigned n = b->c->first_line; n <= b->c->last_line; n++) {
		struct str line = file->at[n - 1], rest = line;
		struct str key = str_cut(&rest, ' ');

		if (line.len && line.at[0] != ' ' && line.at[0] != '\t') {
			skipping = false;
			for (int k = 0; k < KEY_COUNT; k++)
				if (is_expectation((enum case_key)k) &&
				    str_equal(key, str_from(case_key_name((enum case_key)k))))
					skipping = true;
		}
		if (!skipping) {
			buf_str(out, line);
			buf_char(out, '\n');
		}
	}
	buf_puts(out, b->items);
}

static void file_bless(struct session *s, const char *path)
{
	struct buf text = {0}, out = {0};
	struct lines lines;
	unsigned next = 1;
	FILE *f = fopen(path, "re");
	size_t got;

	if (!f)
		return;
	while ((got = fread(buf_reserve(&text, 65536), 1, 65536, f)) > 0)
		text.len += got;
	fclose(f);
	lines = lines_split(s->arena, (struct str){text.at, text.len});
	for (size_t i = 0; i < s->blessings.len; i++) {
		const struct blessing *b = &s->blessings.at[i];

		if (strcmp(b->c->file, path) != 0)
			continue;
		for (; next < b->c->first_line; next++)
			buf_printf(&out, "%.*s\n", STR_ARG(lines.at[next - 1]));
		block_write(&out, b, &lines);
		next = b->c->last_line + 1;
	}
	for (; next <= lines.len; next++)
		buf_printf(&out, "%.*s\n", STR_ARG(lines.at[next - 1]));
	f = fopen(path, "we");
	if (f) {
		fwrite(out.at, 1, out.len, f);
		fclose(f);
		printf("blessed %s\n", path);
	}
	buf_free(&text);
	buf_free(&out);
}

static int blessing_compare(const void *a, const void *b)
{
	const struct blessing *x = a, *y = b;
	int order = strcmp(x->c->file, y->c->file);

	return order ? order : (int)x->c->first_line - (int)y->c->first_line;
}

static void bless(struct session *s)
{
	if (s->blessings.len)
		qsort(s->blessings.at, s->blessings.len, sizeof(*s->blessings.at),
		      blessing_compare);
	for (size_t i = 0; i < s->blessings.len; i++)
		if (i == 0 || strcmp(s->blessings.at[i].c->file, s->blessings.at[i - 1].c->file))
			file_bless(s, s->blessings.at[i].c->file);
}

/* ---- command line ---- */

static int usage(void)
{
	fputs("usage: runner [--bless] [--vm [--native]] [--verbose] [--sonde PATH] [--programs FOLDER]\n"
	      "              [--tests FOLDER] [--filter TEXT] [--jobs N] [--slowness FACTOR] "
	      "[--keep-json FILE] PATH...\n",
	      stderr);
	return 2;
}

static const char *absolute(struct arena *a, const char *path)
{
	char full[PATH_MAX];

	return realpath(path, full) ? arena_strdup(a, str_from(full)) : path;
}

static bool settings_read(struct session *s, int argc, char **argv)
{
	static const struct option options[] = {{"bless", no_argument, NULL, 'b'},
						{"vm", no_argument, NULL, 'm'},
						{"native", no_argument, NULL, 'a'},
						{"verbose", no_argument, NULL, 'v'},
						{"sonde", required_argument, NULL, 's'},
						{"programs", required_argument, NULL, 'p'},
						{"tests", required_argument, NULL, 't'},
						{"filter", required_argument, NULL, 'f'},
						{"jobs", required_argument, NULL, 'j'},
						{"slowness", required_argument, NULL, 'w'},
						{"keep-json", required_argument, NULL, 'k'},
						{0}};
	struct settings *set = &s->set;
	const char *sonde = "sonde", *tests = "tests", *programs = "programs";
	int option;

	*set = (struct settings){.jobs = 2, .places.slowness = 1};
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'b':
			set->bless = true;
			break;
		case 'm':
			set->vm = true;
			needs_native = false;
			break;
		case 'a':
			needs_native = true;
			break;
		case 'v':
			set->verbose = true;
			break;
		case 's':
			sonde = optarg;
			break;
		case 'p':
			programs = optarg;
			break;
		case 't':
			tests = optarg;
			break;
		case 'f':
			set->filter = *optarg ? optarg : NULL;
			break;
		case 'j':
			set->jobs = (unsigned)strtoul(optarg, NULL, 10);
			break;
		case 'w':
			set->places.slowness = strtod(optarg, NULL);
			break;
		case 'k':
			set->places.keep_json = optarg;
			break;
		default:
			return false;
		}
	}
	set->jobs = MIN(MAX(set->jobs, 1u), (unsigned)JOBS_MAX);
	set->places.sonde = absolute(s->arena, sonde);
	set->places.tests = absolute(s->arena, tests);
	set->places.programs = absolute(s->arena, programs);
	needs_programs_use(set->places.programs);
	return optind < argc;
}

int main(int argc, char **argv)
{
	struct session s = {.arena = arena_new()};
	struct attached before;
	bool ok;

	if (!settings_read(&s, argc, argv))
		return usage();
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	ok = cases_find(&s, argv + optind, argc - optind);
	attached_read(&before);
	cases_run(&s, false);
	leftovers_judge(&s, &before);
	cases_run(&s, true);
	leftovers_judge(&s, &before);
	if (s.again.len) {
		cases_run_again(&s);
		leftovers_judge(&s, &before);
	}
	if (s.set.bless)
		bless(&s);
	attached_free(&before);
	printf("%u passed, %u failed, %u skipped", s.passed, s.failed + !ok, s.skipped);
	if (s.again.len)
		printf(", %u of them passed only at the second run", s.passed_second);
	printf("\n");
	ok = ok && !s.failed;
	arena_free(s.arena);
	return ok ? 0 : 1;
}
