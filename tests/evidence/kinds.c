/* Recipes of known cause, drawn at random: a sound base, and the change that makes it fail. */
#include "evidence.h"

#include "ravine/math.h"
#include "ravine/memory.h"

#include <string.h>

double draw_uniform(struct rv_stream *stream, double from, double to)
{
    return from + (to - from) * rv_stream_uniform(stream);
}

double draw_log(struct rv_stream *stream, double from, double to)
{
    return rv_math_exp(draw_uniform(stream, rv_math_log(from), rv_math_log(to)));
}

bool draw_chance(struct rv_stream *stream, double probability)
{
    return rv_stream_uniform(stream) < probability;
}

long draw_below(struct rv_stream *stream, long n)
{
    return (long)rv_stream_below(stream, (uint32_t)n);
}

static const char *const sets[] = {"gratings", "blobs", "spiral", "xor", "shapes", "moons",
                                   "circles"};
static const char *const optimizers[] = {"sgd", "sgd", "sgd", "adam", "adam", "rmsprop", "adamw",
                                         "nadam"};

static bool adaptive(const struct kind_recipe *r)
{
    return strcmp(r->optimizer, "sgd") != 0;
}

static void usual_rate(struct kind_recipe *r, struct rv_stream *s)
{
    r->momentum = !adaptive(r) && draw_chance(s, 0.5) ? 0.9 : 0;
    r->rate = (adaptive(r) ? 0.003 : r->momentum > 0 ? 0.01 : 0.06) * draw_log(s, 0.4, 1.6);
}

static void draw_base(struct kind_recipe *r, struct rv_stream *s)
{
    r->data = sets[draw_below(s, sizeof sets / sizeof *sets)];
    r->image = !strcmp(r->data, "gratings") || !strcmp(r->data, "shapes");
    r->classes = !strcmp(r->data, "xor") || !strcmp(r->data, "moons") ? 2
                 : draw_chance(s, 0.4)                                ? 2
                 : r->image                                           ? 3 + draw_below(s, 6)
                                                                      : 3 + draw_below(s, 8);
    if (!strcmp(r->data, "blobs") && draw_chance(s, 0.3))
        r->classes = 10 + draw_below(s, 21);
    r->train = (long)draw_log(s, 120, r->image ? 300 : 700);
    r->validation = (long)draw_log(s, 120, r->image ? 400 : 1000);
    r->noise = draw_uniform(s, 0.5, 1.6);
    r->label_noise = draw_chance(s, 0.3) ? draw_uniform(s, 0, 0.1) : 0;
    r->layers = 1 + draw_below(s, 2);
    r->units = r->image ? 4 : (long)draw_log(s, 10, 48);
    r->tanh = draw_chance(s, 0.2);
    r->bn = draw_chance(s, 0.4);
    r->bn_momentum = 0.9;
    r->dropout = draw_chance(s, 0.25) ? draw_uniform(s, 0.1, 0.5) : 0;
    r->loss = draw_chance(s, 0.08) ? "mean_squared_error" : "cross_entropy";
    r->optimizer = optimizers[draw_below(s, sizeof optimizers / sizeof *optimizers)];
    usual_rate(r, s);
    r->batch = 8 << draw_below(s, 4);
    if (r->train / r->batch >= 10 && draw_chance(s, 0.4))
        r->bn_momentum = 0.99; /* Keras's own */
    r->epochs = (long)draw_log(s, 9, 41);
    while (r->epochs * r->train > (r->image ? 2400 : 8000) && r->epochs > 11)
        r->epochs--;
}

#define CHANGE(...) rv_text_printf(&r->change, __VA_ARGS__)

static void rate(struct kind_recipe *r, struct rv_stream *s)
{
    bool own = adaptive(r);

    CHANGE("optimizer.learning_rate: %.4g, ",
           r->rate * draw_log(s, own ? 8 : 6, own ? 150 : r->bn ? 150 : 60));
    if (own && draw_chance(s, 0.4))
        CHANGE("optimizer.epsilon: %s, ", draw_chance(s, 0.5) ? "1e-8" : "1e-10");
    r->causes |= BIT(RATE_TOO_LARGE) | (own ? BIT(OPTIMIZER_STEP) : 0);
}

