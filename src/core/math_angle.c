/* sin, cos and atan2: Taylor's series after a reduction whose error is far below the last bit. The
 * rest of the reduction, r = high + low, is carried as two numbers. */
#include "ravine/math.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct pair {
    double high, low; /* the number is their sum; |low| is at most half a unit of high */
};

static const double two_over_pi = 0x1.45f306dc9c883p-1;
static const struct pair half_pi = { 0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54 };

/* high + low, rounded, and what the rounding took; |high| >= |low| or high = 0. */
static struct pair renormalized(double high, double low)
{
    const double sum = high + low;

    return (struct pair){ sum, low - (sum - high) };
}

/* ---- x = quarter·pi/2 + r, |r| <= pi/4 (a hair more) ---- */

/* pi/2 in three parts. The first two have 44 bits, so that a product with a whole number below 2^9
 * is exact. */
static const double half_pi_part[] = { 0x1.921fb54442c00p+0, 0x1.18469898cc400p-44,
                                       0x1.1701b839a252p-88 };
static const double few_quarters = 512; /* largest |x| that they serve */

static struct pair reduce_small(double x, unsigned *quarter)
{
    const int k = (int)(x * two_over_pi + (x < 0 ? -0.5 : 0.5));
    const double a = x - k * half_pi_part[0]; /* exact, as is the product below */
    const double b = k * half_pi_part[1];
    const double high = a - b, part = high - a;
    const double lost = (a - (high - part)) - (b + part); /* of the difference (Knuth) */

    *quarter = (unsigned)k & 3;
    return renormalized(high, lost - k * half_pi_part[2]);
}

/* 2/pi from the bit of weight 2^-1 on, in words; two words of zeros before it. */
static const uint32_t two_over_pi_bits[] = {
    0, 0, 0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab,
    0xdebbc561, 0xb7246e3a, 0x424dd2e0, 0x06492eea, 0x09d1921c, 0xfe1deb1c, 0xb129a73e,
    0xe88235f5, 0x2ebb4484, 0xe99c7026, 0xb45f7e41, 0x3991d639, 0x835339f4, 0x9c845f8b,
    0xbdf9283b, 0x1ff897ff, 0xde05980f, 0xef2f118b, 0x5a0a6d1f, 0x6d367ecf, 0x27cb09b7,
    0x4f463f66, 0x9e5fea2d, 0x7527bac7, 0xebe5f17b, 0x3d0739f7, 0x8a5292ea, 0x6bfb5fb1,
    0x1f8d5d08, 0x56033046, 0xfc7b6bab
};
enum { WINDOW = 6 }; /* words of it that matter to one x: 192 bits */

/* m·2^e·2/pi modulo 4 in units of 2^-190, least significant word first (Payne and Hanek 1983). Bits
 * of 2/pi whose products with m are multiples of 4 are left out, and so are those beyond the
 * window: less than 2^-137. */
static void multiply_window(uint64_t m, int e, uint32_t product[WINDOW])
{
    const int first = e + 62; /* bit of the table; 64 of zeros, less those of weight 4 and 2 */
    const uint32_t *word = two_over_pi_bits + first / 32;
    const int shift = first % 32;
    uint64_t carry_low = 0, carry_high = 0;

    for (int i = 0; i < WINDOW; i++) {
        const uint64_t two = (uint64_t)word[WINDOW - 1 - i] << 32 | word[WINDOW - i];
        const uint64_t bits = two >> (32 - shift) & 0xffffffffu;
        const uint64_t low = bits * (m & 0xffffffffu) + carry_low;
        const uint64_t sum = (low & 0xffffffffu) + (carry_high & 0xffffffffu);

        /* The upper half of m counts one word further up. */
        carry_high = bits * (m >> 32) + (carry_high >> 32);
        carry_low = (low >> 32) + (sum >> 32);
        product[i] = (uint32_t)sum;
    }
}

