/*
 * Types: interned and immutable. Equal types are the same pointer, except struct types, which are
 * nominal: one object per (tag, source), whose fields may be filled in later.
 *
 * Used by the checker, by codegen (which stores values at these sizes and offsets) and by the
 * runtime (which reads them from the same ones): the layout exists once.
 */
#ifndef SONDE_LANG_TYPE_H
#define SONDE_LANG_TYPE_H

#include <stdbool.h>
#include <stdint.h>

#include "lang/base/arena.h"
#include "lang/base/buf.h"
#include "lang/base/intern.h"

enum type_kind {
#define TYPE(id, flags) T_##id,
#include "lang/types.def"
#undef TYPE
	T_COUNT_OF_KINDS
};

enum type_flags {
	TF_KEY = 1,	   /* may be (part of) a map key */
	TF_PRINT = 2,	   /* may be printed */
	TF_INTEGER = 4,	   /* one machine word or less, lives in a register */
	TF_BYTES = 8,	   /* lives in memory, handled by address */
	TF_AGGREGATE = 16, /* only as a map value */
	TF_CASTABLE = 32,  /* an aggregate that reads as one integer */
	TF_BUCKETS = 64,   /* an aggregate of many buckets */
};

enum addr_space { AS_NONE, AS_KERNEL, AS_USER };

enum stack_mode { STACK_BPFTRACE, STACK_PERF, STACK_RAW, STACK_BUILD_ID };

/* How the nanoseconds of a T_TIMESTAMP are to be read, and the clocks of nsecs(). */
enum clock_mode { CLOCK_BOOT_NS, CLOCK_MONOTONIC_NS, CLOCK_TAI_NS, CLOCK_SW_TAI_NS };

struct type;

enum field_flags {
	FIELD_DATA_LOC = 1,	  /* tracepoint __data_loc: evaluates to the address of the data */
	FIELD_POINTER_TAGGED = 2, /* BTF type tag other than rcu: may not be followed */
	FIELD_ANONYMOUS = 4,	  /* an unnamed struct/union: its members are visible through it */
	FIELD_CHARS = 8, /* char[N] of a C definition: string[N] in memory, read as string[N + 1] */
	FIELD_BIG_ENDIAN = 16, /* in the order of the network, read as a number */
};

struct field {
	const char *name; /* interned; NULL: anonymous, or a tuple element */
	const struct type *type;
	uint32_t offset; /* bytes */
	uint16_t bit_offset,
		bit_size; /* bit_size 0: not a bit-field; bit_offset counts from OFFSET */
	unsigned flags;
	const char *tag; /* text of the BTF type tag for FIELD_POINTER_TAGGED; in instance.hidden
			  * why it cannot be read */
};

struct enumerator {
	const char *name;
	uint64_t value;
};

/*
 * Which members count, by kind:
 *   INT          size 1 2 4 8, is_signed
 *   ENUM         size, is_signed, name (may be NULL), enumerators
 *   POINTER      elem (NULL: unknown pointee), space
 *   STRING       size = count = capacity including the NUL
 *   BUFFER       size = count + 4: a u32 length, then COUNT bytes of room
 *   ARRAY        elem, count (0: length unknown)
 *   STRUCT       name (NULL: anonymous), is_union, fields once complete
 *   TUPLE RECORD fields with offsets; records have names
 *   KSTACK       mode, count = limit; memory: u64 n, u64 ip[limit]
 *   USTACK       mode, count = limit; memory: u32 pid, u32 probe, u64 n, u64 ip[limit]
 *                (build_id mode: 32-byte entries, struct bpf_stack_build_id)
 *   KSYM         memory: u64 address
 *   USYM         memory: u64 address, u32 pid, u32 probe
 *   INET         memory: u64 family (AF_INET, AF_INET6), 16 address bytes
 *   MAC          6 bytes         USERNAME  u64 uid
 *   TIMESTAMP    memory: u32 format (index into program.strings), u32 clock mode, u64 ns
 *   CGROUP_PATH  memory: u64 filter (index into program.strings), u64 cgroup id
 *   PACKET       a view of a packet: count = enum packet_header; memory: struct wire_packet
 *   COUNT..TSERIES  is_signed ("usum_t" when false); memory per CPU: see wire.def; the
 *                parameters of hist, lhist and tseries belong to the map (struct map_spec)
 *   CONTEXT      the raw context of a probe: elem is what `ctx` points at
 */
