/* Runs that have learnt nothing and look calm for it: see rv_run_condition().
 *
 * With K classes and n_k examples of class k the balanced accuracy of answers that know nothing is
 * 1/K on average, with the standard error sqrt(sum_k r (1 - r) / n_k) / K at r = 1/K. */
#include "ravine/run.h"

#include "ravine/dataset.h"

#include <math.h>

/* At chance: within so many standard errors that are at most so much; on fewer examples
 * nobody can tell. */
static const double near = 2, widest = 0.05;

const char *rv_run_condition_text(enum rv_run_condition condition)
{
    static const char *const texts[] = {
#define X(name, text) text,
        RV_RUN_CONDITIONS(X)
#undef X
    };

    return texts[condition];
}

static bool is_still(const struct rv_table *epochs)
{
    int column = rv_table_find(epochs, "val_loss");

    for (size_t row = 1; row < epochs->rows; row++)
        if (rv_table_at(epochs, row, column) != rv_table_at(epochs, 0, column) ||
            rv_table_at(epochs, row, rv_table_find(epochs, "val_accuracy")) !=
                rv_table_at(epochs, 0, rv_table_find(epochs, "val_accuracy")))
            return false;
    return epochs->rows > 1;
}

/* Classes that are answered. */
static size_t count_answers(const uint32_t *confusion, size_t classes)
{
    size_t count = 0;

    for (size_t answer = 0; answer < classes; answer++) {
        uint32_t given = 0;

        for (size_t label = 0; label < classes; label++)
            given += confusion[label * classes + answer];
        count += given > 0;
    }
    return count;
}

static bool at_chance(const uint32_t *confusion, size_t classes)
{
    const double chance = 1 / (double)classes;
    double right = 0, variance = 0, present = 0, error;

    for (size_t label = 0; label < classes; label++) {
        double all = 0;

        for (size_t answer = 0; answer < classes; answer++)
            all += confusion[label * classes + answer];
        if (all == 0)
            continue;
        right += confusion[label * classes + label] / all;
        variance += chance * (1 - chance) / all;
        present++;
    }
    error = sqrt(variance) / present;
    return present > 0 && error <= widest && fabs(right / present - chance) <= near * error;
}

enum rv_run_condition rv_run_condition(const struct rv_run *run)
{
    const uint32_t *confusion = rv_run_confusion(run);
    size_t classes;

    if (!confusion || rv_run_epochs(run)->rows == 0)
        return RV_RUN_WELL;
    classes = (size_t)rv_run_samples(run)->training.classes;
    if (is_still(rv_run_epochs(run)))
        return RV_RUN_STILL;
    if (classes > 1 && count_answers(confusion, classes) < 2)
        return RV_RUN_ONE_ANSWER;
    return classes > 1 && at_chance(confusion, classes) ? RV_RUN_CHANCE : RV_RUN_WELL;
}

int rv_run_untrained_class(const struct rv_run *run)
{
    const uint32_t *confusion = rv_run_confusion(run);
    const struct rv_examples *training;

    if (!confusion || rv_run_epochs(run)->rows == 0)
        return -1;
    training = &rv_run_samples(run)->training;
    for (int class = 0; class < training->classes; class++) {
        uint32_t evaluated = 0;
        bool trained = false;

        for (int answer = 0; answer < training->classes; answer++)
            evaluated += confusion[class * training->classes + answer];
        for (size_t i = 0; i < training->count && !trained; i++)
            trained = training->labels[i] == class;
        if (evaluated && !trained)
            return class;
    }
    return -1;
}
