/* Names and numbers of a line: see pairs.h. */
#include "diagnose/pairs.h"

#include <math.h>
#include <string.h>
#include <strings.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static bool is_alnum(char c)
{
    return is_letter(c) || is_digit(c) || c == '_';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* ---- The text before a number ---- */

struct gap {
    const char *start, *end;
};

static struct gap last_piece(struct gap gap)
{
    size_t length;
    const char *start = rv_pairs_name(gap.start, gap.end, &length);

    return (struct gap){start, start + length};
}

/* What the pieces before the last one say of the examples: the last word counts. */
static enum rv_name_split context(struct rv_name_memo *memo, struct gap span)
{
    return rv_name_read(memo, span.start, (size_t)(span.end - span.start)).split;
}

/* ---- Where numbers begin ---- */

/* "epoch12", "Epoch_003": a word that ends in a number all the same. Bytes before that, or 0. */
static size_t counted_word(const char *word, size_t length)
{
    static const char *const heads[] = {"epoch", "ep", "iter", "iteration", "step"};

    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        size_t used = strlen(heads[i]), at;

        if (length <= used || strncasecmp(word, heads[i], used) != 0)
            continue;
        used += word[used] == '_' || word[used] == '-';
        for (at = used; at < length && is_digit(word[at]); at++)
            ;
        if (at == length && used < length)
            return used;
    }
    return 0;
}

/* Bytes of the word that begins at `p` with a letter, so that digits in it are no numbers. */
static size_t word_length(const char *p)
{
    size_t n = 0;

    while (is_alnum(p[n]) || (n && (p[n] == '@' || p[n] == '/' || p[n] == '-' || p[n] == '.') &&
                              is_alnum(p[n + 1]))) {
        /* "loss-0.31" is a name and a number; "top-5-accuracy" is a name. */
        if (p[n] == '-' && is_digit(p[n + 1]) && p[n + 1 + strspn(p + n + 1, "0123456789")] == '.')
            break;
        if (p[n] == '/' && is_digit(p[n + 1]))
            break;
        n++;
    }
    return n;
}

/* Dates, times of day, addresses of lines: bytes at `p` that hold digits but no number. */
static size_t no_number(const char *p)
{
    const size_t digits = strspn(p, "0123456789");
    double seconds;
    size_t n;

    if (!digits)
        return 0;
    if ((p[digits] == '-' || p[digits] == '/' || p[digits] == '.') && is_digit(p[digits + 1])) {
        n = digits + 1 + strspn(p + digits + 1, "0123456789");
        if (p[n] == p[digits] && is_digit(p[n + 1]) && n < 9) /* 2020-07-22, 3/15/2021 */
            return n + strspn(p + n, "0123456789-/.T:,Z");
    }
    if (p[digits] == '/' && digits <= 2) { /* 01/31 10:00:00 */
        n = digits + 1 + strspn(p + digits + 1, "0123456789");
        if (p[n] == ' ' && rv_number_time(p + n + 1, &seconds))
            return n + 1 + rv_number_time(p + n + 1, &seconds);
    }
    n = rv_number_time(p, &seconds);
    if (n && p[n] != '/')
        return n + strspn(p + n, "0123456789.,:");
    return 0;
}

/* ---- One pair ---- */

struct scan {
    struct rv_name_memo *memo;
    struct rv_pairs *pairs;
    const char *gap; /* the text since the last number */
    enum rv_name_split said;
    size_t group; /* pairs since a bracket was opened; RV_PAIRS_MOST: none is open */
    bool carry;
};

/* The unit written to a number: its letters. */
static size_t unit_length(const char *p)
{
    size_t n = 0;

    while (is_letter(p[n]) || (n && p[n] == '/' && is_letter(p[n + 1])))
        n++;
    return n;
}

/* " Hz", " mins" behind a number, which begin no name: bytes. */
static size_t spaced_unit(const char *p)
{
    static const char *const units[] = {"hz",        "s",    "sec",     "secs",  "seconds",
                                        "min",       "mins", "minutes", "ms",    "it/s",
                                        "samples/s", "mb",   "gb",      "hours", "h"};
    const size_t length = *p == ' ' ? unit_length(p + 1) : 0;

    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (length == strlen(units[i]) && strncasecmp(p + 1, units[i], length) == 0)
            return 1 + length;
    return 0;
}

