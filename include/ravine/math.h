/* exp, log, sin, cos and what is made of them, in double, without the mathematical library.
 *
 * A C library picks variants of them by processor, so their last bit is not ours to promise. These
 * use additions, multiplications, divisions, square roots and fma() only, which round correctly
 * everywhere, in one order: they give the same bits on every machine. NaN in, NaN out.
 *
 * exp, log, sin, cos, atan2 and pow are off by less than one unit in the last place, also at
 * huge arguments; the others by a share of RV_MATH_ERROR of the result, where that is a normal
 * number.
 *
 * What makes data, surfaces, training and measures calls no other (the check `rounding` of
 * tests/style/check.py). From libm come sqrt, fma, fmod, floor and their kin: they are exact. */
#ifndef RAVINE_MATH_H
#define RAVINE_MATH_H

#define RV_MATH_ERROR 1e-15
#define RV_MATH_PI 3.14159265358979323846

double rv_math_exp(double x);   /* 0 below about -745, HUGE_VAL above about 709.8 */
double rv_math_log(double x);   /* log(0) = -HUGE_VAL, NaN below 0 */
double rv_math_log1p(double x); /* log(1 + x), exact near 0 */
double rv_math_expm1(double x); /* exp(x) - 1, exact near 0 */
double rv_math_softplus(double x); /* log(1 + exp(x)), no overflow */
double rv_math_sigmoid(double x);  /* 1 / (1 + exp(-x)) */
double rv_math_tanh(double x);
double rv_math_cosh(double x);
double rv_math_pow(double x, double y); /* special cases as pow() has them */

double rv_math_sin(double x); /* radians; NaN at infinity */
double rv_math_cos(double x);
double rv_math_atan2(double y, double x); /* angle of the point (x, y), -pi .. pi */
double rv_math_acos(double x);            /* NaN outside -1 .. 1 */

#endif
