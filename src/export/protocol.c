/* The validation protocol of the PyTorch script: which examples, in which mode, with whose
 * statistics and weights, and how their losses become one number. */
#include "export/script.h"

#include "ravine/memory.h"

#include <string.h>

static bool uses_batches(const struct rv_export_job *job)
{
    const struct rv_evaluate *of = &job->export->recipe->evaluate;

    return job->layers.norms.length &&
           (of->mode == RV_MODE_TRAINING || of->statistics == RV_STATISTICS_BATCH);
}

static bool recalibrates(const struct rv_export_job *job)
{
    const struct rv_evaluate *of = &job->export->recipe->evaluate;

    return job->layers.norms.length && of->mode == RV_MODE_INFERENCE &&
           (of->statistics == RV_STATISTICS_RECALIBRATED ||
            (of->statistics == RV_STATISTICS_RUNNING && of->parameters != RV_PARAMETERS_ITERATE));
}

/* A tensor of one number a class, or the word None where all count alike. */
static void add_per_class(const char *name, const double *weight, size_t count,
                          struct rv_text *out)
{
    bool alike = true;

    for (size_t k = 1; k < count; k++)
        alike &= weight[k] == weight[0];
    rv_text_printf(out, "%s = torch.tensor([", name);
    for (size_t k = 0; k < count; k++) {
        struct rv_text number = {0};

        rv_text_number(&number, alike ? 1 : weight[k]);
        rv_text_printf(out, "%s%s", k ? ", " : "", rv_text_string(&number));
        rv_text_release(&number);
    }
    rv_text_add(out, "])\n");
}

void rv_script_weights(const struct rv_export_job *job, struct rv_text *out)
{
    const struct rv_recipe *recipe = job->export->recipe;
    const struct rv_loss_common *common = recipe->loss.values;
    const struct rv_examples *training = &rv_run_samples(job->run)->training;
    const size_t classes = (size_t)training->classes;
    double *weight = rv_alloc(classes, sizeof *weight), *shown = rv_alloc(classes, sizeof *shown);

    rv_order_visits(training, recipe->train.oversample, shown);
    for (size_t k = 0; k < classes; k++) {
        weight[k] = common->class_weights.count ? common->class_weights.value[k] : 1;
        shown[k] = recipe->evaluate.class_weights ? shown[k] * weight[k] : 1;
    }
    rv_text_add(out, "\n\n# What an example of each class counts: in training, in validation.\n");
    add_per_class("train_weight", weight, classes, out);
    add_per_class("val_weight", shown, classes, out);
    rv_free(weight);
    rv_free(shown);
}

/* ---- Running statistics ---- */

static const char recalibrate[] =
    "\n\ndef recalibrate(x):\n"
    "    \"\"\"Exact mean and variance (divided by N) of what each batch normalisation sees, one "
    "after the\n"
    "    other, each fed through those before it.\"\"\"\n"
    "    network.eval()\n"
    "    for norm in NORMS:\n"
    "        seen = []\n"
    "        hook = norm.register_forward_hook(lambda module, given, made: seen.append(given[0]))\n"
    "        network(x)\n"
    "        hook.remove()\n"
    "        axes = [0, 2, 3] if seen[0].dim() == 4 else [0]\n"
    "        norm.running_mean.copy_(seen[0].mean(axes))\n"
    "        norm.running_var.copy_(seen[0].var(axes, unbiased=False))\n";

static void add_norms(const struct rv_export_job *job, struct rv_text *out)
{
    if (recalibrates(job))
        rv_text_printf(out, "\n\nNORMS = [network.get_submodule(key) for key in [%s]]\n",
                       rv_text_string(&job->layers.norms));
    if (recalibrates(job))
        rv_text_add(out, recalibrate);
    rv_text_add(out, "\n\ndef train_mode():\n    network.train()\n");
    if (job->layers.frozen_norms.length)
        rv_text_printf(out,
                       "    for key in [%s]:  # frozen statistics\n"
                       "        network.get_submodule(key).eval()\n",
                       rv_text_string(&job->layers.frozen_norms));
}

/* ---- Averages of the weights ---- */

static void add_average(const struct rv_recipe *recipe, struct rv_text *out)
{
    const struct rv_average *average = &recipe->average;
    struct rv_text number = {0};

    if (recipe->evaluate.parameters == RV_PARAMETERS_ITERATE)
        return;
    rv_text_add(out, "\n\naverage = [p.detach().clone() for p in network.parameters()]\n"
                     "points = 0  # that are in it\n\n\n"
                     "def take_average(step):\n");
    if (recipe->evaluate.parameters == RV_PARAMETERS_EMA) {
        rv_text_number(&number, average->ema_decay);
        rv_text_printf(out,
                       "    for mean, p in zip(average, network.parameters()):\n"
                       "        mean.mul_(%s).add_((1 - %s) * p.detach())\n",
                       rv_text_string(&number), rv_text_string(&number));
    } else {
        rv_text_number(&number, average->swa_from);
        rv_text_printf(out,
                       "    global points\n"
                       "    made, start = step + 1, int(np.ceil(%s * EPOCHS * PER_EPOCH))\n",
                       rv_text_string(&number));
        if (average->swa_every)
            rv_text_printf(out, "    chosen = made >= start and (made - start) %% %ld == 0\n",
                           average->swa_every);
        else
            rv_text_add(out, "    chosen = made >= start and made % PER_EPOCH == 0\n");
        rv_text_add(out,
                    "    for mean, p in zip(average, network.parameters()):\n"
                    "        if chosen or points == 0:\n"
                    "            mean += (p.detach() - mean) / (points + 1 if chosen else 1)\n"
                    "    points += chosen\n");
    }
    rv_text_add(out,
                "\n\ndef swap_average():\n"
                "    for mean, p in zip(average, network.parameters()):\n"
                "        mean.data, p.data = p.data, mean.data\n");
    rv_text_release(&number);
}

