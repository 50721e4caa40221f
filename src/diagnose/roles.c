/* Roles of columns by what their names mean: see roles.h. */
#include "diagnose/roles.h"

#include "ravine/memory.h"

#include <string.h>
#include <strings.h>

static const struct rv_name *meaning(const struct rv_build *build, size_t column)
{
    return &build->draft->columns[build->columns[column].source].meaning;
}

static bool is_taken(const struct rv_roles *roles, size_t column)
{
    for (int r = 0; r < RV_LOG_OTHER; r++)
        for (size_t i = 0; i < roles->of[r].count; i++)
            if (roles->of[r].columns[i] == column)
                return true;
    return false;
}

/* Splits that a column may have, as a set. */
enum {
    UNSAID = 1 << RV_NAME_UNSAID,
    TRAINING = 1 << RV_NAME_TRAINING,
    VALIDATION = 1 << RV_NAME_VALIDATION
};

static bool is_candidate(const struct rv_build *build, const struct rv_roles *roles, size_t column,
                         enum rv_name_kind kind, int splits)
{
    const struct rv_name *name = meaning(build, column);

    return name->kind == kind && (splits & 1 << name->split) && !is_taken(roles, column);
}

/* The smaller the better; of two alike that which says its split. */
static int worth(const struct rv_build *build, size_t column)
{
    const struct rv_name *name = meaning(build, column);

    return 2 * name->rank + (name->split == RV_NAME_UNSAID);
}

/* The best of the candidates: one that is there in most of the epochs of the others and has the
 * smallest rank. Columns of the build, or their count where there is none. */
static size_t best(const struct rv_build *build, const struct rv_roles *roles,
                   enum rv_name_kind kind, int splits)
{
    size_t most = 0, found = build->column_count;

    for (size_t i = 0; i < build->column_count; i++)
        if (is_candidate(build, roles, i, kind, splits) && build->columns[i].held > most)
            most = build->columns[i].held;
    for (size_t i = 0; i < build->column_count; i++)
        if (is_candidate(build, roles, i, kind, splits) && 2 * build->columns[i].held >= most &&
            (found == build->column_count || worth(build, i) < worth(build, found)))
            found = i;
    return found;
}

static void give(struct rv_roles *roles, enum rv_log_role role, size_t column)
{
    struct rv_role_columns *to = &roles->of[role];

    to->columns = rv_memory_grow(to->columns, to->count, sizeof *to->columns);
    to->columns[to->count++] = column;
}

static bool give_best(const struct rv_build *build, struct rv_roles *roles, enum rv_log_role role,
                      enum rv_name_kind kind, int splits)
{
    const size_t found = best(build, roles, kind, splits);

    if (roles->of[role].count || found == build->column_count)
        return roles->of[role].count > 0;
    give(roles, role, found);
    return true;
}

/* All parts of a loss together, where the file does not add them up. */
static bool give_parts(const struct rv_build *build, struct rv_roles *roles, enum rv_log_role role,
                       int splits)
{
    const size_t first = best(build, roles, RV_NAME_PART, splits);
    const size_t count = build->column_count;
    bool candidates[RV_DRAFT_COLUMNS] = {false};

    if (roles->of[role].count || first == count)
        return roles->of[role].count > 0;
    for (size_t i = 0; i < count; i++)
        candidates[i] = is_candidate(build, roles, i, RV_NAME_PART, splits) &&
                        10 * build->columns[i].held >= 9 * build->columns[first].held &&
                        meaning(build, i)->rank / 10 == meaning(build, first)->rank / 10;
    for (size_t i = 0; i < count; i++)
        if (candidates[i])
            give(roles, role, i);
    return true;
}

/* A loss under any name. An error is one where no loss is. */
static bool give_loss(const struct rv_build *build, struct rv_roles *roles, enum rv_log_role role,
                      int splits)
{
    return give_best(build, roles, role, RV_NAME_LOSS, splits) ||
           give_parts(build, roles, role, splits) ||
           give_best(build, roles, role, RV_NAME_MEASURE, splits);
}

/* An error is the share that is wrong where there is a loss beside it, or a sign of percent. */
static bool give_accuracy(const struct rv_build *build, struct rv_roles *roles,
                          enum rv_log_role role, int splits, bool loss)
{
    size_t error;

