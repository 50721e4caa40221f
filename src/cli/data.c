/* `ravine data FILE`: what a table or a pair of IDX files is read as; nothing is trained. */
#include "command/command.h"
#include "command/output.h"
#include "data/examine.h"
#include "data/file.h"
#include "report/data_facts.h"

#include <string.h>

/* One KEY=VALUE of the set that reads the file, also written data.KEY=VALUE. */
static enum rv_status set_key(const char *word, struct rv_config *config, struct rv_error *error)
{
    const char *key = strncmp(word, "data.", 5) == 0 ? word + 5 : word;
    const char *value = strchr(key, '='), *names[64] = { NULL }, *nearest;
    struct rv_text name = { 0 }, text = { 0 };
    const struct rv_param *param;
    enum rv_status status = RV_USAGE;

    rv_text_add_bytes(&name, key, value ? (size_t)(value - key) : strlen(key));
    param = rv_params_find(config->type->params, rv_text_string(&name));
    for (size_t i = 0; i < 63 && config->type->params[i].kind != RV_KIND_END; i++)
        names[i] = config->type->params[i].name;
    nearest = rv_text_nearest(rv_text_string(&name), names);
    if (!value) {
        status = rv_error_set(error, RV_USAGE, "--set %s: KEY=VALUE is needed", word);
    } else if (!param) {
        status = rv_error_set(error, RV_USAGE, "--set %s: %s has no key '%s'%s%s%s", word,
                              config->type->name, rv_text_string(&name),
                              nearest ? " (did you mean '" : "", nearest ? nearest : "",
                              nearest ? "'?)" : "");
    } else {
        value += 1;
        rv_text_add(&text, value);
        if (param->is_list && *value == '[' && value[strlen(value) - 1] == ']') {
            rv_text_clear(&text);
            rv_text_add_bytes(&text, value + 1, strlen(value) - 2);
        }
        status = rv_param_parse(param, rv_text_string(&text), config->values, error);
    }
    rv_text_release(&name);
    rv_text_release(&text);
    return status;
}

static enum rv_status examine(const struct rv_call *call, const char *file,
                              struct rv_data_facts *facts, struct rv_error *error)
{
    struct rv_config config = { 0 };
    enum rv_status status = rv_examine_config(file, &config, error);

    for (size_t i = 0; status == RV_OK && i < call->options.sets.count; i++)
        status = set_key(call->options.sets.word[i], &config, error);
    if (status == RV_OK)
        status = rv_examine(&config, facts, error);
    rv_config_release(&config);
    return status;
}

static enum rv_status run(const struct rv_call *call)
{
    const char *file = call->words.word[0];
    struct rv_data_facts facts = { 0 };
    struct rv_error error = { 0 };
    struct rv_text out = { 0 };
    struct rv_json json = { .out = &out };
    enum rv_status status = examine(call, file, &facts, &error);

    if (status != RV_OK)
        rv_output_error(&error, NULL, &call->options.sets);
    else if (call->options.json)
        rv_data_facts_json(&facts, file, &json);
    else
        rv_data_facts_print(&facts, file, call->screen.width, &out);
    rv_output_text(&out);
    rv_text_release(&out);
    rv_data_facts_release(&facts);
    rv_file_cache_release();
    return status;
}

const struct rv_command rv_command_data = {
    .type = { .name = "data",
              .summary = "Tells what a table or an IDX file is read as; nothing is trained." },
    .operands = "FILE",
    .details = "FILE is a table of text (CSV, semicolons, tabs, white space; plain or .gz) or one "
               "of a pair of IDX files, as MNIST has them. Shown are rows, features, the column "
               "taken for the label, classes with their numbers of rows, what was left out, and "
               "what is odd: an index among the features, a constant, a column that gives the "
               "label away, unlike scales, equal rows. --set takes the keys of the data sets csv "
               "and idx, as in a scenario's `data`.",
    .example = "ravine data table.csv --set label=species",
    .takes = {RV_TAKES(SET), RV_TAKES(JSON)},
    .least = 1,
    .most = 1,
    .run = run,
};
