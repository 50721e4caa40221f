/* The grammar of claims: tokens, parentheses, comparisons. See claim.h. */
#include "scenario/claim.h"

#include "ravine/memory.h"

#include <ctype.h>
#include <string.h>

/* ---- Tokens ---- */

static bool is_name_start(char c)
{
    return isalpha((unsigned char)c) || c == '_';
}

static bool is_name(char c)
{
    return is_name_start(c) || isdigit((unsigned char)c) || c == '.';
}

static size_t digits(const char *text)
{
    return strspn(text, "0123456789");
}

/* Length of the number that starts here: 5, 0.85, .85, 1e-3. */
static size_t number_length(const char *text)
{
    size_t length = digits(text);

    if (text[length] == '.')
        length += 1 + digits(text + length + 1);
    if (text[length] == 'e' || text[length] == 'E') {
        size_t sign = text[length + 1] == '+' || text[length + 1] == '-';
        size_t exponent = digits(text + length + 1 + sign);

        length += exponent ? 1 + sign + exponent : 0;
    }
    return length;
}

static size_t name_length(const char *text)
{
    size_t length = 0;

    while (is_name(text[length]))
        length++;
    return length;
}

/* Kind and length of the token that starts here; length 0: there is none. */
static size_t read_token(const char *text, enum rv_claim_token_kind *kind)
{
    static const struct {
        const char *text;
        enum rv_claim_token_kind kind;
    } fixed[] = {{"&&", RV_CLAIM_AND},    {"<=", RV_CLAIM_COMPARE}, {">=", RV_CLAIM_COMPARE},
                 {"==", RV_CLAIM_COMPARE}, {"!=", RV_CLAIM_COMPARE}, {"<", RV_CLAIM_COMPARE},
                 {">", RV_CLAIM_COMPARE}, {"(", RV_CLAIM_OPEN},     {")", RV_CLAIM_CLOSE},
                 {",", RV_CLAIM_COMMA},   {"+", RV_CLAIM_SIGN},     {"-", RV_CLAIM_SIGN},
                 {"*", RV_CLAIM_SIGN},    {"/", RV_CLAIM_SIGN},     {"^", RV_CLAIM_SIGN}};

    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++)
        if (strncmp(text, fixed[i].text, strlen(fixed[i].text)) == 0) {
            *kind = fixed[i].kind;
            return strlen(fixed[i].text);
        }
    if (is_name_start(*text)) {
        size_t length = name_length(text);
        size_t blanks = strspn(text + length, " \t\r\n");

        *kind = text[length + blanks] == '(' ? RV_CLAIM_CALL : RV_CLAIM_NAME;
        return length;
    }
    *kind = RV_CLAIM_NUMBER;
    return isdigit((unsigned char)*text) || (*text == '.' && digits(text + 1))
               ? number_length(text) : 0;
}

static const char *why_refused(char c)
{
    switch (c) {
    case '=': return "a single '=' would assign; compare with ==, >= or <=";
    case '&': return "join comparisons with &&";
    case '|': return "comparisons are joined by && only; write a second claim instead of ||";
    case '!': return "there is no 'not'; turn the comparison round";
    case '?':
    case ':': return "a claim has no alternatives; write two claims";
    case '"':
    case '\'': return "a claim compares numbers, not texts";
    default: return "a claim is made of measures, numbers, + - * / ^ ( ), comparisons and &&";
    }
}

static enum rv_status tokenize(struct rv_claim_form *form, size_t *at, struct rv_error *error)
{
    size_t size = strlen(form->says);

    form->tokens = rv_alloc(size + 1, sizeof *form->tokens);
    for (*at = strspn(form->says, " \t\r\n"); *at < size;) {
        struct rv_claim_token *token = &form->tokens[form->token_count];
        size_t length = read_token(form->says + *at, &token->kind);

        if (length == 0)
            return rv_error_set(error, RV_INPUT, "%s", why_refused(form->says[*at]));
        token->begin = *at;
        token->end = *at + length;
        form->token_count++;
        *at += length;
        *at += strspn(form->says + *at, " \t\r\n");
    }
    return RV_OK;
}

/* ---- Parentheses and commas ---- */

static enum rv_status check_parentheses(const struct rv_claim_form *form, size_t *at,
                                        struct rv_error *error)
{
    /* One entry an open parenthesis: its token. */
    size_t *open = rv_alloc(form->token_count + 1, sizeof *open), depth = 0;
    enum rv_status status = RV_OK;

