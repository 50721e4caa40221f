/* The data set `csv`: a table with one row an example, a label column and features.
 *
 * Labels that are all whole numbers are numbered in their order (3, 7, 8 become 0, 1, 2), others in
 * alphabetical order. The features are all other columns, from left to right; `shape` folds them
 * into images, channels last. */
#include "data/csv_table.h"
#include "data/examine_sets.h"
#include "data/examples.h"
#include "data/file.h"
#include "data/file_parts.h"
#include "data/file_sizes.h"
#include "ravine/memory.h"
#include "ravine/text.h"

#include <string.h>

struct rv_csv {
    struct rv_data_common common;
    char file[RV_TEXT_SIZE];
    char validation_file[RV_TEXT_SIZE], fresh_file[RV_TEXT_SIZE];
    char label[RV_TEXT_SIZE]; /* name or number (from 1) of the column; empty: the last */
    char group[RV_TEXT_SIZE]; /* column of what examples belong to */
    char drop[RV_TEXT_SIZE], use[RV_TEXT_SIZE]; /* lists of columns */
    char comment[RV_TEXT_SIZE];
    int header, separator, decimal; /* enums of table_form.h */
    int missing, categories;        /* enums of table_plan.h */
    struct rv_integers shape; /* height, width, channels; empty: 1, 1, n */
    bool balanced;
    int acquired; /* index of acquired_values */
};

static const char *const headers[] = { "auto", "yes", "no", NULL };
static const char *const decimals[] = { "auto", "point", "comma", NULL };
static const char *const missings[] = { "error", "drop", "mean", NULL };
static const char *const categories[] = { "one-hot", "ordinal", NULL };
static const char *const acquired_names[] = { "file", "mixed", "class", NULL };
static const int acquired_values[] = { RV_FILE_ROWS_FILE, RV_FILE_ROWS_MIXED, RV_FILE_ROWS_CLASS };

static const struct rv_param params[] = {
    RV_FILE_SIZES_ROWS(struct rv_csv),
    RV_TEXT(struct rv_csv, file, .is_file = true,
            .help = "The CSV file, plain or .gz, relative to the scenario's file."),
    RV_TEXT(struct rv_csv, validation_file, .is_file = true,
            .help = "A table of its own for validation, with the same columns and classes; the "
                    "split then leaves the two apart."),
    RV_TEXT(struct rv_csv, fresh_file, .is_file = true,
            .help = "A table of its own for the fresh examples."),
    RV_TEXT(struct rv_csv, label, .is_list = true,
            .help = "Column of the labels: its name, or its number from 1; of one-hot labels the "
                    "list of them. Empty: a column called label, class, target, species, "
                    "diagnosis or y, else the last; `ravine data FILE` says which."),
    RV_TEXT(struct rv_csv, drop, .is_list = true,
            .help = "Columns that are no features: names, or numbers from 1."),
    RV_TEXT(struct rv_csv, use, .is_list = true,
            .help = "The columns that are features; empty: all but the label."),
    RV_TEXT(struct rv_csv, group,
            .help = "Column that tells which rows belong together (a patient, a session); it is "
                    "no feature. `split: {order: group}` keeps them on one side."),
    RV_CHOICE(struct rv_csv, missing, .choices = missings,
              .help = "What becomes of values that are not there (nothing, NA, NaN, ?): an error; "
                      "rows that lack one are left out; or the mean of the training examples."),
    RV_CHOICE(struct rv_csv, categories, .choices = categories,
              .help = "What texts become: a feature for each, 0 or 1; or one feature that numbers "
                      "them in alphabetical order."),
    RV_CHOICE(struct rv_csv, header, .choices = headers,
              .help = "Whether the first row names the columns; auto: when it has texts above "
                      "numbers, or only counts."),
    RV_CHOICE(struct rv_csv, separator, .choices = rv_table_separators,
              .help = "Between the columns; auto: what cuts the first rows alike, or what a first "
                      "line `sep=;` says."),
    RV_CHOICE(struct rv_csv, decimal, .choices = decimals,
              .help = "The decimal sign; auto: the comma, when it separates no columns and no "
                      "number has a point."),
    RV_TEXT(struct rv_csv, comment,
            .help = "Lines that begin with this character are left out. Empty: # or %, when the "
                    "file begins with it."),
    RV_INTEGERS(struct rv_csv, shape, .minimum = 1, .maximum = 4096,
                .help = "Height, width and, if not 1, channels of an image. Empty: a plain "
                        "vector."),
    RV_BOOLEAN(struct rv_csv, balanced,
               .help = "Draw each class equally often; otherwise as often as the file has it."),
    RV_CHOICE(struct rv_csv, acquired, .choices = acquired_names,
              .help = "Order in which the pool was acquired: as in the file, mixed, or sorted by "
                      "class."),
    RV_PARAM_END
};