static void optimizer_step(struct kind_recipe *r, struct rv_stream *s)
{
    static const char *const own[] = {"adam", "rmsprop", "rmsprop", "nadam"};

    r->optimizer = own[draw_below(s, 4)];
    usual_rate(r, s);
    if (draw_chance(s, 0.3) && strcmp(r->optimizer, "rmsprop") != 0)
        CHANGE("optimizer.beta2: %.3g, ", draw_uniform(s, 0.5, 0.9));
    CHANGE("optimizer.learning_rate: %.4g, ", r->rate * draw_log(s, 5, 60));
    r->causes |= BIT(OPTIMIZER_STEP) | BIT(RATE_TOO_LARGE);
}

static void batch(struct kind_recipe *r, struct rv_stream *s)
{
    r->train = r->train > 160 ? 160 : r->train;
    r->epochs = r->epochs > 16 ? 16 : r->epochs;
    r->batch = 32;
    CHANGE("train.batch: %ld, ", 1 + (r->bn ? 1 : 0) + draw_below(s, 3));
    r->rate *= draw_uniform(s, 1, 2.5);
    r->causes |= BIT(BATCH_TOO_SMALL);
}

static void bn_lag(struct kind_recipe *r, struct rv_stream *s)
{
    r->bn = true;
    r->batch = 16 << draw_below(s, 4);
    r->bn_momentum = 0.9;
    r->rate *= draw_log(s, 1, 6);
    CHANGE("network.batchnorm.momentum: %.5g, ", 1 - draw_log(s, 0.0005, 0.012));
    r->causes |= BIT(BN_LAG);
}

static void mode(struct kind_recipe *r, struct rv_stream *s)
{
    switch (draw_below(s, 5)) {
    case 0:
        r->dropout = draw_uniform(s, 0.3, 0.6);
        CHANGE("evaluate.dropout: on, ");
        r->random_passes = true;
        break;
    case 1:
        r->bn = true;
        CHANGE("evaluate.statistics: batch, evaluate.order: %s, evaluate.batch: %ld, ",
               draw_chance(s, 0.6) ? "by-class" : "given", 4 + draw_below(s, 28));
        break;
    case 2:
        CHANGE("scale.validation_offset: %.3g, ",
               (draw_chance(s, 0.5) ? 1 : -1) * draw_uniform(s, 0.7, 3));
        r->other_pipeline = true;
        break;
    case 3:
        CHANGE("scale.validation_factor: %.3g, ",
               draw_chance(s, 0.5) ? draw_log(s, 0.004, 0.4) : draw_log(s, 2.5, 255));
        r->other_pipeline = true;
        break;
    default:
        r->bn = true;
        CHANGE("network.batchnorm.momentum: 1, ");
    }
    r->causes |= BIT(MODE_MISMATCH);
}

static void split(struct kind_recipe *r, struct rv_stream *s)
{
    if (!strcmp(r->data, "shapes") && draw_chance(s, 0.6)) {
        CHANGE("data: {acquired: session, sessions: 2, session_gain: [1, %.3g], session_offset: "
               "[0, %.3g]}, split.order: session, ",
               draw_uniform(s, 0.4, 1.2), draw_uniform(s, 0.1, 0.8));
    } else if (!strcmp(r->data, "gratings") && draw_chance(s, 0.6)) {
        CHANGE("data: {acquired: session, sessions: 2, session_tilt: [0, %.3g]}, split.order: "
               "session, ", draw_uniform(s, 10, 30));
    } else {
        if (r->classes == 2 && strcmp(r->data, "xor") != 0 && strcmp(r->data, "moons") != 0)
            r->classes = 3 + draw_below(s, 6);
        r->validation = r->validation > r->train / 2 ? r->train / (2 + draw_below(s, 8))
                                                     : r->validation;
        CHANGE("data.acquired: class, split.order: class, ");
    }
    r->other_split = true;
    r->causes |= BIT(SPLIT_OR_SHIFT);
}

static void small(struct kind_recipe *r, struct rv_stream *s)
{
    CHANGE("evaluate.examples: {first: %ld}, ", (long)draw_log(s, 8, 70));
    r->causes |= BIT(SMALL_VALIDATION);
}

