/* The curvature of a run where it stands: eigenvalues beside the limit of its optimizer, trace,
 * noise of the gradient, and how much of the last step and of the last epoch went along the
 * steepest direction.
 *
 *     struct rv_curvature_options options = {.top = 2, .examples = 512, .probes = 8};
 *     struct rv_curvature_path path = {.epoch = at_last_epoch, .step = before_last_step};
 *     struct rv_curvature found;
 *     if (rv_curvature_measure(run, &options, &path, &found, &error)) ...
 *     rv_curvature_release(&found);
 *
 * Of a network on random training examples, in the mode of training; of a surface at its first
 * replica. The run is not changed. */
#ifndef RAVINE_RUN_CURVATURE_H
#define RAVINE_RUN_CURVATURE_H

#include "curvature/gradient_noise.h"
#include "ravine/run.h"

/* What is asked for. */
struct rv_curvature_options {
    size_t top;      /* eigenvalues, at least 1 */
    size_t examples; /* training examples; 0 or more than there are: all */
    size_t probes;   /* directions for trace and density; 0: neither */
    size_t steps;    /* of Lanczos for the density; 0: the trace alone */
    bool noise;      /* of the gradient */
    bool overshoot;  /* of the last step */
    bool first_order; /* of the epoch's way on the validation loss */
};

/* Where the run came from; what is not known is NULL. */
struct rv_curvature_path {
    const double *epoch; /* at the end of the epoch before */
    const double *step;  /* before the last step */
    const double *other; /* before the step before it */
};

/* What was measured; NaN: does not exist. */
struct rv_curvature {
    long epoch, step;      /* made so far */
    size_t coordinates;    /* that are not frozen */
    size_t examples;       /* that the gradients are of; of a surface 0 */
    size_t top, iterations;
    double *values, *residuals; /* owned; `top` eigenvalues of the Hessian, largest first */
    double preconditioned; /* largest of the Hessian as the optimizer sees it: times the factors of
                              layers, of an adaptive rule over its root mean square gradient */
    double rate, momentum; /* of the last step */
    double limit;          /* of `preconditioned`: above it steps grow (run/stability.h) */
    double along_gradient, along_step; /* curvature along them */
    double step_share, step_share_top;   /* cos² of the last step with the steepest direction, */
    double epoch_share, epoch_share_top; /* with all `top` together; of the epoch's displacement */
    double step_length, epoch_length, step_cosine, step_to_weight;
    double gradient_norm;
    struct rv_spectrum spectrum;       /* trace; density */
    struct rv_gradient_noise noise;
    double overshoot;
    double first_order_share; /* slope of the validation loss where the epoch began, times its
                                 displacement, over the change of that loss */
    bool nudged;           /* the point stands on a kink (ravine/curvature.h) */
    unsigned long spoilt;  /* products that a kink spoilt */
};

/* Whether there is something that is trained. */
enum rv_status rv_curvature_check(const struct rv_run *run, struct rv_error *error);
/* Fails where rv_curvature_check() does, and where memory does not suffice. */
enum rv_status rv_curvature_measure(const struct rv_run *run,
                                    const struct rv_curvature_options *options,
                                    const struct rv_curvature_path *path,
                                    struct rv_curvature *found, struct rv_error *error);
void rv_curvature_release(struct rv_curvature *found);
/* The columns of record.curvature, where they are recorded, at the end of an epoch. */
void rv_curvature_fill_row(const struct rv_run *run, double *row);

#endif
