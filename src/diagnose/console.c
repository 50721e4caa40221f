/* Printed lines: see console.h. */
#include "diagnose/console.h"

#include "diagnose/pairs.h"

#include <math.h>
#include <string.h>
#include <strings.h>

enum { FACTS = 4000 }; /* bytes of a line of settings */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool rv_console_bar_read(const char *text, struct rv_console_bar *bar)
{
    struct rv_number done, of = {.value = (double)NAN};
    size_t used = strspn(text, "0123456789");
    const char *p = text + used;

    if (!used || *p != '/' || !rv_number_read(text, &done))
        return false;
    used = strspn(p + 1, "0123456789");
    if (used)
        (void)rv_number_read(p + 1, &of);
    else if (strncasecmp(p + 1, "unknown", 7) == 0)
        used = 7;
    else
        return false;
    p += 1 + used;
    if (*p != ' ' && *p != '[')
        return false;
    *bar = (struct rv_console_bar){done.value, of.value, p};
    p += strspn(p, " ");
    if (*p == '[')
        return strchr("=>.", p[1]) && p[1];
    if (*p == '=')
        return true;
    /* "500/500 - 2s - loss: ..", and Keras 3 without its bar: "236/236 - 9s 25ms/step" */
    if (*p == '-' && p[1] == ' ')
        p += 2;
    used = strspn(p, "0123456789.");
    return used && p[used] == 's' && (p[used + 1] == ' ' || !p[used + 1]) && p > text;
}

size_t rv_console_epoch_read(const char *text, double *epoch, double *planned)
{
    struct rv_number number;
    const char *p = text;
    size_t used;

    if (strncasecmp(p, "epoch", 5) != 0)
        return 0;
    p += 5;
    p += strspn(p, " :#=[(_");
    used = rv_number_read(p, &number);
    if (!used || number.cell != RV_LOG_NUMBER || !is_digit(*p))
        return 0;
    *epoch = number.value;
    p += used;
    used = strspn(p, " ");
    if (p[used] == '/' && is_digit(p[used + 1 + strspn(p + used + 1, " ")])) {
        p += used + 1;
        p += strspn(p, " ");
        used = rv_number_read(p, &number);
        *planned = number.value;
        p += used;
    }
    return (size_t)(p - text);
}

/* A bar whose first number the end of another is written to: "acc: 0.8125/25 [====]". */
static const char *find_bar(const char *slash, const char *from)
{
    struct rv_console_bar bar;
    const size_t digits = strspn(slash + 1, "0123456789");
    const char *p = slash;

    while (p > from && is_digit(p[-1]))
        p--;
    if (p == slash || !rv_console_bar_read(p, &bar))
        return NULL;
    if ((size_t)(slash - p) > digits && digits && memcmp(slash - digits, slash + 1, digits) == 0)
        return slash - digits;
    return p > from && p[-1] == '.' ? NULL : p;
}

const char *rv_console_next_piece(const char *from)
{
    double number;

    for (const char *p = *from ? from + 1 : from; *p; p++) {
        const char *bar;

        if ((*p == 'e' || *p == 'E') && !is_letter(p[-1]) &&
            rv_console_epoch_read(p, &number, &number))
            return p;
        if (*p == '/' && is_digit(p[-1]) && (bar = find_bar(p, from)) != NULL && bar > from)
            return bar;
    }
    return from + strlen(from);
}

/* ---- Settings ---- */

/* Where the words stand in the text, in any case of letters, or NULL. */
static const char *find(const char *text, const char *words)
{
    const size_t length = strlen(words);

    for (; *text; text++)
        if ((*text | 0x20) == (*words | 0x20) && strncasecmp(text, words, length) == 0)
            return text;
    return NULL;
}

/* A number behind one of these words. */
static bool number_behind(const char *text, const char *words, double *value)
{
    const char *p = find(text, words);
    struct rv_number number;

    if (!p)
        return false;
    p += strlen(words);
    p += strspn(p, " :='\"(");
    if (!rv_number_read(p, &number) || number.cell != RV_LOG_NUMBER)
        return false;
    *value = number.value;
    return true;
}

static bool read_optimizer(const char *text, struct rv_log_facts *facts)
{
    static const char *const names[] = {"adamw",   "adamax",  "adam",     "nadam",
                                        "rmsprop", "adagrad", "adadelta", "sgd",
                                        "radam",   "lion",    "lamb",     "momentum"};
    const char *p = find(text, "optim");

    if (!p || *facts->optimizer)
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *found = find(p, names[i]);

        if (found && found - p < 40) {
            strncpy(facts->optimizer, names[i], sizeof facts->optimizer - 1);
            return true;
        }
    }
    return false;
}

/* "Train on 47808 samples, validate on 11952 samples" */
static bool read_samples(const char *text, struct rv_log_facts *facts)
{
    const bool train = number_behind(text, "train on ", &facts->train);
    const bool validation = number_behind(text, "validate on ", &facts->validation);

    return train || validation;
}

bool rv_console_facts_read(const char *text, struct rv_log_facts *facts)
{
    static const char *const batches[] = {"batch_size", "batch size", "batchsize", "batch-size"};
    static const char *const classes[] = {"num_classes", "n_classes", "nb_classes", "classes:"};
    bool said;

    if (strlen(text) > FACTS)
        return false;
    said = read_samples(text, facts);
    said |= read_optimizer(text, facts);
    for (size_t i = 0; i < sizeof batches / sizeof *batches && isnan(facts->batch); i++)
        said |= number_behind(text, batches[i], &facts->batch);
    for (size_t i = 0; i < sizeof classes / sizeof *classes && isnan(facts->classes); i++)
        said |= number_behind(text, classes[i], &facts->classes);
    if (isnan(facts->rate))
        said |= number_behind(text, "learning_rate", &facts->rate) ||
                number_behind(text, "learning rate", &facts->rate) ||
                number_behind(text, " lr=", &facts->rate) ||
                number_behind(text, " lr:", &facts->rate);
    return said;
}
