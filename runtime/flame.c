/*
 * Sorted folds to frames: neighbours that begin with the same frames share them. The SVG holds the
 * frames twice, as shapes for viewers that run no scripts and as data for the script, which draws
 * them anew for the width of the window.
 */
#include "runtime/flame.h"

#include <stdlib.h>

#include "lang/ptrmap.h"
#include "runtime/assets.h"
#include "runtime/markup.h"

/* The picture without its script. */
#define WIDTH 1200
#define EDGE 16
#define TOP 56
#define ROW 19
#define LETTER 7.3  /* width of a letter in pixels */
#define NARROW 1.0  /* frames narrower than this are left out */
#define TEXT_MIN 26 /* and narrower than this have no text */

struct flame_frame {
	const char *name;
	enum frame_kind kind;
	uint32_t depth;
	uint64_t start, count;
};

struct flame {
	struct arena *arena;
	struct flame_frames VEC(struct flame_frame) frames;
	uint64_t total;
};

static size_t common_frames(const struct fold *a, const struct fold *b)
{
	size_t n = 0;

	while (n < a->nframes && n < b->nframes && a->frames[n].name == b->frames[n].name &&
	       a->frames[n].kind == b->frames[n].kind)
		n++;
	return n;
}

/* The frames of all folds, a frame before those that it calls. */
static struct flame flame_make(const struct folds *fs)
{
	struct flame f = {.arena = arena_new()};
	const struct fold none = {.nframes = 0};
	size_t *open = NULL, cap = 0; /* index of the frame at each depth */

	for (size_t i = 0; i < fs->len; i++) {
		const struct fold *fold = &fs->at[i];
		size_t same = common_frames(i ? fold - 1 : &none, fold);

		while (cap < fold->nframes)
			open = array_grow(open, cap, &cap, sizeof(*open));
		for (size_t d = same; d < fold->nframes; d++) {
			open[d] = f.frames.len;
			vec_push(f.arena, &f.frames,
				 (struct flame_frame){fold->frames[d].name, fold->frames[d].kind,
						      (uint32_t)d, f.total, 0});
		}
		for (size_t d = 0; d < fold->nframes; d++)
			f.frames.at[open[d]].count += fold->count;
		f.total += fold->count;
	}
	free(open);
	return f;
}

/* ---- data ---- */

static void names_json(struct flame *f, struct ptrmap *indices, struct buf *out)
{
	uintptr_t count = 0;

	for (size_t i = 0; i < f->frames.len; i++) {
		const char *name = f->frames.at[i].name;

		if (ptrmap_get(indices, name))
			continue;
		ptrmap_set(f->arena, indices, name, (void *)++count);
		if (count > 1)
			buf_char(out, ',');
		json_string(out, str_from(name));
	}
}

static void data_json(struct flame *f, const char *title, struct buf *out)
{
	struct ptrmap indices = {NULL, 0, 0};

	buf_puts(out, "{\"title\":");
	json_string(out, str_from(title));
	buf_printf(out, ",\"total\":\"%llu\",\"names\":[", (unsigned long long)f->total);
	names_json(f, &indices, out);
	buf_puts(out, "],\"frames\":[");
	for (size_t i = 0; i < f->frames.len; i++) {
		const struct flame_frame *frame = &f->frames.at[i];

		buf_printf(out, "%s%u,%llu,%llu,%zu,%d", i ? "," : "", frame->depth,
			   (unsigned long long)frame->start, (unsigned long long)frame->count,
			   (size_t)(uintptr_t)ptrmap_get(&indices, frame->name) - 1,
			   (int)frame->kind);
	}
	buf_puts(out, "]}");
}

void flame_json(const struct folds *fs, const char *title, struct buf *out)
{
	struct flame f = flame_make(fs);

	data_json(&f, title, out);
	arena_free(f.arena);
}

/* ---- the picture ---- */

/* The shade that flame.js gives the name too, as far as it is ASCII. */
static unsigned shade(const char *name)
{
	uint32_t hash = 7;

	for (; *name; name++)
		hash = hash * 31 + (unsigned char)*name;
	return (hash >> 3) % 4;
}

