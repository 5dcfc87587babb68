/* Conversions of printf; the grammar is lang/format.h's. */
#include "runtime/print_format.h"

#include "lang/base/vec.h"

void print_format_make(struct arena *a, struct str format, struct print_format *f)
{
	struct pieces VEC(struct format_piece) pieces = {NULL, 0, 0};
	struct format_piece piece;

	f->nvalues = 0;
	while (format_next(&format, &piece)) {
		if (piece.conv != CONV_TEXT)
			f->nvalues++;
		vec_push(a, &pieces, piece);
	}
	f->pieces = pieces.at;
	f->npieces = (uint32_t)pieces.len;
}

static uint64_t unsigned_cut(uint64_t value, uint8_t bits)
{
	return bits < 64 ? value & ((UINT64_C(1) << bits) - 1) : value;
}

static int64_t signed_cut(uint64_t value, uint8_t bits)
{
	unsigned shift = 64u - MIN(MAX(bits, (uint8_t)1), (uint8_t)64);

	return (int64_t)(value << shift) >> shift;
}

static void print_octal(struct buf *out, uint64_t value)
{
	char digits[22];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + (value & 7));
		value >>= 3;
	} while (value);
	buf_add(out, digits + at, sizeof(digits) - at);
}

static void print_unsigned(const struct format_piece *p, uint64_t value, struct buf *out)
{
	size_t from = out->len;

	value = unsigned_cut(value, p->bits);
	if (p->conv == CONV_UINT) {
		text_unsigned(out, value);
		return;
	}
	if (p->conv == CONV_OCTAL) {
		if (p->alternative && value)
			buf_char(out, '0');
		print_octal(out, value);
		return;
	}
	if (p->alternative && value)
		buf_add(out, p->conv == CONV_HEX ? "0x" : "0X", 2);
	text_hex(out, value);
	for (size_t i = from; p->conv == CONV_HEX_UP && i < out->len; i++) {
		if (out->at[i] >= 'a' && out->at[i] <= 'z')
			out->at[i] = (char)(out->at[i] - 'a' + 'A');
	}
}

static void print_bytes(struct value v, const char *before, const char *between, struct buf *out)
{
	static const char hex[] = "0123456789abcdef";

	for (uint32_t i = 0; i < v.len; i++) {
		if (i)
			buf_puts(out, between);
		buf_puts(out, before);
		buf_char(out, hex[v.at[i] >> 4]);
		buf_char(out, hex[v.at[i] & 15]);
	}
}

#define B(n) (1u << (n))
enum {
	GFP_HIGHMEM = B(1),
	GFP_MOVABLE = B(3),
	GFP_HIGH = B(5),
	GFP_IO = B(6),
	GFP_FS = B(7),
	GFP_DIRECT = B(10),
	GFP_KSWAPD = B(11),
	GFP_NOWARN = B(13),
	GFP_COMP = B(18),
	GFP_NOMEMALLOC = B(19),
	GFP_HARDWALL = B(20),
	GFP_ACCOUNT = B(22),
	GFP_SKIP_KASAN = B(25),
	GFP_NOIO = GFP_DIRECT | GFP_KSWAPD,
	GFP_KERNEL = GFP_NOIO | GFP_IO | GFP_FS,
	GFP_HIGHUSER = GFP_KERNEL | GFP_HARDWALL | GFP_HIGHMEM,
	GFP_HIGHUSER_MOVABLE = GFP_HIGHUSER | GFP_MOVABLE | GFP_SKIP_KASAN,
	GFP_TRANSHUGE_LIGHT = (GFP_HIGHUSER_MOVABLE | GFP_COMP | GFP_NOMEMALLOC | GFP_NOWARN) &
			      ~GFP_NOIO,
};

