/*
 * by_hand OBJECT PROGRAM: loads one program of a BPF object and attaches it as its section says;
 * prints its id, and holds it until standard input ends. What one writes in C to compare with a
 * script.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int fail(const char *what)
{
	fprintf(stderr, "by_hand: %s\n", what);
	return 1;
}

int main(int argc, char **argv)
{
	struct bpf_prog_info info = {0};
	uint32_t size = sizeof(info);
	struct bpf_object *object;
	struct bpf_program *program, *wanted = NULL;
	char byte;

	if (argc != 3)
		return fail("usage: by_hand OBJECT PROGRAM");
	object = bpf_object__open(argv[1]);
	if (!object)
		return fail("the object cannot be read");
	bpf_object__for_each_program(program, object)
	{
		bool is_wanted = !strcmp(bpf_program__name(program), argv[2]);

		bpf_program__set_autoload(program, is_wanted);
		if (is_wanted)
			wanted = program;
	}
	if (!wanted)
		return fail("the object has no such program");
	if (bpf_object__load(object) || !bpf_program__attach(wanted))
		return fail("the kernel refuses it");
	if (bpf_obj_get_info_by_fd(bpf_program__fd(wanted), &info, &size))
		return fail("nothing is known about it");
	printf("%u\n", info.id);
	fflush(stdout);
	while (read(0, &byte, 1) > 0)
		;
	return 0;
}
