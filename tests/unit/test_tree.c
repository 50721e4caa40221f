/* The YAML tree: positions, what the language leaves out, hints, printing back. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/memory.h"
#include "ravine/tree.h"

#include <stdio.h>
#include <string.h>

/* The mistakes of a text, one "line:col: message" a line. */
static char *mistakes(const char *content)
{
    struct rv_tree tree = {0};
    struct rv_report report = {0};
    struct rv_text out = {0};
    char *copy;

    (void)rv_tree_parse("t", content, &tree, &report);
    for (size_t i = 0; i < report.count; i++)
        rv_text_printf(&out, "%d:%d: %s\n", report.errors[i].line, report.errors[i].column,
                       report.errors[i].message);
    copy = rv_strdup(rv_text_string(&out));
    rv_text_release(&out);
    rv_report_release(&report);
    rv_tree_release(&tree);
    return copy;
}

static void expect(const char *content, const char *expected)
{
    char *found = mistakes(content);

    if (!strstr(found, expected) || (!*expected && *found))
        fail_msg("of:\n%s\nexpected: %s\nfound: %s", content, expected, found);
    rv_free(found);
}

static void test_positions(void **state)
{
    struct rv_tree tree = {0};
    struct rv_report report = {0};
    const struct rv_node *node;

    (void)state;
    assert_int_equal(rv_tree_parse("a.yaml",
                                   "title: Täler\r\n"
                                   "recipe:\r\n"
                                   "  opti-mizer: {name: \"sgd\", learning_rate: 0.039}\r\n"
                                   "  list: [é, 7]\r\n",
                                   &tree, &report),
                     RV_OK);
    node = rv_node_get(rv_node_get(tree.root, "recipe"), "opti_mizer");
    assert_non_null(node);
    assert_int_equal(node->key_at.line, 3);
    assert_int_equal(node->key_at.column, 3);
    assert_true(rv_node_get(node, "name")->quoted);
    node = rv_node_get(node, "learning-rate");
    assert_string_equal(node->text, "0.039");
    assert_false(node->quoted);
    assert_int_equal(node->at.column, 44);
    /* Columns count characters: the two bytes of é are one. */
    node = rv_node_get(rv_node_get(tree.root, "recipe"), "list")->items[1];
    assert_int_equal(node->at.line, 4);
    assert_int_equal(node->at.column, 13);
    assert_null(rv_node_get(tree.root, "nothing"));
    rv_tree_release(&tree);
}

static void test_refused(void **state)
{
    (void)state;
    expect("a: &x 1\nb: *x\n", "1:4: anchors (&x) are not used here\n2:4: aliases (*x)");
    expect("a: &x [*x]\n", "1:4: anchors");
    expect("a: !!int 3\n", "1:4: tags (!!int) are");
    expect("%YAML 1.1\n---\na: 1\n", "1:1: directives");
    expect("a: 1\n---\nb: 2\n", "2:1: a second document begins here");
    expect("lr: 0.1\nb: 2\nlr: 0.2\n", "3:1: duplicate key 'lr' (first at 1:1)");
    expect("a: {batch_size: 1, batch-size: 2}\n", "1:20: duplicate key 'batch-size'");
    expect("[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", "1:17: nested too deeply");
    expect("? [a]\n: b\n", "1:3: a key must be a word");
    expect("", "1:1: nothing is in it");
    expect("# only a comment\n", "1:1: nothing is in it");
    expect("a: \"\\0\"\n", "1:4: a NUL character");
    expect("a: \xC3\x28\n", "1:4: this byte (0xc3) is no UTF-8");
    expect("a: 1\nb: \x1B[1m\n", "2:4: a control character (code 27)");
    expect("a: \xF5\x80\x80\x80\n", "is no UTF-8");
    expect("a: \xC0\xAF\n", "is no UTF-8");
    expect("a: 1\nb: {}\nc: []\n", "");
    /* Behind the last line: where the text ends, with a line break or without. */
    expect("a: 1\nb: [1,", "2:7: a value is missing here, or the bracket that closes");
    expect("a: 1\nb: [1,  \n\n", "2:9: a value is missing here");
    expect("a: 1\nb: [µ,\n \n\n", "2:7: a value is missing here");
    expect("a: 1\nb: [1\n", "2:6: ',' or ']' is missing here: the bracket that opens at 2:4");
    expect("a: 1\nb: \"q", "2:4: the quote that begins here");
    expect("a: [1,,2]\n", "1:7: a value is missing here");
    expect("[", "1:2: a value is missing here");
    expect("\n\n[\n\n", "3:2: a value is missing here");
    expect("{", "1:2: ");
    expect("\"", "1:1: the quote that begins here");
}

