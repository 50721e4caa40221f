/* The odds can be believed: logs of known cause that the tables were not learnt from (`make
 * evidence` keeps them as bins), weighed by the tables of the tree. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "diagnose/likelihood.h"

#include "ravine/memory.h"

#include <string.h>

static const struct {
    uint32_t causes; /* a bit each */
    const char *bins;
} logs[] = {
#define X(causes, bins) {causes, bins},
#include "evidence/held_out.def"
#undef X
};
#define LOGS (sizeof logs / sizeof *logs)

/* What is asked of the tables, and what the next `make evidence` must reach, too. */
#define FIRST_RIGHT 0.6
#define AMONG_TWO 0.72
#define LIKELY_RIGHT 0.8
#define CALIBRATION_ERROR 0.1
#define TENTHS 10

/* A value in the middle of each bin. */
static void values_of(const struct rv_likelihoods *t, const char *bins,
                      double value[RV_STATISTICS])
{
    for (size_t s = 0; s < RV_STATISTICS; s++) {
        int bin = bins[s] - '0';

        if (bins[s] == '-')
            value[s] = (double)NAN;
        else if (bin + 1 < t->bins[s])
            value[s] = t->edge[s][bin];
        else
            value[s] = t->bins[s] > 1 ? t->edge[s][bin - 1] + 1 : 0;
    }
}

static void weigh(const struct rv_likelihoods *t, size_t log, double p[RV_CAUSES], size_t *first,
                  size_t *second)
{
    double value[RV_STATISTICS];

    assert_int_equal(strlen(logs[log].bins), RV_STATISTICS);
    values_of(t, logs[log].bins, value);
    rv_likelihoods_weigh(t, value, p);
    *first = 0;
    for (size_t c = 1; c < RV_CAUSES; c++)
        *first = p[c] > p[*first] ? c : *first;
    *second = *first == 0;
    for (size_t c = 0; c < RV_CAUSES; c++)
        *second = c != *first && p[c] > p[*second] ? c : *second;
}

static void test_odds(void **state)
{
    struct rv_likelihoods *t = rv_alloc(1, sizeof *t);
    double right = 0, two = 0, likely = 0, likely_right = 0, error = 0;
    double said[TENTHS] = {0}, true_ones[TENTHS] = {0};

    (void)state;
    rv_likelihoods_load(t);
    for (size_t i = 0; i < LOGS; i++) {
        double p[RV_CAUSES];
        size_t first, second, tenth;
        bool is;

        weigh(t, i, p, &first, &second);
        is = logs[i].causes >> first & 1;
        p[first] = 1 - 1 / (1 + rv_likelihoods_odds(t, p[first]));
        right += is;
        two += is || (logs[i].causes >> second & 1);
        likely += p[first] >= t->likely;
        likely_right += p[first] >= t->likely && is;
        tenth = p[first] < 1 ? (size_t)(TENTHS * p[first]) : TENTHS - 1;
        said[tenth] += p[first];
        true_ones[tenth] += is;
    }
    for (size_t b = 0; b < TENTHS; b++)
        error += fabs(said[b] - true_ones[b]) / LOGS;
    assert_true(right >= FIRST_RIGHT * LOGS);
    assert_true(two >= AMONG_TWO * LOGS);
    assert_true(likely > 0 && likely_right >= LIKELY_RIGHT * likely);
    assert_true(error <= CALIBRATION_ERROR);
    rv_free(t);
}

/* The check can fail: with the rows of the causes turned by one, it does. */
static void test_spoilt(void **state)
{
    struct rv_likelihoods *t = rv_alloc(1, sizeof *t), *turned = rv_alloc(1, sizeof *turned);
    double right = 0;

    (void)state;
    rv_likelihoods_load(t);
    *turned = *t;
    for (size_t s = 0; s < RV_STATISTICS; s++)
        for (size_t c = 0; c < RV_CAUSES; c++)
            memcpy(turned->p[s][c], t->p[s][(c + 1) % RV_CAUSES], sizeof t->p[s][c]);
    for (size_t i = 0; i < LOGS; i++) {
        double p[RV_CAUSES];
        size_t first, second;

        weigh(turned, i, p, &first, &second);
        right += logs[i].causes >> first & 1;
    }
    assert_true(right < 0.5 * FIRST_RIGHT * LOGS);
    rv_free(t);
    rv_free(turned);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_odds),
        cmocka_unit_test(test_spoilt),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
