/* Private to the decoder of images: see program_codec.c. */
#ifndef SONDE_LANG_PROGRAM_CHECK_H
#define SONDE_LANG_PROGRAM_CHECK_H

#include "lang/program.h"

#define TYPE_SIZE_MAX (1u << 26) /* bytes of one value */

/* The first fault of P, whose types are sound; NULL: there is none. */
const char *program_check(const struct program *p);

#endif
