/*
 * libmicrohttpd, opened when --metrics asks for it: traces without it neither load nor need it.
 */
#ifndef SONDE_RUNTIME_MICROHTTPD_H
#define SONDE_RUNTIME_MICROHTTPD_H

#include <microhttpd.h>

/* X(function): what we use of it. */
#define MICROHTTPD_FUNCTIONS(X)            \
	X(MHD_start_daemon)                \
	X(MHD_stop_daemon)                 \
	X(MHD_suspend_connection)          \
	X(MHD_resume_connection)           \
	X(MHD_create_response_from_buffer) \
	X(MHD_add_response_header)         \
	X(MHD_queue_response)              \
	X(MHD_destroy_response)            \
	X(MHD_get_connection_info)

struct microhttpd {
#define MICROHTTPD_MEMBER(name) __typeof__(&name) name;
	MICROHTTPD_FUNCTIONS(MICROHTTPD_MEMBER)
#undef MICROHTTPD_MEMBER
};

/* NULL: the library is not installed. */
const struct microhttpd *microhttpd_open(void);

#endif
