/* Any bytes as an image, and as the section of one: the decoder trusts nothing. */
#include "lang/image.h"
#include "tests/fuzz/fuzz.h"

static void dump(const struct program *p)
{
	struct buf out = {0};

	program_dump(p, &out);
	buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	const char *error;
	struct program *p = image_read(a, (struct bytes){data, size}, &error);

	if (p)
		dump(p);
	p = program_decode(a, (struct bytes){data, size}, &error);
	if (p)
		dump(p);
	arena_free(a);
	return 0;
}
