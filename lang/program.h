/*
 * The program: all that the compiler tells the runtime. Plain data, no AST, no LLVM, no libbpf.
 *
 * Its file form, the image, is the BPF ELF object itself with this struct in the section ".sonde"
 * (program_encode, program_decode; see image.h). The decoder trusts nothing.
 *
 * How an event looks in the data ring:
 *
 *	struct wire_event | fixed part: payload.fixed_size bytes | tails
 *
 * Each payload field lies at its offset of the fixed part (counted from its start), laid out as
 * its type says. A field with VARIABLE set (a top-level string or buffer of large capacity) has a
 * u32 length there; its bytes follow in the tails, in field order, without padding between. The
 * kernel may cut the record only as a whole, never in the middle.
 *
 * The payload of join() has no fields: it is the strings one after the other, each with its NUL, up
 * to the first empty one or the end of the record.
 *
 * A control record is a struct wire_control; VALUE is the exit code, the helper's result, or 0.
 */
#ifndef SONDE_LANG_PROGRAM_H
#define SONDE_LANG_PROGRAM_H

#include "lang/source.h"
#include "lang/tables.h"
#include "lang/type.h"
#include "lang/wire.h"

/* Room of a map: libbpf describes it as an array of so many ints, whose size has 32 bits. */
#define MAP_ENTRIES_MAX 0x3fffffffu

#define PROGRAM_VERSION 10
#define INTERFACE_NAME_SIZE 16 /* IFNAMSIZ of the kernel, the NUL included */
#define INTERFACES_MAX 64
#define PROGRAM_NO_STOP UINT32_MAX
#define RECORD_NEVER_PENDS UINT32_MAX

/* What packets in a file begin with (pcap-linktype(7)). */
enum { LINK_ETHERNET = 1, LINK_RAW = 101 };

/*
 * The stop word: a value other than 0 stops programs of events at their entry. exit() sets
 * STOP_EXIT with its code in the next byte behind its control record, so that it holds without
 * that; the runtime sets STOP_NOW.
 */
#define STOP_NOW 1
#define STOP_EXIT 2
#define STOP_CODE_SHIFT 8

struct bytes {
	const void *at;
	size_t len;
};

/* Where a message about the script points: computed once, so the runtime needs no sources. */
struct script_place {
	const char *file; /* NULL: nowhere */
	uint32_t line, col, line_hi, col_hi;
	const char *text; /* the source line */
	/* The calls of macros that the place was expanded from, innermost first; they have none. */
	struct script_place *calls;
	uint32_t ncalls;
};

enum map_storage {
	STORE_GLOBAL, /* struct wire_scalar at OFFSET of map "globals" (.bss): scalars up to 8 bytes
		       */
	STORE_CELL, /* at OFFSET of each CPU's value in array map "cells": aggregates without key */
	STORE_HASH, /* a BPF map of its own; scalar: key u64 0. Otherwise the key is the type's
		     * memory, followed for HIST, LHIST, TSERIES by a u64 bucket */
};

/*
 * print(@m) with a clear(@m) or zero(@m) behind it takes out of the map what it prints, in one step
 * that no update is lost in; the other call (TAKE_DONE) has nothing left to do.
 */
enum map_take { TAKE_NONE, TAKE_CLEAR, TAKE_ZERO, TAKE_DONE, TAKE_COUNT };

