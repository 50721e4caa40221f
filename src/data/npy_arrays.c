/* Arrays as examples: see npy_arrays.h. */
#include "data/npy_arrays.h"

#include "data/examples.h"
#include "ravine/memory.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIDE_MOST 4096

/* Names that programs use, in the order in which they are tried. */
static const char *const names_x[] = { "x", "X", "x_train", "X_train", "train_images", "images",
                                       "data", "features", "arr_0", NULL };
static const char *const names_y[] = { "y", "Y", "y_train", "Y_train", "train_labels", "labels",
                                       "label", "target", "targets", "arr_1", NULL };
static const char *const names_x_val[] = { "x_val", "X_val", "val_images", "x_valid", "x_test",
                                           "X_test", "test_images", NULL };
static const char *const names_y_val[] = { "y_val", "Y_val", "val_labels", "y_valid", "y_test",
                                           "Y_test", "test_labels", NULL };

static const struct rv_array *find(const struct rv_array_file *file, const char *const *names)
{
    for (; *names; names++)
        for (size_t k = 0; k < file->count; k++)
            if (strcmp(file->arrays[k].name, *names) == 0)
                return &file->arrays[k];
    return NULL;
}

void rv_npy_arrays_free(struct rv_npy_arrays *arrays)
{
    rv_array_file_release(&arrays->files[0]);
    rv_array_file_release(&arrays->files[1]);
    rv_free(arrays->training.labels);
    rv_free(arrays->validation.labels);
    rv_free(arrays->values);
    rv_data_facts_release(&arrays->facts);
    rv_free(arrays);
}

/* What the archive has, for whoever misses something in it. */
static enum rv_status not_there(const char *path, const struct rv_array_file *file,
                                const char *what, struct rv_error *error)
{
    struct rv_text names = { 0 };
    enum rv_status status;

    for (size_t k = 0; k < file->count; k++)
        rv_text_printf(&names, "%s%s", k ? ", " : "", file->arrays[k].name);
    status = rv_error_set(error, RV_INPUT,
                          "%s has no array of %s among %s: write numpy.savez(f, x=..., y=...)%s",
                          path, what, names.length ? rv_text_string(&names) : "nothing",
                          file->count == 1 && !file->arrays[0].name[0]
                              ? ", or name the labels' file with `labels`" : "");
    rv_text_release(&names);
    return status;
}

static enum rv_status shape_of(const char *path, struct rv_npy_arrays *arrays,
                               struct rv_error *error)
{
    const struct rv_array *x = arrays->training.x;
    const size_t *size = x->size;

    for (int d = 1; d < x->dimensions; d++)
        if (size[d] > SIDE_MOST * (x->dimensions == 2 ? 16 : 1))
            return rv_error_set(error, RV_INPUT, "%s: an example of %zu x %zu x %zu numbers",
                                path, size[1], size[2], size[3]);
    if (x->dimensions <= 2)
        arrays->shape = (struct rv_shape){ 1, 1, (int)size[1] };
    else
        arrays->shape = (struct rv_shape){ (int)size[1], (int)size[2], (int)size[3] };
    if (x->dimensions == 4 && size[1] <= 4 && size[3] > 4)
        return rv_error_set(error, RV_INPUT,
                            "%s holds images of %zu x %zu x %zu: channels come last here, write "
                            "x.transpose(0, 2, 3, 1)", path, size[1], size[2], size[3]);
    arrays->bytes = x->dimensions > 2 && x->kind == 'u' && x->item == 1;
    return RV_OK;
}

/* The label of example i: a whole number, or the place of the 1 of a one-hot row; else false. */
static bool label_of(const struct rv_array *y, size_t i, long *label)
{
    size_t width = y->count / y->size[0], ones = 0;

    if (width == 1) {
        double value = rv_array_value(y, i);
        if (!(fabs(value) <= 1e15) || trunc(value) < value || trunc(value) > value)
            return false;
        *label = (long)value;
        return true;
    }
    for (size_t k = 0; k < width; k++) {
        double value = rv_array_value(y, i * width + k);
        if (value >= 1 && value <= 1) {
            *label = (long)k;
            ones++;
        } else if (!(value >= 0 && value <= 0)) {
            return false;
        }
    }
    return ones == 1;
}