/* As much of NAME as LETTERS have room for. */
static void label(const char *name, size_t letters, struct buf *out)
{
	struct str s = str_from(name);
	size_t at = 0, count = 0;

	while (at < s.len && count + 1 < letters) {
		size_t len = utf8_character(str_slice(s, at, s.len));

		at += len ? len : 1;
		count++;
	}
	if (s.len - at == 1)
		at++;
	xml_text(out, str_slice(s, 0, at));
	if (at < s.len)
		buf_puts(out, "\xe2\x80\xa6");
}

/* Pixels that COUNT takes. */
static double extent(const struct flame *f, uint64_t count)
{
	return f->total ? (WIDTH - 2.0 * EDGE) * (double)count / (double)f->total : 0;
}

static void frame_svg(const struct flame *f, const struct flame_frame *frame, uint32_t depth,
		      struct buf *out)
{
	double x = EDGE + extent(f, frame->start), width = extent(f, frame->count);
	unsigned y = TOP + depth * ROW;

	if (width < NARROW)
		return;
	buf_puts(out, "<g><title>");
	xml_text(out, str_from(frame->name));
	buf_printf(out,
		   " \xe2\x80\x94 %llu (%.2f%%)</title>"
		   "<rect x=\"%.2f\" y=\"%u\" width=\"%.2f\" height=\"%d\" rx=\"2\" "
		   "class=\"%c%u\"/>",
		   (unsigned long long)frame->count, 100 * (double)frame->count / (double)f->total,
		   x, y, width, ROW, "luk"[frame->kind], shade(frame->name));
	if (width >= TEXT_MIN) {
		buf_printf(out, "<text x=\"%.2f\" y=\"%.1f\">", x + 4, y + 13.5);
		label(frame->name, (size_t)((width - 8) / LETTER), out);
		buf_puts(out, "</text>");
	}
	buf_puts(out, "</g>\n");
}

static void plain_svg(const struct flame *f, const char *title, struct buf *out)
{
	struct flame_frame all = {.name = "all", .count = f->total};

	buf_printf(out, "<g class=\"plain\"><text class=\"title\" x=\"%d\" y=\"32\">", EDGE);
	xml_text(out, str_from(title));
	buf_puts(out, "</text>\n");
	if (!f->total)
		buf_printf(out, "<text class=\"quiet\" x=\"%d\" y=\"%d\">No stacks.</text>\n", EDGE,
			   TOP + 13);
	frame_svg(f, &all, 0, out);
	for (size_t i = 0; i < f->frames.len; i++)
		frame_svg(f, &f->frames.at[i], f->frames.at[i].depth + 1, out);
	buf_puts(out, "</g>\n");
}

void flame_svg(const struct folds *fs, const char *title, struct buf *out)
{
	struct flame f = flame_make(fs);
	struct buf data = {NULL, 0, 0};
	uint32_t depth = 0, height;

	for (size_t i = 0; i < f.frames.len; i++) {
		if (extent(&f, f.frames.at[i].count) >= NARROW)
			depth = MAX(depth, f.frames.at[i].depth + 1);
	}
	height = TOP + (depth + 1) * ROW + EDGE;
	buf_printf(out,
		   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		   "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"flame\" width=\"%d\" "
		   "height=\"%u\" viewBox=\"0 0 %d %u\">\n<title>",
		   WIDTH, height, WIDTH, height);
	xml_text(out, str_from(title));
	buf_puts(out, "</title>\n<style>\n");
	xml_text(out, asset_flame_css);
	buf_puts(out, "</style>\n<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n");
	plain_svg(&f, title, out);
	data_json(&f, title, &data);
	buf_puts(out, "<metadata>");
	xml_text(out, (struct str){data.at, data.len});
	buf_puts(out, "</metadata>\n<script>\n");
	xml_text(out, asset_flame_js);
	buf_puts(out, "sondeFlameAlone(document.documentElement);\n</script>\n</svg>\n");
	buf_free(&data);
	arena_free(f.arena);
}