static void test_limits(void **state)
{
    struct rv_text big = {0};

    (void)state;
    for (int i = 0; i < 10001; i++)
        rv_text_printf(&big, "- %d\n", i);
    expect(rv_text_string(&big), "10000:3: more than 10000 values");
    rv_text_clear(&big);
    rv_text_repeat(&big, "# 0123456789abcdef\n", (1U << 20) / 19 + 1);
    expect(rv_text_string(&big), "0:0: the file is larger than 1 MiB");
    rv_text_release(&big);
}

static void test_hints(void **state)
{
    (void)state;
    expect("recipe:\n\tdata: 1\n", "2:1: a tab: use spaces, not tabs");
    expect("title: Note: why\n", "1:12: a second ':' in this line: put quotes round the text");
    expect("a: 1\nlr:0.039\nb: 2\n", "2:1: put a space after ':'");
    expect("a: 1\nrate\nb: 2\n", "2:1: a ':' is missing after 'rate'");
    expect("a: 1\ntitle: \"never closed\nb: 2\n", "2:8: the quote that begins here is never");
    expect("a: [1, 2\nb: 3\n", "the bracket that opens at 1:4 is not closed");
    expect("a: {b: 1\nc: 3\n", "the bracket that opens at 1:4 is not closed");
    expect("a:\n   b: 1\n  c: 2\n", "3:3: this does not continue the map that begins at 1:1");
    expect("a: sgd\n  b: 1\n", "2:4: no ':' can be here: is the line indented too far");
    expect("a: @home\n", "1:4: no value begins with '@': put quotes");
}

static void test_quote(void **state)
{
    struct rv_text out = {0};

    (void)state;
    rv_tree_quote("\xEF\xBB\xBFx: 1\r\ny: é \tz\n", 2, 7, &out);
    assert_string_equal(rv_text_string(&out), "    y: é \tz\n         \t^\n");
    rv_text_clear(&out);
    rv_tree_quote("x: 1\n", 7, 1, &out);
    assert_string_equal(rv_text_string(&out), "");
    rv_tree_quote("a\x1B\xFF", 1, 3, &out);
    assert_string_equal(rv_text_string(&out), "    a??\n      ^\n");
    rv_text_clear(&out);
    /* Far right in a long line: a window round the column. */
    struct rv_text line = {0};

    rv_text_repeat(&line, "0123456789", 50);
    rv_tree_quote(rv_text_string(&line), 1, 305, &out);
    const char *caret = strchr(rv_text_string(&out), '\n') + 1;
    assert_int_equal(out.string[strlen(caret) - 2], '4');
    assert_int_equal(strncmp(rv_text_string(&out), "    ...", 7), 0);
    rv_text_release(&line);
    rv_text_release(&out);
}

static bool equal(const struct rv_node *a, const struct rv_node *b)
{
    if (a->kind != b->kind || a->count != b->count || a->quoted != b->quoted)
        return false;
    if ((a->text != NULL) != (b->text != NULL) || (a->text && strcmp(a->text, b->text) != 0))
        return false;
    if ((a->key != NULL) != (b->key != NULL) || (a->key && strcmp(a->key, b->key) != 0))
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!equal(a->items[i], b->items[i]))
            return false;
    return true;
}