static int compare_longs(const void *a, const void *b)
{
    long p = *(const long *)a, q = *(const long *)b;
    return p < q ? -1 : p > q;
}

/* All labels of a part, not yet numbered. NULL and an error where one is none. */
static long *read_labels(const char *path, const struct rv_npy_part *part, struct rv_error *error)
{
    long *labels = rv_alloc(part->y->size[0], sizeof *labels);

    for (size_t i = 0; i < part->y->size[0]; i++)
        if (!label_of(part->y, i, &labels[i])) {
            rv_free(labels);
            (void)rv_error_set(error, RV_INPUT,
                               "%s: label %zu (from 0) is no class: whole numbers are, or rows "
                               "with one 1 and else 0", path, i);
            return NULL;
        }
    return labels;
}

static enum rv_status number_classes(const char *path, struct rv_npy_arrays *arrays,
                                     struct rv_error *error)
{
    size_t count = arrays->training.y->size[0], classes = 0;
    long *labels = read_labels(path, &arrays->training, error);

    if (!labels)
        return RV_INPUT;
    arrays->values = rv_memdup(labels, count * sizeof *labels);
    rv_free(labels);
    qsort(arrays->values, count, sizeof *arrays->values, compare_longs);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || arrays->values[i] != arrays->values[i - 1])
            arrays->values[classes++] = arrays->values[i];
    if (classes < 2 || classes > RV_EXAMPLES_CLASSES)
        return rv_error_set(error, RV_INPUT, "%s has %zu different labels; 2 to %d are needed",
                            path, classes, RV_EXAMPLES_CLASSES);
    arrays->classes = (int)classes;
    return RV_OK;
}

static enum rv_status check_values(const char *path, const struct rv_array *x,
                                   struct rv_error *error)
{
    for (size_t i = 0; x->kind == 'f' && i < x->count; i++)
        if (!(fabs(rv_array_value(x, i)) < (double)FLT_MAX))
            return rv_error_set(error, RV_INPUT,
                                "%s: example %zu (from 0) has a value that is missing, infinite "
                                "or too large; numpy.nan_to_num(x) puts numbers there", path,
                                i / (x->count / x->size[0]));
    return RV_OK;
}

/* Classes of a part, by the training labels. */
static enum rv_status number_labels(const char *path, const struct rv_npy_arrays *arrays,
                                    struct rv_npy_part *part, struct rv_error *error)
{
    size_t count = part->y->size[0];
    long *labels;

    if (part->x->size[0] != count)
        return rv_error_set(error, RV_INPUT, "%s has %zu examples and %zu labels", path,
                            part->x->size[0], count);
    if (part->x->kind != arrays->training.x->kind && arrays->bytes)
        return rv_error_set(error, RV_INPUT, "%s: inputs of training are bytes, those of "
                            "validation are not", path);
    if (part->x->count / part->x->size[0] != rv_shape_size(arrays->shape))
        return rv_error_set(error, RV_INPUT, "%s: examples of validation have another size", path);
    labels = read_labels(path, part, error);
    if (!labels)
        return RV_INPUT;
    part->labels = rv_alloc(count, sizeof *part->labels);
    for (size_t i = 0; i < count; i++) {
        const long *at = bsearch(&labels[i], arrays->values, (size_t)arrays->classes,
                                 sizeof *labels, compare_longs);
        if (!at) {
            (void)rv_error_set(error, RV_INPUT, "%s: label %ld of validation is no class of "
                               "training", path, labels[i]);
            rv_free(labels);
            return RV_INPUT;
        }
        part->labels[i] = (int)(at - arrays->values);
    }
    rv_free(labels);
    return check_values(path, part->x, error);
}

