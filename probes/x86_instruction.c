/*
 * An instruction is prefixes, opcode, a byte that names operands (ModRM) with what that calls for,
 * and constants. Only these parts matter for the length. Intel's manual, volume 2, chapter 2 and
 * appendix A; what 64-bit mode does not have is refused.
 */
#include "probes/x86_instruction.h"

#include <string.h>

#define LENGTH_MAX 15

/* What follows the opcode, for the maps of opcodes of one byte and of two (0F xx). */
enum {
	N, /* nothing */
	M, /* ModRM */
	B, /* 1 byte */
	W, /* 2 bytes */
	Z, /* 2 bytes with the prefix 66, else 4 */
	D, /* 4 bytes */
	b, /* ModRM, 1 byte */
	z, /* ModRM, Z */
	V, /* as Z, 8 bytes with REX.W */
	O, /* an address: 8 bytes, 4 with the prefix 67 */
	E, /* 3 bytes: enter */
	T, /* ModRM; 1 byte when it says test (F6) */
	t, /* the same with Z (F7) */
	X, /* no such instruction, or a prefix */
};

/* clang-format off */
static const uint8_t one_byte[256] = {
	/*        0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f */
	/* 00 */  M, M, M, M, B, Z, X, X, M, M, M, M, B, Z, X, X,
	/* 10 */  M, M, M, M, B, Z, X, X, M, M, M, M, B, Z, X, X,
	/* 20 */  M, M, M, M, B, Z, X, X, M, M, M, M, B, Z, X, X,
	/* 30 */  M, M, M, M, B, Z, X, X, M, M, M, M, B, Z, X, X,
	/* 40 */  X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X,
	/* 50 */  N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
	/* 60 */  X, X, X, M, X, X, X, X, Z, z, B, b, N, N, N, N,
	/* 70 */  B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, B,
	/* 80 */  b, z, X, b, M, M, M, M, M, M, M, M, M, M, M, M,
	/* 90 */  N, N, N, N, N, N, N, N, N, N, X, N, N, N, N, N,
	/* a0 */  O, O, O, O, N, N, N, N, B, Z, N, N, N, N, N, N,
	/* b0 */  B, B, B, B, B, B, B, B, V, V, V, V, V, V, V, V,
	/* c0 */  b, b, W, N, X, X, b, z, E, N, W, N, N, B, X, N,
	/* d0 */  M, M, M, M, X, X, X, N, M, M, M, M, M, M, M, M,
	/* e0 */  B, B, B, B, B, B, B, B, D, D, X, B, N, N, N, N,
	/* f0 */  X, N, X, X, N, N, T, t, N, N, N, N, N, N, M, M,
};

static const uint8_t two_bytes[256] = {
	/*        0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f */
	/* 00 */  M, M, M, M, X, N, N, N, N, N, X, N, X, M, N, b,
	/* 10 */  M, M, M, M, M, M, M, M, M, M, M, M, M, M, M, M,
	/* 20 */  M, M, M, M, X, X, X, X, M, M, M, M, M, M, M, M,
	/* 30 */  N, N, N, N, N, N, X, N, X, X, X, X, X, X, X, X,
	/* 40 */  M, M, M, M, M, M, M, M, M, M, M, M, M, M, M, M,
	/* 50 */  M, M, M, M, M, M, M, M, M, M, M, M, M, M, M, M,
	/* 60 */  M, M, M, M, M, M, M, M, M, M, M, M, M, M, M, M,
	/* 70 */  b, b, b, b, M, M, M, N, X, X, X, X, M, M, M, M,
	/* 80 */  D, D, D, D, D, D, D, D, D, D, D, D, D, D, D, D,
	/* 90 */  M, M, M, M, M, M, M, M, M, M, M, M, M, M, M, M,
	/* a0 */  N, N, N, M, b, M, X, X, N, N, N, M, b, M, M, M,
	/* b0 */  M, M, M, M, M, M, M, M, M, M, b, M, M, M, M, M,
	/* c0 */  M, M, b, M, b, b, b, M, N, N, N, N, N, N, N, N,
	/* d0 */  M, M, M, M, M, M, M, M, M, M, M, M, M, M, M, M,
	/* e0 */  M, M, M, M, M, M, M, M, M, M, M, M, M, M, M, M,
	/* f0 */  M, M, M, M, M, M, M, M, M, M, M, M, M, M, M, M,
};
/* clang-format on */

