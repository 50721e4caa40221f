/* The journal of a sweep: one line a run, added as soon as it is over. See ravine/sweep.h.
 *
 * A line is index, how the run stopped, its epochs, the measures, the two curves with blanks
 * between their numbers, and a point: a process that is killed within a line leaves one without
 * it, which is no run. Numbers read back exactly, so that a table is the same to the byte whether
 * its rows were made in this process or in another one. */
#include "experiment/archive_parts.h"
#include "experiment/sweep_parts.h"

#include "ravine/memory.h"
#include "ravine/vector.h"
#include "record/csv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define END "."
#define BYTES_MOST ((size_t)1 << 30)

static void add_number(struct rv_text *out, double value)
{
    if (isfinite(value))
        rv_text_number(out, value);
}

static void add_curve(struct rv_text *out, const double *values, size_t count)
{
    rv_text_add(out, ",");
    for (size_t i = 0; i < count; i++) {
        rv_text_add(out, i ? " " : "");
        if (isfinite(values[i]))
            rv_text_number(out, values[i]);
        else
            rv_text_add(out, "-");
    }
}

void rv_sweep_line_print(const struct rv_sweep_plan *plan, const struct rv_sweep_row *row,
                         size_t run, struct rv_text *out)
{
    rv_text_printf(out, "%zu,%s,%zu", run, rv_stopped_text(row->stopped), row->epochs);
    for (size_t m = 0; m < plan->measure_count; m++) {
        rv_text_add(out, ",");
        add_number(out, row->measures[m]);
    }
    add_curve(out, row->loss, row->epochs);
    add_curve(out, row->val_loss, row->epochs);
    rv_text_add(out, "," END);
}

enum rv_status rv_sweep_journal_add(const char *path, const struct rv_sweep_results *results,
                                    size_t run, struct rv_error *error)
{
    struct rv_text line = {0};
    enum rv_status status;

    rv_sweep_line_print(results->plan, &results->rows[run], run, &line);
    status = rv_file_add_line(path, rv_text_string(&line), error);
    rv_text_release(&line);
    return status;
}

enum rv_status rv_sweep_journal_write(const char *path, const struct rv_sweep_results *results,
                                      struct rv_error *error)
{
    struct rv_text all = {0};
    enum rv_status status;

    for (size_t i = 0; i < results->plan->runs; i++)
        if (results->rows[i].made) {
            rv_sweep_line_print(results->plan, &results->rows[i], i, &all);
            rv_text_add(&all, "\n");
        }
    status = rv_file_write(path, rv_text_string(&all), all.length, error);
    rv_text_release(&all);
    return status;
}

/* ---- Reading ---- */

static bool read_count(const char *text, size_t most, size_t *count)
{
    long number;

    if (!rv_text_to_integer(text, &number) || number < 0 || (size_t)number > most)
        return false;
    *count = (size_t)number;
    return true;
}

/* "1.5 - 2": as many numbers as there are epochs. */
static bool read_curve(char *text, size_t count, double *values)
{
    for (size_t i = 0; i < count; i++) {
        const size_t length = strcspn(text, " ");
        const bool last = text[length] == '\0';

        if (last != (i + 1 == count))
            return false;
        text[length] = '\0';
        values[i] = RV_NAN;
        if (strcmp(text, "-") != 0 && !rv_text_to_real(text, &values[i]))
            return false;
        text += length + !last;
    }
    return count > 0 || *text == '\0';
}

static bool read_measures(const struct rv_csv_field *fields, size_t count, double *values)
{
    for (size_t m = 0; m < count; m++) {
        values[m] = RV_NAN;
        if (*fields[m].text && !rv_text_to_real(fields[m].text, &values[m]))
            return false;
    }
    return true;
}

/* A whole line of this plan; false: it is none, or one that was there before. */
static bool take_line(const struct rv_csv_field *fields, size_t count,
                      struct rv_sweep_results *results, size_t *index)
{
    enum { EPOCHS_MOST = 100000000 };
    const struct rv_sweep_plan *plan = results->plan;
    const size_t measures = plan->measure_count;
    struct rv_sweep_row row = {.made = true};
    size_t run;

    if (count != measures + 6 || strcmp(fields[count - 1].text, END) != 0 ||
        !read_count(fields[0].text, plan->runs - 1, &run) || results->rows[run].made ||
        !rv_archive_find_stopped(fields[1].text, &row.stopped) ||
        !read_count(fields[2].text, EPOCHS_MOST, &row.epochs) ||
        row.epochs > strlen(fields[measures + 3].text) + 1)
        return false;
    row.measures = rv_alloc(measures, sizeof *row.measures);
    row.loss = rv_alloc(row.epochs + 1, sizeof *row.loss);
    row.val_loss = rv_alloc(row.epochs + 1, sizeof *row.val_loss);
    if (!read_measures(fields + 3, measures, row.measures) ||
        !read_curve(fields[measures + 3].text, row.epochs, row.loss) ||
        !read_curve(fields[measures + 4].text, row.epochs, row.val_loss)) {
        rv_sweep_row_release(&row);
        return false;
    }
    results->rows[run] = row;
    results->done++;
    *index = run;
    return true;
}

size_t rv_sweep_lines_take(const char *lines, struct rv_sweep_results *results, size_t *runs)
{
    struct rv_csv_reader csv = {0};
    struct rv_error ignored = {0};
    size_t count = 0;

    if (rv_csv_take(&csv, "", rv_strdup(lines), strlen(lines), &ignored) == RV_OK)
        while (rv_csv_row(&csv, &ignored) == RV_OK && csv.count > 0)
            count += take_line(csv.fields, csv.count, results, &runs[count]);
    rv_csv_release(&csv);
    return count;
}

enum rv_status rv_sweep_journal_read(const char *path, struct rv_sweep_results *results,
                                     struct rv_error *error)
{
    struct rv_csv_reader csv = {0};
    enum rv_status status;
    size_t run;

    if (rv_file_absent(path))
        return RV_OK;
    status = rv_csv_open(&csv, path, BYTES_MOST, error);
    while (!status && (status = rv_csv_row(&csv, error)) == RV_OK && csv.count > 0)
        (void)take_line(csv.fields, csv.count, results, &run);
    rv_csv_release(&csv);
    return status;
}
