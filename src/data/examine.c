/* What a file is read as: see examine.h. */
#include "data/examine.h"

#include "data/examine_sets.h"
#include "data/file.h"
#include "record/gzip.h"

#include <stdio.h>
#include <string.h>

static enum rv_status set_text(struct rv_config *config, const char *name, const char *value,
                               struct rv_error *error)
{
    return rv_param_parse(rv_params_find(config->type->params, name), value, config->values,
                          error);
}

/* Images and labels, whichever of the two was named; the other one lies beside it. */
static enum rv_status use_idx(const char *path, bool labels, struct rv_config *config,
                              struct rv_error *error)
{
    char images[RV_TEXT_SIZE], other[RV_TEXT_SIZE];
    const char *to = labels ? "images" : "labels", *from = labels ? "labels" : "images";
    enum rv_status status;

    rv_config_set_type(config, rv_registry_find(&rv_datasets, "idx"));
    if (!rv_idx_set_partner(path, labels ? "labels-idx1" : "images-idx3",
                            labels ? "images-idx3" : "labels-idx1", other, sizeof other) &&
        !rv_idx_set_partner(path, labels ? "labels.idx1" : "images.idx3",
                            labels ? "images.idx3" : "labels.idx1", other, sizeof other) &&
        !rv_idx_set_partner(path, from, to, other, sizeof other))
        return rv_error_set(error, RV_MISSING,
                            "%s holds %s; the file of the %s is not beside it under the same "
                            "name: say `--set %s=FILE`", path, from, to, to);
    (void)snprintf(images, sizeof images, "%s", labels ? other : path);
    status = set_text(config, "images", images, error);
    return status ? status : set_text(config, "labels", labels ? path : other, error);
}

/* A ZIP archive is one of NumPy, or a workbook that the reader then names. */
static enum rv_status use_npy(const char *path, bool archive, struct rv_config *config,
                              struct rv_error *error)
{
    static const char *const pairs[][2] = { { "X", "y" }, { "x", "y" }, { "images", "labels" },
                                            { "X", "Y" }, { "data", "labels" } };
    char labels[RV_TEXT_SIZE];
    size_t length = strlen(path);
    enum rv_status status;

    if (archive && (length < 4 || strcmp(path + length - 4, ".npz") != 0)) {
        rv_config_set_type(config, rv_registry_find(&rv_datasets, "csv"));
        return set_text(config, "file", path, error);
    }
    rv_config_set_type(config, rv_registry_find(&rv_datasets, "npy"));
    status = set_text(config, "file", path, error);
    for (size_t k = 0; status == RV_OK && !archive && k < sizeof pairs / sizeof *pairs; k++)
        if (rv_idx_set_partner(path, pairs[k][0], pairs[k][1], labels, sizeof labels))
            return set_text(config, "labels", labels, error);
    return status;
}

enum rv_status rv_examine_config(const char *path, struct rv_config *config,
                                 struct rv_error *error)
{
    unsigned char begin[4] = { 1, 1, 1, 1 };
    struct stat facts;
    struct rv_gzip *file = NULL;
    size_t got = 0;
    enum rv_status status = rv_file_check(path, "a table or an IDX file", &facts, error);

    if (status == RV_OK)
        status = rv_gzip_open(path, &file, error);
    if (status == RV_OK)
        status = rv_gzip_read(file, begin, sizeof begin, &got, error);
    rv_gzip_close(file);
    if (status != RV_OK)
        return status;
    if (begin[0] == 0 && begin[1] == 0)
        return use_idx(path, begin[3] == 1, config, error);
    if (memcmp(begin, "\x93NUM", 4) == 0 || memcmp(begin, "PK\3\4", 4) == 0)
        return use_npy(path, begin[0] == 'P', config, error);
    rv_config_set_type(config, rv_registry_find(&rv_datasets, "csv"));
    return set_text(config, "file", path, error);
}

enum rv_status rv_examine(const struct rv_config *config, struct rv_data_facts *facts,
                          struct rv_error *error)
{
    const char *name = config->type->name;

    *facts = (struct rv_data_facts){ 0 };
    if (strcmp(name, "csv") == 0)
        return rv_csv_examine(config->values, facts, error);
    if (strcmp(name, "npy") == 0)
        return rv_npy_examine(config->values, facts, error);
    if (strcmp(name, "idx") == 0 || strcmp(name, "fashion-mnist") == 0)
        return rv_idx_set_examine(config->values, facts, error);
    return RV_OK;
}
