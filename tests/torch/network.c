/* Networks as text, for network.py to rebuild in PyTorch.
 *
 *     registry  KIND  NAMES           what must be compared
 *     case  NAME                      then its configuration (layer, loss, optimizer, range), and
 *     KEY  NUMBERS                    inputs, parameters, and what every pass made of them
 *
 * Fields are separated by tabs. A case has three mini-batches, the last one short; step t takes the
 * (t mod 3)-th. Numbers are printed so that they are read back to the same bits. */
#include "network_subject.h"
#include "network_table.h"
#include "ravine/curvature.h"
#include "ravine/vector.h"

#include <stdio.h>

#define STEPS 20

/* ---- Text ---- */

static void print_numbers(const char *pass, const char *key, const double *values, size_t count)
{
    printf("%s.%s\t", pass, key);
    for (size_t i = 0; i < count; i++)
        printf("%s%.17g", i ? " " : "", values[i]);
    printf("\n");
}

static void print_config(const struct rv_config *config)
{
    const struct rv_param *params = config->type->params;

    for (; params && params->kind != RV_KIND_END; params++) {
        struct rv_text text = {0};

        rv_param_print(params, config->values, &text);
        printf("\t%s=%s", params->name, rv_text_string(&text));
        rv_text_release(&text);
    }
    printf("\n");
}

static void print_layers(const struct rv_layer_spec *layers, size_t count, int depth)
{
    for (size_t i = 0; i < count; i++) {
        printf("layer\t%d\t%s\t%s\t%d", depth, layers[i].name, layers[i].config.type->name,
               layers[i].enabled);
        print_config(&layers[i].config);
        print_layers(layers[i].inner, layers[i].inner_count, depth + 1);
    }
}

static void print_registry(const struct rv_registry *registry)
{
    printf("registry\t%s\t", registry->plural);
    for (size_t i = 0; i < registry->count; i++)
        printf("%s%s", i ? " " : "", registry->types[i]->name);
    printf("\n");
}

static void print_case(const struct subject *s)
{
    const struct rv_range *ranges = rv_network_ranges(s->network);
    const struct rv_shape shape = s->of->shape;
    const size_t size = rv_shape_size(shape);

    printf("case\t%s\n", s->of->name);
    printf("case.sizes\t%d %d %d %d %zu %zu\n", shape.height, shape.width, shape.channels,
           s->of->classes, s->of->batch, BLOCK(s->of->batch));
    print_layers(s->recipe.layers, s->recipe.layer_count, 0);
    printf("loss\t%s", s->recipe.loss.type->name);
    print_config(&s->recipe.loss);
    printf("optimizer\t%s", s->recipe.optimizer.type->name);
    print_config(&s->recipe.optimizer);
    for (size_t r = 0; r < rv_network_range_count(s->network); r++)
        printf("range\t%s\t%zu\t%zu\t%.17g\t%.17g\t%d\n", ranges[r].name, ranges[r].offset,
               ranges[r].count, ranges[r].rate, ranges[r].decay, ranges[r].trainable);
    printf("case.inputs\t");
    for (size_t i = 0; i < s->pool * size; i++)
        printf("%.17g ", (double)s->inputs[i]);
    printf("\ncase.labels\t");
    for (size_t i = 0; i < s->pool; i++)
        printf("%d ", s->labels[i]);
    printf("\ncase.order\t");
    for (size_t i = 0; i < s->pool; i++)
        printf("%u ", (unsigned)s->order[i]);
    printf("\n");
    print_numbers("case", "parameters", s->start, s->n);
    print_numbers("case", "statistics", s->initial, s->statistics_count);
}

/* ---- Masks ---- */

/* A mask depends on the keys of the pass and the place of its layer only: a network of this one
 * layer turns ones into it. */
static void print_mask(const struct subject *s, const struct rv_layer_spec *spec,
                       struct rv_shape shape, const char *name, const struct rv_pass *pass,
                       size_t count)
{
    const size_t size = rv_shape_size(shape);
    struct rv_report report = {0};
    struct rv_network *network;
    struct rv_workspace *work;
    float *ones = rv_alloc(count * size, sizeof *ones);
    double *mask = rv_alloc(count * size, sizeof *mask);
    struct rv_batch batch = {.inputs = ones, .count = count};
    char key[RV_LAYER_NAME_SIZE + 8];

    if (rv_network_create(spec, 1, shape, &network, &report))
        RV_BUG("%s: %s", spec->name, report.errors[0].message);
    work = rv_workspace_create(network, &s->recipe.loss, count, RV_FLOAT64, NULL);
    for (size_t i = 0; i < count * size; i++)
        ones[i] = 1;
    rv_workspace_logits(work, NULL, NULL, &batch, pass, 1, mask);
    snprintf(key, sizeof key, "mask.%s", spec->name);
    print_numbers(name, key, mask, count * size);
    rv_workspace_free(work);
    rv_network_free(network);
    rv_free(ones);
    rv_free(mask);
}

