/* `run --shares`: where jumps and level come from, variant by variant. See experiment/shares.c. */
#include "report/shares.h"

#include <math.h>

static void print_share(const struct rv_share_part *part, struct rv_text *out)
{
    struct rv_text range = {0};

    if (part->summary.count > 1)
        rv_text_printf(&range, "[%.0f .. %.0f]", 100 * part->summary.low,
                       100 * part->summary.high);
    rv_text_printf(out, "  %7.0f %% %-18s %-18s %s\n", 100 * part->summary.median,
                   rv_text_string(&range), rv_share_names[part->part],
                   rv_share_texts[part->part]);
    rv_text_release(&range);
}

static void print_nats(const struct rv_share_part *part, struct rv_text *out)
{
    struct rv_text range = {0};

    if (part->summary.count > 1)
        rv_text_printf(&range, "[%+.3f .. %+.3f]", part->summary.low, part->summary.high);
    rv_text_printf(out, "  %+9.3f %-18s %-18s %s\n", part->summary.median,
                   rv_text_string(&range), rv_share_names[part->part],
                   rv_share_texts[part->part]);
    rv_text_release(&range);
}

/* Whether a part stirs up more than there is, and another takes it back. */
static bool beyond(const struct rv_share_part *parts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (parts[i].summary.low < -0.005 || parts[i].summary.high > 1.005)
            return true;
    return false;
}

/* Parts that are exactly 0 on every seed have no line: that repair changes nothing here. */
static void print_parts(const struct rv_share_part *parts, size_t count,
                        void (*print)(const struct rv_share_part *part, struct rv_text *out),
                        struct rv_text *out)
{
    for (size_t i = 0; i < count; i++)
        if (parts[i].summary.low < 0 || parts[i].summary.high > 0)
            print(&parts[i], out);
}

/* Returns whether a share is beyond 0 .. 100 %. */
static bool print_variant(const struct rv_experiment *experiment, size_t variant,
                          struct rv_text *out)
{
    struct rv_share_part jumps[RV_SHARE_COUNT], level[RV_SHARE_COUNT];
    size_t jump_count =
        rv_experiment_share_parts(experiment, variant, RV_SHARE_OF_JUMPS, jumps);
    size_t level_count =
        rv_experiment_share_parts(experiment, variant, RV_SHARE_OF_LEVEL, level);

    rv_text_printf(out, "%s\n", experiment->scenario->variants[variant].name);
    if (jump_count)
        rv_text_add(out, " its jumps, in shares of their variance\n");
    else
        rv_text_add(out, " no shares of jumps: no run came to its end with three epochs that "
                         "count and jumps\n");
    print_parts(jumps, jump_count, print_share, out);
    if (level_count)
        rv_text_add(out, " its level, in nats above the loss that is trained, at the same "
                         "weights\n");
    print_parts(level, level_count, print_nats, out);
    return beyond(jumps, jump_count);
}

void rv_shares_print(const struct rv_experiment *experiment, struct rv_text *out)
{
    const struct rv_scenario *scenario = experiment->scenario;
    bool any = false;

    rv_text_add(out, "where the jumps and the level of val_loss come from");
    rv_text_add(out, experiment->seed_count > 1 ? " (median and range over the seeds)\n" : "\n");
    for (size_t v = 0; v < scenario->variant_count; v++)
        if (scenario->variants[v].selected)
            any = print_variant(experiment, v, out) || any;
    if (any)
        rv_text_add(out, "More than 100 %: this part by itself jumps more than val_loss; a part "
                         "below 0 jumps against it and takes the difference back.\n");
}

static const char *const about[] = {
    "`ravine run SCENARIO --shares` evaluates the same weights at the end of every epoch by a "
    "chain of protocols. It begins with the scenario's own, each makes one repair more, and the "
    "last is the loss that is trained: all training examples, with the class weights of the loss"
    " and what oversampling repeats, in inference with exact batch statistics (without dropout, "
    "augmentation and penalty). The differences between neighbours are the parts:",
    "Jumps: a share is the covariance of a part's second differences with those of val_loss, "
    "over the variance of the latter. The shares add up to 100 %. More than 100 % means that a "
    "part by itself jumps more than val_loss does and another, below 0, jumps against it. Shares"
    " of a calm run are shares of almost nothing: look at its jumps first.",
    "Level: the mean over the epochs of each part, in nats and with its sign; together they are "
    "val_loss minus the trained loss of the same weights. A part that is always there and never "
    "changes has a level and no jumps.",
    "The chain has one order, and parts that work together (wrong scaling under running "
    "statistics, say) go to the one that is repaired first. `untrained-examples` is no fault of "
    "the examples, which stand still: the weights move, and what a step changes on examples that"
    " are trained is not what it changes on others. The fewer examples are trained, the less "
    "they tell of the others: in tiny-batch, with 500, about a third of the jumps stands here "
    "(median of 20 seeds 34 %, and single seeds from none to all: an equally good fit of 500 "
    "examples may be good or bad for others) and two thirds in `weights`; with 2000 it is 16 %. "
    "Both are one wandering of the weights; that labels are wrong has little to do with it (500 "
    "with right labels: 39 %).",
};

bool rv_shares_named(const char *term)
{
    for (size_t k = 0; k < RV_SHARE_COUNT; k++)
        if (rv_text_same_name(term, rv_share_names[k]))
            return true;
    return rv_text_same_name(term, "share") || rv_text_same_name(term, "shares");
}

void rv_shares_describe(int width, struct rv_text *out)
{
    rv_text_add(out, "shares (of the jumps and the level of val_loss)\n");
    for (size_t i = 0; i < sizeof about / sizeof *about; i++) {
        rv_text_wrap(out, about[i], 4, width);
        for (size_t k = 0; k < RV_SHARE_COUNT && i == 0; k++) {
            struct rv_text line = {0};

            rv_text_printf(&line, "%s: %s", rv_share_names[k], rv_share_texts[k]);
            rv_text_wrap(out, rv_text_string(&line), 6, width);
            rv_text_release(&line);
        }
    }
}
