/* Random recipes: what check accepts runs, is kept in files without a NaN, and repeats its bits from
 * the scenario beside it; what it does not accept is refused with a place.
 *
 *     recipes self-test
 *     recipes COUNT SEED
 *     recipes show SEED        one of them and what is said about it
 *
 * Recipes are drawn from the parameter tables (random_recipe.h). What a run writes goes below
 * $TMPDIR and away again. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, before the first include */
#include "attacks.h"
#include "holds.h"
#include "random_recipe.h"

#include "ravine/archive.h"

#include <dirent.h>
#include <gsl/gsl_errno.h>
#include <sys/stat.h>

#define PATH "recipe.yaml"

enum { REFUSED, FINISHED, DIVERGED };

/* A fault to be found. */
enum plant { NOTHING, CRASH, NO_PLACE, NO_IDENTITY, NAN_WRITTEN, OTHER_BITS };

static enum plant planted;
static bool shown;
static char folder[256]; /* of all files */

/* ---- Files ---- */

static void path_in(struct rv_text *path, const char *inside, const char *name)
{
    rv_text_clear(path);
    rv_text_printf(path, "%s/%s", inside, name);
}

static void write_bytes(const char *name, const void *bytes, size_t size)
{
    struct rv_text path = {0};
    struct rv_error error = {0};

    path_in(&path, folder, name);
    attacks_must(rv_file_write(rv_text_string(&path), bytes, size, &error) == RV_OK, "%s",
                 error.message);
    rv_text_release(&path);
}

/* Images of 8 x 8 with three labels, and a table of three columns with two. */
static void write_data(void)
{
    unsigned char images[16 + 120 * 64] = {0, 0, 8, 3, 0, 0, 0, 120, 0, 0, 0, 8, 0, 0, 0, 8};
    unsigned char labels[8 + 120] = {0, 0, 8, 1, 0, 0, 0, 120};
    struct rv_text table = {0};
    uint64_t draw = 1;

    for (size_t i = 16; i < sizeof images; i++)
        images[i] = (unsigned char)attacks_draw(&draw);
    for (size_t i = 8; i < sizeof labels; i++)
        labels[i] = (unsigned char)(i % 3);
    rv_text_add(&table, "a,b,c,kind\n");
    for (size_t i = 0; i < 120; i++)
        rv_text_printf(&table, "%.3f,%.3f,%zu,%s\n", attacks_uniform(&draw),
                       attacks_uniform(&draw), i, i % 2 ? "yes" : "no");
    write_bytes("images", images, sizeof images);
    write_bytes("labels", labels, sizeof labels);
    write_bytes("file", rv_text_string(&table), table.length);
    rv_text_release(&table);
}

static void remove_all(const char *path)
{
    int reason;
    char **names = rv_folder_names(path, &reason);
    struct rv_text inside = {0};

    for (size_t i = 0; names && names[i]; i++) {
        path_in(&inside, path, names[i]);
        remove_all(rv_text_string(&inside));
    }
    if (names)
        rv_folder_free_names(names);
    rv_text_release(&inside);
    remove(path);
}

static bool ends(const char *name, const char *end)
{
    size_t length = strlen(name), tail = strlen(end);

    return length > tail && strcmp(name + length - tail, end) == 0;
}

static char *read_all(const char *path, size_t *size)
{
    char *content = NULL;
    struct rv_error error = {0};

    attacks_must(rv_file_read(path, (size_t)1 << 28, &content, size, &error) == RV_OK, "%s",
                 error.message);
    return content;
}

/* A number that is none, outside quotes; words of a text have letters round it. */
static void check_numbers(const char *path)
{
    static const char *const words[] = {"nan", "inf"};
    size_t size;
    char *content = read_all(path, &size);
    bool quoted = false;

    for (size_t i = 0; i < size; i++) {
        bool begins = i == 0 || strchr(",\n:[ -", content[i - 1]);

        quoted ^= content[i] == '"' && (i == 0 || content[i - 1] != '\\');
        for (size_t w = 0; w < 2 && begins && !quoted; w++) {
            bool same = true;

            for (size_t k = 0; k < 3; k++)
                same = same && (content[i + k] | 0x20) == words[w][k];
            attacks_must(!same || !strchr(",\n]}", content[i + 3]), "%s holds %.3s: ...%.40s", path,
                         content + i, content + (i < 30 ? 0 : i - 30));
        }
    }
    rv_free(content);
}