/* The masks of a list and of the blocks in it; returns the shape after it. */
static struct rv_shape print_masks(const struct subject *s, const struct rv_layer_spec *layers,
                                   size_t layer_count, struct rv_shape shape, const char *name,
                                   const struct rv_pass *pass, size_t count)
{
    for (size_t i = 0; i < layer_count; i++) {
        struct rv_report report = {0};
        struct rv_network *network;

        if (!layers[i].enabled)
            continue;
        if (rv_text_same_name(layers[i].config.type->name, "dropout"))
            print_mask(s, &layers[i], shape, name, pass, count);
        print_masks(s, layers[i].inner, layers[i].inner_count, shape, name, pass, count);
        if (rv_network_create(&layers[i], 1, shape, &network, &report))
            RV_BUG("%s: %s", layers[i].name, report.errors[0].message);
        shape = rv_network_output(network);
        rv_network_free(network);
    }
    return shape;
}

static void print_masks_of(const struct subject *s, const char *name, const struct rv_pass *pass,
                           size_t count)
{
    print_masks(s, s->recipe.layers, s->recipe.layer_count, s->of->shape, name, pass, count);
}

/* ---- Passes ---- */

/* Loss, gradient and moved statistics of the first mini-batch. */
static void print_training(struct subject *s, const char *name, bool batch_statistics)
{
    struct rv_workspace *work = subject_workspace(s, RV_FLOAT64);
    struct rv_batch batch = subject_batch(s, 0);
    struct rv_pass pass = subject_training(0);
    struct rv_batch_result result;

    subject_rewind(s);
    pass.batch_statistics = batch_statistics;
    print_masks_of(s, name, &pass, batch.count);
    rv_workspace_train(work, s->x, s->statistics, &batch, &pass, s->gradient, &result);
    rv_workspace_commit(work, s->statistics);
    print_numbers(name, "loss", &result.loss, 1);
    print_numbers(name, "penalty", &result.penalty, 1);
    print_numbers(name, "weight", &result.weight, 1);
    print_numbers(name, "correct", &(double){(double)result.correct}, 1);
    print_numbers(name, "gradient", s->gradient, s->n);
    print_numbers(name, "statistics", s->statistics, s->statistics_count);
    rv_workspace_free(work);
}

/* The Hessian of the first mini-batch times a direction. */
static void print_curvature(struct subject *s)
{
    struct rv_stream stream = rv_stream_at(SEED, RV_STREAM_DATA, 2, 0, 0);
    struct rv_batch batch = subject_batch(s, 0);
    struct rv_set_objective set;
    struct rv_objective objective;
    struct rv_hessian *hessian;
    double *way = rv_alloc(s->n, sizeof *way), *product = rv_alloc(s->n, sizeof *product);

    for (size_t i = 0; i < s->n; i++)
        way[i] = rv_stream_gaussian(&stream);
    if (rv_set_objective_open(&set, s->network, &s->recipe.loss, &batch, batch.count, NULL))
        RV_BUG("%s: no memory", s->of->name);
    set.pass = subject_training(0);
    set.statistics = s->initial;
    objective = rv_set_objective(&set);
    hessian = rv_hessian_create(&objective, s->start, NULL);
    rv_hessian_product(hessian, way, product);
    print_numbers("hessian", "way", way, s->n);
    print_numbers("hessian", "product", product, s->n);
    rv_hessian_free(hessian);
    rv_set_objective_release(&set);
    rv_free(way);
    rv_free(product);
}

/* Logits and outcomes of all examples. */
static void print_evaluation(struct subject *s, const char *name, const double *statistics,
                             struct rv_pass pass)
{
    struct rv_workspace *work = subject_workspace(s, RV_FLOAT64);
    const size_t count = s->pool, units = rv_shape_size(rv_network_output(s->network));
    struct rv_batch batch = subject_pool(s);
    struct rv_outcome *outcomes = rv_alloc(count, sizeof *outcomes);
    double *numbers = rv_alloc(count * units, sizeof *numbers);

