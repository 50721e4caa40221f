/* What a name means: see explain.h. */
#include "report/explain.h"

#include "report/catalogue.h"
#include "report/glossary.h"
#include "report/shares.h"
#include "report/where_shown.h"

#include "ravine/memory.h"
#include "ravine/recipe.h"
#include "ravine/run.h"
#include "scenario/keys.h"

#include <string.h>

enum { INDENT = 4 };

/* What is asked for: `words` as they were written, and what they may mean. `owner` narrows the
 * search: "batchnorm" in batchnorm.momentum, "optimizer" in "optimizer adam"; it may be empty. */
struct question {
    const struct rv_registry *commands;
    const char *words;
    char *owner, *term;
    int width;
    struct rv_text *out;
    struct rv_report *unread; /* scenarios that could not be read */
    size_t found;
};

/* "batchnorm.momentum", "network.batchnorm.momentum" (the part before the last dot names the
 * owner), "optimizer adam", "adam" */
static void parse(struct question *question)
{
    const char *space = strchr(question->words, ' ');
    const char *last = strrchr(question->words, ' ');
    const char *dot;
    char *owner = rv_strdup(question->words);

    last = last ? last + 1 : question->words;
    dot = strrchr(last, '.');
    owner[dot ? dot - question->words : space ? space - question->words : 0] = '\0';
    if (dot) {
        const char *inner = strrchr(owner, '.');

        inner = inner ? inner : strrchr(owner, ' ');
        question->owner = rv_strdup(inner ? inner + 1 : owner);
        rv_free(owner);
    } else {
        question->owner = owner;
    }
    question->term = rv_strdup(dot ? dot + 1 : last);
}

/* "batch norm", "Max Pool 2D": no owner and a name, but a name with spaces in it. */
static void parse_as_one(struct question *question)
{
    rv_free(question->owner);
    rv_free(question->term);
    question->owner = rv_strdup("");
    question->term = rv_strdup(question->words);
}

/* Whether a name of ours is the one that is asked for: Adam is adam. */
static bool asked_for(const struct question *question, const char *name)
{
    return rv_text_same_name(name, question->term) || rv_glossary_same(name, question->term);
}

/* Without an owner everything matches. */
static bool owned_by(const struct question *question, const char *name)
{
    return !*question->owner || rv_text_same_name(question->owner, name);
}

/* A blank line between answers: a name may mean several things (momentum), all are told. */
static void separate(struct question *question)
{
    if (question->found++)
        rv_text_add(question->out, "\n");
}

/* What the field means by it. */
static void answer_term(struct question *question)
{
    const struct rv_term *term = rv_glossary_find(question->words);

    if (!term)
        return;
    separate(question);
    rv_glossary_print(term, INDENT, question->width, question->out);
}

/* "adam" or "optimizer adam" */
static void answer_type(struct question *question, const struct rv_registry *registry,
                        const struct rv_type *type)
{
    if (registry == &rv_glossary || !asked_for(question, type->name))
        return;
    if (!owned_by(question, registry->kind) && !owned_by(question, registry->plural))
        return;
    separate(question);
    rv_describe_type(registry, type, question->width, question->out);
    rv_where_shown_print(registry, type, INDENT, question->width, question->out,
                         question->unread);
}

/* "learning_rate", "adam.learning_rate", "optimizer.learning_rate" */
static void answer_param(struct question *question, const char *kind, const struct rv_type *type,
                         const char *name)
{
    const struct rv_param *row = rv_params_find(type->params, question->term);

    if (!row || !(owned_by(question, name) || owned_by(question, kind)))
        return;
    separate(question);
    rv_text_printf(question->out, "%s.%s (%s)\n", name, row->name, kind);
    rv_describe_param(type, row, question->width, question->out);
}

