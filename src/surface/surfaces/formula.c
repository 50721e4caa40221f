/* A surface from a formula in the scenario file.
 *
 *     surface: {name: formula, formula: "(1 - x)^2 + 100*(y - x^2)^2"}
 *
 * Variables are x1 .. xn, also x and y for the first two; muParser's functions and `pi`. The
 * gradient is taken by differences of fourth order,
 *     (f(x - 2h) - 8 f(x - h) + 8 f(x + h) - f(x + 2h)) / (12 h),   h = 2^-10 max(1, |x|),
 * whose error is h^4 / 30 of the fifth derivative (about 1e-13) and 1e-13 of rounding; the Hessian
 * by differences of that. Where a path starts it is checked against half the step: a kink, a jump
 * or a pole nearby shows there.
 *
 * A muParser handle holds its variables, so each surface has its own and one thread at a time. */
#include "ravine/memory.h"
#include "ravine/vector.h"
#include "surface/define.h"

#include <ctype.h>
#include <float.h>
#include <muParserDLL.h>
#include <stdlib.h>
#include <string.h>

#define STEP 0x1p-10
#define KINK 1e-4   /* relative disagreement of whole and half step that is no rounding */
#define QUOTE 16    /* characters shown from where a formula goes wrong */
#define LAST_NAME 8 /* "x1000" */

struct formula {
    char formula[RV_TEXT_SIZE];
    long dimension;
};

static const struct rv_param params[] = {
    RV_TEXT(struct formula, formula, .initial_text = "(1 - x)^2 + 100*(y - x^2)^2",
            .help = "The function, of x and y or x1, x2, ... . Known: + - * / ^ ( ), sin, cos, "
                    "tan, tanh, exp, ln, sqrt, abs, min, max and muParser's others, pi, and "
                    "a ? b : c."),
    RV_INTEGER(struct formula, dimension, .minimum = 0, .maximum = RV_SURFACE_DIMENSION_MAX,
               .help = "Number of variables. 0: the highest one that the formula names."),
    RV_PARAM_END
};

struct prepared_formula {
    muParserHandle_t parser;
    double *x; /* the variables that the parser reads */
};

/* ---- Reading ---- */

/* The length of the name that begins at `text`; 0: none. */
static size_t name_length(const char *text)
{
    size_t length = 0;

    if (isdigit((unsigned char)*text))
        return 0;
    while (isalnum((unsigned char)text[length]) || text[length] == '_')
        length++;
    return length;
}

/* Which variable a name is, from 1; 0: none. */
static size_t variable(const char *name, size_t length)
{
    size_t index = 0;

    if (length == 1 && (*name == 'x' || *name == 'y'))
        return *name == 'x' ? 1 : 2;
    if (length < 2 || length >= LAST_NAME || *name != 'x' || name[1] == '0')
        return 0;
    for (size_t i = 1; i < length; i++) {
        if (!isdigit((unsigned char)name[i]))
            return 0;
        index = 10 * index + (size_t)(name[i] - '0');
    }
    return index;
}

/* The highest variable; digits and exponents of numbers (1e5) are stepped over. */
static size_t natural(const void *config)
{
    const char *text = ((const struct formula *)config)->formula;
    size_t highest = 0;

    while (*text) {
        size_t length = name_length(text);

        if (length) {
            const size_t index = variable(text, length);

            highest = index > highest ? index : highest;
        } else if (isdigit((unsigned char)*text) || *text == '.') {
            char *end;

            strtod(text, &end);
            length = (size_t)(end - text);
        }
        text += length ? length : 1;
    }
    return highest;
}

/* The position is in the text of the parameter, see `prepare` in ravine/surface.h. */
static enum rv_status refuse(struct rv_error *error, const char *text, size_t at, const char *what)
{
    const size_t length = strlen(text);
    const struct rv_position place = { "formula", 1, (int)(at < length ? at : length) + 1 };

    if (at >= length)
        return rv_error_set_at(error, RV_INPUT, place, "formula, at its end: %s", what);
    return rv_error_set_at(error, RV_INPUT, place, "formula, column %zu, at '%.*s': %s", at + 1,
                           QUOTE, text + at, what);
}

/* A lone `=` would change a variable while the surface is evaluated. */
static enum rv_status refuse_assignment(const char *text, struct rv_error *error)
{
    for (size_t i = 0; text[i]; i++)
        if (text[i] == '=') {
            if (text[i + 1] == '=')
                i++;
            else if (i == 0 || !strchr("<>!", text[i - 1]))
                return refuse(error, text, i, "'=' is not allowed; a formula only has a value");
        }
    return RV_OK;
}

/* muParser's own messages pass through a buffer that all threads share; its codes do not. */
static const char *complaint(int code)
{
    static const char *const texts[] = {
        "an operator is not expected here",
        "unknown name or sign",
        "something is missing at the end",
        "a comma is not expected here",
        "an argument is not expected here",
        "a number is not expected here (an operator is missing?)",
        "a variable is not expected here (an operator is missing?)",
        "a parenthesis is not expected here",
        "text is not expected here",
        "text is expected here",
        "a number is expected here",
        "a parenthesis is not closed",
        "a function is not expected here (an operator is missing?)",
        "a quote is not closed",
        "too many arguments",
        "too few arguments",
    };

    return code >= 0 && (size_t)code < sizeof texts / sizeof *texts ? texts[code]
                                                                    : "this makes no sense";
}

static void release(void *prepared)
{
    struct prepared_formula *p = prepared;

    mupRelease(p->parser);
    rv_free(p->x);
    rv_free(p);
}

