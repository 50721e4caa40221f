/* What differs in single keys of two recipes, in Keras and PyTorch: one row a key. */
#include "export/remedy_parts.h"

#include "export/call.h"

#include <string.h>

/* What a key of a recipe is in Keras and PyTorch.
 *
 * A row speaks where the key differs between two recipes and, unless its value is "", the remedy
 * has that value; of several rows of a key the first that fits. `{key}` is the remedy's value.
 * Optimizers, schedules and layers need no row: their names are in export/frameworks.c. */
static const struct remedy_rule {
    const char *section, *key, *value, *keras, *pytorch;
} rules[] = {
    {"train", "batch", "", "model.fit(x, y, batch_size={batch})",
     "torch.utils.data.DataLoader(data, batch_size={batch}, shuffle=True)"},
    {"noise", "batch", "", "model.fit(x, y, batch_size={batch})",
     "torch.utils.data.DataLoader(data, batch_size={batch}, shuffle=True)"},
    {"train", "epochs", "", "model.fit(x, y, epochs={epochs})",
     "for epoch in range({epochs}): train(model)"},
    {"train", "shuffle", "every-epoch",
     "model.fit(x, y, shuffle=True)   # the default; not obeyed by generators",
     "torch.utils.data.DataLoader(data, shuffle=True)"},
    {"train", "shuffle", "", "model.fit(x, y, shuffle=False)",
     "torch.utils.data.DataLoader(data, shuffle=False)"},
    {"train", "oversample", "true",
     "tf.data.Dataset.sample_from_datasets(one_of_each_class)   # as many of each",
     "torch.utils.data.WeightedRandomSampler(weights[y_train], num_samples=len(y_train))"},
    {"early_stopping", "patience", "",
     "keras.callbacks.EarlyStopping(patience={patience}, min_delta={min_delta}, "
     "restore_best_weights={restore_best})",
     "if epoch - best_epoch >= {patience}: break   # and load the state_dict of best_epoch"},
    {"evaluate", "statistics", "recalibrated",
     "for batch in x_train_batches: model(batch, training=True)   # renews the running statistics",
     "torch.optim.swa_utils.update_bn(train_loader, model)"},
    {"evaluate", "statistics", "batch", "model(x, training=True)",
     "model.train()   # also while validating"},
    {"evaluate", "statistics", "running", "model(x, training=False)", "model.eval()"},
    {"evaluate", "mode", "inference",
     "model(x, training=False)   # in a loop of your own; model.evaluate does it",
     "model.eval()   # before validation, model.train() after it"},
    {"evaluate", "mode", "training", "model(x, training=True)", "model.train()"},
    {"evaluate", "dropout", "on", "model(x, training=True)",
     "for m in dropouts: m.train()   # while validating"},
    {"evaluate", "dropout", "",
     "model(x, training=False)   # in a loop of your own; model.evaluate does it",
     "model.eval()   # before validation, model.train() after it"},
    {"evaluate", "reduce", "examples",
     "model.evaluate(x_val, y_val)   # not the last value of test_on_batch",
     "total += loss.item() * len(x); count += len(x)   # and total / count at the end"},
    {"evaluate", "examples", "all",
     "model.fit(x, y, validation_data=(x_val, y_val))   # all of them, no validation_steps",
     "torch.utils.data.DataLoader(val, batch_size=256)   # and the mean over all of it"},
    {"evaluate", "examples", "",
     "model.fit(x, y, validation_data=(x_val[:n], y_val[:n]))   # the same n every time",
     "torch.utils.data.Subset(val, range(n))   # the same n every time"},
    {"evaluate", "set", "training",
     "model.evaluate(x_train, y_train)   # beside the loss that fit prints",
     "validate(model, train_loader)   # the function that validates, on the training images"},
    {"evaluate", "set", "", "model.evaluate(x_val, y_val)", "validate(model, val_loader)"},
    {"evaluate", "class_weights", "true",
     "model.evaluate(x_val, y_val, sample_weight=weights[y_val])   # class_weight is for fit only",
     "nn.CrossEntropyLoss(weight=weights)   # the same one for training and validation"},
    {"evaluate", "scaling", "", "norm.adapt(x_train)   # a layer of the model: used by both sets",
     "transforms.Normalize(mean, std)   # of the training set, for both sets"},
    {"evaluate", "parameters", "swa",
     "model.set_weights(np.mean(weights_of_epochs, axis=0))   # then renew BN's statistics",
     "torch.optim.swa_utils.AveragedModel(model)"},
    {"evaluate", "samples", "",
     "np.mean([model(x, training=True) for _ in range({samples})], axis=0)",
     "torch.stack([model(x).softmax(1) for _ in range({samples})]).mean(0)"},
    {"loss", "class_weights", "[]", "model.fit(x, y)   # without class_weight",
     "nn.CrossEntropyLoss()   # without weight"},
    {"loss", "class_weights", "", "model.fit(x, y, class_weight=dict(enumerate({class_weights})))",
     "nn.CrossEntropyLoss(weight=torch.tensor({class_weights}))"},
    {"loss", "label_smoothing", "",
     "keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing={label_smoothing})",
     "nn.CrossEntropyLoss(label_smoothing={label_smoothing})"},
    {"loss", "l2", "", "keras.regularizers.L2({l2})",
     "loss = loss + {l2} * sum((w ** 2).sum() for w in kernels)"},
    {"loss", "l1", "", "keras.regularizers.L1({l1})",
     "loss = loss + {l1} * sum(w.abs().sum() for w in kernels)"},
    {"scale", "train", "standardize",
     "norm = keras.layers.Normalization(); norm.adapt(x_train)   # a layer of the model",
     "transforms.Normalize(mean, std)   # of the training set"},
    {"scale", "train", "unit", "keras.layers.Rescaling(1 / 255)",
     "transforms.ToTensor()   # to 0..1"},
    {"scale", "validation", "as-train",
     "norm.adapt(x_train)   # one Normalization layer of the model: used by both sets",
     "transforms.Normalize(mean, std)   # the same object, with the training set's mean and std"},
    {"scale", "validation_offset", "",
     "norm.adapt(x_train)   # one Normalization layer of the model: used by both sets",
     "transforms.Normalize(mean, std)   # the same object, with the training set's mean and std"},
    {"scale", "validation_factor", "",
     "norm.adapt(x_train)   # one Normalization layer of the model: used by both sets",
     "transforms.Normalize(mean, std)   # the same object, with the training set's mean and std"},
    {"split", "order", "shuffled",
     "i = np.random.permutation(len(x)); x, y = x[i], y[i]   # before validation_split",
     "train, val = torch.utils.data.random_split(data, [n, len(data) - n])"},
    {"split", "order", "stratified",
     "sklearn.model_selection.train_test_split(x, y, test_size=0.2, stratify=y)",
     "sklearn.model_selection.train_test_split(x, y, test_size=0.2, stratify=y)"},
    {"data", "label_noise", "",
     "x_train[np.argsort(-loss_per_example)][:50]   # labels that the network doubts: mend them",
     "F.cross_entropy(model(x), y, reduction=\"none\").topk(50)   # doubtful labels: mend them"},
    {"data", "train", "", "x_train[:{train}]   # training examples",
     "torch.utils.data.Subset(data, range({train}))"},
    {"data", "offset", "", "norm = keras.layers.Normalization(); norm.adapt(x_train)",
     "transforms.Normalize(mean, std)"},
    {"augment", "rotation", "0", "# without keras.layers.RandomRotation(...)",
     "# without torchvision.transforms.RandomRotation(...)"},
    {"augment", "rotation", "", "keras.layers.RandomRotation({rotation} / 360)",
     "torchvision.transforms.RandomRotation({rotation})"},
    {"augment", "shift", "0", "# without keras.layers.RandomTranslation(...)",
     "# without torchvision.transforms.RandomAffine(...)"},
    {"augment", "shift", "", "keras.layers.RandomTranslation({shift}, {shift})",
     "torchvision.transforms.RandomAffine(0, translate=({shift}, {shift}))"},
    {"augment", "flip", "true", "keras.layers.RandomFlip(\"horizontal\")",
     "torchvision.transforms.RandomHorizontalFlip()"},
    {"augment", "noise", "0", "# without keras.layers.GaussianNoise(...)",
     "# without added noise"},
    {"augment", "noise", "", "keras.layers.GaussianNoise({noise})",
     "x = x + {noise} * torch.randn_like(x)   # in training only"},
    {"clip", "norm", "", "", "torch.nn.utils.clip_grad_norm_(model.parameters(), {norm})"},
    {"clip", "value", "", "", "torch.nn.utils.clip_grad_value_(model.parameters(), {value})"},
    {"surface", "curvature", "",
     "keras.layers.Normalization()   # equal scales make equal curvatures",
     "transforms.Normalize(mean, std)   # equal scales make equal curvatures"},
};

