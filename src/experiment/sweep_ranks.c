/* A sweep on the ranks of mpirun: see sweep_ranks.h. */
#include "experiment/sweep_ranks.h"

#include "experiment/sweep_parts.h"

#include "ravine/clock.h"
#include "ravine/memory.h"
#include "ravine/parallel.h"

#include <stdlib.h>
#include <string.h>

#define SEND_EVERY 0.2  /* seconds: a rank that dies loses what is younger, and its run under way */
#define LOOK 0.02       /* between two looks at messages and signals */
#define HEAR_EVERY 2    /* so often all ranks hear of rank 0 */
#define SILENCE 30      /* so long without a word, and a rank ends: rank 0 died */
#define ANSWER_WITHIN 2 /* seconds for a rank to say that it ends */

/* ---- Rank 0 ---- */

static void send_all(const struct rv_ranks *ranks, const char *text)
{
    for (int rank = 1; rank < ranks->count; rank++)
        rv_ranks_send(rank, text);
}

void rv_sweep_ranks_begin(struct rv_sweep *sweep, const struct rv_ranks *ranks,
                          struct rv_sweep_ranks *master)
{
    const struct rv_sweep_plan *plan = sweep->results.plan;

    *master = (struct rv_sweep_ranks){.sweep = sweep, .ranks = *ranks};
    master->idle = rv_alloc((size_t)ranks->count, sizeof *master->idle);
    rv_hand_out_init(&master->hand_out, plan->runs, (size_t)ranks->count);
    for (size_t i = 0; i < plan->runs; i++)
        if (sweep->results.rows[i].made || !rv_sweep_is_mine(plan, i))
            rv_hand_out_done(&master->hand_out, i);
    send_all(ranks, "g");
}

static void tell(struct rv_sweep_ranks *master, size_t run)
{
    master->over = rv_memory_grow(master->over, master->over_count, sizeof *master->over);
    master->over[master->over_count++] = run;
    rv_hand_out_done(&master->hand_out, run);
}

/* One message, if one has come. */
static bool take_message(struct rv_sweep_ranks *master)
{
    struct rv_text text = {0};
    size_t *runs, lines = 1, count;
    int rank;

    if (!rv_ranks_receive(&rank, &text))
        return false;
    for (const char *at = rv_text_string(&text); (at = strchr(at, '\n')); at++)
        lines++;
    runs = rv_alloc(lines, sizeof *runs);
    if (text.length) {
        count = rv_sweep_lines_take(text.string + 1, &master->sweep->results, runs);
        for (size_t i = 0; i < count; i++)
            tell(master, runs[i]);
        master->idle[rank] = *text.string == 'i';
    }
    rv_free(runs);
    rv_text_release(&text);
    return true;
}

static void give(struct rv_sweep_ranks *master)
{
    if (rv_clock_elapsed() - master->told_all > HEAR_EVERY) {
        send_all(&master->ranks, "k");
        master->told_all = rv_clock_elapsed();
    }
    for (int rank = 1; rank < master->ranks.count; rank++) {
        size_t runs[RV_HAND_OUT_MOST], count;
        struct rv_text text = {0};

        if (!master->idle[rank])
            continue;
        count = rv_hand_out_next(&master->hand_out, runs);
        if (count == 0)
            return;
        rv_text_add(&text, "r");
        for (size_t i = 0; i < count; i++)
            rv_text_printf(&text, " %zu", runs[i]);
        rv_ranks_send(rank, rv_text_string(&text));
        master->idle[rank] = false;
        rv_text_release(&text);
    }
}

/* A little of the runs that nobody has sent, from the front; other ranks that have nothing to do
 * come from the end. */
static void help(struct rv_sweep_ranks *master)
{
    struct rv_experiment_event event = {.what = RV_SLICE_DONE};

    do
        if (rv_sweep_advance(master->sweep, LOOK, 1, &event) == RV_RUN_DONE)
            tell(master, event.result);
    while (event.what == RV_RUN_DONE);
}

enum rv_happened rv_sweep_ranks_advance(struct rv_sweep_ranks *master, double seconds,
                                        struct rv_experiment_event *event)
{
    struct rv_sweep *sweep = master->sweep;
    const double end = rv_clock_elapsed() + seconds;

    if (master->told == master->over_count) {
        rv_free(master->over);
        master->over = NULL;
        master->over_count = master->told = 0;
        do {
            bool came = false;

            while (take_message(master))
                came = true;
            give(master);
            if (!came && rv_hand_out_all_given(&master->hand_out))
                help(master);
            else if (!came)
                rv_ranks_wait();
        } while (sweep->results.done < sweep->planned && rv_clock_elapsed() < end &&
                 !(sweep->stop && *sweep->stop) && sweep->error.status == RV_OK);
    }
    *event = (struct rv_experiment_event){.what = RV_SLICE_DONE};
    if (master->told < master->over_count) {
        event->what = RV_RUN_DONE;
        event->result = master->over[master->told++];
    } else if (sweep->results.done == sweep->planned || (sweep->stop && *sweep->stop) ||
               sweep->error.status) {
        sweep->interrupted = sweep->results.done < sweep->planned;
        event->what = RV_ALL_DONE;
    }
    return event->what;
}

void rv_sweep_ranks_release(struct rv_sweep_ranks *master)
{
    rv_hand_out_release(&master->hand_out);
    rv_free(master->idle);
    rv_free(master->over);
}

