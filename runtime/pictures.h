/*
 * Files that are written from the maps when a trace ends: flame graphs, folded stacks,
 * a page about the run.
 */
#ifndef SONDE_RUNTIME_PICTURES_H
#define SONDE_RUNTIME_PICTURES_H

#include <time.h>

#include "runtime/fold.h"

struct runtime;

/* A file that can be written, or none. */
struct picture_file {
	const char *path; /* NULL: nobody asked for it */
	int fd;		  /* -1: not open */
	bool created;	  /* it was not there before */
};

struct pictures {
	struct picture_file flame, folded, html;
	bool folded_out;       /* folded stacks go where the script's output goes */
	struct buf output;     /* what the script printed, for the page */
	struct timespec began; /* CLOCK_REALTIME */
};

/*
 * Opens what RT's options ask for, before anything is traced. False: said why on standard error.
 */
bool pictures_open(struct pictures *p, struct runtime *rt);

/* Whether stacks of the script's maps go into a file, and need not be printed. */
bool pictures_has_stacks(const struct pictures *p);

/* Writes everything. False: something could not be written, which was said. */
bool pictures_write(struct pictures *p, struct runtime *rt);

/* Closes what is open; removes what was made for nothing. */
void pictures_close(struct pictures *p);

#endif