static void test_print(void **state)
{
    static const char *const texts[] = {
        "a: {b: [1, 2], c: {first: 30}}\nd: null\ne: ~\nf:\ng: ''\nh: \"null\"\n",
        "t: |\n  one\n  two\n\n  three\nu: >\n  folded\n  text\nv: |+\n  kept\n\n",
        "t: |\n   deep\n    er\nu: \"  lead\"\nv: \"tail \"\nw: \"tab\\tx\"\n",
        "plain: several\n  lines of\n\n  text\n- x: 1\n",
        "list:\n- relu\n- conv2d: {filters: 8, kernel: 3}\n- residual:\n    layers:\n    - relu\n",
        "text: \"Grüße, x: y # no comment\"\n\"odd: key\": 1\n? \"\"\n: 2\n",
        "empty: {}\nnone: []\nnested: {a: {b: {c: {d: 1}}}}\n",
        "\"a very long key that has more than one hundred and twenty-eight characters, which YAML "
        "does not take for a simple key any more, at all\": 1\n",
        "words: a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h i j k l m n o "
        "p q r s t u v w x y z a b c d e f g h i j k l m n o p q r s t\n",
        "[1, [2, [3, [4]]]]\n",
        "just a text\n",
        "\"\"\n",
        /* Line breaks of Unicode: LS, PS, NEL, plain, in a block and in a key. */
        "a: one\xE2\x80\xA8 two\nb: one\xE2\x80\xA9 two\nc: one\xC2\x85 two\n",
        "t: |\n  one\xE2\x80\xA8  two\n  three\nu: \"x\\Ly\\Pz\\N\"\n",
        "title: [a, b]\nsymptom: A tab\ta, b]\n",
        "recipe:\n  da3\xE2\x80\xA8 network:x y\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct rv_tree first = {0}, second = {0};
        struct rv_report report = {0};
        struct rv_text once = {0}, twice = {0};

        (void)rv_tree_parse("t", texts[i], &first, &report);
        if (first.root) {
            rv_node_print(first.root, &once);
            if (rv_tree_parse("t", rv_text_string(&once), &second, &report))
                fail_msg("%s: %s", rv_text_string(&once), report.errors[0].message);
            rv_node_print(second.root, &twice);
            assert_string_equal(rv_text_string(&once), rv_text_string(&twice));
            if (!equal(first.root, second.root))
                fail_msg("%s", rv_text_string(&once));
        }
        rv_report_release(&report);
        rv_tree_release(&first);
        rv_tree_release(&second);
        rv_text_release(&once);
        rv_text_release(&twice);
    }
}

static void test_inline(void **state)
{
    struct rv_tree tree = {0};
    struct rv_report report = {0};
    struct rv_text out = {0};
    struct rv_node *copy;

    (void)state;
    assert_int_equal(rv_tree_parse("t", "a:\n  - x\n  - {y: 2.5}\n", &tree, &report), RV_OK);
    copy = rv_node_copy(tree.root);
    assert_true(equal(copy, tree.root));
    rv_node_put(copy, "a", rv_node_scalar(copy->at, "z"));
    rv_node_print_inline(tree.root, &out);
    rv_text_add(&out, "|");
    rv_node_print_inline(copy, &out);
    assert_string_equal(rv_text_string(&out), "{a: [x, {y: 2.5}]}|{a: z}");
    rv_node_free(copy);
    rv_text_release(&out);
    rv_tree_release(&tree);
}

static void test_read(void **state)
{
    struct rv_tree tree = {0};
    struct rv_report report = {0};

    (void)state;
    assert_int_equal(rv_tree_read("no/such/file.yaml", &tree, &report), RV_INPUT);
    assert_int_equal(report.count, 1);
    assert_string_equal(report.errors[0].source, "no/such/file.yaml");
    rv_tree_release(&tree);
    /* A folder opens and does not read. */
    assert_int_equal(rv_tree_read(".", &tree, &report), RV_INPUT);
    assert_int_equal(report.count, 2);
    rv_tree_release(&tree);
    rv_report_release(&report);
}

static void test_equal(void **state)
{
    static const char *const texts[] = {
        "{a: 1, b: [x, {c: 2}]}", "{a: '1', b: [x, {c: 2}]}", "{a: 1, b: [x, {d: 2}]}",
        "{a: 1, b: [{c: 2}, x]}", "{b: [x, {c: 2}], a: 1}",   "{a: 1, b: [x, {c: 2}, y]}",
        "{a: 1, b: x}",           "[1, [x, {c: 2}]]",         "{a: 1, b: [x, {}]}",
        "{a: 1, b: [x, []]}",     "{a: 1, b: [x, null]}",     "{a: 1, b: [x, '']}",
    };
    const size_t count = sizeof texts / sizeof *texts;

    (void)state;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++) {
            struct rv_tree a = {0}, b = {0};
            struct rv_report report = {0};
            struct rv_text moved = {0};

            rv_text_printf(&moved, "\n\n%s", texts[k]); /* places do not count */
            assert_int_equal(rv_tree_parse("a", texts[i], &a, &report), RV_OK);
            assert_int_equal(rv_tree_parse("b", rv_text_string(&moved), &b, &report), RV_OK);
            if (rv_node_equal(a.root, b.root) != (i == k))
                fail_msg("%s and %s", texts[i], texts[k]);
            rv_text_release(&moved);
            rv_tree_release(&a);
            rv_tree_release(&b);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_positions), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_limits),    cmocka_unit_test(test_hints),
        cmocka_unit_test(test_quote),     cmocka_unit_test(test_print),
        cmocka_unit_test(test_inline),    cmocka_unit_test(test_read),
        cmocka_unit_test(test_equal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
