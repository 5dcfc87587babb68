/*
 * Reading, clearing and zeroing maps. Aggregates without key are cells in shared memory, small
 * scalars are globals in shared memory, everything else is a hash in the kernel, read in batches
 * where the kernel can (5.6) and one by one elsewhere.
 */
#include "runtime/maps.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/bank.h"
#include "runtime/merge.h"

#define BATCH_BYTES (256u * 1024) /* of values: what one call to the kernel brings */

void maps_init(struct maps *ms, const struct program *p, struct loaded *l, struct names *n,
	       struct out *out)
{
	*ms = (struct maps){.program = p, .loaded = l, .names = n, .out = out};
	ms->zeroed = calloc(p->nmaps + 1, sizeof(bool));
	ms->unread = calloc(p->nmaps + 1, sizeof(bool));
	if (!ms->zeroed || !ms->unread)
		out_of_memory(p->nmaps);
}

void maps_fini(struct maps *ms)
{
	free(ms->zeroed);
	free(ms->unread);
	ms->zeroed = ms->unread = NULL;
}

static void *array_new(size_t n, size_t size)
{
	void *at = calloc(n ? n : 1, size);

	if (!at)
		out_of_memory(n * size);
	return at;
}

/* ---- entries: a key and the merged value, one after the other ---- */

#define HASH_SIZE 16 /* of a key that the kernel has as a hash */

struct entries {
	const struct map_spec *map;
	uint32_t ncpus;
	size_t key_size, value_size; /* merged */
	size_t kernel_key;	     /* size of the key in the kernel */
	int key_map;		     /* hash to key; -1: the kernel has the key itself */
	size_t stride;		     /* key, value, and the key in the kernel, rounded up to 8 */
	struct buf memory;
	size_t len;
	int error; /* errno of what ended the reading too early; 0: nothing did */
};

static size_t kernel_value_size(const struct map_spec *m, uint32_t ncpus)
{
	return m->per_cpu ? ROUND_UP((size_t)m->value_size, (size_t)8) * ncpus : m->value_size;
}

/* The key whose hash is in the kernel's, with the bucket behind it. False: it has just gone. */
static bool key_of_hash(const struct entries *es, const unsigned char *key, unsigned char *to)
{
	size_t bucket = es->kernel_key - HASH_SIZE;

	if (bpf_map_lookup_elem(es->key_map, key, to))
		return false;
	memcpy(to + es->key_size - bucket, key + HASH_SIZE, bucket);
	return true;
}

static void entry_add(struct entries *es, const unsigned char *key, const unsigned char *values)
{
	size_t value_at = ROUND_UP(es->key_size, (size_t)8);
	unsigned char *to = (unsigned char *)buf_reserve(&es->memory, es->stride);
	uint32_t ncpus = es->map->per_cpu ? es->ncpus : 1;

	memset(to, 0, es->stride);
	if (es->key_map < 0)
		memcpy(to, key, es->key_size);
	else if (!key_of_hash(es, key, to))
		return;
	memcpy(to + es->stride - ROUND_UP(es->kernel_key, (size_t)8), key, es->kernel_key);
	merge_values(es->map, values, ROUND_UP((size_t)es->map->value_size, (size_t)8), ncpus,
		     to + value_at);
	es->memory.len += es->stride;
	es->len++;
}

/* False: this kernel or map type has no batches. */
static bool entries_read_batches(struct entries *es, int fd, size_t value_size, bool take)
{
	int (*const read)(int, void *, void *, void *, void *, __u32 *,
			  const struct bpf_map_batch_opts *) =
		take ? bpf_map_lookup_and_delete_batch : bpf_map_lookup_batch;
	uint32_t room = (uint32_t)MAX((size_t)64, BATCH_BYTES / (value_size + es->kernel_key));
	unsigned char *keys = NULL, *values = NULL;
	uint64_t place[2][32] = {{0}}; /* the kernel's notion of where it is: at most a small key */
	bool done = false, works = true;
	uint32_t count;
	int turn = 0, error;

	while (works && !done) {
		if (!keys) {
			keys = array_new(room, es->kernel_key);
			values = array_new(room, value_size);
		}
		count = room;
		error = read(fd, turn ? place[turn & 1] : NULL, place[(turn + 1) & 1], keys, values,
			     &count, NULL)
				? errno
				: 0;
		if (error == ENOSPC) { /* one hash chain is longer than the room */
			room *= 4;
			free(keys);
			free(values);
			keys = values = NULL;
			continue;
		}
		works = error == 0 || error == ENOENT;
		if (!works && turn)
			es->error = error; /* in the middle */
		done = error != 0;
		for (uint32_t i = 0; works && i < count; i++)
			entry_add(es, keys + i * es->kernel_key, values + i * value_size);
		turn++;
	}
	free(keys);
	free(values);
	return works || es->error;
}

