/* The shape of one example: height × width × channels, channels last (NHWC). A plain feature vector
 * is 1 × 1 × n. */
#ifndef RAVINE_SHAPE_H
#define RAVINE_SHAPE_H

#include <stddef.h>

struct rv_shape {
    int height;
    int width;
    int channels;
};

static inline size_t rv_shape_size(struct rv_shape s)
{
    return (size_t)s.height * (size_t)s.width * (size_t)s.channels;
}

#endif
