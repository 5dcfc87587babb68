/* Numbers of system calls against this system's own headers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/syscall.h>

#include "probes/syscalls.h"

static void numbers(void **state)
{
	(void)state;
	assert_int_equal(syscall_number(STR("openat")), SYS_openat);
	assert_int_equal(syscall_number(STR("read")), SYS_read);
	assert_int_equal(syscall_number(STR("newuname")), SYS_uname);
	assert_int_equal(syscall_number(STR("newfstat")), SYS_fstat);
	assert_int_equal(syscall_number(STR("newfstatat")), SYS_newfstatat);
	assert_int_equal(syscall_number(STR("sendfile64")), SYS_sendfile);
	assert_int_equal(syscall_number(STR("umount")), SYS_umount2);
	assert_int_equal(syscall_number(STR("clone3")), SYS_clone3);
	assert_int_equal(syscall_number(STR("no_such_call")), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(numbers)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
