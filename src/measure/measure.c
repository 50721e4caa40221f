/* Naming measures and taking them on epoch tables: see ravine/measure.h. */
#include "ravine/measure.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define PART_SIZE 48   /* of struct rv_measure_call */
#define PARTS_MAX 3    /* CURVE.MEASURE.CURVE2 */
#define EPOCH_MAX 1e9
#define MAIN_CURVE "val_loss"
#define JUMP_SE_COLUMN "val_jump_se"

/* ---- Names ---- */

static enum rv_status split(const char *text, char part[PARTS_MAX][PART_SIZE], int *parts,
                            struct rv_error *error)
{
    const char *rest = text;

    for (*parts = 0; *parts < PARTS_MAX; rest++) {
        size_t length = strcspn(rest, ".");

        if (length == 0 || length >= PART_SIZE)
            break;
        memcpy(part[*parts], rest, length);
        part[(*parts)++][length] = '\0';
        rest += length;
        if (!*rest)
            return RV_OK;
    }
    return rv_error_set(error, RV_INPUT,
                        "'%s' is not of the form [CURVE.]MEASURE[.CURVE2], such as fluctuation or "
                        "loss.fluctuation", text);
}

static enum rv_status take_curve(const char *name, const char *const *columns,
                                 char out[PART_SIZE], struct rv_error *error)
{
    struct rv_text names = {0};
    const char *near;

    for (size_t c = 0; columns[c]; c++)
        if (rv_text_same_name(columns[c], name)) {
            snprintf(out, PART_SIZE, "%s", columns[c]);
            return RV_OK;
        }
    near = rv_text_nearest(name, columns);
    for (size_t c = 0; columns[c] && !near; c++)
        rv_text_printf(&names, "%s%s", c ? ", " : "", columns[c]);
    if (near)
        rv_error_set(error, RV_INPUT, "unknown curve '%s' (did you mean '%s'?)", name, near);
    else
        rv_error_set(error, RV_INPUT, "unknown curve '%s'; there are: %s", name,
                     rv_text_string(&names));
    rv_text_release(&names);
    return RV_INPUT;
}

static bool is_curve(const char *name, const char *const *columns)
{
    char ignored[PART_SIZE];

    return take_curve(name, columns, ignored, NULL) == RV_OK;
}

/* Which of the parts is the measure? With two parts both orders occur: loss.fluctuation and
 * follows.loss. A misspelt measure beside a curve is taken for the measure. */
static int find_measure(char part[PARTS_MAX][PART_SIZE], int parts, const char *const *columns)
{
    if (parts == 1 || parts == PARTS_MAX)
        return parts / 2;
    if (rv_registry_find(&rv_measures, part[1]))
        return 1;
    if (rv_registry_find(&rv_measures, part[0]))
        return 0;
    return is_curve(part[1], columns) && !is_curve(part[0], columns) ? 0 : 1;
}

/* Does the measure fit the curves that were named? */
static enum rv_status check_call(const struct rv_measure_call *call, struct rv_error *error)
{
    const char *name = call->type->type.name;

    if (call->type->two_curves && !*call->other)
        return rv_error_set(error, RV_INPUT,
                            "%s compares two curves: write %s.%s.CURVE, for example with loss",
                            name, call->curve, name);
    if (!call->type->two_curves && *call->other)
        return rv_error_set(error, RV_INPUT,
                            "%s is about one curve; '%s' after it has no meaning (write %s.%s for "
                            "that curve)", name, call->other, call->other, name);
    if (call->type->jump_se && strcmp(call->curve, MAIN_CURVE) != 0)
        return rv_error_set(error, RV_INPUT,
                            "%s needs paired standard errors, which only " MAIN_CURVE " has, not "
                            "%s", name, call->curve);
    return RV_OK;
}

enum rv_status rv_measure_parse(const char *text, const char *const *columns,
                                struct rv_measure_call *call, struct rv_error *error)
{
    char part[PARTS_MAX][PART_SIZE];
    const struct rv_type *type;
    int parts, at;
    enum rv_status status = split(text, part, &parts, error);

