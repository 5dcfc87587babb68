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

#include "lang/buckets.h"
#include "runtime/merge.h"

#define BATCH_BYTES (256u * 1024) /* of values: what one call to the kernel brings */

void maps_init(struct maps *ms, const struct program *p, const struct loaded *l, struct names *n,
	       struct out *out)
{
	*ms = (struct maps){.program = p, .loaded = l, .names = n, .out = out};
	ms->zeroed = calloc(p->nmaps + 1, sizeof(bool));
	if (!ms->zeroed)
		out_of_memory(p->nmaps);
}

void maps_fini(struct maps *ms)
{
	free(ms->zeroed);
	ms->zeroed = NULL;
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
static bool entries_read_batches(struct entries *es, int fd, size_t value_size)
{
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
		error = bpf_map_lookup_batch(fd, turn ? place[turn & 1] : NULL,
					     place[(turn + 1) & 1], keys, values, &count, NULL)
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
		done = error != 0;
		for (uint32_t i = 0; works && i < count; i++)
			entry_add(es, keys + i * es->kernel_key, values + i * value_size);
		turn++;
	}
	free(keys);
	free(values);
	return works;
}

/* A key that vanishes while we look at it makes the walk start anew: bounded by the map's size. */
static void entries_read_singly(struct entries *es, int fd, size_t value_size)
{
	unsigned char *key = array_new(1, es->kernel_key), *next = array_new(1, es->kernel_key);
	unsigned char *values = array_new(1, value_size);
	bool first = true;

	while (es->len <= es->map->max_entries &&
	       bpf_map_get_next_key(fd, first ? NULL : key, next) == 0) {
		if (bpf_map_lookup_elem(fd, next, values) == 0)
			entry_add(es, next, values);
		memcpy(key, next, es->kernel_key);
		first = false;
	}
	free(key);
	free(next);
	free(values);
}

