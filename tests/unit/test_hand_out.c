/* Which rank of a sweep makes which runs: every run once while all live, all of them while one
 * lives, and what that costs with a thousand ranks, by a simulation with no clock but its own. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "experiment/hand_out.h"

#include "ravine/memory.h"

#include <math.h>
#include <stdio.h>

/* A rank: what it has, when it will be idle. */
struct rank {
    size_t runs[RV_HAND_OUT_MOST], count;
    double until;
    bool dead;
};

struct simulation {
    size_t runs, ranks;   /* that make runs; one more hands out */
    double run_seconds;   /* of run i: between 1/2 and 3/2 of it */
    double message_seconds, line_seconds; /* that rank 0 spends on a message, on a run in it */
    double trip_seconds;  /* from rank to rank and back */
    size_t deaths;        /* so many ranks die halfway */
};

struct outcome {
    double seconds, efficiency; /* work of the runs over ranks x seconds */
    size_t made_twice, messages;
};

static double seconds_of(const struct simulation *s, size_t run)
{
    return s->run_seconds * (0.5 + (double)(run * 2654435761u % 1024) / 1024);
}

/* The rank that is idle first; SIZE_MAX: all are dead. */
static size_t first_idle(const struct rank *ranks, size_t count)
{
    size_t first = SIZE_MAX;

    for (size_t i = 0; i < count; i++)
        if (!ranks[i].dead && (first == SIZE_MAX || ranks[i].until < ranks[first].until))
            first = i;
    return first;
}

/* Rank by rank in the order in which they come back; rank 0 answers one message after the other. */
static struct outcome simulate(const struct simulation *s)
{
    struct rv_hand_out hand_out;
    struct rank *ranks = rv_alloc(s->ranks, sizeof *ranks);
    bool *made = rv_alloc(s->runs, sizeof *made);
    struct outcome outcome = {0};
    double free_at = 0, work = 0;

    rv_hand_out_init(&hand_out, s->runs, s->ranks + 1);
    for (size_t i = 0; i < s->runs; i++)
        work += seconds_of(s, i);
    while (hand_out.left > 0) {
        const size_t i = first_idle(ranks, s->ranks);
        struct rank *rank;

        assert_true(i < s->ranks); /* someone lives */
        rank = &ranks[i];
        if (i < s->deaths && hand_out.left < s->runs / 2) {
            rank->dead = true; /* and what it had is lost */
            continue;
        }
        free_at = fmax(free_at, rank->until + s->trip_seconds / 2) + s->message_seconds +
                  s->line_seconds * (double)rank->count;
        outcome.messages++;
        for (size_t k = 0; k < rank->count; k++) {
            outcome.made_twice += made[rank->runs[k]];
            made[rank->runs[k]] = true;
            rv_hand_out_done(&hand_out, rank->runs[k]);
        }
        outcome.seconds = fmax(outcome.seconds, rank->until);
        rank->count = rv_hand_out_next(&hand_out, rank->runs);
        rank->until = free_at + s->trip_seconds / 2;
        for (size_t k = 0; k < rank->count; k++)
            rank->until += seconds_of(s, rank->runs[k]);
        if (rank->count == 0) /* nothing that it could do: it waits */
            rank->until += s->run_seconds;
    }
    for (size_t i = 0; i < s->runs; i++)
        assert_true(made[i]);
    outcome.efficiency = work / outcome.seconds / (double)s->ranks;
    rv_hand_out_release(&hand_out);
    rv_free(ranks);
    rv_free(made);
    return outcome;
}

static void every_run_is_given_once(void **state)
{
    struct rv_hand_out hand_out;
    size_t runs[RV_HAND_OUT_MOST], given[500] = {0}, count, total = 0;
    (void)state;

    rv_hand_out_init(&hand_out, 500, 4);
    for (size_t i = 0; i < 500; i += 7)
        rv_hand_out_done(&hand_out, i); /* of an earlier call */
    while (!rv_hand_out_all_given(&hand_out)) {
        count = rv_hand_out_next(&hand_out, runs);
        assert_in_range(count, 1, RV_HAND_OUT_MOST);
        total += count;
        for (size_t k = 0; k < count; k++)
            given[runs[k]]++;
    }
    for (size_t i = 0; i < 500; i++)
        assert_int_equal(given[i], i % 7 != 0);
    assert_int_equal(total, hand_out.left);
    rv_hand_out_release(&hand_out);
}

/* What nobody has sent is given again, the last one first, to so many ranks at most. */
static void gives_again_what_is_missing(void **state)
{
    struct rv_hand_out hand_out;
    size_t runs[RV_HAND_OUT_MOST];
    (void)state;

    rv_hand_out_init(&hand_out, 3, 2);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(rv_hand_out_next(&hand_out, runs), 1);
        assert_int_equal(runs[0], i);
    }
    rv_hand_out_done(&hand_out, 2);
    for (int copies = 1; copies < RV_HAND_OUT_COPIES; copies++)
        for (size_t i = 2; i-- > 0;) {
            assert_int_equal(rv_hand_out_next(&hand_out, runs), 1);
            assert_int_equal(runs[0], i);
        }
    assert_int_equal(rv_hand_out_next(&hand_out, runs), 0);
    rv_hand_out_release(&hand_out);
}

static void ranks_that_die_lose_nothing(void **state)
{
    (void)state;

    for (size_t deaths = 0; deaths < 4; deaths++) {
        const struct simulation s = {1000, 4, 0.0123, 20e-6, 60e-6, 500e-6, deaths};
        const struct outcome outcome = simulate(&s);

        if (deaths == 0)
            assert_true(outcome.efficiency > 0.97); /* overhead below 3 % at 10 ms a run */
    }
}

/* The table in docs/performance.md. */
static void a_thousand_ranks(void **state)
{
    static const struct simulation cases[] = {
        {10000, 4, 0.01, 20e-6, 60e-6, 500e-6, 0},
        {10000, 64, 0.01, 20e-6, 60e-6, 500e-6, 0},
        {100000, 1000, 0.1, 20e-6, 60e-6, 500e-6, 0},
        {100000, 1000, 1, 20e-6, 60e-6, 500e-6, 0},
        {100000, 1000, 1, 20e-6, 60e-6, 500e-6, 100},
        {10000, 1000, 10, 20e-6, 60e-6, 500e-6, 0},
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct outcome outcome = simulate(&cases[i]);

        print_message("| %zu | %zu | %g s | %zu | %.1f s | %.1f %% | %zu | %zu |\n", cases[i].ranks,
                      cases[i].runs, cases[i].run_seconds, cases[i].deaths, outcome.seconds,
                      100 * outcome.efficiency, outcome.messages, outcome.made_twice);
        assert_true(outcome.efficiency > (cases[i].deaths ? 0.8 : 0.85));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_run_is_given_once),
        cmocka_unit_test(gives_again_what_is_missing),
        cmocka_unit_test(ranks_that_die_lose_nothing),
        cmocka_unit_test(a_thousand_ranks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
