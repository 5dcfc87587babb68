/* -d libbpf, -d verifier: standard output, as the stages of the compiler have it. */
#include "runtime/load_debug.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/base/base.h"

struct verifier_log {
	const char *program;
	char *text;
};

struct verifier_logs {
	size_t n;
	struct verifier_log at[];
};

void libbpf_show(const char *format, va_list ap)
{
	vprintf(format, ap);
	fflush(stdout);
}

struct verifier_logs *verifier_logs_ask(struct bpf_object *object, size_t size)
{
	struct verifier_logs *v;
	struct bpf_program *p;
	size_t n = 0;

	bpf_object__for_each_program(p, object) n++;
	v = calloc(1, sizeof(*v) + n * sizeof(v->at[0]));
	if (!v)
		out_of_memory(n * sizeof(v->at[0]));
	bpf_object__for_each_program(p, object)
	{
		struct verifier_log *log = &v->at[v->n++];

		if (!bpf_program__autoload(p))
			continue;
		log->program = strdup(bpf_program__name(p)); /* the object may be gone by then */
		log->text = malloc(size);		     /* touched only as far as it is used */
		if (!log->text || !log->program)
			out_of_memory(size);
		log->text[0] = '\0';
		bpf_program__set_log_buf(p, log->text, size);
		bpf_program__set_log_level(p, 2);
	}
	return v;
}

void verifier_logs_show(struct verifier_logs *v, int error, char *log, size_t size)
{
	for (size_t i = 0; v && i < v->n; i++) {
		const struct verifier_log *one = &v->at[i];

		if (one->text && *one->text && error != -ENOSPC)
			printf("verifier: %s\n%s", one->program, one->text);
		/* Programs are loaded one after the other: the last one that has a log failed. */
		if (error && one->text && *one->text)
			snprintf(log, size, "%s", one->text);
		free((char *)(uintptr_t)one->program);
		free(one->text);
	}
	fflush(stdout);
	free(v);
}
