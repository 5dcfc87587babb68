/* Files as texts. */
#ifndef SONDE_LANG_BASE_READ_H
#define SONDE_LANG_BASE_READ_H

#include "lang/base/arena.h"
#include "lang/base/str.h"

/* All of a file descriptor, NUL-terminated, in A. False: errno; EFBIG when it is above LIMIT bytes.
 */
bool fd_read_all(struct arena *a, int fd, size_t limit, struct str *text);

#endif
