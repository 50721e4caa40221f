/* PyTorch and Keras beside ravine, one row a type. */
#include "export/frameworks.h"

#include <string.h>

static const struct rv_framework_row layers[] = {
    { .name = "conv2d",
      .pytorch = "nn.Conv2d({inputs}, {filters}, {kernel}, stride={stride}, padding={zeros}, "
                 "bias={bias})",
      .keras = "layers.Conv2D({filters}, {kernel}, strides={stride}, padding={padding}, "
               "use_bias={bias})" },
    { .name = "dense",
      .pytorch = "nn.Linear({inputs}, {units}, bias={bias})",
      .keras = "layers.Dense({units}, use_bias={bias})" },
    { .name = "batchnorm",
      .pytorch = "nn.BatchNorm{dimensions}d({inputs}, eps={epsilon}, momentum={1-momentum})",
      .keras = "layers.BatchNormalization(momentum={momentum}, epsilon={epsilon}, "
               "center={center}, scale={scale})",
      .note = "The momentum of PyTorch is the share that a step takes, that of ravine and Keras "
              "the share that it keeps.",
      .keras_note = "Keras puts the variance divided by N into its running statistics, ravine and "
                    "PyTorch the one divided by N - 1." },
    { .name = "relu", .pytorch = "nn.ReLU()", .keras = "layers.ReLU()" },
    { .name = "leaky_relu",
      .pytorch = "nn.LeakyReLU({slope})",
      .keras = "layers.LeakyReLU(negative_slope={slope})" },
    { .name = "tanh", .pytorch = "nn.Tanh()", .keras = "layers.Activation(\"tanh\")" },
    { .name = "sigmoid", .pytorch = "nn.Sigmoid()", .keras = "layers.Activation(\"sigmoid\")" },
    { .name = "maxpool2d",
      .pytorch = "nn.MaxPool2d({pool}, stride={step})",
      .keras = "layers.MaxPooling2D({pool}, strides={step})" },
    { .name = "avgpool2d",
      .pytorch = "nn.AvgPool2d({pool}, stride={step})",
      .keras = "layers.AveragePooling2D({pool}, strides={step})" },
    { .name = "global_avgpool",
      .pytorch = "nn.AdaptiveAvgPool2d(1)",
      .keras = "layers.GlobalAveragePooling2D()" },
    { .name = "dropout",
      .pytorch = "nn.Dropout({rate})",
      .keras = "layers.Dropout({rate})",
      .own_call = "Mask({factor})",
      .note = "The masks of ravine are read: those of PyTorch would be others." },
    { .name = "flatten", .pytorch = "Flatten()", .keras = "layers.Flatten()" },
    { .name = "residual", .pytorch = "Residual({inner})", .keras = "layers.Add()" },
};

static const struct rv_framework_row losses[] = {
    { .name = "cross_entropy",
      .pytorch = "nn.CrossEntropyLoss(label_smoothing={label_smoothing})",
      .keras = "keras.losses.CategoricalCrossentropy(from_logits=True, "
               "label_smoothing={label_smoothing})",
      .own = "    return nn.functional.cross_entropy(outputs, labels, reduction=\"none\",\n"
             "                                       label_smoothing={label_smoothing})\n" },
    { .name = "binary_cross_entropy",
      .pytorch = "nn.BCEWithLogitsLoss()",
      .keras = "keras.losses.BinaryCrossentropy(from_logits=True, "
               "label_smoothing={label_smoothing})",
      .own = "    return nn.functional.binary_cross_entropy_with_logits(\n"
             "        outputs, target(outputs, labels), reduction=\"none\").mean(1)\n" },
    { .name = "mean_squared_error",
      .pytorch = "nn.MSELoss()",
      .keras = "keras.losses.MeanSquaredError()",
      .own = "    return ((outputs - target(outputs, labels)) ** 2).mean(1)\n" },
};

