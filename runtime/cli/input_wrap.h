/* What is put around an input that is no script by itself; the first part is a hidden line. */
#ifndef SONDE_RUNTIME_CLI_INPUT_WRAP_H
#define SONDE_RUNTIME_CLI_INPUT_WRAP_H

#define INPUT_NAME "typed" /* as messages call it */
#define INPUT_RUN_BEFORE "begin {\n"
#define INPUT_RUN_AFTER "\n}"
#define INPUT_PRINT_BEFORE "begin { print(\n"
#define INPUT_PRINT_AFTER "\n); }"

#endif
