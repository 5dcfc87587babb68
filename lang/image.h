/*
 * The image: a BPF ELF object with the encoded program in its section ".sonde".
 */
#ifndef SONDE_LANG_IMAGE_H
#define SONDE_LANG_IMAGE_H

#include "lang/program.h"

#define IMAGE_SECTION ".sonde"

/*
 * The bytes of the section NAME of the 64-bit little-endian ELF object ELF, or {NULL, 0}. The
 * result points into ELF. Nothing of ELF is trusted.
 */
struct bytes image_section(struct bytes elf, const char *name);

/*
 * The program in ELF; its object is ELF itself, which has to stay until the program is loaded.
 * NULL: *ERROR is a sentence for people.
 */
struct program *image_read(struct arena *a, struct bytes elf, const char **error);

#endif
