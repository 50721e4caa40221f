/* What a log says: planted curves get their causes, the tables decide and not the code, reasons are
 * ratios of odds. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "diagnose/rank.h"

#include "ravine/math.h"
#include "ravine/memory.h"
#include "ravine/stream.h"

#include <string.h>

#define MOST 40

/* A log in memory; NaN where a column has nothing. Written through the
 * pointers of the columns: stores into the arrays themselves gcc 12 takes for dead. */
struct planted {
    struct rv_log_run run;
    struct rv_log_column columns[4];
    double epoch[MOST], values[4][MOST];
    unsigned char cells[4][MOST];
};

static const enum rv_log_role roles[] = {RV_LOG_LOSS, RV_LOG_ACCURACY, RV_LOG_VAL_LOSS,
                                         RV_LOG_VAL_ACCURACY};

static void plant(struct planted *p, size_t rows)
{
    memset(p, 0, sizeof *p);
    p->run = (struct rv_log_run){.epochs = rows, .epoch = p->epoch, .columns = p->columns,
                                 .column_count = 4, .planned = (double)NAN, .validation_examples = (double)NAN,
                                 .validation_from = "", .facts = RV_LOG_NO_FACTS};
    for (size_t c = 0; c < 4; c++) {
        p->columns[c] = (struct rv_log_column){.role = roles[c], .values = p->values[c],
                                               .cells = p->cells[c], .resolution = 1e-4};
        for (size_t i = 0; i < MOST; i++)
            p->values[c][i] = (double)NAN;
    }
    for (size_t i = 0; i < MOST; i++)
        p->epoch[i] = (double)(i + 1);
}

static void set(struct planted *p, size_t row, double loss, double accuracy, double val_loss,
                double val_accuracy)
{
    const double values[4] = {loss, accuracy, val_loss, val_accuracy};

    for (size_t c = 0; c < 4; c++) {
        p->columns[c].values[row] =
            isfinite(values[c]) ? nearbyint(values[c] * 1e4) / 1e4 : values[c];
        p->columns[c].cells[row] = isfinite(values[c]) ? RV_LOG_NUMBER : RV_LOG_NAN;
    }
}

/* The question that this project grew from: ten epochs of a balanced two-class problem. */
static void plant_ten_epochs(struct planted *p)
{
    static const double table[10][4] = {
        {2.27, 0.50, 3.29, 0.49}, {1.55, 0.50, 0.92, 0.50}, {1.07, 0.51, 1.43, 0.53},
        {0.87, 0.58, 1.85, 0.61}, {0.59, 0.72, 0.58, 0.61}, {0.52, 0.79, 2.30, 0.50},
        {0.38, 0.85, 0.17, 0.86}, {0.32, 0.88, 1.52, 0.60}, {0.21, 0.91, 0.14, 0.88},
        {0.34, 0.88, 2.81, 0.49}};

    plant(p, 10);
    for (size_t i = 0; i < 10; i++)
        set(p, i, table[i][0], table[i][1], table[i][2], table[i][3]);
}

/* A healthy run whose validation wobbles by the standard error of so many examples. */
static void plant_healthy(struct planted *p, uint64_t seed)
{
    struct rv_stream s = rv_stream_at(seed, RV_STREAM_MENU, 3, 0, 0);
    size_t rows = 8 + (size_t)rv_stream_below(&s, 25);
    double scale = 0.6 + 1.7 * rv_stream_uniform(&s), floor = 0.05 + 0.4 * rv_stream_uniform(&s);
    double n = 400 + 4000 * rv_stream_uniform(&s), speed = 2 + 8 * rv_stream_uniform(&s);

    plant(p, rows);
    for (size_t i = 0; i < rows; i++) {
        double loss = floor + scale * rv_math_exp(-(double)(i + 1) / speed);
        double right = rv_math_exp(-loss * 0.9), error = sqrt(right * (1 - right) / n);
        double val = loss * 1.05 + 0.02, z = rv_stream_gaussian(&s);

        set(p, i, loss * (1 + 0.01 * rv_stream_gaussian(&s)), right, val * (1 + 0.7 * error * z),
            right - 0.01 - error * (0.7 * z + 0.7 * rv_stream_gaussian(&s)));
    }
}

static size_t place_of(const struct rv_diagnosis *d, const char *cause)
{
    size_t i = 0;

    while (i < d->cause_count && strcmp(d->causes[i].name, cause) != 0)
        i++;
    assert_true(i < d->cause_count);
    return i;
}

static double value_of(const struct rv_diagnosis *d, const char *name)
{
    for (size_t i = 0; i < d->evidence_count; i++)
        if (!strcmp(d->evidence[i].name, name))
            return d->evidence[i].value;
    return (double)NAN;
}

