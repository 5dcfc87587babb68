/*
 * `import "path";`: other scripts and C headers become part of a script (language reference 2.3).
 */
#ifndef SONDE_LANG_IMPORT_H
#define SONDE_LANG_IMPORT_H

#include "lang/unit.h"

/*
 * Reads what u->script imports, and what that imports, each file once, and puts it in front of the
 * script's own declarations. Paths are relative to the folder of the file that names them; NAME is
 * the script's own, "stdin" for one without a folder. Faults in an imported file name that file.
 * Imports inside of blocks count when the configuration (unit_config) does not forbid them; what
 * they name is then known to the whole script.
 */
void unit_import(struct unit *u, const char *name);

#endif
