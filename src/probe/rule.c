/* Optimizers as linear recursions: see rule.h.
 *
 * To say more of one: a row in the table below. An optimizer without a row has no forecast. */
#include "probe/rule.h"

#include <math.h>
#include <string.h>

enum kind { LINEAR, FROZEN, NONE };

struct row {
    const char *name; /* of the optimizer */
    enum kind kind;
    bool averages;    /* m = b m + (1 - b) g instead of b m + g */
    bool remembers;   /* the preconditioner never falls: no running mean */
    const char *why;  /* of NONE */
};

static const struct row rows[] = {
    { .name = "sgd", .kind = LINEAR },
    { .name = "adam", .kind = FROZEN, .averages = true },
    { .name = "adamw", .kind = FROZEN, .averages = true },
    { .name = "amsgrad", .kind = FROZEN, .averages = true, .remembers = true },
    { .name = "rmsprop", .kind = FROZEN },
    { .name = "sign_sgd", .kind = NONE,
      .why = "each step moves every coordinate by the rate itself, whatever the curvature; it ends "
             "within about the rate of the minimum" },
    { .name = "lion", .kind = NONE,
      .why = "each step moves every coordinate by the rate itself, whatever the curvature; it ends "
             "within about the rate of the minimum" },
    { .name = "adagrad", .kind = NONE,
      .why = "its step falls as 1 / sqrt(steps): there is no steady state" },
    { .name = "adadelta", .kind = NONE,
      .why = "its step is measured in its own earlier steps: no curvature limits it" },
    { .name = "nadam", .kind = NONE, .why = "no closed form is known here for its look ahead" },
};

static const struct row *find(const char *name)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].name, name) == 0)
            return &rows[i];
    return NULL;
}

/* The value of a parameter, 0 where the optimizer has none of that name. */
static double value_of(const struct rv_config *config, const char *name)
{
    const struct rv_param *row = rv_params_find(config->type->params, name);

    return row ? rv_param_number(row, config->values) : 0;
}

/* What breaks the recursion whatever the optimizer, or NULL. */
static const char *obstacle(const struct rv_recipe *recipe, const struct row *row, double rate)
{
    if (!row)
        return "no closed form is known here for this optimizer";
    if (row->kind == NONE)
        return row->why;
    if (recipe->clip.value > 0 || recipe->clip.norm > 0)
        return "clipping makes the step depend on more than the direction's own distance";
    if (value_of(&recipe->optimizer, "weight_decay") > 0)
        return "weight decay moves the point that it settles at";
    if (!(rate > 0))
        return "the learning rate is 0";
    return NULL;
}

struct rv_rule rv_rule_of(const struct rv_recipe *recipe, const struct rv_control *control)
{
    const struct rv_config *optimizer = &recipe->optimizer;
    const struct row *row = find(optimizer->type->name);
    struct rv_rule rule = { .gain = 1 };

    rule.rate = rv_optimizer_rate(optimizer) * (control ? control->factor : 1);
    rule.momentum = control && !isnan(control->momentum) ? control->momentum
                                                         : rv_optimizer_momentum(optimizer);
    rule.reason = obstacle(recipe, row, rule.rate);
    if (rule.reason)
        return rule;
    rule.nesterov = value_of(optimizer, "nesterov") != 0;
    rule.adaptive = row->kind == FROZEN;
    rule.mean_square = rule.adaptive && !row->remembers;
    if (row->averages)
        rule.gain = 1 - rule.momentum;
    return rule;
}
