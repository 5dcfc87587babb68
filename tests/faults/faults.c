/*
 * faults SONDE INJECTOR PROGRAMS [--seed N] [--count N] [--all] [--trace NAME] [--kind NAME]
 *        [--program NAME] [--nth N] [--verbose]
 *
 * Runs the command lines of traces.def while one of their calls fails (inject.c), or all from one
 * on: COUNT random ones, or every one there is (--all; of allocations up to 400 per command and
 * program). A run must end by itself, with the result that it has without the fault, or with words
 * about what failed. It must not crash, and leave nothing: no program, link or process.
 *
 * Last line: N passed, N failed, N skipped.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "lang/base/arena.h"
#include "lang/base/base.h"
#include "tests/runner/attached.h"
#include "tests/runner/process.h"

#define SECONDS_MAX 60
#define CALLS_MAX 400 /* of one kind, in one command; --all takes that many, evenly spread */
#define ERRNOS_MAX 4

enum kind {
#define KIND(id, ...) KIND_##id,
#include "tests/faults/kinds.def"
#undef KIND
	KIND_COUNT
};

static const struct {
	const char *name;
	int errnos[ERRNOS_MAX]; /* up to the first 0 */
} kinds[] = {
#define KIND(id, ...) {#id, {__VA_ARGS__}},
#include "tests/faults/kinds.def"
#undef KIND
};

static const struct trace {
	const char *name;
	bool exact;
	const char *command;
} traces[] = {
#define TRACE(id, exact, command) {#id, exact, command},
#include "tests/faults/traces.def"
#undef TRACE
};

static const char *const programs[] = {"sonde", "sonde-compile"};

struct fault {
	size_t trace, program;
	int kind, error;
	unsigned long nth;
	bool stays;
};

struct session {
	struct arena *arena;
	const char *sonde, *injector, *programs;
	const char *trace, *kind, *program; /* only these; NULL: all */
	unsigned long nth;		    /* only this; 0: all */
	bool verbose, all;
	char folder[64], notes[96];
	unsigned passed, failed;
	/* Without a fault: how often each kind of call happens, and the output. */
	unsigned long calls[ARRAY_LEN(traces)][ARRAY_LEN(programs)][KIND_COUNT];
	char *output[ARRAY_LEN(traces)];
	struct attached before;
};

/* Removes what a run left in its folder. */
static void folder_empty(const struct session *s)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'/*", s->folder);
	if (system(command) != 0) /* NOLINT(cert-env33-c): a folder that we made */
		fprintf(stderr, "faults: cannot empty %s\n", s->folder);
}

static void trace_run(struct session *s, const struct fault *f, struct process *p)
{
	const char *env[] = {"SONDE",
			     s->sonde,
			     "PROGRAMS",
			     s->programs,
			     "TMP",
			     s->folder,
			     "LD_PRELOAD",
			     s->injector,
			     "SONDE_FAULT",
			     arena_printf(s->arena, "%s %s %d %s %lu%s", programs[f->program],
					  kinds[f->kind].name, f->error, s->notes, f->nth,
					  f->stays ? "+" : ""),
			     "ASAN_OPTIONS",
			     "verify_asan_link_order=0:allocator_may_return_null=1:detect_leaks=0",
			     NULL};
	const char *why = "";

	folder_empty(s);
	*p = (struct process){
		.command = traces[f->trace].command, .env = env, .timeout = SECONDS_MAX};
	if (!process_run(s->arena, p, &why)) {
		fprintf(stderr, "faults: %s\n", why);
		exit(2);
	}
	p->env = NULL;
}

/* Calls CB for each line of the notes. */
static bool notes_have(const struct session *s, const char *begin, char *line, size_t size)
{
	FILE *in = fopen(s->notes, "re");
	bool found = false;

	while (in && !found && fgets(line, (int)size, in))
		found = strncmp(line, begin, strlen(begin)) == 0;
	if (in)
		fclose(in);
	return found;
}

/* Several processes of a name: the one with the most counts. */
static void calls_read(struct session *s, size_t trace)
{
	FILE *in = fopen(s->notes, "re");
	char line[256], program[64], kind[64];
	unsigned long count;

	while (in && fgets(line, sizeof(line), in)) {
		if (sscanf(line, "calls %63s %63s %lu", program, kind, &count) != 3)
			continue;
		for (size_t p = 0; p < ARRAY_LEN(programs); p++)
			for (int k = 0; k < KIND_COUNT; k++)
				if (!strcmp(program, programs[p]) && !strcmp(kind, kinds[k].name))
					s->calls[trace][p][k] = MAX(s->calls[trace][p][k], count);
	}
	if (in)
		fclose(in);
}

