/* Data: a pool of examples, its split, scaling, order and augmentation.
 *
 * Identity: example i of a generated set depends on (seed, i) and the parameters only, never on how
 * many there are. (With `acquired: class`, session or difficulty the place in the pool decides the
 * class, session or difficulty, so there train + validation matters too.)
 *
 * The pool (train + validation examples, in acquisition order) is made first and split afterwards;
 * `fresh` examples lie beyond the pool (for files: cut off before the split) and check claims about
 * choosing an epoch. Values are float32: they are data, not parameters.
 *
 *     struct rv_samples samples = {0};
 *     status = rv_samples_create(&recipe->data, &split, &scale, seed, &samples, error);
 *     ... samples.training.inputs, samples.validation.labels ...
 *     rv_samples_release(&samples); */
#ifndef RAVINE_DATASET_H
#define RAVINE_DATASET_H

#include "ravine/shape.h"
#include "ravine/type.h"

#include <stdint.h>

/* Examples one after the other. */
struct rv_examples {
    struct rv_shape shape;
    int classes;
    size_t count;
    float *inputs;     /* owned; count × height × width × channels */
    int *labels;       /* owned; 0 .. classes-1, after label noise */
    int *sessions;     /* owned; acquisition session from 0 */
    float *difficulty; /* owned; larger is harder; 0 where the set does not know */
};

/* Frees what the examples own and makes them empty; of empty ones it does nothing. */
void rv_examples_release(struct rv_examples *examples);

/* Rows that every data set has; the first member of each data configuration. */
struct rv_data_common {
    long train;      /* examples for training */
    long validation; /* examples for validation */
    long fresh;      /* examples beyond the pool, for a third set */
};

#define RV_DATA_COMMON_ROWS(type)                                                                  \
    { .name = "train", .kind = RV_KIND_INTEGER, .offset = offsetof(type, common.train),            \
      .initial = 1000, .minimum = 1, .maximum = 1000000, .unit = "examples",                       \
      .help = "Training examples." },                                                              \
    { .name = "validation", .kind = RV_KIND_INTEGER, .offset = offsetof(type, common.validation),  \
      .initial = 1000, .minimum = 1, .maximum = 1000000, .unit = "examples",                       \
      .help = "Validation examples. To vary them without touching training, use "                  \
              "evaluate.examples." },                                                              \
    { .name = "fresh", .kind = RV_KIND_INTEGER, .offset = offsetof(type, common.fresh),            \
      .initial = 0, .minimum = 0, .maximum = 1000000, .unit = "examples",                          \
      .help = "Examples of a third set that neither training nor validation sees." }

struct rv_dataset_type {
    struct rv_type type;
    /* Shape and number of classes without making examples. A file is read to its end, so that one
     * that is cut off is refused here and not by create(). RV_MISSING when a file is not there. */
    enum rv_status (*describe)(const void *config, struct rv_shape *shape, int *classes,
                               struct rv_error *error);
    /* Whether examples differ in difficulty; NULL: they never do. */
    bool (*graded)(const void *config);
    /* Fills what the recipe leaves to the files: sizes that are 0. NULL: nothing is left. */
    enum rv_status (*settle)(void *config, struct rv_error *error);
    /* Whether the validation examples have a file of their own: the split must leave them apart.
     * NULL: they never do. */
    bool (*apart)(const void *config);
    /* The pool in acquisition order followed by the fresh examples:
     * train + validation + fresh of them. */
    enum rv_status (*create)(const void *config, uint64_t seed, struct rv_examples *pool,
                             struct rv_error *error);
};

extern const struct rv_registry rv_datasets;

