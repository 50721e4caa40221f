/* Independent tasks on all cores.
 *
 * Threads are used over whole runs, seeds and grid points; results are stored by index, so their
 * order never matters. Where there are fewer tasks than threads, a task may use several inside: the
 * kernels of wide layers do, over outputs that are independent of each other. No thread works on
 * after the call has returned. Where the system gives fewer threads than asked for, those do. */
#ifndef RAVINE_PARALLEL_H
#define RAVINE_PARALLEL_H

#include <stddef.h>

/* Calls task(context, i) for i = 0 .. count-1, on at most `threads` threads (0: one a core); tasks
 * are handed out one by one in order. */
void rv_parallel_for(size_t count, int threads, void (*task)(void *context, size_t index),
                     void *context);

/* For a long task, now and then: takes the threads over that ended tasks have left. Outside of a
 * task it does nothing. */
void rv_parallel_share(void);

/* How many threads the kernels may use when the calling thread calls them (one a core unless this
 * says otherwise; in a task of rv_parallel_for(): what is left over). */
void rv_parallel_inside(int threads);

/* Cores that this process may use. */
int rv_parallel_cores(void);

#endif
