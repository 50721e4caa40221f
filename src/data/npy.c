/* The data set `npy`: arrays of NumPy, as numpy.savez(f, x=..., y=...) writes them, or two .npy
 * files. Arrays x_val and y_val are the validation set, apart from the rest. */
#include "data/examine_sets.h"
#include "data/examples.h"
#include "data/file.h"
#include "data/file_parts.h"
#include "data/file_sizes.h"
#include "data/npy_arrays.h"
#include "ravine/memory.h"
#include "ravine/text.h"

struct rv_npy {
    struct rv_data_common common;
    char file[RV_TEXT_SIZE];
    char labels[RV_TEXT_SIZE];
    bool balanced;
    int acquired; /* index of acquired_values */
};

static const char *const acquired_names[] = { "file", "mixed", "class", NULL };
static const int acquired_values[] = { RV_FILE_ROWS_FILE, RV_FILE_ROWS_MIXED, RV_FILE_ROWS_CLASS };

static const struct rv_param params[] = {
    RV_FILE_SIZES_ROWS(struct rv_npy),
    RV_TEXT(struct rv_npy, file, .is_file = true,
            .help = "An .npz file with arrays x and y (or x_train, images, arr_0 ... as programs "
                    "call them; x_val and y_val validate), or a .npy file of inputs."),
    RV_TEXT(struct rv_npy, labels, .is_file = true,
            .help = "The .npy file of the labels, where the inputs are one."),
    RV_BOOLEAN(struct rv_npy, balanced,
               .help = "Draw each class equally often; otherwise as often as the file has it."),
    RV_CHOICE(struct rv_npy, acquired, .choices = acquired_names,
              .help = "Order in which the pool was acquired: as in the file, mixed, or sorted by "
                      "class."),
    RV_PARAM_END
};

static enum rv_status load(const char *path, const void *options, const struct stat *facts,
                           void **value, struct rv_error *error)
{
    const struct rv_npy *npy = options;
    struct rv_npy_arrays *arrays = NULL;
    enum rv_status status = rv_npy_arrays_read(path, npy->labels, &arrays, error);

    (void)facts;
    *value = arrays;
    return status;
}

static void release(void *value)
{
    rv_npy_arrays_free(value);
}

static enum rv_status get_arrays(const struct rv_npy *npy, struct rv_file_cached **cached,
                                 struct rv_error *error)
{
    struct rv_file_loader loader = { .what = "a file of NumPy", .key = npy->labels, .load = load,
                                     .release = release };
    struct stat facts;

    *cached = NULL;
    if (npy->file[0] == '\0')
        return rv_error_set(error, RV_INPUT, "set `file` to the path of an .npz or .npy file");
    if (npy->labels[0] && rv_file_check(npy->labels, "a .npy file", &facts, error) != RV_OK)
        return error ? error->status : RV_MISSING;
    return rv_file_get(&loader, npy->file, npy, cached, error);
}

static struct rv_file_parts parts_of(const struct rv_npy *npy, const struct rv_npy_arrays *arrays)
{
    struct rv_file_parts parts = { 0 };

    parts.part[RV_FILE_PART_TRAINING] = (struct rv_file_rows){
        .source = npy->file, .labels = arrays->training.labels,
        .rows = arrays->training.x->size[0], .classes = arrays->classes,
        .balanced = npy->balanced, .acquired = acquired_values[npy->acquired],
    };
    if (arrays->validation.x) {
        parts.part[RV_FILE_PART_VALIDATION] = parts.part[RV_FILE_PART_TRAINING];
        parts.part[RV_FILE_PART_VALIDATION].labels = arrays->validation.labels;
        parts.part[RV_FILE_PART_VALIDATION].rows = arrays->validation.x->size[0];
    }
    return parts;
}

static enum rv_status settle(void *config, struct rv_error *error)
{
    struct rv_npy *npy = config;
    struct rv_file_cached *cached;
    enum rv_status status = get_arrays(npy, &cached, error);

    if (status == RV_OK) {
        const struct rv_npy_arrays *arrays = rv_file_value(cached);
        rv_file_sizes_settle(&npy->common, arrays->training.x->size[0],
                             arrays->validation.x ? arrays->validation.x->size[0] : 0, 0);
    }
    if (status != RV_OK)
        rv_file_sizes_guess(&npy->common);
    rv_file_put(cached);
    return status;
}

static bool apart(const void *config)
{
    struct rv_file_cached *cached;
    struct rv_error error = { 0 };
    bool own = false;

    if (get_arrays(config, &cached, &error) == RV_OK)
        own = ((const struct rv_npy_arrays *)rv_file_value(cached))->validation.x != NULL;
    rv_file_put(cached);
    return own;
}

static enum rv_status describe(const void *config, struct rv_shape *shape, int *classes,
                               struct rv_error *error)
{
    const struct rv_npy *npy = config;
    struct rv_file_cached *cached;
    enum rv_status status = get_arrays(npy, &cached, error);

    if (status == RV_OK) {
        const struct rv_npy_arrays *arrays = rv_file_value(cached);
        struct rv_file_parts parts = parts_of(npy, arrays);
        *shape = arrays->shape;
        *classes = arrays->classes;
        status = rv_file_parts_check(&parts, &npy->common, error);
    }
    rv_file_put(cached);
    return status;
}

static void fill(const struct rv_npy *npy, const struct rv_npy_arrays *arrays, uint64_t seed,
                 struct rv_examples *pool)
{
    struct rv_file_parts parts = parts_of(npy, arrays);
    uint32_t *rows = rv_alloc(pool->count, sizeof *rows);

    rv_file_parts_draw(&parts, &npy->common, seed, rows);
    for (size_t i = 0; i < pool->count; i++) {
        const struct rv_npy_part *part =
            rv_file_parts_of(&parts, &npy->common, i) == RV_FILE_PART_VALIDATION
                ? &arrays->validation : &arrays->training;
        pool->labels[i] = part->labels[rows[i]];
        rv_npy_arrays_example(arrays, part, rows[i], rv_examples_at(pool, i));
    }
    rv_free(rows);
}

static enum rv_status create(const void *config, uint64_t seed, struct rv_examples *pool,
                             struct rv_error *error)
{
    const struct rv_npy *npy = config;
    struct rv_shape shape;
    struct rv_file_cached *cached;
    int classes;
    enum rv_status status = describe(config, &shape, &classes, error);

    if (status != RV_OK)
        return status;
    status = get_arrays(npy, &cached, error);
    if (status == RV_OK)
        status = rv_examples_create(shape, classes,
                                    (size_t)npy->common.train + (size_t)npy->common.validation +
                                        (size_t)npy->common.fresh, pool, error);
    if (status == RV_OK)
        fill(npy, rv_file_value(cached), seed, pool);
    rv_file_put(cached);
    return status;
}

enum rv_status rv_npy_examine(const void *config, struct rv_data_facts *facts,
                              struct rv_error *error)
{
    struct rv_file_cached *cached;
    enum rv_status status = get_arrays(config, &cached, error);

    if (status == RV_OK)
        rv_data_facts_copy(&((const struct rv_npy_arrays *)rv_file_value(cached))->facts, facts);
    rv_file_put(cached);
    return status;
}

const struct rv_dataset_type rv_dataset_npy = {
    .type = {
        .name = "npy",
        .summary = "Arrays of NumPy of your own: an .npz file with x and y, or two .npy files.",
        .reference = "R. Kern, NEP 1: A simple file format for NumPy arrays, 2007",
        .params = params,
        .config_size = sizeof(struct rv_npy),
    },
    .describe = describe,
    .settle = settle,
    .apart = apart,
    .create = create,
};