static void entries_read(struct maps *ms, uint32_t index, struct entries *es)
{
	const struct map_spec *m = &ms->program->maps[index];
	size_t value_size = kernel_value_size(m, ms->loaded->ncpus);
	int fd = ms->loaded->maps[index];

	*es = (struct entries){.map = m, .ncpus = ms->loaded->ncpus, .key_size = m->key_size};
	es->kernel_key = m->hash_size ? m->hash_size : m->key_size;
	es->key_map = ms->loaded->key_maps[index];
	es->value_size = merge_size(m);
	es->stride = ROUND_UP(es->key_size, (size_t)8) + ROUND_UP(es->value_size, (size_t)8) +
		     ROUND_UP(es->kernel_key, (size_t)8);
	if (entries_read_batches(es, fd, value_size))
		return;
	buf_clear(&es->memory);
	es->len = 0;
	entries_read_singly(es, fd, value_size);
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

static void rows_from_entries(const struct map_spec *m, struct entries *es, struct map_rows *rows)
{
	rows->at = array_new(es->len, sizeof(*rows->at));
	rows->len = es->len;
	for (size_t i = 0; i < es->len; i++)
		rows->at[i] = (struct map_row){.key = m->key ? entry_key(es, i) : NULL,
					       .value = entry_value(es, i)};
}

static void hash_read(struct maps *ms, uint32_t index, struct map_rows *rows)
{
	const struct map_spec *m = &ms->program->maps[index];
	struct entries es;

	entries_read(ms, index, &es);
	if (type_is(m->value, TF_BUCKETS))
		rows_from_buckets(m, &es, rows);
	else
		rows_from_entries(m, &es, rows);
	rows->memory = (unsigned char *)es.memory.at;
}

static uint64_t cell_buckets(const struct map_spec *m)
{
	if (m->value->kind == T_HIST)
		return hist_bucket_count(m->bits);
	if (m->value->kind == T_LHIST)
		return lhist_bucket_count(m->min, m->max, m->step);
	return m->value->kind == T_TSERIES ? m->intervals : 1;
}

static void cell_read(struct maps *ms, uint32_t index, struct map_rows *rows)
{
	const struct map_spec *m = &ms->program->maps[index];
	const unsigned char *at = ms->loaded->cells + m->offset;
	size_t stride = ms->loaded->cells_stride, size = merge_size(m);
	uint64_t buckets = cell_buckets(m);
	struct map_row row = {.key = NULL};
	bool any = false;

	rows->at = array_new(1, sizeof(*rows->at));
	rows->memory = array_new(1, size);
	rows->buckets = array_new(buckets, sizeof(*rows->buckets));
	row.buckets = rows->buckets;
	for (uint64_t i = 0; i < buckets; i++) {
		if (!merge_values(m, at + i * size, stride, ms->loaded->ncpus, rows->memory))
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
}

static void global_read(struct maps *ms, uint32_t index, struct map_rows *rows)
{
	const struct map_spec *m = &ms->program->maps[index];
	struct wire_scalar *scalar = (void *)(ms->loaded->globals + m->offset);
	uint64_t value = __atomic_load_n(&scalar->value, __ATOMIC_RELAXED);

	if (!__atomic_load_n(&scalar->set, __ATOMIC_ACQUIRE))
		return;
	rows->at = array_new(1, sizeof(*rows->at));
	rows->memory = array_new(1, sizeof(value));
	memcpy(rows->memory, &value, sizeof(value));
	rows->at[rows->len++] = (struct map_row){.value = rows->memory};
}

void map_read(struct maps *ms, uint32_t index, struct map_rows *rows)
{
	*rows = (struct map_rows){.at = NULL};
	switch (ms->program->maps[index].storage) {
	case STORE_GLOBAL:
		global_read(ms, index, rows);
		return;
	case STORE_CELL:
		cell_read(ms, index, rows);
		return;
	case STORE_HASH:
		hash_read(ms, index, rows);
		map_sort(&ms->program->maps[index], rows);
		return;
	}
}

void map_rows_free(struct map_rows *rows)
{
	free(rows->at);
	free(rows->memory);
	free(rows->buckets);
}

/* ---- clear() and zero() ---- */

static void hash_clear(struct maps *ms, uint32_t index)
{
	int fd = ms->loaded->maps[index];
	struct entries es;

	entries_read(ms, index, &es);
	for (size_t i = 0; i < es.len; i++) {
		bpf_map_delete_elem(fd, entry_kernel_key(&es, i)); /* gone already: as good */
		if (es.key_map >= 0)
			bpf_map_delete_elem(es.key_map, entry_kernel_key(&es, i));
	}
	buf_free(&es.memory);
}

static void hash_zero(struct maps *ms, uint32_t index)
{
	const struct map_spec *m = &ms->program->maps[index];
	unsigned char *zeros = array_new(1, kernel_value_size(m, ms->loaded->ncpus));
	int fd = ms->loaded->maps[index];
	struct entries es;

	entries_read(ms, index, &es);
	for (size_t i = 0; i < es.len; i++)
		bpf_map_update_elem(fd, entry_kernel_key(&es, i), zeros, BPF_EXIST);
	buf_free(&es.memory);
	free(zeros);
}

/* Programs go on counting meanwhile; an exchange loses none of their additions half-way. */
static void cell_clear(struct maps *ms, uint32_t index)
{
	const struct map_spec *m = &ms->program->maps[index];
	size_t words = merge_size(m) * cell_buckets(m) / 8;

	if (m->value->kind == T_SUM)
		words = sizeof(struct wire_agg_sum) / 8;
	for (uint32_t cpu = 0; cpu < ms->loaded->ncpus; cpu++) {
		uint64_t *at =
			(void *)(ms->loaded->cells + cpu * ms->loaded->cells_stride + m->offset);

		for (size_t i = 0; i < words; i++)
			__atomic_exchange_n(&at[i], 0, __ATOMIC_RELAXED);
	}
}

static void global_store(struct maps *ms, uint32_t index, bool keep)
{
	struct wire_scalar *scalar =
		(void *)(ms->loaded->globals + ms->program->maps[index].offset);

	if (!keep)
		__atomic_store_n(&scalar->set, 0, __ATOMIC_RELEASE);
	__atomic_store_n(&scalar->value, 0, __ATOMIC_RELAXED);
}

void map_clear(struct maps *ms, uint32_t index)
{
	ms->zeroed[index] = false;
	switch (ms->program->maps[index].storage) {
	case STORE_GLOBAL:
		global_store(ms, index, false);
		return;
	case STORE_CELL:
		cell_clear(ms, index);
		return;
	case STORE_HASH:
		hash_clear(ms, index);
		return;
	}
}

void map_zero(struct maps *ms, uint32_t index)
{
	struct map_rows rows;

	switch (ms->program->maps[index].storage) {
	case STORE_GLOBAL:
		global_store(ms, index, true);
		return;
	case STORE_CELL:
		rows = (struct map_rows){.at = NULL};
		cell_read(ms, index, &rows);
		ms->zeroed[index] = rows.len != 0;
		map_rows_free(&rows);
		cell_clear(ms, index);
		return;
	case STORE_HASH:
		hash_zero(ms, index);
		return;
	}
}
