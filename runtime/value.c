/* Reading values out of memory: numbers, strings, members. */
#include "runtime/value.h"

#include "lang/wire.h"

struct value value_at(const struct type *t, const unsigned char *at)
{
	uint32_t len;

	if (t->kind != T_BUFFER)
		return (struct value){t, at, t->size, false};
	memcpy(&len, at, sizeof(len));
	return (struct value){t, at + sizeof(len), MIN(len, t->count), false};
}

bool value_int_signed(const struct type *t)
{
	return (t->kind == T_INT || t->kind == T_ENUM) && t->is_signed;
}

uint64_t value_int(struct value v)
{
	bool is_signed = value_int_signed(v.type);
	uint64_t word = 0;

	if (!type_is(v.type, TF_INTEGER))
		return 0;
	switch (v.type->size) {
	case 1:
		return is_signed ? (uint64_t)(int8_t)*v.at : *v.at;
	case 2: {
		uint16_t half;

		memcpy(&half, v.at, sizeof(half));
		return is_signed ? (uint64_t)(int16_t)half : half;
	}
	case 4: {
		uint32_t half;

		memcpy(&half, v.at, sizeof(half));
		return is_signed ? (uint64_t)(int32_t)half : half;
	}
	default:
		memcpy(&word, v.at, MIN(v.type->size, (uint32_t)sizeof(word)));
		return word;
	}
}

struct str value_string(struct value v, bool *cut)
{
	const unsigned char *nul = v.len ? memchr(v.at, 0, v.len) : NULL;

	*cut = !nul && !v.exact && v.len >= v.type->size;
	return (struct str){(const char *)v.at, nul ? (size_t)(nul - v.at) : v.len};
}

/* Division as C does it: towards zero, by the signedness of what was summed. */
static uint64_t mean(uint64_t total, uint64_t count, bool is_signed)
{
	if (!count)
		return 0;
	return is_signed ? (uint64_t)((int64_t)total / (int64_t)count) : total / count;
}

uint64_t value_aggregate(struct value v, bool *is_signed)
{
	struct wire_agg_avg avg;
	uint64_t word;

	*is_signed = v.type->kind != T_COUNT && v.type->is_signed;
	if (v.type->kind == T_AVG || v.type->kind == T_STATS) {
		memcpy(&avg, v.at, sizeof(avg));
		/* A count beyond 2^63 would make the signed division wrong, and cannot happen. */
		return mean(avg.total, avg.count & INT64_MAX, *is_signed);
	}
	memcpy(&word, v.at, sizeof(word));
	return word;
}

uint32_t value_members(struct value v)
{
	return v.type->kind == T_ARRAY ? v.type->count : v.type->nfields;
}

static const struct type bits_signed = {.kind = T_INT, .size = 8, .align = 8, .is_signed = true};
static const struct type bits_unsigned = {.kind = T_INT, .size = 8, .align = 8};

struct value value_member(struct value v, uint32_t i, uint64_t *scratch)
{
	const struct field *f;
	uint64_t word = 0;

	if (v.type->kind == T_ARRAY)
		return value_at(v.type->elem, v.at + (size_t)i * v.type->elem->size);
	f = &v.type->fields[i];
	if (!f->bit_size) {
		struct value member = value_at(f->type, v.at + f->offset);

		member.exact = f->flags & FIELD_CHARS;
		return member;
	}
	memcpy(&word, v.at + f->offset, ((size_t)f->bit_offset + f->bit_size + 7) / 8);
	word >>= f->bit_offset;
	if (f->bit_size < 64)
		word &= (UINT64_C(1) << f->bit_size) - 1;
	*scratch = word;
	return (struct value){value_int_signed(f->type) ? &bits_signed : &bits_unsigned,
			      (const unsigned char *)scratch, 8, false};
}
