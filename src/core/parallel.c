/* Independent tasks on all cores: see ravine/parallel.h. */
#include "ravine/parallel.h"

#include <omp.h>

int rv_parallel_cores(void)
{
    return omp_get_num_procs();
}

void rv_parallel_inside(int threads)
{
    omp_set_num_threads(threads);
}

void rv_parallel_for(size_t count, int threads, void (*task)(void *context, size_t index),
                     void *context)
{
    int all = threads > 0 ? threads : rv_parallel_cores(), team = all, inside;

    if ((size_t)team > count)
        team = count ? (int)count : 1;
    inside = all / team;
    /* Fewer tasks than threads: each may use some inside (the kernels of wide layers do). */
    if (inside > 1)
        omp_set_max_active_levels(2);
#pragma omp parallel for num_threads(team) schedule(dynamic, 1)
    for (size_t i = 0; i < count; i++) {
        omp_set_num_threads(inside);
        task(context, i);
    }
}
