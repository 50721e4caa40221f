/* Generated pools: see pool.h. */
#include "data/pool.h"

#include "data/examples.h"
#include "ravine/memory.h"

#include <math.h>

/* Shares are typed by people: 0.333 three times is meant to be 1. */
#define SHARE_TOLERANCE 1e-2

const char *const rv_pool_acquired_short[] = { "mixed", "class", NULL };
const char *const rv_pool_acquired_all[] = { "mixed", "class", "session", "difficulty", NULL };

/* Shares are used divided by their sum: rounding by hand is forgiven. */
static double share_sum(const struct rv_reals *shares)
{
    double sum = 0;
    for (size_t k = 0; k < shares->count; k++)
        sum += shares->value[k];
    return sum;
}

enum rv_status rv_pool_check_shares(const struct rv_reals *shares, int classes,
                                    struct rv_error *error)
{
    double sum = share_sum(shares);

    if (shares->count > 0 && shares->count != (size_t)classes)
        return rv_error_set(error, RV_INPUT, "class_shares has %zu values for %d classes",
                            shares->count, classes);
    if (shares->count > 0 && !(fabs(sum - 1) <= SHARE_TOLERANCE))
        return rv_error_set(error, RV_INPUT, "class_shares add up to %g, not to 1", sum);
    return RV_OK;
}

enum rv_status rv_pool_check(const struct rv_pool_plan *plan, struct rv_error *error)
{
    if (rv_pool_check_shares(&plan->origin->class_shares, plan->classes, error))
        return RV_INPUT;
    if (plan->origin->acquired == RV_POOL_DIFFICULTY && !plan->graded)
        return rv_error_set(error, RV_INPUT,
                            "acquired: difficulty needs examples that differ in it: set "
                            "hard_noise (or hard_spread)");
    if (plan->origin->acquired == RV_POOL_SESSION && plan->origin->sessions < 2)
        return rv_error_set(error, RV_INPUT, "acquired: session needs sessions: 2 or more");
    return RV_OK;
}

enum rv_status rv_pool_check_sessions(const struct rv_pool_origin *origin, const char *name,
                                      const struct rv_reals *list, struct rv_error *error)
{
    if (list->count == 0 || list->count == (size_t)origin->sessions)
        return RV_OK;
    return rv_error_set(error, RV_INPUT, "%s has %zu values for %ld session%s", name, list->count,
                        origin->sessions, origin->sessions == 1 ? "" : "s");
}

double rv_pool_of_session(const struct rv_reals *list, int session, double otherwise)
{
    return (size_t)session < list->count ? list->value[session] : otherwise;
}

double rv_pool_grade(double easy, double hard, double difficulty)
{
    return hard > 0 ? easy + difficulty * (hard - easy) : easy;
}

double rv_pool_uniform(struct rv_stream *stream, double low, double high)
{
    return low + (high - low) * rv_stream_uniform(stream);
}

void rv_pool_add_noise(struct rv_stream *stream, double noise, float *x, size_t n)
{
    if (noise <= 0)
        return;
    for (size_t i = 0; i < n; i++)
        x[i] = (float)((double)x[i] + noise * rv_stream_gaussian(stream));
}

void rv_pool_deal(uint64_t seed, enum rv_pool_stream stream, int kinds, size_t count, int *out)
{
    uint32_t order[RV_EXAMPLES_CLASSES];
    size_t block = (size_t)kinds;

    if (kinds < 1 || kinds > RV_EXAMPLES_CLASSES)
        RV_BUG("%d kinds to deal", kinds);
    for (size_t start = 0; start < count; start += block) {
        struct rv_stream draws =
            rv_stream_at(seed, RV_STREAM_DATA, (uint32_t)stream, 0, start / block);
        for (uint32_t k = 0; k < block; k++)
            order[k] = k;
        rv_stream_shuffle(&draws, order, block);
        for (size_t j = 0; j < block && start + j < count; j++)
            out[start + j] = (int)order[j];
    }
}

/* The class into whose stretch of [0, 1) the share u falls. */
static int class_at(const struct rv_reals *shares, int classes, double u)
{
    double sum = share_sum(shares);
    double end = 0;

    if (shares->count == 0)
        return (int)(u * classes);
    for (int k = 0; k < classes - 1; k++) {
        end += shares->value[k] / sum;
        if (u < end)
            return k;
    }
    return classes - 1;
}

/* Systematic sampling: the points (j + r)/100, j = 0 .. 99, with one random r a block and in
 * random order, meet a stretch of length s either floor(100 s) or ceil(100 s) times. */
