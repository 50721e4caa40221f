/* What all generated data sets share: which class, session and difficulty example i has, label
 * noise, and the loop that draws the examples.
 *
 * Example i depends on (seed, i) and the parameters only, whatever the numbers of examples, as long
 * as `acquired` is `mixed`. With `acquired: class` (or session, difficulty) the place in the pool
 * decides the class (session, difficulty), so there it depends on train + validation as well; all
 * else about the example still depends on (seed, i) only. Fresh examples lie beyond the pool and
 * are always mixed.
 *
 * Classes are exactly balanced: each block of K examples holds each class once, in random order.
 * With class_shares each block of 100 examples holds class k 100·share times; where that is
 * no whole number, the nearest below or above by systematic sampling, right in the mean. */
#ifndef RAVINE_DATA_POOL_H
#define RAVINE_DATA_POOL_H

#include "ravine/dataset.h"
#include "ravine/stream.h"

/* Order of acquisition of the pool. Sets without sessions offer the first two. */
enum rv_pool_acquired {
    RV_POOL_MIXED,
    RV_POOL_CLASS,      /* sorted by class */
    RV_POOL_SESSION,    /* sorted by session */
    RV_POOL_DIFFICULTY, /* from easy to hard */
};

/* The `layer` word of RV_STREAM_DATA keys: one sub-stream a question, so that label noise, say,
 * leaves the images as they are. */
enum rv_pool_stream {
    RV_POOL_STREAM_EXAMPLE = 0,  /* index: example */
    RV_POOL_STREAM_LABEL_NOISE,  /* index: example */
    RV_POOL_STREAM_CLASS,        /* index: block of examples */
    RV_POOL_STREAM_SESSION,      /* index: block of examples */
    RV_POOL_STREAM_DIFFICULTY,   /* index: example */
    RV_POOL_STREAM_ROWS,         /* files; index: class */
};

/* Examples over which shares are exact. */
#define RV_POOL_SHARE_BLOCK 100

struct rv_pool_origin {
    double label_noise;           /* probability that a label is redrawn over all classes */
    struct rv_reals class_shares; /* empty: balanced */
    int acquired;                 /* enum rv_pool_acquired */
    long sessions;                /* 0 counts as 1 */
};

#define RV_POOL_LABEL_ROWS(type)                                                                   \
    { .name = "label_noise", .kind = RV_KIND_REAL, .offset = offsetof(type, origin.label_noise),   \
      .initial = 0, .minimum = 0, .maximum = 1,                                                    \
      .help = "Probability that a label is redrawn uniformly over all classes. Sets a floor "      \
              "under the loss that no model passes." },                                            \
    { .name = "class_shares", .kind = RV_KIND_REALS,                                               \
      .offset = offsetof(type, origin.class_shares), .minimum = 0, .maximum = 1,                   \
      .open = RV_OPEN_MINIMUM,                                                                     \
      .help = "Share of each class, adding up to 1. Empty: all classes equally often." }

extern const char *const rv_pool_acquired_short[]; /* mixed, class */
extern const char *const rv_pool_acquired_all[];   /* and session, difficulty */

#define RV_POOL_POINT_ROWS(type)                                                                   \
    RV_POOL_LABEL_ROWS(type),                                                                      \
    { .name = "acquired", .kind = RV_KIND_CHOICE, .offset = offsetof(type, origin.acquired),       \
      .choices = rv_pool_acquired_short,                                                           \
      .help = "Order in which the pool was acquired; `class`: sorted by class." }

#define RV_POOL_IMAGE_ROWS(type)                                                                   \
    RV_POOL_LABEL_ROWS(type),                                                                      \
    { .name = "acquired", .kind = RV_KIND_CHOICE, .offset = offsetof(type, origin.acquired),       \
      .choices = rv_pool_acquired_all,                                                             \
      .help = "Order in which the pool was acquired: mixed, or sorted by class, by session, or "   \
              "from easy to hard." },                                                              \
    { .name = "sessions", .kind = RV_KIND_INTEGER, .offset = offsetof(type, origin.sessions),      \
      .initial = 1, .minimum = 1, .maximum = RV_LIST_SIZE, .unit = "sessions",                     \
      .help = "Sessions of acquisition; the session_... lists say what differs between them." }

