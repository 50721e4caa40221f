/* Real gnuplot: pictures are whole, hostile text is shown and never run, failures are told. Without
 * gnuplot only what needs none is tested; the rest says that it was skipped. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "plot/gnuplot.h"
#include "plot/quote.h"
#include "ravine/figure.h"
#include "ravine/folder.h"
#include "support/experiment_case.h"
#include "support/valley_case.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIMIT (8u << 20) /* bytes of a file that a test reads */
#define SVG_MOST 400000       /* bytes that a slide or a web page still takes */
#define FUZZ_STRINGS 1500
#define PIECES_MAX 24

static char folder[] = "/tmp/ravine-gnuplot-XXXXXX"; /* the current folder of all tests */
static bool have_gnuplot;

static void need_gnuplot(void)
{
    if (have_gnuplot)
        return;
    print_message("skipped: gnuplot is not installed\n");
    skip();
}

static bool exists(const char *path)
{
    struct stat entry;

    return stat(path, &entry) == 0;
}

static void write_text(const char *path, const char *content)
{
    assert_int_equal(rv_file_write(path, content, strlen(content), NULL), RV_OK);
}

static char *read_text(const char *path)
{
    char *content = NULL;

    assert_int_equal(rv_file_read(path, LIMIT, &content, NULL, NULL), RV_OK);
    return content;
}

/* ---- Pictures ---- */

static void check_picture(const char *path, enum rv_figure_format format)
{
    static const char *const beginning[] = {"<?xml", "\211PNG", "%PDF", "\\begin{tikzpicture}", "",
                                            "GIF89a"};
    char *content = NULL;
    size_t size = 0;

    assert_int_equal(rv_file_read(path, LIMIT, &content, &size, NULL), RV_OK);
    assert_true(size > 400);
    assert_memory_equal(content, beginning[format], strlen(beginning[format]));
    if (format == RV_FORMAT_SVG)
        assert_non_null(strstr(content, "</svg>"));
    if (format == RV_FORMAT_TEX)
        assert_non_null(strstr(content, "\\end{tikzpicture}"));
    rv_free(content);
}

static bool on_surface(const struct rv_type *figure)
{
    return ((const struct rv_figure_type *)figure)->needs & RV_NEEDS_SURFACE;
}

/* Surfaces are images in an SVG, not one rectangle for each of 40,000 points. */
static void check_size(const char *path, enum rv_figure_format format)
{
    struct stat entry;

    assert_int_equal(stat(path, &entry), 0);
    if (format == RV_FORMAT_SVG)
        assert_true(entry.st_size < SVG_MOST);
}

static void every_figure_in_every_format(void **state)
{
    struct fake fake;
    struct valley_case valley;

    (void)state;
    need_gnuplot();
    fake_create(&fake, 4, 3);
    valley_run(&valley, valley_yaml);
    for (size_t i = 0; i < rv_figures.count; i++)
        for (int format = 0; rv_figure_formats[format]; format++) {
            const struct rv_type *figure = rv_figures.types[i];
            struct rv_text path = {0};
            struct rv_error error = {0};

            if ((int)rv_figure_format_of(figure, (enum rv_figure_format)format) != format)
                continue; /* another format, which has its turn */
            if (rv_figure_write(figure, on_surface(figure) ? &valley.experiment : &fake.experiment,
                                "ravine run large-lr", (enum rv_figure_format)format, ".", &path,
                                &error))
                fail_msg("%s as %s: %s", figure->name, rv_figure_formats[format], error.message);
            check_picture(rv_text_string(&path), (enum rv_figure_format)format);
            check_size(rv_text_string(&path), (enum rv_figure_format)format);
            rv_text_add(&path, ".part");
            assert_false(exists(rv_text_string(&path)));
            rv_text_release(&path);
        }
    valley_release(&valley);
    fake_release(&fake);
}

