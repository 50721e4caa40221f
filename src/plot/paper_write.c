/* A page as PDF or SVG.
 *
 * PDF 1.4 with the three fonts that every reader has; its y goes up from the bottom. Words are
 * written in WinAnsi, which has what Western languages and our figures need; any other character
 * becomes '?'. */
#include "ravine/paper.h"

#include "ravine/memory.h"

/* A circle of radius 1 as four Bézier curves: the distance of the control points. */
#define BEZIER 0.5523

/* ---- Characters ---- */

/* The next character of a UTF-8 text; broken bytes stand for themselves. */
static unsigned long decode(const char **at)
{
    const unsigned char *c = (const unsigned char *)*at;
    size_t more = c[0] >= 0xf0 ? 3 : c[0] >= 0xe0 ? 2 : c[0] >= 0xc0 ? 1 : 0;
    unsigned long code = more == 3 ? c[0] & 7U : more == 2 ? c[0] & 15U : more ? c[0] & 31U : c[0];

    for (size_t i = 1; i <= more; i++) {
        if ((c[i] & 0xc0) != 0x80) {
            *at += 1;
            return c[0];
        }
        code = code << 6 | (c[i] & 0x3fU);
    }
    *at += 1 + more;
    return code;
}

static int winansi(unsigned long code)
{
    static const struct {
        unsigned short code;
        unsigned char byte;
    } others[] = {{0x2013, 0x96}, {0x2014, 0x97}, {0x2018, 0x91}, {0x2019, 0x92}, {0x201c, 0x93},
                  {0x201d, 0x94}, {0x2022, 0x95}, {0x2026, 0x85}, {0x20ac, 0x80}, {0x2212, 0x2d}};

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i].code == code)
            return others[i].byte;
    return code < 0x80 || (code >= 0xa0 && code <= 0xff) ? (int)code : '?';
}

/* A string in parentheses. */
static void pdf_string(const char *words, struct rv_text *out)
{
    rv_text_add(out, "(");
    while (*words) {
        int c = winansi(decode(&words));

        if (c == '(' || c == ')' || c == '\\')
            rv_text_printf(out, "\\%c", c);
        else if (c < 0x20 || c >= 0x7f)
            rv_text_printf(out, "\\%03o", (unsigned)c);
        else
            rv_text_printf(out, "%c", c);
    }
    rv_text_add(out, ")");
}

static void xml(const char *words, struct rv_text *out)
{
    for (; *words; words++) {
        if (*words == '&')
            rv_text_add(out, "&amp;");
        else if (*words == '<')
            rv_text_add(out, "&lt;");
        else
            rv_text_add_bytes(out, words, 1);
    }
}

/* ---- PDF ---- */

static void pdf_circle(const struct rv_paper_item *it, struct rv_text *out)
{
    double x = it->x, y = RV_PAPER_HEIGHT - it->y, r = it->to_x, k = BEZIER * r;

    rv_text_printf(out, "%.2f %.2f m ", x + r, y);
    rv_text_printf(out, "%.2f %.2f %.2f %.2f %.2f %.2f c ", x + r, y + k, x + k, y + r, x, y + r);
    rv_text_printf(out, "%.2f %.2f %.2f %.2f %.2f %.2f c ", x - k, y + r, x - r, y + k, x - r, y);
    rv_text_printf(out, "%.2f %.2f %.2f %.2f %.2f %.2f c ", x - r, y - k, x - k, y - r, x, y - r);
    rv_text_printf(out, "%.2f %.2f %.2f %.2f %.2f %.2f c ", x + k, y - r, x + r, y - k, x + r, y);
}

