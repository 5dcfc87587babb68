/*
 * Bundles to bytes and back. Numbers are u32 and little-endian; a text is its length and its bytes.
 * Images begin at multiples of 8, so that what is in them is aligned where the bundle is.
 */
#include "lang/bundle.h"

#define MAGIC "sondeBN\n"
#define MAGIC_SIZE 8
#define ALIGN 8

static void number_add(struct buf *out, uint64_t n, size_t size)
{
	for (size_t i = 0; i < size; i++)
		buf_char(out, (char)(n >> 8 * i));
}

static void text_add(struct buf *out, struct str s)
{
	number_add(out, s.len, 4);
	buf_fill(out, '\0', ROUND_UP(out->len, (size_t)ALIGN) - out->len);
	buf_add(out, s.at, s.len);
	buf_fill(out, '\0', ROUND_UP(out->len, (size_t)ALIGN) - out->len);
}

void bundle_encode(const struct bundle *b, struct buf *out)
{
	struct buf body = {0};

	text_add(&body, b->name);
	text_add(&body, b->script);
	number_add(&body, b->nvariants, 4);
	for (uint32_t i = 0; i < b->nvariants; i++) {
		const struct bundle_variant *v = &b->variants[i];

		number_add(&body, v->features, 4);
		text_add(&body, v->refusal);
		text_add(&body, (struct str){v->image.at, v->image.len});
	}
	number_add(&body, body.len + BUNDLE_TRAILER, 8);
	buf_add(&body, MAGIC, MAGIC_SIZE);
	buf_add(out, body.at, body.len);
	buf_free(&body);
}

static uint64_t number_at(const unsigned char *at, size_t size)
{
	uint64_t n = 0;

	for (size_t i = 0; i < size; i++)
		n |= (uint64_t)at[i] << 8 * i;
	return n;
}

uint64_t bundle_size(const void *trailer)
{
	const unsigned char *at = trailer;

	if (memcmp(at + BUNDLE_TRAILER - MAGIC_SIZE, MAGIC, MAGIC_SIZE) != 0)
		return 0;
	return number_at(at, BUNDLE_TRAILER - MAGIC_SIZE);
}

struct reader {
	const unsigned char *bytes;
	size_t at, len;
	bool failed;
};

static uint32_t number_read(struct reader *r)
{
	if (r->failed || r->len - r->at < 4) {
		r->failed = true;
		return 0;
	}
	r->at += 4;
	return (uint32_t)number_at(r->bytes + r->at - 4, 4);
}

static struct str text_read(struct reader *r)
{
	size_t len = number_read(r), begin = ROUND_UP(r->at, (size_t)ALIGN);

	if (r->failed || begin > r->len || r->len - begin < len ||
	    r->len - begin < ROUND_UP(len, (size_t)ALIGN)) {
		r->failed = true;
		return (struct str){"", 0};
	}
	r->at = begin + ROUND_UP(len, (size_t)ALIGN);
	return (struct str){(const char *)r->bytes + begin, len};
}

bool bundle_decode(struct arena *a, struct bytes bytes, struct bundle *b)
{
	struct reader r = {.bytes = bytes.at, .len = bytes.len};

	*b = (struct bundle){0};
	if (bytes.len < BUNDLE_TRAILER ||
	    bundle_size(r.bytes + bytes.len - BUNDLE_TRAILER) != bytes.len)
		return false;
	r.len -= BUNDLE_TRAILER;
	b->name = text_read(&r);
	b->script = text_read(&r);
	b->nvariants = number_read(&r);
	if (r.failed || b->nvariants > r.len / 4)
		return false;
	b->variants = arena_array(a, struct bundle_variant, b->nvariants);
	for (uint32_t i = 0; i < b->nvariants; i++) {
		struct str image;

		b->variants[i].features = number_read(&r);
		b->variants[i].refusal = text_read(&r);
		image = text_read(&r);
		b->variants[i].image = (struct bytes){image.at, image.len};
	}
	return !r.failed && r.at == r.len;
}
