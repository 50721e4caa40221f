/* A run as files for other programs: what can be exported, and the order of the work. */
#include "export/frameworks.h"
#include "export/job.h"

#include "ravine/folder.h"
#include "ravine/memory.h"

#include <string.h>

bool rv_export_drops(const struct rv_recipe *recipe)
{
    const struct rv_evaluate *of = &recipe->evaluate;

    return of->dropout == RV_DROPOUT_ON ||
           (of->dropout == RV_DROPOUT_AS_MODE && of->mode == RV_MODE_TRAINING);
}

enum rv_status rv_export_check(const struct rv_export *export, struct rv_error *error)
{
    const struct rv_recipe *recipe = export->recipe;

    if (rv_recipe_on_surface(recipe))
        return rv_error_set(error, RV_INPUT,
                            "'%s' is a path on a surface: only runs of a network on data can be "
                            "exported",
                            export->scenario);
    if (!rv_framework_optimizer(recipe->optimizer.type))
        return rv_error_set(error, RV_INPUT,
                            "'%s' has no counterpart in PyTorch: a run with it cannot be exported",
                            recipe->optimizer.type->name);
    if (rv_augment_active(&recipe->augment))
        return rv_error_set(error, RV_INPUT,
                            "the variant '%s' augments its examples, each anew in every epoch: "
                            "that cannot be exported",
                            export->variant);
    if (recipe->change_count)
        return rv_error_set(error, RV_INPUT,
                            "the variant '%s' changes its recipe during the run (%s): that cannot "
                            "be exported",
                            export->variant, recipe->changes[0].keys);
    if (recipe->evaluate.samples > 1)
        return rv_error_set(error, RV_INPUT,
                            "evaluate.samples averages several passes with dropout: that cannot be "
                            "exported");
    return RV_OK;
}

static enum rv_status write_script(const struct rv_export_job *job, const char *name,
                                   void (*print)(const struct rv_export_job *, struct rv_text *),
                                   struct rv_error *error)
{
    struct rv_text path = {0}, script = {0};
    enum rv_status status;

    print(job, &script);
    rv_text_printf(&path, "%s/%s", job->folder, name);
    status = rv_file_write(rv_text_string(&path), rv_text_string(&script), script.length, error);
    rv_text_release(&path);
    rv_text_release(&script);
    return status;
}

static void release(struct rv_export_job *job)
{
    for (size_t k = 0; k < job->layers.mask_count; k++) {
        rv_free(job->masks[k]);
        rv_free(job->evaluated_masks[k]);
    }
    rv_free(job->masks);
    rv_free(job->evaluated_masks);
    rv_free(job->order);
    rv_free(job->evaluated);
    rv_export_layers_release(&job->layers);
    rv_run_free(job->run);
}

enum rv_status rv_export_write(const struct rv_export *export, const char *folder,
                               struct rv_error *error)
{
    const struct rv_recipe *recipe = export->recipe;
    struct rv_export_job job = {.export = export, .folder = folder};
    enum rv_status status = rv_export_check(export, error);

    if (!status)
        status = rv_run_create_double(recipe, export->seed, &job.run, error);
    if (status)
        return status;
    rv_export_layers_read(recipe->layers, recipe->layer_count,
                          rv_run_samples(job.run)->training.shape, rv_run_network(job.run),
                          &job.layers);
    job.drops = job.layers.mask_count && rv_export_drops(recipe);
    job.chooses = recipe->evaluate.examples.choice == RV_EXAMPLES_RANDOM || recipe->evaluate.order;
    job.masks = rv_alloc(job.layers.mask_count, sizeof *job.masks);
    job.evaluated_masks = rv_alloc(job.layers.mask_count, sizeof *job.evaluated_masks);
    status = rv_export_arrays(&job, error);
    if (!status)
        status = write_script(&job, "pytorch.py", rv_export_pytorch, error);
    release(&job);
    return status;
}
