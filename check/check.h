/*
 * sonde-check: the compiler without code generation, for people and for editors. Started by sonde
 * (`sonde check`, `sonde lsp`), whose arguments it gets.
 */
#ifndef SONDE_CHECK_CHECK_H
#define SONDE_CHECK_CHECK_H

/* `sonde check`: ARGV[0] is "check". The exit status. */
int check_main(int argc, char **argv);

/* `sonde lsp`: the same. */
int lsp_main(int argc, char **argv);

#endif
