/* Symbols that distributions pack into stripped programs: .gnu_debugdata, an ELF file in xz. */
#ifndef SONDE_PROBES_ELF_DEBUGDATA_H
#define SONDE_PROBES_ELF_DEBUGDATA_H

#include <libelf.h>
#include <stdbool.h>

#include "lang/base/buf.h"

/* Unpacks it into IMAGE. False: there is none, or it is broken. */
bool elf_debugdata(Elf *elf, struct buf *image);

#endif