/* Keys that others take away meanwhile are no failure. */
static void error_note(struct entries *es, int failed)
{
	if (failed && errno != ENOENT)
		es->error = errno;
}

/*
 * A key that vanishes while we look at it makes the walk start anew, and so does one that we take:
 * bounded by the map's size.
 */
static void entries_read_singly(struct entries *es, int fd, size_t value_size, bool take)
{
	unsigned char *key = array_new(1, es->kernel_key), *next = array_new(1, es->kernel_key);
	unsigned char *values = array_new(1, value_size);
	int failed = bpf_map_get_next_key(fd, NULL, next);

	while (!failed && es->len <= es->map->max_entries && !es->error) {
		failed = bpf_map_lookup_elem(fd, next, values);
		if (!failed)
			entry_add(es, next, values);
		error_note(es, failed);
		if (take)
			error_note(es, bpf_map_delete_elem(fd, next));
		memcpy(key, next, es->kernel_key);
		failed = bpf_map_get_next_key(fd, key, next);
	}
	error_note(es, failed);
	free(key);
	free(next);
	free(values);
}

/* The entries of FD, which is map INDEX or its other bank; with TAKE they are removed from it. */
static void entries_read(struct maps *ms, uint32_t index, int fd, bool take, struct entries *es)
{
	const struct map_spec *m = &ms->program->maps[index];
	size_t value_size = kernel_value_size(m, ms->loaded->ncpus);

	*es = (struct entries){.map = m, .ncpus = ms->loaded->ncpus, .key_size = m->key_size};
	es->kernel_key = m->hash_size ? m->hash_size : m->key_size;
	es->key_map = ms->loaded->maps[index]->keys;
	es->value_size = merge_size(m);
	es->stride = ROUND_UP(es->key_size, (size_t)8) + ROUND_UP(es->value_size, (size_t)8) +
		     ROUND_UP(es->kernel_key, (size_t)8);
	if (!entries_read_batches(es, fd, value_size, take))
		entries_read_singly(es, fd, value_size, take);
	if (es->error && !ms->unread[index]) {
		ms->unread[index] = ms->failed = true;
		out_stderr_printf(ms->out,
				  "ERROR: the map %s cannot be read: %s; what is printed of it is "
				  "not all\n",
				  m->name, strerror(es->error));
	}
}

static const unsigned char *entry_key(const struct entries *es, size_t i)
{
	return (const unsigned char *)es->memory.at + i * es->stride;
}

static const unsigned char *entry_value(const struct entries *es, size_t i)
{
	return entry_key(es, i) + ROUND_UP(es->key_size, (size_t)8);
}

static const unsigned char *entry_kernel_key(const struct entries *es, size_t i)
{
	return entry_key(es, i + 1) - ROUND_UP(es->kernel_key, (size_t)8);
}

/* ---- rows ---- */

static struct bucket bucket_make(const struct map_spec *m, uint64_t index, const unsigned char *at)
{
	struct bucket b = {.index = index};
	struct wire_agg_tseries t;

	if (m->value->kind == T_TSERIES) {
		memcpy(&t, at, sizeof(t));
		b.value = t.value;
		b.meta = t.meta;
		b.epoch = t.epoch;
	} else {
		memcpy(&b.value, at, sizeof(b.value));
	}
	return b;
}

/* By key, then by bucket: the same key's buckets come one after the other. */
static int bucket_entry_compare(const void *left, const void *right, void *map)
{
	const struct map_spec *m = map;
	size_t group = m->key_size - 8;
	const unsigned char *a = left, *b = right;
	uint64_t i, j;
	int order = memcmp(a, b, group);

	if (order)
		return order;
	memcpy(&i, a + group, sizeof(i));
	memcpy(&j, b + group, sizeof(j));
	return i < j ? -1 : i > j;
}

