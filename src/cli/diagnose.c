/* `ravine diagnose LOG...`: reads training logs of any program and tells what they say. */
#include "command/command.h"
#include "command/output.h"
#include "report/log_report.h"

#include "ravine/log.h"

#include <math.h>
#include <string.h>
#include <strings.h>

/* "val=NAME": the role and where its name begins. "val" and "train" are the losses. */
static enum rv_status read_column(const char *word, struct rv_log_options *options,
                                  struct rv_error *error)
{
    static const struct {
        const char *name;
        enum rv_log_role role;
    } shorts[] = {{"val", RV_LOG_VAL_LOSS}, {"train", RV_LOG_LOSS}, {"lr", RV_LOG_LEARNING_RATE}};
    const char *names[RV_LOG_OTHER + 4] = {NULL}, *sign = strchr(word, '='), *near;
    char role[24] = "";

    for (int r = 0; r < RV_LOG_OTHER; r++)
        names[r] = rv_log_role_text((enum rv_log_role)r);
    for (size_t i = 0; i < sizeof shorts / sizeof *shorts; i++)
        names[RV_LOG_OTHER + i] = shorts[i].name;
    if (!sign || !sign[1] || (size_t)(sign - word) >= sizeof role)
        return rv_error_set(error, RV_USAGE, "'--column' takes ROLE=NAME, not '%s'", word);
    memcpy(role, word, (size_t)(sign - word));
    for (size_t i = 0; i < sizeof shorts / sizeof *shorts; i++)
        if (strcmp(role, shorts[i].name) == 0)
            options->columns[shorts[i].role] = sign + 1;
    for (int r = 0; r < RV_LOG_OTHER; r++)
        if (rv_text_same_name(role, names[r]))
            options->columns[r] = sign + 1;
    for (int r = 0; r < RV_LOG_OTHER; r++)
        if (options->columns[r] == sign + 1)
            return RV_OK;
    near = rv_text_nearest(role, names);
    return rv_error_set(error, RV_USAGE,
                        "'--column': '%s' is no role%s%s%s; there are loss, accuracy, val_loss, "
                        "val_accuracy, learning_rate, seconds",
                        role, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static double known(double value)
{
    return value > 0 ? value : (double)NAN;
}

static enum rv_status read_options(const struct rv_call *call, struct rv_log_options *options,
                                   struct rv_error *error)
{
    const struct rv_options *given = &call->options;
    enum rv_status status = RV_OK;

    *options = (struct rv_log_options){.run = (size_t)given->run};
    options->facts = (struct rv_log_facts){
        .batch = known((double)given->batch),
        .train = known((double)given->train),
        .validation = known((double)given->validation),
        .classes = known((double)given->classes),
        .rate = known(given->rate),
        .batchnorm = (enum rv_log_answer)given->batchnorm,
        .shuffled = (enum rv_log_answer)given->shuffled,
    };
    if (given->optimizers.count) {
        char *name = options->facts.optimizer;

        strncpy(name, given->optimizers.word[0], sizeof options->facts.optimizer - 1);
        for (; *name; name++)
            *name = (char)(*name >= 'A' && *name <= 'Z' ? *name + ('a' - 'A') : *name);
    }
    for (size_t i = 0; i < given->columns.count && !status; i++)
        status = read_column(given->columns.word[i], options, error);
    return status;
}

static enum rv_status run(const struct rv_call *call)
{
    struct rv_text out = {0};
    struct rv_json json = {.out = &out};
    struct rv_log_options options;
    struct rv_diagnosis diagnosis;
    struct rv_log log = {0};
    struct rv_error error = {0};
    enum rv_status status = read_options(call, &options, &error);

    if (!status)
        status = rv_log_read(call->words.word[0], &options, &log, &error);
    if (status) {
        rv_output_error(&error, NULL, NULL);
        return status;
    }
    rv_diagnose(&log.runs[log.chosen], &diagnosis);
    if (call->options.json)
        rv_log_report_json(&log, &diagnosis, &json);
    else if (call->options.markdown)
        rv_log_report_markdown(&log, &diagnosis, &out);
    else
        rv_log_report_text(&log, &diagnosis, &call->screen, &out);
    rv_output_text(&out);
    rv_text_release(&out);
    rv_diagnosis_release(&diagnosis);
    rv_log_release(&log);
    return RV_OK;
}

static const struct rv_option_sense senses[] = {
    {.option = RV_OPTION_MARKDOWN, .help = "Print an answer for a forum, in Markdown."},
    {.option = RV_OPTION_OPTIMIZER,
     .help = "The optimizer of the run, where the log does not say it."},
};

const struct rv_command rv_command_diagnose = {
    .type = {.name = "diagnose",
             .summary = "Reads a training log of any program and tells what its curves say."},
    .operands = "LOG",
    .details = "LOG is a file of a training, or pasted console output, '-' is standard input. "
               "`docs/logs.md` tells what is read and how.",
    .example = "ravine diagnose train.log --validation 500",
    .takes = {RV_TAKES(COLUMN), RV_TAKES(RUN), RV_TAKES(BATCH), RV_TAKES(TRAIN),
              RV_TAKES(VALIDATION), RV_TAKES(CLASSES), RV_TAKES(RATE), RV_TAKES(OPTIMIZER),
              RV_TAKES(BATCHNORM), RV_TAKES(SHUFFLED), RV_TAKES(JSON), RV_TAKES(MARKDOWN)},
    .senses = senses,
    .sense_count = sizeof senses / sizeof *senses,
    .least = 1,
    .most = 1,
    .run = run,
};
