/* Cross-entropy of the softmax, in nats.
 *
 *     l = log Σ exp(z_k) − Σ t_k z_k,        dl/dz_k = softmax(z)_k − t_k        (Σ t_k = 1)
 *
 * The largest logit m is taken out of the sum, log Σ exp(z_k) = m + log Σ exp(z_k − m), so that no
 * logit overflows and the loss of a sure and right answer keeps its digits. With two classes it is
 * softplus(z_1 − z_0) for label 0. Source: Bridle, 1990 (softmax with maximum likelihood). */
#include "nn/loss.h"

#include "ravine/math.h"

struct cross_entropy {
    struct rv_loss_common common;
};

static const struct rv_param params[] = {RV_LOSS_ROWS(struct cross_entropy), RV_PARAM_END};

static bool fits(int units, int classes)
{
    return units == classes;
}

static double evaluate(const void *values, const double *logits, int units, int label,
                       double *gradient, int *predicted)
{
    const struct cross_entropy *config = values;
    int best = rv_loss_argmax(logits, units);
    double rest = 0, expected = 0; /* Σ exp(z_k − m) without the largest; Σ t_k (m − z_k) */

    for (int k = 0; k < units; k++) {
        double below = logits[best] - logits[k];
        double e = rv_math_exp(-below);

        rest += k == best ? below : e; /* `below` is 0 there, or NaN */
        expected += rv_loss_target(&config->common, units, label, k) * below;
        if (gradient)
            gradient[k] = e;
    }
    for (int k = 0; gradient && k < units; k++)
        gradient[k] =
            gradient[k] / (1 + rest) - rv_loss_target(&config->common, units, label, k);
    *predicted = best;
    return rv_math_log1p(rest) + expected;
}

const struct rv_loss_type rv_loss_cross_entropy = {
    .type = {.name = "cross_entropy",
             .summary = "Minus the logarithm of the softmax probability of the right class.",
             .reference = "Bridle 1990",
             .params = params,
             .config_size = sizeof(struct cross_entropy)},
    .outputs = RV_OUTPUTS_SOFTMAX,
    .fits = fits,
    .needs = "one output for each class",
    .evaluate = evaluate,
};
