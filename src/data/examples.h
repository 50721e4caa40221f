/* Examples: allocation with a check of the size, and copying by index. */
#ifndef RAVINE_DATA_EXAMPLES_H
#define RAVINE_DATA_EXAMPLES_H

#include "ravine/dataset.h"

/* Most classes that a data set may have; order.c keeps a counter for each on its stack. */
#define RV_EXAMPLES_CLASSES 1000

/* RV_INPUT when so many examples take more than RV_MEMORY_LIMIT bytes. */
enum rv_status rv_examples_check(struct rv_shape shape, size_t count, struct rv_error *error);

/* Zeroed room for `count` examples (0 is allowed); nothing is allocated when they do not fit. */
enum rv_status rv_examples_create(struct rv_shape shape, int classes, size_t count,
                                  struct rv_examples *examples, struct rv_error *error);

/* `to` becomes the examples index[0 .. count-1] of `from`, in that order. */
void rv_examples_gather(const struct rv_examples *from, const uint32_t *index, size_t count,
                        struct rv_examples *to);

/* Inputs of example i. */
static inline float *rv_examples_at(const struct rv_examples *examples, size_t i)
{
    return examples->inputs + i * rv_shape_size(examples->shape);
}

#endif
