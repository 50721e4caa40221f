/* The nearest name: what "did you mean" proposes. See ravine/text.h. */
#include "ravine/text.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#define WORD_MAX 64 /* longer words get no proposal */

static int fold(char c)
{
    return c == '_' ? '-' : tolower((unsigned char)c);
}

bool rv_text_same_name(const char *a, const char *b)
{
    while (*a && *b) {
        char x = *a++, y = *b++;

        if (x != y && !((x == '-' || x == '_') && (y == '-' || y == '_')))
            return false;
    }
    return *a == *b;
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/* Edit distance with transpositions of neighbours (Damerau 1964, optimal string alignment):
 * insertions, deletions, replacements and swaps each cost 1. Three rows of the table suffice. */
static int distance(const char *a, const char *b)
{
    int rows[3][WORD_MAX + 1];
    int m = (int)strlen(a), n = (int)strlen(b);

    for (int j = 0; j <= n; j++)
        rows[0][j] = j;
    for (int i = 1; i <= m; i++) {
        int *now = rows[i % 3], *before = rows[(i + 2) % 3], *earlier = rows[(i + 1) % 3];

        now[0] = i;
        for (int j = 1; j <= n; j++) {
            int cost = fold(a[i - 1]) != fold(b[j - 1]);

            now[j] = smaller(before[j - 1] + cost, smaller(before[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && fold(a[i - 1]) == fold(b[j - 2]) &&
                fold(a[i - 2]) == fold(b[j - 1]))
                now[j] = smaller(now[j], earlier[j - 2] + 1);
        }
    }
    return rows[m % 3][n];
}

/* One word is the beginning of the other: "momentum" of "momentum_schedule". */
static bool begins(const char *a, const char *b)
{
    size_t length = strlen(a) < strlen(b) ? strlen(a) : strlen(b);

    if (length < 3)
        return false;
    for (size_t i = 0; i < length; i++)
        if (fold(a[i]) != fold(b[i]))
            return false;
    return true;
}

const char *rv_text_nearest(const char *word, const char *const *names)
{
    const char *nearest = NULL;
    size_t length = strlen(word);
    int limit = 1 + (int)length / 3;
    int least = limit + 1;

    if (length == 0 || length > WORD_MAX)
        return NULL;
    for (; *names; names++) {
        int d;

        if (strlen(*names) > WORD_MAX)
            continue;
        d = distance(word, *names);
        if (d > limit && begins(word, *names))
            d = limit;
        if (d < least) {
            least = d;
            nearest = *names;
        }
    }
    return nearest;
}
