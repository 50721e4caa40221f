/* Causes in order, with what speaks for and against each. */
#include "diagnose/rank.h"

#include "ravine/math.h"
#include "ravine/memory.h"

#include <stdlib.h>
#include <string.h>

#define ODDS_LIMIT 1e6   /* and its inverse: no number of runs shows more */
#define ODDS_INSIDE 1e12 /* the same where odds are only divided by odds */
#define SPEAKS 1.15      /* a factor nearer to 1 than this is no reason */
#define WIDTH 1.96       /* standard errors on each side of a value */

const char *rv_diagnosis_verdict_text(enum rv_diagnosis_verdict verdict)
{
    static const char *const texts[] = {
#define X(name, text) text,
        RV_DIAGNOSIS_VERDICTS(X)
#undef X
    };

    return texts[verdict];
}

static double within(double odds, double limit)
{
    return odds > limit ? limit : odds < 1 / limit ? 1 / limit : odds;
}

/* All that the ranking needs of one log. */
struct weighed {
    double value[RV_STATISTICS], term[RV_STATISTICS][RV_CAUSES], score[RV_CAUSES],
        probability[RV_CAUSES];
    /* Odds with a statistic divided by the odds without it. */
    double factor[RV_STATISTICS][RV_CAUSES];
    size_t place[RV_STATISTICS]; /* in the list of evidence */
};

static void weigh(const struct rv_likelihoods *tables, const struct rv_curves *curves,
                  struct weighed *w)
{
    memcpy(w->score, tables->bias, sizeof w->score);
    for (size_t s = 0; s < RV_STATISTICS; s++) {
        w->value[s] = rv_statistic_value(s, curves);
        rv_likelihoods_terms(tables, s, w->value[s], w->term[s]);
        for (size_t c = 0; c < RV_CAUSES; c++)
            w->score[c] += w->term[s][c];
    }
    rv_likelihoods_normalise(w->score, w->probability);
    for (size_t s = 0; s < RV_STATISTICS; s++) {
        double score[RV_CAUSES], without[RV_CAUSES];

        for (size_t c = 0; c < RV_CAUSES; c++)
            score[c] = w->score[c] - w->term[s][c];
        rv_likelihoods_normalise(score, without);
        for (size_t c = 0; c < RV_CAUSES; c++)
            w->factor[s][c] =
                within(rv_likelihoods_odds(tables, w->probability[c]), ODDS_INSIDE) /
                within(rv_likelihoods_odds(tables, without[c]), ODDS_INSIDE);
    }
}

static int by_probability(const void *a, const void *b)
{
    const struct rv_diagnosis_cause *x = a, *y = b;

    return x->odds < y->odds ? 1 : x->odds > y->odds ? -1 : 0;
}

/* The strongest reasons of one direction; `sign` 1 for it, -1 against. */
static size_t find_reasons(const struct weighed *w, size_t cause, double sign,
                           struct rv_diagnosis_reason out[RV_DIAGNOSIS_REASONS])
{
    size_t count = 0;

    for (size_t s = 0; s < RV_STATISTICS; s++) {
        double strength = sign * rv_math_log(w->factor[s][cause]);
        size_t at = count;

        if (!isfinite(w->value[s]) || !(strength > rv_math_log(SPEAKS)))
            continue;
        while (at > 0 && strength > sign * rv_math_log(out[at - 1].factor)) {
            if (at < RV_DIAGNOSIS_REASONS)
                out[at] = out[at - 1];
            at--;
        }
        if (at < RV_DIAGNOSIS_REASONS) {
            out[at] = (struct rv_diagnosis_reason){w->place[s], w->factor[s][cause]};
            count += count < RV_DIAGNOSIS_REASONS;
        }
    }
    return count;
}

static void list_evidence(const struct rv_curves *curves, struct weighed *w,
                          struct rv_diagnosis *diagnosis)
{
    diagnosis->evidence = rv_alloc(RV_STATISTICS, sizeof *diagnosis->evidence);
    for (size_t s = 0; s < RV_STATISTICS; s++) {
        struct rv_diagnosis_evidence *e = &diagnosis->evidence[diagnosis->evidence_count];
        struct rv_text text = {0};
        double error;

        if (!isfinite(w->value[s]))
            continue;
        error = WIDTH * rv_statistic_error(s, curves);
        w->place[s] = diagnosis->evidence_count++;
        rv_statistic_print(s, w->value[s], &text);
        *e = (struct rv_diagnosis_evidence){
            .name = rv_statistics[s].name,
            .value = rv_statistic_shown(s, w->value[s]),
            .low = rv_statistic_shown(s, w->value[s] - error),
            .high = rv_statistic_shown(s, w->value[s] + error),
            .text = text.string,
        };
    }
}