struct map_spec {
	const char *name;     /* "@x" */
	const char *bpf_name; /* "AT_x": the map in the object; STORE_HASH only */
	enum map_storage storage;
	const struct type *key;	       /* NULL: scalar */
	const struct type *value;      /* T_COUNT ... T_TSERIES for aggregates */
	uint32_t offset;	       /* STORE_GLOBAL, STORE_CELL */
	uint32_t key_size, value_size; /* as the kernel has them */
	/*
	 * A kernel without FEATURE_large_keys has a hash of 16 bytes for a key (and the u64 bucket
	 * behind it), HASH_SIZE bytes in all; map KEYS_NAME has the bytes for each hash. 0, NULL:
	 * the kernel has the key itself. Set by codegen.
	 */
	uint32_t hash_size;
	const char *keys_name;
	uint32_t max_entries;
	bool per_cpu; /* STORE_HASH: every CPU has a value */
	/*
	 * STORE_HASH of min and max: the key is followed by a u64, the CPU, because programs read
	 * the map and this kernel neither shows them other CPUs' values nor can it compare and
	 * exchange. Set by codegen.
	 */
	bool by_cpu;
	bool lru;
	bool declared;
	/*
	 * STORE_HASH: there are two maps that programs reach through BANK_NAME, an array of maps
	 * with one element. To empty the map the other one is put there; the kernel comes back when
	 * no program uses the first any more (maybe_wait_bpf_programs in kernel/bpf/syscall.c).
	 */
	const char *bank_name;	      /* NULL: there is only one */
	const char *pin;	      /* STORE_HASH: its name in bpffs (lang/pin.h); NULL: none */
	uint32_t bits;		      /* hist */
	int64_t min, max, step;	      /* lhist */
	uint64_t interval, intervals; /* tseries */
	uint32_t agg;		      /* tseries: enum tseries_agg */
	struct script_place place;
	const char *doc;	/* what the script's comments say about it; NULL: nothing */
	const char **key_names; /* of the key's parts, as good as they can be guessed; NULL: none */
	uint32_t nkey_names;	/* 0, or how many parts the key has */
};

/*
 * Bytes of one CPU's aggregate without its key: of one bucket, and with WHOLE of all of them. 0:
 * the map holds no aggregate.
 */
uint64_t aggregate_size(const struct map_spec *m, bool whole);

struct payload_field {
	const struct type *type;
	uint32_t offset;
	bool variable;
};

struct record {
	enum action action;
	struct payload_field *fields;
	uint32_t nfields;
	uint32_t fixed_size;
	const char *format; /* printf and its kin; time: the strftime format; join: the separator */
	uint32_t format_len;   /* a format may hold NUL bytes */
	uint32_t map;	       /* print_map, clear, zero */
	enum map_take take;    /* the same */
	uint32_t top, divisor; /* print_map; 0: all, no division */
	uint32_t link_type;    /* skboutput: LINKTYPE_* of its file, which FORMAT names */
	const char *helper;    /* runtime_error: "probe_read_user"; NULL: message says it all */
	const char *message;   /* runtime_error without a helper's errno */
	bool verbose_only;     /* runtime_error: shown with -k only */
	/*
	 * print_map, clear, zero: u64 in the globals, set when the control ring had no room.
	 * However often that was, it is done once. RECORD_NEVER_PENDS: other actions.
	 */
	uint32_t pending_offset;
	struct script_place place;
};

struct probe_target {
	const char *name;     /* in full, as `probe` gives it: "tracepoint:sched:sched_switch" */
	const char *module;   /* kernel module, tracepoint category, binary path; NULL: none */
	const char *function; /* function, event, software event */
	uint64_t address;     /* offset in the function, address, syscall number */
	uint64_t semaphore;   /* usdt: place in the file of the counter of listeners; 0: none */
};

/*
 * What a portable program is attached to is looked up again where it runs: LATE_ALL everything that
 * the attach point means there; LATE_NAMED where the targets are that there were when it was built,
 * whose names are in the program; LATE_SAME the same, and it must be the same place, because the
 * program has more from that file (arguments, distances).
 */
enum late { LATE_NOTHING, LATE_ALL, LATE_NAMED, LATE_SAME };

/* A field of a tracepoint's record that a portable program looks at: it must be there. */
struct late_field {
	const char *name;
	uint32_t offset, size;
};

