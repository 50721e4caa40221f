/* Sums over time of a noisy run: see segments.h. */
#include "theory/segments.h"

#include "ravine/memory.h"

#include <string.h>

static const size_t segments_least = 20;

void rv_segments_open(struct rv_segments *p, size_t replicas, size_t directions, long window,
                      long epoch, double decay)
{
    const size_t cells = replicas * directions + 1;

    *p = (struct rv_segments){.replicas = replicas,
                            .directions = directions,
                            .window = window > 0 ? window : 1,
                            .epoch = epoch,
                            .decay = decay};
    p->batches = replicas < segments_least ? (segments_least + replicas - 1) / replicas : 1;
    p->count = replicas * p->batches;
    p->sum = rv_alloc((directions * RV_SEGMENTS_DIRECTION + RV_SEGMENTS_LOSSES) * p->count,
                      sizeof *p->sum);
    p->before = rv_alloc(cells, sizeof *p->before);
    p->ema = rv_alloc(cells, sizeof *p->ema);
    p->run = rv_alloc(cells, sizeof *p->run);
    p->loss_before = rv_alloc(replicas, sizeof *p->loss_before);
    p->loss_run = rv_alloc(replicas, sizeof *p->loss_run);
}

void rv_segments_close(struct rv_segments *p)
{
    rv_free(p->sum);
    rv_free(p->before);
    rv_free(p->ema);
    rv_free(p->run);
    rv_free(p->loss_before);
    rv_free(p->loss_run);
}

double *rv_segments_of_direction(const struct rv_segments *p, size_t direction,
                                 enum rv_segments_of_direction quantity)
{
    return p->sum + (direction * RV_SEGMENTS_DIRECTION + (size_t)quantity) * p->count;
}

double *rv_segments_of_loss(const struct rv_segments *p, enum rv_segments_of_loss quantity)
{
    return p->sum + (p->directions * RV_SEGMENTS_DIRECTION + (size_t)quantity) * p->count;
}

static void add_directions(struct rv_segments *p, size_t piece, size_t replica, const double *x)
{
    for (size_t k = 0; k < p->directions; k++) {
        const size_t cell = replica * p->directions + k;
        const double before = p->before[cell];

        rv_segments_of_direction(p, k, RV_SEGMENTS_SQUARES)[piece] += x[k] * x[k];
        rv_segments_of_direction(p, k, RV_SEGMENTS_PRODUCTS)[piece] += x[k] * before;
        rv_segments_of_direction(p, k, RV_SEGMENTS_FLIPS)[piece] += (x[k] > 0) != (before > 0);
        rv_segments_of_direction(p, k, RV_SEGMENTS_EMA)[piece] += p->ema[cell] * p->ema[cell];
    }
}

static void add_loss(struct rv_segments *p, size_t piece, size_t replica, double loss)
{
    const double before = p->loss_before[replica];

    rv_segments_of_loss(p, RV_SEGMENTS_STEPS)[piece] += 1;
    rv_segments_of_loss(p, RV_SEGMENTS_LOSS)[piece] += loss;
    rv_segments_of_loss(p, RV_SEGMENTS_BEFORE)[piece] += before;
    rv_segments_of_loss(p, RV_SEGMENTS_LOSS_SQUARES)[piece] += loss * loss;
    rv_segments_of_loss(p, RV_SEGMENTS_LOSS_PRODUCTS)[piece] += loss * before;
    rv_segments_of_loss(p, RV_SEGMENTS_RISES)[piece] += loss > before;
}

/* A whole epoch inside the window: its last loss, its mean loss, its mean places. */
static void add_epoch(struct rv_segments *p, size_t piece, size_t replica, double loss)
{
    const double n = (double)p->run_steps, mean = p->loss_run[replica] / n;

    rv_segments_of_loss(p, RV_SEGMENTS_EPOCHS)[piece] += 1;
    rv_segments_of_loss(p, RV_SEGMENTS_SNAPSHOT)[piece] += loss;
    rv_segments_of_loss(p, RV_SEGMENTS_SNAPSHOT_SQUARES)[piece] += loss * loss;
    rv_segments_of_loss(p, RV_SEGMENTS_EPOCH_LOSS)[piece] += mean;
    rv_segments_of_loss(p, RV_SEGMENTS_EPOCH_SQUARES)[piece] += mean * mean;
    for (size_t k = 0; k < p->directions; k++) {
        const double place = p->run[replica * p->directions + k] / n;

        rv_segments_of_direction(p, k, RV_SEGMENTS_MEANS)[piece] += place * place;
    }
}

/* The average starts at the first place; by the burn-in it has forgotten it as the run's own. */
static void remember(struct rv_segments *p, size_t replica, const double *x, double loss)
{
    for (size_t k = 0; k < p->directions; k++) {
        const size_t cell = replica * p->directions + k;

        p->ema[cell] = !p->started ? x[k] : p->decay * p->ema[cell] + (1 - p->decay) * x[k];
        p->run[cell] += x[k];
    }
    p->loss_run[replica] += loss;
}

void rv_segments_add(struct rv_segments *p, long t, const double *place, const double *loss,
                     bool epoch_ended)
{
    for (size_t r = 0; r < p->replicas; r++) {
        const double *x = place + r * p->directions;
        size_t piece = r * p->batches;

        if (t > 0)
            piece += (size_t)((t - 1) * (long)p->batches / p->window);
        remember(p, r, x, loss[r]);
        if (t > 0 && t <= p->window) {
            add_directions(p, piece, r, x);
            add_loss(p, piece, r, loss[r]);
        }
    }
    p->run_steps++;
    for (size_t r = 0; r < p->replicas && epoch_ended; r++) {
        size_t piece = r * p->batches;

        if (t >= p->epoch && t <= p->window && p->run_steps == p->epoch)
            add_epoch(p, piece + (size_t)((t - 1) * (long)p->batches / p->window), r, loss[r]);
        p->loss_run[r] = 0;
        memset(p->run + r * p->directions, 0, p->directions * sizeof *p->run);
    }
    if (epoch_ended)
        p->run_steps = 0;
    p->started = true;
    memcpy(p->before, place, p->replicas * p->directions * sizeof *p->before);
    memcpy(p->loss_before, loss, p->replicas * sizeof *p->loss_before);
}
