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

/* A call of rv_parallel_for() as its tasks see it. */
struct team {
    int threads; /* that the call may use */
    int size;    /* that take tasks */
    size_t left; /* tasks that have not ended */
};
static _Thread_local struct team *team_of_thread;

void rv_parallel_share(void)
{
    const struct team *team = team_of_thread;
    size_t left;

    if (!team)
        return;
#pragma omp atomic read
    left = team->left;
    omp_set_num_threads(team->threads / (left < (size_t)team->size ? (int)left : team->size));
}

void rv_parallel_for(size_t count, int threads, void (*task)(void *context, size_t index),
                     void *context)
{
    struct team team = {.threads = threads > 0 ? threads : rv_parallel_cores(), .left = count};

    team.size = (size_t)team.threads < count ? team.threads : count ? (int)count : 1;
    if (team.threads > 1)
        omp_set_max_active_levels(2); /* the kernels of wide layers inside of a task */
#pragma omp parallel for num_threads(team.size) schedule(dynamic, 1)
    for (size_t i = 0; i < count; i++) {
        team_of_thread = &team;
        rv_parallel_share();
        task(context, i);
#pragma omp atomic
        team.left--;
        team_of_thread = NULL;
    }
}