static void deal_shares(uint64_t seed, const struct rv_reals *shares, int classes, size_t count,
                        int *out)
{
    uint32_t order[RV_POOL_SHARE_BLOCK];

    for (size_t start = 0; start < count; start += RV_POOL_SHARE_BLOCK) {
        struct rv_stream draws = rv_stream_at(seed, RV_STREAM_DATA, RV_POOL_STREAM_CLASS, 0,
                                              start / RV_POOL_SHARE_BLOCK);
        double r = rv_stream_uniform(&draws);
        for (uint32_t k = 0; k < RV_POOL_SHARE_BLOCK; k++)
            order[k] = k;
        rv_stream_shuffle(&draws, order, RV_POOL_SHARE_BLOCK);
        for (size_t j = 0; j < RV_POOL_SHARE_BLOCK && start + j < count; j++)
            out[start + j] = class_at(shares, classes,
                                      ((double)order[j] + r) / RV_POOL_SHARE_BLOCK);
    }
}

void rv_pool_deal_classes(uint64_t seed, const struct rv_reals *shares, int classes, size_t count,
                          int *out)
{
    if (shares->count > 0)
        deal_shares(seed, shares, classes, count, out);
    else
        rv_pool_deal(seed, RV_POOL_STREAM_CLASS, classes, count, out);
}

/* Uniform, so that the mixed pool has the same difficulties as the sorted one. */
static void deal_difficulty(uint64_t seed, size_t count, float *out)
{
    for (size_t i = 0; i < count; i++) {
        struct rv_stream draws =
            rv_stream_at(seed, RV_STREAM_DATA, RV_POOL_STREAM_DIFFICULTY, 0, i);
        out[i] = (float)rv_stream_uniform(&draws);
    }
}

/* Class, session and difficulty of all examples: first mixed, then the pool (not the fresh ones)
 * sorted by what `acquired` names. Example i of n stands at the share (i + 1/2)/n of the pool. */
static void fill_cases(const struct rv_pool_plan *plan, uint64_t seed, size_t pool_count,
                       struct rv_examples *pool)
{
    const struct rv_reals *shares = &plan->origin->class_shares;
    long sessions = plan->origin->sessions > 0 ? plan->origin->sessions : 1;

    rv_pool_deal_classes(seed, shares, plan->classes, pool->count, pool->labels);
    rv_pool_deal(seed, RV_POOL_STREAM_SESSION, (int)sessions, pool->count, pool->sessions);
    if (plan->graded)
        deal_difficulty(seed, pool->count, pool->difficulty);

    for (size_t i = 0; i < pool_count; i++) {
        double place = ((double)i + 0.5) / (double)pool_count;
        if (plan->origin->acquired == RV_POOL_CLASS)
            pool->labels[i] = class_at(shares, plan->classes, place);
        else if (plan->origin->acquired == RV_POOL_SESSION)
            pool->sessions[i] = (int)(place * (double)sessions);
        else if (plan->origin->acquired == RV_POOL_DIFFICULTY)
            pool->difficulty[i] = (float)place;
    }
}

/* After drawing: the image is that of the true class. A redrawn label is the true one again with
 * probability 1/K, so the share of wrong labels is q (K - 1)/K. */
void rv_pool_spoil_labels(double probability, uint64_t seed, struct rv_examples *pool)
{
    for (size_t i = 0; probability > 0 && i < pool->count; i++) {
        struct rv_stream draws =
            rv_stream_at(seed, RV_STREAM_DATA, RV_POOL_STREAM_LABEL_NOISE, 0, i);
        if (rv_stream_uniform(&draws) < probability)
            pool->labels[i] = (int)rv_stream_below(&draws, (uint32_t)pool->classes);
    }
}

enum rv_status rv_pool_create(const struct rv_pool_plan *plan, const void *config, uint64_t seed,
                              struct rv_examples *pool, struct rv_error *error)
{
    size_t pool_count = (size_t)plan->common->train + (size_t)plan->common->validation;
    size_t count = pool_count + (size_t)plan->common->fresh;
    enum rv_status status = rv_pool_check(plan, error);

    if (status == RV_OK)
        status = rv_examples_create(plan->shape, plan->classes, count, pool, error);
    if (status != RV_OK)
        return status;
    fill_cases(plan, seed, pool_count, pool);
    for (size_t i = 0; i < count; i++) {
        struct rv_pool_case one = {
            .label = pool->labels[i],
            .session = pool->sessions[i],
            .difficulty = (double)pool->difficulty[i],
            .stream = rv_stream_at(seed, RV_STREAM_DATA, RV_POOL_STREAM_EXAMPLE, 0, i),
        };
        plan->draw(config, &one, rv_examples_at(pool, i));
    }
    rv_pool_spoil_labels(plan->origin->label_noise, seed, pool);
    return RV_OK;
}
