/* `ravine diagnose LOG...`: reads training logs of any program and tells what they say. */
#include "command/command.h"
#include "command/output.h"
#include "report/log_report.h"

#include "plot/plot.h"
#include "ravine/descriptor.h"
#include "ravine/figure.h"
#include "ravine/folder.h"
#include "ravine/interrupt.h"
#include "ravine/print.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

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

/* ---- One log, or two ---- */

static void print_log(const struct rv_call *call, const struct rv_log *log,
                      const struct rv_diagnosis *diagnosis, struct rv_json *json,
                      struct rv_text *out)
{
    if (call->options.json)
        rv_log_report_json(log, diagnosis, json);
    else if (call->options.markdown)
        rv_log_report_markdown(log, diagnosis, out);
    else
        rv_log_report_text(log, diagnosis, &call->screen, out);
}

/* The figure, where a folder is given for it. */
static enum rv_status write_figure(const struct rv_call *call, const struct rv_log *log,
                                   const struct rv_diagnosis *diagnosis, struct rv_error *error)
{
    struct rv_plot plot = {0};
    struct rv_text path = {0};
    enum rv_status status = rv_folder_make(call->options.out, error);

    if (!status) {
        rv_log_report_figure(log, diagnosis, &plot);
        status = rv_plot_write(&plot, "diagnosis", call->line,
                               (enum rv_figure_format)call->options.format, call->options.out,
                               &path, error);
    }
    if (!status && !call->options.json && !call->options.markdown)
        rv_print("%s\n", rv_text_string(&path));
    rv_plot_release(&plot);
    rv_text_release(&path);
    return status;
}

/* Before anything is read. */
static enum rv_status check_scenario(const struct rv_call *call, struct rv_error *error)
{
    const char *path = call->options.as_scenario;

    return !path || call->options.force || rv_file_absent(path)
               ? RV_OK
               : rv_error_set(error, RV_USAGE, "'%s' is there already; --force writes over it",
                              path);
}

static enum rv_status write_scenario(const struct rv_call *call, const struct rv_log *log,
                                     struct rv_error *error)
{
    struct rv_text out = {0};
    enum rv_status status;

    rv_log_report_scenario(log, &out);
    status = rv_file_write_text(call->options.as_scenario, &out, error);
    rv_text_release(&out);
    return status;
}

static enum rv_status answer(const struct rv_call *call, const struct rv_log *logs,
                             const struct rv_diagnosis *diagnoses, struct rv_error *error)
{
    const bool two = call->words.count > 1;
    struct rv_text out = {0};
    struct rv_json json = {.out = &out};
    enum rv_status status = RV_OK;

    if (two && call->options.json) {
        rv_json_array(&json, NULL);
        for (int i = 0; i < 2; i++)
            rv_log_report_json(&logs[i], &diagnoses[i], &json);
        rv_json_end(&json);
    } else if (two) {
        rv_log_report_compare(&logs[0], &logs[1], &diagnoses[0], &diagnoses[1], &out);
    } else {
        print_log(call, &logs[0], &diagnoses[0], &json, &out);
    }
    rv_output_text(&out);
    if (call->options.out)
        status = write_figure(call, &logs[0], &diagnoses[0], error);
    if (!status && call->options.as_scenario)
        status = write_scenario(call, &logs[0], error);
    rv_text_release(&out);
    return status;
}

static enum rv_status read_all(const struct rv_call *call, const struct rv_log_options *options,
                               struct rv_error *error)
{
    struct rv_log logs[2] = {{0}, {0}};
    struct rv_diagnosis diagnoses[2];
    enum rv_status status = RV_OK;
    size_t count = 0;

    for (; count < call->words.count && !status; count += !status) {
        status = rv_log_read(call->words.word[count], options, &logs[count], error);
        if (!status)
            rv_diagnose(&logs[count].runs[logs[count].chosen], &diagnoses[count]);
    }
    if (!status)
        status = answer(call, logs, diagnoses, error);
    while (count-- > 0) {
        rv_diagnosis_release(&diagnoses[count]);
        rv_log_release(&logs[count]);
    }
    return status;
}

/* ---- A log that grows ---- */

struct follower {
    const struct rv_call *call;
    struct rv_text text; /* of the log so far */
    size_t run, epochs; /* that were told */
    const char *likely; /* the cause that was */
};

/* Tells of a new epoch, if there is one. A log that says nothing yet may do so later. */
static enum rv_status tell(struct follower *follower, const struct rv_log_options *options,
                           struct rv_error *error)
{
    const char *source = follower->call->words.word[0];
    struct rv_diagnosis diagnosis;
    struct rv_text out = {0};
    struct rv_json json = {.out = &out};
    struct rv_log log;
    enum rv_status status = rv_log_parse(source, rv_text_string(&follower->text),
                                         follower->text.length, options, &log, error);

