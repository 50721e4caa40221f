/* Pages through cairo and pango: see ravine/paper.h.
 *
 * A page is a recording surface: what is drawn on it is kept and played back onto a PDF or an SVG,
 * where letters stay letters. Fonts are those of fontconfig: Liberation Sans, which has the widths
 * of Helvetica, where it is installed; other scripts come from whatever font has them. */
#include "ravine/paper.h"

#include "ravine/memory.h"
#include "ravine/utf8.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <pango/pangocairo.h>
#include <string.h>

/* Between base lines, in sizes of the font. */
#define LEADING 1.3
#define RING_EDGE 0.8

/* ---- Pages ---- */

/* GLib, below pango, ends the program where memory fails; we end it, as everywhere. */
static void on_glib(const gchar *domain, GLogLevelFlags level, const gchar *message,
                    gpointer unused)
{
    if (level & G_LOG_FLAG_FATAL)
        rv_memory_out();
    g_log_default_handler(domain, level, message, unused);
}

/* A pen on a new recording surface of the size of a page. */
static cairo_t *new_page(void)
{
    static const cairo_rectangle_t area = {0, 0, RV_PAPER_WIDTH, RV_PAPER_HEIGHT};
    cairo_surface_t *surface =
        cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &area);
    cairo_t *pen = cairo_create(surface);

    (void)g_log_set_default_handler(on_glib, NULL);
    cairo_surface_destroy(surface); /* the pen holds it */
    return pen;
}

void rv_paper_page(struct rv_paper *paper)
{
    paper->pages = rv_realloc(paper->pages, paper->count, paper->count + 1, sizeof *paper->pages);
    paper->pages[paper->count++] = new_page();
}

void rv_paper_release(struct rv_paper *paper)
{
    for (size_t p = 0; p < paper->count; p++)
        cairo_destroy(paper->pages[p]);
    rv_free(paper->pages);
    *paper = (struct rv_paper){0};
}

/* The pen of the last page, in black. */
static cairo_t *pen_of(struct rv_paper *paper)
{
    if (paper->count == 0)
        rv_paper_page(paper);
    cairo_set_source_rgb(paper->pages[paper->count - 1], 0, 0, 0);
    return paper->pages[paper->count - 1];
}

/* ---- Lines and marks ---- */

void rv_paper_line(struct rv_paper *paper, double x, double y, double to_x, double to_y,
                   double width, double gray, double dash)
{
    cairo_t *pen = pen_of(paper);

    cairo_set_source_rgb(pen, gray, gray, gray);
    cairo_set_line_width(pen, width);
    cairo_set_dash(pen, &dash, dash > 0, 0);
    cairo_move_to(pen, x, y);
    cairo_line_to(pen, to_x, to_y);
    cairo_stroke(pen);
    cairo_set_dash(pen, NULL, 0, 0);
}

static cairo_t *circle(struct rv_paper *paper, double x, double y, double radius)
{
    cairo_t *pen = pen_of(paper);

    cairo_new_path(pen);
    cairo_arc(pen, x, y, radius, 0, 2 * G_PI);
    return pen;
}

void rv_paper_disc(struct rv_paper *paper, double x, double y, double radius)
{
    cairo_fill(circle(paper, x, y, radius));
}

void rv_paper_ring(struct rv_paper *paper, double x, double y, double radius)
{
    cairo_t *pen = circle(paper, x, y, radius);

    cairo_set_source_rgb(pen, 1, 1, 1);
    cairo_fill_preserve(pen);
    cairo_set_source_rgb(pen, 0, 0, 0);
    cairo_set_line_width(pen, RING_EDGE);
    cairo_stroke(pen);
}

void rv_paper_box(struct rv_paper *paper, double x, double y, double width, double height,
                  double line)
{
    cairo_t *pen = pen_of(paper);

    cairo_set_line_width(pen, line);
    cairo_rectangle(pen, x, y, width, height);
    cairo_stroke(pen);
}

/* ---- Words ---- */

/* Words in a font, ready to be measured and shown. Hinting is off: places do not depend on the
 * resolution. */
