/* Maps of the tree typed by parameter tables, and back.
 *
 * Until here a scalar is text: `no` is a word, `1e3` three characters, `010` no octal number. Only
 * the row of a table says what a key wants, and the row's own range, choices and unit make the
 * message. So the language has no types of its own, and a new kind of parameter is read, refused
 * and printed without a line in this folder. */
#include "yaml/typed.h"

#include "ravine/memory.h"
#include "yaml/hint.h"

#include <stdio.h>
#include <string.h>

/* A missing space is the likeliest mistake, a misspelt name the next; only when neither explains
 * the key are all names listed, which is long to read. */
void rv_typed_unknown(const struct rv_node *entry, const char *what, const char *owner,
                      const char *const *names, struct rv_report *report)
{
    const char *hint = rv_tree_hint_colon(entry->key);
    char *word = rv_strdup(entry->key);
    const char *nearest;
    struct rv_text all = {0};

    word[strcspn(word, ".")] = '\0';
    nearest = rv_text_nearest(word, names);
    rv_free(word);
    for (size_t i = 0; names[i]; i++)
        rv_text_printf(&all, "%s%s", i ? ", " : "", names[i]);
    if (*hint)
        rv_report_add(report, RV_INPUT, entry->key_at, "unknown %s '%.80s'%s", what, entry->key,
                      hint);
    else if (nearest)
        rv_report_add(report, RV_INPUT, entry->key_at, "unknown %s '%.80s' (did you mean '%s'?)",
                      what, entry->key, nearest);
    else if (!names[0])
        rv_report_add(report, RV_INPUT, entry->key_at, "unknown %s '%.80s': %s takes none", what,
                      entry->key, owner);
    else
        rv_report_add(report, RV_INPUT, entry->key_at, "unknown %s '%.80s'; %s takes: %s", what,
                      entry->key, owner, rv_text_string(&all));
    rv_text_release(&all);
}

/* The types of a registry that have the key: "gaussian, minibatch". */
static void types_with(const struct rv_registry *types, const char *key, struct rv_text *out)
{
    for (size_t i = 0; types && i < types->count; i++)
        if (rv_params_find(types->types[i]->params, key))
            rv_text_printf(out, "%s%s", out->length ? ", " : "", types->types[i]->name);
}

/* The names that would have been right here, gathered from both tables and the caller's own
 * keys. Who writes `train.batch` for a surface, or `sigma` without naming a noise that has it, has
 * misspelt nothing, unless a name of this very type is near. */
static void unknown_key(const struct rv_typed *typed, const struct rv_node *entry,
                        struct rv_report *report)
{
    const char *names[160] = {0};
    size_t count = 0, room = sizeof names / sizeof *names - 1;
    struct rv_text others = {0};

    if (rv_params_find(typed->foreign, entry->key)) {
        rv_report_add(report, RV_INPUT, entry->key_at, "'%.80s' has no place in %s", entry->key,
                      typed->here);
        return;
    }
    for (size_t t = 0; t < 2; t++)
        for (const struct rv_param *p = typed->table[t].params;
             p && p->kind != RV_KIND_END && count < room; p++)
            names[count++] = p->name;
    for (size_t i = 0; typed->others && typed->others[i] && count < room; i++)
        names[count++] = typed->others[i];
    if (!rv_text_nearest(entry->key, names))
        types_with(typed->types, entry->key, &others);
    if (others.length)
        rv_report_add(report, RV_INPUT, entry->key_at, "%s has no key '%.80s'; it is one of %s",
                      typed->owner, entry->key, rv_text_string(&others));
    else
        rv_typed_unknown(entry, "key", typed->owner, names, report);
    rv_text_release(&others);
}

/* "[1, 2]" item by item, so that a wrong item is shown where it stands and not at the bracket. The
 * field keeps its old list unless all items are right: half a start would look like a start of
 * another dimension to the checks that follow. */
static void bind_list(const struct rv_param *param, const struct rv_node *list, void *values,
                      struct rv_report *report)
{
    size_t size =
        param->kind == RV_KIND_REALS ? sizeof(struct rv_reals) : sizeof(struct rv_integers);
    struct rv_error error = {0};
    size_t before = report->count;
    void *old;

