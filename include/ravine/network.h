/* Networks: a list of layers made into an objective over flat parameters.
 *
 * A network (const after it was created) knows shapes, where each layer's parameters lie in the
 * flat array, and how they start. A workspace holds what a pass needs (arena, packed weights) for
 * one network, one loss and a largest batch; it is created once and nothing is allocated in a
 * pass. Parameters, gradients and BN statistics are doubles; the workspace works in float32 inside,
 * or in double with RV_FLOAT64 (gradient checks, curvature). Nothing above nn/ knows the precision.
 *
 *     rv_network_create(layers, count, shape, classes, &network, &report);
 *     rv_network_initialize(network, seed, parameters, statistics);
 *     struct rv_workspace *work = rv_workspace_create(network, loss, 32, RV_FLOAT32);
 *     rv_workspace_train(work, parameters, &batch, &pass, gradient, &result);
 *     rv_workspace_commit(work, statistics);            // running statistics, once a step
 *
 * Layouts: images NHWC; conv kernel [ky][kx][in][out]; dense kernel [in][out], in = (y, x, c) of
 * the flattened map; bias, gamma, beta [channel]. BN statistics: per layer running mean
 * [channel], then running variance [channel]. */
#ifndef RAVINE_NETWORK_H
#define RAVINE_NETWORK_H

#include "ravine/objective.h"
#include "ravine/shape.h"
#include "ravine/type.h"

#include <stdint.h>

struct rv_layer_type; /* src/nn/layer.h */
extern const struct rv_registry rv_layers;
extern const struct rv_registry rv_losses;

#define RV_LAYER_NAME_SIZE 48

/* One entry of the scenario's `network` list, bound to its type. */
struct rv_layer_spec {
    struct rv_config config;       /* type from rv_layers, and its values */
    unsigned by_classes;           /* rows of its table that were given as `classes`, a bit each:
                                      the value follows the data wherever the recipe goes */
    char name[RV_LAYER_NAME_SIZE]; /* given, or type_k: the k-th of its type, from 1, depth first */
    bool enabled;                  /* false: passed through (shape-keeping layers only) */
    bool trainable;                /* false: parameters frozen; running statistics still move */
    double rate;                   /* factor on the learning rate */
    unsigned position;             /* in the whole network, depth first, from 1: key of init */
    struct rv_layer_spec *inner;   /* layers of a residual block; owned */
    size_t inner_count;
    struct rv_position at;         /* where the layer stands in the file */
};

/* Frees values and inner layers, not the spec itself. */
void rv_layer_spec_release(struct rv_layer_spec *spec);
/* A deep copy. */
struct rv_layer_spec rv_layer_spec_copy(const struct rv_layer_spec *spec);

struct rv_network;

/* Checks shapes and lays out parameters. Every shape error is reported at its layer's line.
 * `classes` is only used by messages and by the check that the last layer fits the loss. */
enum rv_status rv_network_create(const struct rv_layer_spec *layers, size_t count,
                                 struct rv_shape input, struct rv_network **network,
                                 struct rv_report *report);
void rv_network_free(struct rv_network *network);

/* How long the flat arrays of parameters and running statistics are; the named ranges of the
 * parameters, in order; the shape of an example and of the logits; what it contains. */
size_t rv_network_parameter_count(const struct rv_network *network);
size_t rv_network_statistics_count(const struct rv_network *network);
size_t rv_network_range_count(const struct rv_network *network);
const struct rv_range *rv_network_ranges(const struct rv_network *network);
struct rv_shape rv_network_input(const struct rv_network *network);
struct rv_shape rv_network_output(const struct rv_network *network);
bool rv_network_has_batchnorm(const struct rv_network *network);
bool rv_network_has_dropout(const struct rv_network *network);
/* Floating-point operations of one example, forward and backward (multiply and add count 1 each;
 * conv and dense only). */
double rv_network_flops(const struct rv_network *network);
/* Two networks whose parameters and statistics lie alike (a change may replace one by the other).
 */
bool rv_network_same_layout(const struct rv_network *a, const struct rv_network *b);
/* A table of layers with output shape and parameters, for `show`. */
void rv_network_print(const struct rv_network *network, struct rv_text *out);

/* Initial parameters, each layer from its own stream; running statistics 0 and 1. */
void rv_network_initialize(const struct rv_network *network, uint64_t seed, double *parameters,
                           double *statistics);

