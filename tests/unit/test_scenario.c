/* Scenarios: reading, variants, --set, printing back, finding files. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/scenario_case.h"
#include "ravine/memory.h"
#include "ravine/scenario.h"
#include "scenario/cases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char lesson[] =
    "title: 'The learning rate: too large'\n"
    "cause: C01\n"
    "symptom: Training looks fine, but validation jumps.\n"
    "question: Which change calms it?\n"
    "choices:\n"
    "  - {text: a bigger mini-batch, variant: bigger_batch}\n"
    "  - {text: a smaller learning rate, variant: settled}\n"
    "answer: settled\n"
    "reveal: |\n"
    "  The loss at the end of each epoch jumps too;\n"
    "  its mean hid it.\n"
    "recipe:\n"
    "  data: {set: gratings, classes: 2, train: 1000, validation: 4000}\n"
    "  network: tiny-cnn\n"
    "  optimizer: {name: sgd, learning_rate: 0.5}\n"
    "  train: {batch: 32, epochs: 25}\n"
    "  record: {from: 5, steps_every: 1}\n"
    "seeds: {first: 11, count: 5, demo: 7}\n"
    "variants:\n"
    "  bouncing: {}\n"
    "  settled: {optimizer.learning_rate: 0.01}\n"
    "  dropped: {changes: [{epoch: 13, optimizer.learning_rate: 0.01}]}\n"
    "  bigger_batch: {train: {batch: 256}}\n"
    "  three:\n"
    "    data.classes: 3\n"
    "claims:\n"
    "  - {says: \"bouncing.fluctuation >= 5 * settled.fluctuation\", in: 0.95}\n"
    "  - {says: \"bigger_batch.fluctuation >= 0.5 * bouncing.fluctuation\", over: median,\n"
    "     sentence: A bigger batch does not cure it., folk: a bigger batch cures it, verdict: fails}\n"
    "  - settled.val_loss.last < 1\n"
    "figures: [loss-curves, accuracy-curves]\n"
    "may_diverge: [bouncing]\n"
    "looks: gap\n"
    "hidden: {curve: val_loss, variant: settled, says: A smaller rate is calm.}\n"
    "remedies: {settled: lower-rate, bigger_batch: bigger_batch}\n"
    "shows: [C19, D2]\n"
    "long: true\n";

static char folder[] = "/tmp/ravine-scenario-XXXXXX";

static char *path_of(const char *name)
{
    static char path[256];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static const char *write_file(const char *name, const char *content)
{
    const char *path = path_of(name);
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    fputs(content, file);
    assert_int_equal(fclose(file), 0);
    return path;
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    static const char *const names[] = {"lesson.yaml", "again.yaml", "zebra.yaml", "alpha.yaml",
                                        "notes.txt", "bad.yaml", "topic/loop", "topic/agate.yaml",
                                        "topic/deeper/agate.yaml", "topic/deeper/onyx.yaml",
                                        "topic/deeper/deepest/jade.yaml"};
    static const char *const folders[] = {"topic/deeper/deepest", "topic/deeper", "topic"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(path_of(names[i]));
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        rmdir(path_of(folders[i]));
    return rmdir(folder);
}

/* What `options` make of the lesson, which must be right. */
static struct rv_scenario read_lesson(const struct rv_scenario_options *options,
                                      struct rv_text *notes)
{
    struct rv_scenario scenario;
    struct rv_report report = {0};

    (void)rv_scenario_read(write_file("lesson.yaml", lesson), options, &scenario, &report, notes);
    for (size_t i = 0; i < report.count; i++)
        print_error("%d:%d: %s\n", report.errors[i].line, report.errors[i].column,
                    report.errors[i].message);
    assert_int_equal(report.count, 0);
    return scenario;
}

static double rate(const struct rv_scenario *scenario, size_t variant)
{
    return rv_optimizer_rate(&scenario->variants[variant].recipe.optimizer);
}

