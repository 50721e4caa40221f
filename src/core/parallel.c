/* Independent tasks on all cores: see ravine/parallel.h. */
#include "ravine/parallel.h"

#include <omp.h>

int rv_parallel_cores(void)
{
    return omp_get_num_procs();
}

void rv_parallel_for(size_t count, int threads, void (*task)(void *context, size_t index),
                     void *context)
{
    int team = threads > 0 ? threads : rv_parallel_cores();

    if ((size_t)team > count)
        team = count ? (int)count : 1;
#pragma omp parallel for num_threads(team) schedule(dynamic, 1)
    for (size_t i = 0; i < count; i++)
        task(context, i);
}
