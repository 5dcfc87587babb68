/* Numbers of system calls against this system's own headers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/syscall.h>
#include <sys/utsname.h>

#include "probes/syscalls.h"

static void numbers(void **state)
{
	struct utsname host;

	(void)state;
	assert_int_equal(uname(&host), 0);
	assert_int_equal(syscall_number(host.machine, STR("openat")), SYS_openat);
	assert_int_equal(syscall_number(host.machine, STR("read")), SYS_read);
	assert_int_equal(syscall_number(host.machine, STR("newuname")), SYS_uname);
	assert_int_equal(syscall_number(host.machine, STR("newfstat")), SYS_fstat);
	assert_int_equal(syscall_number(host.machine, STR("newfstatat")), SYS_newfstatat);
	assert_int_equal(syscall_number(host.machine, STR("sendfile64")), SYS_sendfile);
	assert_int_equal(syscall_number(host.machine, STR("umount")), SYS_umount2);
	assert_int_equal(syscall_number(host.machine, STR("clone3")), SYS_clone3);
	assert_int_equal(syscall_number(host.machine, STR("no_such_call")), -1);
}

/* include/uapi/asm-generic/unistd.h, and what its table leaves out. */
static void other_architectures(void **state)
{
	(void)state;
	assert_int_equal(syscall_number("aarch64", STR("openat")), 56);
	assert_int_equal(syscall_number("riscv64", STR("openat")), 56);
	assert_int_equal(syscall_number("aarch64", STR("open")), -1);
	assert_int_equal(syscall_number("x86_64", STR("open")), 2);
	assert_int_equal(syscall_number("s390x", STR("openat")), -1);
	assert_string_equal(syscall_name("aarch64", 56), "openat");
	assert_null(syscall_name("ppc64le", 56));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(numbers),
					   cmocka_unit_test(other_architectures)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
