/* The table of keys: what holds for every row, names of keys, commands of --plain. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "tui/key.h"
#include "tui/terminal.h"
#include "tui/view.h"

#include <stdio.h>
#include <string.h>

/* Calls `visit` for every word of a row's keys. */
static void for_keys(const struct rv_key_row *row, void (*visit)(const struct rv_key_row *row,
                                                                 const char *key))
{
    const char *at = row->keys;

    while (*at) {
        char key[RV_KEY_SIZE];
        const size_t length = strcspn(at, " ");

        assert_in_range(length, 1, RV_KEY_SIZE - 1);
        snprintf(key, sizeof key, "%.*s", (int)length, at);
        visit(row, key);
        at += length + (at[length] == ' ');
    }
}

static void check_key(const struct rv_key_row *row, const char *key)
{
    if (!rv_key_known(key))
        fail_msg("%s: '%s' is no key", row->name, key);
    for (int view = 0; view < RV_VIEW_COUNT; view++)
        if (row->views & 1U << view && rv_key_action(key, (enum rv_view_id)view) != row->action)
            fail_msg("%s: in view %d the key '%s' means something else", row->name, view, key);
}

static void every_key_means_one_thing(void **state)
{
    (void)state;
    for (size_t i = 0; i < rv_key_count; i++) {
        assert_int_equal(rv_keys[i].action, i + 1);
        assert_true(rv_keys[i].views != 0);
        assert_true(rv_keys[i].views < 1U << RV_VIEW_COUNT);
        for_keys(&rv_keys[i], check_key);
    }
}

static void every_row_is_explained(void **state)
{
    (void)state;
    for (size_t i = 0; i < rv_key_count; i++) {
        const char *help = rv_keys[i].help;

        assert_true(strlen(help) >= 3);
        assert_int_equal(help[strlen(help) - 1], '.');
        assert_true(strlen(help) <= 62); /* the help screen at 80 columns */
        assert_true(strlen(rv_keys[i].hint) <= 16);
    }
}

static void every_view_can_be_left(void **state)
{
    (void)state;
    for (int view = 0; view < RV_VIEW_COUNT; view++) {
        assert_int_equal(rv_key_action("q", (enum rv_view_id)view), RV_ACTION_BACK);
        assert_int_equal(rv_key_action("Escape", (enum rv_view_id)view), RV_ACTION_BACK);
        assert_int_equal(rv_key_action("?", (enum rv_view_id)view), RV_ACTION_HELP);
        assert_int_equal(rv_key_action("C-l", (enum rv_view_id)view), RV_ACTION_REDRAW);
        assert_int_equal(rv_key_action("F12", (enum rv_view_id)view), RV_ACTION_NONE);
    }
}

/* An action that opens a view has keys in another one, and opens no second view. */
static void views_are_opened_from_others(void **state)
{
    size_t opened = 0;

    (void)state;
    for (int view = 0; view < RV_VIEW_COUNT; view++) {
        const enum rv_action action = rv_views[view]->opened_by;

        if (action == RV_ACTION_NONE)
            continue;
        opened++;
        assert_true((rv_key_row(action)->views & ~(1U << view)) != 0);
        for (int other = 0; other < view; other++)
            assert_int_not_equal(rv_views[other]->opened_by, action);
    }
    assert_true(opened >= 5);
}

static void check_name(wint_t code, bool function, const char *name, const char *label,
                       const char *text)
{
    char got[RV_KEY_SIZE];

    assert_true(rv_key_name(code, function, got));
    assert_string_equal(got, name);
    assert_true(rv_key_known(got));
    assert_string_equal(rv_key_label(got), label);
    if (text)
        assert_string_equal(rv_key_text(got), text);
    else
        assert_null(rv_key_text(got));
}

static void keys_are_named_as_tmux_does(void **state)
{
    char name[RV_KEY_SIZE];

    (void)state;
    check_name('a', false, "a", "a", "a");
    check_name(' ', false, "Space", "Space", " ");
    check_name(13, false, "Enter", "Enter", NULL);
    check_name(27, false, "Escape", "Esc", NULL);
    check_name(127, false, "BSpace", "Bksp", NULL);
    check_name(12, false, "C-l", "Ctrl-L", NULL);
    check_name(KEY_NPAGE, true, "NPage", "PgDn", NULL);
    check_name(KEY_F(1), true, "F1", "F1", NULL);
    check_name(0xe9, false, "é", "é", "é");
    check_name(0x20ac, false, "€", "€", "€");
    check_name(0x1f600, false, "😀", "😀", "😀");
    assert_false(rv_key_name(KEY_MOUSE, true, name));
    assert_false(rv_key_name(0, false, name));
    assert_false(rv_key_known("Spaces"));
    assert_false(rv_key_known("C-"));
    assert_false(rv_key_known(""));
}

static void letters_are_typed(void **state)
{
    char text[8] = "";

    (void)state;
    assert_true(rv_key_edit("BSpace", text, sizeof text));
    assert_true(rv_key_edit("a", text, sizeof text));
    assert_true(rv_key_edit("Space", text, sizeof text));
    assert_true(rv_key_edit("é", text, sizeof text));
    assert_string_equal(text, "a é");
    assert_true(rv_key_edit("BSpace", text, sizeof text));
    assert_string_equal(text, "a ");
    for (int i = 0; i < 9; i++)
        assert_true(rv_key_edit("é", text, sizeof text)); /* no more than fit, none cut in two */
    assert_string_equal(text, "a éé");
    assert_false(rv_key_edit("Enter", text, sizeof text));
    assert_false(rv_key_edit("Left", text, sizeof text));
}

static void commands_are_names_or_beginnings(void **state)
{
    (void)state;
    assert_int_equal(rv_key_command("next epoch", RV_VIEW_watch), RV_ACTION_NEXT_EPOCH);
    assert_int_equal(rv_key_command("next e", RV_VIEW_watch), RV_ACTION_NEXT_EPOCH);
    assert_int_equal(rv_key_command("Next E", RV_VIEW_watch), RV_ACTION_NEXT_EPOCH);
    assert_int_equal(rv_key_command("next", RV_VIEW_watch), RV_ACTION_NONE); /* two begin so */
    assert_int_equal(rv_key_command("fin", RV_VIEW_watch), RV_ACTION_FINISH);
    assert_int_equal(rv_key_command("finishes", RV_VIEW_watch), RV_ACTION_NONE);
    assert_int_equal(rv_key_command("f", RV_VIEW_watch), RV_ACTION_FINISH); /* the key */
    assert_int_equal(rv_key_command("fin", RV_VIEW_menu), RV_ACTION_NONE);
    assert_int_equal(rv_key_command("", RV_VIEW_menu), RV_ACTION_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_means_one_thing),
        cmocka_unit_test(every_row_is_explained),
        cmocka_unit_test(every_view_can_be_left),
        cmocka_unit_test(views_are_opened_from_others),
        cmocka_unit_test(keys_are_named_as_tmux_does),
        cmocka_unit_test(letters_are_typed),
        cmocka_unit_test(commands_are_names_or_beginnings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
