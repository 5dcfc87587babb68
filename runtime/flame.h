/*
 * Flame graphs: folded stacks as a picture (SVG that explores itself in a browser) and as the data
 * that the page of --html draws.
 */
#ifndef SONDE_RUNTIME_FLAME_H
#define SONDE_RUNTIME_FLAME_H

#include "runtime/fold.h"

/* Appends a whole SVG document. FS is sorted (maps_fold). */
void flame_svg(const struct folds *fs, const char *title, struct buf *out);

/* Appends the data that runtime/assets/flame.js draws, as JSON. */
void flame_json(const struct folds *fs, const char *title, struct buf *out);

#endif
