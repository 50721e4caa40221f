/* Needles in a curve: see jump.h. */
#include "lesson/jump.h"

#include "ravine/vector.h"

#include <math.h>

bool rv_jump_at(const double *value, size_t i)
{
    size_t window = i < RV_JUMP_WINDOW ? i : RV_JUMP_WINDOW;

    if (i < RV_JUMP_LEAST || !isfinite(value[i]))
        return false;
    return value[i] >= RV_JUMP_FACTOR * rv_vector_quantile(value + i - window, window, 0.5) &&
           value[i] > value[i - 1];
}

