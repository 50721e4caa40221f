/* Pieces of a gnuplot script: see writer.h. */
#include "plot/writer.h"

#include "plot/quote.h"

#include <math.h>

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
