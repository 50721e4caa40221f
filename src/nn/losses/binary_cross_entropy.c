/* Binary cross-entropy with logits, in nats: each output is a coin of its own.
 *
 *     l = 1/K Σ_k t_k softplus(−z_k) + (1 − t_k) softplus(z_k)
 *     dl/dz_k = (sigmoid(z_k) − t_k)/K
 *
 * with softplus(z) = log(1 + exp z). One output stands for two classes (z > 0: class 1); K outputs
 * stand for K classes, one-hot, and the largest wins. Mean over outputs as in PyTorch and Keras. */
#include "nn/loss.h"

#include "ravine/math.h"

struct binary_cross_entropy {
    struct rv_loss_common common;
};

static const struct rv_param params[] = {RV_LOSS_ROWS(struct binary_cross_entropy), RV_PARAM_END};

static bool fits(int units, int classes)
{
    return units == classes || (units == 1 && classes == 2);
}

static double evaluate(const void *values, const double *logits, int units, int label,
                       double *gradient, int *predicted)
{
    const struct binary_cross_entropy *config = values;
    double sum = 0;

    for (int k = 0; k < units; k++) {
        double z = logits[k], t = rv_loss_target(&config->common, units, label, k);

        sum += t * rv_math_softplus(-z) + (1 - t) * rv_math_softplus(z);
        if (gradient)
            gradient[k] = (rv_math_sigmoid(z) - t) / units;
    }
    *predicted = units == 1 ? logits[0] > 0 : rv_loss_argmax(logits, units);
    return sum / units;
}

const struct rv_loss_type rv_loss_binary_cross_entropy = {
    .type = {.name = "binary_cross_entropy",
             .summary = "Cross-entropy of independent yes-or-no outputs, from their logits.",
             .params = params,
             .config_size = sizeof(struct binary_cross_entropy)},
    .outputs = RV_OUTPUTS_COINS,
    .fits = fits,
    .needs = "one output for each class, or one output for two classes",
    .evaluate = evaluate,
};
