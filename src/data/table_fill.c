/* Rows of a table as numbers: see table_fill.h. */
#include "data/table_fill.h"

#include "data/missing.h"

#include <math.h>
#include <string.h>
#include <strings.h>

/* The number of a text, 1 and 0 of true and false; false where it is none. */
static bool to_number(const struct rv_table_form *form, int kind, const char *text, double *value)
{
    if (kind == RV_TABLE_BOOLEAN) {
        *value = strcasecmp(text, "true") == 0;
        return *value > 0 || strcasecmp(text, "false") == 0;
    }
    return rv_table_form_number(form, text, value);
}

/* A missing text is none of the categories: zeros where they are one-hot. */
static enum rv_status fill_missing(const struct rv_table_fill *filler,
                                   const struct rv_table_feature *feature,
                                   const struct rv_csv_field *field, float *out,
                                   struct rv_error *error)
{
    if (filler->options->missing != RV_TABLE_MISSING_MEAN)
        return rv_error_set_at(error, RV_INPUT, field->at,
                               "column %zu has no value here: `missing: drop` leaves such rows "
                               "out, `missing: mean` puts the mean there", feature->column + 1);
    for (size_t k = 0; k < feature->width; k++)
        out[k] = feature->width > 1 ? 0.0F : RV_MISSING_VALUE;
    return RV_OK;
}

static enum rv_status fill_number(const struct rv_table_fill *filler, int kind,
                                  const struct rv_table_feature *feature,
                                  const struct rv_csv_field *field, float *out,
                                  struct rv_error *error)
{
    double value;

    if (!to_number(filler->form, kind, field->text, &value)) {
        if (rv_table_form_missing(field->text, false))
            return fill_missing(filler, feature, field, out, error);
        return rv_error_set_at(error, RV_INPUT, field->at,
                               "column %zu: '%.60s' is not a finite number", feature->column + 1,
                               field->text);
    }
    if (fabs(value) >= (double)FLT_MAX)
        return rv_error_set_at(error, RV_INPUT, field->at,
                               "column %zu: %.60s is too large (below %g)", feature->column + 1,
                               field->text, (double)FLT_MAX);
    *out = (float)value;
    return RV_OK;
}

/* A text that the table before this one did not have is no category. */
static enum rv_status fill_text(const struct rv_table_column *column,
                                const struct rv_table_feature *feature,
                                const struct rv_csv_field *field, float *out,
                                struct rv_error *error)
{
    size_t found = rv_name_set_find(&column->texts, field->text);

    if (found == RV_NAME_SET_NONE)
        return rv_error_set_at(error, RV_INPUT, field->at,
                               "'%.60s' is no category of column '%.60s' in the training table",
                               field->text, column->name);
    if (feature->width == 1) {
        *out = (float)feature->rank[found];
        return RV_OK;
    }
    for (size_t k = 0; k < feature->width; k++)
        out[k] = k == feature->rank[found] ? 1.0F : 0.0F;
    return RV_OK;
}

static enum rv_status fill_label(const struct rv_table_fill *filler,
                                 const struct rv_csv_reader *csv, int *label,
                                 struct rv_error *error)
{
    const struct rv_csv_table *like = filler->like;
    const struct rv_csv_field *field = &csv->fields[filler->places[like->plan.label[0]]];
    size_t found =
        rv_name_set_find(&like->columns.column[like->plan.label[0]].texts, field->text);

    if (found == RV_NAME_SET_NONE)
        return rv_error_set_at(error, RV_INPUT, field->at,
                               "'%.60s' is no class of the training table", field->text);
    *label = like->class_of[found];
    return RV_OK;
}

static enum rv_status fill_one_hot(const struct rv_table_fill *filler,
                                   const struct rv_csv_reader *csv, int *label,
                                   struct rv_error *error)
{
    const struct rv_table_plan *plan = &filler->like->plan;
    size_t ones = 0, others = 0;

    for (size_t k = 0; k < plan->label_count; k++) {
        const char *text = csv->fields[filler->places[plan->label[k]]].text;
        double value;
        if (!to_number(filler->form, RV_TABLE_NUMBER, text, &value) &&
            !to_number(filler->form, RV_TABLE_BOOLEAN, text, &value))
            value = -1;
        if (value >= 1 && value <= 1) {
            *label = (int)k;
            ones++;
        } else {
            others += value < 0 || value > 0;
        }
    }
    if (ones != 1 || others > 0)
        return rv_error_set_at(error, RV_INPUT,
                               csv->fields[filler->places[plan->label[0]]].at,
                               "the columns of the label must hold one 1 in each row, else 0; "
                               "here are %zu, and %zu other values", ones, others);
    return RV_OK;
}

/* Whether `missing: drop` leaves the row out. */
static bool left_out(const struct rv_table_fill *filler, const struct rv_csv_reader *csv)
{
    const struct rv_table_plan *plan = &filler->like->plan;

    for (size_t k = 0; k < plan->feature_count; k++)
        if (rv_table_form_missing(csv->fields[filler->places[plan->features[k].column]].text,
                                  false))
            return true;
    for (size_t k = 0; k < plan->label_count; k++)
        if (rv_table_form_missing(csv->fields[filler->places[plan->label[k]]].text, true))
            return true;
    return false;
}

enum rv_status rv_table_fill_row(const struct rv_table_fill *filler,
                                 const struct rv_csv_reader *csv, float *out, int *label,
                                 struct rv_error *error)
{
    const struct rv_table_plan *plan = &filler->like->plan;
    enum rv_status status = RV_OK;

    *label = -1;
    if (filler->options->missing == RV_TABLE_MISSING_DROP && left_out(filler, csv))
        return RV_OK;
    for (size_t k = 0; status == RV_OK && k < plan->feature_count; k++) {
        const struct rv_table_feature *feature = &plan->features[k];
        const struct rv_table_column *column = &filler->like->columns.column[feature->column];
        const struct rv_csv_field *field = &csv->fields[filler->places[feature->column]];

        if (!feature->rank)
            status = fill_number(filler, column->kind, feature, field, out, error);
        else if (rv_table_form_missing(field->text, false))
            status = fill_missing(filler, feature, field, out, error);
        else
            status = fill_text(column, feature, field, out, error);
        out += feature->width;
    }
    if (status != RV_OK)
        return status;
    return plan->label_count > 1 ? fill_one_hot(filler, csv, label, error)
                                 : fill_label(filler, csv, label, error);
}