/* "record.curvature", "record.curvature.top": the rows of a map inside a section. */
static void answer_group(struct question *question, const char *kind, const struct rv_type *type,
                         const char *name)
{
    for (const struct rv_param *row = type->params; row && row->kind != RV_KIND_END; row++) {
        const char *dot = strchr(row->name, '.');
        char *group = rv_strdup(dot ? row->name : "");
        bool whole, one;

        group[dot ? dot - row->name : 0] = '\0';
        whole = dot && rv_text_same_name(group, question->term) &&
                rv_text_same_name(name, question->owner);
        one = dot && rv_text_same_name(dot + 1, question->term) &&
              rv_text_same_name(group, question->owner);
        if (whole || one) {
            separate(question);
            rv_text_printf(question->out, "%s.%s (%s)\n", name, row->name, kind);
            rv_describe_param(type, row, question->width, question->out);
        }
        rv_free(group);
    }
}

/* A key of the recipe itself: "start". */
static void answer_bare(struct question *question, const struct rv_section *section)
{
    const struct rv_param *row = rv_params_find(section->type->params, question->term);

    if (!row || !owned_by(question, "recipe"))
        return;
    separate(question);
    rv_text_printf(question->out, "%s (key of a recipe)\n", row->name);
    rv_describe_param(section->type, row, question->width, question->out);
}

/* Types before parameters: whoever asks for a name that is both means the type. */
static void answer_registries(struct question *question)
{
    const struct rv_registry *registry;

    for (size_t k = 0; (registry = rv_catalogue_at(question->commands, k)); k++)
        for (size_t i = 0; i < registry->count; i++)
            answer_type(question, registry, registry->types[i]);
    for (size_t k = 0; (registry = rv_catalogue_at(question->commands, k)); k++)
        for (size_t i = 0; i < registry->count; i++)
            answer_param(question, registry->kind, registry->types[i], registry->types[i]->name);
}

static const char *const wheres[] = {
    [RV_WHERE_NETWORK] = "section of a network's recipe",
    [RV_WHERE_SURFACE] = "section of a surface's recipe",
    [RV_WHERE_BOTH] = "section of a recipe",
};

/* Where a section chooses a type, its choices; else its own rows. */
static void describe_section(const struct rv_section *section, int width, struct rv_text *out)
{
    rv_text_printf(out, "%s (%s)\n", section->name, wheres[section->where]);
    rv_text_wrap(out, section->help, 4, width);
    if (section->registry) {
        struct rv_text choice = {0};
        rv_text_printf(&choice, "The key %s chooses one of the %s:",
                       section->selector ? section->selector : "name", section->registry->plural);
        for (size_t i = 0; i < section->registry->count; i++)
            rv_text_printf(&choice, "%s %s", i ? "," : "", section->registry->types[i]->name);
        rv_text_printf(&choice, ". %s%s.", section->initial ? "Without it: " : "It must be given",
                       section->initial ? section->initial : "");
        rv_text_wrap(out, rv_text_string(&choice), 4, width);
        rv_text_release(&choice);
    }
    for (const struct rv_param *row = section->type ? section->type->params : NULL;
         row && row->kind != RV_KIND_END; row++) {
        rv_text_printf(out, "\n  %s.%s\n", section->name, row->name);
        rv_describe_param(section->type, row, width, out);
    }
}

/* optimizer.learning_rate where the section chooses a type: that row of every type it may choose.
 * When the section has the registry's own name, answer_registries() has said it already. */
static void answer_choices(struct question *question, const struct rv_section *section)
{
    const struct rv_registry *registry = section->registry;
    struct question any = *question;
    char none[] = "";

    if (!registry || !*question->owner || !rv_text_same_name(section->name, question->owner) ||
        rv_text_same_name(registry->kind, question->owner))
        return;
    any.owner = none;
    for (size_t i = 0; i < registry->count; i++)
        answer_param(&any, registry->kind, registry->types[i], registry->types[i]->name);
    question->found = any.found;
}

static void answer_sections(struct question *question)
{
    for (size_t i = 0; i < rv_section_count; i++) {
        const struct rv_section *section = &rv_sections[i];

        if (section->bare) {
            answer_bare(question, section);
            continue;
        }
        if (asked_for(question, section->name) && owned_by(question, "section")) {
            separate(question);
            describe_section(section, question->width, question->out);
        }
        if (section->type) {
            answer_param(question, wheres[section->where], section->type, section->name);
            answer_group(question, wheres[section->where], section->type, section->name);
        }
        answer_choices(question, section);
    }
}

