/* A page to print: lines, marks and words in black on A4, as PDF or SVG, without another program.
 *
 * Lengths are points (1/72 inch), x from the left, y from the top. Words are Helvetica, whose
 * widths are known here, so that lines break alike in both formats.
 *
 *     struct rv_paper paper = {0};
 *     rv_paper_page(&paper);
 *     rv_paper_words(&paper, 50, 60, RV_PAPER_BOLD, 16, "Case 3");
 *     rv_paper_pdf(&paper, &out);
 *     rv_paper_release(&paper); */
#ifndef RAVINE_PAPER_H
#define RAVINE_PAPER_H

#include "ravine/text.h"

#define RV_PAPER_WIDTH 595.0
#define RV_PAPER_HEIGHT 842.0

enum rv_paper_font { RV_PAPER_PLAIN, RV_PAPER_BOLD, RV_PAPER_TYPED };

enum rv_paper_mark_kind { RV_PAPER_LINE, RV_PAPER_DISC, RV_PAPER_RING, RV_PAPER_BOX,
                          RV_PAPER_WORDS };

/* One thing on a page. */
struct rv_paper_item {
    enum rv_paper_mark_kind kind;
    double x, y, to_x, to_y; /* end of a line; radius of a disc or ring in to_x; size of a box */
    double size;             /* line width, or size of the font */
    double gray;             /* 0 is black */
    double dash;             /* length of dashes; 0: a whole line */
    enum rv_paper_font font;
    bool upright; /* words that are read from below */
    char *words; /* owned; UTF-8 */
};

struct rv_paper_sheet {
    struct rv_paper_item *items; /* owned */
    size_t count, capacity;
};

struct rv_paper {
    struct rv_paper_sheet *sheets; /* owned */
    size_t count;
};

/* A new empty page; what follows is drawn on it. */
void rv_paper_page(struct rv_paper *paper);
void rv_paper_release(struct rv_paper *paper);

void rv_paper_line(struct rv_paper *paper, double x, double y, double to_x, double to_y,
                   double width, double gray, double dash);
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

/* All pages as one PDF; one page as an SVG. */
void rv_paper_pdf(const struct rv_paper *paper, struct rv_text *out);
void rv_paper_svg(const struct rv_paper *paper, size_t page, struct rv_text *out);

#endif
