/* The data set `idx`: any pair of IDX files. Values are byte/255, so they lie between 0 and 1. */
#include "data/idx_set.h"

#include "data/file_rows.h"
#include "data/examine_sets.h"
#include "data/examples.h"
#include "data/file.h"
#include "data/idx.h"
#include "data/pool.h"
#include "ravine/memory.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define LABELS 256 /* that a byte can hold */
#define NOT_KEPT (-1)
#define BYTES 8  /* types of values, idx.h */
#define WHOLE 12 /* up to here they are whole numbers */

const char *const rv_idx_set_acquired[] = { "mixed", "file", "class", NULL };

static const struct rv_param params[] = { RV_IDX_SET_ROWS("", ""), RV_PARAM_END };

/* What describe() finds out and create() needs again. */
struct plan {
    struct rv_shape shape;
    int classes;
    struct rv_idx header; /* of the images */
    int *labels;          /* owned; new label of each image, or NOT_KEPT */
};

static void plan_release(struct plan *plan)
{
    rv_free(plan->labels);
}

/* Checked by check_labels() before anything else asks. */
static int label_at(const struct rv_idx *labels, size_t i)
{
    return (int)rv_idx_value(labels, i);
}

/* Classes are whole numbers that a byte can hold, whatever the type of the file. */
static enum rv_status check_labels(const struct rv_idx_set *set, const struct rv_idx *labels,
                                   struct rv_error *error)
{
    for (size_t i = 0; i < labels->size[0]; i++) {
        double value = rv_idx_value(labels, i);
        if (!(value >= 0 && value < LABELS && floor(value) >= value))
            return rv_error_set(error, RV_INPUT,
                                "%s: label %zu (from 0) is %g; whole numbers from 0 to %d are read",
                                set->labels, i, value, LABELS - 1);
    }
    return RV_OK;
}

/* new[label] for all labels of the file; the number of classes, or 0 with an error. */
static int relabel(const struct rv_idx_set *set, const struct rv_idx *labels, int new[LABELS],
                   struct rv_error *error)
{
    int classes = 0;

    for (int k = 0; k < LABELS; k++)
        new[k] = NOT_KEPT;
    for (size_t k = 0; k < set->classes.count; k++) {
        if (new[set->classes.value[k]] != NOT_KEPT) {
            rv_error_set(error, RV_INPUT, "classes names the label %ld twice",
                         set->classes.value[k]);
            return 0;
        }
        new[set->classes.value[k]] = classes++;
    }
    if (classes == 0) {
        for (size_t i = 0; i < labels->size[0]; i++)
            if (label_at(labels, i) >= classes)
                classes = label_at(labels, i) + 1;
        for (int k = 0; k < classes; k++)
            new[k] = k;
    }
    if (classes < 2) {
        rv_error_set(error, RV_INPUT, "%s gives %d class; at least 2 are needed", set->labels,
                     classes);
        return 0;
    }
    return classes;
}

/* A label that does not occur would make a class without examples. */
static enum rv_status check_kept(const struct rv_idx_set *set, const struct rv_idx *labels,
                                 struct rv_error *error)
{
    bool found[LABELS] = { false };
    int highest = 0;

    for (size_t i = 0; i < labels->size[0]; i++) {
        found[label_at(labels, i)] = true;
        if (label_at(labels, i) > highest)
            highest = label_at(labels, i);
    }
    for (size_t k = 0; k < set->classes.count; k++)
        if (!found[set->classes.value[k]])
            return rv_error_set(error, RV_INPUT,
                                "classes names the label %ld, which is out of range: %s has no "
                                "such label (its highest is %d)",
                                set->classes.value[k], set->labels, highest);
    return RV_OK;
}

/* Labels are small, so describe() reads them all: the number of classes is not in the header. */
static enum rv_status plan_labels(const struct rv_idx_set *set, const struct rv_idx *labels,
                                  struct plan *plan, struct rv_error *error)
{
    int new[LABELS];
    enum rv_status status = check_labels(set, labels, error);

