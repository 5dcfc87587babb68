/* Symbols of user programs: this test's own, and those of a stripped copy of it. */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/elf_symbols.h"
#include "runtime/ksyms.h"
#include "runtime/usyms.h"

/* Not static: a symbol that stays in .dynsym or not, it is in .symtab. */
int landmark(int x);

__attribute__((noinline)) int landmark(int x)
{
	return x * 3 + 1;
}

static void own_functions_are_found(void **state)
{
	struct usyms *u = usyms_new(true, false);
	struct usym found;

	(void)state;
	assert_true(usyms_find(u, (uint32_t)getpid(), (uint64_t)(uintptr_t)landmark + 1, false,
			       &found));
	assert_string_equal(found.name, "landmark");
	assert_int_equal(found.offset, 1);
	assert_non_null(strstr(found.module, "test_usyms"));
	usyms_free(u);
}

static void libraries_are_found(void **state)
{
	struct usyms *u = usyms_new(true, false);
	struct usym found;

	(void)state;
	assert_true(usyms_find(u, (uint32_t)getpid(), (uint64_t)(uintptr_t)getppid, false, &found));
	if (found.name) /* a C library without symbols has none */
		assert_string_equal(found.name, "getppid");
	usyms_free(u);
}

static void unmapped_addresses_are_not(void **state)
{
	struct usyms *u = usyms_new(true, false);
	struct usym found;

	(void)state;
	assert_false(usyms_find(u, (uint32_t)getpid(), 1, false, &found));
	assert_false(usyms_find(u, 0x3fffff, (uint64_t)(uintptr_t)landmark, false, &found));
	usyms_free(u);
}

/* What was seen while a process lived is known when it is gone. */
static void processes_are_remembered(void **state)
{
	struct usyms *u = usyms_new(true, false), *forgetful = usyms_new(false, false);
	uint64_t address = (uint64_t)(uintptr_t)landmark;
	struct usym found;
	int gate[2];
	pid_t pid;
	char byte;

	(void)state;
	assert_int_equal(pipe(gate), 0);
	pid = fork();
	if (pid == 0) {
		close(gate[1]);
		_exit(read(gate[0], &byte, 1) != 0);
	}
	usyms_process_seen(u, (uint32_t)pid);
	assert_true(usyms_find(forgetful, (uint32_t)pid, address, false, &found));
	close(gate[1]);
	close(gate[0]);
	waitpid(pid, NULL, 0);
	assert_true(usyms_find(u, (uint32_t)pid, address, false, &found));
	assert_string_equal(found.name, "landmark");
	assert_false(usyms_find(forgetful, (uint32_t)pid, address, false, &found));
	usyms_free(u);
	usyms_free(forgetful);
}

static char *own_path(void)
{
	static char path[4096];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);

	path[len < 0 ? 0 : len] = '\0';
	return path;
}

static struct elf_symbols *symbols_of(const char *path)
{
	struct elf_symbols *e = elf_symbols_new(path);
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0) {
		elf_symbols_read(e, fd);
		close(fd);
	}
	return e;
}

static void broken_files_have_no_symbols(void **state)
{
	static const char *const paths[] = {"/dev/null", "/no/such/file", "/etc/passwd", "/"};
	uint64_t offset;

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct elf_symbols *e = symbols_of(paths[i]);

		assert_null(elf_symbols_find(e, 0x1000, &offset));
		elf_symbols_free(e);
	}
}

/* A stripped file says where its debug information is, and what its checksum must be. */
static void debug_link_is_followed(void **state)
{
	char folder[] = "/tmp/sonde-usyms-XXXXXX", command[16384], path[64];
	struct elf_symbols *whole = symbols_of(own_path()), *stripped;
	uint64_t offset, address = 0;
	bool made;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(command, sizeof(command),
		 "cd %s && mkdir .debug && objcopy --only-keep-debug '%s' .debug/x.debug && "
		 "objcopy -S -R .note.gnu.build-id --add-gnu-debuglink=.debug/x.debug '%s' x",
		 folder, own_path(), own_path());
	made = system(command) == 0;
	snprintf(path, sizeof(path), "%s/x", folder);
	/* The address of landmark in the file: looked up by name through the whole one. */
	while (made && address < 0x4000000) {
		const char *name = elf_symbols_find(whole, address, &offset);

		if (name && strcmp(name, "landmark") == 0)
			break;
		address += 4;
	}
	if (made) {
		stripped = symbols_of(path);
		assert_string_equal(elf_symbols_find(stripped, address, &offset), "landmark");
		elf_symbols_free(stripped);
		snprintf(command, sizeof(command), "echo >> %s/.debug/x.debug", folder);
		assert_int_equal(system(command), 0);
		stripped = symbols_of(path);
		assert_null(elf_symbols_find(stripped, address, &offset));
		elf_symbols_free(stripped);
	}
	elf_symbols_free(whole);
	snprintf(command, sizeof(command), "rm -r %s", folder);
	assert_int_equal(system(command), 0);
	if (!made)
		skip(); /* no objcopy here */
}

static void kernel_symbols(void **state)
{
	struct ksyms *k = ksyms_new();
	uint64_t offset;

	(void)state;
	assert_null(ksyms_find(k, 0x1234, &offset));
	/* Nothing is before the first symbol; the last address follows some symbol, if any is seen.
	 */
	assert_null(ksyms_find(k, UINT64_C(1) << 63, &offset));
	if (ksyms_find(k, UINT64_MAX, &offset))
		assert_true(offset > 0);
	ksyms_free(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_functions_are_found),
		cmocka_unit_test(libraries_are_found),
		cmocka_unit_test(unmapped_addresses_are_not),
		cmocka_unit_test(processes_are_remembered),
		cmocka_unit_test(broken_files_have_no_symbols),
		cmocka_unit_test(debug_link_is_followed),
		cmocka_unit_test(kernel_symbols),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