/* Every table and document below a folder. */
static void check_files(const char *path)
{
    int reason;
    char **names = rv_folder_names(path, &reason);
    struct rv_text inside = {0};
    struct stat facts;

    for (size_t i = 0; names[i]; i++) {
        path_in(&inside, path, names[i]);
        attacks_must(stat(rv_text_string(&inside), &facts) == 0, "%s", rv_text_string(&inside));
        if (S_ISDIR(facts.st_mode))
            check_files(rv_text_string(&inside));
        else if (ends(names[i], ".csv") || ends(names[i], ".json"))
            check_numbers(rv_text_string(&inside));
    }
    rv_folder_free_names(names);
    rv_text_release(&inside);
}

/* ---- Runs ---- */

/* The scenario into a folder, as `ravine run` does it. */
static void run_into(const char *path, const struct rv_scenario *scenario, uint64_t *counts)
{
    struct rv_experiment experiment = {0};
    struct rv_error error = {0};
    struct rv_text json = {0};

    attacks_must(rv_folder_make(path, &error) == RV_OK &&
                     rv_experiment_create(scenario, &experiment, &error) == RV_OK &&
                     rv_archive_begin(path, &experiment, "torture", &error) == RV_OK &&
                     rv_experiment_run(&experiment, 1, &error) == RV_OK,
                 "the run: %s", error.message);
    for (size_t i = 0; i < experiment.result_count; i++) {
        attacks_must(rv_archive_result(path, &experiment, i, &error) == RV_OK, "%s",
                     error.message);
        counts[experiment.results[i].stopped == RV_DIVERGED_RUN ? DIVERGED : FINISHED]++;
    }
    attacks_must(rv_experiment_check_claims(&experiment, &error) == RV_OK &&
                     rv_archive_end(path, &experiment, "torture", &error) == RV_OK,
                 "%s", error.message);
    rv_archive_json(&experiment, path, true, &(struct rv_json){.out = &json});
    attacks_must(rv_file_write_text("document.json", &json, &error) == RV_OK, "%s", error.message);
    check_numbers("document.json");
    rv_text_release(&json);
    rv_experiment_release(&experiment);
}

/* Adds a line to a table of the first variant. */
static void spoil(const char *path, uint64_t seed, const char *line)
{
    struct rv_text name = {0};
    FILE *file;

    rv_text_printf(&name, "%s/first/seed-%llu/epochs.csv", path, (unsigned long long)seed);
    file = fopen(rv_text_string(&name), "a");
    attacks_must(file && fputs(line, file) >= 0 && fclose(file) == 0, "%s",
                 rv_text_string(&name));
    rv_text_release(&name);
}

/* The same tables and weights in both folders. */
static void compare(const char *a, const char *b)
{
    int reason;
    char **names = rv_folder_names(a, &reason);
    struct rv_text x = {0}, y = {0};
    struct stat facts;

    for (size_t i = 0; names[i]; i++) {
        path_in(&x, a, names[i]);
        path_in(&y, b, names[i]);
        attacks_must(stat(rv_text_string(&x), &facts) == 0, "%s", rv_text_string(&x));
        if (S_ISDIR(facts.st_mode)) {
            compare(rv_text_string(&x), rv_text_string(&y));
        } else if (ends(names[i], ".csv") || ends(names[i], ".npy")) {
            size_t size, other;
            char *was = read_all(rv_text_string(&x), &size);
            char *is = read_all(rv_text_string(&y), &other);

            attacks_must(size == other && memcmp(was, is, size) == 0,
                         "%s is not repeated by the scenario beside it", rv_text_string(&x));
            rv_free(was);
            rv_free(is);
        }
    }
    rv_folder_free_names(names);
    rv_text_release(&x);
    rv_text_release(&y);
}

