/* The float32 peak of one core: independent multiply-adds on registers, the best of many short
 * runs. Contracted by the compiler, which keeps the loop free of intrinsics; nothing of the result
 * is used. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("fp-contract=fast")
#endif
#include "nn/kernels/isa/table.h"

#include "ravine/clock.h"


typedef float peak_vec __attribute__((vector_size(RV_VECTOR_BYTES)));

/* 12 chains: a latency of 4 cycles at 2 to 3 instructions a cycle, and registers for 16. */
#define CHAINS(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11)
#define START(n) peak_vec a##n = add * (float)n;
#define STEP(n) a##n = a##n * factor + add;
#define SUM(n) total += a##n;

static float run(size_t steps, float seed)
{
#if defined(__clang__)
#pragma clang fp contract(fast)
#endif
    peak_vec zero = {0};
    const peak_vec factor = zero + (1 - seed), add = zero + seed;
    CHAINS(START)
    for (size_t s = 0; s < steps; s++) {
        CHAINS(STEP)
    }
    peak_vec total = zero;
    CHAINS(SUM)
    return total[0];
}

double RV_NAME(rv_peak_measure)(double seconds)
{
    enum { steps = 300000, chains = 12 }; /* about a millisecond */
    const double flops = 2.0 * steps * chains * (RV_VECTOR_BYTES / 4);
    volatile float seed = 0.001F, sink = 0;
    double best = 0, start = rv_clock_thread();
    do {
        double before = rv_clock_thread();
        sink = sink + run(steps, seed);
        double rate = flops / (rv_clock_thread() - before);
        best = rate > best ? rate : best;
    } while (rv_clock_thread() - start < seconds);
    return best / 1e9;
}
