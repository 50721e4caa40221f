/* The published rules, written down a second time in the most literal way, against the shipped ones
 * for 20 steps: sums and powers as in the papers, one coordinate at a time, no shared code. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/optim_case.h"

#include <math.h>

#define STEPS 20

/* 20 steps of about 10 roundings each on numbers near 1, some cancellation in NAdam's weights. */
static const double tolerance = 1e-12;

/* One coordinate of a reference; t counts from 1. All but x start at 0. */
struct reference {
    double x, m, v, u, product;
    int t;
};

/* Gradients that never repeat and change sign: a golden-ratio sequence in [-0.8, 1.2]. */
static double gradient(int t, size_t i)
{
    return 2 * fmod(0.6180339887498949 * (double)t * (double)(i + 2), 1) - 0.8;
}

static double sign(double a)
{
    return a > 0 ? 1.0 : a < 0 ? -1.0 : 0.0;
}

/* Polyak 1964: x(t+1) = x(t) - h g + b (x(t) - x(t-1)). v holds the last displacement. */
static void heavy_ball(struct reference *r, double g)
{
    const double h = 0.0385, b = 0.87, move = -h * g + b * r->v;

    r->x += move;
    r->v = move;
}

/* Sutskever et al. 2013, eqs. 3 and 4 with the gradient taken at theta + b u; x is that point:
 * u = b u - h g; theta = theta + u; x = theta + b u. m holds theta - x(0). */
static void nesterov(struct reference *r, double g)
{
    const double h = 0.0385, b = 0.87;

    if (r->t == 1)
        r->m = r->x;
    r->v = b * r->v - h * g;
    r->m += r->v;
    r->x = r->m + b * r->v;
}

/* Duchi et al. 2011, diagonal version. */
static void adagrad(struct reference *r, double g)
{
    r->v += pow(g, 2);
    r->x -= 0.385 * g / (1e-10 + sqrt(r->v));
}

/* Graves 2013, eqs. 38 to 41, with the root's epsilon outside as PyTorch has it. */
static void rmsprop_centered(struct reference *r, double g)
{
    const double n = 0.93 * r->v + (1 - 0.93) * pow(g, 2), mean = 0.93 * r->m + (1 - 0.93) * g;

    r->v = n;
    r->m = mean;
    r->u = 0.7 * r->u - 0.0385 * g / (sqrt(n - pow(mean, 2)) + 1e-5);
    r->x += r->u;
}

static void rmsprop(struct reference *r, double g)
{
    r->v = 0.93 * r->v + (1 - 0.93) * pow(g, 2);
    r->x -= 0.0385 * g / (sqrt(r->v) + 1e-5);
}

/* Zeiler 2012, algorithm 1: RMS[a] = sqrt(E[a^2] + e). */
static void adadelta(struct reference *r, double g)
{
    const double rho = 0.87, e = 1e-4;
    double dx;

    r->v = rho * r->v + (1 - rho) * pow(g, 2);
    dx = -sqrt(r->u + e) / sqrt(r->v + e) * g;
    r->u = rho * r->u + (1 - rho) * pow(dx, 2);
    r->x += 0.7 * dx;
}

/* Kingma and Ba 2015, algorithm 1. */
static void adam(struct reference *r, double g)
{
    const double b1 = 0.87, b2 = 0.985;

    r->m = b1 * r->m + (1 - b1) * g;
    r->v = b2 * r->v + (1 - b2) * pow(g, 2);
    const double m_hat = r->m / (1 - pow(b1, r->t)), v_hat = r->v / (1 - pow(b2, r->t));
    r->x -= 0.0385 * m_hat / (sqrt(v_hat) + 1e-5);
}

/* Reddi et al. 2018, algorithm 2, with Adam's bias correction on both as PyTorch has it. */
static void amsgrad(struct reference *r, double g)
{
    const double b1 = 0.87, b2 = 0.685;

    r->m = b1 * r->m + (1 - b1) * g;
    r->v = b2 * r->v + (1 - b2) * pow(g, 2);
    r->u = fmax(r->u, r->v);
    r->x -= 0.0385 * (r->m / (1 - pow(b1, r->t))) / (sqrt(r->u / (1 - pow(b2, r->t))) + 1e-5);
}

/* Dozat 2016, algorithm 2 with mu_t = b1 (1 - 0.96^(t d) / 2). */
static void nadam(struct reference *r, double g)
{
    const double b1 = 0.87, b2 = 0.985, d = 0.0731;
    const double mu = b1 * (1 - 0.5 * pow(0.96, r->t * d));
    const double mu_next = b1 * (1 - 0.5 * pow(0.96, (r->t + 1) * d));

    r->product = (r->t == 1 ? 1 : r->product) * mu;
    r->m = b1 * r->m + (1 - b1) * g;
    r->v = b2 * r->v + (1 - b2) * pow(g, 2);
    const double g_hat = g / (1 - r->product), m_hat = r->m / (1 - r->product * mu_next);
    const double m_bar = (1 - mu) * g_hat + mu_next * m_hat;
    r->x -= 0.0385 * m_bar / (sqrt(r->v / (1 - pow(b2, r->t))) + 1e-5);
}

/* Loshchilov and Hutter 2019, algorithm 2, with the decay multiplied by the rate as PyTorch has
 * it. */
static void adamw(struct reference *r, double g)
{
    const double x = r->x;

    adam(r, g);
    r->x -= 0.0385 * 0.31 * x;
}

/* Chen et al. 2023, program 1. */
static void lion(struct reference *r, double g)
{
    const double update = sign(0.87 * r->m + (1 - 0.87) * g);

    r->m = 0.931 * r->m + (1 - 0.931) * g;
    r->x -= 0.0385 * (update + 0.31 * r->x);
}

