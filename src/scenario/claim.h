/* The inside of a claim: claim_grammar.c finds its parts, claim.c its names and arithmetic,
 * experiment/check_claims.c its values.
 *
 *     claim      := claim && claim | ( claim ) | arithmetic comparator arithmetic
 *     comparator := < | <= | > | >= | == | !=
 *
 * The arithmetic on both sides is muParser's; the comparison is made here, so that a side without a
 * value (0/0) makes it false whatever the comparator is, and `=` can never assign. */
#ifndef RAVINE_SCENARIO_CLAIM_H
#define RAVINE_SCENARIO_CLAIM_H

#include "ravine/scenario.h"

#define RV_CLAIM_LENGTH 1000 /* bytes of a claim; bounds the depth of its parentheses too */

enum rv_claim_token_kind {
    RV_CLAIM_NAME,
    RV_CLAIM_CALL, /* a name before an opening parenthesis */
    RV_CLAIM_NUMBER,
    RV_CLAIM_SIGN, /* + - * / ^ */
    RV_CLAIM_OPEN,
    RV_CLAIM_CLOSE,
    RV_CLAIM_COMMA,
    RV_CLAIM_COMPARE,
    RV_CLAIM_AND
};

struct rv_claim_token {
    enum rv_claim_token_kind kind;
    size_t begin, end; /* bytes of the text */
};

/* One comparison; the sides are bytes [begin, end) of the text. */
struct rv_claim_comparison {
    size_t left_begin, left_end, right_begin, right_end;
    char comparator[3];
};

/* One VARIANT.[CURVE.]MEASURE[.CURVE2] of the claim. */
struct rv_claim_term {
    char *text;     /* owned; as it stands in the claim */
    size_t begin;   /* where it first stands */
    size_t variant; /* index into the scenario */
    struct rv_measure_call call;
};

struct rv_claim_form {
    const char *says;
    struct rv_claim_token *tokens; /* owned */
    size_t token_count;
    struct rv_claim_comparison *comparisons; /* owned */
    size_t comparison_count;
    struct rv_claim_term *terms; /* owned; each spelling once */
    size_t term_count;
};

/* Grammar only. On a mistake `at` is its byte. */
enum rv_status rv_claim_scan(const char *says, struct rv_claim_form *form, size_t *at,
                             struct rv_error *error);

/* Everything: grammar, names, a trial of the arithmetic. `form` is to be released in any case. */
enum rv_status rv_claim_parse(const struct rv_claim *claim, const struct rv_scenario *scenario,
                              struct rv_claim_form *form, struct rv_report *report);
void rv_claim_release(struct rv_claim_form *form);
/* The cure of `better` for a variant: its terms name variants of the scenario. `form` as above. */
enum rv_status rv_better_parse(const struct rv_scenario *scenario, size_t variant,
                               struct rv_position at, struct rv_claim_form *form,
                               struct rv_report *report);

/* Both sides of comparison `c`; false where one has no finite value. */
bool rv_claim_sides(const struct rv_claim_form *form, size_t c, const double *values, double *left,
                    double *right);
/* Whether all comparisons hold for these values of the terms. */
bool rv_claim_holds(const struct rv_claim_form *form, const double *values);

#endif
