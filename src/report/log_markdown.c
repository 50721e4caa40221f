/* The answer to a training log for a forum: see log_report.h. */
#include "report/log_report.h"

#include <math.h>

static void print_reasons(const struct rv_diagnosis *diagnosis, const char *what,
                          const struct rv_diagnosis_reason *reasons, size_t count,
                          struct rv_text *out)
{
    for (size_t i = 0; i < count; i++)
        rv_text_printf(out, "    - %s: %s\n", what, diagnosis->evidence[reasons[i].evidence].text);
}

static void print_causes(const struct rv_diagnosis *diagnosis, struct rv_text *out)
{
    const size_t causes = rv_log_report_causes(diagnosis);

    for (size_t i = 0; i < causes; i++) {
        const struct rv_diagnosis_cause *cause = &diagnosis->causes[i];

        rv_text_printf(out, "%zu. **%s**: %s (`%s`, odds ", i + 1,
                       rv_diagnosis_verdict_text(cause->verdict), cause->text, cause->name);
        rv_log_report_odds(cause->odds, out);
        rv_text_add(out, ")\n");
        print_reasons(diagnosis, "for", cause->for_it, cause->for_count, out);
        print_reasons(diagnosis, "against", cause->against, cause->against_count, out);
    }
}

void rv_log_report_markdown(const struct rv_log *log, const struct rv_diagnosis *diagnosis,
                            struct rv_text *out)
{
    const struct rv_log_run *run = &log->runs[log->chosen];

    rv_text_printf(out, "Your log has %zu %s%s", run->epochs, run->steps ? "step" : "epoch",
                   run->epochs == 1 ? "" : "s");
    if (!isnan(run->validation_examples))
        rv_text_printf(out, ", validated on %g examples (%s)", run->validation_examples,
                       run->validation_from);
    rv_text_add(out, ". What it says:\n\n");
    print_causes(diagnosis, out);
    for (size_t i = 0; i < diagnosis->cannot_tell_count; i++)
        rv_text_printf(out, "%sA log does not tell `%s` from `%s`.", i ? " " : "\n",
                       diagnosis->cannot_tell[i][0], diagnosis->cannot_tell[i][1]);
    if (diagnosis->next_count)
        rv_text_printf(out, "\n\nNext: %s\n\n```python\n%s  # Keras\n%s  # PyTorch\n```\n",
                       diagnosis->next[0].text, diagnosis->next[0].keras,
                       diagnosis->next[0].pytorch);
    rv_text_printf(out, "\nRead by `ravine diagnose`; %s\n", diagnosis->provenance);
}
