/* Processes that `mpirun` started together, on one machine or on many, and texts between them.
 *
 * Built with `make MPI=1`; without it, and where mpirun did not start the program, there is one
 * rank. Nothing collective is used between the beginning and the end: a rank that dies is one that
 * sends nothing more, and nobody waits for it. */
#ifndef RAVINE_RANKS_H
#define RAVINE_RANKS_H

#include "ravine/text.h"

struct rv_ranks {
    int rank, count; /* 0 and 1: alone */
};

/* Once in a process, before anything that takes long. */
void rv_ranks_begin(struct rv_ranks *ranks);
/* `all`: every rank is there and ends too; else this one leaves without waiting for others. */
void rv_ranks_end(const struct rv_ranks *ranks, bool all);

/* Texts arrive whole, those of one rank in their order. Short ones (some hundred bytes) do not wait
 * for the other rank. */
void rv_ranks_send(int rank, const char *text);
/* The next text that has come, from whichever rank; false: there is none. */
bool rv_ranks_receive(int *rank, struct rv_text *text);
/* Lets a moment pass (some 0.2 ms) where none has come. */
void rv_ranks_wait(void);

#endif