/* "pretrain", "pretrain.seed" */
static void answer_keys(struct question *question)
{
    for (size_t i = 0; i < rv_recipe_key_count; i++) {
        const struct rv_recipe_key *key = &rv_recipe_keys[i];

        if (asked_for(question, key->name) && owned_by(question, "recipe")) {
            separate(question);
            rv_text_printf(question->out, "%s (key of a recipe)\n", key->name);
            rv_text_wrap(question->out, key->help, 4, question->width);
        }
        if (key->type)
            answer_param(question, "key of a recipe", key->type, key->name);
    }
}

/* What a key of a scenario is, and the rows of its table. */
static void describe_scenario_key(const struct rv_scenario_key *key, int width,
                                  struct rv_text *out)
{
    bool word = key->kind == RV_SCENARIO_WORD; /* one row, of the key's own name and help */

    rv_text_printf(out, "%s (key of a scenario: %s)\n", key->name,
                   rv_scenario_kind_text(key->kind));
    if (!word)
        rv_text_wrap(out, key->help, INDENT, width);
    if (key->like)
        rv_text_printf(out, "    %s: %s\n", key->name, key->like);
    for (const struct rv_param *row = key->type ? key->type->params : NULL;
         row && row->kind != RV_KIND_END; row++) {
        if (!word)
            rv_text_printf(out, "\n  %s.%s\n", key->name, row->name);
        rv_describe_param(key->type, row, width, out);
    }
}

/* "choices", "seeds.demo" */
static void answer_scenario_keys(struct question *question)
{
    for (const struct rv_scenario_key *key = rv_scenario_keys; key->name; key++) {
        if (asked_for(question, key->name) && owned_by(question, "scenario")) {
            separate(question);
            describe_scenario_key(key, question->width, question->out);
        }
        if (key->type && key->kind != RV_SCENARIO_WORD)
            answer_param(question, "key of a scenario", key->type, key->name);
    }
}

/* Columns are curves: what claims and figures name. */
static void answer_columns(struct question *question, const struct rv_column *column,
                           const char *file)
{
    for (; column->name; column++) {
        if (*question->owner || !asked_for(question, column->name))
            continue;
        separate(question);
        rv_text_printf(question->out, "%s (column of %s)\n    %s%s%s\n", column->name, file,
                       column->help, *column->unit ? "; in " : "", column->unit);
    }
}

/* "layers": one line for each of them. */
static void answer_kind(struct question *question)
{
    const struct rv_registry *registry = rv_catalogue_find(question->commands, question->term);

    if (*question->owner || !registry)
        return;
    separate(question);
    rv_text_printf(question->out, "%s\n", registry->plural);
    for (size_t i = 0; i < registry->count; i++) {
        struct rv_text line = {0};
        rv_text_printf(&line, "%s: %s", registry->types[i]->name, registry->types[i]->summary);
        rv_text_wrap(question->out, rv_text_string(&line), 4, question->width);
        rv_text_release(&line);
    }
}

static void answer_claims(struct question *question)
{
    if (*question->owner || (strcmp(question->term, "claim") && strcmp(question->term, "claims")))
        return;
    separate(question);
    rv_describe_claims(question->width, question->out);
}

static void answer_shares(struct question *question)
{
    if (*question->owner || !rv_shares_named(question->term))
        return;
    separate(question);
    rv_shares_describe(question->width, question->out);
}

/* Everything that has this name. */
static void answer(struct question *question)
{
    answer_kind(question);
    answer_registries(question);
    answer_sections(question);
    answer_keys(question);
    answer_scenario_keys(question);
    answer_columns(question, rv_epoch_columns, "epochs.csv");
    answer_columns(question, rv_step_columns, "steps.csv");
    answer_columns(question, rv_event_columns, "events.csv");
    answer_claims(question);
    answer_shares(question);
}

size_t rv_explain(const struct rv_registry *commands, const char *words, int width,
                  struct rv_text *out, struct rv_report *unread)
{
    struct question question = { commands, .words = words, .width = width, .out = out,
                                 .unread = unread };

    parse(&question);
    answer_term(&question);
    answer(&question);
    if (question.found == 0) {
        parse_as_one(&question);
        answer(&question);
    }
    rv_free(question.owner);
    rv_free(question.term);
    return question.found;
}
