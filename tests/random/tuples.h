/*
 * Random tuples and records of odd sizes: in variables, as keys and as values of maps.
 */
#ifndef SONDE_TESTS_RANDOM_TUPLES_H
#define SONDE_TESTS_RANDOM_TUPLES_H

#include <stdio.h>

/*
 * Writes statements about tuples of a random shape to SCRIPT, and to EXPECTED the lines that they
 * print. NUMBER makes the names of their variables and maps differ from those of other calls.
 */
void tuples_write(FILE *script, FILE *expected, int number);

#endif
