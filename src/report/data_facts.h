/* What a file of data is read as, for people and as JSON. */
#ifndef RAVINE_REPORT_DATA_FACTS_H
#define RAVINE_REPORT_DATA_FACTS_H

#include "ravine/data_facts.h"
#include "ravine/json.h"

/* Lines of text, at most `width` columns wide. */
void rv_data_facts_print(const struct rv_data_facts *facts, const char *file, int width,
                         struct rv_text *out);
void rv_data_facts_json(const struct rv_data_facts *facts, const char *file,
                        struct rv_json *json);

#endif
