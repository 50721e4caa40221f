/* Columns with roles and scales, and the run that they make: see build.h. */
#include "diagnose/accuracy_grid.h"
#include "diagnose/build.h"
#include "diagnose/roles.h"

#include "ravine/memory.h"

#include <math.h>
#include <string.h>

enum { OTHERS = 64 }; /* columns without a role that are kept */

/* ---- One column ---- */

static const struct rv_draft_column *origin(const struct rv_build *build, size_t column)
{
    return &build->draft->columns[build->columns[column].source];
}

/* Whether the numbers are percent: a sign says so, or they are too large for shares. What is
 * larger than 100 is neither. */
static bool is_percent(const struct rv_draft_column *column)
{
    return column->meaning.share && column->largest <= 100.5 &&
           (column->percent || column->largest > 1.5);
}

static struct rv_log_column *add_column(struct rv_log_run *run)
{
    run->columns = rv_memory_grow(run->columns, run->column_count, sizeof *run->columns);
    return &run->columns[run->column_count++];
}

static void rescale(struct rv_log_column *column, size_t epochs)
{
    for (size_t e = 0; e < epochs; e++) {
        if (column->percent)
            column->values[e] /= 100;
        if (column->error_rate)
            column->values[e] = 1 - column->values[e];
    }
    if (column->percent)
        column->resolution /= 100;
}

/* The array of a column becomes that of the log's. */
static void move_column(struct rv_build *build, size_t from, enum rv_log_role role,
                        bool unsaid_is_validation, struct rv_log_run *run)
{
    const struct rv_draft_column *column = origin(build, from);
    const enum rv_name_split split = column->meaning.split;
    struct rv_log_column *to = add_column(run);

    *to = (struct rv_log_column){
        .name = rv_draft_name(build->draft, build->columns[from].source),
        .role = role,
        .validation = role == RV_LOG_OTHER ? split == RV_NAME_VALIDATION ||
                                                 (split == RV_NAME_UNSAID && unsaid_is_validation)
                                           : role == RV_LOG_VAL_LOSS || role == RV_LOG_VAL_ACCURACY,
        .percent = is_percent(column),
        .lower_is_better = column->meaning.lower_is_better,
        .resolution = column->resolution,
        .values = build->columns[from].values,
        .cells = build->columns[from].cells,
    };
    if ((role == RV_LOG_ACCURACY || role == RV_LOG_VAL_ACCURACY) &&
        column->meaning.kind == RV_NAME_ERROR) {
        to->error_rate = true;
        to->lower_is_better = false;
    }
    if (role == RV_LOG_LOSS || role == RV_LOG_VAL_LOSS) {
        to->percent = false;
        to->lower_is_better = true;
    }
    rescale(to, build->run->count);
    build->columns[from].values = NULL;
    build->columns[from].cells = NULL;
}

/* The sum of several losses as a column before theirs. It is missing where one of them is. */
static void add_sum(const struct rv_build *build, const struct rv_role_columns *parts,
                    enum rv_log_role role, struct rv_log_run *run)
{
    struct rv_log_column *sum = add_column(run);
    struct rv_text name = {0};

    *sum = (struct rv_log_column){
        .role = role,
        .validation = role == RV_LOG_VAL_LOSS,
        .lower_is_better = true,
        .values = rv_alloc(build->run->count, sizeof(double)),
        .cells = rv_alloc(build->run->count, 1),
    };
    for (size_t e = 0; e < build->run->count; e++)
        sum->cells[e] = RV_LOG_NUMBER;
    for (size_t i = 0; i < parts->count; i++) {
        const struct rv_build_column *part = &build->columns[parts->columns[i]];

        rv_text_printf(&name, "%s%s", i ? " + " : "", origin(build, parts->columns[i])->name);
        sum->resolution = fmax(sum->resolution, origin(build, parts->columns[i])->resolution);
        for (size_t e = 0; e < build->run->count; e++) {
            sum->values[e] += part->values[e];
            if (sum->cells[e] == RV_LOG_NUMBER || part->cells[e] == RV_LOG_MISSING)
                sum->cells[e] = part->cells[e];
        }
    }
    sum->name = rv_strdup(rv_text_string(&name));
    rv_text_release(&name);
}

/* ---- All of them ---- */

static void move_columns(struct rv_build *build, const struct rv_roles *roles,
                         struct rv_log_run *run)
{
    size_t others = 0;

    for (int r = 0; r < RV_LOG_OTHER; r++) {
        const struct rv_role_columns *with = &roles->of[r];

        if (with->count == 1)
            move_column(build, with->columns[0], (enum rv_log_role)r, false, run);
        else if (with->count > 1)
            add_sum(build, with, (enum rv_log_role)r, run);
    }
    for (size_t i = 0; i < build->column_count && others < OTHERS; i++)
        if (build->columns[i].values) {
            move_column(build, i, RV_LOG_OTHER, roles->unsaid_is_validation, run);
            others++;
        }
}

/* Of a validation that did not take place a generator that ran empty leaves zeros. */
static void forget_zeros(struct rv_log_run *run)
{
    struct rv_log_column *of[2] = {NULL, NULL};

    for (size_t i = 0; i < run->column_count; i++)
        if (run->columns[i].role == RV_LOG_VAL_LOSS || run->columns[i].role == RV_LOG_VAL_ACCURACY)
            of[run->columns[i].role == RV_LOG_VAL_ACCURACY] = &run->columns[i];
    for (size_t e = 0; of[0] && of[1] && e < run->epochs; e++)
        if (fabs(of[0]->values[e]) <= 0 && fabs(of[1]->values[e]) <= 0)
            for (int k = 0; k < 2; k++) {
                of[k]->values[e] = (double)NAN;
                of[k]->cells[e] = RV_LOG_MISSING;
            }
}

