/* The pages of the reveal, between reveal.c (turning pages) and reveal_*.c (drawing them). */
#ifndef RAVINE_TUI_VIEWS_REVEAL_H
#define RAVINE_TUI_VIEWS_REVEAL_H

#include "experiment/run_landscape.h"
#include "tui/surface_map.h"
#include "tui/views/heading.h"

struct rv_reveal {
    size_t page;
    struct rv_live_run *other; /* the variant of the hidden curve, same seed; owned, or NULL */
    struct rv_surface_map map; /* of a case on a surface */
    struct rv_surface *surface;
    struct rv_run_landscape *landscape; /* of a network; owned, NULL until its page is seen */
    struct rv_error refused; /* why it has none */
    bool landscape_done;
    int height, width;       /* of the last frame: how much text a page holds */
};

/* What a page shows; `part` counts pages of the same kind. */
enum rv_reveal_kind {
    RV_REVEAL_HIDDEN,
    RV_REVEAL_LANDSCAPE,
    RV_REVEAL_REASONS,
    RV_REVEAL_PROTOCOL,
    RV_REVEAL_VALLEY,
    RV_REVEAL_REMEDY,
    RV_REVEAL_CLAIMS,
    RV_REVEAL_TEXT
};

/* reveal_hidden.c: the one line that explains, with every choice's effect below it. */
void rv_reveal_draw_hidden(const struct rv_session *session, const struct rv_reveal *reveal,
                           const struct rv_area *area);
void rv_reveal_say_hidden(const struct rv_session *session, const struct rv_reveal *reveal,
                          struct rv_text *out);
/* The curve's column, whose run it is of, and what it is called. */
const struct rv_live_run *rv_reveal_hidden_run(const struct rv_lesson *lesson,
                                               const struct rv_reveal *reveal);

/* reveal_effects.c: the table of the choices; returns the rows it takes. */
int rv_reveal_effects_rows(const struct rv_lesson *lesson, int width);
void rv_reveal_draw_effects(const struct rv_session *session, const struct rv_area *area);
void rv_reveal_say_effects(const struct rv_lesson *lesson, struct rv_text *out);

/* reveal_reasons.c: why each choice is right or wrong. Choices from the `first` on; returns how
 * many found room. `draw` false: only counts. */
bool rv_reveal_has_reasons(const struct rv_lesson *lesson);
size_t rv_reveal_draw_reasons(const struct rv_session *session, const struct rv_area *area,
                              size_t first, bool draw);
void rv_reveal_say_reasons(const struct rv_lesson *lesson, struct rv_text *out);

/* reveal_landscape.c: the valley of a network: whether there is one; work on it while its page is
 * shown, true while there is more to do; both maps; in words. */
bool rv_reveal_has_landscape(const struct rv_lesson *lesson);
bool rv_reveal_work_landscape(const struct rv_session *session, struct rv_reveal *reveal,
                              double seconds);
void rv_reveal_close_landscape(struct rv_reveal *reveal);
void rv_reveal_draw_landscape(const struct rv_reveal *reveal, const struct rv_area *area);
void rv_reveal_say_landscape(const struct rv_reveal *reveal, struct rv_text *out);

/* reveal_pages.c: the others. */
void rv_reveal_draw_protocol(const struct rv_session *session, const struct rv_area *area,
                             const char *column);
void rv_reveal_draw_valley(const struct rv_session *session, const struct rv_reveal *reveal,
                           const struct rv_area *area);
void rv_reveal_draw_remedy(const struct rv_session *session, const struct rv_area *area);
/* Claims from the `first` on; returns how many found room. `draw` false: only counts. */
size_t rv_reveal_draw_claims(const struct rv_session *session, const struct rv_area *area,
                             size_t first, bool draw);
/* Lines of the text from `first` on; returns how many there are in all. */
int rv_reveal_draw_text(const struct rv_session *session, const struct rv_area *area, int first,
                        bool draw);
/* The k-th protocol column of the failing run, or NULL. */
const char *rv_reveal_protocol(const struct rv_lesson *lesson, size_t k);

#endif
