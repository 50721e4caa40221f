/* What is read of a log, as one text to compare with. */
#ifndef RAVINE_TESTS_LOG_CASE_H
#define RAVINE_TESTS_LOG_CASE_H

#include "ravine/log.h"
#include "ravine/text.h"

#include <math.h>
#include <string.h>

/* "0.25", "nan", "inf", "-" for what is missing. */
static inline void log_case_cell(const struct rv_log_column *column, size_t epoch,
                                 struct rv_text *out)
{
    static const char *const words[] = {"-", "", "nan", "inf"};

    if (column->cells[epoch] == RV_LOG_NUMBER)
        rv_text_printf(out, "%.6g", column->values[epoch]);
    else
        rv_text_add(out, words[column->cells[epoch]]);
}

/* "keras 1/1 epochs 1 2: loss(loss) 0.5 0.4; val_loss(val_loss) 0.6 -": reader, run that is chosen and
 * how many there are, numbers of the epochs, columns that have a role; or the message. */
static inline void log_case_read(const char *text, const struct rv_log_options *options,
                                 struct rv_text *out)
{
    struct rv_log log;
    struct rv_error error = {0};
    const struct rv_log_run *run;

    rv_text_clear(out);
    if (rv_log_parse("log.txt", text, strlen(text), options, &log, &error)) {
        rv_text_add(out, error.message);
        return;
    }
    run = &log.runs[log.chosen];
    rv_text_printf(out, "%s %zu/%zu %s", log.format, log.chosen + 1, log.count,
                   run->steps ? "steps" : "epochs");
    for (size_t e = 0; e < run->epochs; e++)
        rv_text_printf(out, " %g", run->epoch[e]);
    for (size_t i = 0; i < run->column_count; i++) {
        const struct rv_log_column *column = &run->columns[i];

        if (column->role == RV_LOG_OTHER)
            continue;
        rv_text_printf(out, "%s %s(%s)", column->role && i ? ";" : ":",
                       rv_log_role_text(column->role), column->name);
        for (size_t e = 0; e < run->epochs; e++) {
            rv_text_add(out, " ");
            log_case_cell(column, e, out);
        }
    }
    if (!isnan(run->validation_examples))
        rv_text_printf(out, "; n %g %s", run->validation_examples, run->validation_from);
    rv_log_release(&log);
}

struct log_case {
    const char *text, *expected;
};

static inline void assert_logs(const struct log_case *cases, size_t count)
{
    struct rv_text found = {0};
    size_t wrong = 0;

    for (size_t i = 0; i < count; i++) {
        log_case_read(cases[i].text, NULL, &found);
        if (strcmp(rv_text_string(&found), cases[i].expected) != 0) {
            print_error("%s\n  is read as  %s\n  and not as  %s\n", cases[i].text,
                        rv_text_string(&found), cases[i].expected);
            wrong++;
        }
    }
    rv_text_release(&found);
    assert_int_equal(wrong, 0);
}
#define ASSERT_LOGS(cases) assert_logs(cases, sizeof(cases) / sizeof *(cases))

#endif
