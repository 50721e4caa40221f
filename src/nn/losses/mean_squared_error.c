/* Mean squared error of the outputs against the one-hot label (Brier 1950).
 *
 *     l = 1/K Σ_k (z_k − t_k)²,    dl/dz_k = 2 (z_k − t_k)/K
 *
 * Mean over outputs as in PyTorch and Keras. A single output is compared with the label 0 or 1 and
 * says class 1 above one half. */
#include "nn/loss.h"

struct mean_squared_error {
    struct rv_loss_common common;
};

static const struct rv_param params[] = {RV_LOSS_ROWS(struct mean_squared_error), RV_PARAM_END};

static bool fits(int units, int classes)
{
    return units == classes || (units == 1 && classes == 2);
}

static double evaluate(const void *values, const double *logits, int units, int label,
                       double *gradient, int *predicted)
{
    const struct mean_squared_error *config = values;
    double sum = 0;

    for (int k = 0; k < units; k++) {
        double d = logits[k] - rv_loss_target(&config->common, units, label, k);

        sum += d * d;
        if (gradient)
            gradient[k] = 2 * d / units;
    }
    *predicted = units == 1 ? logits[0] > 0.5 : rv_loss_argmax(logits, units);
    return sum / units;
}

const struct rv_loss_type rv_loss_mean_squared_error = {
    .type = {.name = "mean_squared_error",
             .summary = "Mean squared distance of the outputs from the one-hot label.",
             .reference = "Brier 1950",
             .params = params,
             .config_size = sizeof(struct mean_squared_error)},
    .outputs = RV_OUTPUTS_VALUES,
    .fits = fits,
    .needs = "one output for each class, or one output for two classes",
    .evaluate = evaluate,
};
