/* Sums over time of a noisy run, kept apart for each independent piece. Not for other folders.
 *
 * Pieces are the replicas; fewer than 20 replicas are cut into consecutive batches of time until
 * there are 20. One array of all pieces a quantity: an estimate is a ratio of two arrays. */
#ifndef RAVINE_THEORY_PIECES_H
#define RAVINE_THEORY_PIECES_H

#include <stdbool.h>
#include <stddef.h>

/* Of a direction, over the steps of a piece. */
enum rv_pieces_of_direction {
    RV_PIECES_SQUARES, /* x^2 */
    RV_PIECES_PRODUCTS, /* x times the one before */
    RV_PIECES_FLIPS,
    RV_PIECES_EMA,     /* squares of the exponential average */
    RV_PIECES_MEANS,   /* squares of the means over an epoch */
    RV_PIECES_DIRECTION
};

/* Of the loss. */
enum rv_pieces_of_loss {
    RV_PIECES_STEPS,
    RV_PIECES_LOSS,
    RV_PIECES_BEFORE,       /* the loss a step before */
    RV_PIECES_LOSS_SQUARES,
    RV_PIECES_LOSS_PRODUCTS,
    RV_PIECES_RISES,
    RV_PIECES_EPOCHS,
    RV_PIECES_SNAPSHOT,
    RV_PIECES_SNAPSHOT_SQUARES,
    RV_PIECES_EPOCH_LOSS,
    RV_PIECES_EPOCH_SQUARES,
    RV_PIECES_LOSSES
};

struct rv_pieces {
    size_t replicas, directions, batches, count; /* count = replicas × batches */
    long window;          /* steps that count */
    long epoch;           /* steps of an epoch */
    double decay;         /* of the exponential average */
    double *sum;          /* (directions × RV_PIECES_DIRECTION + RV_PIECES_LOSSES) × count */
    double *before, *ema, *run; /* replicas × directions: last x, average, sum over the epoch */
    double *loss_before, *loss_run; /* replicas */
    bool started;
    long run_steps;       /* steps of the epoch under way that are in the sums */
};

void rv_pieces_open(struct rv_pieces *pieces, size_t replicas, size_t directions, long window,
                    long epoch, double decay);
void rv_pieces_close(struct rv_pieces *pieces);

/* After step `t` of the window (negative: before it). `place`: replicas × directions; `loss`:
 * replicas. */
void rv_pieces_add(struct rv_pieces *pieces, long t, const double *place, const double *loss,
                   bool epoch_ended);

/* The array of all pieces of one quantity. */
double *rv_pieces_of_direction(const struct rv_pieces *pieces, size_t direction,
                               enum rv_pieces_of_direction quantity);
double *rv_pieces_of_loss(const struct rv_pieces *pieces, enum rv_pieces_of_loss quantity);

#endif
