/* What can be asked of a network that was created. */
#include "nn/network.h"

size_t rv_network_parameter_count(const struct rv_network *network)
{
    return network->parameter_count;
}

size_t rv_network_statistics_count(const struct rv_network *network)
{
    return network->statistics_count;
}

size_t rv_network_range_count(const struct rv_network *network)
{
    return network->range_count;
}

const struct rv_range *rv_network_ranges(const struct rv_network *network)
{
    return network->ranges;
}

struct rv_shape rv_network_input(const struct rv_network *network)
{
    return network->input;
}

struct rv_shape rv_network_output(const struct rv_network *network)
{
    return network->output;
}

double rv_network_flops(const struct rv_network *network)
{
    return network->flops;
}

bool rv_network_has_batchnorm(const struct rv_network *network)
{
    return network->statistics_count > 0;
}

bool rv_network_has_dropout(const struct rv_network *network)
{
    for (size_t i = 0; i < network->node_count; i++)
        if (network->nodes[i].config.type == &rv_layer_dropout.type)
            return true;
    return false;
}

/* Names may differ: they carry counters that move when a layer without parameters is switched
 * off. */
bool rv_network_same_layout(const struct rv_network *a, const struct rv_network *b)
{
    if (a->parameter_count != b->parameter_count || a->statistics_count != b->statistics_count ||
        a->range_count != b->range_count)
        return false;
    for (size_t r = 0; r < a->range_count; r++)
        if (a->ranges[r].offset != b->ranges[r].offset ||
            a->ranges[r].count != b->ranges[r].count || a->ranges[r].decay != b->ranges[r].decay)
            return false;
    return a->input.height == b->input.height && a->input.width == b->input.width &&
           a->input.channels == b->input.channels && a->output.height == b->output.height &&
           a->output.width == b->output.width && a->output.channels == b->output.channels;
}

#define NAME_WIDTH 28

/* One line: name, shape, and what comes in the column of the parameters. */
static void print_line(const char *name, int depth, struct rv_shape shape, const char *last,
                       struct rv_text *out)
{
    struct rv_text text = {0};

    rv_text_printf(&text, "%d x %d x %d", shape.height, shape.width, shape.channels);
    rv_text_printf(out, "  %*s%-*s", 2 * depth, "", NAME_WIDTH - 2 * depth, name);
    if (*last)
        rv_text_printf(out, "%-16s%10s\n", rv_text_string(&text), last);
    else
        rv_text_printf(out, "%s\n", rv_text_string(&text));
    rv_text_release(&text);
}

void rv_network_print(const struct rv_network *network, struct rv_text *out)
{
    rv_text_printf(out, "  %-*s%-16s%10s\n", NAME_WIDTH, "layer", "output", "parameters");
    print_line("input", 0, network->input, "", out);
    for (size_t i = 0; i < network->row_count; i++) {
        const struct rv_network_row *row = &network->rows[i];
        struct rv_text last = {0};

        if (row->parameters)
            rv_text_printf(&last, "%10zu%s", row->parameters, row->trainable ? "" : "  frozen");
        else if (!row->enabled)
            rv_text_add(&last, "off");
        print_line(row->name, row->depth, row->out, rv_text_string(&last), out);
        rv_text_release(&last);
    }
    rv_text_printf(out, "  %-*s%-16s%10zu\n", NAME_WIDTH, "total", "", network->parameter_count);
}
