/* Which rows of a file become the pool and the fresh examples.
 *
 * The rows are drawn by the seed without replacement: row i of the draw depends on (seed, i) and
 * the file only. The first train + validation of them are the pool, the next ones are fresh, so
 * the two never share a row. Afterwards the pool is put into the order of acquisition. */
#ifndef RAVINE_DATA_FILE_ROWS_H
#define RAVINE_DATA_FILE_ROWS_H

#include "ravine/dataset.h"

enum rv_file_rows_acquired {
    RV_FILE_ROWS_MIXED, /* as drawn */
    RV_FILE_ROWS_FILE,  /* as they lie in the file */
    RV_FILE_ROWS_CLASS  /* by class, then as in the file */
};

struct rv_file_rows {
    const char *source;  /* file name for messages */
    const int *labels;   /* of each row: 0 .. classes-1, or -1: the row is left out */
    size_t rows;
    int classes;
    bool balanced;       /* each class equally often, else as the file has them */
    const struct rv_reals *shares; /* of each class, instead of `balanced`; NULL or empty: none */
    int acquired;        /* enum rv_file_rows_acquired */
};

/* RV_INPUT when the file has too few rows, in all or of a class. */
enum rv_status rv_file_rows_check(const struct rv_file_rows *wanted,
                                  const struct rv_data_common *common, struct rv_error *error);

/* Fills rows[0 .. train + validation + fresh - 1]; the check must have passed. */
void rv_file_rows_draw(const struct rv_file_rows *wanted, const struct rv_data_common *common,
                       uint64_t seed, uint32_t *rows);

#endif
