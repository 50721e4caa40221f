/* Columns of a log by their roles. */
#include "ravine/log.h"

const char *rv_log_role_text(enum rv_log_role role)
{
    static const char *const texts[] = {
#define X(name, text, what) text,
        RV_LOG_ROLES(X)
#undef X
            "other"};

    return texts[role];
}

const struct rv_log_column *rv_log_find(const struct rv_log_run *run, enum rv_log_role role)
{
    for (size_t i = 0; i < run->column_count; i++)
        if (run->columns[i].role == role)
            return &run->columns[i];
    return NULL;
}

double rv_log_value(const struct rv_log_run *run, enum rv_log_role role, size_t row)
{
    const struct rv_log_column *column = rv_log_find(run, role);

    return column ? column->values[row] : (double)NAN;
}
