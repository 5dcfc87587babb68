/*
 * The kernel keeps 15 characters of a program's name; the whole one is that of the function which
 * the program's types name first.
 */
#include "probes/bpf_programs.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "probes/glob.h"

/*
 * NULL: the program has no types, or the kernel lets no program be traced that traces itself
 * (bpf_check_attach_target in kernel/bpf/verifier.c).
 */
static const char *name_of(struct arena *a, int fd)
{
	struct bpf_func_info first = {0};
	struct bpf_prog_info info = {.func_info_rec_size = sizeof(first),
				     .nr_func_info = 1,
				     .func_info = (uint64_t)(uintptr_t)&first};
	uint32_t len = sizeof(info);
	const struct btf_type *t;
	const char *name = NULL;
	struct btf *btf;

	if (bpf_obj_get_info_by_fd(fd, &info, &len) || !info.btf_id || !first.type_id ||
	    info.type == BPF_PROG_TYPE_TRACING || info.type == BPF_PROG_TYPE_EXT)
		return NULL;
	btf = btf__load_from_kernel_by_id(info.btf_id);
	if (libbpf_get_error(btf))
		return NULL;
	t = btf__type_by_id(btf, first.type_id);
	if (t)
		name = btf__name_by_offset(btf, t->name_off);
	name = name ? arena_strdup(a, str_from(name)) : NULL;
	btf__free(btf);
	return name;
}

static int name_compare(const void *a, const void *b)
{
	const struct bpf_program_name *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : (x->id > y->id) - (x->id < y->id);
}

bool bpf_programs_find(struct arena *a, struct str pattern, uint32_t id,
		       struct bpf_program_names *out)
{
	uint32_t next = 0;

	while (!bpf_prog_get_next_id(next, &next)) {
		int fd = !id || id == next ? bpf_prog_get_fd_by_id(next) : -1;
		const char *name = fd >= 0 ? name_of(a, fd) : NULL;

		if (fd >= 0)
			close(fd);
		if (name && glob_match(pattern, str_from(name)))
			vec_push(a, out, (struct bpf_program_name){name, next});
	}
	if (errno != ENOENT)
		return false;
	if (out->len)
		qsort(out->at, out->len, sizeof(*out->at), name_compare);
	return true;
}
