/* Two training logs side by side: see log_report.h.
 *
 * Compared are levels of the second half of the epochs, where both have settled more than at the
 * start. The noise of a level is the standard error of the mean over these epochs. */
#include "report/log_report.h"

#include <math.h>

enum { LEAST = 3 }; /* epochs in a half that tell of noise */

#define CLEAR 2.0 /* standard errors */

struct log_level {
    double mean, error; /* NaN: unknown */
};

static struct log_level level(const struct rv_log_run *run, enum rv_log_role role)
{
    const struct rv_log_column *column = rv_log_find(run, role);
    struct log_level result = {(double)NAN, (double)NAN};
    double sum = 0, squares = 0;
    size_t count = 0;

    for (size_t e = run->epochs / 2; column && e < run->epochs; e++)
        if (column->cells[e] == RV_LOG_NUMBER) {
            sum += column->values[e];
            count++;
        }
    if (!count)
        return result;
    result.mean = sum / (double)count;
    for (size_t e = run->epochs / 2; e < run->epochs; e++)
        if (column->cells[e] == RV_LOG_NUMBER)
            squares += (column->values[e] - result.mean) * (column->values[e] - result.mean);
    if (count >= LEAST)
        result.error = sqrt(squares / (double)(count - 1) / (double)count);
    return result;
}

/* How much it changes from one epoch to the next, on average, and the standard error of that. */
static struct log_level jumps(const struct rv_log_run *run, enum rv_log_role role)
{
    const struct rv_log_column *column = rv_log_find(run, role);
    struct log_level result = {(double)NAN, (double)NAN};
    double sum = 0, squares = 0;
    size_t count = 0;

    for (size_t e = run->epochs / 2 + 1; column && e < run->epochs; e++) {
        const double change = fabs(column->values[e] - column->values[e - 1]);

        if (isnan(change))
            continue;
        sum += change;
        squares += change * change;
        count++;
    }
    if (!count)
        return result;
    result.mean = sum / (double)count;
    if (count >= LEAST)
        result.error = sqrt(fmax(0, squares / (double)count - result.mean * result.mean) /
                            (double)(count - 1));
    return result;
}

static const char *compare(const struct log_level *a, const struct log_level *b)
{
    const double difference = fabs(b->mean - a->mean), noise = hypot(a->error, b->error);

    if (isnan(noise))
        return "too few epochs to tell";
    return difference > CLEAR * noise ? "more than their noise" : "within their noise";
}

static void print_row(const char *name, struct log_level a, struct log_level b, struct rv_text *out)
{
    const struct log_level *of[2] = {&a, &b};

    if (isnan(a.mean) || isnan(b.mean))
        return;
    rv_text_printf(out, "  %-32s", name);
    for (int i = 0; i < 2; i++) {
        const size_t before = out->length;

        rv_text_add(out, " ");
        rv_text_brief(out, of[i]->mean);
        rv_text_add(out, " +- ");
        rv_text_brief(out, of[i]->error);
        while (out->length < before + 18)
            rv_text_add(out, " ");
    }
    rv_text_printf(out, "  %s\n", compare(&a, &b));
}

void rv_log_report_compare(const struct rv_log *a, const struct rv_log *b,
                           const struct rv_diagnosis *of_a, const struct rv_diagnosis *of_b,
                           struct rv_text *out)
{
    static const struct {
        const char *name;
        enum rv_log_role role;
        bool changes;
    } rows[] = {{"training loss", RV_LOG_LOSS, false},
                {"validation loss", RV_LOG_VAL_LOSS, false},
                {"training accuracy", RV_LOG_ACCURACY, false},
                {"validation accuracy", RV_LOG_VAL_ACCURACY, false},
                {"validation loss, epoch to epoch", RV_LOG_VAL_LOSS, true}};
    const struct rv_log_run *first = &a->runs[a->chosen], *second = &b->runs[b->chosen];
    const struct rv_diagnosis *of[2] = {of_a, of_b};
    const struct rv_log *logs[2] = {a, b};

    for (int i = 0; i < 2; i++) {
        const struct rv_log_run *run = i ? second : first;

        rv_text_printf(out, "%s: %zu epochs; ", logs[i]->source, run->epochs);
        rv_text_printf(out, "%s (%s, ", rv_diagnosis_verdict_text(of[i]->causes[0].verdict),
                       of[i]->causes[0].name);
        rv_log_report_odds(of[i]->causes[0].odds, out);
        rv_text_add(out, ")\n");
    }
    rv_text_add(out, "\nSecond half of the epochs, mean and its standard error:\n");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        print_row(rows[i].name,
                  rows[i].changes ? jumps(first, rows[i].role) : level(first, rows[i].role),
                  rows[i].changes ? jumps(second, rows[i].role) : level(second, rows[i].role), out);
}
