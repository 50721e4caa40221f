/* The loop of the PyTorch script, its table, and the comparison with ravine. */
#include "export/script.h"

#include <string.h>

static const char step_begin[] =
    "        batch = order[epoch, place:place + BATCH]\n"
    "        for group in optimizer.param_groups:\n"
    "            group[\"lr\"] = rate(step, epoch) * group[\"rate\"]\n";

/* Momentum of the step: every rule but Adam and its kin has it under that name. */
static const char momentum[] =
    "            if \"betas\" in group:\n"
    "                group[\"betas\"] = (momentum(step, epoch), group[\"betas\"][1])\n"
    "            else:\n"
    "                group[\"momentum\"] = momentum(step, epoch)\n";

static const char gradient[] =
    "        optimizer.zero_grad()\n"
    "        outputs, labels = network(train_x[batch]), train_y[batch]\n"
    "        weight = train_weight[labels]\n"
    "        loss = (weight * losses(outputs, labels)).sum() / weight.sum()\n"
    "        extra = penalty()\n"
    "        if not torch.isfinite(loss + extra):\n"
    "            diverged = True\n"
    "            break\n"
    "        (loss + extra).backward()\n";

static const char sums[] =
    "        total += float(loss.detach() * weight.sum())\n"
    "        weights += float(weight.sum())\n"
    "        penalties += float(extra.detach()) * len(batch)\n"
    "        hits += int((predicted(outputs) == labels).sum())\n"
    "        step += 1\n";

/* Clipping by value, then by norm. */
static void add_clip(const struct rv_clip *clip, struct rv_text *out)
{
    struct rv_text number = {0};

    if (clip->value > 0) {
        rv_text_number(&number, clip->value);
        rv_text_printf(out, "        nn.utils.clip_grad_value_(trained, %s)\n",
                       rv_text_string(&number));
    }
    rv_text_clear(&number);
    if (clip->norm > 0) {
        rv_text_number(&number, clip->norm);
        rv_text_printf(out,
                       "        # torch's clip_grad_norm_ divides by norm + 1e-6; this is exact.\n"
                       "        norm = torch.sqrt(sum((p.grad ** 2).sum() for p in trained))\n"
                       "        if norm > %s:\n"
                       "            for p in trained:\n"
                       "                p.grad *= %s / norm\n",
                       rv_text_string(&number), rv_text_string(&number));
    }
    rv_text_release(&number);
}

/* SAM: up the slope by rho, the gradient there, back. The second pass moves no statistics. */
static const char climb[] =
    "        with torch.no_grad():\n"
    "            norm = torch.sqrt(sum((p.grad ** 2).sum() for p in trained))\n"
    "            start = [p.clone() for p in trained]\n"
    "            kept = {key: t.clone() for key, t in network.named_buffers()}\n"
    "            for p in trained:\n"
    "                p += optimizer.defaults[\"rho\"] * p.grad / norm if norm > 0 else 0\n"
    "        optimizer.zero_grad()\n"
    "        ahead = (weight * losses(network(train_x[batch]), labels)).sum() / weight.sum()\n"
    "        (ahead + penalty()).backward()\n"
    "        with torch.no_grad():\n"
    "            for p, before in zip(trained, start):\n"
    "                p.copy_(before)\n"
    "            for key, t in network.named_buffers():\n"
    "                t.copy_(kept[key])\n";

static void add_stopping(const struct rv_recipe *recipe, struct rv_text *out)
{
    const struct rv_early_stopping *c = &recipe->early_stopping;
    struct rv_text number = {0};

    if (c->patience == 0)
        return;
    rv_text_number(&number, c->min_delta);
    rv_text_printf(out,
                   "    if best_epoch is None or val_loss < best - %s:\n"
                   "        best, best_epoch = val_loss, epoch\n"
                   "        best_state = {key: t.clone() for key, t in "
                   "network.state_dict().items()}\n"
                   "    if epoch - best_epoch >= %ld:\n"
                   "        break\n",
                   rv_text_string(&number), c->patience);
    rv_text_release(&number);
}

