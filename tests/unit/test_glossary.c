/* Words of the field as people type them: every one is answered, and by the right thing. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "report/explain.h"
#include "report/glossary.h"

#include "ravine/memory.h"
#include "ravine/scenario.h"
#include "ravine/text.h"

#include <string.h>

static const struct rv_registry commands = {"command", "commands", NULL, 0};

/* What is typed, and how the first answer begins. */
static const char *const asked[][2] = {
    {"learning rate", "learning rate (term)"}, {"Learning Rate", "learning rate (term)"},
    {"learning-rate", "learning rate (term)"}, {"learning_rate", "learning rate (term)"},
    {"learning rates", "learning rate (term)"}, {"lr", "learning rate (term)"},
    {"LR", "learning rate (term)"}, {"eta", "learning rate (term)"},
    {"step size", "learning rate (term)"}, {"stepsize", "learning rate (term)"},
    {"batch size", "batch size (term)"}, {"batch_size", "batch size (term)"},
    {"Batch Size", "batch size (term)"}, {"mini batch", "batch size (term)"},
    {"minibatch", "batch size (term)"}, {"mini-batches", ""}, {"batch", "batch size (term)"},
    {"overfitting", "overfitting (term)"}, {"over-fitting", "overfitting (term)"},
    {"over fitting", "overfitting (term)"}, {"overfit", "overfitting (term)"},
    {"Overfitting", "overfitting (term)"}, {"memorization", "overfitting (term)"},
    {"underfitting", "underfitting (term)"}, {"under-fitting", "underfitting (term)"},
    {"validation loss", "validation loss (term)"}, {"val_loss", "validation loss (term)"},
    {"val loss", "validation loss (term)"}, {"valloss", "validation loss (term)"},
    {"Validation Loss", "validation loss (term)"}, {"test loss", "validation loss (term)"},
    {"training loss", "loss (term)"}, {"train loss", "loss (term)"},
    {"train_loss", "loss (term)"}, {"loss", "loss (term)"}, {"Loss", "loss (term)"},
    {"loss function", "loss (term)"}, {"cost function", "loss (term)"},
    {"objective", "loss (term)"}, {"snapshot loss", "snapshot loss (term)"},
    {"snapshot_loss", "snapshot loss (term)"}, {"accuracy", "accuracy (term)"},
    {"acc", "accuracy (term)"}, {"val_acc", "accuracy (term)"},
    {"val_accuracy", "accuracy (term)"}, {"early stopping", "early stopping (term)"},
    {"EarlyStopping", "early stopping (term)"}, {"early-stopping", "early stopping (term)"},
    {"earlystopping", "early stopping (term)"}, {"patience", "early stopping (term)"},
    {"gradient clipping", "gradient clipping (term)"}, {"clipnorm", "gradient clipping (term)"},
    {"clip_grad_norm_", "gradient clipping (term)"}, {"clipping", "gradient clipping (term)"},
    {"exploding gradients", "gradient clipping (term)"},
    {"exploding gradient", "gradient clipping (term)"},
    {"vanishing gradient", "vanishing gradient (term)"},
    {"vanishing gradients", "vanishing gradient (term)"}, {"sharpness", "curvature (term)"},
    {"Hessian", "curvature (term)"}, {"hessian", "curvature (term)"},
    {"curvature", "curvature (term)"}, {"eigenvalue", "curvature (term)"},
    {"eigenvalues", "curvature (term)"}, {"flat minima", ""},
    {"flat minimum", "curvature (term)"}, {"sharp minimum", "curvature (term)"},
    {"edge of stability", "edge of stability (term)"},
    {"progressive sharpening", "edge of stability (term)"}, {"SGD", "sgd (term)"},
    {"sgd", "sgd (term)"}, {"stochastic gradient descent", "sgd (term)"},
    {"gradient descent", "gradient descent (term)"}, {"GD", "gradient descent (term)"},
    {"full batch", "gradient descent (term)"}, {"full-batch", "gradient descent (term)"},
    {"EMA", "weight averaging (term)"}, {"ema", "weight averaging (term)"},
    {"exponential moving average", "weight averaging (term)"},
    {"SWA", "weight averaging (term)"}, {"stochastic weight averaging", "weight averaging (term)"},
    {"polyak averaging", "weight averaging (term)"}, {"jumps", "jumps (term)"},
    {"fluctuation", "jumps (term)"}, {"fluctuations", "jumps (term)"},
    {"spikes", "jumps (term)"}, {"oscillation", "jumps (term)"},
    {"oscillations", "jumps (term)"}, {"noise", "jumps (term)"}, {"unstable", "jumps (term)"},
    {"Adam", "adam (optimizer)"}, {"adam", "adam (optimizer)"}, {"ADAM", "adam (optimizer)"},
    {"AdamW", "adamw (optimizer)"}, {"RMSprop", "rmsprop (optimizer)"},
    {"RMSProp", "rmsprop (optimizer)"}, {"Adagrad", "adagrad (optimizer)"},
    {"Adadelta", "adadelta (optimizer)"}, {"Nadam", "nadam (optimizer)"},
    {"Lion", "lion (optimizer)"}, {"SAM", "sam (optimizer)"}, {"BFGS", "bfgs (optimizer)"},
    {"Newton", "newton (optimizer)"}, {"Nelder-Mead", "nelder_mead (optimizer)"},
    {"nelder mead", "nelder_mead (optimizer)"}, {"sign sgd", "sign_sgd (optimizer)"},
    {"line search", "line_search (optimizer)"}, {"momentum", "momentum (term)"},
    {"Momentum", "momentum (term)"}, {"heavy ball", "momentum (term)"},
    {"Nesterov", "nesterov (term)"}, {"nesterov momentum", "nesterov (term)"},
    {"NAG", "nesterov (term)"}, {"weight decay", "weight decay (term)"},
    {"weight_decay", "weight decay (term)"}, {"L2", "weight decay (term)"},
    {"l2 regularization", "weight decay (term)"}, {"L1", "l1 (term)"}, {"lasso", "l1 (term)"},
    {"regularization", "regularization (term)"}, {"regularisation", "regularization (term)"},
    {"dropout", "dropout (term)"}, {"Dropout", "dropout (term)"},
    {"nn.Dropout", "dropout (term)"}, {"data augmentation", "data augmentation (term)"},
    {"augmentation", "data augmentation (term)"},
    {"ImageDataGenerator", "data augmentation (term)"},
    {"label smoothing", "label smoothing (term)"}, {"class weights", "class weights (term)"},
    {"class_weight", "class weights (term)"}, {"class weight", "class weights (term)"},
    {"imbalanced data", "class imbalance (term)"}, {"class imbalance", "class imbalance (term)"},
    {"oversampling", "class imbalance (term)"},
    {"batch normalization", "batch normalization (term)"},
    {"batch normalisation", "batch normalization (term)"},
    {"BatchNormalization", "batch normalization (term)"},
    {"BatchNorm2d", "batch normalization (term)"}, {"batchnorm", "batch normalization (term)"},
    {"batch norm", "batch normalization (term)"}, {"batch-norm", "batch normalization (term)"},
    {"BN", "batch normalization (term)"}, {"running mean", "running statistics (term)"},
    {"running_var", "running statistics (term)"}, {"moving average", "running statistics (term)"},
    {"running statistics", "running statistics (term)"},
    {"bn momentum", "batch normalization momentum (term)"},
    {"model.eval()", "training mode (term)"}, {"model.train()", "training mode (term)"},
    {"eval mode", "training mode (term)"}, {"training=False", "training mode (term)"},
    {"inference mode", "training mode (term)"}, {"precise bn", "recalibration (term)"},
    {"update_bn", "recalibration (term)"}, {"training set", "training set (term)"},
    {"training data", "training set (term)"}, {"validation set", "validation set (term)"},
    {"dev set", "validation set (term)"}, {"test set", "validation set (term)"},
    {"validation data", "validation set (term)"}, {"train test split", "split (term)"},
    {"train_test_split", "split (term)"}, {"validation_split", "split (term)"},
    {"stratified split", "stratified split (term)"}, {"stratify", "stratified split (term)"},
    {"shuffle", "shuffle (term)"}, {"shuffle=True", "shuffle (term)"},
    {"DataLoader", "shuffle (term)"}, {"distribution shift", "distribution shift (term)"},
    {"domain shift", "distribution shift (term)"}, {"covariate shift", "distribution shift (term)"},
    {"data leakage", "data leakage (term)"}, {"leakage", "data leakage (term)"},
    {"label noise", "label noise (term)"}, {"noisy labels", "label noise (term)"},
    {"normalization", "normalization (term)"}, {"standardization", "normalization (term)"},
    {"feature scaling", "normalization (term)"}, {"StandardScaler", "normalization (term)"},
    {"standard error", "standard error (term)"}, {"error bar", "standard error (term)"},
    {"error bars", "standard error (term)"}, {"confidence interval", "standard error (term)"},
    {"cross-validation", "cross-validation (term)"}, {"cross validation", "cross-validation (term)"},
    {"k-fold", "cross-validation (term)"}, {"metrics", "metric (term)"}, {"F1", "metric (term)"},
    {"f1 score", "metric (term)"}, {"recall", "metric (term)"}, {"CNN", "convolution (term)"},
    {"convolution", "convolution (term)"}, {"filters", "convolution (term)"},
    {"kernel size", "convolution (term)"}, {"Conv2D", "Conv2D (term)"},
    {"nn.Conv2d", "Conv2D (term)"}, {"conv2d", "Conv2D (term)"}, {"Dense", "fully connected"},
    {"Linear", "fully connected layer (term)"}, {"nn.Linear", "fully connected layer (term)"},
    {"fully connected", "fully connected layer (term)"}, {"max pooling", "pooling (term)"},
    {"MaxPooling2D", "pooling (term)"}, {"MaxPool2d", "pooling (term)"},
    {"pooling", "pooling (term)"}, {"AdaptiveAvgPool2d", "GlobalAveragePooling2D (term)"},
    {"global average pooling", "GlobalAveragePooling2D (term)"},
    {"activation", "activation (term)"}, {"activation function", "activation (term)"},
    {"ReLU", "relu (layer)"}, {"LeakyReLU", "leaky_relu (layer)"},
    {"leaky relu", "leaky_relu (layer)"}, {"tanh", "tanh (layer)"},
    {"sigmoid", "sigmoid (layer)"}, {"flatten", "flatten (layer)"}, {"Flatten", "flatten (layer)"},
    {"softmax", "logits (term)"}, {"logits", "logits (term)"}, {"logit", "logits (term)"},
    {"cross entropy", "CrossEntropyLoss (term)"}, {"cross-entropy", "CrossEntropyLoss (term)"},
    {"CrossEntropyLoss", "CrossEntropyLoss (term)"},
    {"sparse_categorical_crossentropy", "CrossEntropyLoss (term)"},
    {"binary_crossentropy", "BCEWithLogitsLoss (term)"}, {"BCELoss", "BCEWithLogitsLoss (term)"},
    {"MSE", "MSELoss (term)"}, {"mean squared error", "MSELoss (term)"},
    {"capacity", "capacity (term)"}, {"number of parameters", "capacity (term)"},
    {"skip connection", "skip connection (term)"}, {"ResNet", "skip connection (term)"},
    {"residual", "residual (layer)"}, {"backpropagation", "backpropagation (term)"},
    {"backprop", "backpropagation (term)"}, {"loss landscape", "loss surface (term)"},
    {"loss surface", "loss surface (term)"}, {"ravine", "ravine (term)"},
    {"narrow valley", "ravine (term)"}, {"valley", "ravine (term)"},
    {"condition number", "condition number (term)"}, {"saddle point", "saddle point (term)"},
    {"local minimum", "local minimum (term)"}, {"local minima", "local minimum (term)"},
    {"Rosenbrock", "rosenbrock (surface)"}, {"epoch", "epoch (term)"}, {"epochs", "epoch (term)"},
    {"iteration", "step (term)"}, {"iterations", "step (term)"}, {"gradient", "gradient (term)"},
    {"gradients", "gradient (term)"}, {"gradient noise", "gradient noise (term)"},
    {"optimizer", "optimizer (term)"}, {"optimiser", "optimizer (term)"},
    {"hyperparameter", "hyperparameter (term)"}, {"hyperparameters", "hyperparameter (term)"},
    {"fine-tuning", "fine-tuning (term)"}, {"finetuning", "fine-tuning (term)"},
    {"transfer learning", "fine-tuning (term)"}, {"freeze", "fine-tuning (term)"},
    {"initialization", "initialization (term)"}, {"weight init", "initialization (term)"},
    {"Xavier", "initialization (term)"}, {"He normal", "initialization (term)"},
    {"seed", "seed (term)"}, {"random seed", "seed (term)"}, {"random_state", "seed (term)"},
    {"dead ReLU", "dead units (term)"}, {"dying relu", "dead units (term)"},
    {"warmup", "warm-up (term)"}, {"warm-up", "warm-up (term)"}, {"warm up", "warm-up (term)"},
    {"learning rate decay", "learning rate schedule (term)"},
    {"lr scheduler", "learning rate schedule (term)"},
    {"ReduceLROnPlateau", "ReduceLROnPlateau (term)"},
    {"CosineAnnealingLR", "CosineAnnealingLR (term)"}, {"cosine annealing", "CosineAnnealingLR"},
    {"StepLR", "StepLR (term)"}, {"OneCycleLR", "OneCycleLR (term)"},
    {"one cycle", "one_cycle (schedule)"}, {"NaN", "divergence (term)"},
    {"divergence", "divergence (term)"}, {"convergence", "convergence (term)"},
    {"generalization gap", "generalization gap (term)"}, {"chance level", "chance level (term)"},
    {"random guessing", ""}, {"ModelCheckpoint", "best epoch (term)"},
    {"checkpoint", "best epoch (term)"}, {"train_loss", "loss (term)"},
};

