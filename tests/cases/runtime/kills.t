# SIGKILL at random moments, for the tracer, its compiler and its helpers: nothing stays behind.

name     killed at random moments
needs    root native tracefs uprobe
run      exec "$PROGRAMS/packets" lonely sh "$TESTS/kills.sh" "${KILLS:-20}" ${KILLS_SEED:-}
match    ^[0-9]+ killed, 0 wrong$
timeout  200
clean
