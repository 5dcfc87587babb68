/*
 * Reading a ring buffer of the kernel. Needs the right to load a program; without it the tests are
 * skipped.
 */
#include "tests/unit/unit.h"

#include <bpf/bpf.h>
#include <sys/mman.h>
#include <unistd.h>

#include "runtime/ring.h"

#define SIZE 4096

static int map = -1, program = -1;
static struct ring *ring;

#define INSN(c, d, s, o, i)                                                         \
	{                                                                           \
		.code = (c), .dst_reg = (d), .src_reg = (s), .off = (o), .imm = (i) \
	}

/* A raw tracepoint program that sends the first word of its context. */
static int program_load(void)
{
	const struct bpf_insn insns[] = {
		INSN(BPF_LDX | BPF_MEM | BPF_DW, BPF_REG_6, BPF_REG_1, 0, 0),
		INSN(BPF_STX | BPF_MEM | BPF_DW, BPF_REG_10, BPF_REG_6, -8, 0),
		INSN(BPF_LD | BPF_IMM | BPF_DW, BPF_REG_1, BPF_PSEUDO_MAP_FD, 0, map),
		INSN(0, 0, 0, 0, 0),
		INSN(BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_2, BPF_REG_10, 0, 0),
		INSN(BPF_ALU64 | BPF_ADD | BPF_K, BPF_REG_2, 0, 0, -8),
		INSN(BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_3, 0, 0, 8),
		INSN(BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_4, 0, 0, 0),
		INSN(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_ringbuf_output),
		INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
	};

	return bpf_prog_load(BPF_PROG_TYPE_RAW_TRACEPOINT, "send", "GPL", insns,
			     sizeof(insns) / sizeof(insns[0]), NULL);
}

static int setup(void **state)
{
	(void)state;
	map = bpf_map_create(BPF_MAP_TYPE_RINGBUF, "ring", 0, 0, SIZE, NULL);
	if (map < 0)
		return 0;
	program = program_load();
	ring = ring_new(map, SIZE);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	ring_free(ring);
	ring = NULL;
	if (program >= 0)
		close(program);
	if (map >= 0)
		close(map);
	return 0;
}

static void send(uint64_t value)
{
	LIBBPF_OPTS(bpf_test_run_opts, options, .ctx_in = &value, .ctx_size_in = sizeof(value));

	assert_int_equal(bpf_prog_test_run_opts(program, &options), 0);
}

static uint64_t receive(uint64_t until)
{
	uint64_t value;
	size_t len;
	const void *at = ring_next(ring, until, &len);

	assert_non_null(at);
	assert_int_equal(len, sizeof(value));
	memcpy(&value, at, sizeof(value));
	return value;
}

static void nothing(uint64_t until)
{
	size_t len;

	assert_null(ring_next(ring, until, &len));
}

#define NEEDS_BPF()                       \
	do {                              \
		if (program < 0 || !ring) \
			skip();           \
	} while (0)

static void records_arrive_in_order(void **state)
{
	(void)state;
	NEEDS_BPF();
	nothing(ring_produced(ring));
	send(1);
	send(2);
	assert_int_equal(receive(ring_produced(ring)), 1);
	assert_int_equal(receive(ring_produced(ring)), 2);
	nothing(ring_produced(ring));
}

static void positions_bound_reading(void **state)
{
	uint64_t middle;

	(void)state;
	NEEDS_BPF();
	send(1);
	middle = ring_produced(ring);
	send(2);
	assert_int_equal(receive(middle), 1);
	nothing(middle);
	assert_int_equal(ring_consumed(ring), middle);
	assert_int_equal(receive(ring_produced(ring)), 2);
}

static void many_turns(void **state)
{
	(void)state;
	NEEDS_BPF();
	for (uint64_t i = 0; i < 3000; i++) {
		send(i);
		send(~i);
		assert_int_equal(receive(ring_produced(ring)), i);
		assert_int_equal(receive(ring_produced(ring)), ~i);
		ring_release(ring);
	}
	assert_int_equal(ring_consumed(ring), 3000 * 2 * 16);
}

/* A full ring refuses records until the read ones are given back. */
static void room_comes_back(void **state)
{
	uint64_t full;

	(void)state;
	NEEDS_BPF();
	for (int i = 0; i < 400; i++)
		send((uint64_t)i);
	full = ring_produced(ring);
	assert_true(full <= SIZE);
	ring_skip(ring);
	nothing(ring_produced(ring));
	send(77);
	assert_int_equal(receive(ring_produced(ring)), 77);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(records_arrive_in_order, setup, teardown),
		cmocka_unit_test_setup_teardown(positions_bound_reading, setup, teardown),
		cmocka_unit_test_setup_teardown(many_turns, setup, teardown),
		cmocka_unit_test_setup_teardown(room_comes_back, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
