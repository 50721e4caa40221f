/* What of a table is label and what is a feature, decided from what its columns hold. */
#ifndef RAVINE_DATA_TABLE_PLAN_H
#define RAVINE_DATA_TABLE_PLAN_H

#include "data/table_columns.h"
#include "ravine/data_facts.h"

enum rv_table_missing { RV_TABLE_MISSING_ERROR, RV_TABLE_MISSING_DROP, RV_TABLE_MISSING_MEAN };
enum rv_table_categories { RV_TABLE_ONE_HOT, RV_TABLE_ORDINAL };

struct rv_table_options {
    const char *label;   /* name or number (from 1) of a column, or a list; "": found */
    const char *drop;    /* list of columns that are no features */
    const char *use;     /* list of all columns that are; "": all others */
    const char *group;   /* column of what rows belong to; "": none */
    const char *comment; /* its first byte begins lines that are skipped; "": found */
    int separator, decimal, header; /* as in table_form.h */
    int missing;         /* enum rv_table_missing */
    int categories;      /* enum rv_table_categories: what texts become */
};

struct rv_table_feature {
    size_t column;
    size_t width;   /* numbers that it becomes: more than 1 of a text, one-hot */
    size_t *rank;   /* owned; of texts: place of each in alphabetical order; NULL: numbers */
};

struct rv_table_plan {
    size_t group;  /* column, or RV_NAME_SET_NONE */
    size_t *label; /* owned; columns: one, or one a class */
    size_t label_count;
    struct rv_table_feature *features; /* owned */
    size_t feature_count;
    size_t width; /* numbers of an example */
};

/* Which columns are the label, found or as asked for. */
enum rv_status rv_table_plan_label(const char *source, const struct rv_table_options *options,
                                   const struct rv_table_columns *columns,
                                   struct rv_table_plan *plan, struct rv_data_facts *facts,
                                   struct rv_error *error);
/* Which ones are features; after the label. */
enum rv_status rv_table_plan_features(const char *source, const struct rv_table_options *options,
                                      const struct rv_table_form *form,
                                      const struct rv_table_columns *columns,
                                      struct rv_table_plan *plan, struct rv_data_facts *facts,
                                      struct rv_error *error);
/* Whether a column is label or feature. */
bool rv_table_plan_uses(const struct rv_table_plan *plan, size_t column);
void rv_table_plan_release(struct rv_table_plan *plan);

#endif