/* Everything about one example that is fixed before it is drawn. */
struct rv_pool_case {
    int label;         /* the true class */
    int session;
    double difficulty; /* 0 easy .. 1 hard; 0 in a set that is not graded */
    struct rv_stream stream;
};

struct rv_pool_plan {
    const struct rv_data_common *common;
    const struct rv_pool_origin *origin;
    struct rv_shape shape;
    int classes;
    bool graded; /* examples differ in difficulty */
    /* What must hold between the configuration's own values; NULL: nothing. */
    enum rv_status (*check)(const void *config, struct rv_error *error);
    void (*draw)(const void *config, struct rv_pool_case *one, float *x);
};

/* Whether there is one share a class and they add up to 1; no shares at all are right, too. */
enum rv_status rv_pool_check_shares(const struct rv_reals *shares, int classes,
                                    struct rv_error *error);

/* Whether shares, classes and order fit together; every describe() ends with it. */
enum rv_status rv_pool_check(const struct rv_pool_plan *plan, struct rv_error *error);

/* Checks, allocates and draws train + validation + fresh examples. */
enum rv_status rv_pool_create(const struct rv_pool_plan *plan, const void *config, uint64_t seed,
                              struct rv_examples *pool, struct rv_error *error);

/* The functions of a generator: `plan_of` turns its struct into the plan. */
#define RV_POOL_GENERATOR(plan_of)                                                                 \
    static enum rv_status describe(const void *config, struct rv_shape *shape, int *classes,       \
                                   struct rv_error *error)                                         \
    {                                                                                              \
        struct rv_pool_plan plan = plan_of(config);                                                \
                                                                                                   \
        *shape = plan.shape;                                                                       \
        *classes = plan.classes;                                                                   \
        if (plan.check && plan.check(config, error))                                               \
            return RV_INPUT;                                                                       \
        return rv_pool_check(&plan, error);                                                        \
    }                                                                                              \
    static bool graded(const void *config)                                                         \
    {                                                                                              \
        return plan_of(config).graded;                                                             \
    }                                                                                              \
    static enum rv_status create(const void *config, uint64_t seed, struct rv_examples *pool,      \
                                 struct rv_error *error)                                           \
    {                                                                                              \
        struct rv_pool_plan plan = plan_of(config);                                                \
                                                                                                   \
        return rv_pool_create(&plan, config, seed, pool, error);                                   \
    }

/* Deals 0 .. kinds-1 to out[0 .. count-1]: each block of `kinds` holds each once, its order keyed
 * by (seed, stream, block). out[i] does not depend on `count`. */
void rv_pool_deal(uint64_t seed, enum rv_pool_stream stream, int kinds, size_t count, int *out);

/* Deals the classes by their shares, see the top; without shares each equally often. */
void rv_pool_deal_classes(uint64_t seed, const struct rv_reals *shares, int classes, size_t count,
                          int *out);

/* The value of a session: `otherwise` where the list is empty. */
double rv_pool_of_session(const struct rv_reals *list, int session, double otherwise);

/* An error unless the list is empty or has one value a session. */
enum rv_status rv_pool_check_sessions(const struct rv_pool_origin *origin, const char *name,
                                      const struct rv_reals *list, struct rv_error *error);

/* Between `easy` (difficulty 0) and `hard` (difficulty 1); hard = 0 stands for "the same". */
double rv_pool_grade(double easy, double hard, double difficulty);

/* Uniform in [low, high). */
double rv_pool_uniform(struct rv_stream *stream, double low, double high);

/* Adds noise·N(0, 1) to each of the n values. */
void rv_pool_add_noise(struct rv_stream *stream, double noise, float *x, size_t n);

/* Redraws each label with this probability, uniformly over all classes. */
void rv_pool_spoil_labels(double probability, uint64_t seed, struct rv_examples *pool);

#endif
