/* A sweep on the ranks of `mpirun`: rank 0 hands out runs and keeps what comes, the others make
 * them. See hand_out.h for who gets what.
 *
 * Messages are texts. To rank 0: "i" or "p", then a line of the journal for each run that is over
 * ("i": idle, the rank has nothing more to do; "p": it goes on); "b": it ends. From rank 0: "r" and
 * numbers of runs; "g": begin; "k": it is there; "e": end; then "f" (all do) or "x" (some rank does
 * not answer).
 *
 *     rv_ranks_begin(&ranks);
 *     if (ranks.rank > 0 && rv_sweep_ranks_may_begin(&ranks))
 *         rv_sweep_ranks_work(...);
 *     else if (ranks.rank == 0) {
 *         rv_sweep_ranks_begin(...), rv_sweep_ranks_advance(...) ..., rv_sweep_ranks_release(...);
 *         rv_sweep_ranks_dismiss(&ranks);
 *     } */
#ifndef RAVINE_EXPERIMENT_SWEEP_RANKS_H
#define RAVINE_EXPERIMENT_SWEEP_RANKS_H

#include "experiment/hand_out.h"

#include "ravine/ranks.h"
#include "ravine/sweep.h"

/* Rank 0. */
struct rv_sweep_ranks {
    struct rv_sweep *sweep;
    struct rv_ranks ranks;
    struct rv_hand_out hand_out;
    bool *idle;                   /* one a rank; owned */
    double told_all;              /* when all ranks last heard of this one */
    size_t *over;                 /* runs that came and are not told yet; owned */
    size_t over_count, told;
};
/* Lets the others begin. The sweep has its rows of an earlier call. */
void rv_sweep_ranks_begin(struct rv_sweep *sweep, const struct rv_ranks *ranks,
                          struct rv_sweep_ranks *master);
/* As rv_sweep_advance(). When all runs are given, this rank makes some itself: the sweep ends
 * though all others died. */
enum rv_happened rv_sweep_ranks_advance(struct rv_sweep_ranks *master, double seconds,
                                        struct rv_experiment_event *event);
void rv_sweep_ranks_release(struct rv_sweep_ranks *master);
/* The end of all ranks, whether they began or not, and of MPI. Those that died are not waited
 * for. */
void rv_sweep_ranks_dismiss(const struct rv_ranks *ranks);

/* Any other rank: whether rank 0 has begun; false: it will not, and this rank has ended. */
bool rv_sweep_ranks_may_begin(const struct rv_ranks *ranks);
/* Makes runs until it is told to end. `stop` as in struct rv_sweep. */
void rv_sweep_ranks_work(const struct rv_sweep_plan *plan, const struct rv_variation *variation,
                         const struct rv_ranks *ranks, const volatile sig_atomic_t *stop);

#endif
