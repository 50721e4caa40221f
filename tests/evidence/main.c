/* make evidence: simulate, learn, try, write. */
#include "evidence.h"

#include "trial.h"

#include "ravine/interrupt.h"
#include "ravine/memory.h"
#include "ravine/parallel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PART 200        /* runs between two lines of progress */
#define LOGS 3          /* of a run: the whole and two excerpts */
#define TRIED 5         /* every fifth recipe is kept for the trial */
#define SEED_TRIED 4    /* every fourth of the others is run on another seed for the trial */

struct work {
    size_t first; /* of this part */
    struct example *examples; /* LOGS a run, `causes` 0 where there is none */
};

static void task(void *context, size_t place)
{
    struct work *work = context;
    size_t index = work->first + place;
    unsigned number = (unsigned)(index / 2), seed = index % 2;
    struct simulated *runs = rv_alloc(2, sizeof *runs);
    struct kind_recipe recipe;
    struct rv_stream stream = rv_stream_at(7, RV_STREAM_MENU, 2, seed, number);

    if (seed && (number % TRIED == 0 || number % SEED_TRIED)) {
        rv_free(runs);
        return;
    }
    kind_draw(number / TRIED + number % TRIED * 1000003u, &recipe);
    if (simulate(&recipe, 11 + 1000 * seed + number, &runs[0], &runs[1])) {
        uint32_t causes = visible_causes(&recipe, &runs[0], &runs[1]);

        for (size_t i = 0; causes && i < LOGS; i++) {
            struct example *e = &work->examples[index * LOGS + i];

            if (!excerpt_draw(&recipe, &runs[0], causes, i == 0, &stream, e))
                e->causes = 0;
            e->recipe = number;
            e->seed = seed;
            e->family = kind_family(&recipe);
        }
    }
    kind_release(&recipe);
    rv_free(runs);
}

/* How many of all logs may have one cause: some show in every run that is drawn of them and would
 * be commoner here than among the logs that people ask about. The others stay as they are drawn. */
static const struct {
    uint32_t causes;
    double share;
} rare[] = {{BIT(CHANCE), 0.05}, {BIT(CHANGING_VALIDATION), 0.02}, {BIT(DEAD), 0.03}};

static void balance(struct example *e, size_t count)
{
    for (size_t r = 0; r < sizeof rare / sizeof *rare; r++) {
        double all = 0, mine = 0, keep, sum = 0;

        for (size_t i = 0; i < count; i++) {
            all += e[i].causes != 0;
            mine += e[i].causes == rare[r].causes;
        }
        keep = mine > 0 ? rare[r].share * all / mine : 1;
        for (size_t i = 0; i < count; i++) {
            if (e[i].causes != rare[r].causes)
                continue;
            sum += keep;
            if (sum >= 1)
                sum -= 1;
            else
                e[i].causes = 0;
        }
    }
}

static void use_where(const struct example *e, size_t count, bool tried, bool seeds, bool *use)
{
    for (size_t i = 0; i < count; i++)
        use[i] = e[i].causes && (e[i].recipe % TRIED == 0) == tried && (e[i].seed > 0) == seeds;
}

/* Data sets that the tables have never seen: each left out once. */
static void try_families(const struct rv_likelihoods *whole, const struct example *e,
                         size_t count, bool *use, bool *try)
{
    struct trial sum = {0};

    for (unsigned set = 0; set < 7; set++) {
        struct rv_likelihoods *tables = rv_alloc(1, sizeof *tables);

        for (size_t i = 0; i < count; i++) {
            use[i] = e[i].causes && e[i].family / 4 != set;
            try[i] = e[i].causes && e[i].family / 4 == set;
        }
        learn(e, use, count, tables);
        trial_add(tables, e, try, count, &sum);
        rv_free(tables);
    }
    trial_print(&sum, whole, "data sets that were left out", false);
}

int main(int argc, char **argv)
{
    unsigned recipes = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 5000;
    const char *folder = argc > 2 ? argv[2] : "src/diagnose", *kept = argc > 3 ? argv[3] : NULL;
    size_t runs = 2 * (size_t)recipes, count = runs * LOGS, logs = 0, made = 0;
    struct work work = {.first = 0, .examples = rv_alloc(count, sizeof *work.examples)};
    struct rv_likelihoods *tables = rv_alloc(1, sizeof *tables);
    bool *use = rv_alloc(count, sizeof *use), *try = rv_alloc(count, sizeof *try);
    struct trial trial = {0};
    char provenance[400];
    FILE *file = kept ? fopen(kept, "rb") : NULL;

    if (file) {
        if (fread(work.examples, sizeof *work.examples, count, file) != count)
            fprintf(stderr, "%s is cut off\n", kept);
        fclose(file);
    } else {
        for (; work.first < runs; work.first += PART) {
            rv_parallel_for(runs - work.first < PART ? runs - work.first : PART, 0, task, &work);
            if (kept && (file = fopen(kept, "wb"))) {
                fwrite(work.examples, sizeof *work.examples, count, file);
                fclose(file);
            }
            fprintf(stderr, "%zu of %zu\n", work.first + PART, runs);
        }
    }
    balance(work.examples, count);
    use_where(work.examples, count, false, false, use);
    for (size_t i = 0; i < count; i++) {
        logs += use[i];
        made += i % LOGS == 0 && (work.examples[i].causes || work.examples[i + 1].causes ||
                                  work.examples[i + 2].causes);
    }
    learn(work.examples, use, count, tables);
    use_where(work.examples, count, true, false, try);
    trial_add(tables, work.examples, try, count, &trial);
    trial_choose_limits(&trial, tables);
    trial_print(&trial, tables, "recipes that were not seen", true);
    if (!held_out_write(tables, work.examples, try, count, "tests/evidence/held_out.def"))
        return 1;
    trial = (struct trial){0};
    use_where(work.examples, count, false, true, try);
    trial_add(tables, work.examples, try, count, &trial);
    trial_print(&trial, tables, "seeds that were not seen", false);
    snprintf(provenance, sizeof provenance,
             "%zu logs of %zu training runs of recipes drawn at random by make evidence", logs,
             made);
    if (!tables_write(tables, provenance, folder) || !scenarios_write(tables, folder))
        return 1;
    if (getenv("FAMILIES"))
        try_families(tables, work.examples, count, use, try);
    rv_free(work.examples);
    rv_free(tables);
    rv_free(use);
    rv_free(try);
    return 0;
}
