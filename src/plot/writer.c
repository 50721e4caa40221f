/* Pieces of a gnuplot script: see writer.h. */
#include "plot/writer.h"

#include "plot/quote.h"

#include <math.h>

/* What a meaning looks like: Okabe and Ito's colours (safe for the colour-blind), and a dash and
 * a mark of its own, so that it reads in grey too. */
struct meaning_look {
    const char *color;
    const char *dash;
    int mark;
    double size, width;
};

static const struct meaning_look looks[RV_MEANING_COUNT] = {
    [RV_MEANING_VALIDATION] = {"#D55E00", "1", 6, 1.6, 2.0},
    [RV_MEANING_SNAPSHOT] = {"#000000", "(2,4)", 2, 1.2, 1.6},
    [RV_MEANING_MEAN] = {"#0072B2", "(8,3)", 7, 0.7, 2.0},
    [RV_MEANING_CURED] = {"#009E73", "1", 4, 1.4, 2.0},
    [RV_MEANING_OTHER] = {"#4D5B73", "1", 13, 1.5, 2.0},
    [RV_MEANING_SEED] = {"#8A8A8A", "1", 7, 0.6, 0.8},
    [RV_MEANING_GUIDE] = {"#8A8A8A", "(2,4)", 7, 0.3, 1.0},
    [RV_MEANING_LIMIT] = {"#000000", "1", 0, 1.0, 2.6},
    [RV_MEANING_START] = {"#000000", "1", 6, 1.8, 2.4},
    [RV_MEANING_MINIMUM] = {"#000000", "1", 3, 2.0, 2.4},
    [RV_MEANING_PATH] = {"#D55E00", "1", 7, 0.8, 2.2},
    [RV_MEANING_PATH + 1] = {"#0072B2", "1", 5, 0.8, 2.2},
    [RV_MEANING_PATH + 2] = {"#E69F00", "1", 9, 1.0, 2.2},
    [RV_MEANING_PATH + 3] = {"#CC79A7", "1", 13, 1.0, 2.2},
    [RV_MEANING_PATH + 4] = {"#000000", "1", 11, 1.0, 2.2},
    [RV_MEANING_PATH + 5] = {"#56B4E9", "1", 15, 1.0, 2.2},
};

#define OUTLINE 2.4      /* added to the width of a line that gets an outline */
#define OUTLINE_MARK 1.3 /* factor on the size of its marks */

void rv_writer_add(struct rv_writer *w, const char *text)
{
    rv_text_add(w->out, text);
}

void rv_writer_number(struct rv_writer *w, double value)
{
    rv_quote_number(w->out, value);
}

void rv_writer_place(struct rv_writer *w, double share)
{
    rv_quote_number(w->out, round(1e4 * share) / 1e4);
}

/* Size only: the family belongs to the terminal line, and LaTeX has its own. */
void rv_writer_font(struct rv_writer *w, double size)
{
    if (!w->plain)
        rv_text_printf(w->out, " font \",%.0f\"", size);
}

void rv_writer_color(struct rv_writer *w, const char *color)
{
    if (!w->plain)
        rv_text_printf(w->out, " textcolor rgb \"%s\"", color);
}

void rv_writer_quote(struct rv_writer *w, const char *text)
{
    rv_quote_text(w->out, text, w->tex);
}

void rv_writer_rgb(struct rv_writer *w, enum rv_curve_meaning meaning)
{
    rv_text_printf(w->out, " rgb \"%s\"", looks[meaning].color);
}

void rv_writer_look(struct rv_writer *w, enum rv_curve_meaning meaning, bool line, bool mark)
{
    const struct meaning_look *look = &looks[meaning];

    if (!w->plain) {
        rv_writer_add(w, " lc");
        rv_writer_rgb(w, meaning);
    }
    if (line && !w->plain)
        rv_text_printf(w->out, " dt %s", look->dash);
    if (line || mark) {
        rv_writer_add(w, " lw ");
        rv_writer_number(w, look->width * w->page->weight);
    }
    if (mark) {
        rv_text_printf(w->out, " pt %d ps ", look->mark);
        rv_writer_number(w, look->size * w->page->mark);
    }
}

void rv_writer_outline(struct rv_writer *w, enum rv_curve_meaning meaning, bool line, bool mark)
{
    const struct meaning_look *look = &looks[meaning];

    rv_writer_add(w, " lc rgb \"#FFFFFF\"");
    if (line || mark) {
        rv_writer_add(w, " dt 1 lw ");
        rv_writer_number(w, (look->width + OUTLINE) * w->page->weight);
    }
    if (mark) {
        rv_text_printf(w->out, " pt %d ps ", look->mark);
        rv_writer_number(w, look->size * OUTLINE_MARK * w->page->mark);
    }
}