/* The run without a fault: it must work. */
static bool trace_learn(struct session *s, size_t trace)
{
	bool ok = true;

	for (size_t program = 0; program < ARRAY_LEN(programs); program++) {
		struct fault none = {.trace = trace, .program = program};
		struct process p;

		trace_run(s, &none, &p);
		calls_read(s, trace);
		ok &= p.status == 0;
		if (p.status)
			printf("FAIL %s without a fault: status %d\n%s%s", traces[trace].name,
			       p.status, p.out.at, p.err.at);
		free(s->output[trace]);
		s->output[trace] = strdup(p.out.at);
		process_free(&p);
	}
	return ok && s->output[trace];
}

/* What is wrong with the way a run ended; NULL: nothing. */
static const char *verdict(const struct session *s, const struct fault *f, const struct process *p)
{
	bool told = strstr(p->err.at, "ERROR") || strstr(p->err.at, "WARNING") ||
		    strstr(p->out.at, "ERROR") || strstr(p->out.at, "\"error\"") ||
		    strstr(p->err.at, "out of memory");

	if (p->timed_out)
		return "hangs";
	if (strstr(p->err.at, "Sanitizer") || strstr(p->err.at, "runtime error:"))
		return "a sanitizer found a fault";
	if (strstr(p->err.at, "sonde has a bug") || (p->status > 128 && p->status < 192))
		return "crashed";
	if (p->status && !told)
		return "failed without a word";
	if (!p->status && !told && traces[f->trace].exact &&
	    strcmp(p->out.at, s->output[f->trace]) != 0)
		return "another result, without a word";
	return NULL;
}

static void fault_show(const struct fault *f, const char *what, const char *wrong,
		       const struct process *p, const char *note)
{
	printf("%s %s: %s %s %lu%s %s%s%s\n%s", what, traces[f->trace].name, programs[f->program],
	       kinds[f->kind].name, f->nth, f->stays ? "+" : "", strerror(f->error),
	       wrong ? ": " : "", wrong ? wrong : "", note);
	printf("  status %d\n  %.600s\n  %.1500s\n", p->status, p->out.at, p->err.at);
}

static void fault_try(struct session *s, const struct fault *f)
{
	char note[256] = "", who[96];
	struct buf left = {NULL, 0, 0};
	struct process p;
	const char *wrong;

	unlink(s->notes);
	trace_run(s, f, &p);
	wrong = verdict(s, f, &p);
	if (!orphans_wait(5, who, sizeof(who)))
		wrong = arena_printf(s->arena, "left %s", who);
	else if (!attached_nothing_new(&s->before, 5, &left))
		wrong = arena_printf(s->arena, "left %s", left.at);
	/* A run that took another course and did not come so far shows nothing, and is none. */
	if (notes_have(s, "failed ", note, sizeof(note)) || wrong) {
		s->passed += !wrong;
		s->failed += wrong != NULL;
		if (wrong || s->verbose)
			fault_show(f, wrong ? "FAIL" : "ok", wrong, &p, note);
		fflush(stdout);
	}
	buf_free(&left);
	process_free(&p);
}

static bool is_wanted(const struct session *s, size_t trace, size_t program, int kind)
{
	return (!s->trace || !strcmp(s->trace, traces[trace].name)) &&
	       (!s->program || !strcmp(s->program, programs[program])) &&
	       (!s->kind || !strcmp(s->kind, kinds[kind].name)) && s->calls[trace][program][kind];
}

static int error_pick(int kind, unsigned at)
{
	int n = 0;

	while (n < ERRNOS_MAX && kinds[kind].errnos[n])
		n++;
	return kinds[kind].errnos[at % (unsigned)n];
}

