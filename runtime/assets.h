/*
 * The files of runtime/assets, put into the program when it is built (tools/embed.cmake): a file
 * `flame.js` is asset_flame_js. Each ends with a NUL that its length does not count.
 */
#ifndef SONDE_RUNTIME_ASSETS_H
#define SONDE_RUNTIME_ASSETS_H

#include "lang/base/str.h"

extern const struct str asset_flame_css, asset_flame_js, asset_page_css, asset_page_js,
	asset_schema_json;

#endif