static void test_read(void **state)
{
    struct rv_scenario s = read_lesson(NULL, NULL);

    (void)state;
    assert_string_equal(s.name, "lesson");
    assert_string_equal(s.title, "The learning rate: too large");
    assert_string_equal(s.reveal,
                        "The loss at the end of each epoch jumps too;\nits mean hid it.\n");
    assert_null(s.keras);
    assert_int_equal(s.choice_count, 2);
    assert_string_equal(s.choices[s.choices[0].written == 1 ? 0 : 1].variant, "settled");
    assert_int_equal(s.variant_count, 5);
    assert_true(rate(&s, 0) == 0.5);
    assert_true(rate(&s, 1) == 0.01);
    assert_int_equal(s.variants[2].recipe.change_count, 1);
    assert_int_equal(s.variants[3].recipe.train.batch, 256);
    assert_int_equal(s.variants[3].recipe.train.epochs, 25);
    /* The last layer follows the classes of the variant. */
    assert_true(rv_param_number(
                    rv_params_find(s.variants[4].recipe.layers[9].config.type->params, "units"),
                    s.variants[4].recipe.layers[9].config.values) == 3);
    assert_int_equal(s.claim_count, 3);
    assert_true(s.claims[0].share == 0.95);
    assert_true(s.claims[1].over_median);
    assert_string_equal(s.claims[1].sentence, "A bigger batch does not cure it.");
    assert_true(s.claims[2].share == 1);
    assert_int_equal(s.claims[2].at.line, 30);
    assert_int_equal(s.figure_count, 2);
    assert_int_equal(s.may_diverge_count, 1);
    assert_int_equal(s.seed_first, 11);
    assert_int_equal(s.seed_demo, 7);
    assert_int_equal(s.looks, RV_LOOKS_GAP);
    assert_string_equal(s.hidden.curve, "val_loss");
    assert_string_equal(s.hidden.variant, "settled");
    assert_string_equal(s.hidden.says, "A smaller rate is calm.");
    assert_true(s.variants[3].selected);
    rv_scenario_release(&s);
}

static void test_options(void **state)
{
    const char *const sets[] = {"train.batch=16", "settled:optimizer.learning_rate=0.002",
                                "dropped:network.batchnorm.momentum=0.9"};
    const char *const names[] = {"settled", "bigger_batch"};
    struct rv_scenario_options options = {.sets = sets,
                                          .set_count = 3,
                                          .variants = names,
                                          .variant_count = 2,
                                          .seed_first = 100,
                                          .seed_count = 3};
    struct rv_text notes = {0};
    struct rv_scenario s = read_lesson(&options, &notes);

    (void)state;
    assert_int_equal(s.variants[0].recipe.train.batch, 16);
    assert_int_equal(s.variants[3].recipe.train.batch, 256);
    assert_true(rate(&s, 1) == 0.002);
    assert_false(s.variants[0].selected);
    assert_true(s.variants[3].selected);
    assert_int_equal(s.seed_first, 100);
    assert_int_equal(s.seed_count, 3);
    assert_string_equal(
        rv_text_string(&notes),
        "--set train.batch=16 does not reach bigger_batch, which sets this key itself\n");
    rv_text_release(&notes);
    rv_scenario_release(&s);
}

/* The only mistake that the options make, or the first one. */
static void refuse(const char *set, const char *variant, long first, long count,
                   const char *expected)
{
    struct rv_scenario_options options = {.sets = &set,
                                          .set_count = set ? 1 : 0,
                                          .variants = &variant,
                                          .variant_count = variant ? 1 : 0,
                                          .seed_first = first,
                                          .seed_count = count};
    struct rv_scenario s;
    struct rv_report report = {0};

    assert_int_equal(
        rv_scenario_read(write_file("lesson.yaml", lesson), &options, &s, &report, NULL),
        RV_INPUT);
    if (!strstr(report.errors[0].message, expected))
        fail_msg("expected: %s\nfound: %s", expected, report.errors[0].message);
    rv_report_release(&report);
    rv_scenario_release(&s);
}

