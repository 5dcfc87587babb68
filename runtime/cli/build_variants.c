/*
 * The variants of a tool: code depends on what the kernel has, and nobody knows which kernel it
 * will be. The script is compiled for a kernel that has everything; then without the newest feature
 * that this used and all that came with or after it, and so on down to the oldest kernels. A script
 * that uses none of them has one variant.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lang/image.h"
#include "runtime/cli/build.h"
#include "runtime/cli/compiler.h"

#define VARIANTS_MAX (2 * FEATURE_COUNT + 2)

int build_compile(struct build *build, uint32_t without, struct bytes *image)
{
	struct request request = build->request;
	struct compiler compiler;

	request.options.no_features |= without;
	if (!compiler_start(build->arena, &request, build->text, &compiler))
		return 2;
	return compiler_finish(&compiler, image);
}

/* The same, with what it says on standard error kept in *SAID. */
static int compile_quietly(struct build *build, uint32_t without, struct bytes *image,
			   struct str *said)
{
	int messages = memfd_create("sonde-messages", MFD_CLOEXEC), stderr_fd = dup(STDERR_FILENO);
	int status = 2;

	*said = (struct str){"", 0};
	if (messages >= 0 && stderr_fd >= 0 && dup2(messages, STDERR_FILENO) >= 0) {
		status = build_compile(build, without, image);
		fflush(stderr);
		dup2(stderr_fd, STDERR_FILENO);
		lseek(messages, 0, SEEK_SET);
		if (!fd_read_all(build->arena, messages, SOURCE_MAX, said))
			*said = (struct str){"", 0};
	}
	if (messages >= 0)
		close(messages);
	if (stderr_fd >= 0)
		close(stderr_fd);
	return status;
}

/* "5.15" as a number that grows; features of all kernels, and those that went away, are 0. */
static unsigned feature_age(enum feature f)
{
	const char *since = feature_rows[f].since;
	char *minor;
	unsigned long major;

	if (!since)
		return 0;
	major = strtoul(since, &minor, 10);
	return (unsigned)(major * 1000 + strtoul(minor + 1, NULL, 10));
}

/* Everything that is as new as the newest of FEATURES, or newer. 0: there is none. */
static uint32_t newest_of(uint32_t features)
{
	unsigned newest = 0;
	uint32_t set = 0;

	for (unsigned f = 0; f < FEATURE_COUNT; f++)
		if (features >> f & 1)
			newest = MAX(newest, feature_age(f));
	for (unsigned f = 0; newest && f < FEATURE_COUNT; f++)
		if (feature_age(f) >= newest)
			set |= 1u << f;
	return set;
}

/* What the image relies on; it was made a moment ago. */
static bool features_of(struct build *build, struct bytes image, uint32_t *features)
{
	const char *error;
	struct program *p = image_read(build->arena, image, &error);

	if (!p) {
		fprintf(stderr, "ERROR: the compiler made an image that cannot be read: %s\n",
			error);
		return false;
	}
	*features = p->features;
	return true;
}

static void variant_add(struct bundle *b, struct bundle_variant v)
{
	if (b->nvariants == VARIANTS_MAX)
		bug("%u variants", b->nvariants);
	b->variants[b->nvariants++] = v;
}

/* Kernels that are new and lack what older ones have. */
static bool variant_add_without(struct build *build, struct bundle *b, enum feature f)
{
	struct bundle_variant v = {0};

	if (!(b->variants[0].features >> f & 1))
		return true;
	if (compile_quietly(build, 1u << f, &v.image, &v.refusal))
		return true; /* the older ones tell why */
	v.refusal = (struct str){"", 0};
	if (!features_of(build, v.image, &v.features))
		return false;
	variant_add(b, v);
	return true;
}

int build_variants(struct build *build, struct bundle *b)
{
	struct bundle_variant v = {0};
	uint32_t without = 0, next;
	int status = build_compile(build, 0, &v.image);

	if (status)
		return status;
	b->variants = arena_array(build->arena, struct bundle_variant, VARIANTS_MAX);
	if (!features_of(build, v.image, &v.features))
		return 2;
	variant_add(b, v);
	if (!variant_add_without(build, b, FEATURE_raw_syscalls))
		return 2;
	while ((next = newest_of(v.features))) {
		without |= next;
		v = (struct bundle_variant){0};
		status = compile_quietly(build, without, &v.image, &v.refusal);
		if (status == 0) {
			v.refusal = (struct str){"", 0};
			if (!features_of(build, v.image, &v.features))
				return 2;
		} else if (!v.refusal.len) {
			v.refusal = STR("ERROR: the script needs a newer kernel\n");
		}
		variant_add(b, v);
	}
	return 0;
}