void rv_sweep_ranks_dismiss(const struct rv_ranks *ranks)
{
    const double end = rv_clock_elapsed() + ANSWER_WITHIN;
    struct rv_text text = {0};
    int rank, ended = 1;

    send_all(ranks, "e");
    while (ended < ranks->count && rv_clock_elapsed() < end)
        if (rv_ranks_receive(&rank, &text))
            ended += strcmp(rv_text_string(&text), "b") == 0;
        else
            rv_ranks_wait();
    send_all(ranks, ended == ranks->count ? "f" : "x");
    rv_ranks_end(ranks, ended == ranks->count);
    rv_text_release(&text);
}

/* ---- Any other rank ---- */

struct worker {
    const struct rv_sweep_plan *plan;
    const struct rv_variation *variation;
    const volatile sig_atomic_t *stop;
    size_t runs[RV_HAND_OUT_MOST]; /* to be made */
    size_t count, next;
    struct rv_text lines; /* of those that are over, not sent yet */
    double sent, heard;   /* when last */
    bool ended;           /* rank 0 said so */
};

static void send_lines(struct worker *worker, bool idle)
{
    struct rv_text text = {0};

    rv_text_printf(&text, "%s%s", idle ? "i" : "p", rv_text_string(&worker->lines));
    rv_ranks_send(0, rv_text_string(&text));
    rv_text_clear(&worker->lines);
    worker->sent = rv_clock_elapsed();
    rv_text_release(&text);
}

/* Takes what rank 0 says; true: something came. */
static bool hear(struct worker *worker)
{
    struct rv_text text = {0};
    int rank;
    const bool came = rv_ranks_receive(&rank, &text);
    char *at = text.string;

    if (came && at && *at == 'r')
        for (worker->next = worker->count = 0, at++;
             *at == ' ' && worker->count < RV_HAND_OUT_MOST;)
            worker->runs[worker->count++] = strtoul(at, &at, 10);
    else if (came && !(at && *at == 'k'))
        worker->ended = true;
    if (came)
        worker->heard = rv_clock_elapsed();
    else if (rv_clock_elapsed() - worker->heard > SILENCE)
        worker->ended = true; /* rank 0 died, and mpirun was told to leave the others alone */
    rv_text_release(&text);
    return came;
}

static bool asked_to_stop(const struct worker *worker)
{
    return worker->ended || *worker->stop;
}

/* A run that cannot be made is left out: rank 0 makes it in the end, and says why not. */
static void make(struct worker *worker, size_t index)
{
    const struct rv_sweep_place place = rv_sweep_place(worker->plan, index);
    struct rv_sweep_cell *cell;
    struct rv_run *run = NULL;
    struct rv_report report = {0};
    struct rv_sweep_row row;

    if (rv_sweep_cell_create(worker->plan, worker->variation, place.cell, place.variant, &cell,
                             &report) == RV_OK &&
        rv_run_create(&cell->recipe, place.seed, &run, NULL) == RV_OK) {
        while (rv_run_advance(run, LOOK, NULL) == RV_RUNNING && !asked_to_stop(worker)) {
            while (hear(worker)) {}
            if (worker->lines.length && rv_clock_elapsed() - worker->sent > SEND_EVERY)
                send_lines(worker, false);
        }
        if (rv_run_stopped(run) != RV_RUNNING) {
            rv_sweep_row_keep(worker->plan, &row, run, &cell->recipe);
            rv_sweep_line_print(worker->plan, &row, index, &worker->lines);
            rv_text_add(&worker->lines, "\n");
            rv_sweep_row_release(&row);
        }
        rv_run_free(run);
    }
    rv_sweep_cell_free(cell);
    rv_report_release(&report);
}

/* The end of a rank: it is told whether all end with it. */
static void leave(const struct rv_ranks *ranks)
{
    const double end = rv_clock_elapsed() + 2 * ANSWER_WITHIN;
    struct rv_text text = {0};
    int rank;
    char answer = ' ';

    rv_ranks_send(0, "b");
    while (answer != 'f' && answer != 'x' && rv_clock_elapsed() < end)
        if (rv_ranks_receive(&rank, &text))
            answer = *rv_text_string(&text);
        else
            rv_ranks_wait();
    rv_ranks_end(ranks, answer == 'f');
    rv_text_release(&text);
}

bool rv_sweep_ranks_may_begin(const struct rv_ranks *ranks)
{
    struct rv_text text = {0};
    int rank;
    bool begin;

    while (!rv_ranks_receive(&rank, &text))
        rv_ranks_wait();
    begin = strcmp(rv_text_string(&text), "g") == 0;
    rv_text_release(&text);
    if (!begin)
        leave(ranks);
    return begin;
}

void rv_sweep_ranks_work(const struct rv_sweep_plan *plan, const struct rv_variation *variation,
                         const struct rv_ranks *ranks, const volatile sig_atomic_t *stop)
{
    struct worker worker = {.plan = plan, .variation = variation, .stop = stop,
                            .heard = rv_clock_elapsed()};

    rv_parallel_inside(1); /* a rank is a core */
    send_lines(&worker, true);
    while (!asked_to_stop(&worker)) {
        if (worker.next == worker.count) {
            if (!hear(&worker))
                rv_ranks_wait();
            continue;
        }
        make(&worker, worker.runs[worker.next++]);
        if (worker.next == worker.count)
            send_lines(&worker, true);
        else if (rv_clock_elapsed() - worker.sent > SEND_EVERY)
            send_lines(&worker, false);
    }
    rv_text_release(&worker.lines);
    leave(ranks);
}
