/* The PyTorch script: rebuilds network, loss, optimizer, schedule and protocol, and repeats the
 * run. What a recipe does not use is not in its script. */
#include "export/call.h"
#include "export/frameworks.h"
#include "export/job.h"
#include "export/script.h"

#include "ravine/memory.h"

#include <string.h>

/* ---- Head, data ---- */

static const char imports[] =
    "import csv\n"
    "import sys\n"
    "from collections import OrderedDict\n"
    "from pathlib import Path\n"
    "\n"
    "import numpy as np\n"
    "import torch\n"
    "from torch import nn\n"
    "\n"
    "torch.set_default_dtype(torch.float64)\n"
    "torch.set_num_threads(1)\n"
    "HERE = Path(__file__).resolve().parent\n"
    "\n"
    "\n"
    "def array(name):\n"
    "    return torch.from_numpy(np.load(HERE / (name + \".npy\")))\n"
    "\n"
    "\n"
    "def images(name):\n"
    "    \"\"\"ravine has N x height x width x channels, PyTorch N x channels x height x "
    "width.\"\"\"\n"
    "    return array(name).permute(0, 3, 1, 2).contiguous()\n"
    "\n"
    "\n"
    "# ---- Data ----\n"
    "\n"
    "train_x, train_y = images(\"train-inputs\"), array(\"train-labels\")\n";

static void add_head(const struct rv_export_job *job, struct rv_text *out)
{
    const struct rv_export *export = job->export;

    rv_text_printf(out,
                   "\"\"\"%s, variant %s, seed %llu: the run of ravine once more, in PyTorch.\n\n"
                   "Needs torch and numpy:    python3 pytorch.py\n\n"
                   "Every step is computed here, in double, from the examples, their order and the "
                   "first weights\n"
                   "that lie beside this file. What ravine got in double (epochs.csv, final/) is "
                   "read at the end, to\n"
                   "compare. The weights of this run go to pytorch/, for `ravine run "
                   "... --weights-from`.\n"
                   "Written by ravine.\n\"\"\"\n",
                   export->scenario, export->variant, (unsigned long long)export->seed);
    rv_text_add(out, imports);
    rv_text_add(out, export->recipe->evaluate.set == RV_SET_TRAINING
                         ? "val_x, val_y = train_x, train_y\n"
                         : "val_x, val_y = images(\"validation-inputs\"), "
                           "array(\"validation-labels\")\n");
    rv_text_add(out, "order = array(\"order\")  # of the training examples: a row an epoch\n");
    rv_text_printf(out, "BATCH, EPOCHS = %ld, %ld\n", export->recipe->train.batch,
                   export->recipe->train.epochs);
    rv_text_add(out, "PER_EPOCH = -(-order.shape[1] // BATCH)  # steps; the last may be short\n");
}

/* ---- Network ---- */

static const char flatten[] =
    "\n\nclass Flatten(nn.Module):\n"
    "    \"\"\"The map as a list in the order (y, x, channel), as ravine and Keras have it.\"\"\"\n"
    "\n"
    "    def forward(self, x):\n"
    "        return x.permute(0, 2, 3, 1).flatten(1)\n";
static const char mask[] =
    "\n\nclass Mask(nn.Module):\n"
    "    \"\"\"Dropout with the masks of ravine; nn.Dropout would draw others.\"\"\"\n"
    "\n"
    "    factors = None\n"
    "\n"
    "    def forward(self, x):\n"
    "        return x if self.factors is None else x * self.factors\n";
static const char residual[] =
    "\n\nclass Residual(nn.Module):\n"
    "    def __init__(self, inner, shortcut):\n"
    "        super().__init__()\n"
    "        self.inner, self.shortcut = inner, shortcut\n"
    "\n"
    "    def forward(self, x):\n"
    "        return self.inner(x) + self.shortcut(x)\n";

