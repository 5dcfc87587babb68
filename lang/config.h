/*
 * Configuration: defaults, then the script's config block, then the environment.
 */
#ifndef SONDE_LANG_CONFIG_H
#define SONDE_LANG_CONFIG_H

#include "lang/unit.h"

/*
 * Fills u->config and u->config_strings. Variables of the environment are named BPFTRACE_<KEY> or
 * SONDE_<KEY>, and win; their faults have no place in the script. `cache_user_symbols` stays ""
 * where its default depends on the system.
 */
void unit_config(struct unit *u);

/* As scripts write it. */
const char *config_key_name(enum config_key key);

#endif
