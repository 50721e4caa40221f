/* The split: which examples of the pool are training and which validation examples.
 *
 * A split is an order of the pool that is then cut: the first `train` examples are the training
 * set, the last `validation` ones the validation set, in that order. All examples are kept. The
 * sorted splits are the mistakes that people make with a file that lies in some order; their ties
 * stay in acquisition order. A split by session keeps sessions whole where the sizes allow it;
 * otherwise one session is on both sides. Fresh examples are never touched. */
#include "data/examples.h"
#include "data/samples.h"
#include "ravine/memory.h"
#include "ravine/stream.h"

#include <stdlib.h>

static const char *const orders[] = { "shuffled", "stratified", "file-order", "session",
                                      "class",    "difficulty", "group",      "fold", NULL };

static const struct rv_param params[] = {
    RV_CHOICE(struct rv_split, order, .choices = orders,
              .help = "Order of the pool before it is cut: shuffled; stratified: shuffled with "
                      "the same class shares on both sides; file-order: not shuffled, the last "
                      "examples validate; session, class, difficulty: sorted by that, the last "
                      "validate; group: whole sessions in random order, so that none is on both "
                      "sides (but for one where the sizes cut it); fold: the same random order for "
                      "all seeds, of which seed N validates on fold N mod folds.count. "
                      "file-order, session, class and difficulty make the two sides differ."),
    { .name = "folds.count", .kind = RV_KIND_INTEGER, .offset = offsetof(struct rv_split, folds),
      .initial = 5, .minimum = 2, .maximum = 1000, .unit = "folds",
      .help = "Of `order: fold`: into how many folds the pool is cut. As many seeds see each "
              "example in validation once." },
    { .name = "copies.count", .kind = RV_KIND_INTEGER,
      .offset = offsetof(struct rv_split, copies), .initial = 1, .minimum = 1, .maximum = 100,
      .help = "Before the split each example of the pool is there so many times (1: once), the "
              "pool being as large as before: augmentation at the wrong place. Copies on both "
              "sides make validation too good; `order: group` keeps those of one example "
              "together." },
    { .name = "copies.noise", .kind = RV_KIND_REAL,
      .offset = offsetof(struct rv_split, copy_noise), .minimum = 0, .maximum = 1000,
      .help = "Standard deviation of what is added to each copy; 0: duplicates." },
    RV_PARAM_END
};

const struct rv_type rv_split_type = {
    .name = "split",
    .summary = "How the pool is cut into training and validation examples.",
    .params = params,
    .config_size = sizeof(struct rv_split),
};

struct ranked {
    double key;
    uint32_t index;
};

/* The place in the pool breaks ties: qsort() alone would leave their order to the C library. */
static int compare_ranked(const void *a, const void *b)
{
    const struct ranked *p = a, *q = b;
    if (p->key < q->key || p->key > q->key)
        return p->key < q->key ? -1 : 1;
    return p->index < q->index ? -1 : p->index > q->index;
}

static double sort_key(const struct rv_examples *pool, int order, size_t i)
{
    switch ((enum rv_split_order)order) {
    case RV_SPLIT_SESSION:
        return pool->sessions[i];
    case RV_SPLIT_CLASS:
        return pool->labels[i];
    case RV_SPLIT_DIFFICULTY:
        return (double)pool->difficulty[i];
    case RV_SPLIT_SHUFFLED:
    case RV_SPLIT_STRATIFIED:
    case RV_SPLIT_FILE_ORDER:
    case RV_SPLIT_GROUP:
    case RV_SPLIT_FOLD:
        break;
    }
    return 0; /* all ties: acquisition order */
}

/* Sorts index[0 .. count-1]. False when all keys are equal. */
static bool sort(const struct rv_examples *pool, int order, uint32_t *index, size_t count)
{
    struct ranked *ranked = rv_alloc(count, sizeof *ranked);
    bool differ;

    for (size_t i = 0; i < count; i++)
        ranked[i] = (struct ranked){ sort_key(pool, order, i), (uint32_t)i };
    qsort(ranked, count, sizeof *ranked, compare_ranked);
    for (size_t i = 0; i < count; i++)
        index[i] = ranked[i].index;
    differ = ranked[0].key < ranked[count - 1].key;
    rv_free(ranked);
    return differ;
}

/* Validation examples of each class: `validation`·n_k/n, rounded so that they add up: the classes
 * with the largest remainders get one more (Hamilton's method; ties to the lower class). */
static void apportion(const size_t *members, size_t classes, size_t count, size_t validation,
                      size_t *quota)
{
    size_t given = 0;

    for (size_t k = 0; k < classes; k++) {
        quota[k] = members[k] * validation / count;
        given += quota[k];
    }
    for (; given < validation; given++) {
        size_t best = 0, most = 0;
        for (size_t k = 0; k < classes; k++) {
            size_t whole = quota[k] * count, exact = members[k] * validation;
            if (exact > whole && exact - whole > most) {
                most = exact - whole;
                best = k;
            }
        }
        quota[best]++;
    }
}

/* Moves each class' quota to the end of the (shuffled) order; both parts keep their order. */
static void stratify(const struct rv_examples *pool, uint32_t *index, size_t count,
                     size_t validation)
{
    size_t classes = (size_t)pool->classes;
    size_t *members = rv_alloc(classes, sizeof *members);
    size_t *quota = rv_alloc(classes, sizeof *quota);
    uint32_t *shuffled = rv_memdup(index, count * sizeof *index);
    size_t front = 0, back = count - validation;

    for (size_t i = 0; i < count; i++)
        members[pool->labels[i]]++;
    apportion(members, classes, count, validation, quota);
    for (size_t i = 0; i < count; i++) {
        size_t label = (size_t)pool->labels[shuffled[i]];
        if (quota[label] > 0) {
            quota[label]--;
            index[back++] = shuffled[i];
        } else {
            index[front++] = shuffled[i];
        }
    }
    rv_free(members);
    rv_free(quota);
    rv_free(shuffled);
}