    if (give_best(build, roles, role, RV_NAME_ACCURACY, splits))
        return true;
    error = best(build, roles, RV_NAME_ERROR, splits);
    if (error == build->column_count)
        return false;
    if (loss ? build->draft->columns[build->columns[error].source].largest <= 100
             : build->draft->columns[build->columns[error].source].percent)
        return give_best(build, roles, role, RV_NAME_ERROR, splits);
    return false;
}

/* Where nothing is called a loss, what is called an error is one. */
static void find_losses(const struct rv_build *build, struct rv_roles *roles)
{
    const bool validation = give_loss(build, roles, RV_LOG_VAL_LOSS, VALIDATION);
    const bool training = give_loss(build, roles, RV_LOG_LOSS, TRAINING | UNSAID);
    const size_t error = best(build, roles, RV_NAME_ERROR, TRAINING);

    if (training || validation || error == build->column_count ||
        build->draft->columns[build->columns[error].source].percent)
        return;
    (void)give_best(build, roles, RV_LOG_LOSS, RV_NAME_ERROR, TRAINING);
    (void)give_best(build, roles, RV_LOG_VAL_LOSS, RV_NAME_ERROR, VALIDATION);
}

/* Names without a split are of the training, as Keras has it; but of the validation where the
 * training has names of its own and the validation has no accuracy, as fastai has it. */
static void find_accuracies(const struct rv_build *build, struct rv_roles *roles)
{
    const struct rv_role_columns *loss = &roles->of[RV_LOG_LOSS];
    const bool training_loss = loss->count > 0, losses = roles->of[RV_LOG_VAL_LOSS].count > 0;
    const bool any = training_loss || losses;
    const bool validation = give_accuracy(build, roles, RV_LOG_VAL_ACCURACY, VALIDATION, any);
    const bool training = give_accuracy(build, roles, RV_LOG_ACCURACY, TRAINING, any);
    const bool says_training = training_loss &&
                               meaning(build, loss->columns[0])->split == RV_NAME_TRAINING;

    if (!validation && (training || (losses && (says_training || !training_loss)))) {
        roles->unsaid_is_validation = true;
        (void)give_accuracy(build, roles, RV_LOG_VAL_ACCURACY, UNSAID, any);
    } else if (!training) {
        (void)give_accuracy(build, roles, RV_LOG_ACCURACY, UNSAID, any);
    }
}

/* What the options name comes first. A run may lack a column that another run of the file has. */
static enum rv_status find_named(const struct rv_build *build, const struct rv_log_options *options,
                                 struct rv_roles *roles, struct rv_error *error)
{
    const struct rv_draft *draft = build->draft;
    char *names[RV_DRAFT_COLUMNS + 1] = {NULL};
    enum rv_status status = RV_OK;

    for (size_t i = 0; i < draft->column_count; i++)
        names[i] = rv_draft_name(draft, i);
    for (int role = 0; role < RV_LOG_OTHER && !status; role++) {
        const char *name = options->columns[role], *near;
        size_t found = 0;

        if (!name)
            continue;
        while (found < draft->column_count && strcasecmp(names[found], name) != 0)
            found++;
        for (size_t i = 0; i < build->column_count; i++)
            if (build->columns[i].source == found)
                give(roles, (enum rv_log_role)role, i);
        if (found < draft->column_count)
            continue;
        near = rv_text_nearest(name, (const char *const *)names);
        status = rv_error_set(error, RV_USAGE, "--column: there is no column '%s'%s%s%s", name,
                              near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    }
    for (size_t i = 0; i < draft->column_count; i++)
        rv_free(names[i]);
    return status;
}

enum rv_status rv_roles_find(const struct rv_build *build, const struct rv_log_options *options,
                             struct rv_roles *roles, struct rv_error *error)
{
    enum rv_status status;

    *roles = (struct rv_roles){0};
    if (options && (status = find_named(build, options, roles, error)) != RV_OK)
        return status;
    find_losses(build, roles);
    find_accuracies(build, roles);
    (void)give_best(build, roles, RV_LOG_LEARNING_RATE, RV_NAME_RATE, UNSAID);
    (void)give_best(build, roles, RV_LOG_SECONDS, RV_NAME_SECONDS, UNSAID | TRAINING);
    return RV_OK;
}

void rv_roles_release(struct rv_roles *roles)
{
    for (int r = 0; r < RV_LOG_OTHER; r++)
        rv_free(roles->of[r].columns);
    *roles = (struct rv_roles){0};
}