/* Frames, and not one picture: each begins with a graphic control extension. */
static void an_animation_has_its_frames(void **state)
{
    struct valley_case valley;
    struct rv_text path = {0};
    char *content = NULL;
    size_t size = 0, frames = 0;

    (void)state;
    need_gnuplot();
    valley_run(&valley, valley_yaml);
    assert_int_equal(rv_figure_write(rv_registry_find(&rv_figures, "path-animation"),
                                     &valley.experiment, "", RV_FORMAT_SVG, ".", &path, NULL),
                     RV_OK);
    assert_non_null(strstr(rv_text_string(&path), "path-animation.gif"));
    assert_int_equal(rv_file_read(rv_text_string(&path), LIMIT, &content, &size, NULL), RV_OK);
    for (size_t i = 0; i + 3 < size; i++)
        frames += memcmp(content + i, "\041\371\004", 3) == 0;
    assert_true(frames >= 40 && frames <= 60);
    rv_free(content);
    rv_text_release(&path);
    valley_release(&valley);
}

/* Values that are none, a grid without any, a path that is one point. */
static void hard_surfaces_still_give_a_picture(void **state)
{
    static const char *const hard[] = {
        "surface: {name: formula, formula: \"1e300 * x^2 + y\"}",
        "surface: {name: formula, formula: \"7 + 0 * x * y\"}",
        "surface: {name: formula, formula: \"sqrt(x + y - 0.5)\"}",
        "surface: {name: quadratic, curvature: [1e-9, 1e12]}",
    };

    (void)state;
    need_gnuplot();
    for (size_t k = 0; k < sizeof hard / sizeof hard[0]; k++) {
        struct rv_text yaml = {0};
        struct valley_case valley;

        rv_text_printf(&yaml, "title: t\nrecipe:\n  %s\n  start: [1, 1]\n  optimizer: {name: sgd, "
                       "learning_rate: 0.1}\n  train: {epochs: 2}\n  record: {steps_every: 1}\n"
                       "may_diverge: [base]\n", hard[k]);
        valley_run(&valley, rv_text_string(&yaml));
        for (size_t i = 0; i < rv_figures.count; i++) {
            struct rv_error error = {0};

            if (rv_figure_write(rv_figures.types[i], &valley.experiment, "", RV_FORMAT_PDF, ".",
                                NULL, &error) && strstr(error.message, "gnuplot"))
                fail_msg("%s of %s: %s", rv_figures.types[i]->name, hard[k], error.message);
        }
        valley_release(&valley);
        rv_text_release(&yaml);
    }
}

static void hard_data_still_give_a_picture(void **state)
{
    struct fake fake;

    (void)state;
    need_gnuplot();
    fake_create(&fake, 3, 2);
    for (size_t r = 0; r < fake.experiment.result_count; r++) {
        struct rv_table *t = &fake.experiment.results[r].epochs;
        static const double hard[] = {0, -2.385, 1e300, HUGE_VAL, -1e308, 1e-300};

        for (size_t i = 0; i < t->rows; i++)
            for (size_t c = 1; c < t->columns; c++) {
                double *v = &t->values[i * t->columns + c];

                *v = r < 2 ? (double)NAN : r < 4 ? 2.385 : hard[(i + c) % 6];
            }
    }
    for (size_t i = 0; i < rv_figures.count; i++) {
        struct rv_text path = {0};
        struct rv_error error = {0};
        enum rv_status status = rv_figure_write(rv_figures.types[i], &fake.experiment, "ravine",
                                                RV_FORMAT_SVG, ".", &path, &error);

        /* a figure may say that it lacks what it needs, but gnuplot must never fail */
        if (status != RV_OK && strstr(error.message, "gnuplot"))
            fail_msg("%s: %s", rv_figures.types[i]->name, error.message);
        rv_text_release(&path);
    }
    fake_release(&fake);
}

static void a_script_redraws_from_any_folder(void **state)
{
    static const char name[] = "a b;`touch PWN`$(touch PWN)\"'\303\251";
    struct fake fake;
    char *before, *after;

    (void)state;
    need_gnuplot();
    assert_int_equal(mkdir(name, 0700), 0);
    fake_create(&fake, 2, 2);
    /* from here the script must find its data by its own path */
    assert_int_equal(rv_figure_write(rv_registry_find(&rv_figures, "loss-curves"), &fake.experiment,
                                     "ravine", RV_FORMAT_SVG, name, NULL, NULL), RV_OK);
    assert_int_equal(chdir(name), 0);
    before = read_text("loss-curves.svg");
    assert_int_equal(unlink("loss-curves.svg"), 0);
    assert_int_equal(rv_gnuplot_run(".", "loss-curves.gp", "loss-curves.svg", NULL), RV_OK);
    after = read_text("loss-curves.svg");
    assert_string_equal(before, after); /* an SVG has no date: the same bytes */
    assert_false(exists("PWN"));
    assert_int_equal(chdir(folder), 0);
    assert_false(exists("PWN"));
    rv_free(before);
    rv_free(after);
    fake_release(&fake);
}

