/* A scenario: one lesson in one file.
 *
 * Recipe + variants + seeds + claims + what is said before and after the vote. Read from YAML with
 * every mistake reported at once. A file without `variants:` has one, called "base". `only:` is a
 * list of the variants to run, as --variant; rv_scenario_print() writes it. */
#ifndef RAVINE_SCENARIO_H
#define RAVINE_SCENARIO_H

#include "ravine/measure.h"
#include "ravine/recipe.h"
#include "ravine/syllabus.h"

/* What a case looks like before the vote, never why: the groups of the menu, and what a change is
 * asked to make smaller. name, text in a file, text for a person. */
#define RV_LOOKS_LIST(X)                                                                           \
    X(JUMPS, "jumps", "validation jumps")                                                          \
    X(GAP, "gap", "the gap never closes")                                                          \
    X(BETTER, "better", "validation better than training")                                         \
    X(CHANCE, "chance", "stuck at chance")                                                         \
    X(NAN, "nan", "not a number")                                                                  \
    X(SLOW, "slow", "hardly gets anywhere")                                                        \
    X(OFFSET, "offset", "far off from the start")

enum rv_looks {
#define X(name, word, text) RV_LOOKS_##name,
    RV_LOOKS_LIST(X)
#undef X
};
/* The word of the file: "jumps". */
const char *rv_looks_word(enum rv_looks looks);

/* The one line that explains: drawn over the validation loss of the failing run at the reveal. */
struct rv_hidden {
    char curve[RV_TEXT_SIZE];   /* a column of epochs.csv; "": not given */
    char variant[RV_TEXT_SIZE]; /* whose; "": of the failing run */
    char says[RV_TEXT_SIZE];    /* a sentence of at most RV_HIDDEN_WORDS words; "": none */
};
#define RV_HIDDEN_WORDS 12

struct rv_choice {
    char *text;    /* owned */
    char *variant; /* owned */
    char *reason;  /* owned; one sentence: why it is right or wrong; NULL: not given */
    size_t written; /* its place in the file, from 0 */
};

struct rv_variant {
    char *name;                /* owned; [a-z][a-z0-9_]* */
    struct rv_node *override;  /* owned; the map as written (with --set VARIANT:… merged in) */
    struct rv_recipe recipe;   /* base and override, bound; empty when they have mistakes */
    bool wrong;                /* they have: what the recipe would say is not known */
    bool selected;             /* false: left out by --variant */
};

struct rv_claim {
    char *says;     /* owned; the comparison */
    char *sentence; /* owned; what a person reads; may be NULL */
    double share;   /* of seeds that must hold: `in`, default 1 */
    bool over_median; /* `over: median`: once, on the medians over seeds */
    const struct rv_type *folk; /* what people say, which this claim judges; NULL: none */
    enum rv_folk_verdict verdict;    /* what became of it, when the claim holds */
    struct rv_position at;
};

/* What "better" means in this case: one number of a run, which way it should go, and what counts as
 * a cure. Without `measure` it is what the looks say. */
struct rv_better {
    char measure[RV_TEXT_SIZE]; /* [CURVE.]MEASURE[.CURVE2]; "": that of the looks */
    char called[RV_TEXT_SIZE];  /* what a table calls it: "jumps"; "": the looks' word */
    char cure[RV_TEXT_SIZE];    /* a claim about `changed` and `before`; "": a third is left */
    char yes[RV_TEXT_SIZE];     /* the word for a cure, where a question asks for what is so */
    double in;                  /* share of the seeds that must hold */
    int direction;              /* enum rv_direction */
};
enum rv_direction { RV_LOWER, RV_HIGHER };
#define RV_BETTER_CHANGED "changed" /* in a cure: the run with the change */
#define RV_BETTER_BEFORE "before"   /* the first variant, on the same seed */
#define RV_BETTER_NONE "none"       /* an answer: none of the choices is right */
#define RV_REASON_WORDS 30

/* A variant that is a remedy of the syllabus. */
struct rv_remedied {
    char *variant; /* owned */
    const struct rv_type *remedy;
};

/* A task that checks itself: the recipe of the variant `start` is to be changed, but not in what
 * `keep` names, until the goals hold; in these the changed recipe is `yours`, the other `start`. */
struct rv_exercise {
    char *name;  /* owned; as `ravine exercise NAME` */
    char *task;  /* owned; what a student reads */
    char *start; /* owned; a variant of the scenario; NULL: the first */
    char **keep; /* owned, each and all; keys of the recipe */
    size_t keep_count;
    struct rv_claim *goals;
    size_t goal_count;
    struct rv_position at;
};

/* The remedy in one line of each; owned; NULL: none. */
struct rv_scenario_lines {
    char *keras, *pytorch;
};

