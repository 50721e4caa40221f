/* Outcomes of single examples to a loss, an accuracy and their standard errors.
 *
 * A protocol's number is m = Σ c_i l_i with coefficients that sum to 1. The examples are cut into
 * parts; part b has the share s_b of the number, and within it example i weighs as its class:
 *
 *     c_i = s_b w_i / Σ_{k in b} w_k
 *
 * `examples` is one part, `last-batch` one part that leaves the others out, `batch-means` gives
 * every batch the same share, however short it is. Standard error of m: sqrt(Σ c_i² (l_i - m)²),
 * times sqrt(n/(n-1)), which is s/sqrt(n) when all coefficients are equal. */
#include "run/network_problem.h"

#include "ravine/vector.h"

#include <math.h>
#include <string.h>

/* How a job's places 0 .. count-1 are cut: from `first` on in blocks. */
struct parts {
    size_t first, count, block, parts;
};

static struct parts parts_of(const struct rv_job *job)
{
    size_t block = (size_t)job->protocol.batch, count = job->count;
    size_t blocks = (count + block - 1) / block;

    switch ((enum rv_reduce)job->protocol.reduce) {
    case RV_REDUCE_BATCH_MEANS:
        return (struct parts){0, count, block, blocks};
    case RV_REDUCE_LAST_BATCH:
        return (struct parts){(blocks - 1) * block, count, block, 1};
    case RV_REDUCE_EXAMPLES:
        break;
    }
    return (struct parts){0, count, count, 1};
}

static size_t part_first(const struct parts *parts, size_t b)
{
    return parts->first + b * parts->block;
}

static size_t part_end(const struct parts *parts, size_t b)
{
    size_t end = part_first(parts, b) + parts->block;

    return end < parts->count ? end : parts->count;
}

static int label_of(const struct rv_job *job, size_t i)
{
    return job->set->labels[job->index[i]];
}

/* As training counts the class: the weights of the loss, and how often an oversampled epoch visits
 * each example. */
static double weight_of(const struct rv_run *run, const struct rv_job *job, size_t i)
{
    const struct rv_loss_common *common = run->recipe->loss.values;
    double visits = rv_network_problem(run)->visits[label_of(job, i)];

    if (!job->protocol.class_weights)
        return 1;
    return common->class_weights.count ? visits * common->class_weights.value[label_of(job, i)]
                                       : visits;
}

static double weight_of_part(const struct rv_run *run, const struct rv_job *job, size_t first,
                             size_t end)
{
    double weights = 0;

    for (size_t i = first; i < end; i++)
        weights += weight_of(run, job, i);
    return weights;
}

/* Loss and accuracy: means of the parts' means. */
static void reduce_means(const struct rv_run *run, const struct rv_job *job,
                         const struct parts *parts, struct rv_evaluation *result)
{
    for (size_t b = 0; b < parts->parts; b++) {
        size_t first = part_first(parts, b), end = part_end(parts, b), correct = 0;
        double sum = 0, weights = 0;

        for (size_t i = first; i < end; i++) {
            double w = weight_of(run, job, i);

            sum += w * job->outcomes[i].loss;
            weights += w;
            correct += job->outcomes[i].predicted == label_of(job, i);
        }
        result->loss += sum / weights;
        result->accuracy += (double)correct / (double)(end - first);
    }
    if (parts->parts > 1) {
        result->loss /= (double)parts->parts;
        result->accuracy /= (double)parts->parts;
    }
}

/* A draw of n is measured against what all N of the set would say: its variance has 1 - n/N, of a
 * share (N - n)/(N - 1) (Cochran 1977). All, or the first n, stand for examples that nobody has. */
static void correct_draw(double n, double all, struct rv_evaluation *result)
{
    result->loss_se *= sqrt(1 - n / all);
    result->accuracy_se *= all > 1 ? sqrt((all - n) / (all - 1)) : 0;
}

/* Of one part the square root is taken before the division, so that equal weights give the
 * textbook's s / sqrt(n) to the last bit. */