    for (size_t t = 0; t < form->token_count && !status; t++) {
        enum rv_claim_token_kind kind = form->tokens[t].kind;

        *at = form->tokens[t].begin;
        if (kind == RV_CLAIM_OPEN)
            open[depth++] = t;
        else if (kind == RV_CLAIM_CLOSE && depth == 0)
            status = rv_error_set(error, RV_INPUT, "this ')' closes nothing");
        else if (kind == RV_CLAIM_CLOSE)
            depth--;
        else if (kind == RV_CLAIM_COMMA &&
                 (depth == 0 || open[depth - 1] == 0 ||
                  form->tokens[open[depth - 1] - 1].kind != RV_CLAIM_CALL))
            status = rv_error_set(error, RV_INPUT,
                                  "a comma stands only between the arguments of min or max");
    }
    if (!status && depth) {
        *at = form->tokens[open[depth - 1]].begin;
        status = rv_error_set(error, RV_INPUT, "this '(' is never closed");
    }
    rv_free(open);
    return status;
}

/* ---- Comparisons: tokens [begin, end) ---- */

static int depth_step(const struct rv_claim_token *token)
{
    return (token->kind == RV_CLAIM_OPEN) - (token->kind == RV_CLAIM_CLOSE);
}

/* Takes off parentheses around the whole range. */
static void strip(const struct rv_claim_form *form, size_t *begin, size_t *end)
{
    while (*end - *begin >= 2 && form->tokens[*begin].kind == RV_CLAIM_OPEN) {
        size_t close = *begin;

        for (int depth = 0; close < *end; close++) {
            depth += depth_step(&form->tokens[close]);
            if (depth == 0)
                break;
        }
        if (close != *end - 1)
            return;
        ++*begin;
        --*end;
    }
}

/* The next token of that kind outside parentheses, or `end`. */
static size_t find_outside(const struct rv_claim_form *form, size_t begin, size_t end,
                           enum rv_claim_token_kind kind)
{
    int depth = 0;

    for (size_t t = begin; t < end; t++) {
        depth += depth_step(&form->tokens[t]);
        if (depth == 0 && form->tokens[t].kind == kind)
            return t;
    }
    return end;
}

static enum rv_status take_comparison(struct rv_claim_form *form, size_t begin, size_t end,
                                      size_t *at, struct rv_error *error)
{
    size_t middle = find_outside(form, begin, end, RV_CLAIM_COMPARE);
    const struct rv_claim_token *t = form->tokens, *compare = &t[middle];
    struct rv_claim_comparison *to = &form->comparisons[form->comparison_count];

    *at = t[begin].begin;
    if (middle == end)
        return rv_error_set(error, RV_INPUT,
                            "this compares nothing; a claim needs one of < <= > >= == !=");
    for (size_t i = begin; i < end; i++) {
        *at = t[i].begin;
        if (i != middle && t[i].kind == RV_CLAIM_COMPARE)
            return rv_error_set(error, RV_INPUT,
                                "one comparison at a time; instead of a chain write "
                                "'a < b && b < c'");
        if (t[i].kind == RV_CLAIM_AND)
            return rv_error_set(error, RV_INPUT, "&& joins whole comparisons only");
    }
    *at = compare->begin;
    if (middle == begin || middle + 1 == end)
        return rv_error_set(error, RV_INPUT, "one side of this comparison is empty");
    *to = (struct rv_claim_comparison){.left_begin = t[begin].begin,
                                       .left_end = t[middle - 1].end,
                                       .right_begin = t[middle + 1].begin,
                                       .right_end = t[end - 1].end};
    memcpy(to->comparator, form->says + compare->begin, compare->end - compare->begin);
    form->comparison_count++;
    return RV_OK;
}

/* Recursion goes into parentheses only, whose depth RV_CLAIM_LENGTH bounds. */
static enum rv_status take_all(struct rv_claim_form *form, size_t begin, size_t end, size_t *at,
                               struct rv_error *error)
{
    enum rv_status status = RV_OK;

    strip(form, &begin, &end);
    if (find_outside(form, begin, end, RV_CLAIM_AND) == end && begin < end)
        return take_comparison(form, begin, end, at, error);
    for (size_t next; !status && begin <= end; begin = next + 1) {
        next = find_outside(form, begin, end, RV_CLAIM_AND);
        *at = begin < form->token_count ? form->tokens[begin].begin : strlen(form->says);
        if (next == begin)
            return rv_error_set(error, RV_INPUT, "a comparison is missing here");
        status = take_all(form, begin, next, at, error);
    }
    return status;
}

enum rv_status rv_claim_scan(const char *says, struct rv_claim_form *form, size_t *at,
                             struct rv_error *error)
{
    enum rv_status status;

    *form = (struct rv_claim_form){.says = says};
    *at = 0;
    if (strlen(says) > RV_CLAIM_LENGTH)
        return rv_error_set(error, RV_INPUT, "a claim has at most %d characters",
                            RV_CLAIM_LENGTH);
    status = tokenize(form, at, error);
    if (!status)
        status = check_parentheses(form, at, error);
    if (!status) {
        form->comparisons = rv_alloc(form->token_count + 1, sizeof *form->comparisons);
        status = take_all(form, 0, form->token_count, at, error);
    }
    return status;
}