/* How the pool is cut: the section `split`. Sizes come from the data section. */
enum rv_split_order {
    RV_SPLIT_SHUFFLED,   /* a random permutation first (default) */
    RV_SPLIT_STRATIFIED, /* random, the same class shares on both sides */
    RV_SPLIT_FILE_ORDER, /* the last examples in acquisition order are the validation set */
    RV_SPLIT_SESSION,    /* whole sessions: the last sessions are the validation set */
    RV_SPLIT_CLASS,      /* sorted by class, then cut */
    RV_SPLIT_DIFFICULTY, /* sorted from easy to hard, then cut */
    RV_SPLIT_GROUP,      /* whole sessions in random order */
    RV_SPLIT_FOLD        /* one order for all seeds; fold (seed mod count) is the validation set */
};

struct rv_split {
    int order; /* enum rv_split_order */
    long folds;         /* of RV_SPLIT_FOLD */
    long copies;        /* before the split: every example so many times; 1: as it is */
    double copy_noise;  /* standard deviation of what is added to each copy */
};
extern const struct rv_type rv_split_type;

/* Feature scaling: the section `scale`. */
enum rv_scale_method { RV_SCALE_NONE, RV_SCALE_UNIT, RV_SCALE_STANDARDIZE, RV_SCALE_AS_TRAIN };

struct rv_scale {
    int train;             /* none, unit (0..1), standardize */
    int validation;        /* the same, or as-train (default): method and statistics of training */
    double validation_offset; /* added to validation inputs afterwards: a wrong pipeline */
    double validation_factor; /* multiplies validation inputs before that */
    /* statistics of the training set are used unless `validation` names a method of its own: then
     * (wrongly) those of the validation set, or of the training set with `statistics: train` */
    int statistics; /* own, train */
};
extern const struct rv_type rv_scale_type;

/* Training, validation and fresh examples, split and scaled. */
struct rv_samples {
    struct rv_examples training;
    struct rv_examples validation;
    struct rv_examples fresh; /* scaled as validation */
};

/* Makes the pool of `seed`, splits it, and scales all parts by what the training set says. Fails
 * where a file is wrong or a part would be empty; `samples` is to be released in any case. */
enum rv_status rv_samples_create(const struct rv_config *data, const struct rv_split *split,
                                 const struct rv_scale *scale, uint64_t seed,
                                 struct rv_samples *samples, struct rv_error *error);
void rv_samples_release(struct rv_samples *samples);
/* Whether the examples of a configuration fit into memory; `shape` is what describe() gave. */
enum rv_status rv_samples_check(const struct rv_config *data, struct rv_shape shape,
                                struct rv_error *error);

/* The order in which an epoch visits the training examples. */
enum rv_order { RV_ORDER_EVERY_EPOCH, RV_ORDER_ONCE, RV_ORDER_NEVER, RV_ORDER_BY_CLASS };

/* Number of visits of an epoch: count, or more with oversampling (every class as often as the
 * commonest). */
size_t rv_order_length(const struct rv_examples *examples, bool oversample);
/* Visits of one example of each class in an epoch, on average; visits[k] of class k. 1 for classes
 * without examples. */
void rv_order_visits(const struct rv_examples *examples, bool oversample, double *visits);

/* Fills order[0 .. length-1] for epoch 1, 2, ... One permutation an epoch, whatever the batch. */
void rv_order_fill(const struct rv_examples *examples, enum rv_order how, bool oversample,
                   uint64_t seed, uint32_t epoch, uint32_t *order);

/* Augmentation of training examples: the section `augment`. All off by default. */
struct rv_augment {
    double rotation; /* degrees: uniform in [-rotation, rotation] */
    double shift;    /* share of height and width: uniform in [-shift, shift] */
    bool flip;       /* horizontal, with probability 1/2 */
    double noise;    /* standard deviation of added gaussian noise */
};
extern const struct rv_type rv_augment_type;

/* Whether anything is switched on: without it examples are not copied. */
bool rv_augment_active(const struct rv_augment *augment);
/* Writes the augmented example (bilinear, edge values continued) to `out`; keyed by example and
 * epoch. */
void rv_augment_apply(const struct rv_augment *augment, struct rv_shape shape, const float *in,
                      float *out, uint64_t seed, uint32_t example, uint32_t epoch);

#endif
