/* Pages to print: lines, marks and words on A4, as PDF or SVG, through cairo and pango.
 *
 * Lengths are points (1/72 inch), x from the left, y from the top. Words are UTF-8 in any language
 * that the fonts of the machine have; what is no UTF-8 becomes '?'.
 *
 *     struct rv_paper paper = {0};
 *     rv_paper_page(&paper);
 *     rv_paper_words(&paper, 50, 60, RV_PAPER_BOLD, 16, "Case 3");
 *     if (rv_paper_pdf(&paper, &out, &error)) ...
 *     rv_paper_release(&paper); */
#ifndef RAVINE_PAPER_H
#define RAVINE_PAPER_H

#include "ravine/status.h"
#include "ravine/text.h"

#define RV_PAPER_WIDTH 595.0
#define RV_PAPER_HEIGHT 842.0

enum rv_paper_font { RV_PAPER_PLAIN, RV_PAPER_BOLD, RV_PAPER_TYPED };

struct rv_paper {
    void **pages; /* owned; what was drawn on each */
    size_t count;
};

/* A new empty page; what follows is drawn on it. */
void rv_paper_page(struct rv_paper *paper);
void rv_paper_release(struct rv_paper *paper);

/* `gray`: 0 is black. `dash`: length of dashes; 0: a whole line. */
void rv_paper_line(struct rv_paper *paper, double x, double y, double to_x, double to_y,
                   double width, double gray, double dash);
/* Black, and white with a black edge. */
void rv_paper_disc(struct rv_paper *paper, double x, double y, double radius);
void rv_paper_ring(struct rv_paper *paper, double x, double y, double radius);
void rv_paper_box(struct rv_paper *paper, double x, double y, double width, double height,
                  double line);
/* One line of words from x; `y` is its base line. */
void rv_paper_words(struct rv_paper *paper, double x, double y, enum rv_paper_font font,
                    double size, const char *words);
/* The same, ending at x, and centred on it. */
void rv_paper_words_right(struct rv_paper *paper, double x, double y, enum rv_paper_font font,
                          double size, const char *words);
void rv_paper_words_centre(struct rv_paper *paper, double x, double y, enum rv_paper_font font,
                           double size, const char *words);
/* Centred on y, read from below. */
void rv_paper_words_up(struct rv_paper *paper, double x, double y, double size,
                       const char *words);
/* Several lines of at most `width`, the first base line at y; the base line after the last. Line
 * breaks of `words` are kept where they are empty lines, as in Markdown. */
double rv_paper_prose(struct rv_paper *paper, double x, double y, double width,
                      enum rv_paper_font font, double size, const char *words);

/* Points that a line of words takes. */
double rv_paper_width(enum rv_paper_font font, double size, const char *words);

/* All pages as one PDF; one page as an SVG. The same pages give the same bytes. Fails where cairo
 * does (RV_WRITE). */
enum rv_status rv_paper_pdf(const struct rv_paper *paper, struct rv_text *out,
                            struct rv_error *error);
enum rv_status rv_paper_svg(const struct rv_paper *paper, size_t page, struct rv_text *out,
                            struct rv_error *error);

#endif
