/* The words of the field: see glossary.h. */
#include "report/glossary.h"

#include "ravine/text.h"

#include <ctype.h>
#include <string.h>

#define X(word, others, text, where, shown)                                                        \
    &(const struct rv_term){.type = {.name = (word), .summary = (text)},                           \
                            .also = (others),                                                      \
                            .key = (where),                                                        \
                            .scenarios = (shown)}                                                  \
         .type,
static const struct rv_type *const terms[] = {
#include "report/glossary.def"
};
#undef X

const struct rv_registry rv_glossary = {"term", "terms", terms, sizeof terms / sizeof *terms};

/* A word as it is compared, one letter or digit after the other. */
struct spelling {
    const char *next, *end;
};

static bool counts(char c)
{
    return isalnum((unsigned char)c) || strchr("./=+", c);
}

/* Without what is no part of a name at its end: brackets, a plural's s. */
static struct spelling spell(const char *word, size_t length)
{
    struct spelling s = {word, word + length};

    while (s.end > s.next && !isalnum((unsigned char)s.end[-1]))
        s.end--;
    if (s.end - s.next > 3 && tolower((unsigned char)s.end[-1]) == 's' &&
        tolower((unsigned char)s.end[-2]) != 's')
        s.end--;
    return s;
}

/* 0 at the end. */
static int letter(struct spelling *s)
{
    while (s->next < s->end && !counts(*s->next))
        s->next++;
    return s->next < s->end ? tolower((unsigned char)*s->next++) : 0;
}

static bool same(struct spelling a, struct spelling b)
{
    int x, y;

    do {
        x = letter(&a);
        y = letter(&b);
    } while (x == y && x);
    return x == y;
}

bool rv_glossary_same(const char *a, const char *b)
{
    return same(spell(a, strlen(a)), spell(b, strlen(b)));
}

/* Whether `word` is one of a list with commas between. */
static bool listed(const char *list, const char *word)
{
    const struct spelling asked = spell(word, strlen(word));

    while (*list) {
        size_t length = strcspn(list, ",");

        if (same(spell(list, length), asked))
            return true;
        list += length;
        list += strspn(list, ", ");
    }
    return false;
}

const struct rv_term *rv_glossary_find(const char *word)
{
    const struct rv_term *found = NULL;

    for (size_t i = 0; i < rv_glossary.count && word[strspn(word, " .,-_")]; i++) {
        const struct rv_term *term = (const struct rv_term *)rv_glossary.types[i];

        if (rv_glossary_same(term->type.name, word))
            return term;
        if (!found && listed(term->also, word))
            found = term;
    }
    return found;
}

static void print_line(const char *begin, const char *words, const char *end, int indent,
                       int width, struct rv_text *out)
{
    struct rv_text line = {0};

    if (*words) {
        rv_text_printf(&line, "%s%s%s", begin, words, end);
        rv_text_wrap(out, rv_text_string(&line), indent, width);
    }
    rv_text_release(&line);
}

void rv_glossary_print(const struct rv_term *term, int indent, int width, struct rv_text *out)
{
    rv_text_printf(out, "%s (term)\n", term->type.name);
    rv_text_wrap(out, term->type.summary, indent, width);
    print_line("Also: ", term->also, ".", indent, width, out);
    print_line("See `ravine explain ", term->key, "`.", indent, width, out);
    print_line("Shown by ", term->scenarios, ".", indent, width, out);
}
