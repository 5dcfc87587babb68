/* Splits printf formats into pieces; see format.h for the grammar. */
#include "lang/format.h"

static bool take(struct str *s, char c)
{
	if (!s->len || s->at[0] != c)
		return false;
	*s = str_slice(*s, 1, s->len);
	return true;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits or a star; a number too large is cut to the maximum. */
static uint32_t take_number(struct str *s)
{
	uint32_t n = 0;

	if (take(s, '*'))
		return 0;
	while (s->len && is_digit(s->at[0])) {
		n = MIN(n * 10 + (uint32_t)(s->at[0] - '0'), FORMAT_WIDTH_MAX);
		*s = str_slice(*s, 1, s->len);
	}
	return n;
}

/* A run of h l L j z t: "hh" is a byte, "h" two, none four, all others eight. */
static uint8_t take_length(struct str *s)
{
	size_t n = 0;
	bool only_h = true;

	while (s->len && s->at[0] && strchr("hlLjzt", s->at[0])) {
		only_h = only_h && s->at[0] == 'h';
		n++;
		*s = str_slice(*s, 1, s->len);
	}
	if (!n)
		return 32;
	if (!only_h)
		return 64;
	return n == 1 ? 16 : 8;
}

static enum format_conv letter_conv(char c)
{
	switch (c) {
	case 'd':
	case 'i':
		return CONV_INT;
	case 'u':
		return CONV_UINT;
	case 'o':
		return CONV_OCTAL;
	case 'x':
		return CONV_HEX;
	case 'X':
		return CONV_HEX_UP;
	case 'c':
		return CONV_CHAR;
	case 'p':
		return CONV_POINTER;
	case 's':
		return CONV_STRING;
	case 'r':
		return CONV_BYTES;
	default:
		return c && strchr("efgaEFGAn", c) ? CONV_REJECTED : CONV_TEXT;
	}
}

/* The letters of a conversion; "rx", "rh" and "gr" are two. CONV_TEXT: this is none. */
static enum format_conv take_conv(struct str *s, char *letter)
{
	enum format_conv conv;

	if (!s->len)
		return CONV_TEXT;
	*letter = s->at[0];
	conv = letter_conv(*letter);
	if (conv == CONV_TEXT)
		return conv;
	*s = str_slice(*s, 1, s->len);
	if (*letter == 'r' && take(s, 'x'))
		return CONV_BYTES_X;
	if (*letter == 'r' && take(s, 'h'))
		return CONV_BYTES_H;
	if (*letter == 'g' && take(s, 'r'))
		return CONV_GFP;
	return conv;
}

/* S begins with a percent sign. False: it is no conversion. */
static bool take_conversion(struct str *s, struct format_piece *piece)
{
	struct str rest = str_slice(*s, 1, s->len);

	piece->left = take(&rest, '-');
	piece->plus = take(&rest, '+');
	take(&rest, ' ');
	piece->alternative = take(&rest, '#');
	piece->zero = take(&rest, '0');
	piece->width = take_number(&rest);
	if (take(&rest, '.'))
		take_number(&rest);
	piece->bits = take_length(&rest);
	if (take(&rest, '%')) {
		*piece = (struct format_piece){.text = STR("%")};
		*s = rest;
		return true;
	}
	piece->conv = take_conv(&rest, &piece->letter);
	if (piece->conv == CONV_TEXT)
		return false;
	piece->text = str_slice(*s, 0, (size_t)(rest.at - s->at));
	*s = rest;
	return true;
}

bool format_next(struct str *rest, struct format_piece *piece)
{
	size_t end = 0;

	*piece = (struct format_piece){.conv = CONV_TEXT};
	if (!rest->len)
		return false;
	if (rest->at[0] == '%') {
		if (take_conversion(rest, piece))
			return true;
		*piece = (struct format_piece){.conv = CONV_TEXT};
		end = 1;
	}
	while (end < rest->len && rest->at[end] != '%')
		end++;
	piece->text = str_slice(*rest, 0, end);
	*rest = str_slice(*rest, end, rest->len);
	return true;
}

uint32_t format_values(struct str format)
{
	struct format_piece piece;
	uint32_t n = 0;

	while (format_next(&format, &piece))
		n += piece.conv != CONV_TEXT;
	return n;
}

static bool is_number(const struct type *t)
{
	return type_is(t, TF_INTEGER);
}

bool format_accepts(enum format_conv conv, const struct type *t)
{
	if (t->kind == T_ERROR)
		return true;
	switch (conv) {
	case CONV_INT:
	case CONV_UINT:
	case CONV_OCTAL:
	case CONV_HEX:
	case CONV_HEX_UP:
	case CONV_CHAR:
	case CONV_POINTER:
		return is_number(t);
	case CONV_GFP:
		return t->kind == T_INT || t->kind == T_ENUM;
	case CONV_STRING:
		return type_is(t, TF_PRINT);
	case CONV_BYTES:
	case CONV_BYTES_X:
	case CONV_BYTES_H:
		return t->kind == T_BUFFER;
	case CONV_REJECTED:
	case CONV_TEXT:
		return false;
	}
	return false;
}
