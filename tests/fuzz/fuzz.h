/*
 * What libFuzzer and replay.c call. An entry may do anything but crash, hang or exhaust memory.
 */
#ifndef SONDE_TESTS_FUZZ_FUZZ_H
#define SONDE_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