static void rows_from_buckets(const struct map_spec *m, struct entries *es, struct map_rows *rows)
{
	size_t group = es->key_size - 8;
	uint64_t index;

	if (es->len)
		qsort_r(es->memory.at, es->len, es->stride, bucket_entry_compare,
			(void *)(uintptr_t)m);
	rows->at = array_new(es->len, sizeof(*rows->at));
	rows->buckets = array_new(es->len, sizeof(*rows->buckets));
	for (size_t i = 0; i < es->len; i++) {
		const unsigned char *key = entry_key(es, i);
		struct map_row *row;

		if (!rows->len || memcmp(key, entry_key(es, i - 1), group) != 0)
			rows->at[rows->len++] = (struct map_row){.key = m->key ? key : NULL,
								 .buckets = rows->buckets + i};
		row = &rows->at[rows->len - 1];
		memcpy(&index, key + group, sizeof(index));
		rows->buckets[i] = bucket_make(m, index, entry_value(es, i));
		row->nbuckets++;
		row->total += rows->buckets[i].value;
	}
}

/* Maps with an entry for each key and CPU: one row of a key's, which stand side by side. */
static void rows_from_cpus(const struct map_spec *m, struct entries *es, struct map_rows *rows)
{
	size_t group = es->key_size - 8, same;

	if (es->len)
		qsort_r(es->memory.at, es->len, es->stride, bucket_entry_compare,
			(void *)(uintptr_t)m);
	rows->at = array_new(es->len, sizeof(*rows->at));
	for (size_t i = 0; i < es->len; i += same) {
		unsigned char *value = (unsigned char *)(uintptr_t)entry_value(es, i);

		for (same = 1; i + same < es->len; same++) {
			if (memcmp(entry_key(es, i), entry_key(es, i + same), group) != 0)
				break;
		}
		merge_values(m, value, es->stride, (uint32_t)same, value);
		rows->at[rows->len++] =
			(struct map_row){.key = m->key ? entry_key(es, i) : NULL, .value = value};
	}
}

static void rows_from_entries(const struct map_spec *m, struct entries *es, struct map_rows *rows)
{
	rows->at = array_new(es->len, sizeof(*rows->at));
	rows->len = es->len;
	for (size_t i = 0; i < es->len; i++)
		rows->at[i] = (struct map_row){.key = m->key ? entry_key(es, i) : NULL,
					       .value = entry_value(es, i)};
}

/* What zero() leaves: the keys that were there. A program may have been faster in a new bank. */
static void entries_zero(struct maps *ms, uint32_t index, const struct entries *es, bool flipped)
{
	unsigned char *zeros = array_new(1, kernel_value_size(es->map, es->ncpus));

	for (size_t i = 0; i < es->len; i++)
		bpf_map_update_elem(ms->loaded->maps[index]->fd, entry_kernel_key(es, i), zeros,
				    flipped ? BPF_NOEXIST : BPF_EXIST);
	free(zeros);
}

/* TAKE empties the map; without banks, what programs add meanwhile may be lost. */
static void hash_read(struct maps *ms, uint32_t index, enum map_take take, struct map_rows *rows)
{
	const struct map_spec *m = &ms->program->maps[index];
	struct kernel_map *k = ms->loaded->maps[index];
	bool flipped = take != TAKE_NONE && k->bank >= 0 && bank_flip(k->bank, &k->fd, &k->spare);
	struct entries es;

	entries_read(ms, index, flipped ? k->spare : k->fd, flipped || take == TAKE_CLEAR, &es);
	if (take == TAKE_ZERO)
		entries_zero(ms, index, &es, flipped);
	for (size_t i = 0; i < es.len && es.key_map >= 0 && take == TAKE_CLEAR; i++)
		bpf_map_delete_elem(es.key_map, entry_kernel_key(&es, i));
	if (type_is(m->value, TF_BUCKETS))
		rows_from_buckets(m, &es, rows);
	else if (m->by_cpu)
		rows_from_cpus(m, &es, rows);
	else
		rows_from_entries(m, &es, rows);
	rows->memory = (unsigned char *)es.memory.at;
}

/*
 * The words of all CPUs' cells of M, one CPU's after the other. TAKE leaves zeros: an exchange gets
 * a word whole, so that what a program adds is either in it or still there.
 */
