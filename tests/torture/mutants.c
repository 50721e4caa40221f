/* Mutated scenarios: whatever becomes of a file, it is accepted or refused with a place.
 *
 *     mutants self-test
 *     mutants COUNT SEED
 *     mutants show SEED        the text of one mutant and what is said about it
 *
 * Each mutant is one of the scenarios that come with the program, or of the bad ones of the tests,
 * with one to three things changed in its text or in its tree, read with random --set, --branch and
 * --shares. Refused, every message has a place in the text. Accepted, every recipe prints as what
 * binds to the same, the scenario reads back as it is kept beside a run, the menu's form opens, and
 * a run can be made; of small ones a few steps are. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, before the first include */
#include "attacks.h"
#include "holds.h"
#include "mutate.h"

#include "ravine/run.h"

#include <dirent.h>
#include <gsl/gsl_errno.h>

#define PATH "mutant.yaml"
#define SOURCES_MAX 1000
#define SETS_MAX 2

enum { ACCEPTED, REFUSED, MISSING, RUN };

/* A fault to be found. */
enum plant { NOTHING, CRASH, NO_PLACE, NO_IDENTITY };

static enum plant planted;
static bool shown;

static struct source {
    char *content;
    struct rv_tree tree; /* root NULL: no YAML */
} sources[SOURCES_MAX];
static size_t source_count, good_count; /* the first ones are right as they are */

/* ---- Sources ---- */

static void add_source(const char *path)
{
    struct source *source = &sources[source_count];
    struct rv_report report = {0};

    if (source_count == SOURCES_MAX || rv_tree_read(path, &source->tree, &report) == RV_WRITE ||
        !source->tree.content) {
        rv_report_release(&report);
        rv_tree_release(&source->tree);
        return;
    }
    if (report.count && source->tree.root) { /* only what is whole is printed again */
        rv_node_free(source->tree.root);
        source->tree.root = NULL;
    }
    source->content = source->tree.content;
    source_count++;
    rv_report_release(&report);
}

/* In the order of their names: the same number is the same mutant everywhere. */
static void add_folder(const char *folder)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, alphasort);

    attacks_must(count >= 0, "no folder %s: start the harness at the top of the tree", folder);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        size_t length = strlen(name);
        struct rv_text path = {0};

        rv_text_printf(&path, "%s/%s", folder, name);
        if (entries[i]->d_type == DT_DIR && *name != '.')
            add_folder(rv_text_string(&path));
        else if (length > 5 && strcmp(name + length - 5, ".yaml") == 0)
            add_source(rv_text_string(&path));
        rv_text_release(&path);
        free(entries[i]);
    }
    free(entries);
}

/* ---- Mutants ---- */

static void mutate(uint64_t *draw, struct rv_text *text)
{
    size_t from = attacks_below(draw, 4) ? good_count : source_count;
    const struct source *source = &sources[attacks_below(draw, from)];

    rv_text_add(text, source->content);
    for (size_t times = attacks_below(draw, 2) ? 1 : 1 + attacks_below(draw, 3); times; times--) {
        const struct source *other = &sources[attacks_below(draw, source_count)];
        struct rv_tree tree = {0};
        struct rv_report report = {0};

        if (attacks_below(draw, 2) && other->tree.root &&
            rv_tree_parse(PATH, rv_text_string(text), &tree, &report) == RV_OK) {
            mutate_tree(draw, &tree.root, other->tree.root);
            rv_text_clear(text);
            rv_node_print(tree.root, text);
        } else {
            mutate_text(draw, text, other->content);
        }
        rv_tree_release(&tree);
        rv_report_release(&report);
    }
}

/* --set KEY=VALUE of random words, --branch, --shares. */
static void draw_options(uint64_t *draw, struct rv_scenario_options *options,
                         struct rv_text sets[SETS_MAX], const char *words[SETS_MAX])
{
    *options = (struct rv_scenario_options){.sets = words, .seed_first = -1, .seed_count = -1};
    while (options->set_count < SETS_MAX && attacks_below(draw, 8) == 0) {
        struct rv_text *set = &sets[options->set_count];

        if (attacks_below(draw, 4) == 0)
            rv_text_add(set, attacks_below(draw, 2) ? "base:" : "bouncing:");
        mutate_add_name(draw, set);
        rv_text_add(set, "=");
        mutate_add_word(draw, set);
        words[options->set_count++] = rv_text_string(set);
    }
    if (attacks_below(draw, 10) == 0)
        options->branch = (long)attacks_below(draw, 30);
    options->shares = attacks_below(draw, 10) == 0;
}

/* ---- Accepted ---- */