    if (pass.dropout)
        print_masks_of(s, name, &pass, count);
    rv_workspace_logits(work, s->start, statistics, &batch, &pass, BLOCK(s->of->batch), numbers);
    print_numbers(name, "logits", numbers, count * units);
    rv_workspace_evaluate(work, s->start, statistics, &batch, &pass, BLOCK(s->of->batch),
                          outcomes);
    for (size_t i = 0; i < count; i++)
        numbers[i] = outcomes[i].loss;
    print_numbers(name, "losses", numbers, count);
    for (size_t i = 0; i < count; i++)
        numbers[i] = outcomes[i].predicted;
    print_numbers(name, "predicted", numbers, count);
    rv_free(outcomes);
    rv_free(numbers);
    rv_workspace_free(work);
}

static void print_recalibration(struct subject *s)
{
    struct rv_workspace *work = subject_workspace(s, RV_FLOAT64);
    struct rv_batch batch = subject_pool(s);

    subject_rewind(s);
    rv_workspace_recalibrate(work, s->start, &batch, s->statistics);
    print_numbers("recalibrated", "statistics", s->statistics, s->statistics_count);
    rv_workspace_free(work);
    print_evaluation(s, "recalibrated", s->statistics, (struct rv_pass){0});
}

/* 20 steps of the recipe's optimizer; the last loss is that after them. */
static void print_steps(struct subject *s, const char *name, enum rv_precision precision)
{
    const struct rv_config *optimizer = &s->recipe.optimizer;
    const struct rv_control control = {.factor = 1, .momentum = RV_NAN};
    struct rv_workspace *work = subject_workspace(s, precision);
    double *state = rv_alloc(rv_optimizer_state_count(optimizer->type, s->n), sizeof *state);
    double losses[STEPS + 1];

    subject_rewind(s);
    for (size_t t = 0; t <= STEPS; t++) {
        struct rv_batch batch = subject_batch(s, t);
        struct rv_pass pass = subject_training(t);
        struct rv_batch_result result;
        char step[32];

        snprintf(step, sizeof step, "step-%zu", t);
        if (precision == RV_FLOAT64)
            print_masks_of(s, step, &pass, batch.count);
        rv_workspace_train(work, s->x, s->statistics, &batch, &pass,
                           t < STEPS ? s->gradient : NULL, &result);
        losses[t] = result.loss + result.penalty;
        if (t == STEPS)
            break;
        rv_workspace_commit(work, s->statistics);
        rv_optimizer_step(optimizer, &control, rv_network_ranges(s->network),
                          rv_network_range_count(s->network), s->n, state, s->x, s->gradient);
    }
    print_numbers(name, "losses", losses, STEPS + 1);
    if (precision == RV_FLOAT64) {
        print_numbers(name, "parameters", s->x, s->n);
        print_numbers(name, "statistics", s->statistics, s->statistics_count);
    }
    rv_free(state);
    rv_workspace_free(work);
}

static void print_all(const struct torch_case *cases, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        struct rv_pass drops = {.dropout = true, .seed = SEED, .purpose = RV_STREAM_EVALUATE,
                                .epoch = EPOCH};
        struct subject s;

        subject_begin(&s, &cases[k]);
        print_case(&s);
        print_training(&s, "training", true);
        print_curvature(&s);
        print_evaluation(&s, "inference", s.initial, (struct rv_pass){0});
        if (rv_network_has_batchnorm(s.network)) {
            print_training(&s, "frozen", false);
            print_evaluation(&s, "stretches", s.initial,
                             (struct rv_pass){.batch_statistics = true});
            print_recalibration(&s);
        }
        if (rv_network_has_dropout(s.network))
            print_evaluation(&s, "dropping", s.initial, drops);
        if (rv_network_has_batchnorm(s.network) && rv_network_has_dropout(s.network)) {
            drops.batch_statistics = true;
            print_evaluation(&s, "as-training", s.initial, drops);
        }
        print_steps(&s, "double", RV_FLOAT64);
        print_steps(&s, "float", RV_FLOAT32);
        subject_end(&s);
    }
}

int main(void)
{
    print_registry(&rv_layers);
    print_registry(&rv_losses);
    print_registry(&rv_presets);
    print_all(layer_cases, sizeof layer_cases / sizeof *layer_cases);
    print_all(loss_cases, sizeof loss_cases / sizeof *loss_cases);
    print_all(preset_cases, sizeof preset_cases / sizeof *preset_cases);
    return 0;
}
