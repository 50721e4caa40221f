/* Independent tasks on all cores: see ravine/parallel.h.
 *
 * The threads of tasks are POSIX threads, because OpenMP ends the program where it cannot have one
 * more. What a task uses inside, in the kernels, are OpenMP's. */
#include "ravine/parallel.h"

#include <omp.h>
#include <pthread.h>
#include <stdatomic.h>

enum { THREADS_MOST = 256 };

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
    void (*task)(void *context, size_t index);
    void *context;
    size_t count;
    atomic_int threads; /* that the call may use */
    atomic_int size;    /* that take tasks */
    atomic_size_t next; /* the task that nobody has taken */
    atomic_size_t left; /* tasks that have not ended */
};
static _Thread_local struct team *team_of_thread;

void rv_parallel_share(void)
{
    struct team *team = team_of_thread;
    size_t left, size;

    if (!team)
        return;
    left = atomic_load(&team->left);
    size = (size_t)atomic_load(&team->size);
    omp_set_num_threads(atomic_load(&team->threads) / (int)(left < size ? left : size));
}

static void *take_tasks(void *argument)
{
    struct team *team = argument, *before = team_of_thread;

    team_of_thread = team;
    for (size_t i; (i = atomic_fetch_add(&team->next, 1)) < team->count;) {
        rv_parallel_share();
        team->task(team->context, i);
        atomic_fetch_sub(&team->left, 1);
    }
    team_of_thread = before;
    return NULL;
}

/* Starts threads beside the calling one, as many as the system gives. Where it gives fewer than
 * asked for, tasks shall not ask for more inside. */
static int start(struct team *team, int wanted, pthread_t threads[THREADS_MOST])
{
    int started = 0;

    while (started < wanted && pthread_create(&threads[started], NULL, take_tasks, team) == 0)
        started++;
    if (started < wanted) {
        atomic_store(&team->size, started + 1);
        atomic_store(&team->threads, started + 1);
    }
    return started;
}

void rv_parallel_for(size_t count, int threads, void (*task)(void *context, size_t index),
                     void *context)
{
    const int inside = omp_get_max_threads();
    struct team team = {.task = task, .context = context, .count = count};
    pthread_t others[THREADS_MOST];
    int size, started;

    threads = threads > 0 ? threads : rv_parallel_cores();
    size = threads < THREADS_MOST ? threads : THREADS_MOST;
    size = (size_t)size < count ? size : count ? (int)count : 1;
    atomic_store(&team.threads, threads);
    atomic_store(&team.size, size);
    atomic_store(&team.left, count);
    started = start(&team, size - 1, others);
    take_tasks(&team);
    for (int i = 0; i < started; i++)
        pthread_join(others[i], NULL);
    omp_set_num_threads(inside);
}