static void test_options_refused(void **state)
{
    (void)state;
    refuse("settled:optimizer.learning_rate=fast", NULL, -1, -1, "fast is not a number");
    refuse("setled:train.batch=3", NULL, -1, -1, "no variant 'setled' (did you mean 'settled'?)");
    refuse("learning_rate=3", NULL, -1, -1, "did you mean 'optimizer.learning_rate'?");
    refuse("network.conv.filters=3", NULL, -1, -1, "unknown layer 'conv'");
    refuse("network.dropout.rate=3", NULL, -1, -1, "the network has no dropout layer");
    refuse("train.batch", NULL, -1, -1, "is not KEY=VALUE");
    refuse("train.batch=64", "bigger_batch", -1, -1,
           "would do nothing: every variant sets the key");
    refuse(NULL, "bouncy", -1, -1, "no variant 'bouncy' (did you mean 'bouncing'?)");
    refuse(NULL, NULL, 4294967297, -1, "a seed goes from 0 to 2^32");
    refuse(NULL, NULL, 0, 0, "from 1 to 10000 seeds");
    refuse(NULL, NULL, 0, 10001, "from 1 to 10000 seeds");
}

/* A mistake of the base is found in each of five variants and told once. */
static void test_told_once(void **state)
{
    struct rv_text text = {0};
    struct rv_scenario s;
    struct rv_report report = {0};
    const char *train = strstr(lesson, "  train: {batch");

    (void)state;
    rv_text_add_bytes(&text, lesson, (size_t)(train - lesson));
    rv_text_add(&text, "  clip: {norm: -3}\n");
    rv_text_add(&text, train);
    (void)rv_scenario_read(write_file("bad.yaml", rv_text_string(&text)), NULL, &s, &report, NULL);
    assert_int_equal(report.count, 1);
    assert_int_equal(report.errors[0].line, 16);
    rv_text_release(&text);
    rv_report_release(&report);
    rv_scenario_release(&s);
}

static char *recipe_text(const struct rv_recipe *recipe)
{
    struct rv_node *tree = rv_recipe_tree(recipe);
    struct rv_text text = {0};
    char *copy;

    rv_node_print(tree, &text);
    copy = rv_strdup(rv_text_string(&text));
    rv_text_release(&text);
    rv_node_free(tree);
    return copy;
}

/* Reading what was printed gives the same recipes, selection and seeds; printing that again gives
 * the same text. */
/* What the lesson says about the syllabus. */
static void check_syllabus(const struct rv_scenario *s)
{
    assert_int_equal(s->show_count, 2);
    assert_string_equal(s->shows[0], "C19");
    assert_string_equal(s->shows[1], "D2");
    assert_int_equal(s->remedy_count, 2);
    assert_string_equal(s->remedies[0].variant, "settled");
    assert_string_equal(s->remedies[0].remedy->name, "lower-rate");
    assert_string_equal(s->remedies[1].remedy->name, "bigger-batch");
    assert_null(s->claims[0].folk);
    assert_string_equal(s->claims[1].folk->name, "a bigger batch cures it");
    assert_int_equal(s->claims[1].verdict, RV_VERDICT_FAILS);
    assert_true(s->is_long);
}

