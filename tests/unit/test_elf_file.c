/* ELF files of somebody who does not mean well. */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probes/elf_file.h"

static char path[] = "/tmp/sonde-elf-XXXXXX";

/* A copy of this program; its descriptor. */
static int copy_make(void)
{
	int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC), to;
	char bytes[65536];
	ssize_t n;

	strcpy(path + sizeof(path) - 7, "XXXXXX");
	to = mkstemp(path);
	assert_true(from >= 0 && to >= 0);
	while ((n = read(from, bytes, sizeof(bytes))) > 0)
		assert_int_equal(write(to, bytes, (size_t)n), n);
	close(from);
	return to;
}

static size_t sections_read(Elf *elf)
{
	Elf_Scn *section = NULL;
	size_t sum = 0;

	while ((section = elf_nextscn(elf, section))) {
		const Elf_Data *data = elf_getdata(section, NULL);

		for (size_t i = 0; data && data->d_buf && i < data->d_size; i += 512)
			sum += ((const unsigned char *)data->d_buf)[i];
	}
	return sum;
}

static void a_file_is_cut_off_while_it_is_read(void **state)
{
	int fd = copy_make();
	struct elf_file file;

	(void)state;
	assert_null(elf_file_open(&file, path));
	assert_true(sections_read(file.elf) > 0);
	elf_file_close(&file);
	assert_null(elf_file_open(&file, path));
	assert_int_equal(ftruncate(fd, 100), 0);
	sections_read(file.elf);
	elf_file_close(&file);
	unlink(path);
	close(fd);
}

static void what_is_no_regular_file_is_not_waited_for(void **state)
{
	struct elf_file file;

	(void)state;
	strcpy(path + sizeof(path) - 7, "fifo__");
	unlink(path);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_non_null(elf_file_open(&file, path));
	unlink(path);
	assert_non_null(elf_file_open(&file, "/dev/zero"));
	assert_non_null(elf_file_open(&file, "/proc"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_cut_off_while_it_is_read),
		cmocka_unit_test(what_is_no_regular_file_is_not_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