static PangoLayout *lay_out(cairo_t *pen, enum rv_paper_font font, double size, const char *words)
{
    PangoLayout *layout = pango_cairo_create_layout(pen);
    PangoFontDescription *description = pango_font_description_new();
    cairo_font_options_t *options = cairo_font_options_create();
    char *clean = rv_strdup(words);

    (void)rv_utf8_clean(clean, strlen(clean));
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(pango_layout_get_context(layout), options);
    pango_font_description_set_family(
        description, font == RV_PAPER_TYPED ? "Liberation Mono, Courier, monospace"
                                            : "Liberation Sans, Helvetica, Arial, sans-serif");
    pango_font_description_set_absolute_size(description, size * PANGO_SCALE);
    if (font == RV_PAPER_BOLD)
        pango_font_description_set_weight(description, PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(layout, description);
    pango_layout_set_text(layout, clean, -1);
    cairo_font_options_destroy(options);
    pango_font_description_free(description);
    rv_free(clean);
    return layout;
}

static double width_of(PangoLayout *layout)
{
    int width;

    pango_layout_get_size(layout, &width, NULL);
    return (double)width / PANGO_SCALE;
}

/* Lines of a layout from x, the first with base line y; the base line after the last. */
static double show(cairo_t *pen, PangoLayout *layout, double x, double y, double size)
{
    int count = pango_layout_get_line_count(layout);

    for (int i = 0; i < count; i++) {
        cairo_move_to(pen, x, y);
        pango_cairo_show_layout_line(pen, pango_layout_get_line_readonly(layout, i));
        y += LEADING * size;
    }
    return y;
}

/* The line of words so that `share` of it lies left of x. */
static void add_words(struct rv_paper *paper, double x, double y, double share,
                      enum rv_paper_font font, double size, const char *words)
{
    cairo_t *pen = pen_of(paper);
    PangoLayout *layout = lay_out(pen, font, size, words);

    (void)show(pen, layout, x - share * width_of(layout), y, size);
    g_object_unref(layout);
}

void rv_paper_words(struct rv_paper *paper, double x, double y, enum rv_paper_font font,
                    double size, const char *words)
{
    add_words(paper, x, y, 0, font, size, words);
}

void rv_paper_words_right(struct rv_paper *paper, double x, double y, enum rv_paper_font font,
                          double size, const char *words)
{
    add_words(paper, x, y, 1, font, size, words);
}

void rv_paper_words_centre(struct rv_paper *paper, double x, double y, enum rv_paper_font font,
                           double size, const char *words)
{
    add_words(paper, x, y, 0.5, font, size, words);
}

void rv_paper_words_up(struct rv_paper *paper, double x, double y, double size,
                       const char *words)
{
    cairo_t *pen = pen_of(paper);

    cairo_save(pen);
    cairo_translate(pen, x, y);
    cairo_rotate(pen, -G_PI_2);
    add_words(paper, 0, 0, 0.5, RV_PAPER_PLAIN, size, words);
    cairo_restore(pen);
}

/* The paragraph that begins at `words`, its line breaks as blanks; owned. `next` is behind it. */
static char *take_paragraph(const char *words, const char **next)
{
    const char *end = strstr(words, "\n\n");
    char *paragraph = rv_strdup(words);

    if (end)
        paragraph[end - words] = '\0';
    for (char *c = paragraph; *c; c++)
        *c = *c == '\n' ? ' ' : *c;
    for (size_t length = strlen(paragraph); length > 0 && paragraph[length - 1] == ' ';)
        paragraph[--length] = '\0';
    *next = end ? end + strspn(end, "\n") : words + strlen(words);
    return paragraph;
}

double rv_paper_prose(struct rv_paper *paper, double x, double y, double width,
                      enum rv_paper_font font, double size, const char *words)
{
    for (words += strspn(words, " \n"); *words;) {
        char *paragraph = take_paragraph(words, &words);
        cairo_t *pen = pen_of(paper);
        PangoLayout *layout = lay_out(pen, font, size, paragraph);

        pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
        y = show(pen, layout, x, y, size) + (*words ? LEADING * size / 2 : 0);
        g_object_unref(layout);
        rv_free(paragraph);
    }
    return y;
}

double rv_paper_width(enum rv_paper_font font, double size, const char *words)
{
    cairo_t *pen = new_page();
    PangoLayout *layout = lay_out(pen, font, size, words);
    double width = width_of(layout);

    g_object_unref(layout);
    cairo_destroy(pen);
    return width;
}

/* ---- Files ---- */

static cairo_status_t append(void *out, const unsigned char *bytes, unsigned int length)
{
    rv_text_add_bytes(out, (const char *)bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

/* Plays the page back onto `surface`, from where it may be shown. */
static cairo_status_t play(void *page, cairo_surface_t *surface)
{
    cairo_t *pen = cairo_create(surface);
    cairo_status_t status = cairo_status(page);

    cairo_set_source_surface(pen, cairo_get_target(page), 0, 0);
    cairo_paint(pen);
    cairo_show_page(pen);
    if (!status)
        status = cairo_status(pen);
    cairo_destroy(pen);
    return status;
}

/* The surface is complete; cairo's own trouble as ours. */
static enum rv_status finish(cairo_surface_t *surface, cairo_status_t status,
                             struct rv_error *error)
{
    cairo_surface_finish(surface);
    if (!status)
        status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (status == CAIRO_STATUS_NO_MEMORY)
        rv_memory_out();
    return status ? rv_error_set(error, RV_WRITE, "the page cannot be drawn: %s",
                                 cairo_status_to_string(status))
                  : RV_OK;
}

enum rv_status rv_paper_pdf(const struct rv_paper *paper, struct rv_text *out,
                            struct rv_error *error)
{
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(append, out, RV_PAPER_WIDTH, RV_PAPER_HEIGHT);
    cairo_status_t status = CAIRO_STATUS_SUCCESS;

    cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_4);
    /* The same page again is the same file: no date of today. */
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                   "2000-01-01T00:00:00Z");
    for (size_t p = 0; p < paper->count && !status; p++)
        status = play(paper->pages[p], surface);
    return finish(surface, status, error);
}

enum rv_status rv_paper_svg(const struct rv_paper *paper, size_t page, struct rv_text *out,
                            struct rv_error *error)
{
    cairo_surface_t *surface =
        cairo_svg_surface_create_for_stream(append, out, RV_PAPER_WIDTH, RV_PAPER_HEIGHT);
    cairo_status_t status;

    cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PT);
    status = play(paper->pages[page], surface);
    return finish(surface, status, error);
}