static const char weights[] =
    "\n\ndef to_pytorch(values):\n"
    "    \"\"\"[y][x][in][out] and [in][out] of ravine are [out][in][y][x] and [out][in] "
    "here.\"\"\"\n"
    "    axes = {4: (3, 2, 0, 1), 2: (1, 0)}.get(values.dim())\n"
    "    return values.permute(axes) if axes else values\n"
    "\n"
    "\n"
    "def to_ravine(values):\n"
    "    axes = {4: (2, 3, 1, 0), 2: (1, 0)}.get(values.dim())\n"
    "    return values.permute(axes).contiguous() if axes else values\n"
    "\n"
    "\n"
    "tensors = network.state_dict()\n"
    "for name, key in ARRAYS:\n"
    "    tensors[key].copy_(to_pytorch(array(\"initial/\" + name)))\n";

static void add_arrays(const struct rv_export_job *job, struct rv_text *out)
{
    struct rv_text held = {0};

    rv_text_add(out, "\n# The files of initial/ and final/, and the tensor that each of them is.\n"
                     "ARRAYS = [\n");
    for (size_t i = 0; i < job->layers.array_count; i++) {
        const struct rv_export_array *array = &job->layers.arrays[i];

        rv_text_printf(out, "    (\"%s\", \"%s\"),\n", rv_text_string(&array->file),
                       rv_text_string(&array->key));
        if (array->range && !array->range->trainable)
            rv_text_printf(&held, "\"%s\", ", rv_text_string(&array->key));
    }
    rv_text_add(out, "]\n");
    rv_text_add(out, weights);
    rv_text_add(&held, rv_text_string(&job->layers.held));
    if (held.length)
        rv_text_printf(out, "for key in [%s]:  # these are not trained\n"
                            "    network.get_parameter(key).requires_grad_(False)\n",
                       rv_text_string(&held));
    rv_text_release(&held);
}

/* "# ---- Network ----" with the notes of the layers that are in it. */
static void add_notes(const struct rv_layer_spec *layers, size_t count, struct rv_text *out)
{
    for (size_t i = 0; i < count; i++) {
        const struct rv_framework_row *row = rv_framework_layer(layers[i].config.type);
        struct rv_text note = {0};

        if (row->note)
            rv_script_comment(row->note, &note);
        if (note.length && !strstr(rv_text_string(out), rv_text_string(&note)))
            rv_text_add(out, rv_text_string(&note));
        rv_text_release(&note);
        add_notes(layers[i].inner, layers[i].inner_count, out);
    }
}

static void add_masks(const struct rv_export_job *job, struct rv_text *out)
{
    const struct rv_config *loss = &job->export->recipe->loss;

    if (!job->layers.mask_count)
        return;
    rv_text_add(out,
                "\n\ndef masks(name, shape):\n"
                "    \"\"\"One bit a number: [epoch][example] and the shape of the layer.\"\"\"\n"
                "    bits = np.load(HERE / (name + \".npy\"))\n"
                "    bits = np.unpackbits(bits, axis=-1, count=int(np.prod(shape)))\n"
                "    bits = torch.from_numpy(bits.reshape(bits.shape[:2] + shape))\n"
                "    return bits.permute(0, 1, 4, 2, 3) if len(shape) == 3 else bits\n"
                "\n"
                "\n"
                "# Module, its masks in training"
                "%s, and what they multiply the numbers that are kept by.\n"
                "DROPOUTS = [\n");
    for (size_t k = 0; k < job->layers.mask_count; k++) {
        const struct rv_export_mask *of = &job->layers.masks[k];
        struct rv_text shape = {0}, factor = {0};

        if (of->flat)
            rv_text_printf(&shape, "(%zu,)", rv_shape_size(of->shape));
        else
            rv_text_printf(&shape, "(%d, %d, %d)", of->shape.height, of->shape.width,
                           of->shape.channels);
        rv_text_number(&factor, rv_export_mask_factor(of, loss));
        rv_text_printf(out, "    (network.get_submodule(\"%s\"), masks(\"masks-%s\", %s),\n",
                       rv_text_string(&of->module), of->spec->name, rv_text_string(&shape));
        if (job->drops)
            rv_text_printf(out, "     masks(\"evaluated-masks-%s\", %s), %s),\n",
                           of->spec->name, rv_text_string(&shape), rv_text_string(&factor));
        else
            rv_text_printf(out, "     None, %s),\n", rv_text_string(&factor));
        rv_text_release(&shape);
        rv_text_release(&factor);
    }
    rv_text_add(out, "]\n\n\n"
                     "def drop(epoch=None, part=None, evaluation=False):\n"
                     "    \"\"\"Masks of these examples; without an epoch nothing drops.\"\"\"\n"
                     "    for module, training, evaluated, factor in DROPOUTS:\n"
                     "        chosen = evaluated if evaluation else training\n"
                     "        module.factors = None if epoch is None else "
                     "chosen[epoch, part] * factor\n");
}

