/* Tables of a user's own. The first line of an input says how: a separator, `y`, `n` or `a` for a
 * header, and the label's column; the rest is the file. */
#include "files.h"

#include "data/csv_table.h"

#include <math.h>

static void check_table(const struct rv_csv_table *table)
{
    const size_t width = table->width;

    must(table->rows <= table->columns.rows && width > 0 && table->classes >= 2);
    for (size_t i = 0; i < table->rows; i++) {
        must(table->labels[i] >= 0 && table->labels[i] < table->classes);
        for (size_t j = 0; j < width; j++)
            must(isfinite(table->features[i * width + j]));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *how = fuzz_text(data, size), *end = memchr(how, '\n', size), *rest = end ? end + 1 : how;
    struct rv_table_options options = {
        .label = "", .drop = "", .use = "", .group = "", .comment = "",
        .separator = size ? data[0] % 6 : 0,
        .missing = size > 2 ? data[2] % 3 : 0,
        .categories = size > 3 ? data[3] % 2 : 0,
    };
    struct rv_csv_table *table = NULL;
    struct rv_error error = {0};
    const char *path = fuzz_file("table.csv", rest, (size_t)(how + size - rest));

    if (end)
        *end = '\0';
    options.header = size > 1 && data[1] == 'y' ? RV_TABLE_HEADER_YES
                     : size > 1 && data[1] == 'n' ? RV_TABLE_HEADER_NO
                                                  : RV_TABLE_HEADER_AUTO;
    options.label = end && end > how + 2 ? how + 2 : "";
    if (rv_csv_table_read(path, &options, NULL, &table, &error) == RV_OK) {
        check_table(table);
        rv_csv_table_free(table);
    } else {
        must(error.status && *error.message);
    }
    free(how);
    return 0;
}
