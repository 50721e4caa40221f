/* Meaning of names: see names.h. A name is cut into words, and each word says something. */
#include "diagnose/names.h"

#include "ravine/text.h"

#include <string.h>

enum { WORDS = 16, BYTES = 32 };

/* Words of a name, in lower case, cut at signs, at capitals ("valLoss") and before digits
 * ("top1" is "top", "1"). */
struct name_words {
    char text[WORDS][BYTES];
    int count;
};

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool begins_word(const char *text, size_t i)
{
    const char c = text[i], before = text[i - 1];

    return (is_upper(c) && is_lower(before)) || (is_digit(c) && !is_digit(before)) ||
           (is_lower(c) && is_digit(before));
}

/* "trainloss", "testacc", "vloss": written together. */
static size_t glued(const char *word, size_t length)
{
    static const char *const heads[] = {"train", "training", "trn", "valid", "validation",
                                        "val",   "test",     "dev", "eval",  "v",
                                        "tr",    "avg",      "gen", "lat",   "total"};
    static const char *const tails[] = {"loss",  "acc",  "accuracy", "err",
                                        "error", "cost", "losses"};

    for (size_t h = 0; h < sizeof heads / sizeof *heads; h++)
        for (size_t t = 0; t < sizeof tails / sizeof *tails; t++)
            if (length == strlen(heads[h]) + strlen(tails[t]) &&
                memcmp(word, heads[h], strlen(heads[h])) == 0 &&
                memcmp(word + strlen(heads[h]), tails[t], strlen(tails[t])) == 0)
                return strlen(heads[h]);
    return 0;
}

static void add_word(struct name_words *words, const char *text, size_t length)
{
    const size_t head = glued(text, length);

    if (head) {
        add_word(words, text, head);
        add_word(words, text + head, length - head);
    } else if (length && words->count < WORDS) {
        char *word = words->text[words->count++];

        length = length < BYTES ? length : BYTES - 1;
        memcpy(word, text, length);
        word[length] = '\0';
    }
}

static void cut(const char *text, size_t length, struct name_words *words)
{
    char word[BYTES];
    size_t used = 0;

    words->count = 0;
    for (size_t i = 0; i < length; i++) {
        const bool letter = is_upper(text[i]) || is_lower(text[i]) || is_digit(text[i]);

        if (used && (!letter || begins_word(text, i))) {
            add_word(words, word, used);
            used = 0;
        }
        if (letter && used < BYTES)
            word[used++] = (char)(is_upper(text[i]) ? text[i] + ('a' - 'A') : text[i]);
    }
    add_word(words, word, used);
}

static bool among(const char *word, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(word, *list) == 0)
            return true;
    return false;
}

static bool has(const struct name_words *words, const char *const *list)
{
    for (int i = 0; i < words->count; i++)
        if (among(words->text[i], list))
            return true;
    return false;
}

static bool has_word(const struct name_words *words, const char *word)
{
    return has(words, (const char *const[]){word, NULL});
}

static bool is_only(const struct name_words *words, const char *a)
{
    return words->count == 1 && strcmp(words->text[0], a) == 0;
}

#define LIST(...) (const char *const[]){__VA_ARGS__, NULL}

/* Validation before tests: the last word that says so counts ("train log: val loss"). */
static void read_split(const struct name_words *words, struct rv_name *name)
{
    for (int i = 0; i < words->count; i++) {
        const char *word = words->text[i];

        if (among(word, LIST("train", "training", "trn", "tr", "trainset"))) {
            name->split = RV_NAME_TRAINING;
            name->rank = 0;
        } else if (among(word, LIST("val", "valid", "validation", "validate", "validating", "vld",
                                    "cv", "v"))) {
            name->split = RV_NAME_VALIDATION;
            name->rank = 0;
        } else if (among(word, LIST("eval", "evaluation", "dev", "devel", "held", "heldout",
                                    "holdout"))) {
            name->split = RV_NAME_VALIDATION;
            name->rank = 10;
        } else if (among(word, LIST("test", "testing", "tst", "testset"))) {
            name->split = RV_NAME_VALIDATION;
            name->rank = 20;
        }
    }
}

