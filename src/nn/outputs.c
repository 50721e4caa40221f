/* Outputs as probabilities, and the mean of several predictions.
 *
 * Probabilities are averaged as logarithms, log(p + q) = a + log(1 + exp(b - a)) with a = log p the
 * larger one: what one pass finds impossible keeps a finite loss when another does not. */
#include "nn/loss.h"

#include "ravine/math.h"


struct rv_outcome rv_loss_outcome(const struct rv_config *loss, const double *logits, int units,
                                  int label)
{
    struct rv_outcome outcome;

    outcome.loss = rv_loss_of(loss)->evaluate(loss->values, logits, units, label, NULL,
                                              &outcome.predicted);
    return outcome;
}

/* log sum exp of the logits, the largest taken out. */
static double log_sum(const double *logits, int units)
{
    int best = rv_loss_argmax(logits, units);
    double rest = 0;

    for (int k = 0; k < units; k++)
        rest += k == best ? 0 : rv_math_exp(logits[k] - logits[best]);
    return logits[best] + rv_math_log1p(rest);
}

void rv_loss_probabilities(const struct rv_config *loss, const double *logits, int units,
                           int classes, double *probability)
{
    enum rv_outputs outputs = rv_loss_of(loss)->outputs;
    double sum = outputs == RV_OUTPUTS_SOFTMAX ? log_sum(logits, units) : 0;

    for (int k = 0; k < units; k++) {
        double z = logits[k];

        probability[units == 1 ? 1 : k] = outputs == RV_OUTPUTS_SOFTMAX ? rv_math_exp(z - sum)
                                          : outputs == RV_OUTPUTS_COINS ? rv_math_sigmoid(z)
                                                                        : z;
    }
    if (units == 1 && classes == 2)
        probability[0] = 1 - probability[1];
}

/* A coin has two sides. */
size_t rv_loss_votes(int units)
{
    return 2 * (size_t)units;
}

static double log_add(double a, double b)
{
    double larger = a > b ? a : b, smaller = a > b ? b : a;

    return larger + rv_math_log1p(rv_math_exp(smaller - larger));
}

void rv_loss_vote(const struct rv_config *loss, const double *logits, int units, bool first,
                  double *votes)
{
    enum rv_outputs outputs = rv_loss_of(loss)->outputs;
    double sum = outputs == RV_OUTPUTS_SOFTMAX ? log_sum(logits, units) : 0;

    for (int k = 0; k < units; k++) {
        double z = logits[k], *yes = &votes[2 * k], *no = &votes[2 * k + 1];

        if (outputs == RV_OUTPUTS_VALUES) {
            *yes = first ? z : *yes + z;
        } else if (outputs == RV_OUTPUTS_SOFTMAX) {
            *yes = first ? z - sum : log_add(*yes, z - sum);
        } else {
            *yes = first ? -rv_math_softplus(-z) : log_add(*yes, -rv_math_softplus(-z));
            *no = first ? -rv_math_softplus(z) : log_add(*no, -rv_math_softplus(z));
        }
    }
}

/* The softmax of log probabilities is the probabilities; a logit is the difference of log p and
 * log(1 - p). */
void rv_loss_mean(const struct rv_config *loss, const double *votes, int units, long count,
                  double *logits)
{
    enum rv_outputs outputs = rv_loss_of(loss)->outputs;

    for (int k = 0; k < units; k++)
        logits[k] = outputs == RV_OUTPUTS_VALUES    ? votes[2 * k] / (double)count
                    : outputs == RV_OUTPUTS_SOFTMAX ? votes[2 * k] - rv_math_log((double)count)
                                                    : votes[2 * k] - votes[2 * k + 1];
}
