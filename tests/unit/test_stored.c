/* What a case wants to be better, what counts as a cure, and results that come with the program:
 * written, read, refused when they are of another case or were edited; computed anew, and compared.
 * Over all cases: the reveal as a class reads it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "experiment/roles.h"
#include "experiment/stored.h"
#include "ravine/folder.h"
#include "ravine/memory.h"
#include "ravine/tree.h"
#include "ravine/vector.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/ravine-stored-XXXXXX";

/* A bowl, on which the loss after ten epochs is lower by a smaller rate: by 0.9 at each step. */
static const char bowl[] =
    "question: Which rate ends lowest?\n"
    "choices:\n"
    "  - {text: the large one, variant: large, reason: It swings from wall to wall.}\n"
    "  - {text: the small one, variant: small}\n"
    "  - {text: the tiny one, variant: tiny}\n"
    "answer: [small, tiny]\n"
    "better:\n"
    "  measure: val_loss.last\n"
    "  called: loss at the end\n"
    "  cure: changed.last <= before.last / 2 && changed.last <= large.last\n"
    "  in: 0.9\n"
    "recipe:\n"
    "  surface: {name: quadratic, curvature: [1, 4]}\n"
    "  start: [1, 1]\n"
    "  train: {steps_per_epoch: 1, epochs: 10}\n"
    "  optimizer: {name: sgd, learning_rate: 0.5}\n"
    "seeds: {first: 1, count: 20}\n"
    "variants:\n"
    "  large: {}\n"
    "  small: {optimizer.learning_rate: 0.3}\n"
    "  tiny: {optimizer.learning_rate: 0.2}\n"
    "claims: [small.last < large.last]\n";

static const char *path_of(const char *name)
{
    static char path[256];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void write_text(const char *name, const char *content)
{
    struct rv_text text = {0};
    struct rv_error error = {0};

    rv_text_add(&text, content);
    assert_int_equal(rv_file_write_text(path_of(name), &text, &error), RV_OK);
    rv_text_release(&text);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path_of("bowl.yaml"));
    unlink(path_of("bowl.results"));
    return rmdir(folder);
}

static void read_case(const char *path, struct rv_scenario *scenario)
{
    struct rv_report report = {0};
    enum rv_status status = rv_scenario_read(path, NULL, scenario, &report, NULL);

    for (size_t i = 0; i < report.count; i++)
        print_error("%s:%d: %s\n", path, report.errors[i].line, report.errors[i].message);
    assert_true(status == RV_OK || status == RV_MISSING);
    rv_report_release(&report);
}

/* All its runs, as a file. */
static void compute(const struct rv_scenario *scenario, struct rv_text *out)
{
    struct rv_experiment experiment;
    struct rv_error error = {0};

    assert_int_equal(rv_experiment_create(scenario, &experiment, &error), RV_OK);
    assert_int_equal(rv_experiment_run(&experiment, 0, &error), RV_OK);
    assert_int_equal(rv_experiment_check_claims(&experiment, &error), RV_OK);
    rv_stored_print(&experiment, out);
    rv_experiment_release(&experiment);
}

static enum rv_status read_bowl(const char *yaml, struct rv_error *error)
{
    struct rv_scenario scenario;
    struct rv_stored stored;
    enum rv_status status;

    write_text("bowl.yaml", yaml);
    read_case(path_of("bowl.yaml"), &scenario);
    status = rv_stored_read(&scenario, &stored, error);
    rv_stored_release(&stored);
    rv_scenario_release(&scenario);
    return status;
}

/* ---- One case ---- */

