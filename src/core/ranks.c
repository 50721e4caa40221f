/* Processes that mpirun started: see ravine/ranks.h. The one file that knows MPI. */
#include "ravine/ranks.h"

#include "ravine/memory.h"

#include <string.h>
#include <time.h>

void rv_ranks_wait(void)
{
    const struct timespec moment = {0, 200000};

    (void)nanosleep(&moment, NULL); /* a signal ends it early: the caller looks for those */
}

#ifdef RV_MPI

#include <mpi.h>
#include <stdlib.h>

enum { TAG = 1 };

/* Starting MPI takes a good part of a second; a program that was not started by mpirun is alone
 * anyway. The variables are those of Open MPI, of MPICH's and of Slurm's launchers. */
static bool was_launched(void)
{
    static const char *const marks[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMIX_RANK"};

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (getenv(marks[i]))
            return true;
    return false;
}

void rv_ranks_begin(struct rv_ranks *ranks)
{
    int level;

    *ranks = (struct rv_ranks){0, 1};
    if (!was_launched() || MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &level) != MPI_SUCCESS)
        return;
    MPI_Comm_rank(MPI_COMM_WORLD, &ranks->rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks->count);
    /* what cannot be sent to a rank that died is not the end of this one */
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
}

void rv_ranks_end(const struct rv_ranks *ranks, bool all)
{
    int begun = 0;

    MPI_Initialized(&begun);
    if (begun && (all || ranks->count == 1))
        MPI_Finalize();
}

void rv_ranks_send(int rank, const char *text)
{
    MPI_Send(text, (int)strlen(text), MPI_CHAR, rank, TAG, MPI_COMM_WORLD);
}

bool rv_ranks_receive(int *rank, struct rv_text *text)
{
    int there = 0, length = 0;
    MPI_Status status;
    char *bytes;

    if (MPI_Iprobe(MPI_ANY_SOURCE, TAG, MPI_COMM_WORLD, &there, &status) != MPI_SUCCESS || !there)
        return false;
    MPI_Get_count(&status, MPI_CHAR, &length);
    bytes = rv_alloc((size_t)length + 1, 1);
    *rank = status.MPI_SOURCE;
    MPI_Recv(bytes, length, MPI_CHAR, *rank, TAG, MPI_COMM_WORLD, &status);
    rv_text_clear(text);
    rv_text_add_bytes(text, bytes, (size_t)length);
    rv_free(bytes);
    return true;
}

#else

void rv_ranks_begin(struct rv_ranks *ranks)
{
    *ranks = (struct rv_ranks){0, 1};
}

void rv_ranks_end(const struct rv_ranks *ranks, bool all)
{
    (void)ranks, (void)all;
}

void rv_ranks_send(int rank, const char *text)
{
    (void)rank, (void)text;
}

bool rv_ranks_receive(int *rank, struct rv_text *text)
{
    (void)rank, (void)text;
    return false;
}

#endif
