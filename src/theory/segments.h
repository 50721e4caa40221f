/* Sums over time of a noisy run, kept apart for each independent segment. Not for other folders.
 *
 * Segments are the replicas; fewer than 20 replicas are cut into consecutive batches of time until
 * there are 20. One array of all segments a quantity: an estimate is a ratio of two arrays. */
#ifndef RAVINE_THEORY_SEGMENTS_H
#define RAVINE_THEORY_SEGMENTS_H

#include <stdbool.h>
#include <stddef.h>

/* Of a direction, over the steps of a piece. */
enum rv_segments_of_direction {
    RV_SEGMENTS_SQUARES, /* x^2 */
    RV_SEGMENTS_PRODUCTS, /* x times the one before */
    RV_SEGMENTS_FLIPS,
    RV_SEGMENTS_EMA,     /* squares of the exponential average */
    RV_SEGMENTS_MEANS,   /* squares of the means over an epoch */
    RV_SEGMENTS_DIRECTION
};

/* Of the loss. */
enum rv_segments_of_loss {
    RV_SEGMENTS_STEPS,
    RV_SEGMENTS_LOSS,
    RV_SEGMENTS_BEFORE,       /* the loss a step before */
    RV_SEGMENTS_LOSS_SQUARES,
    RV_SEGMENTS_LOSS_PRODUCTS,
    RV_SEGMENTS_RISES,
    RV_SEGMENTS_EPOCHS,
    RV_SEGMENTS_SNAPSHOT,
    RV_SEGMENTS_SNAPSHOT_SQUARES,
    RV_SEGMENTS_EPOCH_LOSS,
    RV_SEGMENTS_EPOCH_SQUARES,
    RV_SEGMENTS_LOSSES
};

struct rv_segments {
    size_t replicas, directions, batches, count; /* count = replicas × batches */
    long window;          /* steps that count */
    long epoch;           /* steps of an epoch */
    double decay;         /* of the exponential average */
    double *sum;          /* (directions × RV_SEGMENTS_DIRECTION + RV_SEGMENTS_LOSSES) × count */
    double *before, *ema, *run; /* replicas × directions: last x, average, sum over the epoch */
    double *loss_before, *loss_run; /* replicas */
    bool started;
    long run_steps;       /* steps of the epoch under way that are in the sums */
};

/* Room for all sums, at 0; `decay` of the exponential average, 0: none. */
void rv_segments_open(struct rv_segments *segments, size_t replicas, size_t directions, long window,
                      long epoch, double decay);
void rv_segments_close(struct rv_segments *segments);

/* After step `t` of the window (negative: before it). `place`: replicas × directions; `loss`:
 * replicas. */
void rv_segments_add(struct rv_segments *segments, long t, const double *place, const double *loss,
                     bool epoch_ended);

/* The array of all segments of one quantity. */
double *rv_segments_of_direction(const struct rv_segments *segments, size_t direction,
                                 enum rv_segments_of_direction quantity);
double *rv_segments_of_loss(const struct rv_segments *segments, enum rv_segments_of_loss quantity);

#endif
