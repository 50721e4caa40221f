/* Sizes that a file decides: see file_sizes.h. */
#include "data/file_sizes.h"

#define MOST 1000000

static long at_most(size_t count)
{
    return count < MOST ? (long)count : MOST;
}

/* Neither set is left without an example: a file that is too small is refused with the numbers. */
void rv_file_sizes_settle(struct rv_data_common *common, size_t rows, size_t own, size_t fresh_rows)
{
    size_t fresh = (size_t)common->fresh, left;

    if (fresh_rows > 0 && common->fresh == 0)
        common->fresh = at_most(fresh_rows);
    if (fresh_rows > 0)
        fresh = 0; /* none of it comes from the main file */
    left = rows > fresh ? rows - fresh : 0;
    if (own > 0) {
        if (common->validation == 0)
            common->validation = at_most(own);
        if (common->train == 0)
            common->train = at_most(left);
    }
    if (common->validation == 0) {
        size_t fifth = (left + 2) / 5, train = (size_t)common->train;
        size_t rest = left > train ? left - train : 0;
        common->validation = at_most(fifth < rest || train == 0 ? fifth : rest);
    }
    if (common->train == 0) {
        size_t validation = (size_t)common->validation;
        common->train = at_most(left > validation ? left - validation : 0);
    }
    common->train += common->train == 0;
    common->validation += common->validation == 0;
}

void rv_file_sizes_guess(struct rv_data_common *common)
{
    common->train = common->train ? common->train : 1000;
    common->validation = common->validation ? common->validation : 1000;
}