/* The rule's section in both recipes; false where they have not the same type there. */
static bool find_section(const struct remedy_rule *rule, const struct rv_recipe *base,
                         const struct rv_recipe *remedy, struct rv_config *before,
                         struct rv_config *after)
{
    const struct rv_section *section = rv_section_in(rule->section, rv_recipe_where(remedy));

    if (!section)
        return false;
    *before = (struct rv_config){rv_section_type(section, base), rv_section_values(section, base)};
    *after =
        (struct rv_config){rv_section_type(section, remedy), rv_section_values(section, remedy)};
    return before->type && before->type == after->type && before->values && after->values;
}

void rv_remedy_add_rules(const struct rv_recipe *base, const struct rv_recipe *remedy,
                         struct rv_remedy_lines *lines)
{
    const struct remedy_rule *said = NULL;

    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        struct rv_config before, after;
        const struct rv_param *param;
        struct rv_text text = {0};

        if (said && strcmp(said->section, rules[i].section) == 0 &&
            strcmp(said->key, rules[i].key) == 0)
            continue;
        if (!find_section(&rules[i], base, remedy, &before, &after))
            continue;
        param = rv_params_find(after.type->params, rules[i].key);
        if (!param || rv_param_equal(param, before.values, after.values))
            continue;
        rv_param_print(param, after.values, &text);
        if (!*rules[i].value || strcmp(rules[i].value, rv_text_string(&text)) == 0) {
            said = &rules[i];
            rv_text_clear(&text);
            rv_call_fill(said->keras, &after, NULL, &text);
            rv_remedy_add_part(&lines->keras, rv_text_string(&text));
            rv_text_clear(&text);
            rv_call_fill(said->pytorch, &after, NULL, &text);
            rv_remedy_add_part(&lines->pytorch, rv_text_string(&text));
        }
        rv_text_release(&text);
    }
}
