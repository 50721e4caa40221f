/* The command line, a word a line, the command first: options, operands, and what `surface` makes of
 * its own. */
#include "fuzz.h"

#include "command/surface_scenario.h"

#include "ravine/scenario.h"

#define WORDS 64

#define X(name) extern const struct rv_command rv_command_##name;
#include "cli/commands.def"
#undef X

/* The command of that name, else of its first letter: most inputs shall be for some command. */
static const struct rv_command *find_command(const char *word)
{
    static const struct rv_command *const all[] = {
#define X(name) &rv_command_##name,
#include "cli/commands.def"
#undef X
    };
    const size_t count = sizeof all / sizeof *all;

    for (size_t i = 0; i < count; i++)
        if (strcmp(all[i]->type.name, word) == 0)
            return all[i];
    return all[(unsigned char)*word % count];
}

/* What is printed is read as a scenario, or the mistake is somebody's who wrote the words. */
static void check_surface(const struct rv_call *call)
{
    struct rv_surface_scenario optimizers;
    struct rv_text yaml = {0}, notes = {0};
    struct rv_scenario scenario = {0};
    struct rv_report report = {0};
    struct rv_error error = {0};

    if (rv_surface_scenario_open(&call->options.optimizers, &optimizers, &error) == RV_OK &&
        rv_surface_scenario_print(&optimizers, "quadratic", call->options.start, 0, &yaml,
                                  &report) == RV_OK) {
        (void)rv_scenario_parse("s", rv_text_string(&yaml), NULL, &scenario, &report, &notes);
        rv_scenario_release(&scenario);
    }
    rv_surface_scenario_release(&optimizers);
    rv_report_release(&report);
    rv_text_release(&yaml);
    rv_text_release(&notes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size), *words[WORDS + 1] = {0};
    struct rv_call call = {0};
    struct rv_error error = {0};
    int count = 0;

    for (char *word = text; word && count < WORDS;) {
        char *end = strchr(word, '\n');

        words[count++] = word;
        if (end)
            *end++ = '\0';
        word = end;
    }
    call.command = find_command(words[0]);
    if (rv_options_parse(count, words, &call, &error) != RV_OK)
        must(error.status == RV_USAGE || error.status == RV_INPUT);
    else
        check_surface(&call);
    rv_options_release(&call);
    free(text);
    return 0;
}
