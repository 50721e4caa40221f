/* Numbers of a log: see number.h. */
#include "diagnose/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A float has seven digits that count: further ones are its binary value written out. */
enum { DIGITS = 7, BYTES = 64 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "nan", "inf", "infinity" in any case, not as the beginning of a word. */
static size_t word(const char *text, struct rv_number *number)
{
    static const struct {
        const char *name;
        enum rv_log_cell cell;
    } words[] = {{"nan", RV_LOG_NAN}, {"infinity", RV_LOG_INFINITE}, {"inf", RV_LOG_INFINITE}};
    const size_t sign = *text == '-' || *text == '+';

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const size_t length = strlen(words[i].name);
        const char *behind = text + sign + length;

        if (strncasecmp(text + sign, words[i].name, length) == 0 && !is_letter(*behind) &&
            *behind != '_' && !is_digit(*behind)) {
            *number = (struct rv_number){.value = (double)NAN, .cell = words[i].cell};
            return sign + length;
        }
    }
    return 0;
}

/* 10^-places, also where the exponent was written: exact enough to compare with. */
static double power(int places)
{
    double result = 1;

    for (int i = places < 0 ? -places : places; i > 0; i--)
        result *= 10;
    return places < 0 ? result : 1 / result;
}

/* Digits of "12.50e-3" from `text`: bytes; decimals, and digits that count. */
static size_t digits(const char *text, int *decimals, int *counting)
{
    const char *p = text;
    bool point = false, begun = false;

    for (*decimals = *counting = 0; is_digit(*p) || (*p == '.' && !point); p++) {
        point = point || *p == '.';
        if (*p == '.')
            continue;
        begun = begun || *p != '0';
        *counting += begun;
        *decimals += point;
    }
    return (size_t)(p - text);
}

size_t rv_number_read(const char *text, struct rv_number *number)
{
    char copy[BYTES];
    const size_t sign = *text == '-' || *text == '+';
    int decimals, counting;
    size_t length, used;

    if (is_letter(text[sign]))
        return word(text, number);
    length = digits(text + sign, &decimals, &counting);
    if (!is_digit(text[sign]) && !(text[sign] == '.' && is_digit(text[sign + 1])))
        return 0;
    length += sign;
    if (text[length - 1] == '.' && !is_digit(text[length])) { /* a full stop, or "2." */
        length--;
    }
    used = length;
    if (text[used] == 'e' || text[used] == 'E') {
        size_t e = used + 1;
        int exponent = 0;
        const bool minus = text[e] == '-';

        for (e += text[e] == '-' || text[e] == '+'; is_digit(text[e]); e++)
            exponent = exponent < 1000 ? 10 * exponent + (text[e] - '0') : exponent;
        if (is_digit(text[e - 1])) {
            decimals += minus ? exponent : -exponent;
            used = e;
        }
    }
    if (used >= sizeof copy)
        return 0;
    memcpy(copy, text, used);
    copy[used] = '\0';
    number->value = strtod(copy, NULL);
    number->cell = isfinite(number->value) ? RV_LOG_NUMBER : RV_LOG_INFINITE;
    if (number->cell != RV_LOG_NUMBER)
        number->value = (double)NAN;
    number->resolution = counting > DIGITS || decimals > 300 || decimals < -300 ? 0
                                                                                : power(decimals);
    length = used + (text[used] == ' ' && text[used + 1] == '%');
    number->percent = text[length] == '%';
    return number->percent ? length + 1 : used;
}

bool rv_number_cell(const char *text, struct rv_number *number)
{
    static const char *const missing[] = {"",    "-",      "--",   "---", "none", "null", "na",
                                          "n/a", "no log", "<na>", "?",   "_",    NULL};
    size_t used = rv_number_read(text, number);

    while (used && text[used] == ' ')
        used++;
    if (used)
        return text[used] == '\0';
    *number = (struct rv_number){.value = (double)NAN, .cell = RV_LOG_MISSING};
    for (size_t i = 0; missing[i]; i++)
        if (strcasecmp(text, missing[i]) == 0)
            return true;
    return false;
}

size_t rv_number_time(const char *text, double *seconds)
{
    const char *p = text;
    double sum = 0;
    int parts = 0;

    for (;; p++) {
        int part = 0, count = 0;

        for (; is_digit(*p) && count < 4; p++, count++)
            part = 10 * part + (*p - '0');
        if (!count || (parts && count != 2))
            return 0;
        sum = 60 * sum + part;
        parts++;
        if (*p != ':' || parts == 3)
            break;
    }
    if (parts < 2 || is_digit(*p))
        return 0;
    if ((*p == '.' || *p == ',') && is_digit(p[1]))
        for (p++; is_digit(*p); p++)
            ;
    *seconds = sum;
    return (size_t)(p - text);
}
