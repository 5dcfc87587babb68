/*
 * Programs whose type or attach point libbpf cannot take from the section's name. Methods that are
 * not named here need nothing.
 */
#include "probes/prepare.h"

#include <bpf/libbpf.h>

#include "probes/uprobe_multi.h"

int probe_prepare(struct bpf_program *program, const struct probe_spec *spec)
{
	int error;

	if (spec->method != METHOD_uprobe_multi && spec->method != METHOD_uretprobe_multi)
		return 0;
	error = bpf_program__set_type(program, BPF_PROG_TYPE_KPROBE);
	if (error)
		return error;
	return bpf_program__set_expected_attach_type(program,
						     (enum bpf_attach_type)ATTACH_UPROBE_MULTI);
}