static void pdf_item(const struct rv_paper_item *it, struct rv_text *out)
{
    static const char *const fonts[] = {"/F1", "/F2", "/F3"};
    double y = RV_PAPER_HEIGHT - it->y;

    switch (it->kind) {
    case RV_PAPER_LINE:
        rv_text_printf(out, "%.2f w %.2f G ", it->size, it->gray);
        rv_text_printf(out, it->dash > 0 ? "[%.1f] 0 d " : "[] 0 d ", it->dash);
        rv_text_printf(out, "%.2f %.2f m %.2f %.2f l S\n", it->x, y, it->to_x,
                       RV_PAPER_HEIGHT - it->to_y);
        break;
    case RV_PAPER_DISC:
        pdf_circle(it, out);
        rv_text_add(out, "f\n");
        break;
    case RV_PAPER_RING:
        rv_text_printf(out, "[] 0 d 0 G 1 g %.2f w ", it->size);
        pdf_circle(it, out);
        rv_text_add(out, "b 0 g\n");
        break;
    case RV_PAPER_BOX:
        rv_text_printf(out, "[] 0 d 0 G %.2f w %.2f %.2f %.2f %.2f re S\n", it->size, it->x,
                       y - it->to_y, it->to_x, it->to_y);
        break;
    case RV_PAPER_WORDS:
        rv_text_printf(out, "BT %s %.1f Tf %s %.2f %.2f Tm ", fonts[it->font], it->size,
                       it->upright ? "0 1 -1 0" : "1 0 0 1", it->x, y);
        pdf_string(it->words, out);
        rv_text_add(out, " Tj ET\n");
        break;
    }
}

/* Objects in the order of their numbers, and where each begins. */
struct objects {
    struct rv_text *out;
    size_t *begin;
    size_t count;
};

static void pdf_begin(struct objects *objects)
{
    objects->begin[objects->count++] = objects->out->length;
    rv_text_printf(objects->out, "%zu 0 obj\n", objects->count);
}

static void pdf_end(struct objects *objects)
{
    rv_text_add(objects->out, "\nendobj\n");
}

/* Page and content of page p: objects 6 + 2p and 7 + 2p. */
static void pdf_page(struct objects *objects, const struct rv_paper_sheet *sheet)
{
    struct rv_text content = {0};

    for (size_t i = 0; i < sheet->count; i++)
        pdf_item(&sheet->items[i], &content);
    pdf_begin(objects);
    rv_text_printf(objects->out,
                   "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.0f %.0f] /Contents %zu 0 R "
                   "/Resources << /Font << /F1 3 0 R /F2 4 0 R /F3 5 0 R >> >> >>",
                   RV_PAPER_WIDTH, RV_PAPER_HEIGHT, objects->count + 1);
    pdf_end(objects);
    pdf_begin(objects);
    rv_text_printf(objects->out, "<< /Length %zu >>\nstream\n%s\nendstream", content.length,
                   rv_text_string(&content));
    pdf_end(objects);
    rv_text_release(&content);
}

void rv_paper_pdf(const struct rv_paper *paper, struct rv_text *out)
{
    static const char *const fonts[] = {"Helvetica", "Helvetica-Bold", "Courier"};
    size_t *begin = rv_alloc(6 + 2 * paper->count, sizeof *begin), xref;
    struct objects objects = {.out = out, .begin = begin};

    rv_text_add(out, "%PDF-1.4\n");
    pdf_begin(&objects);
    rv_text_add(out, "<< /Type /Catalog /Pages 2 0 R >>");
    pdf_end(&objects);
    pdf_begin(&objects);
    rv_text_printf(out, "<< /Type /Pages /Count %zu /Kids [", paper->count);
    for (size_t p = 0; p < paper->count; p++)
        rv_text_printf(out, "%s%zu 0 R", p ? " " : "", 6 + 2 * p);
    rv_text_add(out, "] >>");
    pdf_end(&objects);
    for (size_t f = 0; f < 3; f++) {
        pdf_begin(&objects);
        rv_text_printf(out, "<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding "
                            "/WinAnsiEncoding >>", fonts[f]);
        pdf_end(&objects);
    }
    for (size_t p = 0; p < paper->count; p++)
        pdf_page(&objects, &paper->sheets[p]);
    xref = out->length;
    rv_text_printf(out, "xref\n0 %zu\n0000000000 65535 f \n", objects.count + 1);
    for (size_t i = 0; i < objects.count; i++)
        rv_text_printf(out, "%010zu 00000 n \n", begin[i]);
    rv_text_printf(out, "trailer\n<< /Size %zu /Root 1 0 R >>\nstartxref\n%zu\n%%%%EOF\n",
                   objects.count + 1, xref);
    rv_free(begin);
}

