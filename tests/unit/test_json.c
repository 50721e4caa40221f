/* The JSON writer: what it writes byte for byte, and what it refuses. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/json.h"
#include "ravine/vector.h"

#include <math.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void write_all_kinds(struct rv_json *json)
{
    rv_json_object(json, NULL);
    rv_json_string(json, "a \"b\"", "one\ntwo\033");
    rv_json_string(json, "none", NULL);
    rv_json_array(json, "numbers");
    rv_json_number(json, NULL, 0.1);
    rv_json_number(json, NULL, RV_NAN);
    rv_json_number(json, NULL, -HUGE_VAL);
    rv_json_end(json);
    rv_json_array(json, "empty");
    rv_json_end(json);
    rv_json_object(json, "inner");
    rv_json_integer(json, "least", INT64_MIN);
    rv_json_unsigned(json, "most", UINT64_MAX);
    rv_json_end(json);
    rv_json_boolean(json, "yes", true);
    rv_json_boolean(json, "no", false);
    rv_json_null(json, "null");
    rv_json_end(json);
}

static void all_kinds(void **state)
{
    struct rv_text text = {0};
    struct rv_json json = {.out = &text};

    (void)state;
    write_all_kinds(&json);
    assert_string_equal(rv_text_string(&text),
                        "{\"a \\\"b\\\"\": \"one\\ntwo\\u001b\", \"none\": null, \"numbers\": "
                        "[0.1, null, null], \"empty\": [], \"inner\": {\"least\": "
                        "-9223372036854775808, \"most\": 18446744073709551615}, \"yes\": true, "
                        "\"no\": false, \"null\": null}\n");
    rv_text_release(&text);
}

static void compact(void **state)
{
    struct rv_text text = {0};
    struct rv_json json = {.out = &text, .compact = true};

    (void)state;
    write_all_kinds(&json);
    assert_string_equal(rv_text_string(&text),
                        "{\"a \\\"b\\\"\":\"one\\ntwo\\u001b\",\"none\":null,\"numbers\":"
                        "[0.1,null,null],\"empty\":[],\"inner\":{\"least\":"
                        "-9223372036854775808,\"most\":18446744073709551615},\"yes\":true,"
                        "\"no\":false,\"null\":null}\n");
    rv_text_release(&text);
}

/* No blank at the end of a line, none twice. */
static void lines(void **state)
{
    struct rv_text text = {0};
    struct rv_json json = {.out = &text};

    (void)state;
    rv_json_array(&json, NULL);
    rv_json_line(&json, 1);
    rv_json_integer(&json, NULL, 1);
    rv_json_line(&json, 1);
    rv_json_object(&json, NULL);
    rv_json_line(&json, 3);
    rv_json_integer(&json, "two", 2);
    rv_json_integer(&json, "three", 3);
    rv_json_end(&json);
    rv_json_line(&json, 0);
    rv_json_end(&json);
    assert_string_equal(rv_text_string(&text),
                        "[\n 1,\n {\n   \"two\": 2, \"three\": 3}\n]\n");
    rv_text_release(&text);
}

/* Printed and emptied in between, as `run` does: the pieces are one document. */
static void in_pieces(void **state)
{
    struct rv_text text = {0}, whole = {0};
    struct rv_json json = {.out = &text};

    (void)state;
    rv_json_array(&json, NULL);
    for (int i = 0; i < 3; i++) {
        rv_json_integer(&json, NULL, i);
        rv_json_end_line(&json);
        rv_text_add(&whole, rv_text_string(&text));
        rv_text_clear(&text);
    }
    rv_json_end(&json);
    rv_text_add(&whole, rv_text_string(&text));
    assert_string_equal(rv_text_string(&whole), "[0\n,1\n,2\n]\n");
    rv_text_release(&text);
    rv_text_release(&whole);
}

/* Each is a mistake of the programmer. */
static void member_without_key(struct rv_json *json)
{
    rv_json_object(json, NULL);
    rv_json_integer(json, NULL, 1);
}

static void key_in_an_array(struct rv_json *json)
{
    rv_json_array(json, NULL);
    rv_json_integer(json, "key", 1);
}

static void key_at_the_top(struct rv_json *json)
{
    rv_json_object(json, "key");
}

static void two_at_the_top(struct rv_json *json)
{
    rv_json_null(json, NULL);
    rv_json_null(json, NULL);
}

static void one_end_too_many(struct rv_json *json)
{
    rv_json_array(json, NULL);
    rv_json_end(json);
    rv_json_end(json);
}

static void too_deep(struct rv_json *json)
{
    for (int i = 0; i <= RV_JSON_DEPTH; i++)
        rv_json_array(json, NULL);
}

static void as_deep_as_it_goes(struct rv_json *json)
{
    for (int i = 0; i < RV_JSON_DEPTH; i++)
        rv_json_array(json, NULL);
    rv_json_null(json, NULL);
}

/* Whether the process that does it is ended as by a bug. */
static bool aborts(void (*misuse)(struct rv_json *))
{
    pid_t child = fork();
    int status = 0;

    assert_true(child >= 0);
    if (child == 0) {
        struct rv_text text = {0};
        struct rv_json json = {.out = &text};

        setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
        signal(SIGABRT, SIG_DFL); /* cmocka has a handler */
        close(STDERR_FILENO);
        misuse(&json);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void misuse_is_a_bug(void **state)
{
    static void (*const misuses[])(struct rv_json *) = {
        member_without_key, key_in_an_array, key_at_the_top,
        two_at_the_top,     one_end_too_many, too_deep,
    };

    (void)state;
    for (size_t i = 0; i < sizeof misuses / sizeof *misuses; i++)
        if (!aborts(misuses[i]))
            fail_msg("misuse %zu passes", i);
    assert_false(aborts(write_all_kinds));
    assert_false(aborts(as_deep_as_it_goes));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_kinds), cmocka_unit_test(compact),
        cmocka_unit_test(lines),     cmocka_unit_test(in_pieces),
        cmocka_unit_test(misuse_is_a_bug),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
