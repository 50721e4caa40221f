/* Judging claims on what was run: see ravine/experiment.h. */
#include "experiment/room.h"
#include "scenario/claim.h"

#include "ravine/experiment.h"
#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <string.h>

/* in × n is a decimal fraction times a whole number: 0.95 × 20 is 19, and one unit in the last
 * place more must not make it 20. */
#define SHARE_SLACK 1e-9

static void print_term(const struct rv_experiment *experiment, const struct rv_claim_term *term,
                       struct rv_text *out)
{
    rv_text_printf(out, "%s.", experiment->scenario->variants[term->variant].name);
    rv_measure_print(&term->call, out);
}

/* What a claim is checked on. */
struct evidence {
    size_t *seeds;  /* owned; indices of the seeds that it is checked on */
    size_t count;
    double *values; /* owned; term-major: [term * count + k] for the k-th of the seeds */
};

/* "bouncing.fluctuation 0.105 [0.039 .. 0.27], settled.fluctuation 0.006 [0.003 .. 0.01]" */
static char *print_figures(const struct rv_experiment *experiment,
                           const struct rv_claim_form *form, const struct evidence *evidence)
{
    struct rv_text out = {0};

    for (size_t t = 0; t < form->term_count; t++) {
        struct rv_summary summary =
            rv_summary_of(evidence->values + t * evidence->count, evidence->count);

        rv_text_add(&out, t ? ", " : "");
        print_term(experiment, &form->terms[t], &out);
        rv_text_add(&out, " ");
        rv_summary_print(&summary, &out);
    }
    return out.string;
}

/* "settled.fluctuation (seed 3: diverged)" for the first value that is missing, or NULL. */
static char *print_missing(const struct rv_experiment *experiment,
                           const struct rv_claim_form *form, const struct evidence *evidence)
{
    for (size_t i = 0; i < form->term_count * evidence->count; i++) {
        const struct rv_claim_term *term = &form->terms[i / evidence->count];
        size_t s = evidence->seeds[i % evidence->count];
        const struct rv_result *result =
            &experiment->results[term->variant * experiment->seed_count + s];
        struct rv_text out = {0};

        if (!isnan(evidence->values[i]))
            continue;
        print_term(experiment, term, &out);
        rv_text_printf(&out, " (seed %llu", (unsigned long long)experiment->seeds[s]);
        if (!result->made)
            rv_text_add(&out, ": not run");
        else if (result->stopped != RV_FINISHED_RUN)
            rv_text_printf(&out, ": %s", rv_stopped_text(result->stopped));
        rv_text_add(&out, ")");
        return out.string;
    }
    return NULL;
}

/* On how many seeds the claim holds. A measure without a value makes it false there. */
static size_t count_seeds(const struct rv_claim_form *form, const double *values, size_t seeds)
{
    double *one = rv_alloc(form->term_count, sizeof *one);
    size_t holds = 0;

    for (size_t s = 0; s < seeds; s++) {
        bool whole = true;

        for (size_t t = 0; t < form->term_count; t++) {
            one[t] = values[t * seeds + s];
            whole = whole && !isnan(one[t]);
        }
        holds += whole && rv_claim_holds(form, one);
    }
    rv_free(one);
    return holds;
}

/* 1 when the claim holds for the medians over the seeds. One value that is missing makes it false:
 * medians of what is left would hide the runs that went wrong. */
static size_t count_median(const struct rv_claim_form *form, const double *values, size_t seeds)
{
    double *one = rv_alloc(form->term_count, sizeof *one);
    bool holds = true;

    for (size_t i = 0; i < form->term_count * seeds; i++)
        holds = holds && !isnan(values[i]);
    for (size_t t = 0; t < form->term_count; t++)
        one[t] = rv_vector_quantile(values + t * seeds, seeds, 0.5);
    holds = holds && rv_claim_holds(form, one);
    rv_free(one);
    return holds;
}

static bool all_selected(const struct rv_scenario *scenario, const struct rv_claim_form *form)
{
    for (size_t t = 0; t < form->term_count; t++)
        if (!scenario->variants[form->terms[t].variant].selected)
            return false;
    return true;
}

