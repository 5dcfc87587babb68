/* --mode compiler-bench: the same script, compiled again and again. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "runtime/cli/compiler.h"

#define RUNS 20

static int ns_compare(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

int compiler_bench(struct arena *a, struct request *request, struct str text)
{
	uint64_t took[RUNS], median;
	size_t size = 0;

	/* The first one is for the caches; it also tells all warnings. */
	for (int i = -1; i < RUNS; i++) {
		uint64_t start = now();
		struct compiler compiler;
		struct bytes image = {NULL, 0};
		int status;

		if (!compiler_start(a, request, text, &compiler))
			return 2;
		status = compiler_finish(&compiler, &image);
		if (status)
			return status;
		if (i >= 0)
			took[i] = now() - start;
		size = image.len;
		compiler_release(&image);
		request->options.no_warnings = true;
	}
	qsort(took, RUNS, sizeof(took[0]), ns_compare);
	median = took[RUNS / 2];
	printf("%d compilations: best %.1f ms, median %.1f ms, worst %.1f ms; image of %zu bytes\n",
	       RUNS, (double)took[0] / 1e6, (double)median / 1e6, (double)took[RUNS - 1] / 1e6,
	       size);
	return 0;
}