/* ---- SVG ---- */

static void svg_words(const struct rv_paper_item *it, struct rv_text *out)
{
    /* Another font that stands in for Helvetica is stretched to its widths. */
    rv_text_printf(out, "<text xml:space=\"preserve\" font-size=\"%.1f\" textLength=\"%.2f\" "
                        "lengthAdjust=\"spacingAndGlyphs\"%s%s ", it->size,
                   rv_paper_width(it->font, it->size, it->words),
                   it->font == RV_PAPER_BOLD ? " font-weight=\"bold\"" : "",
                   it->font == RV_PAPER_TYPED ? " font-family=\"Courier, monospace\"" : "");
    if (it->upright)
        rv_text_printf(out, "transform=\"translate(%.2f %.2f) rotate(-90)\">", it->x, it->y);
    else
        rv_text_printf(out, "x=\"%.2f\" y=\"%.2f\">", it->x, it->y);
    xml(it->words, out);
    rv_text_add(out, "</text>\n");
}

static void svg_item(const struct rv_paper_item *it, struct rv_text *out)
{
    int level = (int)(255 * it->gray);

    switch (it->kind) {
    case RV_PAPER_LINE:
        rv_text_printf(out, "<path d=\"M%.2f %.2fL%.2f %.2f\" stroke=\"#%02x%02x%02x\" "
                            "stroke-width=\"%.2f\"", it->x, it->y, it->to_x, it->to_y,
                       (unsigned)level, (unsigned)level, (unsigned)level, it->size);
        if (it->dash > 0)
            rv_text_printf(out, " stroke-dasharray=\"%.1f\"", it->dash);
        rv_text_add(out, "/>\n");
        break;
    case RV_PAPER_DISC:
        rv_text_printf(out, "<circle cx=\"%.2f\" cy=\"%.2f\" r=\"%.2f\"/>\n", it->x, it->y,
                       it->to_x);
        break;
    case RV_PAPER_RING:
        rv_text_printf(out, "<circle cx=\"%.2f\" cy=\"%.2f\" r=\"%.2f\" fill=\"white\" "
                            "stroke=\"black\" stroke-width=\"%.2f\"/>\n",
                       it->x, it->y, it->to_x, it->size);
        break;
    case RV_PAPER_BOX:
        rv_text_printf(out, "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" "
                            "fill=\"none\" stroke=\"black\" stroke-width=\"%.2f\"/>\n",
                       it->x, it->y, it->to_x, it->to_y, it->size);
        break;
    case RV_PAPER_WORDS:
        svg_words(it, out);
        break;
    }
}

void rv_paper_svg(const struct rv_paper *paper, size_t page, struct rv_text *out)
{
    const struct rv_paper_sheet *sheet = &paper->sheets[page];

    rv_text_printf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"210mm\" "
                        "height=\"297mm\" viewBox=\"0 0 %.0f %.0f\" font-family=\"Helvetica, "
                        "Arial, sans-serif\">\n<rect width=\"100%%\" height=\"100%%\" "
                        "fill=\"white\"/>\n", RV_PAPER_WIDTH, RV_PAPER_HEIGHT);
    for (size_t i = 0; i < sheet->count; i++)
        svg_item(&sheet->items[i], out);
    rv_text_add(out, "</svg>\n");
}