static void faults_all(struct session *s)
{
	for (size_t t = 0; t < ARRAY_LEN(traces); t++)
		for (size_t p = 0; p < ARRAY_LEN(programs); p++)
			for (int k = 0; k < KIND_COUNT; k++) {
				unsigned long calls = s->calls[t][p][k];
				unsigned long step = MAX(1ul, calls / CALLS_MAX);

				for (unsigned long n = 1; is_wanted(s, t, p, k) && n <= calls;
				     n += step) {
					if (s->nth && n != s->nth)
						continue;
					for (unsigned e = 0; e < ERRNOS_MAX && kinds[k].errnos[e];
					     e++)
						fault_try(s, &(struct fault){t, p, k,
									     kinds[k].errnos[e], n,
									     false});
					if (error_pick(k, 0) != EINTR)
						fault_try(s,
							  &(struct fault){t, p, k, error_pick(k, 0),
									  n, true});
				}
			}
}

static uint64_t random_next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static void faults_random(struct session *s, uint64_t seed, unsigned count)
{
	uint64_t state = seed * 2654435761u + 1;

	for (unsigned i = 0; i < count;) {
		struct fault f = {.trace = random_next(&state) % ARRAY_LEN(traces),
				  .program = random_next(&state) % ARRAY_LEN(programs),
				  .kind = (int)(random_next(&state) % KIND_COUNT)};

		if (!is_wanted(s, f.trace, f.program, f.kind))
			continue;
		f.nth = random_next(&state) % s->calls[f.trace][f.program][f.kind] + 1;
		f.error = error_pick(f.kind, (unsigned)random_next(&state) % 16);
		f.stays = random_next(&state) % 4 == 0 && f.error != EINTR && f.error != EAGAIN;
		fault_try(s, &f);
		i++;
	}
}

static const char *absolute(struct arena *a, const char *path)
{
	char full[PATH_MAX];

	return realpath(path, full) ? arena_strdup(a, str_from(full)) : path;
}

static bool settings_read(struct session *s, int argc, char **argv, uint64_t *seed, unsigned *count)
{
	static const struct option options[] = {{"seed", required_argument, NULL, 's'},
						{"count", required_argument, NULL, 'c'},
						{"all", no_argument, NULL, 'a'},
						{"trace", required_argument, NULL, 't'},
						{"kind", required_argument, NULL, 'k'},
						{"nth", required_argument, NULL, 'n'},
						{"program", required_argument, NULL, 'p'},
						{"verbose", no_argument, NULL, 'v'},
						{0}};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 's':
			*seed = strtoull(optarg, NULL, 0);
			break;
		case 'c':
			*count = (unsigned)strtoul(optarg, NULL, 0);
			break;
		case 'a':
			s->all = true;
			break;
		case 't':
			s->trace = optarg;
			break;
		case 'k':
			s->kind = optarg;
			break;
		case 'n':
			s->nth = strtoul(optarg, NULL, 0);
			break;
		case 'p':
			s->program = optarg;
			break;
		case 'v':
			s->verbose = true;
			break;
		default:
			return false;
		}
	}
	if (argc - optind != 3)
		return false;
	s->sonde = absolute(s->arena, argv[optind]);
	s->injector = absolute(s->arena, argv[optind + 1]);
	s->programs = absolute(s->arena, argv[optind + 2]);
	return true;
}

int main(int argc, char **argv)
{
	struct session s = {.arena = arena_new(), .folder = "/tmp/sonde-faults-XXXXXX"};
	uint64_t seed = (uint64_t)time(NULL);
	unsigned count = 100;

	if (!settings_read(&s, argc, argv, &seed, &count) || !mkdtemp(s.folder)) {
		fputs("usage: faults SONDE INJECTOR PROGRAMS [--seed N] [--count N] [--all]\n"
		      "              [--trace NAME] [--kind NAME] [--program NAME] [--nth N] [--verbose]\n",
		      stderr);
		return 2;
	}
	snprintf(s.notes, sizeof(s.notes), "%s.notes", s.folder);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	attached_read(&s.before);
	for (size_t t = 0; t < ARRAY_LEN(traces); t++)
		if ((!s.trace || !strcmp(s.trace, traces[t].name)) && !trace_learn(&s, t))
			s.failed++;
	if (!s.all)
		printf("seed %llu\n", (unsigned long long)seed);
	if (s.all)
		faults_all(&s);
	else if (!s.failed)
		faults_random(&s, seed, count);
	folder_empty(&s);
	rmdir(s.folder);
	unlink(s.notes);
	for (size_t t = 0; t < ARRAY_LEN(traces); t++)
		free(s.output[t]);
	attached_free(&s.before);
	arena_free(s.arena);
	printf("%u passed, %u failed, 0 skipped\n", s.passed, s.failed);
	return s.failed != 0;
}
