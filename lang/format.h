/*
 * printf formats: text to pieces. The checker compares the pieces with the types of the arguments,
 * the runtime prints values by the same pieces.
 *
 * One conversion: % [-] [+] [space] [#] [0] [width|*] [.precision|.*] [length] conversion
 * (flags in this order only). What does not have this form is text. Space, precision and * are read
 * and mean nothing.
 */
#ifndef SONDE_LANG_FORMAT_H
#define SONDE_LANG_FORMAT_H

#include "lang/base/str.h"
#include "lang/type.h"

enum format_conv {
	CONV_TEXT,     /* no conversion: TEXT is to be copied */
	CONV_INT,      /* d i: signed, cut to BITS */
	CONV_UINT,     /* u: unsigned, cut to BITS */
	CONV_OCTAL,    /* o */
	CONV_HEX,      /* x */
	CONV_HEX_UP,   /* X */
	CONV_CHAR,     /* c: one byte */
	CONV_POINTER,  /* p: 64 bits, 0x...; zero prints 0 */
	CONV_STRING,   /* s: any value as print() shows it */
	CONV_BYTES,    /* r: buffer, printable bytes as they are, others \xHH */
	CONV_BYTES_X,  /* rx: buffer, every byte \xHH */
	CONV_BYTES_H,  /* rh: buffer, HH HH HH */
	CONV_GFP,      /* gr: integer as names of GFP flags */
	CONV_REJECTED, /* e f g a E F G A n: known to C, not to this language */
};

/* Widths above this are cut down: no field of a line is wider than a page. */
#define FORMAT_WIDTH_MAX 65535

struct format_piece {
	enum format_conv conv;
	struct str text; /* CONV_TEXT: the bytes; else the conversion as written, "%-5d" */
	uint32_t width;	 /* 0: none */
	uint8_t bits;	 /* CONV_INT to CONV_HEX_UP: 8, 16, 32 or 64 */
	bool left, plus, alternative, zero;
	char letter; /* last letter of the conversion, for messages: 'd', 'f' */
};

/*
 * Takes the next piece from the front of *REST. False at the end. Pieces are slices of the format,
 * nothing is allocated. "%%" is a piece of text "%".
 */
bool format_next(struct str *rest, struct format_piece *piece);

/* How many values FORMAT takes. */
uint32_t format_values(struct str format);

/* Whether a value of type T can be printed by CONV. */
bool format_accepts(enum format_conv conv, const struct type *t);

#endif