struct type {
	enum type_kind kind;
	uint32_t size, align; /* of a value in memory; aggregates: 8, nominal */
	bool is_signed, is_union;
	bool complete; /* STRUCT: fields are known */
	bool open;     /* STRUCT: there may be others, of which the target cannot know */
	enum addr_space space;
	enum stack_mode mode;
	uint32_t count;
	const struct type *elem;
	const char *name;
	const struct field *fields;
	uint32_t nfields;
	const struct enumerator *enumerators;
	uint32_t nenumerators;
	uint32_t btf_id;	    /* 0: not from BTF */
	bool by_typedef;	    /* STRUCT from BTF: NAME is that of a typedef */
	uint32_t id;		    /* dense number within its struct types; for serialisation */
	const struct type *settled; /* what type_settled gives; NULL: the type itself */
};

struct types;

struct types *types_make(struct arena *a, struct interner *names);

extern const struct type type_error, type_none, type_void, type_bool;

const struct type *type_int(struct types *ts, uint32_t size, bool is_signed);
const struct type *type_string(struct types *ts, uint32_t capacity);
const struct type *type_buffer(struct types *ts, uint32_t room);
const struct type *type_pointer(struct types *ts, const struct type *elem, enum addr_space space);
const struct type *type_array(struct types *ts, const struct type *elem, uint32_t count);
const struct type *type_stack(struct types *ts, enum type_kind kind, enum stack_mode mode,
			      uint32_t limit);
const struct type *type_aggregate(struct types *ts, enum type_kind kind, bool is_signed);
/* KSYM, USYM, INET, MAC, USERNAME, TIMESTAMP, CGROUP_PATH, STACK_MODE, NONE, VOID, BOOL, ERROR. */
const struct type *type_simple(enum type_kind kind);
const struct type *type_packet(struct types *ts, uint32_t header); /* enum packet_header */
const struct type *type_context(struct types *ts, const struct type *elem);

/*
 * A tuple (all names NULL) or record with C struct layout: offsets are computed here and nowhere
 * else. Byte-array-like members have alignment 1, size <= 2 their size, <= 4 four, else eight.
 */
const struct type *type_tuple(struct types *ts, const struct type *const *members, size_t n);
const struct type *type_record(struct types *ts, const char *const *names,
			       const struct type *const *members, size_t n);

/* A new struct or union without fields; the caller (BTF, C parser, tracepoint) fills it in. */
struct type *type_struct_new(struct types *ts, const char *name, bool is_union);
struct type *type_enum_new(struct types *ts, const char *name, uint32_t size, bool is_signed);

/*
 * The type of a non-negative integer literal: a signed integer that takes the sign of what it
 * meets. Only the checker sees it: type_settled() gives T with plain signed integers instead, also
 * inside tuples, records and pointers.
 */
const struct type *type_int_flexible(struct types *ts, uint32_t size);
bool type_is_flexible(const struct type *t); /* T itself, not its members */
const struct type *type_settled(const struct type *t);

unsigned type_flags(const struct type *t);
static inline bool type_is(const struct type *t, unsigned flags)
{
	return (type_flags(t) & flags) != 0;
}

/* A field by name, through anonymous members; *OFFSET gets its whole offset. NULL: none. */
const struct field *type_field(const struct type *t, const char *name, uint32_t *offset);

/* As messages and typeinfo() show it: "int8", "string[4]", "(int8,string[2])", "struct x *". */
void type_name(const struct type *t, struct buf *out);
const char *type_text(struct arena *a, const struct type *t);

#endif
