/* Folders of earlier runs: what --force takes away, what it keeps, and what it refuses. */
#include "support/archive_case.h"

#include "command/run_folder.h"

static void put(const char *path)
{
    struct rv_error error = {0};
    char *folder = rv_strdup(path), *end = strrchr(folder, '/');

    if (end) {
        *end = '\0';
        assert_int_equal(rv_folder_make(folder, &error), RV_OK);
    }
    assert_int_equal(rv_file_write(path, "x", 1, &error), RV_OK);
    rv_free(folder);
}

/* Takes the folder as `--force` does and gives it back. */
static enum rv_status try_take(struct rv_error *error)
{
    struct rv_folder folder;
    enum rv_status status = rv_run_folder_take("x", "run", true, &folder, error);

    rv_folder_release(&folder);
    return status;
}

static void clear(void)
{
    struct rv_folder folder;
    struct rv_error error = {0};

    assert_int_equal(rv_run_folder_take("x", "run", true, &folder, &error), RV_OK);
    if (rv_run_folder_clear(&folder, &error))
        fail_msg("%s", error.message);
    rv_folder_release(&folder);
}

/* What any recipe, any format and any killed program may have left. */
static const char *const ours[] = {
    "run/other/seed-3/epochs.csv",
    "run/other/seed-3/summary.json.tmp-0",
    "run/other/seed-3/steps.csv.tmp-4711-0", /* of an earlier version */
    "run/bouncing/seed-999/weights/epochs.npy",
    "run/bouncing/seed-999/weights/epochs-statistics.npy",
    "run/figures/loss-curves.gp",
    "run/figures/loss-curves.dat",
    "run/figures/accuracy-curves.pdf",
    "run/figures/loss-curves.svg.part",
    "run/figures/loss-curves.svg.tmp-4711",
    "run/scenario.yaml.tmp-0",
    "run/lesson.md",
    "run/by-hand-2.yaml",
};

static const char *const foreign[] = {
    "run/notes.txt",
    "run/other/seed-3/remarks.txt",
    "run/other/seed-x/epochs.csv",
    "run/other/epochs.csv",
    "run/figures/loss-curves-mine.gp",
    "run/figures/photograph.svg",
    "run/by-hand-of-mine.yaml",
    "run/epochs.csv",
    "run/inner/run/seed-1/epochs.csv",
};

#define COUNT(list) (sizeof list / sizeof *list)

static void removes_its_own(void **state)
{
    save(*state);
    for (size_t i = 0; i < COUNT(ours); i++)
        put(ours[i]);
    for (size_t i = 0; i < COUNT(foreign); i++)
        put(foreign[i]);
    clear();
    for (size_t i = 0; i < COUNT(ours); i++)
        if (exists(ours[i]))
            fail_msg("%s is still there", ours[i]);
    for (size_t i = 0; i < COUNT(foreign); i++)
        if (!exists(foreign[i]))
            fail_msg("%s is gone", foreign[i]);
    assert_false(exists("run/scenario.yaml"));
    assert_false(exists("run/bouncing"));
    assert_false(exists("run/manifest.json"));
    /* It is no run now, and what lies there is ours until the new manifest is written. */
    assert_true(exists("run/manifest.json.old"));
    save(*state);
    assert_false(exists("run/manifest.json.old"));
    assert_true(exists("run/bouncing/seed-11/summary.json"));
}

/* Killed in the middle of it: the next one goes on where that stopped. */
static void goes_on_after_a_kill(void **state)
{
    struct rv_error error = {0};

    save(*state);
    assert_int_equal(rename("run/manifest.json", "run/manifest.json.old"), 0);
    unlink("run/bouncing/seed-11/epochs.csv");
    assert_int_equal(try_take(&error), RV_OK);
    clear();
    assert_false(exists("run/settled"));
    assert_false(exists("run/scenario.yaml"));
}

/* Without a manifest of ours nothing tells that a file of such a name is of a run. */
static void refuses_what_is_not_a_run(void **state)
{
    static const char *const names[] = {"run/scenario.yaml", "run/figures/loss-curves.svg",
                                        "run/manifest.json", "run/adam/seed-1/epochs.csv"};
    struct rv_error error = {0};

    (void)state;
    put("run/notes.txt");
    assert_int_equal(try_take(&error), RV_OK);
    for (size_t i = 0; i < COUNT(names); i++) {
        put(names[i]);
        assert_int_equal(try_take(&error), RV_USAGE);
        if (!strstr(error.message, names[i]))
            fail_msg("'%s' does not name %s", error.message, names[i]);
        assert_int_equal(unlink(names[i]), 0);
    }
    /* What a program left that was killed before its first file had its name. */
    put("run/manifest.json.tmp-0");
    assert_int_equal(try_take(&error), RV_OK);
    clear();
    assert_false(exists("run/manifest.json.tmp-0"));
    assert_true(exists("run/notes.txt"));
}

/* A link is taken away, and what it leads to stays. */
static void does_not_follow_links(void **state)
{
    save(*state);
    put("elsewhere/seed-11/epochs.csv");
    put("text");
    assert_int_equal(symlink("../elsewhere", "run/linked"), 0);
    assert_int_equal(unlink("run/scenario.yaml"), 0);
    assert_int_equal(symlink("../text", "run/scenario.yaml"), 0);
    clear();
    assert_true(exists("elsewhere/seed-11/epochs.csv"));
    assert_true(exists("text"));
    assert_false(exists("run/scenario.yaml"));
}

static void sweeps_temporary_names(void **state)
{
    struct rv_folder folder;
    struct rv_error error = {0};

    save(*state);
    for (size_t i = 0; i < COUNT(ours); i++)
        put(ours[i]);
    put("run/notes.txt.tmp-0");
    assert_int_equal(rv_folder_own("run", &folder, &error), RV_OK);
    assert_int_equal(rv_run_folder_sweep(&folder, &error), RV_OK);
    rv_folder_release(&folder);
    for (size_t i = 0; i < COUNT(ours); i++)
        assert_true(exists(ours[i]) == !(strstr(ours[i], ".tmp-") || strstr(ours[i], ".part")));
    assert_true(exists("run/notes.txt.tmp-0"));
    assert_true(exists("run/bouncing/seed-11/summary.json"));
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, enter, leave)
    const struct CMUnitTest tests[] = {
        TEST(removes_its_own),           TEST(goes_on_after_a_kill),
        TEST(refuses_what_is_not_a_run), TEST(does_not_follow_links),
        TEST(sweeps_temporary_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