static void test_better(void **state)
{
    struct rv_scenario scenario;
    struct rv_text printed = {0};

    (void)state;
    write_text("bowl.yaml", bowl);
    read_case(path_of("bowl.yaml"), &scenario);
    assert_string_equal(scenario.better.measure, "val_loss.last");
    assert_int_equal(scenario.better.direction, RV_LOWER);
    assert_true(scenario.better.in == 0.9);
    assert_string_equal(rv_effect_called(&scenario), "loss at the end");
    assert_string_equal(rv_effect_less(&scenario), "lower");
    assert_int_equal(scenario.answer_count, 2);
    assert_true(rv_roles_is_answer(&scenario, "small") && rv_roles_is_answer(&scenario, "tiny"));
    assert_false(rv_roles_is_answer(&scenario, "large"));
    rv_scenario_print(&scenario, &printed);
    assert_non_null(strstr(rv_text_string(&printed), "It swings from wall to wall."));
    assert_non_null(strstr(rv_text_string(&printed), "changed.last <= before.last / 2"));
    rv_text_release(&printed);
    rv_scenario_release(&scenario);
}

/* Larger is better: shares of right answers count by what is missing, other numbers by their
 * inverse; people see what was measured. */
static void test_direction(void **state)
{
    struct rv_scenario scenario = {.looks = RV_LOOKS_CHANCE};

    (void)state;
    assert_true(rv_effect_is_higher(&scenario) && rv_effect_in_percent(&scenario));
    assert_true(fabs(rv_effect_shown(&scenario, 0.05) - 0.95) < 1e-12);
    scenario.better = (struct rv_better){.measure = "val_loss.best_epoch", .direction = RV_HIGHER};
    assert_true(rv_effect_shown(&scenario, -0.125) == 0.125);
    assert_true(isnan(rv_effect_shown(&scenario, HUGE_VAL)));
    assert_string_equal(rv_effect_called(&scenario), "best_epoch");
    scenario.better.direction = RV_LOWER;
    assert_true(rv_effect_shown(&scenario, 0.125) == 0.125);
}

/* Of statements one is so, or it is not. */
static void test_own_word(void **state)
{
    struct rv_scenario scenario = {.better = {.yes = "so"}};

    (void)state;
    assert_string_equal(rv_effect_word_in(&scenario, RV_EFFECT_CURE), "so");
    assert_string_equal(rv_effect_word_in(&scenario, RV_EFFECT_PARTLY), "no");
    assert_string_equal(rv_effect_word_in(&scenario, RV_EFFECT_NONE), "");
    scenario.better.yes[0] = '\0';
    assert_string_equal(rv_effect_word_in(&scenario, RV_EFFECT_PARTLY), "partly");
}

static void test_words_of_a_cure(void **state)
{
    const double before[] = {4, 4, 4, 4}, changed[] = {1, 1, 3, 3};
    const bool none[] = {false, false, false, false}, most[] = {true, false, true, true};

    (void)state;
    assert_int_equal(rv_effect_by(changed, before, most, 0.75, 4).word, RV_EFFECT_CURE);
    assert_int_not_equal(rv_effect_by(changed, before, most, 0.76, 4).word, RV_EFFECT_CURE);
    assert_int_not_equal(rv_effect_by(before + 1, before, none, 0.5, 3).word, RV_EFFECT_CURE);
}

static void test_written_and_read(void **state)
{
    struct rv_scenario scenario;
    struct rv_stored stored;
    struct rv_error error = {0};
    struct rv_text file = {0};

    (void)state;
    write_text("bowl.yaml", bowl);
    read_case(path_of("bowl.yaml"), &scenario);
    assert_int_equal(rv_stored_read(&scenario, &stored, &error), RV_MISSING);
    compute(&scenario, &file);
    write_text("bowl.results", rv_text_string(&file));
    assert_int_equal(rv_stored_read(&scenario, &stored, &error), RV_OK);
    assert_int_equal(stored.outcomes.seed_count, 20);
    assert_int_equal(rv_outcomes_effect(&stored.outcomes, 1).word, RV_EFFECT_CURE);
    assert_int_equal(rv_outcomes_effect(&stored.outcomes, 0).word, RV_EFFECT_NONE);
    assert_true(stored.claims[0].checked && stored.claims[0].passed);
    assert_int_equal(stored.claims[0].of, 20);
    rv_stored_release(&stored);
    rv_text_release(&file);
    rv_scenario_release(&scenario);
}

