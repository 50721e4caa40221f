/* Polynomials after argument reduction; the degrees leave a truncation error below 1e-17. */
#include "ravine/math.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

static const double log2_e = 1.4426950408889634;
/* ln 2 in two parts: the first has 21 zero bits at its end, so that k·ln2_high is exact. */
static const double ln2_high = 0x1.62e42feep-1;
static const double ln2_low = 0x1.a39ef35793c76p-33;
static const double exp_overflow = 709.782712893384;
static const double exp_underflow = -745.1332191019412;
static const double half_ln2 = 0.34657359027997264;

/* exp(r) - 1 for |r| <= ln(2)/2: Taylor's series to r^13; the next term is r^14/14! < 5e-18. */
static double expm1_small(double r)
{
    double p = 1.0 / 6227020800.0;
    p = p * r + 1.0 / 479001600.0;
    p = p * r + 1.0 / 39916800.0;
    p = p * r + 1.0 / 3628800.0;
    p = p * r + 1.0 / 362880.0;
    p = p * r + 1.0 / 40320.0;
    p = p * r + 1.0 / 5040.0;
    p = p * r + 1.0 / 720.0;
    p = p * r + 1.0 / 120.0;
    p = p * r + 1.0 / 24.0;
    p = p * r + 1.0 / 6.0;
    p = p * r + 0.5;
    return r + r * r * p;
}

/* 2^k for -1022 <= k <= 1023, by its exponent bits. */
static double power_of_two(int k)
{
    uint64_t bits = (uint64_t)(k + 1023) << 52;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* exp(x) = 2^k·exp(r), x = k·ln 2 + r. The scaling goes in two steps because 2^k alone leaves the
 * range of normal numbers at both ends. */
double rv_math_exp(double x)
{
    if (!(x <= exp_overflow))
        return x > exp_overflow ? HUGE_VAL : x;
    if (x < exp_underflow)
        return 0;
    int k = (int)(x * log2_e + (x < 0 ? -0.5 : 0.5));
    double r = (x - k * ln2_high) - k * ln2_low;
    int half = k / 2;
    return (1 + expm1_small(r)) * power_of_two(half) * power_of_two(k - half);
}

double rv_math_expm1(double x)
{
    if (x >= -half_ln2 && x <= half_ln2)
        return expm1_small(x);
    return rv_math_exp(x) - 1;
}

/* log(m·2^e) with sqrt(1/2) <= m < sqrt(2): log m = 2·artanh(s) = 2·(s + s³/3 + s⁵/5 + ...), s =
 * (m - 1)/(m + 1), |s| < 0.1716; the first term left out is s²⁴/25 < 2e-20 of the result. */
double rv_math_log(double x)
{
    if (!(x > 0) || x == HUGE_VAL)
        return x == 0 ? -HUGE_VAL : x < 0 ? nan("") : x;
    int e;
    double m = frexp(x, &e);
    if (m < 0.70710678118654757) {
        m *= 2;
        e--;
    }
    double f = m - 1;
    double s = f / (2 + f);
    double q = s * s;
    double p = 1.0 / 23.0;
    for (int n = 21; n >= 3; n -= 2)
        p = p * q + 1.0 / n;
    /* f - s·f is 2·s: the leading term without the rounding error of s. */
    double tail = s * (2 * q * p - f);
    return e * ln2_high + (f + (tail + e * ln2_low));
}

/* Kahan: the rounding error of 1 + x cancels in the quotient. */
double rv_math_log1p(double x)
{
    double u = 1 + x;
    if (u == 1 || u == HUGE_VAL)
        return x;
    return rv_math_log(u) * (x / (u - 1));
}

double rv_math_softplus(double x)
{
    return x > 0 ? x + rv_math_log1p(rv_math_exp(-x)) : rv_math_log1p(rv_math_exp(x));
}

double rv_math_sigmoid(double x)
{
    if (x >= 0)
        return 1 / (1 + rv_math_exp(-x));
    double e = rv_math_exp(x);
    return e / (1 + e);
}

double rv_math_tanh(double x)
{
    if (x != x)
        return x;
    double a = x < 0 ? -x : x;
    double e = a < 20 ? rv_math_expm1(2 * a) : 0;
    double t = a < 20 ? e / (e + 2) : 1; /* 1 - 2·exp(-40) rounds to 1 */
    return x < 0 ? -t : t;
}

double rv_math_cosh(double x)
{
    const double half = 0.5 * rv_math_exp(0.5 * (x < 0 ? -x : x)); /* exp(|x|) may be too large */

    return 2 * half * half + 0.125 / (half * half);
}
