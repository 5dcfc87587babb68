/*
 * random [--seed N] [--count N] SONDE: random expressions, computed here by the rules of the
 * reference and by SONDE on the running kernel, and a tenth as many random tuples in variables and
 * maps. Last line: N passed, N failed, 0 skipped.
 *
 * Scripts hold a few hundred expressions, a BEGIN probe each few of them, one line of output per
 * expression. Of an expression that differs, the smallest part that still differs is shown.
 */
#include "tests/random/expr.h"
#include "tests/random/tuples.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PER_PROBE 20
#define PER_SCRIPT 200

static const char *sonde;
static char folder[] = "/tmp/sonde-random-XXXXXX";
static char script_path[64], out_path[64], err_path[64];

struct results {
	char **lines;
	size_t len;
	int status;
};

static void results_free(struct results *r)
{
	for (size_t i = 0; i < r->len; i++)
		free(r->lines[i]);
	free(r->lines);
}

/* @k keeps what each variable is, so that no compiler knows it. */
static void variables_print(FILE *out)
{
	for (int i = 0; i < VARIABLES; i++) {
		const char *kind = kind_name(variables[i].kind);

		fprintf(out, "\tlet $v%d : %s = (%s)@k[%d];\n", i, kind, kind, i);
	}
}

static void script_write(struct expr *const *exprs, size_t len)
{
	FILE *out = fopen(script_path, "we");

	if (!out) {
		fprintf(stderr, "random: %s: %s\n", script_path, strerror(errno));
		exit(2);
	}
	fputs("BEGIN {\n", out);
	for (int i = 0; i < VARIABLES; i++)
		fprintf(out, "\t@k[%d] = (int64)%" PRIu64 ";\n", i, variables[i].bits);
	fputs("}\n", out);
	for (size_t i = 0; i < len; i += PER_PROBE) {
		fputs("BEGIN {\n", out);
		variables_print(out);
		for (size_t n = i; n < len && n < i + PER_PROBE; n++) {
			fputs("\tprint(", out);
			expr_print(out, exprs[n]);
			fputs(");\n", out);
		}
		fputs("}\n", out);
	}
	fputs("BEGIN { clear(@k); exit() }\n", out);
	fclose(out);
}

static struct results script_run(void)
{
	struct results r = {0};
	char command[512], *line = NULL;
	size_t room = 0;
	ssize_t got;
	FILE *out;

	snprintf(command, sizeof(command), "'%s' -q '%s' >'%s' 2>'%s' </dev/null", sonde,
		 script_path, out_path, err_path);
	r.status = system(command);
	r.status = WIFEXITED(r.status) ? WEXITSTATUS(r.status) : 128 + WTERMSIG(r.status);
	out = fopen(out_path, "re");
	while (out && (got = getline(&line, &room, out)) > 0) {
		if (*line == '\n')
			continue;
		line[got - 1] = '\0';
		r.lines = realloc(r.lines, (r.len + 1) * sizeof(*r.lines));
		if (!r.lines)
			abort();
		r.lines[r.len] = strdup(line);
		if (!r.lines[r.len++])
			abort();
	}
	free(line);
	if (out)
		fclose(out);
	return r;
}

/* Runs E alone; GOT has room for 256 bytes. True: as expected. */
static bool agrees(struct expr *e, char *got)
{
	char expected[32];
	struct results r;
	struct value v;
	bool same;

	if (!expr_value(e, &v))
		return true;
	value_text(&v, expected);
	script_write(&e, 1);
	r = script_run();
	if (r.status == 0 && r.len == 1)
		snprintf(got, 256, "%s", r.lines[0]);
	else
		snprintf(got, 256, "status %d, %zu lines (see %s)", r.status, r.len, err_path);
	same = r.status == 0 && r.len == 1 && strcmp(got, expected) == 0;
	results_free(&r);
	return same;
}

/* The smallest part of E that still differs, or E. */
static struct expr *smallest(struct expr *e)
{
	struct expr *parts[] = {e->a, e->b, e->c};
	char got[256];

	for (size_t i = 0; i < 3; i++)
		if (parts[i] && !agrees(parts[i], got))
			return smallest(parts[i]);
	return e;
}

static void variables_show(const struct expr *e)
{
	if (!e)
		return;
	if (e->node == NODE_VARIABLE) {
		struct value v = {.kind = variables[e->variable].kind,
				  .bits = variables[e->variable].bits};
		char text[32];

		value_text(&v, text);
		printf("  $v%d: %s = %s\n", e->variable, kind_name(v.kind), text);
	}
	variables_show(e->a);
	variables_show(e->b);
	variables_show(e->c);
}

/* What the failed run said first. */
static void error_show(void)
{
	FILE *err = fopen(err_path, "re");
	char line[400];

	while (err && fgets(line, sizeof(line), err)) {
		if (strstr(line, "ERROR")) {
			printf("  said: %s", line);
			break;
		}
	}
	if (err)
		fclose(err);
}