static void add_network(const struct rv_export_job *job, struct rv_text *out)
{
    const struct rv_recipe *recipe = job->export->recipe;

    rv_text_add(out, "\n\n# ---- Network ----\n");
    add_notes(recipe->layers, recipe->layer_count, out);
    if (job->layers.flattens)
        rv_text_add(out, flatten);
    if (job->layers.mask_count)
        rv_text_add(out, mask);
    if (job->layers.residual)
        rv_text_add(out, residual);
    rv_text_add(out, "\n\nnetwork = nn.Sequential(OrderedDict([\n");
    rv_text_add(out, rv_text_string(&job->layers.modules));
    rv_text_add(out, "]))\n");
    add_arrays(job, out);
    add_masks(job, out);
}

/* ---- Loss ---- */

static void add_loss(const struct rv_export_job *job, struct rv_text *out)
{
    const struct rv_config *loss = &job->export->recipe->loss;
    const struct rv_loss_common *common = loss->values;
    const struct rv_framework_row *row = rv_framework_loss(loss->type);
    struct rv_text number = {0};
    int units = rv_network_output(rv_run_network(job->run)).channels;

    rv_text_add(out, "\n\n# ---- Loss ----\n\n");
    if (strstr(row->own, "target(")) {
        rv_text_number(&number, common->label_smoothing);
        rv_text_printf(out,
                       "def target(outputs, labels):\n"
                       "    \"\"\"One output for each class, or one that says 0 or 1.\"\"\"\n"
                       "    units = outputs.shape[1]\n"
                       "    hot = nn.functional.one_hot(labels, units) if units > 1 else "
                       "labels[:, None]\n"
                       "    return (1 - %s) * hot.double() + %s / max(units, 2)\n\n\n",
                       rv_text_string(&number), rv_text_string(&number));
    }
    rv_text_add(out, "def losses(outputs, labels):\n    \"\"\"Of each example, in nats.\"\"\"\n");
    rv_call_fill(row->own, loss, NULL, out);
    rv_text_add(out, "\n\ndef predicted(outputs):\n");
    if (units > 1)
        rv_text_add(out, "    return outputs.argmax(1)\n");
    else
        rv_text_printf(out, "    return (outputs[:, 0] > %s).long()\n",
                       strcmp(loss->type->name, "mean_squared_error") == 0 ? "0.5" : "0");
    rv_script_weights(job, out);
    rv_text_add(out, "\n\ndef penalty():\n");
    if (common->l1 == 0 && common->l2 == 0) {
        rv_text_add(out, "    return torch.zeros(())\n");
    } else {
        rv_text_clear(&number);
        rv_text_number(&number, common->l1);
        rv_text_printf(out,
                       "    kernels = [network.get_parameter(key) for name, key in ARRAYS\n"
                       "               if name.endswith(\".kernel\")]\n"
                       "    return sum(%s * k.abs().sum() + ",
                       rv_text_string(&number));
        rv_text_clear(&number);
        rv_text_number(&number, common->l2);
        rv_text_printf(out, "%s * (k ** 2).sum() for k in kernels)\n", rv_text_string(&number));
    }
    rv_text_release(&number);
}

void rv_export_pytorch(const struct rv_export_job *job, struct rv_text *out)
{
    add_head(job, out);
    add_network(job, out);
    add_loss(job, out);
    rv_script_optimizer(job, out);
    rv_script_protocol(job, out);
    rv_script_training(job, out);
}
