/* The table of the statistics, their errors and their sentences. */
#include "diagnose/statistic.h"

#include "ravine/math.h"

#include <string.h>

const struct rv_statistic rv_statistics[RV_STATISTICS] = {
#define X(symbol, name, reading, curve, other, form, sentence)                                     \
    {name, rv_statistic_##reading, RV_CURVES_##curve, RV_CURVES_##other, RV_STATISTIC_##form,     \
     sentence},
#include "diagnose/statistics.def"
#undef X
};

#define BLOCKS 10 /* stretches that the jackknife leaves out */
#define FEWEST 6  /* rows */

double rv_statistic_value(size_t statistic, const struct rv_curves *curves)
{
    double value = rv_statistics[statistic].value(curves, &rv_statistics[statistic]);

    return isfinite(value) ? value : (double)NAN;
}

/* With b blocks and the values x_j that are left without block j the squared error is
 * (b - 1)/b sum (x_j - mean)^2. */
double rv_statistic_error(size_t statistic, const struct rv_curves *curves)
{
    size_t blocks = curves->rows < BLOCKS ? curves->rows : BLOCKS;
    double sum = 0, squares = 0;

    if (curves->rows < FEWEST)
        return (double)NAN;
    for (size_t j = 0; j < blocks; j++) {
        struct rv_curves some;
        double x;

        rv_curves_without(curves, j * curves->rows / blocks, (j + 1) * curves->rows / blocks,
                          &some);
        x = rv_statistic_value(statistic, &some);
        rv_curves_release(&some);
        sum += x;
        squares += x * x;
    }
    sum /= (double)blocks;
    squares = (squares / (double)blocks - sum * sum) * (double)(blocks - 1);
    return squares > 0 ? sqrt(squares) : squares == squares ? 0 : (double)NAN;
}

static double limit(double value, double least, double most)
{
    return value < least ? least : value > most ? most : value; /* NaN stays */
}

double rv_statistic_shown(size_t statistic, double value)
{
    switch (rv_statistics[statistic].form) {
    case RV_STATISTIC_FACTOR:
        return rv_math_exp(limit(value, -700, 700)); /* finite */
    case RV_STATISTIC_PERCENT:
        return 100 * value;
    case RV_STATISTIC_SIZE:
        return 100 * limit(value, 0, HUGE_VAL);
    case RV_STATISTIC_SHARE:
        return 100 * limit(value, 0, 1);
    case RV_STATISTIC_CORRELATION:
        return limit(value, -1, 1);
    default:
        return value;
    }
}

static void print_words(const char *sentences, double value, struct rv_text *out)
{
    const char *end;

    for (; value > 0.5 && strchr(sentences, '|'); value--)
        sentences = strchr(sentences, '|') + 1;
    end = strchr(sentences, '|');
    rv_text_add_bytes(out, sentences, end ? (size_t)(end - sentences) : strlen(sentences));
}

void rv_statistic_print(size_t statistic, double value, struct rv_text *out)
{
    const char *sentence = rv_statistics[statistic].sentence, *at;

    if (rv_statistics[statistic].form == RV_STATISTIC_WORDS) {
        print_words(sentence, value, out);
        return;
    }
    for (at = sentence; at[0] != '{' || at[1] != '}'; at++)
        ;
    rv_text_add_bytes(out, sentence, (size_t)(at - sentence));
    rv_text_brief(out, rv_statistic_shown(statistic, value));
    rv_text_add(out, at + 2);
}