    if (status == RV_OK)
        status = check_kept(set, labels, error);

    if (status != RV_OK)
        return status;
    if (labels->size[0] != plan->header.size[0])
        return rv_error_set(error, RV_INPUT, "%s holds %zu labels, but %s holds %zu images",
                            set->labels, labels->size[0], set->images, plan->header.size[0]);
    plan->classes = relabel(set, labels, new, error);
    if (plan->classes == 0)
        return RV_INPUT;
    plan->labels = rv_alloc(labels->size[0], sizeof *plan->labels);
    for (size_t i = 0; i < labels->size[0]; i++)
        plan->labels[i] = new[label_at(labels, i)];
    return RV_OK;
}

/* Pooling by a factor that leaves a rest would drop pixels at one edge only. */
static enum rv_status plan_shape(const struct rv_idx_set *set, struct plan *plan,
                                 struct rv_error *error)
{
    size_t height = plan->header.size[1], width = plan->header.size[2], side = (size_t)set->pool;

    if (height % side != 0 || width % side != 0)
        return rv_error_set(error, RV_INPUT, "images of %zu x %zu cannot be pooled by %zu: it "
                            "must divide both", height, width, side);
    plan->shape = (struct rv_shape){ (int)(height / side), (int)(width / side),
                                     (int)plan->header.size[3] };
    return RV_OK;
}

static struct rv_file_rows wanted_of(const struct rv_idx_set *set, const struct plan *plan)
{
    return (struct rv_file_rows){
        .source = set->labels,
        .labels = plan->labels,
        .rows = plan->header.size[0],
        .classes = plan->classes,
        .balanced = set->balanced,
        .shares = &set->class_shares,
        .acquired = set->acquired,
    };
}

/* Someone who never named a file is told the package, not the path; who named one of the two, its
 * path. */
static enum rv_status explain_missing(const struct rv_idx_set *set, enum rv_status status,
                                      struct rv_error *error)
{
    bool standard = strncmp(set->images, RV_IDX_SET_FOLDER, strlen(RV_IDX_SET_FOLDER)) == 0 &&
                    strncmp(set->labels, RV_IDX_SET_FOLDER, strlen(RV_IDX_SET_FOLDER)) == 0;

    if (status != RV_MISSING || !standard)
        return status;
    return rv_error_set(error, RV_MISSING,
                        "Fashion-MNIST is not in %s: install the Debian package "
                        "dataset-fashion-mnist, or set `images` and `labels`",
                        RV_IDX_SET_FOLDER);
}

/* From the cheapest check to the dearest: names, header of the images, labels, counts. */
static enum rv_status make_plan(const struct rv_idx_set *set, struct plan *plan,
                                struct rv_error *error)
{
    struct rv_file_cached *cached = NULL;
    enum rv_status status;

    *plan = (struct plan){ 0 };
    if (set->images[0] == '\0' || set->labels[0] == '\0')
        return rv_error_set(error, RV_INPUT, "set `images` and `labels` to the paths of two IDX "
                            "files");
    status = rv_idx_header(set->images, 3, &plan->header, error);
    if (status == RV_OK)
        status = plan_shape(set, plan, error);
    if (status == RV_OK)
        status = rv_idx_get(set->labels, 1, &cached, error);
    if (status == RV_OK)
        status = plan_labels(set, rv_file_value(cached), plan, error);
    if (status == RV_OK)
        status = rv_pool_check_shares(&set->class_shares, plan->classes, error);
    rv_file_put(cached);
    if (status == RV_OK) {
        struct rv_file_rows wanted = wanted_of(set, plan);
        status = rv_file_rows_check(&wanted, &set->common, error);
    }
    if (status != RV_OK)
        plan_release(plan);
    return explain_missing(set, status, error);
}