/* ---- Hostile text ---- */

static const char *const hostile[] = {
    "`touch PWN`", "\"; system(\"touch PWN\"); \"", "'", "''", "'; system('touch PWN') #",
    "a\nsystem \"touch PWN\"\n", "!touch PWN", "\n!touch PWN", "$(touch PWN)", "@PWN", "\\", "\\\\",
    "x\\", "\\140touch PWN\\140", "\\042; system(\"touch PWN\")", "| touch PWN", "< touch PWN",
    "EOD", "e\n!touch PWN\n", "# comment", "%s%s%n%d", "{/Symbol a}_{b}^{c} &{x} ~a{b}", "\033[31m",
    "\r\n", "\t", "\177", "<text>&amp;</svg>", "]]>", "\377\376", "\303", "\303\251\346\274\242",
    "\360\237\230\200", "", " ", "0", "7!7", "-", "\\input{|touch PWN}", "$\\write18{touch PWN}$",
    "sprintf('%s', system('touch PWN'))", "\" . system(\"touch PWN\") . \"", "0x", "1e999", "NaN",
};

/* Title, scenario, variants and command of an experiment, all hostile. */
static void poison(struct fake *fake, size_t first)
{
    char **place[] = {&fake->scenario.title, &fake->scenario.name,
                      &fake->scenario.variants[0].name, &fake->scenario.variants[1].name};

    fake->experiment.verdicts = NULL;
    for (size_t i = 0; i < sizeof place / sizeof place[0]; i++) {
        rv_free(*place[i]);
        *place[i] = fake_text(hostile[(first + i) % (sizeof hostile / sizeof hostile[0])]);
    }
}

/* The n-th of the figures that a network's experiment has. */
static const struct rv_type *network_figure(size_t n)
{
    size_t i = 0;

    while (on_surface(rv_figures.types[i]) || n-- > 0)
        i = (i + 1) % rv_figures.count;
    return rv_figures.types[i];
}

static void hostile_names_of_variants_on_surfaces_too(void **state)
{
    struct valley_case valley;

    (void)state;
    need_gnuplot();
    valley_run(&valley, valley_yaml);
    for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
        const struct rv_type *figure = rv_figures.types[rv_figures.count - 1 - i % 8];
        struct rv_error error = {0};

        rv_free(valley.scenario.variants[0].name);
        valley.scenario.variants[0].name = fake_text(hostile[i]);
        if (rv_figure_write(figure, &valley.experiment, hostile[i], RV_FORMAT_PDF, ".", NULL,
                            &error))
            fail_msg("hostile text %zu in %s: %s", i, figure->name, error.message);
        assert_false(exists("PWN"));
    }
    valley_release(&valley);
}

static void hostile_text_is_only_shown(void **state)
{
    (void)state;
    need_gnuplot();
    for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i += 3) {
        const struct rv_type *figure = network_figure(i / 3);
        enum rv_figure_format format = i % 2 ? RV_FORMAT_SVG : RV_FORMAT_TEX;
        struct fake fake;
        struct rv_error error = {0};

        fake_create(&fake, 2, 2);
        poison(&fake, i);
        if (rv_figure_write(figure, &fake.experiment, hostile[i], format, ".", NULL, &error))
            fail_msg("hostile text %zu in %s: %s", i, figure->name, error.message);
        assert_false(exists("PWN"));
        fake_release(&fake);
    }
}

/* Pieces of random text and what must be read of them. No piece completes another one. */
static const struct { const char *in, *out; } pieces[] = {
    {"`touch PWN`", "`touch PWN`"}, {"\"", "\""}, {"'", "'"}, {"\\", "\\"}, {"\n", " "},
    {"\r", " "}, {"\t", " "}, {"\033", " "}, {"\001", " "}, {"\177", " "}, {"#", "#"}, {"@", "@"},
    {"{", "{"}, {"}", "}"}, {"$", "$"}, {"%", "%"}, {"!", "!"}, {";", ";"}, {"|", "|"}, {"<", "<"},
    {"0", "0"}, {"7", "7"}, {"041", "041"}, {"x", "x"}, {"n", "n"}, {" ", " "}, {"e", "e"},
    {"system(\"touch PWN\")", "system(\"touch PWN\")"}, {"\303\251", "\303\251"},
    {"\346\274\242", "\346\274\242"}, {"\360\237\230\200", "\360\237\230\200"}, {"\377", "?"},
    {"\300\257", "??"}, {"\302\205", " "}, {"\357\277\277", "?"}, {"^_&~", "^_&~"},
};

