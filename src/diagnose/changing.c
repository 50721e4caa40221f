/* Does one validation set explain all accuracies? Each is a whole number of examples divided by
 * their number. With m accuracies that are rounded to steps of r, a number n that has nothing to do
 * with them fits each with a probability of about n r; a small n that fits nearly all is no
 * accident, and an accuracy that does not fit it comes from another set. */
#include "diagnose/curves.h"

#include "ravine/math.h"
#include "ravine/vector.h"

#define LARGEST 5000  /* set sizes that are tried */
#define FEWEST 5      /* accuracies */
#define ROWS 64       /* accuracies that are looked at */
#define SURPRISE 6.0  /* nats beyond what the best of LARGEST sizes gets by accident */

static bool fits(double accuracy, double n, double half)
{
    double examples = accuracy * n;

    return fabs(examples - nearbyint(examples)) <= half * n * 1.001 + 1e-9 * n;
}

double rv_curves_changing(const double *accuracy, size_t rows, double resolution)
{
    double best = 0, share = RV_NAN, half = resolution > 0 ? resolution / 2 : 5e-8;
    size_t count = 0;
    double values[ROWS];

    for (size_t i = 0; i < rows && count < ROWS; i++)
        if (accuracy[i] > 0 && accuracy[i] < 1)
            values[count++] = accuracy[i];
    if (count < FEWEST)
        return (double)NAN;
    for (double n = 2; n <= LARGEST && 2 * n * half < 0.5; n++) {
        double by_chance = 2 * n * half + 1e-6, score = -rv_math_log(LARGEST) - SURPRISE;
        size_t fitting = 0;

        for (size_t i = 0; i < count; i++)
            fitting += fits(values[i], n, half);
        score += (double)fitting * -rv_math_log(by_chance) -
                 (double)(count - fitting) * rv_math_log(20.0);
        if (score > best && fitting > count / 2) {
            best = score;
            share = (double)(count - fitting) / (double)count;
        }
    }
    return share;
}