static void test_print(void **state)
{
    const char *const sets[] = {"train.epochs=30", "three:network=mlp", "optimizer.momentum=0.385"};
    const char *const names[] = {"settled", "three"};
    struct rv_scenario_options options = {
        .sets = sets, .set_count = 3, .variants = names, .variant_count = 2, .seed_first = 100,
        .seed_count = -1};
    struct rv_scenario first = read_lesson(&options, NULL), second;
    struct rv_report report = {0};
    struct rv_text once = {0}, twice = {0};

    (void)state;
    rv_scenario_print(&first, &once);
    (void)rv_scenario_read(write_file("again.yaml", rv_text_string(&once)), NULL, &second, &report,
                           NULL);
    if (report.count)
        fail_msg("%d: %s\n%s", report.errors[0].line, report.errors[0].message,
                 rv_text_string(&once));
    rv_scenario_print(&second, &twice);
    assert_string_equal(rv_text_string(&once), rv_text_string(&twice));
    assert_string_equal(first.reveal, second.reveal);
    assert_int_equal(second.seed_first, 100);
    assert_int_equal(second.variant_count, first.variant_count);
    for (size_t i = 0; i < first.variant_count; i++) {
        char *x = recipe_text(&first.variants[i].recipe);
        char *y = recipe_text(&second.variants[i].recipe);

        assert_string_equal(x, y);
        assert_int_equal(first.variants[i].selected, second.variants[i].selected);
        rv_free(x);
        rv_free(y);
    }
    assert_int_equal(second.variants[0].recipe.train.epochs, 30);
    assert_int_equal(second.looks, RV_LOOKS_GAP);
    assert_string_equal(second.hidden.says, first.hidden.says);
    assert_string_equal(second.hidden.variant, first.hidden.variant);
    assert_string_equal(second.claims[1].sentence, first.claims[1].sentence);
    check_syllabus(&first);
    check_syllabus(&second);
    rv_text_release(&once);
    rv_text_release(&twice);
    rv_scenario_release(&first);
    rv_scenario_release(&second);
}

/* What was left to the defaults is printed in the form that reading gives it. */
static void test_print_defaults(void **state)
{
    struct rv_scenario first, second;
    struct rv_report report = {0};
    struct rv_text once = {0}, twice = {0};

    (void)state;
    assert_int_equal(rv_scenario_parse("a", "title: nothing else\n", NULL, &first, &report, NULL),
                     RV_OK);
    rv_scenario_print(&first, &once);
    assert_int_equal(rv_scenario_parse("b", rv_text_string(&once), NULL, &second, &report, NULL),
                     RV_OK);
    rv_scenario_print(&second, &twice);
    assert_string_equal(rv_text_string(&once), rv_text_string(&twice));
    rv_text_release(&once);
    rv_text_release(&twice);
    rv_scenario_release(&first);
    rv_scenario_release(&second);
}

static const char valley[] = "title: A valley\n"
                             "choices:\n"
                             "  - {text: a smaller step, variant: calm}\n"
                             "  - {text: less noise, variant: quiet}\n"
                             "answer: calm\n"
                             "recipe:\n"
                             "  surface: {name: quadratic, curvature: [1, 77]}\n"
                             "  start: [0.5, 2.385]\n"
                             "  noise: {name: gaussian, sigma: 0.25}\n"
                             "  optimizer: {learning_rate: 0.0125}\n"
                             "  train: {steps_per_epoch: 7, epochs: 11}\n"
                             "variants:\n"
                             "  bouncing: {}\n"
                             "  calm: {optimizer.learning_rate: 0.001}\n"
                             "  quiet: {noise: none}\n"
                             "  round: {surface.curvature: [1, 1], start: [1, 1], replicas: 9}\n"
                             "  later: {changes: [{step: 8, noise.sigma: 0.5}]}\n"
                             "claims: [calm.fluctuation < bouncing.fluctuation]\n";