static unsigned char *cell_words(const struct maps *ms, const struct map_spec *m,
				 enum map_take take, size_t size)
{
	const struct loaded *l = ms->loaded;
	unsigned char *copy = array_new(l->ncpus, size);

	for (uint32_t cpu = 0; cpu < l->ncpus; cpu++) {
		uint64_t *from = (void *)(l->cells + cpu * l->cells_stride + m->offset);
		uint64_t *to = (void *)(copy + cpu * size);

		for (size_t i = 0; i < size / 8; i++)
			to[i] = take == TAKE_NONE
					? __atomic_load_n(&from[i], __ATOMIC_RELAXED)
					: __atomic_exchange_n(&from[i], 0, __ATOMIC_RELAXED);
	}
	return copy;
}

static void cell_read(struct maps *ms, uint32_t index, enum map_take take, struct map_rows *rows)
{
	const struct map_spec *m = &ms->program->maps[index];
	size_t size = (size_t)aggregate_size(m, true), one = (size_t)aggregate_size(m, false);
	unsigned char *words = cell_words(ms, m, take, size);
	struct map_row row = {.key = NULL};
	bool any = false;

	rows->at = array_new(1, sizeof(*rows->at));
	rows->memory = array_new(1, merge_size(m));
	rows->buckets = array_new(size / one, sizeof(*rows->buckets));
	row.buckets = rows->buckets;
	for (uint64_t i = 0; i < size / one; i++) {
		if (!merge_values(m, words + i * one, size, ms->loaded->ncpus, rows->memory))
			continue;
		any = true;
		if (!type_is(m->value, TF_BUCKETS))
			continue;
		rows->buckets[row.nbuckets] = bucket_make(m, i, rows->memory);
		row.total += rows->buckets[row.nbuckets++].value;
	}
	if (!type_is(m->value, TF_BUCKETS))
		row.value = rows->memory;
	if (any || (ms->zeroed[index] && row.value))
		rows->at[rows->len++] = row;
	if (take != TAKE_NONE)
		ms->zeroed[index] = take == TAKE_ZERO && rows->len;
	free(words);
}

/*
 * A program says that the value is set and then changes it; between the two we may take. So a value
 * other than 0 is there whatever its mark says.
 */
static void global_read(struct maps *ms, uint32_t index, enum map_take take, struct map_rows *rows)
{
	const struct map_spec *m = &ms->program->maps[index];
	struct wire_scalar *scalar = (void *)(ms->loaded->globals + m->offset);
	uint64_t set, value;

	if (take == TAKE_CLEAR)
		set = __atomic_exchange_n(&scalar->set, 0, __ATOMIC_SEQ_CST);
	else
		set = __atomic_load_n(&scalar->set, __ATOMIC_ACQUIRE);
	if (take != TAKE_NONE)
		value = __atomic_exchange_n(&scalar->value, 0, __ATOMIC_SEQ_CST);
	else
		value = __atomic_load_n(&scalar->value, __ATOMIC_RELAXED);
	if (!set && !value)
		return;
	rows->at = array_new(1, sizeof(*rows->at));
	rows->memory = array_new(1, sizeof(value));
	memcpy(rows->memory, &value, sizeof(value));
	rows->at[rows->len++] = (struct map_row){.value = rows->memory};
}

static void rows_read(struct maps *ms, uint32_t index, enum map_take take, struct map_rows *rows)
{
	*rows = (struct map_rows){.at = NULL};
	switch (ms->program->maps[index].storage) {
	case STORE_GLOBAL:
		global_read(ms, index, take, rows);
		return;
	case STORE_CELL:
		cell_read(ms, index, take, rows);
		return;
	case STORE_HASH:
		hash_read(ms, index, take, rows);
		return;
	}
}

void map_take(struct maps *ms, uint32_t index, enum map_take take, struct map_rows *rows)
{
	rows_read(ms, index, take, rows);
	map_sort(&ms->program->maps[index], rows);
}

void map_read(struct maps *ms, uint32_t index, struct map_rows *rows)
{
	map_take(ms, index, TAKE_NONE, rows);
}

void map_empty(struct maps *ms, uint32_t index, enum map_take take)
{
	struct map_rows rows;

	rows_read(ms, index, take, &rows);
	map_rows_free(&rows);
}

void map_rows_free(struct map_rows *rows)
{
	free(rows->at);
	free(rows->memory);
	free(rows->buckets);
}
