/* The order of an epoch. Written in place and without allocating: epochs begin in the middle of
 * training. */
#include "data/examples.h"
#include "ravine/memory.h"
#include "ravine/stream.h"

struct counts {
    size_t members[RV_EXAMPLES_CLASSES];
    size_t present; /* classes that occur */
    size_t most;    /* members of the commonest */
};

/* On the stack: 8 kB, and no allocation in the middle of training. */
static void count_classes(const struct rv_examples *examples, struct counts *counts)
{
    *counts = (struct counts){ 0 };
    for (size_t i = 0; i < examples->count; i++)
        counts->members[examples->labels[i]]++;
    for (int k = 0; k < examples->classes; k++) {
        counts->present += counts->members[k] > 0;
        if (counts->members[k] > counts->most)
            counts->most = counts->members[k];
    }
}

size_t rv_order_length(const struct rv_examples *examples, bool oversample)
{
    struct counts counts;

    if (!oversample)
        return examples->count;
    count_classes(examples, &counts);
    return counts.present * counts.most;
}

void rv_order_visits(const struct rv_examples *examples, bool oversample, double *visits)
{
    struct counts counts;

    count_classes(examples, &counts);
    for (int k = 0; k < examples->classes; k++)
        visits[k] = oversample && counts.members[k]
                        ? (double)counts.most / (double)counts.members[k]
                        : 1;
}

/* How often an example is visited: most/n_k times, rounded down or up. Which ones are rounded up is
 * drawn by selection sampling (Knuth, The Art of Computer Programming, vol. 2, 3.4.2, algorithm S):
 * of the `left` members still to come, `wanted` are taken. */
struct extras {
    size_t left[RV_EXAMPLES_CLASSES];
    size_t wanted[RV_EXAMPLES_CLASSES];
};

static size_t visits(const struct counts *counts, struct extras *extras, size_t label,
                     struct rv_stream *stream)
{
    size_t whole = counts->most / counts->members[label];
    bool taken = rv_stream_below(stream, (uint32_t)extras->left[label]) < extras->wanted[label];

    extras->left[label]--;
    extras->wanted[label] -= taken;
    return whole + taken;
}

/* Each example as often as it is visited; class by class, or in stored order. */
static void lay_out(const struct rv_examples *examples, const struct counts *counts,
                    bool oversample, bool by_class, struct rv_stream *stream, uint32_t *order)
{
    struct extras extras;
    size_t next[RV_EXAMPLES_CLASSES];
    size_t place = 0;

    for (size_t k = 0; k < (size_t)examples->classes; k++) {
        size_t members = counts->members[k];
        extras.left[k] = members;
        extras.wanted[k] = members > 0 ? counts->most % members : 0;
        next[k] = place;
        place += oversample && members > 0 ? counts->most : members;
    }
    place = 0;
    for (size_t i = 0; i < examples->count; i++) {
        size_t label = (size_t)examples->labels[i];
        size_t times = oversample ? visits(counts, &extras, label, stream) : 1;
        for (size_t t = 0; t < times; t++)
            order[by_class ? next[label]++ : place++] = (uint32_t)i;
    }
}

/* Random within each class, the classes one after the other. */
static void shuffle_classes(const struct rv_examples *examples, const struct counts *counts,
                            bool oversample, struct rv_stream *stream, uint32_t *order)
{
    for (size_t k = 0; k < (size_t)examples->classes; k++) {
        size_t length = counts->members[k];
        if (oversample && length > 0)
            length = counts->most;
        rv_stream_shuffle(stream, order, length);
        order += length;
    }
}

void rv_order_fill(const struct rv_examples *examples, enum rv_order how, bool oversample,
                   uint64_t seed, uint32_t epoch, uint32_t *order)
{
    /* `once` and `never` have the draws of the first epoch for ever. */
    uint32_t key = how == RV_ORDER_EVERY_EPOCH || how == RV_ORDER_BY_CLASS ? epoch : 1;
    struct rv_stream extra = rv_stream_at(seed, RV_STREAM_OVERSAMPLE, 0, key, 0);
    struct rv_stream shuffle = rv_stream_at(seed, RV_STREAM_SHUFFLE, 0, key, 0);
    struct counts counts;

    count_classes(examples, &counts);
    lay_out(examples, &counts, oversample, how == RV_ORDER_BY_CLASS, &extra, order);
    if (how == RV_ORDER_BY_CLASS)
        shuffle_classes(examples, &counts, oversample, &shuffle, order);
    else if (how != RV_ORDER_NEVER)
        rv_stream_shuffle(&shuffle, order, rv_order_length(examples, oversample));
}
