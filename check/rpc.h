/*
 * Messages of JSON-RPC 2.0 with headers, as the Language Server Protocol 3.17 frames them.
 */
#ifndef SONDE_CHECK_RPC_H
#define SONDE_CHECK_RPC_H

#include <stdbool.h>
#include <stddef.h>

#include "check/json.h"

/* The longest message; what is longer is no script. */
#define RPC_MESSAGE_MAX (64u << 20)

struct rpc {
	int in, out;
	char buffer[4096]; /* read and not yet used: [at, len) */
	size_t at, len;
	bool broken; /* the other side is gone */
};

enum rpc_result {
	RPC_MESSAGE,
	RPC_NOT_JSON, /* a whole message, but no JSON; the next one can be read */
	RPC_END,      /* the stream ended between two messages */
	RPC_BROKEN,   /* where the next message begins is not known */
};

/* Reads the next message; *MESSAGE is the caller's to put. */
enum rpc_result rpc_read(struct rpc *r, struct json_object **message);

/* Whether there is something to read at once. */
bool rpc_pending(const struct rpc *r);

/* Sends MESSAGE and puts it. */
void rpc_send(struct rpc *r, struct json_object *message);

#endif
