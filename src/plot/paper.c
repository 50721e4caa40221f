/* What stands on a page: see ravine/paper.h. */
#include "ravine/paper.h"

#include "ravine/memory.h"

#include <string.h>

/* Between base lines, in sizes of the font. */
#define LEADING 1.3

/* Advance widths of Helvetica in thousandths of the size, from the blank to '~'; every other
 * character counts as a digit. */
static const short widths[] = {
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
};
#define OTHER_WIDTH 556
#define TYPED_WIDTH 600
/* Bold letters are wider, most by a tenth. */
#define BOLD_FACTOR 1.1

void rv_paper_page(struct rv_paper *paper)
{
    paper->sheets =
        rv_realloc(paper->sheets, paper->count, paper->count + 1, sizeof *paper->sheets);
    paper->sheets[paper->count++] = (struct rv_paper_sheet){0};
}

void rv_paper_release(struct rv_paper *paper)
{
    for (size_t p = 0; p < paper->count; p++) {
        for (size_t i = 0; i < paper->sheets[p].count; i++)
            rv_free(paper->sheets[p].items[i].words);
        rv_free(paper->sheets[p].items);
    }
    rv_free(paper->sheets);
    *paper = (struct rv_paper){0};
}

static void add(struct rv_paper *paper, struct rv_paper_item item)
{
    struct rv_paper_sheet *sheet;

    if (paper->count == 0)
        rv_paper_page(paper);
    sheet = &paper->sheets[paper->count - 1];
    if (sheet->count == sheet->capacity) {
        size_t more = sheet->capacity ? 2 * sheet->capacity : 64;

        sheet->items = rv_realloc(sheet->items, sheet->capacity, more, sizeof *sheet->items);
        sheet->capacity = more;
    }
    sheet->items[sheet->count++] = item;
}

void rv_paper_line(struct rv_paper *paper, double x, double y, double to_x, double to_y,
                   double width, double gray, double dash)
{
    add(paper, (struct rv_paper_item){.kind = RV_PAPER_LINE, .x = x, .y = y, .to_x = to_x,
                                      .to_y = to_y, .size = width, .gray = gray, .dash = dash});
}

void rv_paper_disc(struct rv_paper *paper, double x, double y, double radius)
{
    add(paper, (struct rv_paper_item){.kind = RV_PAPER_DISC, .x = x, .y = y, .to_x = radius});
}

void rv_paper_ring(struct rv_paper *paper, double x, double y, double radius)
{
    add(paper, (struct rv_paper_item){.kind = RV_PAPER_RING, .x = x, .y = y, .to_x = radius,
                                      .size = 0.8});
}

void rv_paper_box(struct rv_paper *paper, double x, double y, double width, double height,
                  double line)
{
    add(paper, (struct rv_paper_item){.kind = RV_PAPER_BOX, .x = x, .y = y, .to_x = width,
                                      .to_y = height, .size = line});
}

void rv_paper_words(struct rv_paper *paper, double x, double y, enum rv_paper_font font,
                    double size, const char *words)
{
    add(paper, (struct rv_paper_item){.kind = RV_PAPER_WORDS, .x = x, .y = y, .size = size,
                                      .font = font, .words = rv_strdup(words)});
}

void rv_paper_words_right(struct rv_paper *paper, double x, double y, enum rv_paper_font font,
                          double size, const char *words)
{
    rv_paper_words(paper, x - rv_paper_width(font, size, words), y, font, size, words);
}

void rv_paper_words_centre(struct rv_paper *paper, double x, double y, enum rv_paper_font font,
                           double size, const char *words)
{
    rv_paper_words(paper, x - rv_paper_width(font, size, words) / 2, y, font, size, words);
}

void rv_paper_words_up(struct rv_paper *paper, double x, double y, double size,
                       const char *words)
{
    double from = y + rv_paper_width(RV_PAPER_PLAIN, size, words) / 2;

    add(paper, (struct rv_paper_item){.kind = RV_PAPER_WORDS, .x = x, .y = from, .size = size,
                                      .upright = true, .words = rv_strdup(words)});
}

/* Of the first `length` bytes; bytes that continue a UTF-8 character take no room. */
static double width_of(enum rv_paper_font font, double size, const char *words, size_t length)
{
    double sum = 0;

    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)words[i];
        bool known = c >= ' ' && (size_t)(c - ' ') < sizeof widths / sizeof *widths;

        if ((c & 0xc0) != 0x80)
            sum += font == RV_PAPER_TYPED ? TYPED_WIDTH : known ? widths[c - ' '] : OTHER_WIDTH;
    }
    return sum * size / 1000 * (font == RV_PAPER_BOLD ? BOLD_FACTOR : 1);
}

double rv_paper_width(enum rv_paper_font font, double size, const char *words)
{
    return width_of(font, size, words, strlen(words));
}

/* How many bytes of `words` fit into `width`: up to a blank, or one word that is too long. An empty
 * line ends a paragraph. */
static size_t fit(const char *words, double width, enum rv_paper_font font, double size)
{
    size_t good = 0, at = 0;

    while (words[at] && !(words[at] == '\n' && words[at + 1] == '\n')) {
        at += strspn(words + at, " \n");
        at += strcspn(words + at, " \n");
        if (good && width_of(font, size, words, at) > width)
            break;
        good = at;
        if (words[at] == '\n' && words[at + 1] == '\0')
            break;
    }
    return good;
}

double rv_paper_prose(struct rv_paper *paper, double x, double y, double width,
                      enum rv_paper_font font, double size, const char *words)
{
    words += strspn(words, " \n");
    while (*words) {
        size_t length = fit(words, width, font, size);
        char *line = rv_strdup(words);

        line[length] = '\0';
        for (char *c = line; *c; c++)
            *c = *c == '\n' ? ' ' : *c;
        rv_paper_words(paper, x, y, font, size, line);
        rv_free(line);
        y += LEADING * size;
        words += length;
        if (words[0] == '\n' && words[1] == '\n')
            y += LEADING * size / 2;
        words += strspn(words, " \n");
    }
    return y;
}
