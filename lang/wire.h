/* The structs of wire.def in C. */
#ifndef SONDE_LANG_WIRE_H
#define SONDE_LANG_WIRE_H

#include <stdint.h>

typedef uint32_t wire_u32;
typedef uint64_t wire_u64;
typedef int64_t wire_s64;

#define WIRE_FIELD(type, name) wire_##type name;
#define WIRE(name, fields)   \
	struct wire_##name { \
		fields       \
	};
#include "lang/wire.def"
#undef WIRE
#undef WIRE_FIELD

enum tseries_agg { TSERIES_LAST, TSERIES_AVG, TSERIES_MAX, TSERIES_MIN, TSERIES_SUM };

#endif
