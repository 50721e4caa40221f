/* Optimizer and schedule of the PyTorch script. */
#include "export/call.h"
#include "export/frameworks.h"
#include "export/script.h"

#include <string.h>

void rv_script_comment(const char *prose, struct rv_text *out)
{
    struct rv_text wrapped = {0};

    rv_text_wrap(&wrapped, prose, 0, 96);
    for (const char *line = rv_text_string(&wrapped); *line;) {
        size_t length = strcspn(line, "\n");

        rv_text_add(out, "# ");
        rv_text_add_bytes(out, line, length);
        rv_text_add(out, "\n");
        line += length + (line[length] == '\n');
    }
    rv_text_release(&wrapped);
}

static double number_of(const struct rv_config *config, const char *name)
{
    const struct rv_param *param = rv_params_find(config->type->params, name);

    return param ? rv_param_number(param, config->values) : 0;
}

bool rv_script_schedules_momentum(const struct rv_recipe *recipe)
{
    const struct rv_optimizer_type *optimizer =
        (const struct rv_optimizer_type *)(const void *)recipe->optimizer.type;

    return optimizer->momentum && (recipe->momentum_schedule.epochs > 0 ||
                                   number_of(&recipe->schedule, "cycle_momentum") != 0);
}

/* Whether the script needs an update rule of its own. PyTorch keeps no velocity while the momentum
 * is 0, and refuses Nesterov's without one. */
static bool needs_own(const struct rv_recipe *recipe)
{
    const char *name = recipe->optimizer.type->name;
    const struct rv_framework_row *row = rv_framework_optimizer(recipe->optimizer.type);

    if (!row->own)
        return false;
    if (strcmp(name, "sgd") != 0 && strcmp(name, "rmsprop") != 0)
        return true;
    return rv_script_schedules_momentum(recipe) ||
           (number_of(&recipe->optimizer, "nesterov") != 0 &&
            number_of(&recipe->optimizer, "momentum") == 0);
}

static const char rule[] =
    "def slot(s, name, p):\n"
    "    return s.setdefault(name, torch.zeros_like(p))\n"
    "\n"
    "\n";
static const char rule_class[] =
    "\n\nclass Rule(torch.optim.Optimizer):\n"
    "    \"\"\"The update rule above, as an optimizer of PyTorch.\"\"\"\n"
    "\n"
    "    def __init__(self, params, **settings):\n"
    "        super().__init__(params, settings)\n"
    "\n"
    "    @torch.no_grad()\n"
    "    def step(self):\n"
    "        for group in self.param_groups:\n"
    "            begin(group)\n"
    "            for p in group[\"params\"]:\n"
    "                if p.grad is not None:\n"
    "                    update(p, p.grad, self.state[p], group)\n";

/* Ranges of one rate and one weight decay each, as parameter groups. */
static void add_groups(const struct rv_export_job *job, struct rv_text *out)
{
    const struct rv_config *optimizer = &job->export->recipe->optimizer;
    const struct rv_export_array *arrays = job->layers.arrays;
    double decay = number_of(optimizer, "weight_decay");

    rv_text_add(out, "# Parameters with a rate and a weight decay of their own stand in a group of "
                     "their own.\nGROUPS = [\n");
    for (size_t i = 0; i < job->layers.array_count; i++) {
        struct rv_text rate = {0}, shrinks = {0};

        if (!arrays[i].range || !arrays[i].range->trainable)
            continue;
        rv_text_number(&rate, arrays[i].range->rate);
        rv_text_number(&shrinks, decay * arrays[i].range->decay);
        rv_text_printf(out, "    {\"params\": [network.get_parameter(\"%s\")], \"rate\": %s",
                       rv_text_string(&arrays[i].key), rv_text_string(&rate));
        if (decay > 0)
            rv_text_printf(out, ", \"weight_decay\": %s", rv_text_string(&shrinks));
        rv_text_add(out, "},\n");
        rv_text_release(&rate);
        rv_text_release(&shrinks);
    }
    rv_text_add(out, "]\n");
}

static void add_optimizer(const struct rv_export_job *job, struct rv_text *out)
{
    const struct rv_recipe *recipe = job->export->recipe;
    const struct rv_framework_row *row = rv_framework_optimizer(recipe->optimizer.type);
    bool own = needs_own(recipe);

    rv_text_add(out, "\n\n# ---- Optimizer ----\n");
    if (row->note)
        rv_script_comment(row->note, out);
    rv_text_add(out, "\n");
    if (own) {
        rv_text_add(out, rule);
        rv_text_add(out, row->own);
        rv_text_add(out, rule_class);
        rv_text_add(out, "\n\n");
    }
    add_groups(job, out);
    rv_text_add(out, "optimizer = ");
    rv_call_fill(own ? row->own_call : row->pytorch, &recipe->optimizer,
                 (const struct rv_call_word[]){{"groups", "GROUPS"}, {NULL, NULL}}, out);
    rv_text_printf(out, "\nRATE = optimizer.defaults[\"lr\"]\n");
}