static void random_text(struct rv_stream *draw, struct rv_text *in, struct rv_text *out)
{
    uint32_t count = 1 + rv_stream_below(draw, PIECES_MAX);

    while (count--) {
        uint32_t k = rv_stream_below(draw, sizeof pieces / sizeof pieces[0]);

        rv_text_add(in, pieces[k].in);
        rv_text_add(out, pieces[k].out);
    }
}

static void random_text_comes_out_unchanged(void **state)
{
    struct rv_stream draw = rv_stream_at(2385, RV_STREAM_NOISE, 0, 0, 0);
    struct rv_text script = {0}, expected = {0};
    struct rv_error error = {0};
    char *printed;

    (void)state;
    need_gnuplot();
    rv_text_add(&script, "set encoding utf8\nset terminal svg noenhanced\nset output picture\n"
                         "set print \"printed.txt\"\n");
    for (int i = 0; i < FUZZ_STRINGS; i++) {
        struct rv_text in = {0};

        random_text(&draw, &in, &expected);
        rv_text_add(&expected, "\n");
        rv_text_add(&script, "# ");
        rv_quote_comment(&script, rv_text_string(&in));
        rv_text_add(&script, "\nprint ");
        rv_quote_text(&script, rv_text_string(&in), false);
        rv_text_add(&script, "\nset label ");
        rv_quote_text(&script, rv_text_string(&in), false);
        rv_text_add(&script, " at screen 0.1, screen 0.5\n");
        rv_text_release(&in);
    }
    rv_text_add(&script, "plot [0:1] x notitle\nunset output\nunset print\n");
    write_text("fuzz.gp", rv_text_string(&script));
    if (rv_gnuplot_run(".", "fuzz.gp", "fuzz.svg", &error))
        fail_msg("%s", error.message);
    printed = read_text("printed.txt");
    assert_string_equal(printed, rv_text_string(&expected));
    assert_false(exists("PWN"));
    rv_free(printed);
    rv_text_release(&script);
    rv_text_release(&expected);
}

/* The checks above could not fail if nothing ever ran: without quoting it does. */
static void unquoted_text_would_run(void **state)
{
    (void)state;
    need_gnuplot();
    write_text("naive.gp", "set terminal svg\nset output picture\n"
                           "set label \"`touch PWN`\" at 0,0\nplot x\n");
    assert_int_equal(rv_gnuplot_run(".", "naive.gp", "naive.svg", NULL), RV_OK);
    assert_true(exists("PWN"));
    assert_int_equal(unlink("PWN"), 0);
}

/* ---- Failures ---- */

static void a_missing_gnuplot_leaves_script_and_data(void **state)
{
    struct fake fake;
    struct rv_error error = {0};

    (void)state;
    fake_create(&fake, 2, 2);
    rv_gnuplot_set_program("gnuplot-that-is-not-there", 0);
    assert_int_equal(mkdir("missing", 0700), 0);
    assert_int_equal(rv_figure_write(rv_registry_find(&rv_figures, "loss-curves"), &fake.experiment,
                                     "ravine", RV_FORMAT_PNG, "missing", NULL, &error), RV_MISSING);
    assert_string_equal(error.message, "gnuplot is not installed: install the package gnuplot-nox "
                                       "(Debian), gnuplot (others)");
    assert_true(exists("missing/loss-curves.gp") && exists("missing/loss-curves.dat"));
    assert_false(exists("missing/loss-curves.png"));
    /* text charts need no gnuplot */
    assert_int_equal(rv_figure_write(rv_registry_find(&rv_figures, "loss-curves"), &fake.experiment,
                                     "ravine", RV_FORMAT_TXT, "missing", NULL, &error), RV_OK);
    rv_gnuplot_set_program(NULL, 0);
    fake_release(&fake);
}

