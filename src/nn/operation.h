/* Operations: what a plan is made of, and what layers and fusions implement.
 *
 * An operation reads one numbered map (a join two) and writes one. Its functions are called for a
 * block of examples; a `struct rv_frame` says which, and gives views that start at the block's
 * first example, so that kernels are always called with first = 0. Memory is asked for once, in
 * `size`.
 *
 * Batch normalisation with the batch's own statistics needs all examples before it can go on. Its
 * `gather` sees every block, in order, `close` ends the sums, and only then come the `forward`
 * calls; the same in reverse with `backward_gather` and `backward_close`. In passes on running
 * statistics gather and close are left out, backward_gather comes just before each backward, and
 * backward_close after all of them; so it is with a `constant` operation in any pass. */
#ifndef RAVINE_NN_OPERATION_H
#define RAVINE_NN_OPERATION_H

#include "nn/kernels/kernels.h"

/* Examples of a block: a multiple of RV_CONV_CHUNK, so that sums are cut alike everywhere. */
#define RV_OPERATION_BLOCK 8

#define RV_OPERATION_LAYERS 4 /* layers that one fused operation can stand for */
#define RV_OPERATION_PARTS 5  /* pieces of memory of each sort */

struct rv_network_node;
struct rv_plan;

struct rv_operation {
    const struct rv_operator *run;
    const struct rv_network_node *node[RV_OPERATION_LAYERS]; /* its layers, in order */
    int input, other_input, output, other_output; /* maps, as in struct rv_network_node */
    bool backward;       /* part of the backward pass at all */
    bool backward_input; /* something trainable lies before it */
    bool constant;       /* batch normalisation on running statistics in every pass; set by size */
    /* Filled by run->borders: rows of zeros that its kernels need. */
    int input_border;          /* around the input */
    int gradient_border;       /* around the gradient of the output */
    /* Filled by run->size: bytes of memory. */
    size_t fixed[RV_OPERATION_PARTS];   /* packed weights, sums, scratch of a block */
    size_t example[RV_OPERATION_PARTS]; /* for each example, kept from forward to backward */
    /* Where they lie in the plan's memory. */
    size_t fixed_at[RV_OPERATION_PARTS], example_at[RV_OPERATION_PARTS];
};

struct rv_frame {
    const struct rv_plan *plan;
    const struct rv_kernels *kernels;
    const struct rv_pass *pass;
    const double *parameters, *statistics;
    double *gradient;
    size_t first;         /* of the block, in the batch */
    size_t slot;          /* of the block's first example in buffers that hold one block */
    size_t deferred_slot; /* the same in those that wait for finish() */
    size_t count;         /* examples of the block */
};

struct rv_operator {
    bool keeps_input;       /* backward reads the numbers of the input */
    bool keeps_output;      /* backward reads the numbers of the output */
    bool input_by_number;   /* whole vectors of input channels are of no use to it */
    bool in_place;          /* the output may lie over the input */
    bool gradient_in_place; /* the gradient of the input may lie over that of the output */
    void (*borders)(struct rv_operation *op); /* NULL: none */
    void (*size)(struct rv_operation *op, const struct rv_plan *plan); /* NULL: no memory */
    /* Once a pass, before the first block: packs weights, resets sums. */
    void (*prepare)(const struct rv_operation *op, const struct rv_frame *frame);
    void (*gather)(const struct rv_operation *op, const struct rv_frame *frame);
    void (*close)(const struct rv_operation *op, const struct rv_frame *frame);
    void (*forward)(const struct rv_operation *op, const struct rv_frame *frame);
    void (*backward_gather)(const struct rv_operation *op, const struct rv_frame *frame);
    void (*backward_close)(const struct rv_operation *op, const struct rv_frame *frame);
    void (*backward)(const struct rv_operation *op, const struct rv_frame *frame);
    /* Once after the backward pass of many blocks: reads their inputs and output gradients. */
    void (*finish)(const struct rv_operation *op, const struct rv_frame *frame);
    /* The population's mean and biased variance of all that gather() saw since prepare(). */
    void (*population)(const struct rv_operation *op, const struct rv_frame *frame,
                       double *statistics);
    /* Moves the running statistics towards those of the last close(). */
    void (*commit)(const struct rv_operation *op, const struct rv_frame *frame, double *statistics);
};

/* The geometry of a map's buffers, without data. */
struct rv_view rv_plan_data(const struct rv_plan *plan, int map);
struct rv_view rv_plan_gradient(const struct rv_plan *plan, int map);

/* Views of a map's numbers and of its gradient, from the block's first example on. */
struct rv_view rv_frame_data(const struct rv_frame *frame, int map);
struct rv_view rv_frame_gradient(const struct rv_frame *frame, int map);
/* Reals of a map without its border, all channels that are stored. */
size_t rv_plan_numbers(const struct rv_plan *plan, int map);
/* A map of one cell as the list of its `numbers`; what is stored behind them is set to 0 if the
 * list is to be `written`. */
struct rv_view rv_frame_list(const struct rv_frame *frame, struct rv_view cell, int numbers,
                             bool written);
/* An operation's own memory. */
void *rv_frame_fixed(const struct rv_frame *frame, const struct rv_operation *op, int part);
void *rv_frame_example(const struct rv_frame *frame, const struct rv_operation *op, int part);

/* A map of one cell, seen without the zeros around it: as if of the shape given, which has as many
 * numbers. */
static inline struct rv_view rv_view_cell(struct rv_view view, int height, int width, int channels,
                                          size_t real_size)
{
    size_t cells = (size_t)view.border * (size_t)(2 * view.border + 1) + (size_t)view.border;

    view.data = (char *)view.data + cells * (size_t)view.channels * real_size;
    view.border = 0;
    view.height = height;
    view.width = width;
    view.channels = channels;
    return view;
}

/* The parameters of array `a` of a node, and where their gradient goes (NULL where frozen). */
const double *rv_frame_parameters(const struct rv_frame *frame, const struct rv_network_node *node,
                                  int a);
double *rv_frame_slope(const struct rv_frame *frame, const struct rv_network_node *node, int a);

#endif
