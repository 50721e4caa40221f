/* What tests of runs share: a small network with everything in it, opening, finishing, columns. */
#ifndef RAVINE_TESTS_RUN_CASE_H
#define RAVINE_TESTS_RUN_CASE_H

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

/* What going on in parts came to. */
struct parts {
    size_t calls;
    size_t epochs;
};

/* One whole step. */
static inline void go_step(struct rv_run *run, struct rv_sample *sample)
{
    rv_run_step(run, sample);
}

/* The smallest part of the work there is. */
static inline void go_part(struct rv_run *run, struct rv_sample *sample)
{
    rv_run_advance(run, 0, sample);
}

/* One run goes to its end part by part. Before each part its state is restored into a second run,
 * which goes to the end at once: the same bits as a run that was never stopped, from everywhere. */
static inline struct parts resume_everywhere(const char *yaml, uint64_t seed,
                                             void (*go)(struct rv_run *, struct rv_sample *))
{
    struct fixture whole, in_parts, resumed;
    struct rv_sample sample = {0};
    struct parts parts = {0};
    size_t size;
    unsigned char *end, *now, *again;

    open_run(&whole, yaml, seed);
    open_run(&in_parts, yaml, seed);
    open_run(&resumed, yaml, seed);
    size = rv_run_state_size(whole.run);
    end = rv_alloc(1, size);
    now = rv_alloc(1, size);
    again = rv_alloc(1, size);
    finish(whole.run);
    rv_run_state_save(whole.run, end);
    for (; rv_run_stopped(in_parts.run) == RV_RUNNING; parts.calls++) {
        rv_run_state_save(in_parts.run, now);
        rv_run_state_restore(resumed.run, now);
        finish(resumed.run);
        rv_run_state_save(resumed.run, again);
        assert_memory_equal(again, end, size);
        go(in_parts.run, &sample);
        parts.epochs += sample.epoch_ended;
    }
    rv_run_state_save(in_parts.run, again);
    assert_memory_equal(again, end, size);
    rv_free(end);
    rv_free(now);
    rv_free(again);
    close_run(&whole);
    close_run(&in_parts);
    close_run(&resumed);
    return parts;
}

static inline double column(const struct rv_run *run, size_t row, const char *name)
{
    const struct rv_table *epochs = rv_run_epochs(run);

    return rv_table_at(epochs, row, rv_table_find(epochs, name));
}

#endif
