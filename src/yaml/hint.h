/* What libyaml's syntax errors mean for a person. */
#ifndef RAVINE_YAML_HINT_H
#define RAVINE_YAML_HINT_H

#include "ravine/status.h"

#include <yaml.h>

/* Reports the error that the parser stopped at. */
enum rv_status rv_tree_hint(const yaml_parser_t *parser, const char *source, const char *content,
                            struct rv_report *report);

/* " (put a space after ':')" when `word` looks like `lr:0.1`, else "". */
const char *rv_tree_hint_colon(const char *word);

#endif