/* A surface goes through the whole reader: variants, --set, printing, reading again. */
/* Where the answer stands must not give it away; the file keeps the order that was written. */
static void test_choices(void **state)
{
    char **paths = all_scenarios();
    size_t cases = 0, first = 0, last = 0;

    (void)state;
    for (size_t k = 0; paths[k]; k++) {
        struct rv_scenario scenario = {0};
        struct rv_report report = {0};
        unsigned places = 0;

        assert_int_equal(rv_scenario_read(paths[k], NULL, &scenario, &report, NULL), RV_OK);
        for (size_t i = 0; i < scenario.choice_count; i++) {
            const struct rv_choice *choice = &scenario.choices[i];
            const struct rv_node *list = rv_node_get(scenario.tree.root, "choices");
            const struct rv_node *item = list->items[choice->written];

            assert_string_equal(rv_node_get(item, "text")->text, choice->text);
            assert_string_equal(rv_node_get(item, "variant")->text, choice->variant);
            places |= 1U << choice->written;
            if (strcmp(choice->variant, scenario.answers[0]) == 0) {
                first += i == 0;
                last += i + 1 == scenario.choice_count;
                cases++;
            }
        }
        assert_int_equal(places, (1U << scenario.choice_count) - 1);
        rv_scenario_release(&scenario);
        rv_report_release(&report);
        rv_free(paths[k]);
    }
    rv_free(paths);
    /* Of three or four choices a quarter to a third each; 86 cases, three standard deviations. */
    print_message("%zu cases, the answer first in %zu, last in %zu\n", cases, first, last);
    assert_in_range(100 * first / cases, 12, 48);
    assert_in_range(100 * last / cases, 12, 48);
}

static void test_surface(void **state)
{
    const char *const sets[] = {"start=[0.25,1]", "quiet:replicas=3", "validation.shift=[0.125]"};
    struct rv_scenario_options options = {
        .sets = sets, .set_count = 3, .seed_first = -1, .seed_count = -1};
    struct rv_scenario first, second;
    struct rv_report report = {0};
    struct rv_text notes = {0}, once = {0}, twice = {0};

    (void)state;
    (void)rv_scenario_read(write_file("lesson.yaml", valley), &options, &first, &report, &notes);
    if (report.count)
        fail_msg("%d: %s", report.errors[0].line, report.errors[0].message);
    assert_string_equal(
        rv_text_string(&notes),
        "--set start=[0.25,1] does not reach round, which sets this key itself\n");
    assert_true(first.variants[1].recipe.path.start.value[0] == 0.25);
    assert_true(first.variants[3].recipe.path.start.value[0] == 1);
    assert_int_equal(first.variants[2].recipe.path.replicas, 3);
    assert_string_equal(first.variants[2].recipe.noise.type->name, "none");
    assert_int_equal(first.variants[3].recipe.path.replicas, 9);
    assert_true(first.variants[3].recipe.validation.shift.value[0] == 0.125);
    assert_int_equal(first.variants[4].recipe.change_count, 1);
    rv_scenario_print(&first, &once);
    assert_null(strstr(rv_text_string(&once), "network"));
    (void)rv_scenario_read(write_file("again.yaml", rv_text_string(&once)), NULL, &second, &report,
                           NULL);
    if (report.count)
        fail_msg("%d: %s\n%s", report.errors[0].line, report.errors[0].message,
                 rv_text_string(&once));
    rv_scenario_print(&second, &twice);
    assert_string_equal(rv_text_string(&once), rv_text_string(&twice));
    for (size_t i = 0; i < first.variant_count; i++) {
        char *x = recipe_text(&first.variants[i].recipe);
        char *y = recipe_text(&second.variants[i].recipe);

        assert_string_equal(x, y);
        rv_free(x);
        rv_free(y);
    }
    rv_text_release(&notes);
    rv_text_release(&once);
    rv_text_release(&twice);
    rv_scenario_release(&first);
    rv_scenario_release(&second);
}

/* Several --set with mistakes: each error names the one that it is about, and where in it. */
static void test_sets_named(void **state)
{
    const char *const sets[] = {"optimizer.learning_rat=3", "train.batch=0", "settled:clip.nrm=2",
                                "nothing"};
    static const char *const sources[] = {"--set settled:clip.nrm=2", "--set nothing",
                                          "--set optimizer.learning_rat=3", "--set train.batch=0"};
    static const int columns[] = {9, 1, 1, 13};
    struct rv_scenario_options options = {
        .sets = sets, .set_count = 4, .seed_first = -1, .seed_count = -1};
    struct rv_scenario s;
    struct rv_report report = {0};

    (void)state;
    (void)rv_scenario_read(write_file("lesson.yaml", lesson), &options, &s, &report, NULL);
    assert_int_equal(report.count, 4);
    for (size_t i = 0; i < report.count; i++) {
        size_t k = 0;

        while (k < 4 && strcmp(report.errors[i].source, sources[k]) != 0)
            k++;
        if (k == 4)
            fail_msg("%s: %s", report.errors[i].source, report.errors[i].message);
        assert_int_equal(report.errors[i].line, 1);
        assert_int_equal(report.errors[i].column, columns[k]);
    }
    rv_report_release(&report);
    rv_scenario_release(&s);
}