struct rv_scenario {
    struct rv_tree tree; /* positions point into it */
    char *name;          /* file name without folder and .yaml */
    char *path;
    /* What is said; owned; NULL: not given. */
    char *title, *cause, *source, *symptom, *question, *reveal;
    char **answers; /* owned, each and all; variants of the choices that are right */
    size_t answer_count;
    char *keras, *pytorch; /* the remedy in one line of each */
    char *tuned;           /* which seeds settings and thresholds were chosen on */
    enum rv_looks looks;
    struct rv_better better;
    struct rv_hidden hidden;
    struct rv_choice *choices; /* as they are offered everywhere, not as they are written */
    size_t choice_count;
    struct rv_node *recipe; /* owned; the base tree after --set, its keys nested */
    char **set_sources;     /* owned, each and all; "--set KEY=VALUE": positions point to them */
    size_t set_count;
    struct rv_variant *variants; /* the first one is the failing run */
    size_t variant_count;
    struct rv_claim *claims;
    size_t claim_count;
    char **figures; /* names of figure types */
    size_t figure_count;
    long seed_first, seed_count, seed_demo; /* demo 0: the first */
    char **may_diverge; /* variants that are expected to */
    size_t may_diverge_count;
    char **shows; /* rows of the syllabus beside `cause` */
    size_t show_count;
    struct rv_remedied *remedies;
    size_t remedy_count;
    struct rv_exercise *exercises;
    size_t exercise_count;
    struct rv_scenario_lines lines; /* what is shown: derived from the answer where that can be,
                                       else `keras` and `pytorch` */
    bool is_long; /* `long: true`: takes minutes, and `run --all` leaves it out */
};

/* What the command line changes. */
struct rv_scenario_options {
    const char *const *sets; /* "KEY=VALUE", "VARIANT:KEY=VALUE" */
    size_t set_count;
    const char *const *varied; /* the same of a cell of a sweep: messages call them --vary */
    size_t varied_count;
    const char *const *variants; /* --variant: only these; none: all */
    size_t variant_count;
    long seed_first; /* -1: the file's */
    long seed_count; /* -1: the file's */
    long branch;     /* other variants begin where the first is after this epoch; 0: at the start */
    bool shares;     /* further protocols, for rv_experiment_shares() */
};

/* Finds a scenario by name or path: the path itself ("-" is standard input), $RAVINE_PATH
 * (colon-separated), the source tree, the installed share folder; each with its folders of topics.
 * The error names the nearest scenario. Free with rv_free(). */
char *rv_scenario_find(const char *name, struct rv_error *error);

/* Every scenario file found, by topic and then by name, the first of equal names wins;
 * NULL-terminated list of paths; free each and the list with rv_free(). `unread` gets the folders
 * that are there and could not be read: what was found is then not all. */
char **rv_scenario_list(struct rv_report *unread);

/* The topic of a scenario file: the name of the folder that it is in. Free with rv_free(). */
char *rv_scenario_topic(const char *path);

/* Reads, merges, binds, checks. `options` may be NULL. `notes` collects remarks (a --set that some
 * variants override). RV_MISSING: all is right but a data file is not there. */
enum rv_status rv_scenario_read(const char *path, const struct rv_scenario_options *options,
                                struct rv_scenario *scenario, struct rv_report *report,
                                struct rv_text *notes);
/* The same from a text that is no file: `name` is the scenario's, and what messages call the
 * text. */
enum rv_status rv_scenario_parse(const char *name, const char *yaml,
                                 const struct rv_scenario_options *options,
                                 struct rv_scenario *scenario, struct rv_report *report,
                                 struct rv_text *notes);
/* Whether a divergence of the variant is no failure (`may_diverge`). */
bool rv_scenario_may_diverge(const struct rv_scenario *scenario, const char *variant);
void rv_scenario_release(struct rv_scenario *scenario);

/* Only title, cause, symptom, looks, shows, remedies, claims and the like, without binding: for
 * `list` and the menu. Of mistakes only those of texts and looks are reported. */
enum rv_status rv_scenario_read_head(const char *path, struct rv_scenario *scenario,
                                     struct rv_report *report);
/* The same where a file with mistakes is passed over (false): `check` names them. A file that could
 * not be read at all goes to `unread`. */
bool rv_scenario_peek(const char *path, struct rv_scenario *scenario, struct rv_report *unread);

/* The effective scenario as YAML: running it repeats what was seen. */
void rv_scenario_print(const struct rv_scenario *scenario, struct rv_text *out);

/* Checks the text of a claim against variants and curves. All mistakes to the report. */
enum rv_status rv_claim_check(const struct rv_claim *claim, const struct rv_scenario *scenario,
                              struct rv_report *report);

#endif