struct probe_spec {
	enum probe_kind kind;
	enum attach_method method;
	const char *text;    /* as written: "tracepoint:syscalls:sys_enter_*" */
	const char *program; /* function in the object */
	struct probe_target *targets;
	uint32_t ntargets;
	uint32_t first_identity; /* targets[i] has identity first_identity + i: its attach cookie,
				  * and its index in the tables behind `probe` */
	uint64_t period_ns;	 /* interval; profile by time */
	uint64_t frequency;	 /* profile:hz */
	uint64_t count;		 /* software, hardware: sample period */
	bool is_return;
	enum late late;
	struct late_field *late_fields;
	uint32_t nlate_fields;
	uint32_t lost_offset; /* u64 in each CPU's cells: events this probe could not send */
	struct script_place place;
};

struct interface_ref {
	const char *name;
	struct script_place place;
};

/* What the command line gives to a program that was built before: struct program.parameters. */
enum parameter_kind {
	PARAMETER_INT,
	PARAMETER_BOOL,
	PARAMETER_STRING,
	PARAMETER_GIVEN, /* $#: how many positional ones there are */
};

struct parameter {
	const char *name; /* of --name; NULL: a positional one */
	uint32_t number;  /* $1 is 1; 0 for those with names */
	enum parameter_kind kind;
	bool is_signed;	       /* PARAMETER_INT */
	const char *text;      /* its value: the default, and in the end what is loaded */
	uint32_t offset, size; /* in section .rodata.params */
};

struct program {
	struct bytes object; /* the BPF ELF; decode: the whole image */
	struct map_spec *maps;
	uint32_t nmaps;
	struct record *records;
	uint32_t nrecords;
	struct probe_spec *probes; /* in source order, begin and end among them */
	uint32_t nprobes;
	/* Whose numbers the loader puts into .rodata.interfaces, a u32 each: redirect("eth1"). */
	struct interface_ref *interfaces;
	uint32_t ninterfaces;
	const char **strings; /* strftime formats, cgroup filters: what values refer to */
	uint32_t nstrings;
	uint32_t globals_size;	/* bytes of map "globals" */
	uint32_t stop_offset;	/* u64 in the globals: see STOP_NOW; or PROGRAM_NO_STOP */
	bool sends_in_loops;	/* one run of a program may send any number of records */
	uint32_t cells_size;	/* bytes of one CPU's value in map "cells", a multiple of 64 */
	uint32_t scratch_size;	/* one slot of map "scratch"; 0: the script needs none */
	uint32_t scratch_slots; /* slots per CPU: one per nesting level */
	/* Of every runtime_error record: u64 in each CPU's cells, how often it happened. 0: none.
	 */
	uint32_t errors_offset; /* u64[nrecords] in the cells; 0: no record needs it */
	const char *config_strings[CONFIG_COUNT]; /* STRING keys */
	uint64_t config[CONFIG_COUNT];		  /* BOOL and UINT keys */
	uint32_t pid_filter;			  /* -p; 0: none */
	struct parameter *parameters;
	uint32_t nparameters;
	uint32_t parameters_size; /* bytes of section .rodata.params */
	/* Structs of the kernel that are read as they are: their layouts must be the same. */
	const struct type **layouts;
	uint32_t nlayouts;
	uint32_t features; /* bit set of enum feature: what a portable program relies on */
	const char *arch;  /* whose registers and byte order the code has: uname -m. NULL: it has no
			      code */
	bool needs_btf;	   /* typed contexts: kinds that libbpf must find in the kernel's types */
};

/*
 * Program to bytes and back. program_decode copies what it needs into A; BYTES may go away.
 * Returns NULL and sets *ERROR to a sentence for people when the bytes are no program of this
 * version; every index, offset and size it returns has been checked against its table.
 */
struct bytes program_encode(struct arena *a, const struct program *p);
struct program *program_decode(struct arena *a, struct bytes bytes, const char **error);

/* Readable dump for tests and `-d plan`. */
void program_dump(const struct program *p, struct buf *out);

#endif