static void changing(struct kind_recipe *r, struct rv_stream *s)
{
    r->validation = r->validation < 220 ? 220 : r->validation;
    CHANGE("evaluate.examples: {random: %ld}, ", (long)draw_log(s, 12, 200));
    r->changing = true;
    r->causes |= BIT(CHANGING_VALIDATION);
}

static void weighting(struct kind_recipe *r, struct rv_stream *s)
{
    double rare = draw_uniform(s, 0.03, 0.15);

    r->classes = 2;
    r->loss = "cross_entropy";
    rv_text_printf(&r->change, "loss.class_weights: [%.3g, %.3g], ", 0.5 / (1 - rare), 0.5 / rare);
    r->noise *= 1.3;
    r->causes |= BIT(WEIGHTING);
}

static void over_fitting(struct kind_recipe *r, struct rv_stream *s)
{
    r->train = (long)draw_log(s, 30, 160);
    r->label_noise = draw_chance(s, 0.3) ? draw_uniform(s, 0.3, 0.8) : draw_uniform(s, 0, 0.3);
    r->noise *= draw_uniform(s, 1, 2);
    r->units *= r->image ? 2 : 4;
    r->dropout = 0;
    r->batch = 4 << draw_below(s, 3);
    r->layers = 2;
    if (draw_chance(s, 0.4))
        r->optimizer = "adam";
    usual_rate(r, s);
    r->rate *= draw_uniform(s, 0.7, 3);
    r->epochs = r->image ? 12 + draw_below(s, 16) : 20 + draw_below(s, 38);
    r->validation = r->validation > 300 ? 300 : r->validation;
    r->causes |= BIT(OVER_FITTING);
}

static void under_fitting(struct kind_recipe *r, struct rv_stream *s)
{
    if (draw_chance(s, 0.75))
        CHANGE("optimizer.learning_rate: %.4g, ", r->rate / draw_log(s, 15, 300));
    else
        CHANGE("loss.l2: %.3g, ", draw_log(s, 0.03, 0.3));
    r->causes |= BIT(UNDER_FITTING);
}

static void chance(struct kind_recipe *r, struct rv_stream *s)
{
    if (!strcmp(r->data, "blobs"))
        r->classes = 2 + draw_below(s, 29);
    r->loss = "cross_entropy";
    switch (draw_below(s, 3)) {
    case 0:
        CHANGE("optimizer.learning_rate: %.4g, ", r->rate * 1e-6);
        break;
    case 1:
        CHANGE("data.label_noise: 1, optimizer.learning_rate: %.4g, ", r->rate / 20);
        break;
    default:
        CHANGE("scale.train: none, data.label_noise: 1, train.batch: 64, ");
        r->train = 600;
    }
    r->causes |= BIT(CHANCE);
}

static void dead(struct kind_recipe *r, struct rv_stream *s)
{
    r->optimizer = "sgd";
    usual_rate(r, s);
    r->tanh = r->bn = false;
    CHANGE("optimizer.learning_rate: %.4g, ", draw_log(s, 0.7, 30));
    r->causes |= BIT(DEAD);
}

static void diverged(struct kind_recipe *r, struct rv_stream *s)
{
    r->causes |= BIT(DIVERGED);
    if (draw_chance(s, 0.6)) {
        /* A logarithm of 0, a division by 0: sound until then, or not. */
        r->broken_from = draw_chance(s, 0.4) ? 1e-3 : draw_uniform(s, 0.1, 0.9);
        if (draw_chance(s, 0.4))
            CHANGE("optimizer.learning_rate: %.4g, ", r->rate * draw_log(s, 3, 30));
        return;
    }
    r->bn = r->tanh = false;
    r->optimizer = "sgd";
    r->loss = "mean_squared_error";
    usual_rate(r, s);
    CHANGE("optimizer.learning_rate: %.4g, ", draw_log(s, 1, 100));
}

static void label_noise(struct kind_recipe *r, struct rv_stream *s)
{
    CHANGE("data.label_noise: %.3g, ", draw_uniform(s, 0.25, 0.7));
    r->causes |= BIT(LABEL_NOISE);
}

static void leakage(struct kind_recipe *r, struct rv_stream *s)
{
    over_fitting(r, s);
    r->causes = BIT(LEAKAGE);
    CHANGE("evaluate.set: training, ");
}