#define BEGIN "def begin(c):\n    pass\n"
#define UPDATE "\n\ndef update(p, g, s, c):\n"
#define MOMENTS                                                                                    \
    "    m, v = slot(s, \"m\", p), slot(s, \"v\", p)\n"                                            \
    "    m.mul_(c[\"momentum\"]).add_((1 - c[\"momentum\"]) * g)\n"                                \
    "    v.mul_(c[\"beta2\"]).add_((1 - c[\"beta2\"]) * g * g)\n"

static const struct rv_framework_row optimizers[] = {
    { .name = "sgd",
      .pytorch = "torch.optim.SGD({groups}, lr={learning_rate}, momentum={momentum}, "
                 "nesterov={nesterov})",
      .keras = "keras.optimizers.SGD(learning_rate={learning_rate}, momentum={momentum}, "
               "nesterov={nesterov})",
      .own = BEGIN UPDATE "    v = slot(s, \"velocity\", p)\n"
                          "    v.mul_(c[\"momentum\"]).add_(g)\n"
                          "    ahead = g + c[\"momentum\"] * v if c[\"nesterov\"] else v\n"
                          "    p -= c[\"lr\"] * ahead\n",
      .own_call = "Rule({groups}, lr={learning_rate}, momentum={momentum}, nesterov={nesterov})",
      .keras_note = "The velocity of Keras has the learning rate in it: where the rate changes the "
                    "steps differ for a while." },
    { .name = "adagrad",
      .pytorch = "torch.optim.Adagrad({groups}, lr={learning_rate}, eps={epsilon})",
      .keras = "keras.optimizers.Adagrad(learning_rate={learning_rate}, "
               "initial_accumulator_value=0, epsilon={epsilon})",
      .keras_note = "Keras has epsilon inside the root." },
    { .name = "rmsprop",
      .pytorch = "torch.optim.RMSprop({groups}, lr={learning_rate}, alpha={alpha}, eps={epsilon}, "
                 "momentum={momentum}, centered={centered})",
      .keras = "keras.optimizers.RMSprop(learning_rate={learning_rate}, rho={alpha}, "
               "momentum={momentum}, epsilon={epsilon}, centered={centered})",
      .own = BEGIN UPDATE
             "    a, m = c[\"alpha\"], slot(s, \"mean_gradient\", p)\n"
             "    q, u = slot(s, \"mean_square\", p), slot(s, \"scaled_velocity\", p)\n"
             "    q.mul_(a).add_((1 - a) * g * g)\n"
             "    m.mul_(a).add_((1 - a) * g)\n"
             "    square = (q - m * m).clamp(min=0) if c[\"centered\"] else q\n"
             "    u.mul_(c[\"momentum\"]).add_(g / (square.sqrt() + c[\"epsilon\"]))\n"
             "    p -= c[\"lr\"] * u\n",
      .own_call = "Rule({groups}, lr={learning_rate}, momentum={momentum}, alpha={alpha}, "
                  "epsilon={epsilon}, centered={centered})",
      .keras_note = "Keras has epsilon inside the root." },
    { .name = "adadelta",
      .pytorch = "torch.optim.Adadelta({groups}, lr={learning_rate}, rho={rho}, eps={epsilon})",
      .keras = "keras.optimizers.Adadelta(learning_rate={learning_rate}, rho={rho}, "
               "epsilon={epsilon})" },
    { .name = "adam",
      .pytorch = "torch.optim.Adam({groups}, lr={learning_rate}, betas=({beta1}, {beta2}), "
                 "eps={epsilon})",
      .keras = "keras.optimizers.Adam(learning_rate={learning_rate}, beta_1={beta1}, "
               "beta_2={beta2}, epsilon={epsilon})",
      .keras_note = "Keras corrects the bias in the rate, so that its epsilon weighs more in the "
                    "first steps." },
    { .name = "amsgrad",
      .pytorch = "torch.optim.Adam({groups}, lr={learning_rate}, betas=({beta1}, {beta2}), "
                 "eps={epsilon}, amsgrad=True)",
      .keras = "keras.optimizers.Adam(learning_rate={learning_rate}, beta_1={beta1}, "
               "beta_2={beta2}, epsilon={epsilon}, amsgrad=True)",
      .keras_note = "Keras corrects the bias in the rate, so that its epsilon weighs more in the "
                    "first steps." },
    { .name = "nadam",
      .pytorch = "torch.optim.NAdam({groups}, lr={learning_rate}, betas=({beta1}, {beta2}), "
                 "eps={epsilon}, momentum_decay={momentum_decay})",
      .keras = "keras.optimizers.Nadam(learning_rate={learning_rate}, beta_1={beta1}, "
               "beta_2={beta2}, epsilon={epsilon})",
      .own = "def begin(c):\n"
             "    c[\"t\"] = c.get(\"t\", 0) + 1\n"
             "    now, then = (c[\"momentum\"] * (1 - 0.5 * 0.96 ** (t * c[\"momentum_decay\"]))\n"
             "                 for t in (c[\"t\"], c[\"t\"] + 1))\n"
             "    for key, beta in ((\"w1\", now), (\"w2\", c[\"beta2\"])):\n"
             "        c[key] = beta * c.get(key, 0) + 1 - beta\n"
             "    c[\"on_g\"] = (1 - now) / c[\"w1\"]\n"
             "    c[\"on_m\"] = then / (then * c[\"w1\"] + 1 - then)\n" UPDATE MOMENTS
             "    p -= c[\"lr\"] * (c[\"on_g\"] * g + c[\"on_m\"] * m) / (\n"
             "        (v / c[\"w2\"]).sqrt() + c[\"epsilon\"])\n",
      .own_call = "Rule({groups}, lr={learning_rate}, momentum={beta1}, beta2={beta2}, "
                  "epsilon={epsilon}, momentum_decay={momentum_decay})",
      .note = "torch.optim.NAdam of some versions multiplies its product of momenta twice; this is "
              "the rule of the paper (Dozat 2016), as later versions have it.",
      .keras_note = "Keras fixes the decay of the momentum at 0.004." },
    { .name = "adamw",
      .pytorch = "torch.optim.AdamW({groups}, lr={learning_rate}, betas=({beta1}, {beta2}), "
                 "eps={epsilon}, weight_decay={weight_decay})",
      .keras = "keras.optimizers.AdamW(learning_rate={learning_rate}, beta_1={beta1}, "
               "beta_2={beta2}, epsilon={epsilon}, weight_decay={weight_decay})",
      .note = "Only kernels decay; torch.optim.AdamW alone would shrink biases too.",
      .keras_note = "Only kernels decay: exclude_from_weight_decay below." },
    { .name = "lion",
      .pytorch = "Lion({groups}, lr={learning_rate}, betas=({beta1}, {beta2}), "
                 "weight_decay={weight_decay})",
      .keras = "keras.optimizers.Lion(learning_rate={learning_rate}, beta_1={beta1}, "
               "beta_2={beta2}, weight_decay={weight_decay})",
      .own = BEGIN UPDATE
             "    m, b1, b2 = slot(s, \"mean_gradient\", p), c[\"momentum\"], c[\"beta2\"]\n"
             "    p -= c[\"lr\"] * (torch.sign(b1 * m + (1 - b1) * g) + c[\"weight_decay\"] * p)\n"
             "    m.mul_(b2).add_((1 - b2) * g)\n",
      .own_call = "Rule({groups}, lr={learning_rate}, momentum={beta1}, beta2={beta2}, "
                  "weight_decay={weight_decay})",
      .note = "PyTorch has no Lion (Chen et al. 2023)." },
    { .name = "sign_sgd",
      .pytorch = "SignSGD({groups}, lr={learning_rate}, momentum={momentum})",
      .keras = "keras.optimizers.Lion(learning_rate={learning_rate}, beta_1={momentum}, "
               "beta_2={momentum})",
      .own = BEGIN UPDATE "    m = slot(s, \"mean_gradient\", p)\n"
                          "    m.mul_(c[\"momentum\"]).add_((1 - c[\"momentum\"]) * g)\n"
                          "    p -= c[\"lr\"] * torch.sign(m)\n",
      .own_call = "Rule({groups}, lr={learning_rate}, momentum={momentum})",
      .note = "PyTorch has no sign descent (Bernstein et al. 2018).",
      .keras_note = "Lion with equal betas is sign descent." },
    { .name = "sam",
      .pytorch = "SAM({groups}, torch.optim.SGD, lr={learning_rate}, momentum={momentum}, "
                 "rho={rho})",
      .keras = NULL,
      .own = BEGIN UPDATE "    v = slot(s, \"velocity\", p)\n"
                          "    v.mul_(c[\"momentum\"]).add_(g)\n"
                          "    p -= c[\"lr\"] * v\n",
      .own_call = "Rule({groups}, lr={learning_rate}, momentum={momentum}, rho={rho})",
      .note = "PyTorch has no SAM (Foret et al. 2021): two gradients a step, the second one at the "
              "worst point nearby." },
};

