/* Noise of the gradient: how gradients of single examples differ, and whether the step that was
 * made goes past the minimum in spite of it. */
#ifndef RAVINE_CURVATURE_GRADIENT_NOISE_H
#define RAVINE_CURVATURE_GRADIENT_NOISE_H

#include "ravine/curvature.h"

struct rv_gradient_noise {
    double trace; /* of the covariance of one example's gradient */
    double scale; /* trace / |G|²: the batch at which signal and noise are equal; NaN: no signal */
    size_t count;
    const struct rv_range *ranges; /* of the network */
    double *signal_to_noise; /* owned; |G| / noise of a mini-batch, range by range */
};

/* At x, of mini-batches of `batch` examples; the set is drawn from `population` examples. NaN where
 * it has less than two parts (with batch normalisation: mini-batches). */
void rv_gradient_noise_measure(struct rv_gradient_noise *noise, struct rv_set_objective *set,
                               const double *x, size_t batch, size_t population);
void rv_gradient_noise_release(struct rv_gradient_noise *noise);

/* The overshoot gauge (Schneider, Dangel and Hennig 2021) of a step: the parabola that fits the
 * rise of the loss and the slope at both ends best, each weighted by its squared standard error;
 * -1: the step does not move, 0: it ends in the minimum, 1: it ends as high on the other side or
 * beyond. NaN where it is flat. */
double rv_gradient_noise_gauge(double rise, double begin, double end, const double error[3]);
/* Of the step between two points on the set's loss; NaN with less than two parts. */
double rv_gradient_noise_overshoot(struct rv_set_objective *set, const double *from,
                                   const double *to);

#endif
