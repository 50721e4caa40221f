/* Text as a tree: it is read, or refused with a place; what was read is printed so that it reads
 * back to the same. */
#include "fuzz.h"

#include "ravine/tree.h"

/* Printing and reading back, twice: the texts are the same. */
static void check_print(const struct rv_node *node)
{
    struct rv_text once = {0}, twice = {0};
    struct rv_tree tree = {0};
    struct rv_report report = {0};

    rv_node_print(node, &once);
    must(rv_tree_parse("p", rv_text_string(&once), &tree, &report) == RV_OK);
    rv_node_print(tree.root, &twice);
    must_equal(rv_text_string(&once), rv_text_string(&twice));
    rv_tree_release(&tree);
    rv_report_release(&report);
    rv_text_release(&once);
    rv_text_release(&twice);
}

/* Lines are found from the beginning of the file: thousands of mistakes would take too long. */
#define QUOTED 100

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size);
    struct rv_tree tree = {0};
    struct rv_report report = {0};
    struct rv_text quoted = {0};
    enum rv_status status = rv_tree_parse("f", text, &tree, &report);

    must((status == RV_OK) == (report.count == 0) && (status != RV_OK || tree.root));
    for (size_t i = 0; i < report.count; i++) {
        must(report.errors[i].line > 0);
        if (i < QUOTED)
            rv_tree_quote(tree.content, report.errors[i].line, report.errors[i].column,
                          &quoted);
    }
    if (tree.root)
        check_print(tree.root);
    rv_text_release(&quoted);
    rv_report_release(&report);
    rv_tree_release(&tree);
    free(text);
    return 0;
}
