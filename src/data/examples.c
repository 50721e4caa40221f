/* Examples: see examples.h and ravine/dataset.h. */
#include "data/examples.h"

#include "ravine/memory.h"

#include <string.h>

static void allocate(struct rv_shape shape, int classes, size_t count,
                     struct rv_examples *examples)
{
    *examples = (struct rv_examples){ .shape = shape, .classes = classes, .count = count };
    if (count == 0)
        return;
    examples->inputs = rv_alloc(count * rv_shape_size(shape), sizeof *examples->inputs);
    examples->labels = rv_alloc(count, sizeof *examples->labels);
    examples->sessions = rv_alloc(count, sizeof *examples->sessions);
    examples->difficulty = rv_alloc(count, sizeof *examples->difficulty);
}

/* Height, width and channels are int and bounded by the tables, so their product fits. */
enum rv_status rv_examples_check(struct rv_shape shape, size_t count, struct rv_error *error)
{
    if (rv_memory_fits(count, rv_shape_size(shape) * sizeof(float)))
        return RV_OK;
    return rv_error_set(error, RV_INPUT,
                        "%zu examples of %d x %d x %d numbers do not fit into %zu GiB", count,
                        shape.height, shape.width, shape.channels, RV_MEMORY_LIMIT >> 30);
}

enum rv_status rv_examples_create(struct rv_shape shape, int classes, size_t count,
                                  struct rv_examples *examples, struct rv_error *error)
{
    enum rv_status status = rv_examples_check(shape, count, error);

    if (status == RV_OK)
        allocate(shape, classes, count, examples);
    return status;
}

void rv_examples_gather(const struct rv_examples *from, const uint32_t *index, size_t count,
                        struct rv_examples *to)
{
    size_t size = rv_shape_size(from->shape);

    allocate(from->shape, from->classes, count, to);
    for (size_t i = 0; i < count; i++) {
        size_t source = index[i];
        memcpy(rv_examples_at(to, i), rv_examples_at(from, source), size * sizeof *to->inputs);
        to->labels[i] = from->labels[source];
        to->sessions[i] = from->sessions[source];
        to->difficulty[i] = from->difficulty[source];
    }
}

void rv_examples_release(struct rv_examples *examples)
{
    rv_free(examples->inputs);
    rv_free(examples->labels);
    rv_free(examples->sessions);
    rv_free(examples->difficulty);
    *examples = (struct rv_examples){ 0 };
}
