/* What tests of runs share: a small network with everything in it, opening, finishing, columns. */
#ifndef RAVINE_TEST_RUN_CASE_H
#define RAVINE_TEST_RUN_CASE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/memory.h"
#include "ravine/run.h"

#include <stdio.h>

#define SMALL_DATA "data: {set: gratings, size: 8, train: 70, validation: 40, fresh: 20}\n"
#define SMALL_NET                                                                                  \
    "network:\n"                                                                                   \
    "  - conv2d: {filters: 3, kernel: 3, padding: same}\n"                                         \
    "  - batchnorm: {momentum: 0.9}\n"                                                             \
    "  - relu\n"                                                                                   \
    "  - maxpool2d: {pool: 2}\n"                                                                   \
    "  - dropout: {rate: 0.25}\n"                                                                  \
    "  - flatten\n"                                                                                \
    "  - dense: {units: 2}\n"

struct fixture {
    struct rv_recipe recipe;
    struct rv_run *run;
};

static inline void open_run(struct fixture *f, const char *yaml, uint64_t seed)
{
    struct rv_report report = {0};
    struct rv_error error = {0};

    *f = (struct fixture){0};
    if (rv_recipe_parse("test", yaml, &f->recipe, &report))
        fail_msg("%d:%d: %s", report.errors[0].line, report.errors[0].column,
                 report.errors[0].message);
    rv_report_release(&report);
    if (rv_run_create(&f->recipe, seed, &f->run, &error))
        fail_msg("%s", error.message);
}

static inline void close_run(struct fixture *f)
{
    rv_run_free(f->run);
    rv_recipe_release(&f->recipe);
}

static inline void finish(struct rv_run *run)
{
    while (rv_run_step(run, NULL) == RV_RUNNING)
        ;
}

static inline double column(const struct rv_run *run, size_t row, const char *name)
{
    const struct rv_table *epochs = rv_run_epochs(run);

    return rv_table_at(epochs, row, rv_table_find(epochs, name));
}

#endif