static void difference_show(struct expr *e)
{
	struct expr *part;
	char expected[32], got[256];
	struct value v;

	if (agrees(e, got)) {
		printf("DIFFERS only together with others: ");
		part = e;
	} else {
		part = smallest(e);
		agrees(part, got);
		printf("DIFFERS: ");
	}
	expr_value(part, &v);
	value_text(&v, expected);
	expr_print(stdout, part);
	printf("\n  expected: %s\n  got:      %s\n", expected, got);
	variables_show(part);
	error_show();
	fflush(stdout);
}

/* Runs LEN expressions in one script; returns how many differ. */
static unsigned batch(struct expr **exprs, size_t len)
{
	unsigned failed = 0;
	struct results r;

	script_write(exprs, len);
	r = script_run();
	if (r.status != 0 || r.len != len) {
		char got[256];

		printf("a script of %zu expressions ended with %d after %zu lines\n", len, r.status,
		       r.len);
		error_show();
		for (size_t i = 0; i < len && failed < 10; i++) {
			if (!agrees(exprs[i], got)) {
				difference_show(exprs[i]);
				failed++;
			}
		}
		failed += !failed;
	} else {
		for (size_t i = 0; i < len; i++) {
			char expected[32];
			struct value v;

			expr_value(exprs[i], &v);
			value_text(&v, expected);
			if (strcmp(expected, r.lines[i]) == 0)
				continue;
			if (failed++ < 10)
				difference_show(exprs[i]);
		}
	}
	results_free(&r);
	return failed;
}

/* One script about tuples of one shape; returns 1 if a line of it differs. */
static unsigned tuples(int number)
{
	static char expected[1 << 20];
	FILE *script = fopen(script_path, "we");
	FILE *lines = fmemopen(expected, sizeof(expected), "w");
	char *line = expected;
	struct results r;
	bool differs;

	if (!script || !lines)
		abort();
	fputs("BEGIN { @zero = (int64)0; }\n", script);
	tuples_write(script, lines, number);
	fputs("BEGIN { clear(@zero); exit() }\n", script);
	fclose(script);
	fclose(lines);
	r = script_run();
	differs = r.status != 0;
	for (size_t i = 0; i < r.len && !differs; i++) {
		size_t len = strcspn(line, "\n");

		differs = strlen(r.lines[i]) != len || memcmp(r.lines[i], line, len) != 0;
		if (differs)
			printf("DIFFERS: line %zu of tuples %d\n  expected: %.*s\n  got:      %s\n",
			       i + 1, number, (int)len, line, r.lines[i]);
		line += len + (line[len] == '\n');
	}
	if (!differs && *line) {
		printf("DIFFERS: tuples %d: only %zu lines came\n", number, r.len);
		differs = true;
	}
	if (r.status != 0)
		printf("DIFFERS: tuples %d: status %d\n", number, r.status);
	if (differs) {
		char keep[512];

		error_show();
		snprintf(keep, sizeof(keep), "cat '%s'", script_path);
		fflush(stdout);
		if (system(keep) != 0)
			puts("  (its script is gone)");
	}
	results_free(&r);
	return differs;
}

int main(int argc, char **argv)
{
	uint64_t seed = (uint64_t)time(NULL) ^ (uint64_t)getpid() << 32;
	unsigned count = 1000, failed = 0;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--seed") == 0 && i + 1 < argc)
			seed = strtoull(argv[++i], NULL, 0);
		else if (strcmp(argv[i], "--count") == 0 && i + 1 < argc)
			count = (unsigned)strtoul(argv[++i], NULL, 0);
		else
			sonde = argv[i];
	}
	if (!sonde || !mkdtemp(folder)) {
		fputs("usage: random [--seed N] [--count N] SONDE\n", stderr);
		return 2;
	}
	snprintf(script_path, sizeof(script_path), "%s/script.bt", folder);
	snprintf(out_path, sizeof(out_path), "%s/out", folder);
	snprintf(err_path, sizeof(err_path), "%s/err", folder);
	printf("seed %" PRIu64 "\n", seed);
	random_seed(seed);
	for (unsigned done = 0; done < count;) {
		struct expr *exprs[PER_SCRIPT];
		size_t len = 0;

		variables_make();
		while (len < PER_SCRIPT && done + len < count) {
			exprs[len] = expr_make(1 + (int)random_below(5), len % 3 == 2);
			len++;
		}
		failed += batch(exprs, len);
		for (size_t i = 0; i < len; i++)
			expr_free(exprs[i]);
		done += (unsigned)len;
	}
	for (unsigned i = 0; i < count / 10; i++)
		failed += tuples((int)i);
	count += count / 10;
	unlink(script_path);
	unlink(out_path);
	unlink(err_path);
	rmdir(folder);
	printf("%u passed, %u failed, 0 skipped\n", count - failed, failed);
	return failed != 0;
}