static void metric(struct kind_recipe *r, struct rv_stream *s)
{
    (void)s;
    r->broken_metric = true;
    r->causes |= BIT(METRIC_BUG);
}

static void not_fresh(struct kind_recipe *r, struct rv_stream *s)
{
    r->epochs = r->image ? 16 + draw_below(s, 8) : 25 + draw_below(s, 20);
    r->skip = 6 + draw_below(s, 6);
    r->noise *= 0.6;
    r->causes |= BIT(NOT_FRESH);
}

static void schedule(struct kind_recipe *r, struct rv_stream *s)
{
    r->epochs = 14 + draw_below(s, 26);
    CHANGE("optimizer.learning_rate: %.4g, schedule: {name: step, every: %ld, factor: %.3g}, ",
           r->rate * draw_log(s, 2, 12), r->epochs / 2 - 2 + draw_below(s, 5),
           draw_chance(s, 0.6) ? 0.1 : draw_uniform(s, 0.05, 0.3));
    r->causes |= BIT(SCHEDULE_STEP);
}

static void healthy(struct kind_recipe *r, struct rv_stream *s)
{
    if (draw_chance(s, 0.5))
        r->validation = (long)draw_log(s, 300, r->image ? 600 : 2000);
    if (draw_chance(s, 0.5))
        r->rate /= draw_uniform(s, 1, 4);
    if (draw_chance(s, 0.25))
        CHANGE("schedule: {name: cosine}, ");
    r->causes |= BIT(HEALTHY);
}

static void too_short(struct kind_recipe *r, struct rv_stream *s)
{
    r->keep = 1 + draw_below(s, 3);
    r->causes |= BIT(TOO_SHORT);
}

static void training_only(struct kind_recipe *r, struct rv_stream *s)
{
    r->strip_validation = true;
    if (draw_chance(s, 0.3))
        diverged(r, s);
    else if (draw_chance(s, 0.2))
        rate(r, s);
    r->causes |= BIT(TRAINING_ONLY);
}

typedef void kind(struct kind_recipe *r, struct rv_stream *s);
static kind *const kinds[] = {
    rate, rate, rate, rate, optimizer_step, optimizer_step, batch, batch, bn_lag, bn_lag, bn_lag,
    bn_lag, mode, mode, mode, split, split, small, small, changing, weighting, over_fitting,
    over_fitting, over_fitting, over_fitting, under_fitting, under_fitting, chance, chance, dead,
    diverged, label_noise, label_noise, leakage, metric, not_fresh, schedule, healthy, healthy,
    healthy, healthy, healthy, healthy, healthy, too_short, training_only};
/* Causes that come together without undoing each other. */
static kind *const seconds[] = {small, changing, bn_lag, rate, label_noise};

void kind_draw(unsigned number, struct kind_recipe *recipe)
{
    struct rv_stream stream = rv_stream_at(20261201, RV_STREAM_MENU, 1, 0, number);
    kind *first = kinds[number % (sizeof kinds / sizeof *kinds)];

    *recipe = (struct kind_recipe){0};
    draw_base(recipe, &stream);
    first(recipe, &stream);
    if (draw_chance(&stream, 0.15) && (first == rate || first == bn_lag || first == over_fitting ||
                                       first == optimizer_step)) {
        kind *second = seconds[draw_below(&stream, first == over_fitting ? 3 : 2)];

        second(recipe, &stream);
    }
}

void kind_release(struct kind_recipe *recipe)
{
    rv_text_release(&recipe->change);
}

bool kind_is_compared(const struct kind_recipe *recipe)
{
    const uint32_t alone = BIT(HEALTHY) | BIT(METRIC_BUG) | BIT(NOT_FRESH) | BIT(TOO_SHORT) |
                           BIT(TRAINING_ONLY) | BIT(LEAKAGE) | BIT(CHANCE) | BIT(DEAD) |
                           BIT(DIVERGED) | BIT(OVER_FITTING);

    return (recipe->causes & ~alone) != 0;
}

unsigned kind_family(const struct kind_recipe *recipe)
{
    unsigned family = 0;

    while (strcmp(sets[family], recipe->data) != 0)
        family++;
    return family * 4 + recipe->bn * 2 + (recipe->layers > 1);
}