static void test_terms(void **state)
{
    size_t answered = 0;

    (void)state;
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        struct rv_text out = {0};
        struct rv_report unread = {0};
        size_t found = rv_explain(&commands, asked[i][0], 80, &out, &unread);
        const char *text = rv_text_string(&out);

        if (*asked[i][1] && (!found || strncmp(text, asked[i][1], strlen(asked[i][1]))))
            fail_msg("'%s': expected '%s', found %.60s", asked[i][0], asked[i][1], text);
        answered += found > 0;
        rv_text_release(&out);
        rv_report_release(&unread);
    }
    assert_true(answered >= 200);
}

/* What a row refers to is there. */
static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < rv_glossary.count; i++) {
        const struct rv_term *term = (const struct rv_term *)rv_glossary.types[i];
        struct rv_text out = {0};
        struct rv_report report = {0};
        char *names = rv_strdup(term->scenarios), *rest = names;

        assert_true(strlen(term->type.summary) > 20);
        if (*term->key && !rv_explain(&commands, term->key, 80, &out, &report))
            fail_msg("%s: nothing is called '%s'", term->type.name, term->key);
        for (char *name; (name = strtok_r(rest, ", ", &rest));) {
            struct rv_error error = {0};
            char *path = rv_scenario_find(name, &error);

            if (!path)
                fail_msg("%s: %s", term->type.name, error.message);
            rv_free(path);
        }
        rv_free(names);
        rv_text_release(&out);
        rv_report_release(&report);
    }
}