/* `text` with the first `from` replaced. */
static char *replaced(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    struct rv_text out = {0};

    assert_non_null(at);
    rv_text_add_bytes(&out, text, (size_t)(at - text));
    rv_text_add(&out, to);
    rv_text_add(&out, at + strlen(from));
    return out.string;
}

static void test_refused(void **state)
{
    struct rv_error error = {0};
    char *content, *other;
    size_t size;

    (void)state;
    assert_int_equal(read_bowl(bowl, &error), RV_OK);
    other = replaced(bowl, "learning_rate: 0.3", "learning_rate: 0.29");
    assert_int_equal(read_bowl(other, &error), RV_INPUT);
    assert_non_null(strstr(error.message, "the case was changed"));
    rv_free(other);
    other = replaced(bowl, "ends lowest", "ends at the lowest place"); /* a text is no change */
    assert_int_equal(read_bowl(other, &error), RV_OK);
    rv_free(other);
    assert_int_equal(rv_file_read(path_of("bowl.results"), 1 << 20, &content, &size, &error),
                     RV_OK);
    other = replaced(content, "loss: [", "loss: [1");
    write_text("bowl.results", other);
    assert_int_equal(read_bowl(bowl, &error), RV_INPUT);
    assert_non_null(strstr(error.message, "was edited"));
    rv_free(other);
    rv_free(content);
}

/* A file that is short of a row, with a sum that fits. */
static void test_not_whole(void **state)
{
    struct rv_scenario scenario;
    struct rv_stored stored;
    struct rv_error error = {0};
    struct rv_text file = {0}, cut = {0};
    char *at;

    (void)state;
    write_text("bowl.yaml", bowl);
    read_case(path_of("bowl.yaml"), &scenario);
    compute(&scenario, &file);
    at = strstr(rv_text_string(&file), "    stuck: [");
    assert_non_null(at);
    rv_text_add_bytes(&cut, rv_text_string(&file), (size_t)(at - rv_text_string(&file)));
    rv_text_add(&cut, strstr(at, "    diverged: ["));
    at = strstr(rv_text_string(&cut), "sum: ");
    rv_text_release(&file);
    rv_text_add_bytes(&file, rv_text_string(&cut), (size_t)(at - rv_text_string(&cut)));
    rv_text_printf(&file, "sum: \"%016" PRIx64 "\"\n",
                   rv_text_hash(RV_TEXT_HASH, rv_text_string(&file)));
    assert_int_equal(rv_stored_parse(&scenario, "f", rv_text_string(&file), &stored, &error),
                     RV_INPUT);
    assert_non_null(strstr(error.message, "is not whole"));
    rv_stored_release(&stored);
    rv_text_release(&file);
    rv_text_release(&cut);
    rv_scenario_release(&scenario);
}

/* ---- What comes with the program ---- */

/* The rows of golden.txt that tell of training and arithmetic; those of single data sets and
 * surfaces may be joined by others. */