/* Takes parameters and running statistics from another network, layer by layer: of equal position,
 * type and shape. Layers at a position of `except` keep what they have. Returns how many layers
 * took something; with all four arrays NULL, how many would. */
size_t rv_network_adopt(const struct rv_network *from, const double *from_parameters,
                        const double *from_statistics, const struct rv_network *to,
                        double *parameters, double *statistics, const unsigned *except,
                        size_t except_count);

/* ---- Loss ---- */

/* Rows that every loss has; the first member of each loss configuration. */
struct rv_loss_common {
    struct rv_reals class_weights; /* empty: all 1 */
    double label_smoothing;
    double l1, l2; /* penalty l1·Σ|w| + l2·Σw², on kernels only (ranges with decay > 0) */
};

/* Does the last layer's output fit the loss and the number of classes? */
enum rv_status rv_loss_check(const struct rv_config *loss, struct rv_shape output, int classes,
                             struct rv_error *error);

/* ---- Passes ---- */

struct rv_batch {
    const float *inputs;   /* examples × shape of the network's input */
    const int *labels;
    const uint32_t *index; /* which examples, or NULL for 0 .. count-1 */
    size_t count;
};

/* How a pass behaves. Training: {.batch_statistics = true, .dropout = true}. Inference: all off. */
struct rv_pass {
    bool batch_statistics; /* BN normalises with the batch's own statistics */
    bool thawed;           /* BN with frozen statistics too: recalibration */
    bool dropout;          /* dropout layers drop */
    uint64_t seed;         /* keys of the dropout masks: seed, purpose, layer, epoch, place */
    int purpose;           /* RV_STREAM_DROPOUT in training, RV_STREAM_EVALUATE elsewhere */
    uint32_t epoch;
    uint64_t place;        /* of the batch's first example in the epoch's order */
};

struct rv_batch_result {
    double loss;    /* (weighted) mean over the batch, without penalty */
    double penalty; /* l1 and l2 */
    double weight;  /* sum of the class weights of the batch: the examples when there are none */
    size_t correct; /* examples whose predicted class is the label */
};

enum rv_precision { RV_FLOAT32, RV_FLOAT64 };

struct rv_workspace;

/* For batches of at most `batch` examples. `loss` is copied. NULL and an error when the arena would
 * be too large. */
struct rv_workspace *rv_workspace_create(const struct rv_network *network,
                                         const struct rv_config *loss, size_t batch,
                                         enum rv_precision precision, struct rv_error *error);
/* Whether rv_workspace_create() would succeed, without asking for the arena. */
enum rv_status rv_workspace_check(const struct rv_network *network, const struct rv_config *loss,
                                  size_t batch, enum rv_precision precision,
                                  struct rv_error *error);
void rv_workspace_free(struct rv_workspace *work);

/* Loss of one mini-batch and, unless `gradient` is NULL, its gradient (all parameters; 0 where
 * frozen; the penalty's gradient is in it). `statistics` are read where `pass` does not use the
 * batch's own. */
void rv_workspace_train(struct rv_workspace *work, const double *parameters,
                        const double *statistics, const struct rv_batch *batch,
                        const struct rv_pass *pass, double *gradient,
                        struct rv_batch_result *result);

/* Updates running statistics from the last rv_workspace_train() (Keras sense:
 * running = momentum · running + (1 - momentum) · batch; variance unbiased). */
void rv_workspace_commit(const struct rv_workspace *work, double *statistics);

/* One example's outcome. */
struct rv_outcome {
    double loss;   /* unweighted */
    int predicted; /* class */
};

/* Loss and class of every example of `batch` (any count: cut into blocks inside; BN batch
 * statistics, if asked for, are those of consecutive blocks of `block` examples, at most the
 * workspace's batch; otherwise `block` means nothing). The input of all reductions: subset,
 * weights, standard errors, confusion matrix, paired jump. */
void rv_workspace_evaluate(struct rv_workspace *work, const double *parameters,
                           const double *statistics, const struct rv_batch *batch,
                           const struct rv_pass *pass, size_t block, struct rv_outcome *outcomes);

/* Logits of every example, count × output channels. */
void rv_workspace_logits(struct rv_workspace *work, const double *parameters,
                         const double *statistics, const struct rv_batch *batch,
                         const struct rv_pass *pass, size_t block, double *logits);

