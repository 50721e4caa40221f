/* The paths of our optimizers and the values of our schedules as text, for optimizers.py to compare
 * with PyTorch's.
 *
 *     optimizer NAME SETTINGS...          then 20 lines  step x0 x1 x2
 *     schedule NAME SETTINGS...           then a line a step: step factor momentum
 *
 * The objective is sum c x^2 / 2 + x^4 / 4 with c = 0.7, 3.1, 7.3. A schedule has 12 epochs of 5
 * steps; plateau sees the losses of `watched`. */
#include "support/optim_case.h"
#include "ravine/schedule.h"

#define STEPS 20
#define EPOCHS 12
#define PER_EPOCH 5

static const char *const optimizers[][2] = {
    { "sgd", "learning_rate=0.0385" },
    { "sgd", "learning_rate=0.0385 momentum=0.87" },
    { "sgd", "learning_rate=0.0385 momentum=0.87 nesterov=true" },
    { "adagrad", "learning_rate=0.385 epsilon=1e-10" },
    { "rmsprop", "learning_rate=0.0385 alpha=0.93 epsilon=1e-8" },
    { "rmsprop", "learning_rate=0.0385 alpha=0.93 epsilon=1e-8 momentum=0.7" },
    { "rmsprop", "learning_rate=0.0385 alpha=0.93 epsilon=1e-8 momentum=0.7 centered=true" },
    { "adadelta", "learning_rate=0.7 rho=0.87 epsilon=1e-4" },
    { "adam", "learning_rate=0.0385 beta1=0.87 beta2=0.985 epsilon=1e-8" },
    { "amsgrad", "learning_rate=0.0385 beta1=0.87 beta2=0.685 epsilon=1e-8" },
    { "nadam", "learning_rate=0.0385 beta1=0.87 beta2=0.985 epsilon=1e-8 momentum_decay=0.0731" },
    { "adamw", "learning_rate=0.0385 beta1=0.87 beta2=0.985 epsilon=1e-8 weight_decay=0.31" },
};

static const char *const schedules[][2] = {
    { "constant", "warmup=2 warmup_from=0.1" },
    { "step", "factor=0.3 every=5" },
    { "exponential", "factor=0.87" },
    { "cosine", "floor=0.013" },
    { "warm_restarts", "period=2.4 multiplier=1 floor=0.013" },
    { "warm_restarts", "period=2 multiplier=2 floor=0.013" },
    { "one_cycle", "peak=0.37 start_divisor=13 final_divisor=170 momentum_from=0.93 "
                   "momentum_to=0.81" },
    { "cyclic", "low=0.13 rise=1.6 halve=false" },
    { "cyclic", "low=0.13 rise=1.6 halve=true" },
    { "plateau", "factor=0.31 patience=2 min_delta=0.01 cooldown=1 floor=0.005" },
};

static const double watched[EPOCHS] = { 2.3, 1.7, 1.71, 1.695, 1.6, 1.9, 1.9,
                                        1.8, 1.7, 1.65, 1.64, 1.9 };

/* The tables above are checked by the unit tests; a row that does not parse is a bug here. */
static void require(bool parsed, const char *name)
{
    if (!parsed)
        RV_BUG("%s: bad settings", name);
}

static void print_optimizer(const char *name, const char *settings)
{
    const double curvature[3] = { 0.7, 3.1, 7.3 };
    double x[3] = { 2.385, -0.731, 0.413 }, g[3];
    struct case_path path;

    require(case_start(&path, name, settings, 3), name);
    printf("optimizer %s %s\n", name, settings);
    for (int t = 0; t < STEPS; t++) {
        for (int i = 0; i < 3; i++)
            g[i] = curvature[i] * x[i] + x[i] * x[i] * x[i];
        case_step(&path, x, g);
        printf("%d %.17g %.17g %.17g\n", t, x[0], x[1], x[2]);
    }
    case_end(&path);
}

static void print_schedule(const char *name, const char *settings)
{
    const struct rv_momentum_schedule off = { 0 };
    struct rv_config config = { 0 };
    double memory[RV_SCHEDULE_MEMORY];

    require(case_configure(&config, &rv_schedules, name, settings), name);
    rv_schedule_reset(&config, memory);
    printf("schedule %s %s\n", name, settings);
    for (long t = 0; t < EPOCHS * PER_EPOCH; t++) {
        struct rv_clock clock = { .step = t, .epoch = t / PER_EPOCH,
                                  .steps_per_epoch = PER_EPOCH, .epochs = EPOCHS };
        const struct rv_control control = rv_schedule_control(&config, &off, &clock, memory);

        printf("%ld %.17g %.17g\n", t, control.factor, control.momentum);
        clock.step = t + 1;
        if (clock.step % PER_EPOCH == 0)
            rv_schedule_observe(&config, &clock, watched[t / PER_EPOCH], memory);
    }
    rv_config_release(&config);
}

int main(void)
{
    for (size_t k = 0; k < sizeof optimizers / sizeof *optimizers; k++)
        print_optimizer(optimizers[k][0], optimizers[k][1]);
    for (size_t k = 0; k < sizeof schedules / sizeof *schedules; k++)
        print_schedule(schedules[k][0], schedules[k][1]);
    return 0;
}