/* Words that leave a name its meaning: "avg loss", "epoch accuracy". */
static bool adds_nothing(const char *word)
{
    return among(word, LIST("avg", "average", "mean", "epoch", "total", "overall", "the", "set",
                            "data", "final", "current", "cur", "running", "ave", "of", "on", "in",
                            "is", "e", "metrics", "metric", "info", "result", "results", "log",
                            "score", "model", "this", "at", "end", "per", "sum", "rate")) ||
           among(word,
                 LIST("train", "training", "trn", "tr", "trainset", "val", "valid", "validation",
                      "validate", "validating", "vld", "v", "eval", "evaluation", "dev", "devel",
                      "held", "out", "heldout", "holdout", "test", "testing", "tst", "testset"));
}

/* Words of the name that do say something more, but for those of `kind`. */
static int further_words(const struct name_words *words, const char *const *kind)
{
    int count = 0;

    for (int i = 0; i < words->count; i++)
        count += !adds_nothing(words->text[i]) && !among(words->text[i], kind);
    return count;
}

static bool is_count_or_record(const struct name_words *words)
{
    return has(words, LIST("best", "min", "minimum", "max", "maximum", "prev", "previous",
                           "patience", "improved", "improve", "target", "threshold", "weight",
                           "seed", "wait", "counter", "highest", "lowest", "eta", "remaining",
                           "left", "memory", "mem", "size", "params", "parameters", "std", "stddev",
                           "dropout", "decay", "smoothing", "momentum", "delta", "last", "from"));
}

static bool is_loss(const struct name_words *words, struct rv_name *name)
{
    static const char *const losses[] = {"loss", "losses", "cost", "objective", NULL};
    static const char *const entropies[] = {"nll",   "xent",    "bce",          "ce", "logloss",
                                            "cross", "entropy", "crossentropy", NULL};
    const bool log_loss = has_word(words, "log") && has_word(words, "loss");

    if (has(words, losses) && !log_loss) {
        const int more = further_words(words, losses);

        name->kind = more ? RV_NAME_PART : RV_NAME_LOSS;
        name->rank += has_word(words, "total") ? 0 : has_word(words, "loss") ? 1 : 3;
        name->rank += has(words, LIST("step", "batch", "iter", "iteration", "smooth")) ? 4 : 0;
        name->rank += has(words, LIST("epoch")) ? -1 : 0;
        if (more == 1 &&
            has(words, LIST("step", "batch", "iter", "iteration", "smooth", "function", "value")))
            name->kind = RV_NAME_LOSS;
    } else if (log_loss || has(words, entropies)) {
        name->kind = RV_NAME_MEASURE;
        name->rank += 5;
    } else if (has(words,
                   LIST("mse", "rmse", "mae", "elbo", "perplexity", "ppl", "mape", "huber")) ||
               (has_word(words, "squared") && has_word(words, "error")) ||
               (has_word(words, "absolute") && has_word(words, "error"))) {
        name->kind = RV_NAME_MEASURE;
        name->rank += has_word(words, "mse") ? 6 : has(words, LIST("mae", "rmse")) ? 7 : 8;
    } else {
        return false;
    }
    name->lower_is_better = true;
    return true;
}

/* Of several guesses: "top5", "acc@5", "Prec@5". */
static bool of_several(const struct name_words *words)
{
    return has(words, LIST("5", "3", "10", "2", "k"));
}

