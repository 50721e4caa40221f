/* The answer to a training log as JSON: see log_report.h. */
#include "report/log_report.h"

#include <string.h>

/* A column without a role may be called as a role is: keys of the document are unique. */
static bool is_role(const char *name)
{
    for (int r = 0; r < RV_LOG_OTHER; r++)
        if (strcmp(name, rv_log_role_text((enum rv_log_role)r)) == 0)
            return true;
    return false;
}

static void print_columns(const struct rv_log_run *run, struct rv_json *json)
{
    rv_json_object(json, "columns");
    for (size_t i = 0; i < run->column_count; i++) {
        const struct rv_log_column *column = &run->columns[i];
        struct rv_text key = {0};

        if (column->role != RV_LOG_OTHER)
            rv_text_add(&key, rv_log_role_text(column->role));
        else
            rv_text_printf(&key, "%s%s", is_role(column->name) ? "other/" : "", column->name);
        rv_json_string(json, rv_text_string(&key), column->name);
        rv_text_release(&key);
    }
    rv_json_end(json);
}

static void print_read(const struct rv_log *log, struct rv_json *json)
{
    const struct rv_log_run *run = &log->runs[log->chosen];

    rv_json_string(json, "file", log->source);
    rv_json_string(json, "format", log->format);
    rv_json_unsigned(json, "runs", log->count);
    rv_json_unsigned(json, "run", log->chosen + 1);
    rv_json_unsigned(json, "epochs", run->epochs);
    print_columns(run, json);
    rv_json_object(json, "validation_examples");
    rv_json_number(json, "value", run->validation_examples);
    rv_json_string(json, "from", *run->validation_from ? run->validation_from : NULL);
    rv_json_end(json);
    rv_json_array(json, "left_out");
    for (size_t i = 0; i < log->left_out_count; i++)
        rv_json_string(json, NULL, log->left_out[i]);
    rv_json_end(json);
}

static void print_evidence(const struct rv_diagnosis *diagnosis, struct rv_json *json)
{
    rv_json_array(json, "evidence");
    for (size_t i = 0; i < diagnosis->evidence_count; i++) {
        const struct rv_diagnosis_evidence *evidence = &diagnosis->evidence[i];

        rv_json_line(json, 1);
        rv_json_object(json, NULL);
        rv_json_string(json, "name", evidence->name);
        rv_json_number(json, "value", evidence->value);
        rv_json_number(json, "low", evidence->low);
        rv_json_number(json, "high", evidence->high);
        rv_json_string(json, "text", evidence->text);
        rv_json_end(json);
    }
    rv_json_end(json);
}

/* The names of the evidence, the strongest first. */
static void print_reasons(const struct rv_diagnosis *diagnosis, const char *key,
                          const struct rv_diagnosis_reason *reasons, size_t count,
                          struct rv_json *json)
{
    rv_json_array(json, key);
    for (size_t i = 0; i < count; i++)
        rv_json_string(json, NULL, diagnosis->evidence[reasons[i].evidence].name);
    rv_json_end(json);
}

static void print_causes(const struct rv_diagnosis *diagnosis, struct rv_json *json)
{
    rv_json_array(json, "causes");
    for (size_t i = 0; i < diagnosis->cause_count && i < RV_LOG_REPORT_CAUSES; i++) {
        const struct rv_diagnosis_cause *cause = &diagnosis->causes[i];

        rv_json_line(json, 1);
        rv_json_object(json, NULL);
        rv_json_string(json, "name", cause->name);
        rv_json_string(json, "verdict", rv_diagnosis_verdict_text(cause->verdict));
        rv_json_number(json, "odds", cause->odds);
        print_reasons(diagnosis, "for", cause->for_it, cause->for_count, json);
        print_reasons(diagnosis, "against", cause->against, cause->against_count, json);
        rv_json_end(json);
    }
    rv_json_end(json);
}

static void print_rest(const struct rv_diagnosis *diagnosis, struct rv_json *json)
{
    rv_json_array(json, "cannot_tell");
    for (size_t i = 0; i < diagnosis->cannot_tell_count; i++) {
        rv_json_array(json, NULL);
        rv_json_string(json, NULL, diagnosis->cannot_tell[i][0]);
        rv_json_string(json, NULL, diagnosis->cannot_tell[i][1]);
        rv_json_end(json);
    }
    rv_json_end(json);
    rv_json_array(json, "next");
    for (size_t i = 0; i < diagnosis->next_count; i++) {
        rv_json_object(json, NULL);
        rv_json_string(json, "text", diagnosis->next[i].text);
        rv_json_string(json, "keras", diagnosis->next[i].keras);
        rv_json_string(json, "pytorch", diagnosis->next[i].pytorch);
        rv_json_end(json);
    }
    rv_json_end(json);
    rv_json_array(json, "nearest");
    for (size_t i = 0; i < diagnosis->nearest_count; i++) {
        rv_json_object(json, NULL);
        rv_json_string(json, "scenario", diagnosis->nearest[i].scenario);
        rv_json_string(json, "variant", diagnosis->nearest[i].variant);
        rv_json_number(json, "distance", diagnosis->nearest[i].distance);
        rv_json_end(json);
    }
    rv_json_end(json);
}

void rv_log_report_json(const struct rv_log *log, const struct rv_diagnosis *diagnosis,
                        struct rv_json *json)
{
    rv_json_object(json, NULL);
    print_read(log, json);
    print_evidence(diagnosis, json);
    print_causes(diagnosis, json);
    print_rest(diagnosis, json);
    rv_json_end(json);
}