/* A word that stands in two rows would be answered by the first one only. */
static void test_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < rv_glossary.count; i++) {
        const struct rv_term *term = (const struct rv_term *)rv_glossary.types[i];
        char *words = rv_strdup(term->also), *rest = words;

        assert_ptr_equal(rv_glossary_find(term->type.name), term);
        for (char *word; (word = strtok_r(rest, ",", &rest));)
            if (rv_glossary_find(word) != term)
                fail_msg("'%s' of %s is a word of %s, too", word, term->type.name,
                         rv_glossary_find(word)->type.name);
        rv_free(words);
    }
}

static void test_spelling(void **state)
{
    (void)state;
    assert_true(rv_glossary_same("Batch Size", "batch_size"));
    assert_true(rv_glossary_same("model.eval()", "model.eval"));
    assert_true(rv_glossary_same("gradients", "Gradient"));
    assert_false(rv_glossary_same("loss", "los"));
    assert_false(rv_glossary_same("l1", "l2"));
    assert_false(rv_glossary_same("adam", "adamw"));
    assert_null(rv_glossary_find(""));
    assert_null(rv_glossary_find(" - "));
    assert_null(rv_glossary_find("no such word"));
    assert_string_equal(rv_explain_nearest(&commands, "lerning rate"), "learning rate");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_terms), cmocka_unit_test(test_rows), cmocka_unit_test(test_once),
        cmocka_unit_test(test_spelling),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