static void a_failing_script_is_told_and_leaves_no_picture(void **state)
{
    struct rv_error error = {0};

    (void)state;
    need_gnuplot();
    write_text("bad.svg", "the old picture");
    write_text("bad.gp", "set terminal svg\nset output picture\nplot x\nwibble wobble\n");
    assert_int_equal(rv_gnuplot_run(".", "bad.gp", "bad.svg", &error), RV_MISSING);
    assert_non_null(strstr(error.message, "line 4"));
    assert_non_null(strstr(error.message, "invalid command"));
    assert_false(exists("bad.svg.part"));
    {
        char *old = read_text("bad.svg"); /* what was there stays whole */

        assert_string_equal(old, "the old picture");
        rv_free(old);
    }
}

static void an_empty_picture_is_a_failure(void **state)
{
    struct rv_error error = {0};

    (void)state;
    need_gnuplot();
    write_text("none.gp", "x = 1\n"); /* writes nothing, ends with status 0 */
    assert_int_equal(rv_gnuplot_run(".", "none.gp", "none.svg", &error), RV_WRITE);
    assert_false(exists("none.svg"));
}

static void an_endless_script_is_stopped(void **state)
{
    struct rv_error error = {0};

    (void)state;
    need_gnuplot();
    write_text("endless.gp", "while (1) { x = 1 }\n");
    rv_gnuplot_set_program(NULL, 0.3);
    assert_int_equal(rv_gnuplot_run(".", "endless.gp", "endless.svg", &error), RV_MISSING);
    assert_non_null(strstr(error.message, "longer than 0.3 s"));
    rv_gnuplot_set_program(NULL, 0);
}

static void a_flood_of_complaints_does_not_block(void **state)
{
    (void)state;
    need_gnuplot();
    write_text("flood.gp", "do for [i = 1:20000] { print \"a complaint that fills the pipe\" }\n"
                           "set terminal svg\nset output picture\nplot x\n");
    assert_int_equal(rv_gnuplot_run(".", "flood.gp", "flood.svg", NULL), RV_OK);
}

static void a_folder_that_is_not_there_is_told(void **state)
{
    struct fake fake;
    struct rv_error error = {0};

    (void)state;
    fake_create(&fake, 2, 2);
    assert_int_equal(rv_figure_write(rv_figures.types[0], &fake.experiment, "ravine", RV_FORMAT_SVG,
                                     "no/such/folder", NULL, &error), RV_WRITE);
    assert_true(strlen(error.message) > 5);
    fake_release(&fake);
}

/* ---- The folder ---- */

static void remove_files(const char *path)
{
    DIR *entries = opendir(path);
    struct dirent *entry;

    if (!entries)
        return;
    while ((entry = readdir(entries))) {
        struct rv_text name = {0};

        if (entry->d_name[0] != '.') {
            rv_text_printf(&name, "%s/%s", path, entry->d_name);
            if (unlink(rv_text_string(&name)) != 0)
                remove_files(rv_text_string(&name));
        }
        rv_text_release(&name);
    }
    closedir(entries);
    rmdir(path);
}

static int enter_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder) || chdir(folder) != 0)
        return -1;
    write_text("probe.gp", "set terminal svg\nset output picture\nplot x\n");
    have_gnuplot = rv_gnuplot_run(".", "probe.gp", "probe.svg", NULL) == RV_OK;
    return 0;
}

static int leave_folder(void **state)
{
    (void)state;
    if (chdir("/") != 0)
        return -1;
    remove_files(folder);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_figure_in_every_format),
        cmocka_unit_test(an_animation_has_its_frames),
        cmocka_unit_test(hard_surfaces_still_give_a_picture),
        cmocka_unit_test(hard_data_still_give_a_picture),
        cmocka_unit_test(a_script_redraws_from_any_folder),
        cmocka_unit_test(hostile_text_is_only_shown),
        cmocka_unit_test(hostile_names_of_variants_on_surfaces_too),
        cmocka_unit_test(random_text_comes_out_unchanged),
        cmocka_unit_test(unquoted_text_would_run),
        cmocka_unit_test(a_missing_gnuplot_leaves_script_and_data),
        cmocka_unit_test(a_failing_script_is_told_and_leaves_no_picture),
        cmocka_unit_test(an_empty_picture_is_a_failure),
        cmocka_unit_test(an_endless_script_is_stopped),
        cmocka_unit_test(a_flood_of_complaints_does_not_block),
        cmocka_unit_test(a_folder_that_is_not_there_is_told),
    };

    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