static double tangent(double x)
{
    return rv_math_sin(x) / rv_math_cos(x);
}

/* Ours in place of the C library's, which muParser would call: the same bits on every machine. */
static void define_functions(muParserHandle_t parser)
{
    static const struct {
        const char *name;
        double (*function)(double);
    } functions[] = {
        { "sin", rv_math_sin }, { "cos", rv_math_cos },   { "tan", tangent },
        { "exp", rv_math_exp }, { "ln", rv_math_log },    { "log", rv_math_log },
        { "acos", rv_math_acos }, { "cosh", rv_math_cosh }, { "tanh", rv_math_tanh },
    };

    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        mupDefineFun1(parser, functions[i].name, functions[i].function, 1);
    mupDefineFun2(parser, "atan2", rv_math_atan2, 1);
}

/* `x` and `x1` are two names of one place in memory. */
static struct prepared_formula *make_parser(const char *text, size_t n)
{
    struct prepared_formula *p = rv_alloc(1, sizeof *p);
    struct rv_text name = { 0 };

    p->x = rv_alloc(n, sizeof *p->x);
    p->parser = mupCreate(muBASETYPE_FLOAT);
    for (size_t i = 0; i < n; i++) {
        rv_text_clear(&name);
        rv_text_printf(&name, "x%zu", i + 1);
        mupDefineVar(p->parser, rv_text_string(&name), &p->x[i]);
    }
    mupDefineVar(p->parser, "x", &p->x[0]);
    if (n > 1)
        mupDefineVar(p->parser, "y", &p->x[1]);
    mupDefineConst(p->parser, "pi", RV_MATH_PI);
    define_functions(p->parser);
    mupSetExpr(p->parser, text);
    rv_text_release(&name);
    return p;
}

/* In the order in which the messages help most: what is forbidden, what is missing, what muParser
 * says. Evaluating once makes it read the whole formula; the value at 0 does not matter. */
static enum rv_status prepare(const void *config, size_t n, void **prepared,
                              struct rv_error *error)
{
    const struct formula *c = config;
    const char *text = c->formula;
    struct prepared_formula *p;
    enum rv_status status = refuse_assignment(text, error);
    int results = 0;

    if (status)
        return status;
    if (!natural(config))
        return rv_error_set(error, RV_INPUT, "the formula names no variable (x, y or x1, x2, ...)");
    if (natural(config) > n)
        return rv_error_set(error, RV_INPUT, "the formula names the variable x%zu of %zu",
                            natural(config), n);
    p = make_parser(text, n);
    mupEvalMulti(p->parser, &results);
    if (mupError(p->parser)) {
        const int at = mupGetErrorPos(p->parser);

        status = refuse(error, text, at < 0 ? strlen(text) : (size_t)at,
                        complaint(mupGetErrorCode(p->parser)));
    } else if (results != 1) {
        status = rv_error_set(error, RV_INPUT, "formula: one value is needed, it has %d", results);
    }
    if (status)
        release(p);
    else
        *prepared = p;
    return status;
}

/* ---- Evaluating ---- */

/* Where muParser reports an error while evaluating, the function has no value. */
static double evaluate(const struct prepared_formula *p)
{
    const double value = mupEval(p->parser);

    if (!mupError(p->parser))
        return value;
    mupErrorReset(p->parser);
    return RV_NAN;
}

/* Derivative along coordinate i with step `share` of its size. */
static double slope(const struct prepared_formula *p, size_t i, double share)
{
    const double x = p->x[i], h = share * fmax(1, fabs(x));
    double f[4]; /* at -2h, -h, h, 2h */

    for (int k = 0; k < 4; k++) {
        p->x[i] = x + (k < 2 ? k - 2 : k - 1) * h;
        f[k] = evaluate(p);
    }
    p->x[i] = x;
    return ((f[0] - f[3]) + 8 * (f[2] - f[1])) / (12 * h);
}

static double value(const void *config, const void *prepared, const double *x, size_t n,
                    double *gradient)
{
    const struct prepared_formula *p = prepared;

    (void)config;
    memcpy(p->x, x, n * sizeof *x);
    for (size_t i = 0; gradient && i < n; i++)
        gradient[i] = slope(p, i, STEP);
    return evaluate(p);
}

/* Smooth functions agree to 1e-9 or so; at a kink between the points of the two steps the slopes
 * differ by a share of the jump. */
static enum rv_status check(const void *config, const void *prepared, const double *x, size_t n,
                            struct rv_error *error)
{
    const struct prepared_formula *p = prepared;
    double gradient[RV_SURFACE_DIMENSION_MAX];
    const double rounding = 1e-9 * fabs(value(config, prepared, x, n, gradient));
    const double size = rv_vector_norm(gradient, n);

    for (size_t i = 0; i < n; i++) {
        const double half = slope(p, i, STEP / 2);

        if (!(fabs(half - gradient[i]) <= KINK * size + rounding + DBL_EPSILON))
            return rv_error_set(error, RV_INPUT,
                                "the formula is not smooth at the start: along x%zu its slope is "
                                "%.6g or %.6g, depending on the step it is measured with",
                                i + 1, gradient[i], half);
    }
    return RV_OK;
}

const struct rv_surface_type rv_surface_formula = {
    .type = { .name = "formula",
              .summary = "Any function that can be written down, of x and y or x1, x2, ... .",
              .reference = "muParser",
              .params = params,
              .config_size = sizeof(struct formula) },
    .dimension_min = 1,
    .start = { -1, 0.5 },
    .low = { -2, -2 },
    .high = { 2, 2 },
    .natural = natural,
    .prepare = prepare,
    .release = release,
    .value = value,
    .check = check,
};