/* A table to read, and the one whose columns and classes it must have. */
struct wanted {
    const struct rv_csv *csv;
    const struct rv_csv_table *like;
};

/* For the cache: what decides the result beside the file is in the key that get_table() makes. */
static enum rv_status load(const char *path, const void *options, const struct stat *facts,
                           void **value, struct rv_error *error)
{
    const struct wanted *wanted = options;
    const struct rv_csv *csv = wanted->csv;
    struct rv_table_options how = {
        .label = csv->label,
        .drop = csv->drop,
        .use = csv->use,
        .group = csv->group,
        .comment = csv->comment,
        .separator = csv->separator,
        .decimal = csv->decimal,
        .header = csv->header,
        .missing = csv->missing,
        .categories = csv->categories,
    };
    struct rv_csv_table *table = NULL;
    enum rv_status status = rv_csv_table_read(path, &how, wanted->like, &table, error);

    (void)facts;
    *value = table;
    return status;
}

static void release(void *value)
{
    rv_csv_table_free(value);
}

/* The table at `path`; like the main one, unless it is that itself (`main` NULL). */
static enum rv_status get_table(const struct rv_csv *csv, const char *path,
                                const struct rv_file_cached *main, struct rv_file_cached **cached,
                                struct rv_error *error)
{
    struct rv_text key = { 0 };
    struct rv_file_loader loader = { .what = "a CSV file", .load = load, .release = release };
    struct wanted wanted = { csv, main ? rv_file_value(main) : NULL };
    enum rv_status status;

    rv_text_printf(&key, "%d %d %d %d %d %s|%s|%s|%s|%s|%s", csv->header, csv->separator,
                   csv->decimal, csv->missing, csv->categories, csv->comment, csv->label,
                   csv->drop, csv->use, csv->group, main ? rv_file_key(main) : "");
    loader.key = rv_text_string(&key);
    status = rv_file_get(&loader, path, &wanted, cached, error);
    rv_text_release(&key);
    return status;
}

/* The tables of a configuration; NULL where validation or fresh have none of their own. */
struct tables {
    struct rv_file_cached *cached[RV_FILE_PARTS];
    const struct rv_csv_table *table[RV_FILE_PARTS];
};

static void put_tables(struct tables *tables)
{
    for (int which = 0; which < RV_FILE_PARTS; which++)
        rv_file_put(tables->cached[which]);
}

/* Give them back in any case. */
static enum rv_status get_tables(const struct rv_csv *csv, struct tables *tables,
                                 struct rv_error *error)
{
    const char *const paths[] = { csv->file, csv->validation_file, csv->fresh_file };
    enum rv_status status = RV_OK;

    *tables = (struct tables){ { NULL }, { NULL } };
    if (csv->file[0] == '\0')
        return rv_error_set(error, RV_INPUT, "set `file` to the path of a CSV file");
    for (int which = 0; status == RV_OK && which < RV_FILE_PARTS; which++) {
        if (!paths[which][0])
            continue;
        status = get_table(csv, paths[which], tables->cached[0], &tables->cached[which], error);
        if (status == RV_OK)
            tables->table[which] = rv_file_value(tables->cached[which]);
    }
    return status;
}

/* Images in a table are rows of pixels, line after line; their product must be exact. */
static enum rv_status shape_of(const struct rv_csv *csv, const struct rv_csv_table *table,
                               struct rv_shape *shape, struct rv_error *error)
{
    size_t features = table->width, product = 1;

    *shape = (struct rv_shape){ 1, 1, (int)features };
    if (csv->shape.count == 0)
        return RV_OK;
    if (csv->shape.count > 3 || csv->shape.count < 2)
        return rv_error_set(error, RV_INPUT, "shape needs height and width, or height, width and "
                            "channels; it has %zu numbers", csv->shape.count);
    for (size_t d = 0; d < csv->shape.count; d++)
        product *= (size_t)csv->shape.value[d];
    if (product != features)
        return rv_error_set(error, RV_INPUT, "shape has %zu values, but %s has %zu features",
                            product, csv->file, features);
    *shape = (struct rv_shape){ (int)csv->shape.value[0], (int)csv->shape.value[1],
                                csv->shape.count == 3 ? (int)csv->shape.value[2] : 1 };
    return RV_OK;
}

static struct rv_file_parts parts_of(const struct rv_csv *csv, const struct tables *tables)
{
    struct rv_file_parts parts = { 0 };
    const char *const paths[] = { csv->file, csv->validation_file, csv->fresh_file };