static void list_causes(const struct rv_likelihoods *tables, const struct weighed *w,
                        struct rv_diagnosis *diagnosis)
{
    diagnosis->causes = rv_alloc(RV_CAUSES, sizeof *diagnosis->causes);
    diagnosis->cause_count = RV_CAUSES;
    for (size_t c = 0; c < RV_CAUSES; c++) {
        struct rv_diagnosis_cause *cause = &diagnosis->causes[c];
        double odds = rv_likelihoods_odds(tables, w->probability[c]), p = 1 - 1 / (1 + odds);

        *cause = (struct rv_diagnosis_cause){
            .name = rv_causes[c].name,
            .text = rv_causes[c].text,
            .verdict = p >= tables->likely     ? RV_DIAGNOSIS_LIKELY
                       : p >= tables->unlikely ? RV_DIAGNOSIS_POSSIBLE
                                               : RV_DIAGNOSIS_UNLIKELY,
            .odds = within(odds, ODDS_LIMIT),
        };
        cause->for_count = find_reasons(w, c, 1, cause->for_it);
        cause->against_count = find_reasons(w, c, -1, cause->against);
    }
    qsort(diagnosis->causes, RV_CAUSES, sizeof *diagnosis->causes, by_probability);
}

/* Neighbours in the list that are both possible, or both likely, are not told apart. */
static void list_pairs(struct rv_diagnosis *diagnosis)
{
    const struct rv_diagnosis_cause *first = &diagnosis->causes[0];

    for (size_t i = 1; i <= RV_DIAGNOSIS_PAIRS; i++) {
        const struct rv_diagnosis_cause *other = &diagnosis->causes[i];

        if (other->verdict == RV_DIAGNOSIS_UNLIKELY)
            break;
        diagnosis->cannot_tell[diagnosis->cannot_tell_count][0] = first->name;
        diagnosis->cannot_tell[diagnosis->cannot_tell_count++][1] = other->name;
    }
}

static void list_next(const struct rv_likelihoods *tables, const struct weighed *w,
                      struct rv_diagnosis *diagnosis)
{
    for (size_t m = 0; m < RV_MEASUREMENTS; m++) {
        double bits = rv_likelihoods_information(tables, m, w->probability);
        size_t at = diagnosis->next_count;

        while (at > 0 && bits > diagnosis->next[at - 1].bits) {
            if (at < RV_DIAGNOSIS_NEXT)
                diagnosis->next[at] = diagnosis->next[at - 1];
            at--;
        }
        if (at < RV_DIAGNOSIS_NEXT) {
            diagnosis->next[at] = (struct rv_diagnosis_next){
                rv_measurements[m].text, rv_measurements[m].keras, rv_measurements[m].pytorch,
                bits};
            diagnosis->next_count += diagnosis->next_count < RV_DIAGNOSIS_NEXT;
        }
    }
}

void rv_rank(const struct rv_likelihoods *tables, const struct rv_curves *curves,
             struct rv_diagnosis *diagnosis)
{
    struct weighed *w = rv_alloc(1, sizeof *w);
    size_t first = 0;

    *diagnosis = (struct rv_diagnosis){.provenance = rv_likelihoods_provenance};
    weigh(tables, curves, w);
    for (size_t c = 1; c < RV_CAUSES; c++)
        first = w->probability[c] > w->probability[first] ? c : first;
    list_evidence(curves, w, diagnosis);
    for (size_t s = 0; s < RV_STATISTICS; s++)
        if (isfinite(w->value[s]))
            diagnosis->evidence[w->place[s]].factor = w->factor[s][first];
    list_causes(tables, w, diagnosis);
    list_pairs(diagnosis);
    list_next(tables, w, diagnosis);
    rv_rank_nearest(tables, w->value, diagnosis);
    rv_free(w);
}

void rv_diagnose(const struct rv_log_run *run, struct rv_diagnosis *diagnosis)
{
    struct rv_likelihoods *tables = rv_alloc(1, sizeof *tables);
    struct rv_curves curves;

    rv_likelihoods_load(tables);
    rv_curves_init(&curves, run);
    rv_rank(tables, &curves, diagnosis);
    rv_curves_release(&curves);
    rv_free(tables);
}

void rv_diagnosis_release(struct rv_diagnosis *diagnosis)
{
    for (size_t i = 0; i < diagnosis->evidence_count; i++)
        rv_free(diagnosis->evidence[i].text);
    rv_free(diagnosis->evidence);
    rv_free(diagnosis->causes);
    *diagnosis = (struct rv_diagnosis){0};
}