static void test_minimal(void **state)
{
    struct rv_scenario s;
    struct rv_report report = {0};

    (void)state;
    assert_int_equal(rv_scenario_read(write_file("lesson.yaml", "title: nothing else\n"), NULL, &s,
                                      &report, NULL),
                     RV_OK);
    assert_int_equal(s.variant_count, 1);
    assert_string_equal(s.variants[0].name, "base");
    assert_int_equal(s.seed_count, 5);
    assert_int_equal(s.looks, RV_LOOKS_JUMPS);
    assert_string_equal(s.hidden.curve, "");
    rv_scenario_release(&s);
}

/* The curve of the reveal may be one that only this recipe records. */
static void test_hidden_protocol(void **state)
{
    struct rv_scenario s;
    struct rv_report report = {0};
    const char *path = write_file("lesson.yaml", "hidden: {curve: exact_loss}\n"
                                                 "recipe: {protocols: {exact: {batch: 8}}}\n");

    (void)state;
    assert_int_equal(rv_scenario_read(path, NULL, &s, &report, NULL), RV_OK);
    assert_int_equal(report.count, 0);
    assert_string_equal(s.hidden.curve, "exact_loss");
    rv_scenario_release(&s);
    write_file("lesson.yaml", "hidden: {curve: exact_loss}\n");
    assert_int_equal(rv_scenario_read(path, NULL, &s, &report, NULL), RV_INPUT);
    assert_int_equal(report.count, 1);
    rv_report_release(&report);
    rv_scenario_release(&s);
}

static void test_head(void **state)
{
    struct rv_scenario s;
    struct rv_report report = {0};

    (void)state;
    /* What is below does not matter to a list. */
    write_file("lesson.yaml", "title: A title\ncause: C19\nlooks: chance\nshows: [N1, D99]\n"
                              "recipe: {nothing: right}\nclaims: [{says: a.last < 1, folk: "
                              "it wears out, verdict: partly}]\n");
    assert_int_equal(rv_scenario_read_head(path_of("lesson.yaml"), &s, &report), RV_OK);
    assert_string_equal(s.title, "A title");
    assert_string_equal(s.cause, "C19");
    assert_int_equal(s.looks, RV_LOOKS_CHANCE);
    assert_string_equal(s.shows[0], "N1");
    assert_int_equal(s.claims[0].verdict, RV_VERDICT_PARTLY);
    rv_scenario_release(&s);
    assert_int_equal(rv_scenario_read_head(path_of("nothing.yaml"), &s, &report), RV_INPUT);
    rv_scenario_release(&s);
    rv_report_release(&report);
}

static void test_find(void **state)
{
    struct rv_error error = {0};
    char *found, **list;
    size_t place = 0, zebra = 0, alpha = 0;

    (void)state;
    write_file("zebra.yaml", "title: z\n");
    write_file("alpha.yaml", "title: a\n");
    write_file("notes.txt", "no scenario\n");
    assert_int_equal(setenv("RAVINE_PATH", folder, 1), 0);
    found = rv_scenario_find("zebra", &error);
    assert_string_equal(found, path_of("zebra.yaml"));
    rv_free(found);
    assert_null(rv_scenario_find("zebar", &error));
    assert_non_null(strstr(error.message, "did you mean 'zebra'?"));
    assert_null(rv_scenario_find("", &error));
    assert_null(rv_scenario_find("notes", &error));
    found = rv_scenario_find("some/where", &error);
    assert_string_equal(found, "some/where");
    rv_free(found);
    found = rv_scenario_find("here.yaml", &error);
    assert_string_equal(found, "here.yaml");
    rv_free(found);
    list = all_scenarios();
    for (; list[place]; place++) {
        if (strstr(list[place], "/zebra.yaml"))
            zebra = place + 1;
        if (strstr(list[place], "/alpha.yaml"))
            alpha = place + 1;
        assert_null(strstr(list[place], "notes"));
    }
    assert_true(alpha > 0 && zebra > alpha);
    for (place = 0; list[place]; place++)
        rv_free(list[place]);
    rv_free(list);
    assert_int_equal(unsetenv("RAVINE_PATH"), 0);
}

