/* The tables of this tree: three files that `make evidence` writes. */
#include "diagnose/likelihood.h"

#include <string.h>

static const struct {
    const char *name;
    double weight;
    int bins;
    double edge[RV_LIKELIHOOD_BINS];
} bins[] = {
#define X(name, weight, count, ...) {name, weight, count, {__VA_ARGS__}},
#include "diagnose/evidence_bins.def"
#undef X
};

static const struct {
    const char *name; /* "STATISTIC CAUSE" */
    double p[RV_LIKELIHOOD_BINS];
} rows[] = {
#define X(name, ...) {name, {__VA_ARGS__}},
#include "diagnose/evidence_likelihoods.def"
#undef X
};

static const struct {
    const char *name; /* "MEASUREMENT CAUSE" */
    double p[RV_LIKELIHOOD_OUTCOMES];
} outcomes[] = {
#define X(name, ...) {name, {__VA_ARGS__}},
#include "diagnose/evidence_outcomes.def"
#undef X
};

static const struct {
    const char *name; /* of a cause, or of a limit */
    double value;
} biases[] = {
#define X(name, value) {name, value},
#include "diagnose/evidence_biases.def"
#undef X
};

#define X(text) text
const char *const rv_likelihoods_provenance =
#include "diagnose/evidence_provenance.def"
    ;
#undef X

static size_t find_cause(const char *name)
{
    size_t c = 0;

    while (c < RV_CAUSES && strcmp(rv_causes[c].name, name) != 0)
        c++;
    return c;
}

/* Whether `row` is "NAME CAUSE"; the cause goes to `cause`. */
static bool split(const char *row, const char *name, size_t *cause)
{
    size_t length = strlen(name);

    if (strncmp(row, name, length) != 0 || row[length] != ' ')
        return false;
    *cause = find_cause(row + length + 1);
    return *cause < RV_CAUSES;
}

/* Rows of one name stand together, so that the search goes on where it found the last one. */
static size_t find_statistic(const char *row, size_t from, size_t *cause)
{
    for (size_t i = 0; i < RV_STATISTICS; i++)
        if (split(row, rv_statistics[(from + i) % RV_STATISTICS].name, cause))
            return (from + i) % RV_STATISTICS;
    return RV_STATISTICS;
}

void rv_likelihoods_load(struct rv_likelihoods *tables)
{
    size_t s = 0, c;

    memset(tables, 0, sizeof *tables);
    for (size_t r = 0; r < sizeof bins / sizeof *bins; r++)
        for (size_t i = 0; i < RV_STATISTICS; i++)
            if (!strcmp(rv_statistics[i].name, bins[r].name)) {
                tables->bins[i] = bins[r].bins;
                tables->weight[i] = bins[r].weight;
                memcpy(tables->edge[i], bins[r].edge, sizeof tables->edge[i]);
            }
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        size_t found = find_statistic(rows[r].name, s, &c);

        for (size_t b = 0; found < RV_STATISTICS && b < RV_LIKELIHOOD_BINS; b++)
            tables->p[found][c][b] = rows[r].p[b] / 1000;
        s = found < RV_STATISTICS ? found : 0;
    }
    for (size_t r = 0; r < sizeof outcomes / sizeof *outcomes; r++)
        for (size_t m = 0; m < RV_MEASUREMENTS; m++)
            if (split(outcomes[r].name, rv_measurements[m].name, &c))
                for (size_t o = 0; o < RV_LIKELIHOOD_OUTCOMES; o++)
                    tables->outcome[m][c][o] = outcomes[r].p[o] / 1000;
    for (size_t r = 0; r < sizeof biases / sizeof *biases; r++) {
        c = find_cause(biases[r].name);
        if (c < RV_CAUSES)
            tables->bias[c] = biases[r].value;
        else if (!strcmp(biases[r].name, "slope"))
            tables->slope = biases[r].value;
        else if (!strcmp(biases[r].name, "offset"))
            tables->offset = biases[r].value;
        else if (!strcmp(biases[r].name, "likely"))
            tables->likely = biases[r].value;
        else if (!strcmp(biases[r].name, "unlikely"))
            tables->unlikely = biases[r].value;
    }
}