/* Whether a set has sessions or difficulties can be known before it is made, and is checked then.
 * But a small set with rare classes may be of one class by chance, on one seed and not on the
 * next. */
static bool must_differ(int order)
{
    return order == RV_SPLIT_SESSION || order == RV_SPLIT_DIFFICULTY || order == RV_SPLIT_GROUP;
}

void rv_split_copy(const struct rv_split *split, const struct rv_data_common *common,
                   uint64_t seed, struct rv_examples *pool)
{
    size_t count = (size_t)common->train + (size_t)common->validation;
    size_t copies = (size_t)split->copies, size = rv_shape_size(pool->shape);

    for (size_t i = 0; copies > 1 && i < count; i++) {
        size_t first = i - i % copies;
        struct rv_stream stream = rv_stream_at(seed, RV_STREAM_SPLIT, 1, 0, i);
        float *out = rv_examples_at(pool, i);
        const float *in = rv_examples_at(pool, first);

        pool->labels[i] = pool->labels[first];
        pool->difficulty[i] = pool->difficulty[first];
        pool->sessions[i] = (int)(i / copies);
        for (size_t j = 0; i > first && j < size; j++)
            out[j] = (float)((double)in[j] + (split->copy_noise > 0
                                                  ? split->copy_noise * rv_stream_gaussian(&stream)
                                                  : 0));
    }
}

/* Sessions in random order, whole; examples of one stay in acquisition order. False: there is one
 * session only. */
static bool sort_groups(const struct rv_examples *pool, struct rv_stream *stream, uint32_t *index,
                        size_t count)
{
    struct ranked *ranked = rv_alloc(count, sizeof *ranked);
    int most = 0;
    uint32_t *place;

    for (size_t i = 0; i < count; i++)
        most = pool->sessions[i] > most ? pool->sessions[i] : most;
    place = rv_alloc((size_t)most + 1, sizeof *place);
    for (uint32_t k = 0; k <= (uint32_t)most; k++)
        place[k] = k;
    rv_stream_shuffle(stream, place, (size_t)most + 1);
    for (size_t i = 0; i < count; i++)
        ranked[i] = (struct ranked){ place[pool->sessions[i]], (uint32_t)i };
    qsort(ranked, count, sizeof *ranked, compare_ranked);
    for (size_t i = 0; i < count; i++)
        index[i] = ranked[i].index;
    rv_free(place);
    rv_free(ranked);
    return most > 0;
}

/* The same order for all seeds, turned so that this seed's fold comes last. */
static void turn_folds(const struct rv_split *split, uint64_t seed, uint32_t *index, size_t count,
                       size_t validation)
{
    struct rv_stream stream = rv_stream_at(0, RV_STREAM_SPLIT, 2, 0, 0);
    size_t fold = (size_t)(seed % (uint64_t)split->folds);
    size_t begin = fold * (count - validation) / ((size_t)split->folds - 1);
    uint32_t *order;

    rv_stream_shuffle(&stream, index, count);
    order = rv_memdup(index, count * sizeof *index);
    for (size_t i = 0; i < count; i++)
        index[i] = order[(begin + validation + i) % count];
    rv_free(order);
}

/* The order of the pool before it is cut; false where it does nothing. */
static bool arrange(const struct rv_split *split, uint64_t seed, const struct rv_examples *pool,
                    uint32_t *index, size_t count, size_t validation)
{
    struct rv_stream stream = rv_stream_at(seed, RV_STREAM_SPLIT, 0, 0, 0);

    switch ((enum rv_split_order)split->order) {
    case RV_SPLIT_SHUFFLED:
    case RV_SPLIT_STRATIFIED:
        rv_stream_shuffle(&stream, index, count);
        if (split->order == RV_SPLIT_STRATIFIED)
            stratify(pool, index, count, validation);
        return true;
    case RV_SPLIT_GROUP:
        return sort_groups(pool, &stream, index, count);
    case RV_SPLIT_FOLD:
        turn_folds(split, seed, index, count, validation);
        return true;
    case RV_SPLIT_FILE_ORDER:
    case RV_SPLIT_SESSION:
    case RV_SPLIT_CLASS:
    case RV_SPLIT_DIFFICULTY:
        break;
    }
    return sort(pool, split->order, index, count);
}

enum rv_status rv_split_apply(const struct rv_split *split, const struct rv_data_common *common,
                              uint64_t seed, const struct rv_examples *pool,
                              struct rv_samples *samples, struct rv_error *error)
{
    size_t train = (size_t)common->train, validation = (size_t)common->validation;
    size_t count = train + validation, fresh = (size_t)common->fresh;
    uint32_t *index;

    if (pool->count != count + fresh)
        RV_BUG("a pool of %zu examples, %zu expected", pool->count, count + fresh);
    index = rv_alloc(pool->count, sizeof *index);
    for (size_t i = 0; i < pool->count; i++)
        index[i] = (uint32_t)i;
    if (!arrange(split, seed, pool, index, count, validation) && must_differ(split->order)) {
        rv_free(index);
        return rv_error_set(error, RV_INPUT, "split: %s does nothing here: all examples have "
                            "the same %s", orders[split->order],
                            split->order == RV_SPLIT_GROUP ? "session" : orders[split->order]);
    }
    rv_examples_gather(pool, index, train, &samples->training);
    rv_examples_gather(pool, index + train, validation, &samples->validation);
    rv_examples_gather(pool, index + count, fresh, &samples->fresh);
    rv_free(index);
    return RV_OK;
}
