/* x^y = exp(y·log x). Where the power is large, a rounding of the logarithm would be seen many
 * times over; so it is carried as the sum of two numbers, to about a hundred bits. */
#include "ravine/math.h"

#include <math.h>
#include <stdbool.h>

struct sum {
    double high, low;
};

static const struct sum ln2 = { 0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56 };

static struct sum two_sum(double a, double b) /* |a| >= |b| */
{
    const double high = a + b;

    return (struct sum){ high, b - (high - a) };
}

static struct sum product(struct sum a, struct sum b)
{
    const double high = a.high * b.high;

    return two_sum(high, fma(a.high, b.high, -high) + (a.high * b.low + a.low * b.high));
}

/* log(m·2^e), sqrt(1/2) <= m < sqrt(2), by the series of rv_math_log(). Horner's rule from the
 * smallest term on; only the last ones need both numbers. */
static struct sum logarithm(double x)
{
    int e;
    double m = frexp(x, &e);

    if (m < 0.70710678118654757) {
        m *= 2;
        e--;
    }
    const double f = m - 1, d = 2 + f, d_low = f - (d - 2);
    const double s_high = f / d;
    const struct sum s = two_sum(s_high, (fma(-s_high, d, f) - s_high * d_low) / d);
    const struct sum q = product(s, s);
    struct sum p = { 1.0 / 27, 0 };

    for (int n = 25; n >= 1; n -= 2) { /* p = 1/n + q p */
        const double share = 1.0 / n;
        const struct sum rest = product(p, q), total = two_sum(share, rest.high);

        p = two_sum(total.high, total.low + (rest.low + fma(-share, n, 1) / n));
    }
    p = product(s, p);
    const struct sum whole = product(ln2, (struct sum){ e, 0 });
    const struct sum total = e != 0 ? two_sum(whole.high, 2 * p.high)
                                    : (struct sum){ 2 * p.high, 0 };

    return two_sum(total.high, total.low + (whole.low + 2 * p.low));
}

/* exp(a.high + a.low), within the range of numbers. */
static double exponential(struct sum a)
{
    const int k = (int)lround(a.high / ln2.high), half = k / 2;
    const struct sum whole = product(ln2, (struct sum){ k, 0 });
    const struct sum r = two_sum(a.high - whole.high, a.low - whole.low);
    double p = 1.0 / 87178291200.0; /* Taylor's series to r^14 */

    for (int n = 13; n >= 2; n--) {
        static const double factorial[] = { 1, 1, 2, 6, 24, 120, 720, 5040, 40320, 362880,
                                            3628800, 39916800, 479001600, 6227020800.0 };

        p = p * r.high + 1 / factorial[n];
    }
    const struct sum first = two_sum(1, r.high);
    const double y = first.high + (first.low + (r.low + r.high * r.high * p));

    return ldexp(ldexp(y, half), k - half);
}

/* |x|^y for finite x and y, neither x nor y zero. */
static double positive_power(double x, double y)
{
    const struct sum log_x = logarithm(x);
    const double estimate = log_x.high * y;

    if (estimate > 709.8)
        return HUGE_VAL;
    if (estimate < -745.2)
        return 0;
    return exponential(product(log_x, (struct sum){ y, 0 }));
}

double rv_math_pow(double x, double y)
{
    const bool whole = y == floor(y), odd = whole && fabs(fmod(y, 2)) == 1;
    const double a = fabs(x);
    double power;

    if (y == 0 || x == 1)
        return 1;
    if (x != x || y != y)
        return x + y;
    if (a == 1 && fabs(y) == HUGE_VAL)
        return 1;
    if (a == 0 || a == HUGE_VAL || fabs(y) == HUGE_VAL)
        power = (a > 1) == (y > 0) ? HUGE_VAL : 0;
    else if (x < 0 && !whole)
        return nan("");
    else
        power = positive_power(a, y);
    return odd && signbit(x) ? -power : power;
}
