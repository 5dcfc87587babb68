/*
 * program_info ID: what the kernel knows about a BPF program, in one line: ns that it ran and how
 * often (kernel.bpf_stats_enabled), bytes of machine code, bytes of its first function. The other
 * functions of a script's program are for what is rare: a key's first event, an error.
 */
#include <bpf/bpf.h>
#include <stdio.h>
#include <stdlib.h>

#define FUNCTIONS_MAX 256

int main(int argc, char **argv)
{
	static uint32_t lengths[FUNCTIONS_MAX];
	struct bpf_prog_info info = {.nr_jited_func_lens = FUNCTIONS_MAX,
				     .jited_func_lens = (uintptr_t)lengths};
	uint32_t size = sizeof(info);
	int fd = argc == 2 ? bpf_prog_get_fd_by_id((uint32_t)atol(argv[1])) : -1;

	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &size)) {
		fprintf(stderr, "program_info: there is no such program\n");
		return 1;
	}
	printf("%llu %llu %u %u\n", (unsigned long long)info.run_time_ns,
	       (unsigned long long)info.run_cnt, info.jited_prog_len, lengths[0]);
	return 0;
}