    if (status)
        return status;
    log.chosen = options->run ? log.chosen : log.count - 1;
    if (log.count != follower->run || log.runs[log.chosen].epochs != follower->epochs) {
        follower->run = log.count;
        follower->epochs = log.runs[log.chosen].epochs;
        rv_diagnose(&log.runs[log.chosen], &diagnosis);
        print_log(follower->call, &log, &diagnosis, &json, &out);
        if (diagnosis.causes[0].verdict == RV_DIAGNOSIS_LIKELY &&
            diagnosis.causes[0].name != follower->likely && !follower->call->options.json) {
            follower->likely = diagnosis.causes[0].name;
            rv_text_printf(&out, "Now likely: %s.\n", diagnosis.causes[0].text);
        }
        rv_output_text(&out);
        rv_print_flush();
        rv_diagnosis_release(&diagnosis);
    }
    rv_text_release(&out);
    rv_log_release(&log);
    return RV_OK;
}

/* More of the file, or of standard input; RV_OK and `*ended` where there will be none. */
static enum rv_status read_on(struct follower *follower, int file, bool *ended,
                              struct rv_error *error)
{
    char bytes[1 << 14];
    ssize_t got;

    do {
        got = rv_descriptor_read(file, bytes, sizeof bytes);
        if (got > 0)
            rv_text_add_bytes(&follower->text, bytes, (size_t)got);
    } while (got == (ssize_t)sizeof bytes && follower->text.length < RV_LOG_LIMIT);
    *ended = got == 0;
    if (got < 0 && errno != EINTR)
        return rv_error_set(error, RV_INPUT, "%s: %s", follower->call->words.word[0],
                            rv_error_reason(errno));
    return got < 0 ? rv_error_set(error, RV_INTERRUPTED, "interrupted") : RV_OK;
}

static enum rv_status follow(const struct rv_call *call, const struct rv_log_options *options,
                             struct rv_error *error)
{
    const bool standard = strcmp(call->words.word[0], "-") == 0;
    const int file = standard ? STDIN_FILENO : rv_descriptor_open(call->words.word[0], O_RDONLY);
    struct follower follower = {.call = call};
    enum rv_status status = RV_OK, told = RV_OK;
    bool ended = false;

    if (file < 0)
        return rv_error_set(error, RV_INPUT, "%s: %s", call->words.word[0], rv_error_reason(errno));
    while (!status && !(ended && standard)) {
        const size_t before = follower.text.length;

        status = read_on(&follower, file, &ended, error);
        if (!status && (follower.text.length > before || ended))
            told = tell(&follower, options, error);
        if (!status && !standard && rv_interrupt_wait(-1, 0, 1) == RV_WAIT_INTERRUPTED)
            status = rv_error_set(error, RV_INTERRUPTED, "interrupted");
    }
    if (!standard)
        close(file);
    rv_text_release(&follower.text);
    return status ? status : told;
}

static enum rv_status run(const struct rv_call *call)
{
    struct rv_log_options options;
    struct rv_error error = {0};
    enum rv_status status = read_options(call, &options, &error);

    if (!status && call->options.follow && call->words.count > 1)
        status = rv_error_set(&error, RV_USAGE, "'--follow' takes one log");
    if (!status)
        status = check_scenario(call, &error);
    if (!status)
        status = call->options.follow ? follow(call, &options, &error)
                                      : read_all(call, &options, &error);
    if (status)
        rv_output_error(&error, NULL, NULL);
    return status;
}

static const struct rv_option_sense senses[] = {
    {.option = RV_OPTION_FORCE, .help = "Write over the file of --as-scenario."},
    {.option = RV_OPTION_OUT, .help = "Write the figure diagnosis into this folder."},
    {.option = RV_OPTION_MARKDOWN, .help = "Print an answer for a forum, in Markdown."},
    {.option = RV_OPTION_OPTIMIZER,
     .help = "The optimizer of the run, where the log does not say it."},
};

const struct rv_command rv_command_diagnose = {
    .type = {.name = "diagnose",
             .summary = "Reads a training log of any program and tells what its curves say."},
    .operands = "LOG [LOG]",
    .details =
        "LOG is a file of a training, or pasted console output, '-' is standard input; or the "
        "folder of a run, of which every epochs.csv is read. "
        "Of two logs it tells what differs, and whether that is more than their noise. "
        "`docs/logs.md` tells what is read and how.",
    .example = "ravine diagnose train.log --validation 500",
    .takes = {RV_TAKES(COLUMN), RV_TAKES(RUN), RV_TAKES(BATCH), RV_TAKES(TRAIN),
              RV_TAKES(VALIDATION), RV_TAKES(CLASSES), RV_TAKES(RATE), RV_TAKES(OPTIMIZER),
              RV_TAKES(BATCHNORM), RV_TAKES(SHUFFLED), RV_TAKES(JSON), RV_TAKES(MARKDOWN),
              RV_TAKES(FOLLOW), RV_TAKES(AS_SCENARIO), RV_TAKES(OUT), RV_TAKES(FORMAT),
              RV_TAKES(FORCE)},
    .senses = senses,
    .sense_count = sizeof senses / sizeof *senses,
    .least = 1,
    .most = 2,
    .run = run,
};