    if (param->kind != RV_KIND_REALS && param->kind != RV_KIND_INTEGERS) {
        rv_report_add(report, RV_INPUT, list->at, "'%s' takes one value, not a list", param->name);
        return;
    }
    old = rv_memdup(RV_FIELD(char, param, values), size);
    if (rv_param_parse(param, "[]", values, &error))
        RV_BUG("an empty list: %s", error.message);
    for (size_t i = 0; i < list->count && report->count == before; i++) {
        const struct rv_node *item = list->items[i];

        if (item->kind != RV_NODE_SCALAR || item->quoted)
            rv_report_add(report, RV_INPUT, item->at, "'%s' is a list of plain numbers",
                          param->name);
        else if (rv_param_parse_item(param, item->text, values, &error))
            rv_report_append(report, &error, item->at);
    }
    if (report->count > before)
        memcpy(RV_FIELD(char, param, values), old, size);
    rv_free(old);
}

/* [a, b] is the text "a, b"; a comma inside an item would make two of it. */
static void bind_texts(const struct rv_param *param, const struct rv_node *list, void *values,
                       struct rv_report *report)
{
    struct rv_text text = {0};
    struct rv_error error = {0};
    size_t before = report->count;

    for (size_t i = 0; i < list->count; i++) {
        const struct rv_node *item = list->items[i];

        if (item->kind != RV_NODE_SCALAR || !*item->text || strchr(item->text, ','))
            rv_report_add(report, RV_INPUT, item->at, "'%s' is a list of names without commas",
                          param->name);
        else
            rv_text_printf(&text, "%s%s", text.length ? ", " : "", item->text);
    }
    if (report->count == before && rv_param_parse(param, rv_text_string(&text), values, &error))
        rv_report_append(report, &error, list->at);
    rv_text_release(&text);
}

/* A map is a value in one case only, a pick: {first: 30}. */
static void bind_map(const struct rv_param *param, const struct rv_node *map, void *values,
                     struct rv_report *report)
{
    struct rv_error error = {0};
    const struct rv_node *entry = map->count == 1 ? map->items[0] : NULL;

    if (param->kind != RV_KIND_PICK)
        rv_report_add(report, RV_INPUT, map->at, "'%s' takes one value, not a map", param->name);
    else if (!entry || entry->kind != RV_NODE_SCALAR || entry->quoted)
        rv_report_add(report, RV_INPUT, map->at, "'%s' takes one word with its number: {%s: 30}",
                      param->name, param->choices[1]);
    else if (rv_param_parse_pick(param, entry->key, entry->text, values, &error))
        rv_report_append(report, &error, entry->at);
}

/* Kinds whose value must stand without quotes: who writes "20" means a text. Taking it for a number
 * would make quotes a matter of taste, and the printed scenario would differ from the file. */
static bool is_number(const struct rv_param *param)
{
    return param->kind == RV_KIND_REAL || param->kind == RV_KIND_INTEGER ||
           param->kind == RV_KIND_BOOLEAN;
}

/* A scalar is text until here. `classes` is the one word that stands for a number, so that a
 * preset fits data with any number of classes. That it was the word is kept beside the number: the
 * recipe is printed, changed and bound again, and may by then have other data. */
static void bind_scalar(struct rv_typed *typed, const struct rv_param *param,
                        const struct rv_node *node, void *values, struct rv_report *report)
{
    struct rv_error error = {0};
    char number[32];
    const char *text = node->text;

    if (rv_node_is_empty(node)) {
        rv_report_add(report, RV_INPUT, node->key_at, "'%s' has no value", param->name);
        return;
    }
    if (node->quoted && is_number(param)) {
        rv_report_add(report, RV_INPUT, node->at, "'%s': take the quotes away, they make a text",
                      param->name);
        return;
    }
    if (param->kind == RV_KIND_REALS || param->kind == RV_KIND_INTEGERS) {
        rv_report_add(report, RV_INPUT, node->at, "'%s' is a list: [%.40s]", param->name, text);
        return;
    }
    if (typed->classes && param->kind == RV_KIND_INTEGER && strcmp(text, "classes") == 0) {
        snprintf(number, sizeof number, "%ld", typed->classes);
        text = number;
        if (values == typed->table[0].values)
            typed->by_classes |= 1U << (param - typed->table[0].params);
    }
    if (rv_param_parse(param, text, values, &error))
        rv_report_append(report, &error, node->at);
}

