/*
 * Names of integer types that need no type information: those of C and the usual ones of the
 * kernel. A name with several words is looked up by its words in any order ("unsigned long int").
 */
#include "probes/btf_types.h"

struct base_type {
	const char *name;
	unsigned char size;
	bool is_signed;
};

static const struct base_type base_types[] = {
	{"s8", 1, true},       {"u8", 1, false},       {"__s8", 1, true},
	{"__u8", 1, false},    {"int8_t", 1, true},    {"uint8_t", 1, false},
	{"s16", 2, true},      {"u16", 2, false},      {"__s16", 2, true},
	{"__u16", 2, false},   {"int16_t", 2, true},   {"uint16_t", 2, false},
	{"s32", 4, true},      {"u32", 4, false},      {"__s32", 4, true},
	{"__u32", 4, false},   {"int32_t", 4, true},   {"uint32_t", 4, false},
	{"s64", 8, true},      {"u64", 8, false},      {"__s64", 8, true},
	{"__u64", 8, false},   {"int64_t", 8, true},   {"uint64_t", 8, false},
	{"int8", 1, true},     {"uint8", 1, false},    {"int16", 2, true},
	{"uint16", 2, false},  {"int32", 4, true},     {"uint32", 4, false},
	{"int64", 8, true},    {"uint64", 8, false},   {"_Bool", 1, false},
	{"bool", 1, false},    {"size_t", 8, false},   {"ssize_t", 8, true},
	{"loff_t", 8, true},   {"off_t", 8, true},     {"pid_t", 4, true},
	{"uid_t", 4, false},   {"gid_t", 4, false},    {"umode_t", 2, false},
	{"dev_t", 4, false},   {"ino_t", 8, false},    {"sector_t", 8, false},
	{"gfp_t", 4, false},   {"key_t", 4, true},     {"clockid_t", 4, true},
	{"timer_t", 4, true},  {"mqd_t", 4, true},     {"uint", 4, false},
	{"ulong", 8, false},   {"ushort", 2, false},   {"uintptr_t", 8, false},
	{"intptr_t", 8, true}, {"ptrdiff_t", 8, true}, {"__be16", 2, false},
	{"__be32", 4, false},  {"__be64", 8, false},   {"__le16", 2, false},
	{"__le32", 4, false},  {"__le64", 8, false},   {"__kernel_size_t", 8, false},
};

struct words {
	unsigned longs, shorts, chars, ints, signeds, unsigneds, others;
};

static struct words words_count(struct str name)
{
	struct words w = {0};

	while (name.at) {
		struct str word = str_cut(&name, ' ');

		if (!word.len || str_equal(word, STR("const")) || str_equal(word, STR("volatile")))
			continue;
		if (str_equal(word, STR("long")))
			w.longs++;
		else if (str_equal(word, STR("short")))
			w.shorts++;
		else if (str_equal(word, STR("char")))
			w.chars++;
		else if (str_equal(word, STR("int")))
			w.ints++;
		else if (str_equal(word, STR("signed")))
			w.signeds++;
		else if (str_equal(word, STR("unsigned")))
			w.unsigneds++;
		else
			w.others++;
	}
	return w;
}

const struct type *ctype_find(struct types *ts, struct str name)
{
	struct words w = words_count(name);
	unsigned sizes = w.longs + w.shorts + w.chars;

	if (str_equal(name, STR("void")))
		return &type_void;
	for (size_t i = 0; i < ARRAY_LEN(base_types); i++) {
		if (str_equal(name, str_from(base_types[i].name)))
			return type_int(ts, base_types[i].size, base_types[i].is_signed);
	}
	if (w.others || !(sizes + w.ints + w.signeds + w.unsigneds) || w.ints > 1 || w.longs > 2 ||
	    w.signeds + w.unsigneds > 1 || (w.shorts + w.chars && sizes > 1) || (w.chars && w.ints))
		return NULL;
	return type_int(ts, w.longs ? 8 : w.shorts ? 2 : w.chars ? 1 : 4, !w.unsigneds);
}
