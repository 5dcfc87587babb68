/*
 * Pinned maps in the BPF file system: one folder of sonde's, a file per map. Whatever lies there is
 * looked at before it is believed: symbolic links, folders, programs, maps of another kind or
 * without types are refused with the reason.
 */
#ifndef SONDE_PROBES_PIN_H
#define SONDE_PROBES_PIN_H

#include "lang/pin.h"

#define PIN_FOLDER "/sys/fs/bpf/sonde"

/* False: the BPF file system is not there, or its folder is not ours; WHY says so, with a hint. */
bool pin_folder_check(struct buf *why);

enum pin_found { PIN_THERE, PIN_ABSENT, PIN_REFUSED };

/*
 * The map pinned as NAME (pin_name_valid). THERE: *FD is the caller's to close, *M is what it
 * holds, in A and TS. REFUSED: WHY is half a sentence, "is a symbolic link".
 */
enum pin_found pin_open(struct arena *a, struct types *ts, const char *name, int *fd,
			struct map_spec *m, struct buf *why);

/*
 * Makes the map of M and pins it as M->pin. Returns its descriptor, or -1 with errno: EEXIST when
 * somebody else was faster.
 */
int pin_create(const struct map_spec *m);

#endif
