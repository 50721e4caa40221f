/* The masks of dropout layers, for scripts that repeat a run. */
#include "export/job.h"

#include "ravine/memory.h"
#include "ravine/stream.h"

#include <string.h>

#define BLOCK ((size_t)64) /* examples at a time */

size_t rv_export_mask_bytes(const struct rv_export_mask *mask)
{
    return (rv_shape_size(mask->shape) + 7) / 8;
}

/* A network of the one layer turns ones into its masks: they depend on the keys of the pass and on
 * the layer's position alone. A list, since only lists leave a network. */
static struct rv_network *network_of(const struct rv_export_mask *mask)
{
    const struct rv_shape list = {1, 1, (int)rv_shape_size(mask->shape)};
    struct rv_report report = {0};
    struct rv_network *network;

    if (rv_network_create(mask->spec, 1, list, &network, &report))
        RV_BUG("%s: %s", mask->spec->name, report.errors[0].message);
    return network;
}

/* The factors of `count` examples, at most BLOCK. */
static void draw(const struct rv_network *network, const struct rv_config *loss,
                 const struct rv_pass *pass, size_t count, double *factors)
{
    const size_t size = rv_shape_size(rv_network_output(network));
    struct rv_workspace *work = rv_workspace_create(network, loss, count, RV_FLOAT64, NULL);
    float *ones = rv_alloc(count * size, sizeof *ones);
    const struct rv_batch batch = {.inputs = ones, .count = count};

    if (!work)
        RV_BUG("no room for %zu masks", count);
    for (size_t i = 0; i < count * size; i++)
        ones[i] = 1;
    rv_workspace_logits(work, NULL, NULL, &batch, pass, 1, factors);
    rv_free(ones);
    rv_workspace_free(work);
}

void rv_export_mask_draw(const struct rv_export_mask *mask, const struct rv_config *loss,
                         const struct rv_pass *pass, size_t count, unsigned char *bits)
{
    const size_t size = rv_shape_size(mask->shape), bytes = rv_export_mask_bytes(mask);
    struct rv_network *network = network_of(mask);
    double *factors = rv_alloc(BLOCK * size, sizeof *factors);

    memset(bits, 0, count * bytes);
    for (size_t first = 0; first < count; first += BLOCK) {
        const size_t part = count - first < BLOCK ? count - first : BLOCK;
        struct rv_pass of = *pass;

        of.place += first;
        draw(network, loss, &of, part, factors);
        for (size_t i = 0; i < part * size; i++)
            if (factors[i] != 0) /* the first bit is the highest, as numpy.unpackbits has it */
                bits[(first + i / size) * bytes + i % size / 8] |=
                    (unsigned char)(0x80u >> (i % size % 8));
    }
    rv_free(factors);
    rv_network_free(network);
}

double rv_export_mask_factor(const struct rv_export_mask *mask, const struct rv_config *loss)
{
    const size_t size = rv_shape_size(mask->shape);
    struct rv_network *network = network_of(mask);
    double *factors = rv_alloc(BLOCK * size, sizeof *factors), factor = 0;

    for (uint64_t place = 0; factor == 0; place += BLOCK) {
        draw(network, loss,
             &(struct rv_pass){.dropout = true, .purpose = RV_STREAM_DROPOUT, .place = place},
             BLOCK, factors);
        for (size_t i = 0; i < BLOCK * size && factor == 0; i++)
            factor = factors[i];
    }
    rv_free(factors);
    rv_network_free(network);
    return factor;
}