static void check_runs(const struct rv_scenario *scenario, uint64_t *counts)
{
    struct rv_scenario kept, read;
    struct rv_experiment experiment;
    struct rv_report report = {0};
    uint64_t ignored[ATTACKS_COUNTS] = {0};

    run_into("a", scenario, counts);
    if (planted == NAN_WRITTEN)
        spoil("a", (uint64_t)scenario->seed_first, "9,nan,1\n");
    check_files("a");
    attacks_must(rv_scenario_read("a/scenario.yaml", NULL, &kept, &report, NULL) == RV_OK,
                 "a/scenario.yaml:%d:%d: %s", report.errors[0].line, report.errors[0].column,
                 report.errors[0].message);
    run_into("b", &kept, ignored);
    if (planted == OTHER_BITS)
        spoil("b", (uint64_t)scenario->seed_first, "9,1,1\n");
    compare("a", "b");
    attacks_must(rv_archive_read("a", &read, &experiment, &report) == RV_OK, "%s:%d: %s",
                 report.errors[0].source, report.errors[0].line, report.errors[0].message);
    rv_experiment_release(&experiment);
    rv_scenario_release(&read);
    rv_scenario_release(&kept);
    rv_report_release(&report);
}

/* ---- Attacks ---- */

static void attack(uint64_t number, uint64_t *counts)
{
    uint64_t draw = number;
    struct rv_text text = {0};
    struct rv_scenario scenario;
    struct rv_report report = {0};
    enum rv_status status;

    attacks_must(chdir(folder) == 0, "%s", folder);
    remove_all("a");
    remove_all("b");
    random_scenario(&draw, folder, &text);
    if (shown)
        printf("%s", rv_text_string(&text));
    if (planted == CRASH && number % 20 == 10)
        abort();
    status = rv_scenario_parse(PATH, rv_text_string(&text), NULL, &scenario, &report, NULL);
    if (planted == NO_PLACE && report.count)
        report.errors[0].line = 0;
    for (size_t i = 0; i < report.count; i++) {
        if (shown)
            printf("# %d:%d: %s\n", report.errors[i].line, report.errors[i].column,
                   report.errors[i].message);
        holds_place(&report.errors[i], PATH, rv_text_string(&text));
    }
    attacks_must((status == RV_OK) == (report.count == 0), "status %d with %zu messages", status,
                 report.count);
    counts[REFUSED] += status != RV_OK;
    if (status == RV_OK) {
        for (size_t v = 0; v < scenario.variant_count; v++)
            holds_recipe(&scenario.variants[v].recipe, planted == NO_IDENTITY);
        holds_kept(&scenario);
        holds_form(&scenario.variants[0].recipe);
        check_runs(&scenario, counts);
    }
    rv_text_release(&text);
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
                  {NO_IDENTITY, "a recipe that is printed wrong"},
                  {NAN_WRITTEN, "a NaN in a file"},
                  {OTHER_BITS, "a run that is not repeated"}};
    int missed = 0;

    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        bool found;

        planted = faults[i].plant;
        found = attacks_run("recipes", attack, shared, 1, 20, 0) > 0;
        printf("%s recipes: self test, %s\n", found ? "ok" : "FAIL", faults[i].what);
        missed += !found;
    }
    return missed > 0;
}

/* What the runs write is made here, and removed. */
static void make_folder(void)
{
    const char *top = getenv("TMPDIR");

    snprintf(folder, sizeof folder, "%s/ravine-recipes-XXXXXX", top && *top ? top : "/tmp");
    attacks_must(mkdtemp(folder), "%s cannot be made", folder);
    write_data();
}

int main(int argc, char **argv)
{
    struct attacks_shared *shared = attacks_share();
    uint64_t count;
    int status = 0;

    gsl_set_error_handler_off(); /* as the program does */
    shown = argc == 3 && strcmp(argv[1], "show") == 0;
    if (argc != 3 && !(argc == 2 && strcmp(argv[1], "self-test") == 0)) {
        fprintf(stderr, "usage: recipes self-test | COUNT SEED | show SEED\n");
        return 2;
    }
    make_folder();
    if (argc == 2) {
        status = self_test(shared);
    } else {
        count = shown ? 1 : strtoull(argv[1], NULL, 10);
        status = attacks_run("recipes", attack, shared, strtoull(argv[2], NULL, 10), count, 1) > 0;
        if (!status)
            printf("ok recipes: %llu: %llu refused with a place, %llu runs finished and %llu "
                   "diverged, all repeated\n",
                   (unsigned long long)count, (unsigned long long)shared->counts[REFUSED],
                   (unsigned long long)shared->counts[FINISHED],
                   (unsigned long long)shared->counts[DIVERGED]);
    }
    remove_all(folder);
    return status;
}