/* Whether every run that the claim names is over on this seed. */
static bool seed_is_whole(const struct rv_experiment *experiment, const struct rv_claim_form *form,
                          size_t seed)
{
    for (size_t t = 0; t < form->term_count; t++) {
        const struct rv_result *result =
            &experiment->results[form->terms[t].variant * experiment->seed_count + seed];

        if (!result->made || result->stopped == RV_INTERRUPTED_RUN)
            return false;
    }
    return true;
}

/* Of all seeds; of an interrupted experiment those that the claim can be checked on. */
static struct evidence gather(const struct rv_experiment *experiment,
                              const struct rv_claim_form *form)
{
    size_t n = experiment->seed_count;
    struct evidence evidence = {.seeds = rv_alloc(n + 1, sizeof *evidence.seeds),
                                .values = rv_alloc(form->term_count * n + 1, sizeof(double))};

    for (size_t s = 0; s < n; s++)
        if (!experiment->interrupted || seed_is_whole(experiment, form, s))
            evidence.seeds[evidence.count++] = s;
    for (size_t t = 0; t < form->term_count; t++)
        for (size_t k = 0; k < evidence.count; k++)
            evidence.values[t * evidence.count + k] = rv_experiment_measure(
                experiment, form->terms[t].variant * n + evidence.seeds[k], &form->terms[t].call);
    return evidence;
}

static void check_claim(const struct rv_experiment *experiment, const struct rv_claim *claim,
                        const struct rv_claim_form *form, struct rv_claim_verdict *verdict)
{
    struct evidence evidence;

    if (!all_selected(experiment->scenario, form))
        return;
    evidence = gather(experiment, form);
    if (evidence.count > 0) {
        verdict->checked = true;
        verdict->seeds = evidence.count;
        if (claim->over_median) {
            verdict->of = verdict->required = 1;
            verdict->holds = count_median(form, evidence.values, evidence.count);
        } else {
            verdict->of = evidence.count;
            verdict->required =
                (size_t)fmax(0, ceil(claim->share * (double)evidence.count - SHARE_SLACK));
            verdict->holds = count_seeds(form, evidence.values, evidence.count);
        }
        verdict->passed = verdict->holds >= verdict->required;
        verdict->exact = rv_claim_is_exact(form, experiment->scenario);
        verdict->room = rv_claim_room_over(claim, form, evidence.values, evidence.count);
        verdict->figures = print_figures(experiment, form, &evidence);
        verdict->missing = print_missing(experiment, form, &evidence);
    }
    rv_free(evidence.seeds);
    rv_free(evidence.values);
}

static void release_verdicts(struct rv_experiment *experiment)
{
    for (size_t c = 0; experiment->verdicts && c < experiment->scenario->claim_count; c++) {
        rv_free(experiment->verdicts[c].figures);
        rv_free(experiment->verdicts[c].missing);
    }
    rv_free(experiment->verdicts);
    experiment->verdicts = NULL;
}

enum rv_status rv_experiment_check_claims(struct rv_experiment *experiment, struct rv_error *error)
{
    const struct rv_scenario *scenario = experiment->scenario;
    struct rv_report report = {0};

    release_verdicts(experiment);
    experiment->verdicts = rv_alloc(scenario->claim_count + 1, sizeof *experiment->verdicts);
    for (size_t c = 0; c < scenario->claim_count; c++) {
        struct rv_claim_form form;

        if (!rv_claim_parse(&scenario->claims[c], scenario, &form, &report))
            check_claim(experiment, &scenario->claims[c], &form, &experiment->verdicts[c]);
        rv_claim_release(&form);
    }
    if (report.count && error)
        *error = report.errors[0];
    rv_report_release(&report);
    return report.count ? RV_INPUT : RV_OK;
}

enum rv_status rv_experiment_status(const struct rv_experiment *experiment)
{
    const struct rv_scenario *scenario = experiment->scenario;
    enum rv_status status = experiment->interrupted ? RV_INTERRUPTED : RV_OK;

    for (size_t i = 0; i < experiment->result_count; i++) {
        const struct rv_result *result = &experiment->results[i];

        if (result->made && result->stopped == RV_DIVERGED_RUN &&
            !rv_scenario_may_diverge(scenario, scenario->variants[result->variant].name))
            status = rv_status_worse(status, RV_DIVERGED);
    }
    for (size_t c = 0; experiment->verdicts && c < scenario->claim_count; c++)
        if (experiment->verdicts[c].checked && !experiment->verdicts[c].passed)
            status = rv_status_worse(status, RV_CLAIM);
    return status;
}