static bool is_time_unit(const char *p, size_t length)
{
    return (length == 1 && *p == 's') || (length >= 3 && strncasecmp(p, "sec", 3) == 0);
}

/* The counts that a percent number was made of, from the stroke between them: they are exact. */
static size_t take_counts(const char *stroke, const struct rv_number *count, struct rv_pair *pair)
{
    struct rv_number of;
    const size_t used = rv_number_read(stroke + 1, &of);

    if (!used || stroke[1 + used] != ')' || !(count->value <= of.value))
        return 0;
    pair->number = *count;
    pair->of = of.value;
    return 2 + used;
}

/* "/ 10000", "(1.99)", "of 500" behind a number: bytes. */
static size_t take_second(const char *p, struct rv_pair *pair)
{
    struct rv_number second;
    const char *q = p + strspn(p, " ");
    size_t used;

    if (*q == '/' || (strncmp(q, "of ", 3) == 0 && pair->meaning.kind == RV_NAME_EPOCH)) {
        q += *q == '/' ? 1 : 3;
        q += strspn(q, " ");
        used = rv_number_read(q, &second);
        if (!used || second.cell != RV_LOG_NUMBER)
            return 0;
        pair->of = second.value;
        return (size_t)(q + used - p);
    }
    if (*q == '(' && (used = rv_number_read(q + 1 + strspn(q + 1, " "), &second)) > 0) {
        const char *end = q + 1 + strspn(q + 1, " ") + used;

        end += strspn(end, " ");
        if (*end == '/' && pair->number.percent) /* "45.0% (22500/50000)" */
        {
            used = take_counts(end, &second, pair);
            return used ? (size_t)(end - p) + used : 0;
        }
        if (*end != ')' || isnan(second.value) || pair->meaning.kind == RV_NAME_EPOCH ||
            pair->meaning.kind == RV_NAME_STEP)
            return 0;
        second.percent = second.percent || pair->number.percent;
        pair->number = second;
        pair->running = true;
        return (size_t)(end + 1 - p);
    }
    return 0;
}

static bool is_counter(const struct rv_name *name)
{
    return name->kind == RV_NAME_EPOCH || name->kind == RV_NAME_STEP;
}

static bool has_no_split(const struct rv_name *name)
{
    return is_counter(name) || name->kind == RV_NAME_RATE || name->kind == RV_NAME_SECONDS;
}

/* What the text before the number says of it, of those behind it, and of those before it in the
 * same brackets. */
static void name_pair(struct scan *scan, const char *end, struct rv_pair *pair)
{
    const struct gap gap = {scan->gap, end}, name = last_piece(gap);
    const struct gap before = {gap.start, name.start};
    const char *open = NULL, *close = NULL;
    enum rv_name_split said;

    pair->name = name.start;
    pair->length = (size_t)(name.end - name.start);
    pair->meaning = rv_name_read(scan->memo, pair->name, pair->length);
    for (const char *p = before.start; p < before.end; p++) {
        open = *p == '[' ? p : open;
        close = *p == ']' ? p : close;
    }
    if (close)
        scan->group = RV_PAIRS_MOST;
    if (open && scan->pairs->count && (!close || close < open)) {
        scan->said = RV_NAME_UNSAID;
        scan->group = scan->pairs->count;
    }
    said = context(scan->memo, before);
    if (said)
        scan->said = said;
    if (pair->meaning.split && scan->carry)
        scan->said = pair->meaning.split;
    if (pair->meaning.split && scan->group < scan->pairs->count)
        for (size_t i = scan->group; i < scan->pairs->count; i++)
            if (!scan->pairs->pairs[i].split)
                scan->pairs->pairs[i].split = pair->meaning.split;
    pair->split = has_no_split(&pair->meaning) ? RV_NAME_UNSAID : scan->said;
    scan->pairs->letters += (size_t)(before.end - before.start);
}