/* Combinations before their parts: the kernel's gfp_types.h, as of Linux 6.18. */
static const struct {
	uint32_t bits;
	const char *name;
} gfp_names[] = {
	{GFP_TRANSHUGE_LIGHT | GFP_DIRECT, "GFP_TRANSHUGE"},
	{GFP_TRANSHUGE_LIGHT, "GFP_TRANSHUGE_LIGHT"},
	{GFP_HIGHUSER_MOVABLE, "GFP_HIGHUSER_MOVABLE"},
	{GFP_HIGHUSER, "GFP_HIGHUSER"},
	{GFP_KERNEL | GFP_HARDWALL, "GFP_USER"},
	{GFP_KERNEL | GFP_ACCOUNT, "GFP_KERNEL_ACCOUNT"},
	{GFP_KERNEL, "GFP_KERNEL"},
	{GFP_NOIO | GFP_IO, "GFP_NOFS"},
	{GFP_HIGH | GFP_KSWAPD, "GFP_ATOMIC"},
	{GFP_NOIO, "GFP_NOIO"},
	{GFP_KSWAPD | GFP_NOWARN, "GFP_NOWAIT"},
	{B(0), "GFP_DMA"},
	{B(1), "__GFP_HIGHMEM"},
	{B(2), "GFP_DMA32"},
	{B(5), "__GFP_HIGH"},
	{B(6), "__GFP_IO"},
	{B(7), "__GFP_FS"},
	{B(8), "__GFP_ZERO"},
	{B(10), "__GFP_DIRECT_RECLAIM"},
	{B(11), "__GFP_KSWAPD_RECLAIM"},
	{B(12), "__GFP_WRITE"},
	{B(13), "__GFP_NOWARN"},
	{B(14), "__GFP_RETRY_MAYFAIL"},
	{B(15), "__GFP_NOFAIL"},
	{B(16), "__GFP_NORETRY"},
	{B(17), "__GFP_MEMALLOC"},
	{B(18), "__GFP_COMP"},
	{B(19), "__GFP_NOMEMALLOC"},
	{B(20), "__GFP_HARDWALL"},
	{B(21), "__GFP_THISNODE"},
	{B(22), "__GFP_ACCOUNT"},
	{B(23), "__GFP_ZEROTAGS"},
	{B(24), "__GFP_SKIP_ZERO"},
	{B(25), "__GFP_SKIP_KASAN"},
	{B(26), "__GFP_NO_OBJ_EXT"},
};

static void print_gfp(uint64_t flags, struct buf *out)
{
	bool any = false;

	if (!flags)
		buf_char(out, '0');
	for (size_t i = 0; i < ARRAY_LEN(gfp_names); i++) {
		if ((flags & gfp_names[i].bits) != gfp_names[i].bits)
			continue;
		if (any)
			buf_char(out, '|');
		buf_puts(out, gfp_names[i].name);
		flags &= ~(uint64_t)gfp_names[i].bits;
		any = true;
	}
	if (flags) {
		buf_puts(out, any ? "|0x" : "0x");
		text_hex(out, flags);
	}
}

static void print_value(struct names *n, const struct format_piece *p, struct value v,
			struct buf *out)
{
	int64_t number;

	switch (p->conv) {
	case CONV_INT:
		number = signed_cut(value_int(v), p->bits);
		if (p->plus && number >= 0)
			buf_char(out, '+');
		text_signed(out, number);
		return;
	case CONV_UINT:
	case CONV_OCTAL:
	case CONV_HEX:
	case CONV_HEX_UP:
		print_unsigned(p, value_int(v), out);
		return;
	case CONV_CHAR:
		buf_char(out, (char)value_int(v));
		return;
	case CONV_POINTER:
		if (value_int(v))
			buf_add(out, "0x", 2);
		text_hex(out, value_int(v));
		return;
	case CONV_STRING:
		value_text(n, v, out);
		return;
	case CONV_BYTES:
		text_bytes(out, v.at, v.len);
		return;
	case CONV_BYTES_X:
		print_bytes(v, "\\x", "", out);
		return;
	case CONV_BYTES_H:
		print_bytes(v, "", " ", out);
		return;
	case CONV_GFP:
		print_gfp(value_int(v), out);
		return;
	case CONV_TEXT:
	case CONV_REJECTED:
		return;
	}
}

/* A width fills up the first piece of a value that is put together from several. */
static size_t first_piece(const struct format_piece *p, struct value v, size_t len)
{
	if (p->conv != CONV_STRING)
		return len;
	if (v.type->kind == T_TUPLE || v.type->kind == T_ARRAY)
		return MIN(len, (size_t)1);
	if (v.type->kind == T_STRUCT || v.type->kind == T_RECORD || v.type->kind == T_STATS)
		return MIN(len, (size_t)2);
	return len;
}

static void print_padded(struct names *n, const struct format_piece *p, struct value v,
			 struct buf *out)
{
	size_t from = out->len, len, piece, fill, at;

	print_value(n, p, v, out);
	len = out->len - from;
	piece = first_piece(p, v, len);
	if (piece >= p->width)
		return;
	fill = p->width - piece;
	at = from + (p->left ? piece : 0);
	buf_reserve(out, fill);
	memmove(out->at + at + fill, out->at + at, out->len - at);
	memset(out->at + at, p->zero ? '0' : ' ', fill);
	out->len += fill;
	out->at[out->len] = '\0';
}

void print_format(struct names *n, const struct print_format *f, const struct value *values,
		  uint32_t count, struct buf *out)
{
	uint32_t next = 0;

	for (uint32_t i = 0; i < f->npieces; i++) {
		const struct format_piece *p = &f->pieces[i];

		if (p->conv == CONV_TEXT) {
			buf_str(out, p->text);
			continue;
		}
		if (next == count)
			continue;
		if (p->width)
			print_padded(n, p, values[next++], out);
		else
			print_value(n, p, values[next++], out);
	}
}
