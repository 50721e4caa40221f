/* The tables as files of src/diagnose. */
#include "evidence.h"

#include <stdio.h>
#include <string.h>

#define HELD_OUT 1000 /* logs that are kept for the unit test */

static FILE *begin(const char *folder, const char *name, const char *what)
{
    char path[400];
    FILE *file;

    snprintf(path, sizeof path, "%s/evidence_%s.def", folder, name);
    file = fopen(path, "w");
    if (file)
        fprintf(file, "/* %s\n *\n * Written by `make evidence`; to add one, see statistics.def, "
                      "causes.def and\n * measurements.def. */\n", what);
    return file;
}

static void print_p(FILE *file, const double *p, int count)
{
    for (int b = 0; b < count; b++)
        fprintf(file, ", %.4g", 1000 * p[b]);
    fputs(")\n", file);
}

static bool write_bins(const struct rv_likelihoods *tables, const char *folder)
{
    FILE *file = begin(folder, "bins", "Statistic, weight, number of bins and the edges between "
                                       "them.");

    if (!file)
        return false;
    for (size_t s = 0; s < RV_STATISTICS; s++) {
        fprintf(file, "X(\"%s\", %.4g, %d", rv_statistics[s].name, tables->weight[s],
                tables->bins[s]);
        for (int b = 0; b + 1 < tables->bins[s]; b++)
            fprintf(file, ", %.6g", tables->edge[s][b]);
        fputs(tables->bins[s] > 1 ? ")\n" : ", 0)\n", file);
    }
    return !fclose(file);
}

static bool write_likelihoods(const struct rv_likelihoods *tables, const char *folder)
{
    FILE *file = begin(folder, "likelihoods", "How often, in a thousand logs of the cause, a "
                                              "statistic falls into each of its bins.");

    if (!file)
        return false;
    for (size_t s = 0; s < RV_STATISTICS; s++)
        for (size_t c = 0; c < RV_CAUSES; c++) {
            fprintf(file, "X(\"%s %s\"", rv_statistics[s].name, rv_causes[c].name);
            print_p(file, tables->p[s][c], tables->bins[s]);
        }
    return !fclose(file);
}

static bool write_outcomes(const struct rv_likelihoods *tables, const char *folder)
{
    FILE *file = begin(folder, "outcomes", "How often, in a thousand runs of the cause, a "
                                           "measurement has each of its outcomes.");

    if (!file)
        return false;
    for (size_t m = 0; m < RV_MEASUREMENTS; m++)
        for (size_t c = 0; c < RV_CAUSES; c++) {
            fprintf(file, "X(\"%s %s\"", rv_measurements[m].name, rv_causes[c].name);
            print_p(file, tables->outcome[m][c], RV_LIKELIHOOD_OUTCOMES);
        }
    return !fclose(file);
}

static bool write_biases(const struct rv_likelihoods *tables, const char *folder)
{
    FILE *file = begin(folder, "biases", "What each cause's score begins with; and from which "
                                         "probability on a cause is called likely, below which "
                                         "unlikely.");

    if (!file)
        return false;
    for (size_t c = 0; c < RV_CAUSES; c++)
        fprintf(file, "X(\"%s\", %.4g)\n", rv_causes[c].name, tables->bias[c]);
    fprintf(file, "X(\"slope\", %.4g)\nX(\"offset\", %.4g)\n", tables->slope, tables->offset);
    fprintf(file, "X(\"likely\", %.3g)\nX(\"unlikely\", %.3g)\n", tables->likely,
            tables->unlikely);
    return !fclose(file);
}

bool held_out_write(const struct rv_likelihoods *tables, const struct example *examples,
                    const bool *use, size_t count, const char *path)
{
    FILE *file = fopen(path, "w");
    size_t written = 0;

    if (!file)
        return false;
    fputs("/* Logs of recipes that the tables of src/diagnose were not learnt from: true causes, a bit "
          "each,\n * and the bins of the statistics, a digit each. tests/unit/test_evidence.c holds the "
          "odds against\n * them. Written by `make evidence`. */\n", file);
    for (size_t i = 0; i < count && written < HELD_OUT; i++) {
        if (!use[i])
            continue;
        fprintf(file, "X(0x%06x, \"", (unsigned)examples[i].causes);
        for (size_t s = 0; s < RV_STATISTICS; s++) {
            int bin = rv_likelihoods_bin(tables, s, examples[i].value[s]);

            fputc(bin < 0 ? '-' : '0' + bin, file);
        }
        fputs("\")\n", file);
        written++;
    }
    return !fclose(file);
}

bool tables_write(const struct rv_likelihoods *tables, const char *provenance, const char *folder)
{
    FILE *file = begin(folder, "provenance", "What the tables were made from.");

    if (!file)
        return false;
    fprintf(file, "X(\"%s\")\n", provenance);
    return !fclose(file) && write_bins(tables, folder) && write_likelihoods(tables, folder) &&
           write_outcomes(tables, folder) && write_biases(tables, folder);
}
