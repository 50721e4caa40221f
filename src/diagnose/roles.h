/* Which column of a run is its training loss, and so on. */
#ifndef RAVINE_DIAGNOSE_ROLES_H
#define RAVINE_DIAGNOSE_ROLES_H

#include "diagnose/build.h"

/* A role is had by one column, or by the sum of several losses. */
struct rv_role_columns {
    size_t *columns; /* owned; of the build */
    size_t count; /* 0: nobody has the role */
};

struct rv_roles {
    struct rv_role_columns of[RV_LOG_OTHER];
    bool unsaid_is_validation; /* names without a split, but for the training loss */
};

/* Columns that are named by the options have what they are named for. RV_INPUT: there is no such
 * column. Release in any case. */
enum rv_status rv_roles_find(const struct rv_build *build, const struct rv_log_options *options,
                             struct rv_roles *roles, struct rv_error *error);
void rv_roles_release(struct rv_roles *roles);

#endif