static void reduce_errors(const struct rv_run *run, const struct rv_job *job,
                          const struct parts *parts, struct rv_evaluation *result)
{
    double n = (double)(parts->count - parts->first), a = result->accuracy;
    double total = 0, inverse = 0, weights = 1;

    for (size_t b = 0; b < parts->parts; b++) {
        size_t first = part_first(parts, b), end = part_end(parts, b);
        double squares = 0;

        weights = weight_of_part(run, job, first, end);
        for (size_t i = first; i < end; i++) {
            double d = weight_of(run, job, i) * (job->outcomes[i].loss - result->loss);

            squares += d * d;
        }
        total += parts->parts > 1 ? squares / (weights * weights) : squares;
        inverse += 1 / (double)(end - first);
    }
    if (parts->parts > 1) {
        weights = (double)parts->parts;
        result->accuracy_se = sqrt(a * (1 - a) * inverse) / weights;
    } else {
        result->accuracy_se = sqrt(a * (1 - a) / n);
    }
    result->loss_se = n > 1 ? sqrt(total * n / (n - 1)) / weights : RV_NAN;
    if (job->protocol.examples.choice == RV_EXAMPLES_RANDOM)
        correct_draw(n, (double)job->set->count, result);
}

void rv_network_problem_reduce(const struct rv_run *run, const struct rv_job *job,
                               struct rv_evaluation *result)
{
    const struct parts parts = parts_of(job);

    *result = (struct rv_evaluation){.count = job->count};
    reduce_means(run, job, &parts, result);
    reduce_errors(run, job, &parts, result);
}

/* Σ c_i² (d_i - Σ c_i d_i)² n/(n-1) of the changes d_i = l_i(t) - l_i(t-1), class weights left out:
 * what all epochs share, the choice of the examples, drops out of it. */
static double paired_error(const struct rv_job *job, const struct parts *parts,
                           const double *previous)
{
    double n = (double)(parts->count - parts->first), share = (double)parts->parts;
    double mean = 0, total = 0;

    for (size_t b = 0; b < parts->parts; b++) {
        size_t first = part_first(parts, b), end = part_end(parts, b);

        for (size_t i = first; i < end; i++)
            mean += (job->outcomes[i].loss - previous[i]) / ((double)(end - first) * share);
    }
    for (size_t b = 0; b < parts->parts; b++) {
        size_t first = part_first(parts, b), end = part_end(parts, b);
        double squares = 0, size = (double)(end - first) * share / n;

        for (size_t i = first; i < end; i++) {
            double d = job->outcomes[i].loss - previous[i] - mean;

            squares += d * d;
        }
        total += squares / (size * size);
    }
    return sqrt(total / (n * (n - 1)));
}

double rv_network_problem_paired(struct rv_run *run, const struct rv_job *job, double loss_se)
{
    struct rv_state *state = rv_run_state(run);
    const struct parts parts = parts_of(job);
    double *previous = rv_run_array(run, run->layout.previous), error = RV_NAN;
    bool random = job->protocol.examples.choice == RV_EXAMPLES_RANDOM;

    if (rv_network_problem_same_examples(run, job) && parts.count - parts.first > 1)
        error = paired_error(job, &parts, previous);
    if (random && state->previous_draw > 0) /* two draws that know nothing of each other */
        error = rv_vector_norm((double[]){ state->previous_draw, loss_se }, 2);
    for (size_t i = 0; i < job->count; i++)
        previous[i] = job->outcomes[i].loss;
    state->previous_draw = random ? loss_se : 0;
    state->previous_count = random ? 0 : job->count; /* of a draw nothing can be paired */
    return error;
}

bool rv_network_problem_same_examples(const struct rv_run *run, const struct rv_job *job)
{
    return rv_run_state(run)->previous_count == job->count &&
           job->protocol.examples.choice != RV_EXAMPLES_RANDOM && job->protocol.order != 1;
}

void rv_network_problem_confuse(struct rv_run *run, const struct rv_job *job)
{
    struct rv_network_problem *own = rv_network_problem(run);
    size_t classes = (size_t)job->set->classes;

    memset(own->confusion, 0, classes * classes * sizeof *own->confusion);
    for (size_t i = 0; i < job->count; i++) {
        size_t label = (size_t)label_of(job, i);
        size_t predicted = (size_t)job->outcomes[i].predicted;

        if (predicted < classes)
            own->confusion[label * classes + predicted]++;
    }
}
