/*
 * Folded stacks: what flame graphs are made of. A row of a map whose key has stacks in it becomes
 * one line of frames, from the outside in, and the number that belongs to it.
 */
#ifndef SONDE_RUNTIME_FOLD_H
#define SONDE_RUNTIME_FOLD_H

#include "lang/base/intern.h"
#include "lang/base/vec.h"
#include "runtime/maps.h"

enum frame_kind { FRAME_LABEL, FRAME_USER, FRAME_KERNEL };

struct frame {
	const char *name; /* interned: equal names are the same pointer */
	enum frame_kind kind;
};

struct fold {
	struct frame *frames; /* the outermost first */
	size_t nframes;
	uint64_t count;
};

/* All zero is empty; see folds_init. */
struct folds {
	struct arena *arena;
	struct interner *names;
	struct fold *at;
	size_t len, cap;
};

void folds_init(struct folds *fs);
void folds_free(struct folds *fs);

/*
 * Whether rows of M can be folded: there is a stack in its key, and its values add up. Minima,
 * maxima and time series do not.
 */
bool map_foldable(const struct map_spec *m);

/* How many maps of P can be folded. */
uint32_t maps_foldable(const struct program *p);

/*
 * Folds map INDEX into FS. What stands in the key beside the stacks comes first, then user stacks,
 * then kernel stacks, as one calls the other; WITH_NAME puts the map's name in front of all. A mean
 * counts with its total, a histogram with how often it was counted; what is not above zero is left
 * out.
 */
void map_fold(struct maps *ms, uint32_t index, bool with_name, struct folds *fs);

/* Sorts by frame, and puts the counts of equal stacks together. */
void folds_sort(struct folds *fs);

/* Puts all foldable maps into FS, sorted by frame, the same stack once. Names go in front if there
 * are several. */
void maps_fold(struct maps *ms, struct folds *fs);

/* The form of stackcollapse and its like: "a;b;c 12" and a newline for each. */
void folds_text(const struct folds *fs, struct buf *out);

#endif
