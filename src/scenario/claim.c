/* Claims: names, arithmetic, messages. See claim.h and DESIGN.md, section 4. */
#include "scenario/claim.h"

#include "ravine/math.h"
#include "ravine/memory.h"
#include "ravine/utf8.h"
#include "ravine/run.h"
#include "ravine/vector.h"

#include <math.h>
#include <muParserDLL.h>
#include <string.h>

/* Names in a claim hold dots; the parser's own set has none. */
#define NAME_CHARACTERS "0123456789_.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* ---- Arithmetic ---- */

static double smallest(const double *x, int n)
{
    double result = n > 0 ? x[0] : RV_NAN;

    for (int i = 1; i < n; i++)
        result = x[i] < result || isnan(x[i]) ? x[i] : result;
    return result;
}

static double largest(const double *x, int n)
{
    double result = n > 0 ? x[0] : RV_NAN;

    for (int i = 1; i < n; i++)
        result = x[i] > result || isnan(x[i]) ? x[i] : result;
    return result;
}

static const struct {
    const char *name;
    double (*one)(double);              /* of one argument */
    double (*any)(const double *, int); /* of any number of them */
} functions[] = {{"abs", fabs, NULL},        {"sqrt", sqrt, NULL},
                 {"log", rv_math_log, NULL}, {"exp", rv_math_exp, NULL},
                 {"min", NULL, smallest},    {"max", NULL, largest}};

#define FUNCTION_COUNT (sizeof functions / sizeof functions[0])

/* A parser that knows our functions and the terms, and nothing of its own. One a call: a handle
 * must not be shared between threads. */
static muParserHandle_t make_parser(const struct rv_claim_form *form, double *values)
{
    muParserHandle_t parser = mupCreate(muBASETYPE_FLOAT);

    mupClearFun(parser);
    mupClearConst(parser);
    mupDefineNameChars(parser, NAME_CHARACTERS);
    for (size_t f = 0; f < FUNCTION_COUNT; f++)
        if (functions[f].one)
            mupDefineFun1(parser, functions[f].name, functions[f].one, 1);
        else
            mupDefineMultFun(parser, functions[f].name, functions[f].any, 1);
    for (size_t t = 0; t < form->term_count; t++)
        mupDefineVar(parser, form->terms[t].text, &values[t]);
    return parser;
}

/* Value of the arithmetic in bytes [begin, end); false and an error when it cannot be read. */
static bool evaluate(const struct rv_claim_form *form, size_t begin, size_t end,
                     const double *values, double *result, size_t *at, struct rv_error *error)
{
    double *copy = rv_alloc(form->term_count + 1, sizeof *copy);
    struct rv_text side = {0};
    muParserHandle_t parser;
    bool good;

    memcpy(copy, values, form->term_count * sizeof *copy);
    rv_text_add_bytes(&side, form->says + begin, end - begin);
    parser = make_parser(form, copy);
    mupSetExpr(parser, rv_text_string(&side));
    *result = mupEval(parser);
    good = !mupError(parser);
    if (!good) {
        int position = mupGetErrorPos(parser);
        const char *token = mupGetErrorToken(parser);

        *at = begin + (position > 0 && (size_t)position < end - begin ? (size_t)position : 0);
        if (token && *token)
            rv_error_set(error, RV_INPUT, "the arithmetic makes no sense at '%.60s'", token);
        else
            rv_error_set(error, RV_INPUT, "this side of the comparison is not complete");
    }
    mupRelease(parser);
    rv_text_release(&side);
    rv_free(copy);
    return good;
}

static bool compare(double a, const char *comparator, double b)
{
    bool equal = comparator[1] == '=';

    switch (comparator[0]) {
    case '<': return equal ? a <= b : a < b;
    case '>': return equal ? a >= b : a > b;
    case '=': return !(a < b) && !(a > b);
    default: return a < b || a > b;
    }
}

/* Infinity is no value either: x/0 > 1 would hold for every x. */
bool rv_claim_sides(const struct rv_claim_form *form, size_t c, const double *values, double *left,
                    double *right)
{
    const struct rv_claim_comparison *it = &form->comparisons[c];
    size_t at;

    return evaluate(form, it->left_begin, it->left_end, values, left, &at, NULL) &&
           evaluate(form, it->right_begin, it->right_end, values, right, &at, NULL) &&
           isfinite(*left) && isfinite(*right);
}

bool rv_claim_holds(const struct rv_claim_form *form, const double *values)
{
    for (size_t c = 0; c < form->comparison_count; c++) {
        double left, right;

        if (!rv_claim_sides(form, c, values, &left, &right) ||
            !compare(left, form->comparisons[c].comparator, right))
            return false;
    }
    return true;
}