/* |x| from 512 on, where pi/2 cannot be subtracted any more. */
static struct pair reduce_large(double x, unsigned *quarter)
{
    uint32_t words[WINDOW];
    uint64_t bits;
    struct pair turns = { 0, 0 };
    double weight = 0x1p-32;

    memcpy(&bits, &x, sizeof bits);
    multiply_window((bits & 0xfffffffffffffu) | 0x10000000000000u,
                    (int)(bits >> 52 & 0x7ff) - 1075, words);
    *quarter = words[WINDOW - 1] >> 30;
    for (int i = WINDOW - 1; i >= 0; i--) /* the two bits of the quarter go */
        words[i] = words[i] << 2 | (i > 0 ? words[i - 1] >> 30 : 0);
    const bool above = words[WINDOW - 1] >> 31; /* past the middle: from the next quarter back */
    *quarter = (*quarter + above) & 3;
    for (int i = WINDOW - 1; i >= 0; i--, weight *= 0x1p-32) {
        const struct pair sum = renormalized(turns.high, (above ? ~words[i] : words[i]) * weight);

        turns = (struct pair){ sum.high, turns.low + sum.low };
    }
    turns = renormalized(turns.high, turns.low);
    const double high = turns.high * half_pi.high;
    const double low = fma(turns.high, half_pi.high, -high) + turns.high * half_pi.low +
                       turns.low * half_pi.high;
    const bool negative = above != (x < 0);

    *quarter = x < 0 ? (4 - *quarter) & 3 : *quarter;
    return renormalized(negative ? -high : high, negative ? -low : low);
}

static struct pair reduce(double x, unsigned *quarter)
{
    return fabs(x) < few_quarters ? reduce_small(x, quarter) : reduce_large(x, quarter);
}

/* ---- sin and cos of |r| <= pi/4 ---- */

/* r - r^3/3! + ... - r^19/19!; the next term is below 2^-66. */
static double sine(struct pair r)
{
    const double z = r.high * r.high, v = z * r.high;
    double p = -1.0 / 121645100408832000.0;

    p = p * z + 1.0 / 355687428096000.0;
    p = p * z - 1.0 / 1307674368000.0;
    p = p * z + 1.0 / 6227020800.0;
    p = p * z - 1.0 / 39916800.0;
    p = p * z + 1.0 / 362880.0;
    p = p * z - 1.0 / 5040.0;
    p = p * z + 1.0 / 120.0;
    p = p * z - 1.0 / 6.0;
    return r.high + (v * p + r.low * (1 - 0.5 * z));
}

/* 1 - r^2/2! + ... + r^18/18!; the next term is below 2^-67. */
static double cosine(struct pair r)
{
    const double z = r.high * r.high, half = 0.5 * z, w = 1 - half;
    double p = -1.0 / 6402373705728000.0;

    p = p * z + 1.0 / 20922789888000.0;
    p = p * z - 1.0 / 87178291200.0;
    p = p * z + 1.0 / 479001600.0;
    p = p * z - 1.0 / 3628800.0;
    p = p * z + 1.0 / 40320.0;
    p = p * z - 1.0 / 720.0;
    p = p * z + 1.0 / 24.0;
    return w + (((1 - w) - half) + (z * z * p - r.high * r.low));
}

double rv_math_sin(double x)
{
    unsigned quarter;

    if (!(fabs(x) < HUGE_VAL))
        return nan("");
    if (fabs(x) < 0x1p-27) /* x^3 / 6 is below half a unit; keeps the sign of zero */
        return x;
    const struct pair r = reduce(x, &quarter);
    const double y = quarter & 1 ? cosine(r) : sine(r);

    return quarter & 2 ? -y : y;
}

double rv_math_cos(double x)
{
    unsigned quarter;

    if (!(fabs(x) < HUGE_VAL))
        return nan("");
    const struct pair r = reduce(x, &quarter);
    const double y = quarter & 1 ? sine(r) : cosine(r);

    return quarter == 1 || quarter == 2 ? -y : y;
}

