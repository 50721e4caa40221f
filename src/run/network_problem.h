/* The parts of a run that trains a network. Not for other folders. */
#ifndef RAVINE_RUN_NETWORK_PROBLEM_H
#define RAVINE_RUN_NETWORK_PROBLEM_H

#include "run/internal.h"

/* One evaluation: a protocol, the examples it looks at and what became of each of them. */
struct rv_job {
    struct rv_evaluate protocol;
    const struct rv_examples *set;
    size_t count;
    uint32_t *index;             /* owned; the examples in their order */
    struct rv_outcome *outcomes; /* owned; in that order */
    double *logits;              /* owned; [count][outputs]; NULL where nobody asks for them */
};

/* How far the evaluations of an epoch's end have come. Starts as {0}. */
struct rv_job_progress {
    size_t job;
    bool chosen;   /* the examples of the job */
    long sample;   /* passes of it that are done */
    size_t done;   /* examples of the pass under way */
    struct rv_recalibration recalibration;
};

/* What evaluations need; owned by whoever evaluates, so that a const run can be evaluated. */
struct rv_evaluator {
    struct rv_workspace *work;
    const double *parameters, *running; /* in place of the run's own; NULL: those */
    double *statistics; /* recalibrated */
    int recalibrated;   /* 1 + enum rv_parameters: those that `statistics` belong to; 0: none */
    size_t recalibrated_on; /* training examples that they were measured on */
    double *votes;      /* of passes whose probabilities are averaged; NULL where there are none */
};

/* The network up to its last ReLU, for record.dead_units; `network` NULL where nobody asks. */
struct rv_dead_units {
    struct rv_network *network;
    struct rv_workspace *work;
    size_t block;    /* examples at a time */
    double *outputs; /* of a block */
    bool *alive;     /* one a unit: it was above 0 somewhere */
};

/* The jobs of an epoch's end. */
enum { RV_JOB_OWN, RV_JOB_SNAPSHOT, RV_JOB_PROTOCOLS };

struct rv_network_problem {
    struct rv_samples samples;
    struct rv_samples plain; /* validation scaled as training, where a protocol asks; else empty */
    struct rv_network *network;
    size_t batch;            /* largest mini-batch or whole evaluation block */
    struct rv_evaluator evaluator;   /* its workspace also trains */
    struct rv_job *jobs;     /* RV_JOB_PROTOCOLS and one a protocol */
    size_t job_count;
    struct rv_job_progress progress;
    struct rv_dead_units dead_units;
    double *given;           /* first weights from files, then statistics; NULL: they are drawn */
    double *scratch;         /* one number an example: sorted changes, scores */
    double *per_class;       /* a few numbers a class */
    double *visits;          /* one a class: of an example in an epoch, on average */
    uint32_t *order;         /* of the epoch under way, pass after pass */
    size_t pass_length;      /* visits of one pass over the training examples */
    float *augmented;        /* inputs of a mini-batch after augmentation */
    int *labels;             /* labels of such a mini-batch */
    uint32_t *confusion;
    struct rv_batch now;     /* the mini-batch of the step under way */
    struct rv_pass pass;     /* how it is passed through */
};

static inline struct rv_network_problem *rv_network_problem(const struct rv_run *run)
{
    return run->own;
}

/* network_evaluate.c: the examples that a protocol looks at, all of the set; passes that it takes;
 * the job's protocol on the run's parameters, whole or a part; true when all
 * examples have an outcome. */
const struct rv_examples *rv_network_problem_examples(const struct rv_run *run,
                                                      const struct rv_evaluate *protocol);
long rv_network_problem_passes(const struct rv_run *run, const struct rv_evaluate *protocol);
bool rv_network_problem_work(const struct rv_run *run, struct rv_evaluator *evaluator,
                             struct rv_job *job, struct rv_job_progress *progress, bool whole);
/* The jobs of an epoch's end, one after the other: as in struct rv_problem_type. */
bool rv_network_problem_evaluate_epoch(struct rv_run *run, bool whole);
/* The scenario's own protocol now. */
double rv_network_problem_validate(struct rv_run *run);

/* network_sizes.c: examples, and visits of an epoch from those of one pass; examples that an
 * evaluation must take at once;
 * the largest mini-batch or such block of the recipe and its changes, and who asks for it (`place`
 * may be NULL); all sizes without the data, as in struct rv_problem_type. */
void rv_network_problem_sizes(const struct rv_recipe *base, size_t pass, struct rv_sizes *sizes);
size_t rv_network_problem_block(const struct rv_evaluate *evaluate);
size_t rv_network_problem_batch(const struct rv_recipe *base, const struct rv_sizes *sizes,
                                struct rv_run_place *place);
enum rv_status rv_network_problem_measure(const struct rv_recipe *base, struct rv_sizes *sizes,
                                          struct rv_run_place *place, struct rv_error *error);
/* Shape and classes of a recipe's data; a network of its first layers, or the first mistake. */
enum rv_status rv_run_describe(const struct rv_recipe *recipe, struct rv_shape *shape,
                               int *classes, struct rv_error *error);
enum rv_status rv_run_make_network(const struct rv_recipe *recipe, size_t layers,
                                   struct rv_shape shape, struct rv_network **network,
                                   struct rv_error *error);

/* Layers up to and with the last ReLU, which record.dead_units looks at; examples at a time. */
#define RV_DEAD_UNITS_BLOCK ((size_t)8)
size_t rv_network_problem_to_last_relu(const struct rv_recipe *recipe);

/* network_dead_units.c: makes what is needed for the recipe in force; passes the examples of the
 * scenario's protocol, whole or a part, true when all are; the share of the units that stayed at
 * 0. */
enum rv_status rv_network_problem_open_dead_units(struct rv_run *run, struct rv_error *error);
void rv_network_problem_close_dead_units(struct rv_run *run);
bool rv_network_problem_count_dead_units(struct rv_run *run, bool whole);
double rv_network_problem_dead_share(const struct rv_run *run);

/* network_reduce.c: outcomes to numbers. */
void rv_network_problem_reduce(const struct rv_run *run, const struct rv_job *job,
                               struct rv_evaluation *result);
/* Whether the outcomes kept from the last evaluation are of the same examples in their order. */
bool rv_network_problem_same_examples(const struct rv_run *run, const struct rv_job *job);
/* The standard error of the change of the loss since the last evaluation, which becomes the one
 * kept: paired, or of two random draws. `loss_se` is that of this one. */
double rv_network_problem_paired(struct rv_run *run, const struct rv_job *job, double loss_se);
void rv_network_problem_confuse(struct rv_run *run, const struct rv_job *job);

/* network_columns.c: the row of the epoch table. */
void rv_network_problem_finish_epoch(struct rv_run *run, double *row, double *protocols);

#endif