/* BN statistics of the whole set `batch` at fixed parameters: exact population mean and (biased)
 * variance, layer by layer in order, each layer fed through the recalibrated ones before it (Wu and
 * Johnson 2021). Writes rv_network_statistics_count() doubles. All at once, for tests. */
void rv_workspace_recalibrate(struct rv_workspace *work, const double *parameters,
                              const struct rv_batch *batch, double *statistics);

/* The same in parts, so that somebody may be answered in between: about `examples` passages of an
 * example a call; true when all is done. `at` begins as {0}. No other pass of the workspace comes
 * between two parts. */
struct rv_recalibration {
    size_t operation, first;
};
bool rv_workspace_recalibrate_part(struct rv_workspace *work, const double *parameters,
                                   const struct rv_batch *batch, double *statistics,
                                   struct rv_recalibration *at, size_t examples);

/* ---- What outputs mean ---- */

/* Loss and class of one example from its outputs: what rv_workspace_evaluate() would give. */
struct rv_outcome rv_loss_outcome(const struct rv_config *loss, const double *logits, int units,
                                  int label);
/* A probability for each class; of a squared error the outputs themselves, which may lie outside
 * 0 .. 1. */
void rv_loss_probabilities(const struct rv_config *loss, const double *logits, int units,
                           int classes, double *probability);
/* The mean of several predictions of one example: `votes` (rv_loss_votes() numbers) collects them,
 * and rv_loss_mean() gives logits whose probabilities are the mean of theirs. */
size_t rv_loss_votes(int units);
void rv_loss_vote(const struct rv_config *loss, const double *logits, int units, bool first,
                  double *votes);
void rv_loss_mean(const struct rv_config *loss, const double *votes, int units, long count,
                  double *logits);

/* One mini-batch as an objective for methods that need more than a gradient, and for curvature: the
 * value is loss + penalty. Fill the first five members; they must outlive the objective. So far
 * only tests take derivatives through it. */
struct rv_network_objective {
    struct rv_workspace *work;
    const double *statistics;
    const struct rv_batch *batch;
    const struct rv_pass *pass;
    bool exact;                    /* `batch` is the whole set, and nothing drops */
    struct rv_batch_result result; /* of the last evaluation */
    unsigned long evaluations;
};
struct rv_objective rv_network_objective(struct rv_network_objective *source);

/* ---- Where the time of a training pass goes (bench --layers) ---- */

/* Parts of an operation's work. */
enum rv_profile_part {
    RV_PROFILE_PREPARE, /* weights rounded and packed, sums set to zero */
    RV_PROFILE_FORWARD,
    RV_PROFILE_SUMS,    /* batch normalisation over all examples, both ways */
    RV_PROFILE_INPUT,   /* gradient of the input, through activation and pooling too */
    RV_PROFILE_WEIGHTS, /* gradient of the parameters */
    RV_PROFILE_PARTS
};

/* One operation: a layer, or several that are one fused loop. */
struct rv_profile_row {
    char name[4 * RV_LAYER_NAME_SIZE]; /* "batchnorm + relu + maxpool2d" */
    struct rv_shape out;
    double seconds[RV_PROFILE_PARTS];  /* of a pass: medians */
    double flops[RV_PROFILE_PARTS];    /* of a pass; 0 where they are not counted */
};

struct rv_profile {
    struct rv_profile_row *rows; /* owned; in the order of the layers */
    size_t count;
    double seconds; /* of a whole pass without a clock inside: the median */
};

/* Makes `passes` training passes three ways in turn (undisturbed; with a clock around every
 * operation; likewise with frozen weights, which tells the two gradients apart), all as
 * rv_workspace_train() makes them: in their order, with caches as they are then. What the rows do
 * not account for is picking the examples and the loss. Not while another thread uses `work`. */
void rv_workspace_profile(struct rv_workspace *work, const double *parameters,
                          const double *statistics, const struct rv_batch *batch,
                          const struct rv_pass *pass, size_t passes, struct rv_profile *profile);
void rv_profile_release(struct rv_profile *profile);

/* The instruction set of the kernels in use: "x86-64", "x86-64-v3", "x86-64-v4", "generic".
 * RAVINE_ISA forces one; an unknown or unsupported one is an error that names those that work
 * here. */
const char *rv_kernels_isa(void);
enum rv_status rv_kernels_select(const char *isa, struct rv_error *error);

/* The float32 peak of one core with multiply-adds, in GFLOP/s, measured for about `seconds`. */
double rv_kernels_peak(double seconds);

#endif