    if (status)
        return status;
    at = find_measure(part, parts, columns);
    type = rv_registry_get(&rv_measures, part[at], error);
    if (!type)
        return RV_INPUT;
    *call = (struct rv_measure_call){.type = (const struct rv_measure_type *)type,
                                     .curve = MAIN_CURVE};
    if (at > 0)
        status = take_curve(part[at - 1], columns, call->curve, error);
    if (!status && at + 1 < parts)
        status = take_curve(part[at + 1], columns, call->other, error);
    return status ? status : check_call(call, error);
}

void rv_measure_print(const struct rv_measure_call *call, struct rv_text *out)
{
    if (strcmp(call->curve, MAIN_CURVE) != 0)
        rv_text_printf(out, "%s.", call->curve);
    rv_text_add(out, call->type->type.name);
    if (*call->other)
        rv_text_printf(out, ".%s", call->other);
}

/* ---- Values ---- */

/* The epoch of a row, 0 when it is no sensible number. */
static long epoch_at(const struct rv_table *epochs, size_t row, int column)
{
    double epoch = rv_table_at(epochs, row, column);

    return epoch >= 1 && epoch <= EPOCH_MAX ? lround(epoch) : 0;
}

/* The rows whose epochs are from .. to; false when one of them is missing. */
static bool find_rows(const struct rv_table *epochs, const struct rv_measure_range *range,
                      size_t *first, size_t *count)
{
    int column = rv_table_find(epochs, "epoch");
    long begin, end;

    if (column < 0 || epochs->rows == 0)
        return false;
    begin = epoch_at(epochs, 0, column);
    end = epoch_at(epochs, epochs->rows - 1, column);
    if (begin == 0 || end < begin || range->from < begin || range->from > end || range->to > end ||
        (range->to && range->to < range->from) || (size_t)(end - begin + 1) != epochs->rows)
        return false;
    *first = (size_t)(range->from - begin);
    *count = (size_t)((range->to ? range->to : end) - range->from + 1);
    return true;
}

/* Copies the part of a column that counts; false when there is no such column. */
static bool copy_part(const struct rv_table *epochs, const char *name, size_t first, size_t count,
                      double *out)
{
    int column = rv_table_find(epochs, name);

    for (size_t i = 0; column >= 0 && i < count; i++)
        out[i] = rv_table_at(epochs, first + i, column);
    return column >= 0;
}

/* Of which curves more is better: accuracies, and areas under a ROC curve. */
static bool larger_is_better(const char *name)
{
    static const char *const suffixes[] = {"accuracy", "auc"};
    size_t length = strlen(name);

    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        size_t end = strlen(suffixes[i]);

        if (length >= end && strcmp(name + length - end, suffixes[i]) == 0)
            return true;
    }
    return false;
}

/* The three columns of numbers a measure may need, one after the other. */
static double take(const struct rv_measure_call *call, const struct rv_table *epochs,
                   const struct rv_measure_range *range, size_t first, size_t count, double *work)
{
    struct rv_curve curve = {.value = work,
                             .count = count,
                             .first_epoch = range->from,
                             .threshold = range->threshold,
                             .larger_is_better = larger_is_better(call->curve)};
    struct rv_curve other = curve;

    if (!copy_part(epochs, call->curve, first, count, work) || !rv_vector_finite(work, count))
        return RV_NAN;
    if (*call->other) {
        other.value = work + count;
        other.larger_is_better = larger_is_better(call->other);
        if (!copy_part(epochs, call->other, first, count, work + count) ||
            !rv_vector_finite(work + count, count))
            return RV_NAN;
    }
    /* The first error belongs to the change from the epoch before the range: it is not used. */
    if (call->type->jump_se) {
        curve.jump_se = work + 2 * count;
        if (!copy_part(epochs, JUMP_SE_COLUMN, first, count, work + 2 * count) ||
            !rv_vector_finite(work + 2 * count + 1, count - 1))
            return RV_NAN;
    }
    return call->type->measure(&curve, *call->other ? &other : NULL);
}

double rv_measure_value(const struct rv_measure_call *call, const struct rv_table *epochs,
                        const struct rv_measure_range *range)
{
    size_t first, count;
    double *work;
    double value;

    if (!find_rows(epochs, range, &first, &count) || count < call->type->least)
        return RV_NAN;
    work = rv_alloc(3 * count, sizeof *work);
    value = take(call, epochs, range, first, count, work);
    rv_free(work);
    return isfinite(value) ? value : RV_NAN;
}