/* ---- Angles ---- */

/* atan(k/8) */
static const struct pair eighths[] = {
    { 0, 0 },
    { 0x1.fd5ba9aac2f6ep-4, -0x1.cd37686760c17p-59 },
    { 0x1.f5b75f92c80ddp-3, 0x1.8ab6e3cf7afbdp-57 },
    { 0x1.6f61941e4def1p-2, -0x1.c63aae6f6e918p-56 },
    { 0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56 },
    { 0x1.1e00babdefeb4p-1, -0x1.928df287a668fp-58 },
    { 0x1.4978fa3269ee1p-1, 0x1.2419a87f2a458p-56 },
    { 0x1.700a7c5784634p-1, -0x1.8c34d25aadef6p-56 },
    { 0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55 },
};

/* atan(n/d), 0 <= n <= d: with c = k/8 near the quotient, atan c + atan t, t = (n - c d)/(d + c n)
 * and |t| <= 1/16 (3/16 without c); the series ends at t^21/21. */
static struct pair arc(double n, double d)
{
    const double quotient = n / d;
    const int k = quotient < 0.1875 ? 0 : (int)(quotient * 8 + 0.5);
    const double c = k * 0.125;
    const double cd = c * d, top = n - cd, top_lost = -fma(c, d, -cd); /* n - cd is exact */
    const double bottom = fma(c, n, d), bottom_lost = fma(c, n, d - bottom);
    const double t = top / bottom;
    const double t_low = (fma(-t, bottom, top) + top_lost - t * bottom_lost) / bottom;
    const double z = t * t;
    double p = 1.0 / 21.0;

    p = p * z - 1.0 / 19.0;
    p = p * z + 1.0 / 17.0;
    p = p * z - 1.0 / 15.0;
    p = p * z + 1.0 / 13.0;
    p = p * z - 1.0 / 11.0;
    p = p * z + 1.0 / 9.0;
    p = p * z - 1.0 / 7.0;
    p = p * z + 1.0 / 5.0;
    p = p * z - 1.0 / 3.0;
    const struct pair sum = renormalized(eighths[k].high, t);

    return renormalized(sum.high, sum.low + (t * z * p + t_low * (1 - z) + eighths[k].low));
}

double rv_math_atan2(double y, double x)
{
    const double a = fabs(x), b = fabs(y);
    double scale = 1;

    if (x != x || y != y)
        return x + y;
    if (b == 0 || (a == HUGE_VAL && b != HUGE_VAL))
        return copysign(signbit(x) ? RV_MATH_PI : 0, y);
    if (b == HUGE_VAL)
        return copysign(a != HUGE_VAL ? half_pi.high : half_pi.high * (x > 0 ? 0.5 : 1.5), y);
    /* Where a product would leave the range of numbers, or its error that of normal ones. */
    if (a > 0x1p+1000 || b > 0x1p+1000)
        scale = 0x1p-100;
    else if (a < 0x1p-900 && b < 0x1p-900)
        scale = 0x1p+170;
    struct pair angle = b <= a ? arc(b * scale, a * scale) : arc(a * scale, b * scale);

    if (b > a) {
        const struct pair rest = renormalized(half_pi.high, -angle.high);

        angle = renormalized(rest.high, rest.low + (half_pi.low - angle.low));
    }
    if (x < 0) {
        const struct pair rest = renormalized(2 * half_pi.high, -angle.high);

        angle = renormalized(rest.high, rest.low + (2 * half_pi.low - angle.low));
    }
    return copysign(angle.high + angle.low, y);
}

/* With the half angle: exact at both ends, where a root of 1 - x^2 would lose its bits. */
double rv_math_acos(double x)
{
    return 2 * rv_math_atan2(sqrt(1 - x), sqrt(1 + x));
}