static const struct rv_framework_row schedules[] = {
    { .name = "constant", .pytorch = "", .keras = "", .own = "    return 1\n" },
    { .name = "step",
      .pytorch = "torch.optim.lr_scheduler.StepLR(optimizer, {every}, gamma={factor})",
      .keras = "keras.callbacks.LearningRateScheduler(lambda epoch, rate: {learning_rate} * "
               "{factor} ** (epoch // {every}))",
      .own = "    return {factor} ** (epoch // {every})\n" },
    { .name = "exponential",
      .pytorch = "torch.optim.lr_scheduler.ExponentialLR(optimizer, {factor})",
      .keras = "keras.callbacks.LearningRateScheduler(lambda epoch, rate: {learning_rate} * "
               "{factor} ** epoch)",
      .own = "    return {factor} ** epoch\n" },
    { .name = "inverse_time",
      .pytorch = "torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: (1 + {decay} * "
                 "epoch) ** -{power})",
      .keras = "keras.callbacks.LearningRateScheduler(lambda epoch, rate: {learning_rate} * (1 + "
               "{decay} * epoch) ** -{power})",
      .own = "    return (1 + {decay} * epoch) ** -{power}\n" },
    { .name = "cosine",
      .pytorch = "torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps, "
                 "eta_min={floor} * {learning_rate})",
      .keras = "keras.optimizers.schedules.CosineDecay({learning_rate}, steps, alpha={floor})",
      .own = "    return half_cosine(1, {floor}, min(1, step / PLANNED))\n" },
    { .name = "warm_restarts",
      .pytorch = "torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, {period} * "
                 "steps_per_epoch, T_mult={multiplier}, eta_min={floor} * {learning_rate})",
      .keras = "keras.optimizers.schedules.CosineDecayRestarts({learning_rate}, {period} * "
               "steps_per_epoch, t_mul={multiplier}, alpha={floor})",
      .own = "    period = {period} * PER_EPOCH\n"
             "    while {multiplier} > 1 and step >= period:\n"
             "        step, period = step - period, period * {multiplier}\n"
             "    return half_cosine(1, {floor}, step % period / period)\n" },
    { .name = "one_cycle",
      .pytorch = "torch.optim.lr_scheduler.OneCycleLR(optimizer, {learning_rate}, steps, "
                 "pct_start={peak}, div_factor={start_divisor}, "
                 "final_div_factor={final_divisor})",
      .keras = NULL,
      .own = "    top, first = {peak} * PLANNED - 1, 1 / {start_divisor}\n"
             "    if step <= top:\n"
             "        return half_cosine(first, 1, way(step, 0, top))\n"
             "    return half_cosine(1, first / {final_divisor}, way(step, top, PLANNED - 1))\n",
      .own_call = "    top = {peak} * PLANNED - 1\n"
                  "    if step <= top:\n"
                  "        return half_cosine({momentum_from}, {momentum_to}, way(step, 0, top))\n"
                  "    return half_cosine({momentum_to}, {momentum_from}, way(step, top, PLANNED - "
                  "1))\n" },
    { .name = "cyclic",
      .pytorch = "torch.optim.lr_scheduler.CyclicLR(optimizer, {low} * {learning_rate}, "
                 "{learning_rate}, {rise} * steps_per_epoch, cycle_momentum=False)",
      .keras = NULL,
      .own = "    period = 2 * {rise} * PER_EPOCH\n"
             "    height = 0.5 ** (step // period) if {halve} else 1\n"
             "    return {low} + (1 - {low}) * height * (1 - abs(2 * (step % period / period) - "
             "1))\n" },
    { .name = "wsd",
      .pytorch = "torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1, max({floor}, "
                 "(steps - step) / ({decay} * steps))))",
      .keras = NULL,
      .own = "    length = {decay} * PLANNED\n"
             "    into = step - (PLANNED - length)\n"
             "    if into <= 0 or length <= 0:\n"
             "        return 1\n"
             "    u = min(1, into / length)\n"
             "    falls = [(\"linear\", 1 - u), (\"cosine\", half_cosine(1, 0, u)),\n"
             "             (\"one-minus-sqrt\", 1 - u ** 0.5)]\n"
             "    fall = dict(falls)[{shape}]\n"
             "    return {floor} + (1 - {floor}) * fall\n" },
    { .name = "plateau",
      .pytorch = "torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor={factor}, "
                 "patience={patience} - 1, threshold={min_delta}, threshold_mode=\"abs\", "
                 "cooldown={cooldown})",
      .keras = "keras.callbacks.ReduceLROnPlateau(factor={factor}, patience={patience}, "
               "min_delta={min_delta}, cooldown={cooldown})",
      .own = "    return plateau[\"factor\"]\n",
      .own_call = "    better = val_loss < plateau[\"best\"] - {min_delta} or "
                  "plateau[\"best\"] != plateau[\"best\"]\n"
                  "    if better or plateau[\"first\"]:\n"
                  "        plateau[\"best\"] = val_loss\n"
                  "    if plateau[\"waited\"] < 0:\n"
                  "        plateau[\"waited\"] += 1\n"
                  "    else:\n"
                  "        plateau[\"waited\"] = 0 if better or plateau[\"first\"] else "
                  "plateau[\"waited\"] + 1\n"
                  "    plateau[\"first\"] = False\n"
                  "    if plateau[\"waited\"] >= {patience}:\n"
                  "        plateau[\"factor\"] = max(min({floor}, plateau[\"factor\"]),\n"
                  "                                plateau[\"factor\"] * {factor})\n"
                  "        plateau[\"waited\"] = -{cooldown}\n",
      .note = "Patience is counted as Keras does; torch.optim.lr_scheduler.ReduceLROnPlateau falls "
              "one epoch later." },
};

#define FIND(rows, type) find(rows, sizeof(rows) / sizeof *(rows), type)

static const struct rv_framework_row *find(const struct rv_framework_row *rows, size_t count,
                                           const struct rv_type *type)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(rows[i].name, type->name) == 0)
            return &rows[i];
    return NULL;
}

const struct rv_framework_row *rv_framework_layer(const struct rv_type *type)
{
    return FIND(layers, type);
}

const struct rv_framework_row *rv_framework_loss(const struct rv_type *type)
{
    return FIND(losses, type);
}

const struct rv_framework_row *rv_framework_optimizer(const struct rv_type *type)
{
    return FIND(optimizers, type);
}

const struct rv_framework_row *rv_framework_schedule(const struct rv_type *type)
{
    return FIND(schedules, type);
}