static void add_epoch(const struct rv_export_job *job, struct rv_text *out)
{
    const struct rv_recipe *recipe = job->export->recipe;

    rv_text_add(out, step_begin);
    if (rv_script_schedules_momentum(recipe))
        rv_text_add(out, momentum);
    if (job->layers.mask_count)
        rv_text_add(out, "        drop(epoch, slice(place, place + len(batch)))\n");
    rv_text_add(out, gradient);
    add_clip(&recipe->clip, out);
    if (strcmp(recipe->optimizer.type->name, "sam") == 0)
        rv_text_add(out, climb);
    rv_text_add(out, "        optimizer.step()\n");
    if (recipe->evaluate.parameters != RV_PARAMETERS_ITERATE)
        rv_text_add(out, "        take_average(step)\n");
    rv_text_add(out, sums);
    rv_text_add(out,
                "    if diverged:\n"
                "        break\n"
                "    val_loss, val_accuracy = evaluate(epoch)\n"
                "    rows.append({\"loss\": total / weights + penalties / order.shape[1],\n"
                "                 \"accuracy\": hits / order.shape[1],\n"
                "                 \"val_loss\": val_loss, \"val_accuracy\": val_accuracy})\n"
                "    show(epoch)\n"
                "    if not np.isfinite(val_loss):\n"
                "        break\n");
    if (strcmp(recipe->schedule.type->name, "plateau") == 0)
        rv_text_add(out, "    if step > WARMUP:\n        observe(val_loss)\n");
    add_stopping(recipe, out);
}

static const char table[] =
    "\n\n# ---- The run, beside that of ravine ----\n\n"
    "with open(HERE / \"epochs.csv\", newline=\"\") as file:\n"
    "    theirs = list(csv.DictReader(file))\n"
    "NAMES = (\"loss\", \"accuracy\", \"val_loss\", \"val_accuracy\")\n"
    "trained = [p for p in network.parameters() if p.requires_grad]\n"
    "print(\"epoch \" + \" \".join(f\"{name:>12} {'ravine':>12}\" for name in NAMES))\n"
    "\n\n"
    "def number(text):\n"
    "    return float(text) if text else float(\"nan\")\n"
    "\n\n"
    "def show(epoch):\n"
    "    pairs = [(rows[epoch][name], number(theirs[epoch][name])) for name in NAMES]\n"
    "    print(f\"{epoch + 1:5} \" + \" \".join(f\"{a:12.8f} {b:12.8f}\" for a, b in pairs))\n"
    "\n\n"
    "rows, step, diverged = [], 0, False\n";

static const char comparison[] =
    "\n\n# ---- How far apart ----\n\n"
    "tensors = network.state_dict()\n"
    "(HERE / \"pytorch\").mkdir(exist_ok=True)\n"
    "worst = 0.0 if len(rows) == len(theirs) else float(\"inf\")\n"
    "for mine, his in zip(rows, theirs):\n"
    "    for name in NAMES:\n"
    "        a, b = mine[name], number(his[name])\n"
    "        if np.isfinite(a) or np.isfinite(b):\n"
    "            gap = abs(a - b) / max(abs(a), abs(b), 1e-300)\n"
    "            worst = max(worst, gap if gap == gap else float(\"inf\"))\n"
    "# Weights on the scale of the largest of them: some are 0 but for rounding.\n"
    "scale, gap = 0.0, 0.0\n"
    "for name, key in ARRAYS:\n"
    "    mine = to_ravine(tensors[key])\n"
    "    np.save(HERE / \"pytorch\" / (name + \".npy\"), mine.numpy())\n"
    "    his = array(\"final/\" + name)\n"
    "    scale = max(scale, float(his.abs().max()))\n"
    "    far = float((mine - his).abs().max())\n"
    "    gap = max(gap, far if far == far else float(\"inf\"))\n"
    "worst = max(worst, gap / (scale or 1.0))\n"
    "print(f\"largest relative difference: {worst:.1e}\")\n"
    "sys.exit(0 if worst <= 1e-6 else 1)\n";

void rv_script_training(const struct rv_export_job *job, struct rv_text *out)
{
    const struct rv_recipe *recipe = job->export->recipe;

    rv_text_add(out, table);
    if (recipe->early_stopping.patience)
        rv_text_add(out, "best = best_epoch = best_state = None\n");
    rv_text_add(out, "for epoch in range(len(order)):\n"
                     "    train_mode()\n"
                     "    total = weights = penalties = 0.0\n"
                     "    hits = 0\n"
                     "    for place in range(0, order.shape[1], BATCH):\n");
    add_epoch(job, out);
    if (recipe->early_stopping.patience && recipe->early_stopping.restore_best)
        rv_text_add(out, "if best_state and not diverged:  # the weights of the best epoch\n"
                         "    network.load_state_dict(best_state)\n");
    rv_text_add(out, comparison);
}