/* ---- Names ---- */

/* The variant before the first dot. */
static enum rv_status find_variant(const char *text, const struct rv_scenario *scenario,
                                   size_t *variant, struct rv_error *error)
{
    const char **names = rv_alloc(scenario->variant_count + 1, sizeof *names);
    size_t length = strcspn(text, ".");
    struct rv_text word = {0}, all = {0};
    const char *near;

    rv_text_add_bytes(&word, text, length);
    for (*variant = 0; *variant < scenario->variant_count; ++*variant) {
        names[*variant] = scenario->variants[*variant].name;
        rv_text_printf(&all, "%s%s", *variant ? ", " : "", names[*variant]);
        if (strcmp(names[*variant], rv_text_string(&word)) == 0)
            break;
    }
    near = rv_text_nearest(rv_text_string(&word), names);
    if (*variant == scenario->variant_count && near)
        rv_error_set(error, RV_INPUT, "unknown variant '%s' (did you mean '%s'?)",
                     rv_text_string(&word), near);
    else if (*variant == scenario->variant_count)
        rv_error_set(error, RV_INPUT, "unknown variant '%s'; there are: %s", rv_text_string(&word),
                     rv_text_string(&all));
    rv_text_release(&word);
    rv_text_release(&all);
    rv_free(names);
    return *variant == scenario->variant_count ? RV_INPUT : RV_OK;
}

