/* Live runs as files: see save.h. */
#include "tui/views/save.h"

#include "lesson/lesson.h"

#include "ravine/folder.h"

enum { MOST = 1000 };

static void print_path(const struct rv_session *session, struct rv_text *out)
{
    for (int k = 1; k < MOST; k++) {
        rv_text_clear(out);
        rv_text_printf(out, "case-%ld-%d.yaml", session->now ? session->now->number : 0, k);
        if (rv_file_absent(rv_text_string(out)))
            return;
    }
}

void rv_save_run(struct rv_session *session, const struct rv_live_run *live)
{
    struct rv_text path = {0}, yaml = {0};
    struct rv_report report = {0};
    struct rv_error error = {0};

    print_path(session, &path);
    if (rv_live_run_print(live, rv_live_run_label(live), &yaml, &report)) {
        rv_session_notice(session, "Not written: %s", report.errors[0].message);
    } else if (rv_file_write(rv_text_string(&path), rv_text_string(&yaml), yaml.length, &error)) {
        rv_session_notice(session, "Not written: %s", error.message);
    } else {
        rv_session_unsaved(session, NULL);
        rv_session_notice(session, "Written: ravine run ./%s repeats it bit for bit.",
                          rv_text_string(&path));
    }
    rv_report_release(&report);
    rv_text_release(&path);
    rv_text_release(&yaml);
}
