/* Every row of the syllabus is covered by some scenario of the tree: causes, diagnostics and
 * networks by `cause:` or `shows:`, remedies by `remedies:`, folk claims by a claim with `folk:`.
 * And every choice of a vote by a claim. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/scenario_case.h"
#include "ravine/memory.h"
#include "ravine/scenario.h"

#include <string.h>

#define NAME_CHARACTERS "abcdefghijklmnopqrstuvwxyz0123456789_."

/* Rows that have no scenario yet. Take a row away when it has one; add none. */
static const char *const open_rows[] = {NULL};

static bool is_open(const char *name)
{
    for (size_t i = 0; open_rows[i]; i++)
        if (strcmp(open_rows[i], name) == 0)
            return true;
    return false;
}

static bool shows(const struct rv_scenario *s, const char *id)
{
    bool found = s->cause && strcmp(s->cause, id) == 0;

    for (size_t i = 0; i < s->show_count; i++)
        found = found || strcmp(s->shows[i], id) == 0;
    return found;
}

static bool covers(const struct rv_scenario *s, const struct rv_registry *registry,
                   const struct rv_type *row)
{
    bool found = false;

    if (registry == &rv_syllabus_remedies)
        for (size_t i = 0; i < s->remedy_count; i++)
            found = found || s->remedies[i].remedy == row;
    else if (registry == &rv_syllabus_folk_claims)
        for (size_t i = 0; i < s->claim_count; i++)
            found = found || s->claims[i].folk == row;
    else
        found = shows(s, row->name);
    return found;
}

/* The heads of all scenarios that are here; release_heads() lets go of them. */
static struct rv_scenario *read_heads(size_t *count)
{
    char **paths = all_scenarios();
    struct rv_scenario *heads;

    for (*count = 0; paths[*count];)
        ++*count;
    assert_true(*count > 0);
    heads = rv_alloc(*count, sizeof *heads);
    for (size_t i = 0; i < *count; i++) {
        struct rv_report report = {0};

        assert_int_equal(rv_scenario_read_head(paths[i], &heads[i], &report), RV_OK);
        rv_report_release(&report);
        rv_free(paths[i]);
    }
    rv_free(paths);
    return heads;
}

static void release_heads(struct rv_scenario *heads, size_t count)
{
    for (size_t i = 0; i < count; i++)
        rv_scenario_release(&heads[i]);
    rv_free(heads);
}

static void test_covered(void **state)
{
    size_t count, missing = 0;
    struct rv_scenario *heads = read_heads(&count);

    (void)state;
    for (size_t r = 0; rv_syllabus[r]; r++)
        for (size_t k = 0; k < rv_syllabus[r]->count; k++) {
            bool covered = false;

            for (size_t i = 0; i < count; i++)
                covered = covered || covers(&heads[i], rv_syllabus[r], rv_syllabus[r]->types[k]);
            missing += !covered && !is_open(rv_syllabus[r]->types[k]->name);
            if (!covered)
                print_message("no scenario for %s '%s'\n", rv_syllabus[r]->kind,
                              rv_syllabus[r]->types[k]->name);
            else if (is_open(rv_syllabus[r]->types[k]->name))
                print_message("'%s' has a scenario: take it off the list of open rows\n",
                              rv_syllabus[r]->types[k]->name);
        }
    release_heads(heads, count);
    assert_int_equal(missing, 0);
}

/* Whether a claim names the variant: "settled." with no letter before it. */
static bool is_claimed(const struct rv_scenario *s, const char *variant)
{
    const size_t length = strlen(variant);

    for (size_t i = 0; i < s->claim_count; i++)
        for (const char *at = strstr(s->claims[i].says, variant); at; at = strstr(at + 1, variant))
            if (at[length] == '.' && (at == s->claims[i].says || !strchr(NAME_CHARACTERS, at[-1])))
                return true;
    return false;
}

/* What may be voted for has a claim, so that the reveal has a figure for it. A run that diverges
 * has no measures. */
static void test_choices_have_claims(void **state)
{
    size_t count, missing = 0;
    struct rv_scenario *heads = read_heads(&count);

    (void)state;
    for (size_t i = 0; i < count; i++)
        for (size_t c = 0; c < heads[i].choice_count; c++) {
            const char *variant = heads[i].choices[c].variant;

            if (strcmp(variant, RV_BETTER_NONE) == 0 || /* runs nothing */
                is_claimed(&heads[i], variant) || rv_scenario_may_diverge(&heads[i], variant))
                continue;
            print_message("%s: no claim about the choice '%s'\n", heads[i].name, variant);
            missing++;
        }
    release_heads(heads, count);
    assert_int_equal(missing, 0);
}

/* The ids follow each other, and a row is found by its id whatever it is. */
static void test_rows(void **state)
{
    (void)state;
    assert_int_equal(rv_syllabus_causes.count, 29);
    assert_int_equal(rv_syllabus_diagnostics.count, 20);
    assert_int_equal(rv_syllabus_networks.count, 5);
    assert_int_equal(rv_syllabus_folk_claims.count, 16);
    assert_string_equal(rv_syllabus_causes.types[28]->name, "C29");
    assert_ptr_equal(rv_syllabus_row("D20"), rv_syllabus_diagnostics.types[19]);
    assert_ptr_equal(rv_syllabus_row("N4"), rv_syllabus_networks.types[3]);
    assert_null(rv_syllabus_row("C30"));
    assert_null(rv_syllabus_row("lower-rate"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_covered),
        cmocka_unit_test(test_choices_have_claims),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