static void test_engine(void **state)
{
    char *content, *line, *rest, digits[17];
    uint64_t hash = RV_TEXT_HASH;
    struct rv_error error = {0};
    size_t size;

    (void)state;
    assert_int_equal(rv_file_read("tests/bits/golden.txt", 1 << 20, &content, &size, &error),
                     RV_OK);
    for (line = strtok_r(content, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        if (line[0] == 'W' || strncmp(line, "function ", 9) == 0)
            hash = rv_text_hash(rv_text_hash(hash, line), "\n");
    snprintf(digits, sizeof digits, "%016" PRIx64, hash);
    assert_string_equal(digits, RV_STORED_ENGINE);
    rv_free(content);
}

static void find_case(const char *name, struct rv_scenario *scenario)
{
    struct rv_error error = {0};
    char *path = rv_scenario_find(name, &error);

    assert_non_null(path);
    read_case(path, scenario);
    rv_free(path);
}

/* All runs of a case without noise, byte for byte. */
static void test_computed_anew(void **state)
{
    struct rv_scenario scenario;
    struct rv_error error = {0};
    struct rv_text file = {0};
    char *path, *content;
    size_t size;

    (void)state;
    find_case("valley-bounce", &scenario);
    scenario.seed_count = RV_STORED_SEEDS;
    compute(&scenario, &file);
    path = rv_stored_path(&scenario);
    assert_int_equal(rv_file_read(path, 1 << 20, &content, &size, &error), RV_OK);
    assert_string_equal(content, rv_text_string(&file));
    rv_free(content);
    rv_free(path);
    rv_text_release(&file);
    rv_scenario_release(&scenario);
}

/* A network on its first seed: two variants of the case that is shown first. */
static void test_network_anew(void **state)
{
    struct rv_scenario scenario;
    struct rv_experiment experiment;
    struct rv_outcomes outcomes;
    struct rv_stored stored;
    struct rv_error error = {0};

    (void)state;
    find_case("large-lr", &scenario);
    scenario.seed_count = 1;
    for (size_t v = 0; v < scenario.variant_count; v++)
        scenario.variants[v].selected = v < 2;
    assert_int_equal(rv_stored_read(&scenario, &stored, &error), RV_OK);
    assert_int_equal(rv_experiment_create(&scenario, &experiment, &error), RV_OK);
    assert_int_equal(rv_experiment_run(&experiment, 0, &error), RV_OK);
    rv_outcomes_create(&scenario, 1, &outcomes);
    for (size_t v = 0; v < 2; v++) {
        const struct rv_outcomes_run *kept = &stored.outcomes.runs[v * RV_STORED_SEEDS];

        rv_outcomes_note(&outcomes, &experiment, v);
        assert_true(outcomes.runs[v].bits == kept->bits);
        assert_true(outcomes.runs[v].severity == kept->severity);
        assert_true(outcomes.runs[v].val_loss == kept->val_loss);
    }
    rv_outcomes_release(&outcomes);
    rv_experiment_release(&experiment);
    rv_stored_release(&stored);
    rv_scenario_release(&scenario);
}

/* ---- The reveal, as a class reads it ---- */

/* Which epoch of one and the same run to hand in: no number of a run decides that. Its claims are
 * checked all the same. */
static bool is_undecided(const char *name)
{
    return strcmp(name, "best-epoch") == 0;
}

static size_t place_of(const struct rv_scenario *scenario, const char *variant)
{
    for (size_t v = 0; v < scenario->variant_count; v++)
        if (strcmp(scenario->variants[v].name, variant) == 0)
            return v;
    return SIZE_MAX;
}

/* Marked answers are what the table calls a cure, and no unmarked choice is. */
static size_t check_words(const struct rv_scenario *scenario, const struct rv_stored *stored)
{
    size_t wrong = 0;

    for (size_t i = 0; i < scenario->choice_count; i++) {
        const struct rv_choice *choice = &scenario->choices[i];
        const bool right = rv_roles_is_answer(scenario, choice->variant);
        const size_t variant = place_of(scenario, choice->variant);
        enum rv_effect_word word;

        if (variant == SIZE_MAX)
            continue; /* "none of these" */
        word = rv_outcomes_effect(&stored->outcomes, variant).word;
        if (right == (word == RV_EFFECT_CURE))
            continue;
        print_error("%s: %s, '%s' is %s\n", scenario->name, right ? "marked" : "not marked",
                    choice->text, rv_effect_word_text(word));
        wrong++;
    }
    return wrong;
}

static size_t seed_place(const struct rv_stored *stored, uint64_t seed)
{
    for (size_t s = 0; s < stored->outcomes.seed_count; s++)
        if (stored->seeds[s] == seed)
            return s;
    return SIZE_MAX;
}

/* Whether the answer cures this seed, in numbers as in the table. */
static bool cures_seed(const struct rv_stored *stored, size_t variant, size_t s)
{
    const struct rv_outcomes *outcomes = &stored->outcomes;
    const struct rv_outcomes_run *changed = &outcomes->runs[variant * outcomes->seed_count + s];
    const double before = outcomes->runs[s].severity;

    if (outcomes->cure.forms)
        return changed->cured;
    return changed->severity < before &&
           (before <= 0 || changed->severity <= before / RV_EFFECT_CURE_FACTOR);
}

/* The seed that a class sees shows what the sentence says: half of what the median seed shows at
 * least, and the answer cures it. */
static size_t check_demo(const struct rv_scenario *scenario, const struct rv_stored *stored)
{
    const struct rv_outcomes *outcomes = &stored->outcomes;
    const size_t s = seed_place(stored, rv_roles_demo_seed(scenario));
    const size_t answer = rv_roles_answer(scenario);
    const double median = rv_outcomes_effect(outcomes, 0).severity.median;

    if (s == SIZE_MAX) {
        print_error("%s: the demo seed is not stored\n", scenario->name);
        return 1;
    }
    if (median > 0 && outcomes->runs[s].severity < median / 2) {
        print_error("%s: the demo seed hardly shows it: %g, the median %g\n", scenario->name,
                    outcomes->runs[s].severity, median);
        return 1;
    }
    if (answer == RV_ROLES_NONE || cures_seed(stored, answer, s))
        return 0;
    print_error("%s: the answer does not cure the demo seed\n", scenario->name);
    return 1;
}

static size_t check_reasons(const struct rv_scenario *scenario)
{
    size_t missing = 0;

    for (size_t i = 0; i < scenario->choice_count; i++)
        if (!scenario->choices[i].reason) {
            print_error("%s: no reason for '%s'\n", scenario->name, scenario->choices[i].text);
            missing++;
        }
    return missing;
}

/* A sentence of a claim is the title of a figure: it stands alone. */
static size_t check_sentences(const struct rv_scenario *scenario)
{
    size_t wrong = 0;

    for (size_t c = 0; c < scenario->claim_count; c++) {
        const char *sentence = scenario->claims[c].sentence;
        const size_t length = sentence ? strlen(sentence) : 0;

        if (length && (islower((unsigned char)*sentence) || !strchr(".!?", sentence[length - 1]))) {
            print_error("%s: '%s' is no whole sentence\n", scenario->name, sentence);
            wrong++;
        }
    }
    return wrong;
}

static size_t check_case(const char *path)
{
    struct rv_scenario scenario;
    struct rv_stored stored;
    struct rv_error error = {0};
    size_t wrong = 0;

    read_case(path, &scenario);
    wrong += check_reasons(&scenario) + check_sentences(&scenario);
    if (!scenario.is_long && rv_stored_read(&scenario, &stored, &error)) {
        print_error("%s: %s\n", scenario.name, error.message);
        wrong++;
    } else if (!scenario.is_long) {
        if (!is_undecided(scenario.name))
            wrong += check_words(&scenario, &stored) + check_demo(&scenario, &stored);
        for (size_t c = 0; c < scenario.claim_count; c++)
            if (!stored.claims[c].checked || !stored.claims[c].passed) {
                print_error("%s: stored claim %zu\n", scenario.name, c + 1);
                wrong++;
            }
        rv_stored_release(&stored);
    }
    rv_scenario_release(&scenario);
    return wrong;
}

static void test_reveal(void **state)
{
    struct rv_report unread = {0};
    char **paths = rv_scenario_list(&unread);
    size_t wrong = 0, cases = 0;

    (void)state;
    for (; paths[cases]; cases++) {
        wrong += check_case(paths[cases]);
        rv_free(paths[cases]);
    }
    rv_free(paths);
    rv_report_release(&unread);
    print_message("%zu cases, %zu contradictions\n", cases, wrong);
    assert_true(cases >= 86);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_better),
        cmocka_unit_test(test_direction),
        cmocka_unit_test(test_own_word),
        cmocka_unit_test(test_words_of_a_cure),
        cmocka_unit_test(test_written_and_read),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_not_whole),
        cmocka_unit_test(test_engine),
        cmocka_unit_test(test_computed_anew),
        cmocka_unit_test(test_network_anew),
        cmocka_unit_test(test_reveal),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
