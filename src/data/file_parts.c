/* Parts of data that have files of their own: see file_parts.h. */
#include "data/file_parts.h"

#include "ravine/memory.h"

#include <string.h>

static bool apart(const struct rv_file_parts *parts, int which)
{
    return parts->part[which].labels != NULL;
}

/* What is drawn from a file. */
static struct rv_data_common counts_of(const struct rv_file_parts *parts,
                                       const struct rv_data_common *common, int which)
{
    if (which == RV_FILE_PART_VALIDATION)
        return (struct rv_data_common){ .train = common->validation };
    if (which == RV_FILE_PART_FRESH)
        return (struct rv_data_common){ .train = common->fresh };
    return (struct rv_data_common){
        .train = common->train,
        .validation = apart(parts, RV_FILE_PART_VALIDATION) ? 0 : common->validation,
        .fresh = apart(parts, RV_FILE_PART_FRESH) ? 0 : common->fresh,
    };
}

enum rv_status rv_file_parts_check(const struct rv_file_parts *parts,
                                   const struct rv_data_common *common, struct rv_error *error)
{
    enum rv_status status = RV_OK;

    for (int which = 0; status == RV_OK && which < RV_FILE_PARTS; which++) {
        struct rv_data_common counts = counts_of(parts, common, which);
        if (apart(parts, which))
            status = rv_file_rows_check(&parts->part[which], &counts, error);
    }
    return status;
}

void rv_file_parts_draw(const struct rv_file_parts *parts, const struct rv_data_common *common,
                        uint64_t seed, uint32_t *rows)
{
    size_t train = (size_t)common->train, validation = (size_t)common->validation;

    for (int which = 0; which < RV_FILE_PARTS; which++) {
        struct rv_data_common counts = counts_of(parts, common, which);
        size_t pool = (size_t)counts.train + (size_t)counts.validation;
        size_t fresh = (size_t)counts.fresh;
        size_t at = which == RV_FILE_PART_TRAINING     ? 0
                    : which == RV_FILE_PART_VALIDATION ? train : train + validation;
        uint32_t *drawn;

        if (!apart(parts, which) || pool + fresh == 0)
            continue;
        drawn = rv_alloc(pool + fresh, sizeof *drawn);
        rv_file_rows_draw(&parts->part[which], &counts, seed, drawn);
        memcpy(rows + at, drawn, pool * sizeof *drawn);
        memcpy(rows + train + validation, drawn + pool, fresh * sizeof *drawn);
        rv_free(drawn);
    }
}

int rv_file_parts_of(const struct rv_file_parts *parts, const struct rv_data_common *common,
                     size_t i)
{
    size_t train = (size_t)common->train, validation = (size_t)common->validation;

    if (i < train)
        return RV_FILE_PART_TRAINING;
    if (i < train + validation)
        return apart(parts, RV_FILE_PART_VALIDATION) ? RV_FILE_PART_VALIDATION
                                                     : RV_FILE_PART_TRAINING;
    return apart(parts, RV_FILE_PART_FRESH) ? RV_FILE_PART_FRESH : RV_FILE_PART_TRAINING;
}