/* Bernstein et al. 2018, algorithm 2 (Signum). */
static void signum(struct reference *r, double g)
{
    r->m = 0.87 * r->m + (1 - 0.87) * g;
    r->x -= 0.0385 * sign(r->m);
}

#define MOMENTS "learning_rate=0.0385 beta1=0.87 beta2=0.985 epsilon=1e-5"

static const struct rule {
    const char *name, *settings;
    void (*step)(struct reference *r, double g);
} rules[] = {
    { "sgd", "learning_rate=0.0385 momentum=0.87", heavy_ball },
    { "sgd", "learning_rate=0.0385 momentum=0.87 nesterov=true", nesterov },
    { "adagrad", "learning_rate=0.385", adagrad },
    { "rmsprop", "learning_rate=0.0385 alpha=0.93 epsilon=1e-5", rmsprop },
    { "rmsprop", "learning_rate=0.0385 alpha=0.93 epsilon=1e-5 momentum=0.7 centered=true",
      rmsprop_centered },
    { "adadelta", "learning_rate=0.7 rho=0.87 epsilon=1e-4", adadelta },
    { "adam", MOMENTS, adam },
    { "amsgrad", "learning_rate=0.0385 beta1=0.87 beta2=0.685 epsilon=1e-5", amsgrad },
    { "nadam", MOMENTS " momentum_decay=0.0731", nadam },
    { "adamw", MOMENTS " weight_decay=0.31", adamw },
    { "lion", "learning_rate=0.0385 beta1=0.87 beta2=0.931 weight_decay=0.31", lion },
    { "sign_sgd", "learning_rate=0.0385 momentum=0.87", signum },
};

/* The largest distance of the two paths over 20 steps of 3 coordinates. `spoil` multiplies the
 * shipped rule's gradients of step 7. */
static double disagreement(const struct rule *rule, double spoil)
{
    double x[3] = { 2.385, -0.731, 0.113 }, g[3], worst = 0;
    struct reference r[3] = { { .x = x[0] }, { .x = x[1] }, { .x = x[2] } };
    struct case_path path;

    assert_true(case_start(&path, rule->name, rule->settings, 3));
    for (int t = 1; t <= STEPS; t++) {
        for (size_t i = 0; i < 3; i++)
            g[i] = (t == 7 ? spoil : 1) * gradient(t, i);
        case_step(&path, x, g);
        for (size_t i = 0; i < 3; i++) {
            r[i].t = t;
            rule->step(&r[i], gradient(t, i));
            worst = fmax(worst, fabs(x[i] - r[i].x));
        }
    }
    case_end(&path);
    return worst;
}

static void test_rules_as_published(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof rules / sizeof *rules; k++) {
        const double d = disagreement(&rules[k], 1);

        if (!(d < tolerance))
            fail_msg("%s %s: off by %g", rules[k].name, rules[k].settings, d);
    }
}

/* Every optimizer has a row, and the check can fail: it sees one gradient that is 1.001 times
 * larger (unless the rule goes by signs), and the rule of another row. */
static void test_the_check_can_fail(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof rules / sizeof *rules; k++) {
        struct rule other = rules[k];

        other.step = rules[(k + 1) % (sizeof rules / sizeof *rules)].step;
        assert_true(disagreement(&other, 1) > 1e-4);
        if (strcmp(rules[k].name, "lion") != 0 && strcmp(rules[k].name, "sign_sgd") != 0)
            assert_true(disagreement(&rules[k], 1.001) > 1e-7);
    }
    for (size_t k = 0; k < rv_optimizers.count; k++) {
        bool found = rv_optimizer_is_method(rv_optimizers.types[k]);

        for (size_t r = 0; r < sizeof rules / sizeof *rules; r++)
            found = found || strcmp(rules[r].name, rv_optimizers.types[k]->name) == 0;
        assert_true(found);
    }
}

/* Where a schedule moves beta1, m is corrected with 1 - b^t of the b in force, as torch.optim.Adam
 * does under OneCycleLR; with one minus the product of all betas the paths part by a percent. */
static void test_a_moving_beta1_as_pytorch(void **state)
{
    static const char *const names[] = {"adam", "adamw", "amsgrad"};

    (void)state;
    for (size_t k = 0; k < 3; k++) {
        struct case_path path;
        double x = 2.385, want = x, other = x, m = 0, v = 0, largest = 0, product = 1;

        assert_true(
            case_start(&path, names[k], "learning_rate=0.0385 beta2=0.985 epsilon=1e-5", 1));
        for (int t = 1; t <= STEPS; t++) {
            const double g = gradient(t, 0), b1 = 0.95 - 0.1 * sin(0.385 * t);
            double root;

            path.control.momentum = b1;
            case_step(&path, &x, &g);
            m = b1 * m + (1 - b1) * g;
            v = 0.985 * v + (1 - 0.985) * g * g;
            largest = k == 2 ? fmax(largest, v) : v;
            root = sqrt(largest / (1 - pow(0.985, t))) + 1e-5;
            product *= b1;
            if (k == 1) { /* AdamW's decay, 0.01 by default */
                want -= 0.0385 * 0.01 * want;
                other -= 0.0385 * 0.01 * other;
            }
            want -= 0.0385 * m / (1 - pow(b1, t)) / root;
            other -= 0.0385 * m / (1 - product) / root;
        }
        case_end(&path);
        if (!(fabs(x - want) < tolerance))
            fail_msg("%s: off by %g", names[k], x - want);
        assert_true(fabs(x - other) > 1e-3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_as_published),
        cmocka_unit_test(test_the_check_can_fail),
        cmocka_unit_test(test_a_moving_beta1_as_pytorch),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
