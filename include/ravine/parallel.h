/* Independent tasks on all cores.
 *
 * Threads are used over whole runs, seeds and grid points; results are stored by index, so their
 * order never matters. No thread works on after the call has returned. */
#ifndef RAVINE_PARALLEL_H
#define RAVINE_PARALLEL_H

#include <stddef.h>

/* Calls task(context, i) for i = 0 .. count-1, on at most `threads` threads (0: one a core); tasks
 * are handed out one by one in order. */
void rv_parallel_for(size_t count, int threads, void (*task)(void *context, size_t index),
                     void *context);

/* Cores that this process may use. */
int rv_parallel_cores(void);

#endif
