/* Optimizers as linear recursions: see recursion.h. What is known of each stands in its own file
 * (`theory` of struct rv_optimizer_type). */
#include "theory/recursion.h"

#include <math.h>

/* The value of a parameter, 0 where the optimizer has none of that name. */
static double value_of(const struct rv_config *config, const char *name)
{
    const struct rv_param *row = rv_params_find(config->type->params, name);

    return row ? rv_param_number(row, config->values) : 0;
}

/* What breaks the recursion whatever the optimizer, or NULL. */
static const char *obstacle(const struct rv_recipe *recipe, const struct rv_theory *theory,
                            double rate)
{
    if (theory->kind == RV_THEORY_UNKNOWN)
        return "no closed form is known here for this optimizer";
    if (theory->kind == RV_THEORY_NONE)
        return theory->why;
    if (recipe->clip.value > 0 || recipe->clip.norm > 0)
        return "clipping makes the step depend on more than the direction's own distance";
    if (value_of(&recipe->optimizer, "weight_decay") > 0)
        return "weight decay moves the point that it settles at";
    if (!(rate > 0))
        return "the learning rate is 0";
    return NULL;
}

struct rv_recursion rv_recursion_of(const struct rv_recipe *recipe,
                                    const struct rv_control *control)
{
    const struct rv_config *optimizer = &recipe->optimizer;
    const struct rv_theory *theory = &((const struct rv_optimizer_type *)optimizer->type)->theory;
    struct rv_recursion rule = { .gain = 1 };

    rule.rate = rv_optimizer_rate(optimizer) * (control ? control->factor : 1);
    rule.momentum = control && !isnan(control->momentum) ? control->momentum
                                                         : rv_optimizer_momentum(optimizer);
    rule.reason = obstacle(recipe, theory, rule.rate);
    if (rule.reason)
        return rule;
    rule.nesterov = value_of(optimizer, "nesterov") != 0;
    rule.adaptive = theory->kind == RV_THEORY_FROZEN;
    rule.mean_square = rule.adaptive && !theory->remembers;
    if (theory->averages)
        rule.gain = 1 - rule.momentum;
    return rule;
}