/* ---- Schedule ---- */

static const char helpers[] =
    "def half_cosine(start, end, share):\n"
    "    return end + (start - end) * (1 + np.cos(np.pi * share)) / 2\n"
    "\n"
    "\n"
    "def way(step, start, end):\n"
    "    return min(1, (step - start) / (end - start)) if end > start else 1\n"
    "\n"
    "\n";

/* The body of factor() or momentum() with the warm-up in front of it. */
static void add_function(const struct rv_config *schedule, const char *name, const char *body,
                         struct rv_text *out)
{
    const struct rv_schedule_common *common = schedule->values;

    rv_text_printf(out, "def %s(step, epoch):\n", name);
    if (common->warmup > 0)
        rv_text_add(out, "    step, epoch = max(step - WARMUP, 0), "
                         "max(epoch - WARMUP_EPOCHS, 0)\n");
    rv_call_fill(body, schedule, NULL, out);
}

static void add_plateau(const struct rv_config *schedule, const struct rv_framework_row *row,
                        struct rv_text *out)
{
    rv_text_add(out, "\n\nplateau = dict(first=True, best=0.0, waited=0, factor=1.0)\n\n\n"
                     "def observe(val_loss):\n");
    rv_call_fill(row->own_call, schedule, NULL, out);
}

static void add_momentum(const struct rv_recipe *recipe, const struct rv_framework_row *row,
                         struct rv_text *out)
{
    const struct rv_momentum_schedule *linear = &recipe->momentum_schedule;
    struct rv_text from = {0}, to = {0}, epochs = {0};

    rv_text_add(out, "\n\n");
    if (linear->epochs > 0) {
        rv_text_number(&from, linear->from);
        rv_text_number(&to, linear->to);
        rv_text_number(&epochs, linear->epochs);
        rv_text_printf(out,
                       "def momentum(step, epoch):\n"
                       "    return %s + (%s - %s) * min(1, step / (%s * PER_EPOCH))\n",
                       rv_text_string(&from), rv_text_string(&to), rv_text_string(&from),
                       rv_text_string(&epochs));
    } else {
        add_function(&recipe->schedule, "momentum", row->own_call, out);
    }
    rv_text_release(&from);
    rv_text_release(&to);
    rv_text_release(&epochs);
}

static void add_schedule(const struct rv_recipe *recipe, struct rv_text *out)
{
    const struct rv_config *schedule = &recipe->schedule;
    const struct rv_schedule_common *common = schedule->values;
    const struct rv_framework_row *row = rv_framework_schedule(schedule->type);
    struct rv_text number = {0};

    rv_text_add(out, "\n\n# ---- Schedule: the factor on the rate; steps and epochs from 0 ----\n");
    if (row->note)
        rv_script_comment(row->note, out);
    rv_text_add(out, "\n");
    if (strstr(row->own, "half_cosine"))
        rv_text_add(out, helpers);
    rv_text_number(&number, common->warmup);
    rv_text_printf(out, "WARMUP = int(np.ceil(%s * PER_EPOCH))  # steps\n"
                        "PLANNED = max(1, EPOCHS * PER_EPOCH - WARMUP)\n",
                   rv_text_string(&number));
    if (common->warmup > 0)
        rv_text_printf(out, "WARMUP_EPOCHS = int(np.ceil(%s))\n", rv_text_string(&number));
    rv_text_add(out, "\n\n");
    add_function(schedule, "factor", row->own, out);
    rv_text_clear(&number);
    rv_text_number(&number, common->warmup_from);
    rv_text_add(out, "\n\ndef rate(step, epoch):\n    share = factor(step, epoch)\n");
    if (common->warmup > 0)
        rv_text_printf(out,
                       "    if step < WARMUP:\n"
                       "        share *= %s + (1 - %s) * step / WARMUP\n",
                       rv_text_string(&number), rv_text_string(&number));
    rv_text_add(out, "    return RATE * min(max(share, 1e-30), 1e30)\n");
    if (strcmp(schedule->type->name, "plateau") == 0)
        add_plateau(schedule, row, out);
    if (rv_script_schedules_momentum(recipe))
        add_momentum(recipe, row, out);
    rv_text_release(&number);
}

void rv_script_optimizer(const struct rv_export_job *job, struct rv_text *out)
{
    add_optimizer(job, out);
    add_schedule(job->export->recipe, out);
}
