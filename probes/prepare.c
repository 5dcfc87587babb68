/*
 * Programs whose type or attach point libbpf cannot take from the section's name. Methods that are
 * not named here need nothing.
 */
#include "probes/prepare.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "probes/program_kind.h"
#include "probes/uprobe_multi.h"

static int prepare_as(struct bpf_program *program, enum bpf_prog_type type, int attach)
{
	int error = bpf_program__set_type(program, type);

	if (error)
		return error;
	return bpf_program__set_expected_attach_type(program, (enum bpf_attach_type)attach);
}

/*
 * The target is a BPF program, whose number is the address. The descriptor is needed until the
 * kernel has our program, and stays open as long as we run: the target shall not go away. When it
 * has gone since it was looked up, or its number is another program's by now, ours is not loaded.
 */
static int prepare_on_program(struct bpf_program *program, const struct probe_target *t)
{
	int fd = bpf_prog_get_fd_by_id((uint32_t)t->address), error;

	if (fd < 0)
		return errno == ENOENT ? bpf_program__set_autoload(program, false) : -errno;
	error = bpf_program__set_attach_target(program, fd, t->function);
	if (error)
		close(fd);
	return error == -ENOENT || error == -EINVAL ? bpf_program__set_autoload(program, false)
						    : error;
}

/* The function must be known before loading: the program is checked against its prototype. */
static int prepare_traced(struct bpf_program *program, const struct probe_spec *spec, int attach)
{
	int error = prepare_as(program, BPF_PROG_TYPE_TRACING, attach);

	if (error)
		return error;
	if (spec->ntargets != 1 || !spec->targets[0].function)
		return -EINVAL;
	if (spec->targets[0].module && strcmp(spec->targets[0].module, "bpf") == 0)
		return prepare_on_program(program, &spec->targets[0]);
	return bpf_program__set_attach_target(program, 0, spec->targets[0].function);
}

/* Not all operations of cgroups are known to libbpf by their sections. */
static int prepare_cgroup(struct bpf_program *program, const struct probe_spec *spec)
{
	struct program_kind kind =
		program_kind(spec->method, spec->ntargets ? spec->targets[0].function : NULL);

	if (!kind.type)
		return -EINVAL;
	return prepare_as(program, (enum bpf_prog_type)kind.type, kind.attach);
}

int probe_prepare(struct bpf_program *program, const struct probe_spec *spec)
{
	if (spec->method == METHOD_cgroup || spec->method == METHOD_cgroup_skb)
		return prepare_cgroup(program, spec);
	if (spec->method == METHOD_uprobe_multi || spec->method == METHOD_uretprobe_multi)
		return prepare_as(program, BPF_PROG_TYPE_KPROBE, ATTACH_UPROBE_MULTI);
	if (spec->method == METHOD_iter)
		return prepare_traced(program, spec, BPF_TRACE_ITER);
	if (spec->method == METHOD_raw_tp_typed)
		return prepare_traced(program, spec, BPF_TRACE_RAW_TP);
	if (spec->method == METHOD_fentry)
		return prepare_traced(program, spec,
				      probe_rows[spec->kind].flags & PF_RETURN ? BPF_TRACE_FEXIT
									       : BPF_TRACE_FENTRY);
	return 0;
}
