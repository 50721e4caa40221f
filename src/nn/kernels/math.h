/* exp, log and what is made of them, in double, without libm.
 *
 * A C library picks variants of exp and log by processor, so their last bit is not ours to promise.
 * These use additions, multiplications and divisions only, in one order, and give the same bits
 * everywhere. Relative error below RV_MATH_ERROR where the result is a normal number. NaN in, NaN
 * out. */
#ifndef RAVINE_NN_KERNELS_MATH_H
#define RAVINE_NN_KERNELS_MATH_H

#define RV_MATH_ERROR 1e-15

double rv_math_exp(double x);   /* 0 below about -745, HUGE_VAL above about 709.8 */
double rv_math_log(double x);   /* log(0) = -HUGE_VAL, NaN below 0 */
double rv_math_log1p(double x); /* log(1 + x), exact near 0 */
double rv_math_expm1(double x); /* exp(x) - 1, exact near 0 */
double rv_math_softplus(double x); /* log(1 + exp(x)), no overflow */
double rv_math_sigmoid(double x);  /* 1 / (1 + exp(-x)) */
double rv_math_tanh(double x);

#endif