/* What check accepts, run does not refuse. */
static void check_run(const struct rv_recipe *recipe, uint64_t seed, uint64_t *counts)
{
    struct rv_run *run = NULL;
    struct rv_error error = {0};

    if (!holds_small(recipe))
        return;
    attacks_must(rv_run_create(recipe, seed, &run, &error) == RV_OK, "the run: %s",
                 error.message);
    for (int i = 0; i < 8 && rv_run_advance(run, 0, NULL) == RV_RUNNING; i++)
        ;
    rv_run_free(run);
    counts[RUN]++;
}

/* ---- Attacks ---- */

static void check_accepted(uint64_t *draw, const struct rv_scenario *scenario, uint64_t *counts)
{
    size_t one = attacks_below(draw, scenario->variant_count);

    for (size_t v = 0; v < scenario->variant_count; v++)
        holds_recipe(&scenario->variants[v].recipe, planted == NO_IDENTITY);
    holds_kept(scenario);
    holds_form(&scenario->variants[one].recipe);
    check_run(&scenario->variants[one].recipe, attacks_below(draw, 1000), counts);
}

static void plant(uint64_t number, struct rv_report *report)
{
    if (planted == CRASH && number % 50 == 20)
        abort();
    if (planted == NO_PLACE && report->count && number % 10 == 0)
        report->errors[report->count - 1].line = 0;
}

static void attack(uint64_t number, uint64_t *counts)
{
    uint64_t draw = number;
    struct rv_text text = {0}, sets[SETS_MAX] = {{0}}, notes = {0};
    const char *words[SETS_MAX];
    struct rv_scenario_options options;
    struct rv_scenario scenario;
    struct rv_report report = {0};
    enum rv_status status;

    mutate(&draw, &text);
    draw_options(&draw, &options, sets, words);
    if (shown)
        printf("%s", rv_text_string(&text));
    for (size_t i = 0; shown && i < options.set_count; i++)
        printf("# --set %s\n", words[i]);
    status = rv_scenario_parse(PATH, rv_text_string(&text), &options, &scenario, &report, &notes);
    plant(number, &report);
    for (size_t i = 0; shown && i < report.count; i++)
        printf("# %s:%d:%d: %s\n", report.errors[i].source, report.errors[i].line,
               report.errors[i].column, report.errors[i].message);
    attacks_must((status == RV_OK) == (report.count == 0), "status %d with %zu messages", status,
                 report.count);
    for (size_t i = 0; i < report.count; i++)
        holds_place(&report.errors[i], PATH, rv_text_string(&text));
    if (status == RV_OK)
        check_accepted(&draw, &scenario, counts);
    counts[status == RV_OK ? ACCEPTED : status == RV_MISSING ? MISSING : REFUSED]++;
    for (size_t i = 0; i < SETS_MAX; i++)
        rv_text_release(&sets[i]);
    rv_text_release(&text);
    rv_text_release(&notes);
    rv_report_release(&report);
    rv_scenario_release(&scenario);
}

static int self_test(struct attacks_shared *shared)
{
    static const struct {
        enum plant plant;
        const char *what;
    } faults[] = {{CRASH, "a crash"},
                  {NO_PLACE, "a message without a place"},
                  {NO_IDENTITY, "a recipe that is printed wrong"}};
    int missed = 0;

    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        bool found;

        planted = faults[i].plant;
        found = attacks_run("mutants", attack, shared, 1, 100, 0) > 0;
        printf("%s mutants: self test, %s\n", found ? "ok" : "FAIL", faults[i].what);
        missed += !found;
    }
    return missed > 0;
}

int main(int argc, char **argv)
{
    struct attacks_shared *shared = attacks_share();
    uint64_t count;

    gsl_set_error_handler_off(); /* as the program does */
    add_folder("scenarios");
    add_folder("tests/cli/scenarios");
    good_count = source_count;
    add_folder("tests/bad");
    if (argc == 2 && strcmp(argv[1], "self-test") == 0)
        return self_test(shared);
    shown = argc == 3 && strcmp(argv[1], "show") == 0;
    if (argc != 3) {
        fprintf(stderr, "usage: mutants self-test | COUNT SEED | show SEED\n");
        return 2;
    }
    count = shown ? 1 : strtoull(argv[1], NULL, 10);
    if (attacks_run("mutants", attack, shared, strtoull(argv[2], NULL, 10), count, 1))
        return 1;
    printf("ok mutants: %llu: %llu accepted (%llu of them run for some steps), %llu refused, "
           "%llu without their data\n",
           (unsigned long long)count, (unsigned long long)shared->counts[ACCEPTED],
           (unsigned long long)shared->counts[RUN], (unsigned long long)shared->counts[REFUSED],
           (unsigned long long)shared->counts[MISSING]);
    return 0;
}