    for (int which = 0; which < RV_FILE_PARTS; which++) {
        if (!tables->table[which])
            continue;
        parts.part[which] = (struct rv_file_rows){
            .source = paths[which],
            .labels = tables->table[which]->labels,
            .rows = tables->table[which]->rows,
            .classes = tables->table[0]->classes,
            .balanced = csv->balanced,
            .acquired = acquired_values[csv->acquired],
        };
    }
    return parts;
}

/* What the files offer against what the scenario asks for. */
static enum rv_status check(const struct rv_csv *csv, const struct tables *tables,
                            struct rv_shape *shape, int *classes, struct rv_error *error)
{
    struct rv_file_parts parts = parts_of(csv, tables);

    *classes = tables->table[0]->classes;
    if (shape_of(csv, tables->table[0], shape, error))
        return RV_INPUT;
    return rv_file_parts_check(&parts, &csv->common, error);
}

static size_t rows_of(const struct rv_csv_table *table)
{
    return table ? table->rows : 0;
}

static enum rv_status settle(void *config, struct rv_error *error)
{
    struct rv_csv *csv = config;
    struct tables tables;
    enum rv_status status = get_tables(csv, &tables, error);

    if (status == RV_OK)
        rv_file_sizes_settle(&csv->common, tables.table[0]->rows, rows_of(tables.table[1]),
                             rows_of(tables.table[2]));
    else
        rv_file_sizes_guess(&csv->common);
    put_tables(&tables);
    return status;
}

static bool apart(const void *config)
{
    return ((const struct rv_csv *)config)->validation_file[0] != '\0';
}

static enum rv_status describe(const void *config, struct rv_shape *shape, int *classes,
                               struct rv_error *error)
{
    struct tables tables;
    enum rv_status status = get_tables(config, &tables, error);

    if (status == RV_OK)
        status = check(config, &tables, shape, classes, error);
    put_tables(&tables);
    return status;
}

static void fill(const struct rv_csv *csv, const struct tables *tables, uint64_t seed,
                 struct rv_examples *pool)
{
    struct rv_file_parts parts = parts_of(csv, tables);
    uint32_t *rows = rv_alloc(pool->count, sizeof *rows);
    size_t width = tables->table[0]->width;

    rv_file_parts_draw(&parts, &csv->common, seed, rows);
    for (size_t i = 0; i < pool->count; i++) {
        const struct rv_csv_table *table =
            tables->table[rv_file_parts_of(&parts, &csv->common, i)];
        pool->labels[i] = table->labels[rows[i]];
        if (table->groups)
            pool->sessions[i] = table->groups[rows[i]];
        memcpy(rv_examples_at(pool, i), table->features + rows[i] * width,
               width * sizeof *pool->inputs);
    }
    rv_free(rows);
}

static enum rv_status create(const void *config, uint64_t seed, struct rv_examples *pool,
                             struct rv_error *error)
{
    const struct rv_csv *csv = config;
    struct rv_shape shape;
    struct tables tables;
    int classes;
    enum rv_status status = get_tables(csv, &tables, error);

    if (status == RV_OK)
        status = check(csv, &tables, &shape, &classes, error);
    if (status == RV_OK)
        status = rv_examples_create(shape, classes,
                                    (size_t)csv->common.train + (size_t)csv->common.validation +
                                        (size_t)csv->common.fresh, pool, error);
    if (status == RV_OK)
        fill(csv, &tables, seed, pool);
    put_tables(&tables);
    return status;
}

enum rv_status rv_csv_examine(const void *config, struct rv_data_facts *facts,
                              struct rv_error *error)
{
    struct tables tables;
    enum rv_status status = get_tables(config, &tables, error);

    if (status == RV_OK)
        rv_data_facts_copy(&tables.table[0]->facts, facts);
    for (int which = 1; status == RV_OK && which < RV_FILE_PARTS; which++)
        if (tables.table[which])
            rv_data_lines_add(&facts->notes, "%s have a table of their own: %zu rows",
                              which == RV_FILE_PART_VALIDATION ? "validation examples"
                                                               : "fresh examples",
                              tables.table[which]->rows);
    put_tables(&tables);
    return status;
}

const struct rv_dataset_type rv_dataset_csv = {
    .type = {
        .name = "csv",
        .summary = "A table of your own: one row an example, a label and features.",
        .reference = "Y. Shafranovich, RFC 4180, 2005",
        .params = params,
        .config_size = sizeof(struct rv_csv),
    },
    .describe = describe,
    .settle = settle,
    .apart = apart,
    .create = create,
};