static void test_ten_epochs(void **state)
{
    struct planted *p = rv_alloc(1, sizeof *p);
    struct rv_diagnosis d;
    bool pair = false, tells = false;

    (void)state;
    plant_ten_epochs(p);
    rv_diagnose(&p->run, &d);
    assert_string_equal(d.causes[0].name, "rate-too-large");
    assert_int_not_equal(d.causes[place_of(&d, "bn-lag")].verdict, RV_DIAGNOSIS_UNLIKELY);
    for (size_t i = 0; i < d.cannot_tell_count; i++)
        pair = pair || !strcmp(d.cannot_tell[i][1], "bn-lag");
    assert_true(pair);
    for (size_t i = 0; i < d.next_count; i++)
        tells = tells || strstr(d.next[i].text, "running statistics");
    assert_true(tells);
    assert_true(fabs(value_of(&d, "train-end-rise") - 0.34 / 0.21) < 1e-3);
    rv_diagnosis_release(&d);
    rv_free(p);
}

/* At most one in twenty. */
static void test_healthy(void **state)
{
    int sick = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct planted *p = rv_alloc(1, sizeof *p);
        struct rv_diagnosis d;

        plant_healthy(p, seed);
        rv_diagnose(&p->run, &d);
        sick += strcmp(d.causes[0].name, "healthy") != 0;
        rv_diagnosis_release(&d);
        rv_free(p);
    }
    assert_true(sick <= 3);
}

static void assert_first(struct planted *p, const char *cause)
{
    struct rv_diagnosis d;

    rv_diagnose(&p->run, &d);
    assert_string_equal(d.causes[0].name, cause);
    rv_diagnosis_release(&d);
}

/* One planted fault each. */
static void test_planted(void **state)
{
    struct planted *p = rv_alloc(1, sizeof *p);

    (void)state;
    plant_healthy(p, 5);
    for (size_t i = 4; i < p->run.epochs; i++)
        set(p, i, (double)NAN, 0.0987, (double)NAN, 0.098);
    assert_first(p, "diverged");
    plant(p, 12);
    for (size_t i = 0; i < 12; i++)
        set(p, i, rv_math_log(7) + 1e-4 * (double)(i % 3), 0.1428, rv_math_log(7), 0.1433);
    assert_first(p, "chance");
    plant(p, 20);
    for (size_t i = 0; i < 20; i++) {
        double t = (double)i;

        set(p, i, 0.7 * rv_math_exp(-t / 5), 1 - 0.4 * rv_math_exp(-t / 5), 0.6 + 0.0025 * t * t,
            0.72 - 0.002 * t);
    }
    assert_first(p, "over-fitting");
    plant_healthy(p, 6);
    for (size_t i = 0; i < p->run.epochs; i++)
        for (size_t c = 2; c < 4; c++) {
            p->columns[c].values[i] = (double)NAN;
            p->columns[c].cells[i] = RV_LOG_MISSING;
        }
    assert_first(p, "training-only");
    plant_healthy(p, 7);
    p->run.epochs = 2;
    assert_first(p, "too-short");
    plant_healthy(p, 8);
    for (size_t i = 0; i < p->run.epochs; i++)
        p->columns[1].values[i] = p->columns[3].values[i] = 0;
    assert_first(p, "metric-bug");
    rv_free(p);
}

/* No threshold in the code: with the rows of two causes exchanged in all tables, the causes change
 * places, odds and all. */
static void test_permuted(void **state)
{
    struct rv_likelihoods *t = rv_alloc(1, sizeof *t);
    const size_t a = RV_CAUSE_RATE_TOO_LARGE, b = RV_CAUSE_WEIGHTING;
    struct planted *p = rv_alloc(1, sizeof *p);
    struct rv_curves curves;
    struct rv_diagnosis before, after;
    double bias;

    (void)state;
    plant_ten_epochs(p);
    rv_curves_init(&curves, &p->run);
    rv_likelihoods_load(t);
    rv_rank(t, &curves, &before);
    for (size_t s = 0; s < RV_STATISTICS; s++)
        for (size_t i = 0; i < RV_LIKELIHOOD_BINS; i++) {
            double one = t->p[s][a][i];

            t->p[s][a][i] = t->p[s][b][i];
            t->p[s][b][i] = one;
        }
    bias = t->bias[a];
    t->bias[a] = t->bias[b];
    t->bias[b] = bias;
    rv_rank(t, &curves, &after);
    assert_int_equal(place_of(&before, "rate-too-large"), place_of(&after, "weighting"));
    assert_int_equal(place_of(&before, "weighting"), place_of(&after, "rate-too-large"));
    assert_true(fabs(before.causes[0].odds / after.causes[0].odds - 1) < 1e-9);
    rv_diagnosis_release(&before);
    rv_diagnosis_release(&after);
    rv_curves_release(&curves);
    rv_free(t);
    rv_free(p);
}

