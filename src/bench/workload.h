/* The workloads of `ravine bench`: a fixed network, mini-batch and optimizer, made ready to step.
 *
 *     status = rv_bench_workload_create(&rv_bench_workloads[0], &bench, &error);
 *     rv_bench_workload_step(&bench);
 *     rv_bench_workload_release(&bench);                   // after a failure too
 *
 * A step of training is the whole of it, as a run makes it. A step of inference is all examples
 * once. A step of a landscape is one point: weights that were not there before, all examples. A
 * step of curvature is a product of their Hessian with a vector, in double precision. */
#ifndef RAVINE_BENCH_WORKLOAD_H
#define RAVINE_BENCH_WORKLOAD_H

#include "ravine/curvature.h"
#include "ravine/recipe.h"

enum rv_bench_kind {
    RV_BENCH_TRAINING,
    RV_BENCH_INFERENCE,
    RV_BENCH_LANDSCAPE,
    RV_BENCH_CURVATURE
};

/* Points of the landscape that W5 stands for, along one side. */
#define RV_BENCH_GRID 51

struct rv_bench_workload {
    const char *name;      /* "W1" */
    const char *network;   /* a preset; with a recipe only a word beside the name */
    const char *optimizer; /* YAML of the section */
    struct rv_shape shape;
    int classes;
    size_t batch;    /* of a training step; examples of a pass elsewhere */
    size_t examples; /* that the mini-batches are drawn from; all of them without training */
    enum rv_bench_kind kind;
    bool layers;     /* shown by --layers */
    const struct rv_recipe *recipe; /* in place of preset and optimizer, or NULL; it must outlive
                                       the workload */
};

extern const struct rv_bench_workload rv_bench_workloads[];
extern const size_t rv_bench_workload_count;

/* One workload made ready to step. */
struct rv_bench {
    const struct rv_bench_workload *load;
    const struct rv_recipe *recipe;
    struct rv_recipe own; /* of a preset */
    struct rv_network *network;
    struct rv_workspace *work;
    float *inputs;
    int *labels;
    uint32_t *order;
    struct rv_outcome *outcomes;
    double *parameters, *statistics, *gradient, *slots;
    double *centre, *across[2]; /* of the landscape: where it lies and its two directions */
    struct rv_set_objective set; /* of curvature: all examples, */
    struct rv_objective objective;
    struct rv_hessian *hessian;  /* at the first weights, */
    double *way;                 /* times a direction */
    size_t count;               /* parameters */
    long step;                  /* made so far */
};

/* Network, data and optimizer, made; a training step, a pass or a point of a landscape, by the
 * workload's kind. Release in any case. */
enum rv_status rv_bench_workload_create(const struct rv_bench_workload *load,
                                        struct rv_bench *bench, struct rv_error *error);
void rv_bench_workload_release(struct rv_bench *bench);
void rv_bench_workload_step(struct rv_bench *bench);

/* Parts of a training step. The mini-batch of the next step, and how it is passed through. */
struct rv_batch rv_bench_workload_batch(const struct rv_bench *bench);
struct rv_pass rv_bench_workload_pass(const struct rv_bench *bench);
void rv_bench_workload_clip(struct rv_bench *bench);
void rv_bench_workload_update(struct rv_bench *bench);
void rv_bench_workload_commit(struct rv_bench *bench);

/* Examples and floating-point operations of a step (conv and dense only). */
size_t rv_bench_workload_images(const struct rv_bench *bench);
double rv_bench_workload_flops(const struct rv_bench *bench);


#endif