static bool listed(const char *const *names, const char *name)
{
    for (; names && *names; names++)
        if (rv_text_same_name(*names, name))
            return true;
    return false;
}

/* Whether some table has keys "KEY.…": then KEY stands for a map of its own. */
static bool is_group(const struct rv_typed *typed, const char *key)
{
    return rv_params_group(typed->table[0].params, key) ||
           rv_params_group(typed->table[1].params, key);
}

/* {every: epoch} under `curvature` is what `curvature.every: epoch` is beside it. */
static void bind_group(struct rv_typed *typed, const struct rv_node *group,
                       struct rv_report *report)
{
    struct rv_node *flat = rv_node_map(group->at);

    if (group->kind != RV_NODE_MAP)
        rv_report_add(report, RV_INPUT, group->at, "'%s' is a map of keys", group->key);
    for (size_t i = 0; group->kind == RV_NODE_MAP && i < group->count; i++) {
        struct rv_position at = group->items[i]->key_at;
        struct rv_text key = {0};

        rv_text_printf(&key, "%s.%s", group->key, group->items[i]->key);
        rv_node_put(flat, rv_text_string(&key), rv_node_copy(group->items[i]));
        flat->items[i]->key_at = at;
        rv_text_release(&key);
    }
    rv_typed_bind(typed, flat, report);
    rv_node_free(flat);
}

/* Every entry is looked at even after a mistake: a file is told everything that is wrong with it
 * in one go. */
void rv_typed_bind(struct rv_typed *typed, const struct rv_node *map,
                   struct rv_report *report)
{
    for (size_t i = 0; i < map->count; i++) {
        const struct rv_node *entry = map->items[i];
        const struct rv_param *param = NULL;
        void *values = NULL;

        for (size_t t = 0; t < 2 && !param; t++) {
            param = rv_params_find(typed->table[t].params, entry->key);
            values = typed->table[t].values;
        }
        if (!param && is_group(typed, entry->key)) {
            bind_group(typed, entry, report);
            continue;
        }
        if (!param) {
            if (!listed(typed->others, entry->key))
                unknown_key(typed, entry, report);
            continue;
        }
        if (entry->kind == RV_NODE_LIST && param->is_list)
            bind_texts(param, entry, values, report);
        else if (entry->kind == RV_NODE_LIST)
            bind_list(param, entry, values, report);
        else if (entry->kind == RV_NODE_MAP)
            bind_map(param, entry, values, report);
        else
            bind_scalar(typed, param, entry, values, report);
    }
}

/* Through the printed text, so that printing and reading cannot drift apart: lists and picks are
 * parsed back, texts are taken as they are and quoted. */
struct rv_node *rv_typed_parse(const char *yaml)
{
    struct rv_tree tree = {0};
    struct rv_report report = {0};
    struct rv_node *node;

    if (rv_tree_parse("", yaml, &tree, &report))
        RV_BUG("%s is not read back: %s", yaml, report.errors[0].message);
    node = tree.root;
    rv_node_set_source(node, NULL);
    tree.root = NULL;
    rv_tree_release(&tree);
    return node;
}

struct rv_node *rv_typed_node(const struct rv_param *param, const void *values)
{
    struct rv_text text = {0};
    struct rv_node *node;

    if (param->kind == RV_KIND_TEXT) {
        node = rv_node_scalar((struct rv_position){0}, RV_CONST_FIELD(char, param, values));
        node->quoted = true;
        return node;
    }
    rv_param_print(param, values, &text);
    node = rv_typed_parse(rv_text_string(&text));
    rv_text_release(&text);
    return node;
}