/* A number that is none would spread through all weights. */
static enum rv_status check_values(const struct rv_idx_set *set, const struct rv_idx *images,
                                   struct rv_error *error)
{
    size_t size = images->size[1] * images->size[2] * images->size[3];

    for (size_t i = 0; images->type > WHOLE && i < images->size[0] * size; i++)
        if (!(fabs(rv_idx_value(images, i)) < (double)FLT_MAX))
            return rv_error_set(error, RV_INPUT, "%s: image %zu (from 0) has a value that is "
                                "missing, infinite or too large", set->images, i / size);
    return RV_OK;
}

/* Images are read too, although the header says all that is asked: only whoever reads them knows
 * whether they are whole, and a run needs them next. */
enum rv_status rv_idx_set_describe(const void *config, struct rv_shape *shape, int *classes,
                                   struct rv_error *error)
{
    const struct rv_idx_set *set = config;
    struct rv_file_cached *images = NULL;
    struct plan plan;
    enum rv_status status = make_plan(set, &plan, error);

    if (status != RV_OK)
        return status;
    *shape = plan.shape;
    *classes = plan.classes;
    plan_release(&plan);
    status = rv_idx_get(set->images, 3, &images, error);
    if (status == RV_OK)
        status = check_values(set, rv_file_value(images), error);
    rv_file_put(images);
    return status;
}

/* Mean of each side × side square of bytes, over 255: whole-number sums, so no rounding but one.
 * Other types are taken as they are. */
static void pool_image(const struct rv_idx *images, size_t row, size_t side, struct rv_shape shape,
                       float *out)
{
    size_t width = images->size[2], channels = images->size[3];
    size_t first = row * images->size[1] * width * channels;
    double divisor = (images->type == BYTES ? 255.0 : 1.0) * (double)(side * side);

    for (size_t i = 0; i < (size_t)shape.height; i++)
        for (size_t j = 0; j < (size_t)shape.width; j++)
            for (size_t c = 0; c < channels; c++) {
                double sum = 0;
                for (size_t y = 0; y < side; y++)
                    for (size_t x = 0; x < side; x++)
                        sum += rv_idx_value(images, first + ((i * side + y) * width + j * side +
                                                             x) * channels + c);
                *out++ = (float)(sum / divisor);
            }
}

/* The header was read before the values; the file may have been replaced in between. */
static enum rv_status check_unchanged(const struct rv_idx_set *set, const struct plan *plan,
                                      const struct rv_idx *images, struct rv_error *error)
{
    for (int d = 0; d < RV_IDX_DIMENSIONS; d++)
        if (images->size[d] != plan->header.size[d])
            return rv_error_set(error, RV_INPUT, "%s changed while it was being read",
                                set->images);
    return RV_OK;
}

/* The rows are drawn first, so that only their images are pooled. */
static void fill(const struct rv_idx_set *set, const struct plan *plan,
                 const struct rv_idx *images, uint64_t seed, struct rv_examples *pool)
{
    struct rv_file_rows wanted = wanted_of(set, plan);
    uint32_t *rows = rv_alloc(pool->count, sizeof *rows);

    rv_file_rows_draw(&wanted, &set->common, seed, rows);
    for (size_t i = 0; i < pool->count; i++) {
        pool->labels[i] = plan->labels[rows[i]];
        pool_image(images, rows[i], (size_t)set->pool, plan->shape, rv_examples_at(pool, i));
    }
    rv_free(rows);
    rv_pool_spoil_labels(set->label_noise, seed, pool);
}

enum rv_status rv_idx_set_create(const void *config, uint64_t seed, struct rv_examples *pool,
                                 struct rv_error *error)
{
    const struct rv_idx_set *set = config;
    size_t count = (size_t)set->common.train + (size_t)set->common.validation +
                   (size_t)set->common.fresh;
    struct rv_file_cached *cached = NULL;
    struct plan plan;
    enum rv_status status = make_plan(set, &plan, error);