/* In folders of topics, two levels down and no more; the upper of equal names wins; a link that
 * leads back up is not followed. */
/* The number of a case, which stands on screens and sheets, is a name, too. */
static void test_find_number(void **state)
{
    struct rv_error error = {0};
    struct rv_cases cases;
    char *found = rv_cases_find("large-lr", &error), number[32];
    const struct rv_case *is;

    (void)state;
    rv_cases_read(&cases);
    is = rv_cases_named(&cases, "large-lr");
    assert_non_null(is);
    assert_string_equal(found, is->path);
    rv_free(found);
    snprintf(number, sizeof number, "%ld", is->number);
    found = rv_cases_find(number, &error);
    assert_non_null(found);
    assert_string_equal(found, is->path);
    assert_int_equal(error.status, RV_OK);
    rv_free(found);
    assert_null(rv_cases_find("12", &error));
    assert_string_equal(error.message, "no case has the number 12");
    rv_cases_release(&cases);
}

static void test_find_topics(void **state)
{
    static const char *const folders[] = {"topic", "topic/deeper", "topic/deeper/deepest"};
    struct rv_error error = {0};
    char **list, *found, *topic;
    size_t here = 0;

    (void)state;
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(mkdir(path_of(folders[i]), 0777), 0);
    assert_int_equal(symlink("..", path_of("topic/loop")), 0);
    write_file("topic/agate.yaml", "title: t\n");
    write_file("topic/deeper/agate.yaml", "title: not this one\n");
    write_file("topic/deeper/onyx.yaml", "title: o\n");
    write_file("topic/deeper/deepest/jade.yaml", "title: too deep\n");
    assert_int_equal(setenv("RAVINE_PATH", folder, 1), 0);
    found = rv_scenario_find("agate", &error);
    assert_string_equal(found, path_of("topic/agate.yaml"));
    topic = rv_scenario_topic(found);
    assert_string_equal(topic, "topic");
    rv_free(topic);
    rv_free(found);
    found = rv_scenario_find("onyx", &error);
    assert_string_equal(found, path_of("topic/deeper/onyx.yaml"));
    rv_free(found);
    assert_null(rv_scenario_find("jade", &error));
    list = all_scenarios();
    for (size_t i = 0; list[i]; i++) {
        here += strncmp(list[i], path_of("topic/"), strlen(path_of("topic/"))) == 0;
        assert_null(strstr(list[i], "loop"));
        rv_free(list[i]);
    }
    rv_free(list);
    assert_int_equal(here, 2);
    topic = rv_scenario_topic("here.yaml");
    assert_string_equal(topic, "");
    rv_free(topic);
    assert_int_equal(unsetenv("RAVINE_PATH"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),      cmocka_unit_test(test_options),
        cmocka_unit_test(test_options_refused), cmocka_unit_test(test_told_once),
        cmocka_unit_test(test_print),     cmocka_unit_test(test_print_defaults),
            cmocka_unit_test(test_surface),
        cmocka_unit_test(test_sets_named), cmocka_unit_test(test_minimal),
        cmocka_unit_test(test_hidden_protocol), cmocka_unit_test(test_head),
        cmocka_unit_test(test_find), cmocka_unit_test(test_choices),
        cmocka_unit_test(test_find_number), cmocka_unit_test(test_find_topics),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