static bool is_accuracy(const struct name_words *words, struct rv_name *name)
{
    static const char *const accuracies[] = {"acc",     "accuracy", "accuracies", "accu",
                                             "precis",  "acuracy",  "accurracy",  "accuarcy",
                                             "correct", NULL};
    const bool top = has(words,
                         LIST("top", "prec", "acc", "accuracy", "precision", "err", "error", "r"));
    const bool wrong = has(words, LIST("err", "error", "errors", "misclassification", "mistakes"));

    if (wrong && !has(words, accuracies)) {
        name->kind = of_several(words) ? RV_NAME_OTHER : RV_NAME_ERROR;
        name->lower_is_better = true;
        name->share = true;
    } else if (has(words, accuracies) ||
               (top && has_word(words, "1") && has(words, LIST("top", "prec")))) {
        const int more = further_words(words, accuracies);

        name->share = true;
        name->kind = top && of_several(words) ? RV_NAME_OTHER : RV_NAME_ACCURACY;
        name->rank += more && !has_word(words, "1") ? 3 + more : 0;
        name->rank += has(words, LIST("step", "batch")) ? 4 : 0;
        name->rank += has_word(words, "balanced") ? 3 : 0;
    } else if (has(words,
                   LIST("f", "precision", "recall", "auc", "auroc", "dice", "iou", "miou", "map",
                        "sensitivity", "specificity", "jaccard", "top", "mcc", "kappa", "ap"))) {
        name->share = true;
    } else {
        return false;
    }
    return true;
}

static bool is_rate(const struct name_words *words, struct rv_name *name)
{
    const bool learning = has_word(words, "learning") && has_word(words, "rate");

    if (!learning && !has_word(words, "lr"))
        return false;
    name->kind = RV_NAME_RATE;
    name->split = RV_NAME_UNSAID;
    name->rank = words->count;
    return true;
}

static bool is_counter(const struct name_words *words, struct rv_name *name)
{
    static const char *const epochs[] = {"epoch", "epochs", "epoc", "ep", "epoche", "epoca", NULL};
    static const char *const steps[] = {"step",      "steps",  "iter",    "iteration", "iterations",
                                        "batch",     "it",     "iters",   "batches",   "itr",
                                        "minibatch", "update", "updates", NULL};
    const char *last = words->count ? words->text[words->count - 1] : "";

    if (among(last, epochs) ||
        (has(words, epochs) && has(words, LIST("number", "num", "idx", "index")))) {
        name->kind = RV_NAME_EPOCH;
        name->rank = words->count;
    } else if (among(last, steps) || (has_word(words, "wall") && has_word(words, "time"))) {
        name->kind = among(last, steps) ? RV_NAME_STEP : RV_NAME_IGNORED;
        name->rank = words->count;
    } else if (has(words, LIST("time", "duration", "dur", "elapsed", "seconds", "took", "sec")) &&
               !has(words, LIST("data", "load", "forward", "eta", "inference", "samples", "images",
                                "it", "words", "tokens", "speed", "per"))) {
        name->kind = RV_NAME_SECONDS;
        name->rank = words->count;
    } else if (has(words, LIST("runtime", "speed", "throughput", "samples", "flos", "estimated",
                               "steps", "timestamp", "eta", "remaining"))) {
        name->kind = RV_NAME_IGNORED;
    } else {
        return false;
    }
    return true;
}

static struct rv_name read_name(const char *text, size_t length)
{
    struct rv_name name = {0};
    struct name_words words;

    cut(text, length, &words);
    name.words = words.count;
    read_split(&words, &name);
    if (is_rate(&words, &name))
        return name;
    if (is_count_or_record(&words)) {
        name.kind = RV_NAME_IGNORED;
        return name;
    }
    if (is_only(&words, "error") || is_only(&words, "err"))
        name.rank += 1;
    if (!is_loss(&words, &name) && !is_accuracy(&words, &name))
        (void)is_counter(&words, &name);
    return name;
}

struct rv_name rv_name_read(struct rv_name_memo *memo, const char *text, size_t length)
{
    uint64_t hash = RV_TEXT_HASH;

    if (!memo)
        return read_name(text, length);
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
    hash |= 1; /* 0 is empty */
    if (memo->entries[hash / 2 % RV_NAME_MEMO].hash != hash) {
        memo->entries[hash / 2 % RV_NAME_MEMO].hash = hash;
        memo->entries[hash / 2 % RV_NAME_MEMO].name = read_name(text, length);
    }
    return memo->entries[hash / 2 % RV_NAME_MEMO].name;
}
