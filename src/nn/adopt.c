/* Parameters and running statistics handed from one network to another: fine-tuning. */
#include "nn/network.h"

#include <string.h>

static bool excepted(unsigned position, const unsigned *except, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (except[i] == position)
            return true;
    return false;
}

/* A layer of equal position, type and shape; the projection of a residual block has the block's
 * position and is told from it by having a type. */
static const struct rv_network_node *twin_of(const struct rv_network_node *node,
                                             const struct rv_network *network)
{
    for (size_t i = 0; i < network->node_count; i++) {
        const struct rv_network_node *other = &network->nodes[i];
        bool same = other->kind == node->kind && other->position == node->position &&
                    other->config.type == node->config.type &&
                    other->in.channels == node->in.channels &&
                    other->array_count == node->array_count;

        for (int a = 0; same && a < node->array_count; a++)
            same = other->arrays[a].count == node->arrays[a].count;
        if (same)
            return other;
    }
    return NULL;
}

size_t rv_network_adopt(const struct rv_network *from, const double *from_parameters,
                        const double *from_statistics, const struct rv_network *to,
                        double *parameters, double *statistics, const unsigned *except,
                        size_t except_count)
{
    size_t adopted = 0;

    for (size_t i = 0; i < to->node_count; i++) {
        const struct rv_network_node *node = &to->nodes[i], *twin;
        size_t channels = (size_t)node->in.channels, kept;

        if (node->kind != RV_NETWORK_LAYER || excepted(node->position, except, except_count))
            continue;
        kept = (size_t)rv_layer_of(&node->config)->statistics * channels;
        twin = node->array_count || kept ? twin_of(node, from) : NULL;
        if (!twin)
            continue;
        for (int a = 0; parameters && a < node->array_count; a++)
            memcpy(parameters + node->offset[a], from_parameters + twin->offset[a],
                   node->arrays[a].count * sizeof *parameters);
        if (statistics && kept)
            memcpy(statistics + node->statistics, from_statistics + twin->statistics,
                   kept * sizeof *statistics);
        adopted++;
    }
    return adopted;
}