static bool among(char *const *names, const char *name)
{
    for (; *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

/* The key that would record a curve that `text` names and the recipe does not record, or NULL. */
static const char *key_for(const char *text, char *const *recorded)
{
    for (const struct rv_column *column = rv_epoch_columns; column->name; column++) {
        size_t length = strlen(column->name);
        const char *place = column->key ? strstr(text, column->name) : NULL;

        if (place && (place == text || place[-1] == '.') &&
            (place[length] == '.' || place[length] == '\0') &&
            !among(recorded, column->name))
            return column->key;
    }
    return NULL;
}

/* A recipe with mistakes may record any curve: whatever stands at a curve's place is taken for one,
 * so that the measure and the number of curves are still checked. */
static enum rv_status take_any_curve(const char *text, struct rv_measure_call *call,
                                     struct rv_error *error)
{
    char *words = rv_strdup(text);
    const char *columns[8] = {0};
    enum rv_status status;

    for (size_t i = 0; words[i]; i++)
        words[i] = words[i] == '.' ? '\0' : words[i];
    for (size_t i = 0, at = 0; i + 1 < sizeof columns / sizeof *columns && text[at]; i++) {
        columns[i] = words + at;
        at += strlen(words + at);
        at += text[at] == '.';
    }
    status = rv_measure_parse(text, columns, call, error);
    rv_free(words);
    return status;
}

/* The curves of a variant are the columns of its runs. */
static enum rv_status take_measure(const char *text, const struct rv_variant *variant,
                                   struct rv_measure_call *call, struct rv_error *error)
{
    char **columns = rv_run_columns(&variant->recipe);
    enum rv_status status =
        rv_measure_parse(text, (const char *const *)(void *)columns, call, error);

    const char *key = key_for(text, columns);

    rv_run_columns_free(columns);
    if (status && variant->wrong)
        return take_any_curve(text, call, error);
    if (status && key)
        rv_error_set(error, RV_INPUT, "'%s' needs a curve that only '%s: %s' records", text, key,
                     strcmp(strrchr(key, '.'), ".every") == 0 ? "epoch" : "true");
    return status;
}

static enum rv_status read_term(const char *text, const struct rv_scenario *scenario,
                                struct rv_claim_term *term, struct rv_error *error)
{
    enum rv_status status = find_variant(text, scenario, &term->variant, error);
    const char *dot = strchr(text, '.');

    if (status)
        return status;
    if (!dot)
        return rv_error_set(error, RV_INPUT,
                            "'%s' is a variant, not a number; name a measure of it, such as "
                            "%s.fluctuation", text, text);
    return take_measure(dot + 1, &scenario->variants[term->variant], &term->call, error);
}

static bool is_function(const char *name)
{
    for (size_t f = 0; f < FUNCTION_COUNT; f++)
        if (strcmp(functions[f].name, name) == 0)
            return true;
    return false;
}

static bool known_term(const struct rv_claim_form *form, const char *text)
{
    for (size_t t = 0; t < form->term_count; t++)
        if (strcmp(form->terms[t].text, text) == 0)
            return true;
    return false;
}

/* Takes one name of the claim: a function, or a term that is new or known. */
static enum rv_status take_name(struct rv_claim_form *form, const struct rv_claim_token *token,
                                const struct rv_scenario *scenario, struct rv_error *error)
{
    struct rv_claim_term term = {.begin = token->begin};
    enum rv_status status = RV_OK;
    struct rv_text word = {0};

    rv_text_add_bytes(&word, form->says + token->begin, token->end - token->begin);
    term.text = word.string; /* handed over to the form, or freed below */
    if (token->kind == RV_CLAIM_CALL) {
        if (!is_function(term.text))
            status = rv_error_set(error, RV_INPUT,
                                  "unknown function '%s'; there are: abs, sqrt, log, exp, min, max",
                                  term.text);
    } else if (!known_term(form, term.text)) {
        status = read_term(term.text, scenario, &term, error);
        if (!status) {
            form->terms[form->term_count++] = term;
            return RV_OK;
        }
    }
    rv_text_release(&word);
    return status;
}

/* ---- Positions and reports ---- */

/* Start of line `line` of a text, or NULL. */
static const char *find_line(const char *content, int line)
{
    while (content && --line > 0) {
        content = strchr(content, '\n');
        content += content != NULL;
    }
    return content;
}

/* The place of byte `offset` of the claim in the file. It is known when the text stands in the file
 * as it is, on one line, with or without quotes; else the place of the whole claim is good enough.
 * Columns count characters. */
static struct rv_position place(const struct rv_claim *claim, const struct rv_scenario *scenario,
                                size_t offset)
{
    const char *line = find_line(scenario->tree.content, claim->at.line);
    struct rv_position at = claim->at;

    if (!line || claim->at.line <= 0)
        return at;
    for (int column = 1; column < claim->at.column && *line; column++)
        line += rv_utf8_size(line);
    at.column += *line == '"' || *line == '\'';
    line += *line == '"' || *line == '\'';
    if (strncmp(line, claim->says, offset) != 0 || memchr(claim->says, '\n', offset))
        return claim->at;
    at.column += rv_utf8_count(line, offset);
    return at;
}

static enum rv_status add(struct rv_report *report, const struct rv_claim *claim,
                          const struct rv_scenario *scenario, size_t offset,
                          const struct rv_error *error)
{
    return rv_report_add(report, RV_INPUT, place(claim, scenario, offset), "%s", error->message);
}

/* Tries both sides of every comparison with all terms at 1: mistakes that only muParser sees. */
static enum rv_status try_arithmetic(const struct rv_claim_form *form, size_t *at,
                                     struct rv_error *error)
{
    double *ones = rv_alloc(form->term_count + 1, sizeof *ones), value;
    bool good = true;

    for (size_t t = 0; t < form->term_count; t++)
        ones[t] = 1;
    for (size_t c = 0; c < form->comparison_count && good; c++) {
        const struct rv_claim_comparison *it = &form->comparisons[c];

        good = evaluate(form, it->left_begin, it->left_end, ones, &value, at, error) &&
               evaluate(form, it->right_begin, it->right_end, ones, &value, at, error);
    }
    rv_free(ones);
    return good ? RV_OK : RV_INPUT;
}

enum rv_status rv_claim_parse(const struct rv_claim *claim, const struct rv_scenario *scenario,
                              struct rv_claim_form *form, struct rv_report *report)
{
    struct rv_error error = {0};
    size_t at;
    enum rv_status status = rv_claim_scan(claim->says, form, &at, &error);

    if (status)
        return add(report, claim, scenario, at, &error);
    form->terms = rv_alloc(form->token_count + 1, sizeof *form->terms);
    for (size_t t = 0; t < form->token_count; t++) {
        const struct rv_claim_token *token = &form->tokens[t];

        if ((token->kind == RV_CLAIM_NAME || token->kind == RV_CLAIM_CALL) &&
            take_name(form, token, scenario, &error))
            status = add(report, claim, scenario, token->begin, &error);
    }
    if (status)
        return status;
    if (form->term_count == 0) {
        rv_error_set(&error, RV_INPUT, "this names no variant, so no run can make it fail");
        return add(report, claim, scenario, 0, &error);
    }
    if (try_arithmetic(form, &at, &error))
        return add(report, claim, scenario, at, &error);
    return RV_OK;
}

void rv_claim_release(struct rv_claim_form *form)
{
    for (size_t t = 0; t < form->term_count; t++)
        rv_free(form->terms[t].text);
    rv_free(form->terms);
    rv_free(form->comparisons);
    rv_free(form->tokens);
    *form = (struct rv_claim_form){0};
}

enum rv_status rv_claim_check(const struct rv_claim *claim, const struct rv_scenario *scenario,
                              struct rv_report *report)
{
    struct rv_claim_form form;
    enum rv_status status = rv_claim_parse(claim, scenario, &form, report);

    rv_claim_release(&form);
    return status;
}
