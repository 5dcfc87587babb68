/* Any bytes as what is behind the runtime in a built tool: its parts, its images, their
 * relocations. */
#include "lang/bundle.h"
#include "lang/image.h"
#include "probes/relocate.h"
#include "tests/fuzz/fuzz.h"

static void variant_use(struct arena *a, const struct bundle_variant *v)
{
	const char *error;
	struct program *p = image_read(a, v->image, &error);
	struct buf message = {0};

	if (p)
		program_relocate(a, p, &message);
	buf_free(&message);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct bundle b;

	if (bundle_decode(a, (struct bytes){data, size}, &b))
		for (uint32_t i = 0; i < b.nvariants && i < 16; i++)
			variant_use(a, &b.variants[i]);
	variant_use(a, &(struct bundle_variant){.image = {data, size}});
	arena_free(a);
	return 0;
}
