/* Operations on runs of reals (template). Each does the whole vectors of the run and returns how
 * many reals that were; the instance of one lane does the rest. `out` may be `a` or `b`. */

#define OPERATION(name, expression)                                                                \
    static size_t V(name)(const real *a, const real *b, real *out, size_t n, real slope)           \
    {                                                                                              \
        (void)b, (void)slope;                                                                      \
        size_t j = 0;                                                                              \
        for (; j + L <= n; j += L) {                                                               \
            const VEC x = V(load)(a + j);                                                          \
            V(store)(out + j, expression);                                                         \
        }                                                                                          \
        return j;                                                                                  \
    }

OPERATION(add, x + V(load)(b + j))
OPERATION(multiply, x *V(load)(b + j))
OPERATION(relu_forward, V(relu)(x))
OPERATION(leaky_forward, V(choose)(x <= 0, x *slope, x))
/* Backward: x is the output y of the activation, b its gradient. */
OPERATION(relu_backward, V(keep)(~(MASK)(x <= 0), V(load)(b + j)))
OPERATION(leaky_backward, V(choose)(x <= 0, V(load)(b + j) * slope, V(load)(b + j)))
OPERATION(tanh_backward, V(load)(b + j) * (1 - x * x))
OPERATION(sigmoid_backward, V(load)(b + j) * (x * (1 - x)))
#undef OPERATION
