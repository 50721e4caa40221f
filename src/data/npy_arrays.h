/* Arrays of a user's own as examples: which of them are inputs and which labels. */
#ifndef RAVINE_DATA_NPY_ARRAYS_H
#define RAVINE_DATA_NPY_ARRAYS_H

#include "ravine/data_facts.h"
#include "ravine/shape.h"
#include "record/array.h"

struct rv_npy_part {
    const struct rv_array *x, *y; /* NULL: there are none */
    int *labels;                  /* owned; class of each example */
};

struct rv_npy_arrays {
    struct rv_array_file files[2]; /* the archive, or inputs and labels */
    struct rv_npy_part training, validation;
    struct rv_shape shape;
    bool bytes;    /* images of bytes: divided by 255 */
    long *values;  /* owned; labels that there are, ascending */
    int classes;
    struct rv_data_facts facts;
};

/* `labels`: a .npy file beside a .npy file of inputs; "" with an archive. */
enum rv_status rv_npy_arrays_read(const char *path, const char *labels,
                                  struct rv_npy_arrays **arrays, struct rv_error *error);
void rv_npy_arrays_free(struct rv_npy_arrays *arrays);

/* Inputs of example i. */
void rv_npy_arrays_example(const struct rv_npy_arrays *arrays, const struct rv_npy_part *part,
                           size_t i, float *out);

#endif