static enum rv_status find_arrays(const char *path, const char *labels,
                                  struct rv_npy_arrays *arrays, struct rv_error *error)
{
    struct rv_array_file *file = &arrays->files[0];
    bool single = file->count == 1 && !file->arrays[0].name[0];

    arrays->training.x = single ? &file->arrays[0] : find(file, names_x);
    arrays->training.y = find(file, names_y);
    arrays->validation.x = find(file, names_x_val);
    arrays->validation.y = find(file, names_y_val);
    if (*labels) {
        if (rv_array_file_read(labels, &arrays->files[1], error) != RV_OK)
            return RV_INPUT;
        arrays->training.y = arrays->files[1].count ? &arrays->files[1].arrays[0] : NULL;
    }
    if (!arrays->training.x)
        return not_there(path, file, "inputs (x)", error);
    if (!arrays->training.y)
        return not_there(path, file, "labels (y)", error);
    if (!arrays->validation.x != !arrays->validation.y)
        return not_there(path, file, arrays->validation.x ? "validation labels (y_val)"
                                                          : "validation inputs (x_val)", error);
    return RV_OK;
}

/* Rows, classes, and what was taken for what. */
static void tell(struct rv_npy_arrays *arrays)
{
    struct rv_data_facts *facts = &arrays->facts;
    const struct rv_npy_part *training = &arrays->training, *validation = &arrays->validation;
    size_t *counts = rv_alloc((size_t)arrays->classes, sizeof *counts);

    facts->format = training->x->name[0] ? "npz" : "npy";
    facts->rows = training->x->size[0];
    facts->features = rv_shape_size(arrays->shape);
    facts->label = rv_strdup(training->y->name[0] ? training->y->name : "labels");
    for (size_t i = 0; i < facts->rows; i++)
        counts[training->labels[i]]++;
    for (int k = 0; k < arrays->classes; k++) {
        char name[24];
        (void)snprintf(name, sizeof name, "%ld", arrays->values[k]);
        rv_data_facts_add_class(facts, name, counts[k]);
    }
    rv_free(counts);
    rv_data_lines_add(&facts->notes, "examples of %d x %d x %d (height, width, channels)",
                      arrays->shape.height, arrays->shape.width, arrays->shape.channels);
    if (training->x->name[0])
        rv_data_lines_add(&facts->notes, "inputs are '%s', labels '%s'", training->x->name,
                          training->y->name);
    if (arrays->bytes)
        rv_data_lines_add(&facts->notes, "bytes are divided by 255");
    if (validation->x)
        rv_data_lines_add(&facts->notes, "validation has arrays of its own: '%s', %zu examples",
                          validation->x->name, validation->x->size[0]);
}

enum rv_status rv_npy_arrays_read(const char *path, const char *labels,
                                  struct rv_npy_arrays **result, struct rv_error *error)
{
    struct rv_npy_arrays *arrays = rv_alloc(1, sizeof *arrays);
    enum rv_status status = rv_array_file_read(path, &arrays->files[0], error);

    if (status == RV_OK)
        status = find_arrays(path, labels, arrays, error);
    if (status == RV_OK)
        status = shape_of(path, arrays, error);
    if (status == RV_OK)
        status = number_classes(path, arrays, error);
    if (status == RV_OK)
        status = number_labels(path, arrays, &arrays->training, error);
    if (status == RV_OK && arrays->validation.x)
        status = number_labels(path, arrays, &arrays->validation, error);
    if (status != RV_OK) {
        rv_npy_arrays_free(arrays);
        return status;
    }
    tell(arrays);
    *result = arrays;
    return RV_OK;
}

void rv_npy_arrays_example(const struct rv_npy_arrays *arrays, const struct rv_npy_part *part,
                           size_t i, float *out)
{
    size_t width = rv_shape_size(arrays->shape);
    double divisor = arrays->bytes ? 255 : 1;

    for (size_t j = 0; j < width; j++)
        out[j] = (float)(rv_array_value(part->x, i * width + j) / divisor);
}
