/*
 * Maps keyed by stacks to folded stacks. Symbols become names here, once per row; two addresses in
 * one function are one frame afterwards, so rows that differ only there are added up.
 */
#include "runtime/fold.h"

#include <stdlib.h>

#include "lang/wire.h"

void folds_init(struct folds *fs)
{
	*fs = (struct folds){.arena = arena_new()};
	fs->names = interner_make(fs->arena);
}

void folds_free(struct folds *fs)
{
	if (fs->arena)
		arena_free(fs->arena);
	*fs = (struct folds){.arena = NULL};
}

static bool is_stack(const struct type *t)
{
	return t->kind == T_KSTACK || t->kind == T_USTACK;
}

/* Keys of several parts are tuples, or records with names. */
static bool has_parts(const struct type *t)
{
	return t->kind == T_TUPLE || t->kind == T_RECORD;
}

static bool key_has_stack(const struct type *t)
{
	if (is_stack(t))
		return true;
	for (uint32_t i = 0; has_parts(t) && i < t->nfields; i++) {
		if (key_has_stack(t->fields[i].type))
			return true;
	}
	return false;
}

static bool value_adds_up(const struct type *t)
{
	if (type_is(t, TF_AGGREGATE))
		return t->kind != T_MIN && t->kind != T_MAX && t->kind != T_TSERIES;
	return t->kind == T_INT;
}

bool map_foldable(const struct map_spec *m)
{
	return m->key && key_has_stack(m->key) && value_adds_up(m->value);
}

uint32_t maps_foldable(const struct program *p)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < p->nmaps; i++)
		count += map_foldable(&p->maps[i]);
	return count;
}

/* What ROW counts with; 0 leaves it out. */
static uint64_t row_count(const struct map_spec *m, const struct map_row *row)
{
	struct value v = {.type = m->value, .at = row->value, .len = m->value->size};
	bool is_signed = value_int_signed(m->value);
	uint64_t count;

	if (type_is(m->value, TF_BUCKETS))
		return row->total;
	if (m->value->kind == T_INT) {
		count = value_int(v);
	} else if (m->value->kind == T_AVG || m->value->kind == T_STATS) {
		is_signed = m->value->is_signed;
		memcpy(&count, row->value, sizeof(count)); /* struct wire_agg_avg: the total */
	} else {
		count = value_aggregate(v, &is_signed);
	}
	return is_signed && (int64_t)count < 0 ? 0 : count;
}

struct folding {
	struct names *names;
	struct folds *folds;
	struct frames VEC(struct frame) frames;
	enum frame_kind kind; /* of what is being added */
};

static void frame_add(void *arg, struct str name)
{
	struct folding *f = arg;

	vec_push(f->folds->arena, &f->frames,
		 (struct frame){intern(f->folds->names, name), f->kind});
}

/* Adds what in V is of kind F->KIND: text, user stacks or kernel stacks. */
static void part_add(struct folding *f, struct value v)
{
	struct buf text = {NULL, 0, 0};
	uint64_t scratch;

	if (has_parts(v.type)) {
		for (uint32_t i = 0; i < v.type->nfields; i++)
			part_add(f, value_member(v, i, &scratch));
	} else if (is_stack(v.type)) {
		if (f->kind == (v.type->kind == T_USTACK ? FRAME_USER : FRAME_KERNEL))
			stack_frames(f->names, v.type, v.at, frame_add, f);
	} else if (f->kind == FRAME_LABEL) {
		value_text(f->names, v, &text);
		frame_add(f, (struct str){text.at ? text.at : "", text.len});
		buf_free(&text);
	}
}

static void row_fold(struct folding *f, const struct map_spec *m, const struct map_row *row,
		     bool with_name)
{
	struct fold fold = {.count = row_count(m, row)};
	struct folds *fs = f->folds;

	if (!fold.count)
		return;
	f->frames.len = 0;
	f->kind = FRAME_LABEL;
	if (with_name)
		frame_add(f, str_from(m->name));
	for (f->kind = FRAME_LABEL; f->kind <= FRAME_KERNEL; f->kind++)
		part_add(f, value_at(m->key, row->key));
	fold.nframes = f->frames.len;
	if (!fold.nframes)
		return;
	fold.frames = arena_array(fs->arena, struct frame, fold.nframes);
	memcpy(fold.frames, f->frames.at, fold.nframes * sizeof(struct frame));
	vec_push(fs->arena, fs, fold);
}

void map_fold(struct maps *ms, uint32_t index, bool with_name, struct folds *fs)
{
	struct folding f = {.names = ms->names, .folds = fs};
	const struct map_spec *m = &ms->program->maps[index];
	struct map_rows rows;

	map_read(ms, index, &rows);
	for (size_t i = 0; i < rows.len; i++)
		row_fold(&f, m, &rows.at[i], with_name);
	map_rows_free(&rows);
}

static int frame_compare(const struct frame *a, const struct frame *b)
{
	int order = a->name == b->name ? 0 : strcmp(a->name, b->name);

	return order ? order : (int)a->kind - (int)b->kind;
}

static int fold_compare(const void *left, const void *right)
{
	const struct fold *a = left, *b = right;

	for (size_t i = 0; i < a->nframes && i < b->nframes; i++) {
		int order = frame_compare(&a->frames[i], &b->frames[i]);

		if (order)
			return order;
	}
	return a->nframes < b->nframes ? -1 : a->nframes > b->nframes;
}

void folds_sort(struct folds *fs)
{
	size_t len = 0;

	if (fs->len)
		qsort(fs->at, fs->len, sizeof(*fs->at), fold_compare);
	for (size_t i = 0; i < fs->len; i++) {
		if (len && fold_compare(&fs->at[len - 1], &fs->at[i]) == 0)
			fs->at[len - 1].count += fs->at[i].count;
		else
			fs->at[len++] = fs->at[i];
	}
	fs->len = len;
}

void maps_fold(struct maps *ms, struct folds *fs)
{
	bool with_names = maps_foldable(ms->program) > 1;

	for (uint32_t i = 0; i < ms->program->nmaps; i++) {
		if (map_foldable(&ms->program->maps[i]))
			map_fold(ms, i, with_names, fs);
	}
	folds_sort(fs);
}

/* The form has no way to write a semicolon or a line's end in a name. */
static void folded_name(const char *name, struct buf *out)
{
	for (; *name; name++) {
		if (*name == ';')
			buf_char(out, ':');
		else if ((unsigned char)*name < ' ')
			buf_char(out, ' ');
		else
			buf_char(out, *name);
	}
}

void folds_text(const struct folds *fs, struct buf *out)
{
	for (size_t i = 0; i < fs->len; i++) {
		for (size_t f = 0; f < fs->at[i].nframes; f++) {
			if (f)
				buf_char(out, ';');
			folded_name(fs->at[i].frames[f].name, out);
		}
		buf_char(out, ' ');
		text_unsigned(out, fs->at[i].count);
		buf_char(out, '\n');
	}
}
