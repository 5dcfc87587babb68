/*
 * Values as the kernel sends and stores them: a type and the memory it describes. Printed as text
 * (spec: forms of %s) and as JSON. Memory comes from outside and is read within its bounds only.
 */
#ifndef SONDE_RUNTIME_VALUE_H
#define SONDE_RUNTIME_VALUE_H

#include "lang/base/buf.h"
#include "lang/type.h"
#include "runtime/names.h"

/*
 * LEN is the type's size, except for strings and buffers. A string has the bytes at hand, up to
 * its capacity; a buffer has its data without the length in front.
 *
 * Aggregates are merged over CPUs before they are a value: COUNT, SUM are u64, MIN and MAX struct
 * wire_agg_extreme, AVG and STATS struct wire_agg_avg. Those of many buckets are no values.
 */
struct value {
	const struct type *type;
	const unsigned char *at;
	uint32_t len;
	bool exact; /* a string that may fill its bytes: without a NUL it is not cut */
};

/* The value of type T whose memory begins at AT. */
struct value value_at(const struct type *t, const unsigned char *at);

/* The bits of an integer-like value, extended by its signedness. Others: 0. */
uint64_t value_int(struct value v);
bool value_int_signed(const struct type *t);

/* The text of a string up to its NUL; *CUT: there was none within the capacity. */
struct str value_string(struct value v, bool *cut);

/* The number in an aggregate of one: sum, mean ... */
uint64_t value_aggregate(struct value v, bool *is_signed);

/* Member I of a tuple, record, struct or array. A bit-field's value is put into SCRATCH. */
uint32_t value_members(struct value v);
struct value value_member(struct value v, uint32_t i, uint64_t *scratch);

void value_text(struct names *n, struct value v, struct buf *out);
void value_json(struct names *n, struct value v, struct buf *out);

/* The key of a map as text and JSON show it: without the outer parentheses of a tuple. */
void key_text(struct names *n, struct value v, struct buf *out);
void key_json(struct names *n, struct value v, struct buf *out);

void text_unsigned(struct buf *out, uint64_t value);
void text_signed(struct buf *out, int64_t value);
void text_hex(struct buf *out, uint64_t value); /* without 0x */

/* An address of 4 bytes (AF_INET) or 16 (AF_INET6), and one of 6. */
void text_address(struct buf *out, int family, const unsigned char *at);
void text_mac(struct buf *out, const unsigned char *at);

/* Bytes as %r shows them: printable ones as they are, others as \xHH. */
void text_bytes(struct buf *out, const unsigned char *at, size_t len);

#endif