/* A reason is the odds with its statistic divided by the odds without. */
static void test_reasons(void **state)
{
    struct rv_likelihoods *t = rv_alloc(1, sizeof *t);
    struct planted *p = rv_alloc(1, sizeof *p);
    struct rv_curves curves;
    struct rv_diagnosis with, without;
    const struct rv_diagnosis_reason *reason;
    const char *name;

    (void)state;
    plant_ten_epochs(p);
    rv_curves_init(&curves, &p->run);
    rv_likelihoods_load(t);
    rv_rank(t, &curves, &with);
    assert_true(with.causes[0].for_count > 0);
    reason = &with.causes[0].for_it[0];
    name = with.evidence[reason->evidence].name;
    assert_true(reason->factor > 1);
    for (size_t s = 0; s < RV_STATISTICS; s++)
        if (!strcmp(rv_statistics[s].name, name))
            t->bins[s] = 0;
    rv_rank(t, &curves, &without);
    assert_true(fabs(with.causes[0].odds / reason->factor /
                         without.causes[place_of(&without, with.causes[0].name)].odds - 1) < 1e-9);
    for (size_t i = 0; i < with.evidence_count; i++) {
        const struct rv_diagnosis_evidence *e = &with.evidence[i];

        assert_true(e->low != e->low || (e->low <= e->value && e->value <= e->high));
        assert_null(strchr(e->text, '{'));
    }
    rv_diagnosis_release(&with);
    rv_diagnosis_release(&without);
    rv_curves_release(&curves);
    rv_free(t);
    rv_free(p);
}

/* Accuracies of 160 examples, one of 131 among them. */
static void test_changing(void **state)
{
    static const double right[] = {15, 11, 19, 20, 23, 9, 31, 28, 33};
    double accuracy[10];

    (void)state;
    for (size_t i = 0; i < 9; i++)
        accuracy[i] = nearbyint(right[i] / 160 * 1e4) / 1e4;
    accuracy[9] = nearbyint(37.0 / 160 * 1e4) / 1e4;
    assert_true(rv_curves_changing(accuracy, 10, 1e-4) == 0);
    accuracy[9] = nearbyint(16.0 / 131 * 1e4) / 1e4;
    assert_true(fabs(rv_curves_changing(accuracy, 10, 1e-4) - 0.1) < 1e-12);
    /* Two digits fit anything. */
    for (size_t i = 0; i < 10; i++)
        accuracy[i] = nearbyint(accuracy[i] * 100) / 100;
    assert_true(!isfinite(rv_curves_changing(accuracy, 10, 0.01)));
}

/* Values between the edges fall into their bins; each row of the table is a distribution. */
static void test_tables(void **state)
{
    struct rv_likelihoods *t = rv_alloc(1, sizeof *t);

    (void)state;
    rv_likelihoods_load(t);
    for (size_t s = 0; s < RV_STATISTICS; s++) {
        assert_true(t->bins[s] > 0);
        assert_true(rv_likelihoods_bin(t, s, (double)NAN) == -1);
        for (int b = 0; b + 1 < t->bins[s]; b++)
            assert_true(rv_likelihoods_bin(t, s, t->edge[s][b]) == b);
        for (size_t c = 0; c < RV_CAUSES; c++) {
            double sum = 0;

            for (int b = 0; b < t->bins[s]; b++)
                sum += t->p[s][c][b];
            assert_true(fabs(sum - 1) < 0.003);
        }
    }
    assert_true(t->likely > t->unlikely && t->unlikely > 0);
    rv_free(t);
}

/* An empty log, and one of a single number. */
static void test_nothing(void **state)
{
    struct planted *p = rv_alloc(1, sizeof *p);
    struct rv_diagnosis d;

    (void)state;
    plant(p, 0);
    rv_diagnose(&p->run, &d);
    assert_int_equal(d.cause_count, RV_CAUSES);
    rv_diagnosis_release(&d);
    plant(p, 1);
    p->columns[0].values[0] = 2.385;
    p->columns[0].cells[0] = RV_LOG_NUMBER;
    rv_diagnose(&p->run, &d);
    assert_true(d.causes[0].odds < HUGE_VAL);
    rv_diagnosis_release(&d);
    rv_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),   cmocka_unit_test(test_changing),
        cmocka_unit_test(test_nothing),  cmocka_unit_test(test_planted),
        cmocka_unit_test(test_healthy),  cmocka_unit_test(test_ten_epochs),
        cmocka_unit_test(test_permuted), cmocka_unit_test(test_reasons),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