/* ---- One number ---- */

static void add_reduce(const struct rv_recipe *recipe, struct rv_text *out)
{
    const struct rv_evaluate *of = &recipe->evaluate;

    rv_text_add(out, "\n\ndef reduce(each, right, labels):\n"
                     "    \"\"\"Losses and hits of the examples become two numbers.\"\"\"\n"
                     "    weight = val_weight[labels]\n");
    if (of->reduce == RV_REDUCE_EXAMPLES)
        rv_text_add(out, "    parts = [slice(None)]\n");
    else
        rv_text_printf(out, "    parts = [slice(i, i + %ld) for i in range(0, len(each), %ld)]%s\n",
                       of->batch, of->batch, of->reduce == RV_REDUCE_LAST_BATCH ? "[-1:]" : "");
    rv_text_add(out,
                "    loss = [(weight[p] * each[p]).sum() / weight[p].sum() for p in parts]\n"
                "    hits = [right[p].double().mean() for p in parts]\n"
                "    return float(sum(loss) / len(parts)), float(sum(hits) / len(parts))\n");
}

/* Lines of evaluate() before and after the pass. */
static void add_passes(const struct rv_export_job *job, struct rv_text *out)
{
    const struct rv_evaluate *of = &job->export->recipe->evaluate;
    const char *drop = job->drops ? "drop(epoch, part, evaluation=True)" : "drop()";

    rv_text_add(out, "    outputs = []\n");
    if (uses_batches(job)) {
        rv_text_printf(out, "    for first in range(0, len(index), %ld):  # statistics of batches\n"
                            "        part = slice(first, first + %ld)\n",
                       of->batch, of->batch);
    } else {
        rv_text_add(out, "    for first in range(0, len(index), 500):\n"
                         "        part = slice(first, min(first + 500, len(index)))\n");
    }
    if (job->layers.mask_count)
        rv_text_printf(out, "        %s\n", drop);
    rv_text_add(out, "        outputs.append(network(val_x[index[part]]))\n"
                     "    outputs, labels = torch.cat(outputs), val_y[index]\n");
}

static void add_evaluate(const struct rv_export_job *job, struct rv_text *out)
{
    const struct rv_recipe *recipe = job->export->recipe;
    const struct rv_evaluate *of = &recipe->evaluate;
    bool averaged = of->parameters != RV_PARAMETERS_ITERATE;

    if (job->chooses)
        rv_text_add(out, "\n\nevaluated = array(\"evaluated\")  # examples of each evaluation\n");
    rv_text_add(out, "\n\n@torch.no_grad()\ndef evaluate(epoch):\n"
                     "    \"\"\"Validation loss and accuracy.\"\"\"\n");
    if (job->chooses)
        rv_text_add(out, "    index = evaluated[epoch]\n");
    else
        rv_text_printf(out, "    index = torch.arange(%zu)\n", job->count);
    if (averaged)
        rv_text_add(out, "    swap_average()\n");
    rv_text_add(out, "    kept = {key: t.clone() for key, t in network.named_buffers()}\n");
    if (recalibrates(job)) {
        if (job->layers.mask_count)
            rv_text_add(out, "    drop()\n");
        if (of->recalibration.choice == RV_RECALIBRATION_FIRST)
            rv_text_printf(out, "    recalibrate(train_x[:%ld])\n", of->recalibration.number);
        else
            rv_text_add(out, "    recalibrate(train_x)\n");
    }
    rv_text_add(out, uses_batches(job) ? "    train_mode()\n" : "    network.eval()\n");
    add_passes(job, out);
    rv_text_add(out, "    for key, t in network.named_buffers():  # evaluating moves nothing\n"
                     "        t.copy_(kept[key])\n");
    if (averaged)
        rv_text_add(out, "    swap_average()\n");
    rv_text_add(out, "    return reduce(losses(outputs, labels), predicted(outputs) == labels, "
                     "labels)\n");
}

void rv_script_protocol(const struct rv_export_job *job, struct rv_text *out)
{
    rv_text_add(out, "\n\n# ---- Validation ----\n");
    add_norms(job, out);
    add_average(job->export->recipe, out);
    add_reduce(job->export->recipe, out);
    add_evaluate(job, out);
}
