/* `ravine explain TERM`: whatever has a name. */
#include "report/catalogue.h"
#include "report/explain.h"
#include "command/command.h"
#include "command/output.h"

#include "ravine/print.h"

#include <string.h>

static void print_reference(const struct rv_registry *commands, struct rv_text *out)
{
    const struct rv_registry *registry;

    rv_reference_begin(out);
    for (size_t k = 0; (registry = rv_catalogue_at(commands, k)); k++)
        if (registry == commands)
            rv_commands_print_reference(commands, out);
        else
            rv_reference_registry(registry, out);
    rv_reference_end(out);
}

static enum rv_status unknown(const struct rv_registry *commands, const char *words)
{
    const char *dot = strrchr(words, '.');
    const char *nearest = rv_explain_nearest(commands, dot ? dot + 1 : words);

    rv_print_error("ravine explain: nothing is called '%s'", words);
    if (nearest)
        rv_print_error(" (did you mean '%s'?)", nearest);
    rv_print_error("\n");
    return RV_USAGE;
}

static enum rv_status explain(const struct rv_call *call, struct rv_text *out)
{
    struct rv_text words = {0};
    struct rv_report unread = {0}; /* scenarios that could not be read */
    enum rv_status status = RV_OK;

    for (size_t i = 0; i < call->words.count; i++)
        rv_text_printf(&words, "%s%s", i ? " " : "", call->words.word[i]);
    if (rv_explain(call->commands, rv_text_string(&words), call->screen.width, out, &unread) == 0)
        status = unknown(call->commands, rv_text_string(&words));
    rv_output_report(&unread, NULL, NULL);
    status = rv_status_worse(status, rv_report_status(&unread));
    rv_report_release(&unread);
    rv_text_release(&words);
    return status;
}

static enum rv_status run(const struct rv_call *call)
{
    struct rv_text out = {0};
    enum rv_status status = RV_OK;

    if (call->options.markdown) {
        print_reference(call->commands, &out);
    } else if (call->words.count == 0) {
        rv_print_error("ravine explain: TERM is missing\n'ravine explain -h' shows its options.\n");
        return RV_USAGE;
    } else {
        status = explain(call, &out);
    }
    rv_output_text(&out);
    rv_text_release(&out);
    return status;
}

static const struct rv_option_sense senses[] = {
    { .option = RV_OPTION_MARKDOWN, .help = "Print the whole reference as a page in Markdown." },
};

const struct rv_command rv_command_explain = {
    .type = { .name = "explain",
              .summary = "Explains a word of the field, a type, a parameter, a measure, a key or a "
                         "column." },
    .operands = "TERM",
    .details = "TERM is a name (adam), a parameter (learning_rate), a parameter of something "
               "(batchnorm.momentum, train.batch), a kind and a name (optimizer adam), claims, or "
               "a word of the field (learning rate, lr, overfitting, ReduceLROnPlateau).",
    .example = "ravine explain batchnorm.momentum",
    .takes = {RV_TAKES(MARKDOWN)},
    .senses = senses,
    .sense_count = sizeof senses / sizeof *senses,
    .most = 6,
    .run = run,
};