    if (status != RV_OK)
        return status;
    status = rv_idx_get(set->images, 3, &cached, error);
    if (status == RV_OK)
        status = check_unchanged(set, &plan, rv_file_value(cached), error);
    if (status == RV_OK)
        status = rv_examples_create(plan.shape, plan.classes, count, pool, error);
    if (status == RV_OK)
        fill(set, &plan, rv_file_value(cached), seed, pool);
    rv_file_put(cached);
    plan_release(&plan);
    return status;
}

/* The other file of a pair lies beside: "train-labels-idx1-ubyte" of "train-images-idx3-ubyte". */
bool rv_idx_set_partner(const char *path, const char *from, const char *to, char *out, size_t size)
{
    const char *at = strstr(path, from), *later;
    size_t before;
    struct stat facts;
    struct rv_error error = { 0 };

    while (at && (later = strstr(at + 1, from)) != NULL)
        at = later; /* folders may have the word, too */
    if (!at)
        return false;
    before = (size_t)(at - path);
    if ((size_t)snprintf(out, size, "%.*s%s%s", (int)before, path, to, at + strlen(from)) >= size)
        return false;
    return rv_file_check(out, "an IDX file", &facts, &error) == RV_OK;
}

/* Labels that are not there come before those that are: 26 letters numbered from 1 are 27. */
static void warn_of_labels(const size_t *counts, int classes, struct rv_data_facts *facts)
{
    int first = 0, holes = 0;

    while (first < classes && counts[first] == 0)
        first++;
    for (int k = first; k < classes; k++)
        holes += counts[k] == 0;
    if (first > 0)
        rv_data_lines_add(&facts->warnings,
                     "labels begin at %d: class 0 has no examples; `classes: [%d, %d, ...]` names "
                     "those that there are", first, first, first + 1);
    if (holes > 0)
        rv_data_lines_add(&facts->warnings, "%d label%s below %d do not occur: `classes` names "
                     "those that do", holes, holes == 1 ? "" : "s", classes);
}

enum rv_status rv_idx_set_examine(const void *config, struct rv_data_facts *facts,
                                  struct rv_error *error)
{
    const struct rv_idx_set *set = config;
    struct rv_idx_set one = *set; /* one example each: the sizes are not asked for here */
    size_t counts[LABELS] = { 0 };
    struct plan plan;
    enum rv_status status;

    one.common = (struct rv_data_common){ .train = 1 };
    one.balanced = false;
    status = make_plan(&one, &plan, error);
    if (status != RV_OK)
        return status;
    for (size_t i = 0; i < plan.header.size[0]; i++)
        if (plan.labels[i] >= 0)
            counts[plan.labels[i]]++;
    *facts = (struct rv_data_facts){ .format = "idx", .label = rv_strdup(set->labels),
                                     .features = rv_shape_size(plan.shape) };
    for (int k = 0; k < plan.classes; k++) {
        char name[24];
        long label = set->classes.count ? set->classes.value[k] : k;
        (void)snprintf(name, sizeof name, "%ld", label);
        rv_data_facts_add_class(facts, name, counts[k]);
        facts->rows += counts[k];
    }
    rv_data_lines_add(&facts->notes, "images of %d x %d x %d (height, width, channels)",
                      plan.shape.height, plan.shape.width, plan.shape.channels);
    warn_of_labels(counts, plan.classes, facts);
    plan_release(&plan);
    return RV_OK;
}

const struct rv_dataset_type rv_dataset_idx = {
    .type = {
        .name = "idx",
        .summary = "Images and labels from two IDX files of your own, as MNIST has them.",
        .reference = "Y. LeCun, C. Cortes, C. J. C. Burges, The MNIST database, 1998",
        .params = params,
        .config_size = sizeof(struct rv_idx_set),
    },
    .describe = rv_idx_set_describe,
    .create = rv_idx_set_create,
};
