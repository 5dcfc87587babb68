/* What every unit test includes: cmocka and the headers that cmocka wants first. */
#ifndef SONDE_TESTS_UNIT_UNIT_H
#define SONDE_TESTS_UNIT_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define RUN(tests) cmocka_run_group_tests((tests), NULL, NULL)

#endif