struct reader {
	const uint8_t *code;
	size_t len, at;
	bool operand_16, address_32, wide; /* prefixes 66, 67, REX.W */
};

static uint8_t peek(const struct reader *r, size_t ahead)
{
	return r->at + ahead < r->len ? r->code[r->at + ahead] : 0;
}

/* Also the last one counts only: REX is the byte right before the opcode. */
static void prefixes_read(struct reader *r)
{
	static const char prefixes[] = "\x26\x2e\x36\x3e\x64\x65\x66\x67\xf0\xf2\xf3";

	for (; r->at < r->len && memchr(prefixes, r->code[r->at], sizeof(prefixes) - 1); r->at++) {
		r->operand_16 |= r->code[r->at] == 0x66;
		r->address_32 |= r->code[r->at] == 0x67;
	}
	if ((peek(r, 0) & 0xf0) == 0x40) {
		r->wide = r->code[r->at] & 8;
		r->at++;
	}
}

/* ModRM and what it calls for. */
static void operands_read(struct reader *r)
{
	uint8_t modrm = peek(r, 0), mode = modrm >> 6, base = modrm & 7;

	r->at++;
	if (mode == 3)
		return;
	if (base == 4) {
		base = peek(r, 0) & 7;
		r->at++;
	}
	if (mode == 1)
		r->at += 1;
	else if (mode == 2 || base == 5)
		r->at += 4;
}

/* False: there is no such instruction. */
static bool rest_read(struct reader *r, unsigned form)
{
	bool test = (peek(r, 0) & 0x30) == 0; /* reg 0 or 1 */
	size_t z_size = r->operand_16 && !r->wide ? 2 : 4;

	if (form == M || form == b || form == z || form == T || form == t)
		operands_read(r);
	switch (form) {
	case N:
	case M:
		break;
	case B:
	case b:
		r->at += 1;
		break;
	case W:
		r->at += 2;
		break;
	case E:
		r->at += 3;
		break;
	case D:
		r->at += 4;
		break;
	case Z:
	case z:
		r->at += z_size;
		break;
	case V:
		r->at += r->wide ? 8 : z_size;
		break;
	case O:
		r->at += r->address_32 ? 4 : 8;
		break;
	case T:
		r->at += test ? 1 : 0;
		break;
	case t:
		r->at += test ? z_size : 0;
		break;
	default:
		return false;
	}
	return true;
}

/* VEX (C4, C5) and EVEX (62): the map of the opcode stands in the prefix. */
static bool vector_read(struct reader *r, uint8_t first)
{
	unsigned map = first == 0xc5 ? 1 : peek(r, 1) & (first == 0x62 ? 7 : 31);
	uint8_t opcode;
	bool constant;

	r->at += first == 0xc5 ? 2 : first == 0xc4 ? 3 : 4;
	opcode = peek(r, 0);
	r->at++;
	if (!map || map > 6 || map == 4)
		return false;
	if (map == 1 && opcode == 0x77 && first != 0x62) /* vzeroupper */
		return true;
	constant = map == 3 || (map == 1 && two_bytes[opcode] == b);
	operands_read(r);
	r->at += constant;
	return true;
}

static bool opcode_read(struct reader *r, bool *is_return)
{
	uint8_t first = peek(r, 0);

	if (first == 0xc4 || first == 0xc5 || first == 0x62)
		return vector_read(r, first);
	r->at++;
	*is_return = first == 0xc3 || first == 0xc2;
	if (first != 0x0f)
		return rest_read(r, one_byte[first]);
	first = peek(r, 0);
	r->at++;
	if (first == 0x38 || first == 0x3a) {
		r->at++;
		return rest_read(r, first == 0x38 ? M : b);
	}
	return rest_read(r, two_bytes[first]);
}

size_t x86_instruction_length(const uint8_t *code, size_t len, bool *is_return)
{
	struct reader r = {.code = code, .len = len};

	*is_return = false;
	prefixes_read(&r);
	if (!opcode_read(&r, is_return) || r.at > len || r.at > LENGTH_MAX)
		return 0;
	return r.at;
}