/* Losses and accuracies that an epoch has, as a set of roles. */
static unsigned main_roles(const struct rv_log_run *run, size_t epoch)
{
    unsigned roles = 0;

    for (size_t i = 0; i < run->column_count; i++)
        if (run->columns[i].role <= RV_LOG_VAL_ACCURACY &&
            run->columns[i].cells[epoch] != RV_LOG_MISSING)
            roles |= 1U << run->columns[i].role;
    return roles;
}

static void move_epoch(struct rv_log_run *run, size_t from, size_t to)
{
    run->epoch[to] = run->epoch[from];
    for (size_t i = 0; i < run->column_count; i++) {
        run->columns[i].values[to] = run->columns[i].values[from];
        run->columns[i].cells[to] = run->columns[i].cells[from];
    }
}

enum { WHOLE = 3 }; /* so many rows that have all tell that the last one lacks something */

/* Whether the last row is no epoch: all others have training, it is an evaluation at the end; or,
 * where rows go from one evaluation to the next, it has none. */
static bool is_rest(const struct rv_build *build, const struct rv_log_run *run)
{
    const unsigned training = 1U << RV_LOG_LOSS | 1U << RV_LOG_ACCURACY;
    const size_t last = run->epochs - 1;
    unsigned common = ~0U, lacks;

    if (run->epochs <= WHOLE)
        return false;
    for (size_t e = 0; e < last; e++)
        common &= main_roles(run, e);
    lacks = common & ~main_roles(run, last);
    return (common & training & lacks) == (common & training)
               ? (common & training) != 0
               : build->list->averaged && (lacks & ~training) && lacks == (common & ~training);
}

/* Rows that hold neither loss nor accuracy go (a test at the end), and rests of epochs at both
 * ends. */
static void drop_rests(const struct rv_build *build, struct rv_log_run *run)
{
    const struct rv_epoch_rows *epochs = &build->list->epochs[build->run->first];
    unsigned all = 0, second = run->epochs > 1 ? main_roles(run, 1) : 0;
    size_t kept = 0;

    for (size_t e = 0; e < run->epochs; e++)
        all |= main_roles(run, e);
    for (size_t e = 0; e < run->epochs; e++) {
        const unsigned roles = main_roles(run, e);

        if ((all && !roles) || (epochs[e].before && (roles & second) != second))
            continue;
        move_epoch(run, e, kept++);
    }
    run->epochs = kept;
    if (is_rest(build, run))
        run->epochs--;
}

static void number_epochs(const struct rv_build *build, struct rv_log_run *run)
{
    const struct rv_epoch_rows *epochs = &build->list->epochs[build->run->first];

    run->epochs = build->run->count;
    run->epoch = rv_alloc(run->epochs, sizeof *run->epoch);
    for (size_t e = 0; e < run->epochs; e++) {
        run->counted = run->counted || isnan(epochs[e].epoch);
        run->epoch[e] = epochs[e].epoch;
    }
    for (size_t e = 0; run->counted && e < run->epochs; e++)
        run->epoch[e] = (double)e + 1;
}

/* ---- Facts ---- */

static double known(double option, double file)
{
    return isnan(option) ? file : option;
}

static void take_facts(const struct rv_build *build, const struct rv_log_options *options,
                       struct rv_log_run *run)
{
    const struct rv_log_facts none = RV_LOG_NO_FACTS;
    const struct rv_log_facts *told = options ? &options->facts : &none;
    const struct rv_log_facts *read = &build->draft->facts;

    run->facts = (struct rv_log_facts){
        .batch = known(told->batch, read->batch),
        .train = known(told->train, read->train),
        .validation = known(told->validation, read->validation),
        .classes = known(told->classes, read->classes),
        .rate = known(told->rate, read->rate),
        .batchnorm = told->batchnorm ? told->batchnorm : read->batchnorm,
        .shuffled = told->shuffled ? told->shuffled : read->shuffled,
    };
    memcpy(run->facts.optimizer, *told->optimizer ? told->optimizer : read->optimizer,
           sizeof run->facts.optimizer);
    for (size_t e = 0; isnan(run->facts.rate) && e < run->epochs; e++)
        run->facts.rate = rv_log_value(run, RV_LOG_LEARNING_RATE, e);
    run->validation_examples = run->facts.validation;
    run->validation_from = isnan(run->facts.validation) ? ""
                           : isnan(told->validation)    ? "log"
                                                        : "option";
}

static void find_grid(struct rv_log_run *run)
{
    const struct rv_log_column *column = rv_log_find(run, RV_LOG_VAL_ACCURACY);

    if (!column || !isnan(run->validation_examples))
        return;
    run->validation_examples = rv_accuracy_grid(column->values, run->epochs, column->resolution);
    if (!isnan(run->validation_examples))
        run->validation_from = "accuracy grid";
}

enum rv_status rv_build_run(struct rv_build *build, const struct rv_log_options *options,
                            struct rv_log_run *run, struct rv_error *error)
{
    const struct rv_epoch_rows *first = &build->list->epochs[build->run->first];
    struct rv_roles roles;
    const enum rv_status status = rv_roles_find(build, options, &roles, error);

    *run = (struct rv_log_run){.planned = build->draft->planned,
                               .steps = build->list->steps,
                               .line = build->draft->rows[first->first].line,
                               .validation_from = ""};
    if (status == RV_OK) {
        number_epochs(build, run);
        move_columns(build, &roles, run);
        drop_rests(build, run);
        forget_zeros(run);
        take_facts(build, options, run);
        find_grid(run);
        run->excerpt = run->epochs && !run->counted && run->epoch[0] > 1.5;
    }
    rv_roles_release(&roles);
    return status;
}