/* The number at `p`, if one begins there: bytes. */
static size_t take_number(struct scan *scan, const char *text, const char *p)
{
    struct rv_pair pair = {.of = (double)NAN, .place = (size_t)(p - text)};
    size_t used = rv_number_read(p, &pair.number), unit;

    if (!used || scan->pairs->count == RV_PAIRS_MOST)
        return used;
    name_pair(scan, p, &pair);
    unit = pair.number.percent ? 0 : unit_length(p + used);
    if (unit) {
        const bool seconds = is_time_unit(p + used, unit) && pair.meaning.kind == RV_NAME_SECONDS;

        scan->gap = p + used + unit;
        if (!seconds)
            return used + unit;
        used += unit;
    }
    used += take_second(p + used, &pair);
    used += spaced_unit(p + used);
    if (memchr(pair.name, '%', pair.length))
        pair.number.percent = true;
    scan->pairs->pairs[scan->pairs->count++] = pair;
    scan->gap = p + used;
    return used;
}

/* ---- Numbers before their names ---- */

static bool tells(const struct rv_name *name)
{
    return name->kind == RV_NAME_LOSS || name->kind == RV_NAME_ACCURACY ||
           name->kind == RV_NAME_PART || name->kind == RV_NAME_MEASURE ||
           name->kind == RV_NAME_ERROR;
}

/* Whether a colon or an equals sign leads to a number: then names stand before numbers. */
static bool has_signs(const struct rv_pairs *pairs, const char *text)
{
    for (size_t i = 0; i < pairs->count; i++) {
        size_t place = pairs->pairs[i].place;

        while (place && is_blank(text[place - 1]))
            place--;
        if (pairs->pairs[i].length && place && strchr(":=", text[place - 1]) &&
            !is_counter(&pairs->pairs[i].meaning))
            return true;
    }
    return false;
}

/* "0.35 loss, 0.91 acc": where the first number has no name and the text behind the last is one,
 * each number has the name that follows it. */
static void turn_round(struct scan *scan, const char *text, const char *end)
{
    struct rv_pairs *pairs = scan->pairs;
    struct rv_pair last = {0};
    size_t first = 0;

    while (first < pairs->count && is_counter(&pairs->pairs[first].meaning))
        first++;
    if (first == pairs->count || pairs->pairs[first].length || has_signs(pairs, text))
        return;
    name_pair(scan, end, &last);
    if (!tells(&last.meaning))
        return;
    for (size_t i = first; i < pairs->count; i++) {
        const struct rv_pair *next = i + 1 < pairs->count ? &pairs->pairs[i + 1] : &last;

        pairs->pairs[i].name = next->name;
        pairs->pairs[i].length = next->length;
        pairs->pairs[i].meaning = next->meaning;
        pairs->pairs[i].split = next->split;
    }
}

void rv_pairs_read(struct rv_name_memo *memo, const char *text, bool carry, struct rv_pairs *pairs)
{
    struct scan scan = {
        .memo = memo, .pairs = pairs, .gap = text, .group = RV_PAIRS_MOST, .carry = carry};
    const char *p = text;

    pairs->count = pairs->letters = 0;
    while (*p) {
        const bool sign = (*p == '-' || *p == '+') && p > text && !is_alnum(p[-1]) &&
                          (is_digit(p[1]) || p[1] == '.' || p[1] == 'i' || p[1] == 'n');
        size_t used;

        if (is_letter(*p) || *p == '_') {
            struct rv_number number;
            const size_t length = word_length(p), head = counted_word(p, length);

            used = rv_number_read(p, &number) == length ? take_number(&scan, text, p)
                   : head                               ? head
                                                        : length;
            p += used ? used : 1;
        } else if (is_digit(*p) || sign || (*p == '.' && is_digit(p[1]))) {
            used = no_number(p);
            if (used)
                scan.gap = p + used;
            else
                used = take_number(&scan, text, p);
            p += used ? used : 1 + strspn(p + 1, "0123456789."); /* too long for a number */
        } else {
            p++;
        }
    }
    turn_round(&scan, text, p);
    pairs->letters += (size_t)(p - scan.gap);
}
