/* The tables of a run folder (epochs.csv, steps.csv): read, or refused with a place; what was read
 * is printed so that it reads back to the same. */
#include "fuzz.h"

#include "ravine/table.h"

static void check_print(const struct rv_table *table)
{
    struct rv_text once = {0}, twice = {0};
    struct rv_table again;
    struct rv_error error = {0};

    rv_table_print_csv(table, &once);
    must(rv_table_parse_csv("p", rv_text_string(&once), &again, &error) == RV_OK);
    must(again.rows == table->rows && again.columns == table->columns);
    rv_table_print_csv(&again, &twice);
    must_equal(rv_text_string(&once), rv_text_string(&twice));
    rv_table_release(&again);
    rv_text_release(&once);
    rv_text_release(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size);
    struct rv_table table;
    struct rv_error error = {0};

    if (rv_table_parse_csv("f", text, &table, &error) == RV_OK) {
        check_print(&table);
        rv_table_release(&table);
    } else {
        must(error.status && error.line > 0 && error.column > 0 && *error.message);
    }
    free(text);
    return 0;
}
