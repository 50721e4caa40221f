/* The run itself, in double, and everything of it that is a file of numbers. */
#include "export/job.h"

#include "ravine/folder.h"
#include "ravine/memory.h"
#include "ravine/stream.h"

#include <string.h>

/* ---- One file ---- */

static const char *path_of(const struct rv_export_job *job, const char *name, const char *extension,
                           struct rv_text *path)
{
    rv_text_clear(path);
    rv_text_printf(path, "%s/%s.%s", job->folder, name, extension);
    return rv_text_string(path);
}

static enum rv_status write_examples(const struct rv_export_job *job, const char *name,
                                     const struct rv_examples *examples, struct rv_error *error)
{
    const struct rv_shape of = examples->shape;
    const size_t shape[4] = {examples->count, (size_t)of.height, (size_t)of.width,
                             (size_t)of.channels};
    const size_t numbers = examples->count * rv_shape_size(of);
    double *inputs = rv_alloc(numbers, sizeof *inputs);
    int64_t *labels = rv_alloc(examples->count, sizeof *labels);
    struct rv_text path = {0}, file = {0};
    enum rv_status status;

    for (size_t i = 0; i < numbers; i++)
        inputs[i] = (double)examples->inputs[i];
    for (size_t i = 0; i < examples->count; i++)
        labels[i] = examples->labels[i];
    rv_text_printf(&file, "%s-inputs", name);
    status = rv_npy_write(path_of(job, rv_text_string(&file), "npy", &path), inputs, shape, 4,
                          error);
    rv_text_clear(&file);
    rv_text_printf(&file, "%s-labels", name);
    if (!status)
        status = rv_npy_write_integers(path_of(job, rv_text_string(&file), "npy", &path), labels,
                                       shape, 1, error);
    rv_free(inputs);
    rv_free(labels);
    rv_text_release(&path);
    rv_text_release(&file);
    return status;
}

/* Parameters and running statistics, a file for each array. */
static enum rv_status write_weights(const struct rv_export_job *job, const char *folder,
                                    const double *parameters, const double *statistics,
                                    struct rv_error *error)
{
    struct rv_text path = {0};
    enum rv_status status;

    rv_text_printf(&path, "%s/%s", job->folder, folder);
    status = rv_folder_make(rv_text_string(&path), error);
    for (size_t i = 0; i < job->layers.array_count && !status; i++) {
        const struct rv_export_array *array = &job->layers.arrays[i];
        const double *values = (array->statistics ? statistics : parameters) + array->offset;

        rv_text_clear(&path);
        rv_text_printf(&path, "%s/%s/%s.npy", job->folder, folder, rv_text_string(&array->file));
        status = rv_npy_write(rv_text_string(&path), values, array->shape, array->dimensions,
                              error);
    }
    rv_text_release(&path);
    return status;
}

/* ---- What an epoch looked at ---- */

static void copy_index(const uint32_t *index, size_t count, int64_t *row)
{
    for (size_t i = 0; i < count; i++)
        row[i] = index[i];
}

/* After the last step of an epoch, or the one that the run ended in. */
static void keep_epoch(struct rv_export_job *job, long step)
{
    const struct rv_recipe *recipe = job->export->recipe;
    const size_t epoch = job->epochs++;
    struct rv_pass training = {.dropout = true,
                               .seed = job->export->seed,
                               .purpose = RV_STREAM_DROPOUT,
                               .epoch = (uint32_t)epoch + 1};
    struct rv_pass evaluation = {.dropout = true,
                                 .seed = job->export->seed,
                                 .purpose = RV_STREAM_EVALUATE,
                                 .epoch = (uint32_t)step};
    const uint32_t *order = rv_run_order(job->run, &job->visits), *evaluated;

    evaluated = rv_run_evaluated(job->run, &job->count);
    if (!job->order) {
        const size_t epochs = (size_t)recipe->train.epochs;

        job->order = rv_alloc(epochs * job->visits, sizeof *job->order);
        job->evaluated = rv_alloc(epochs * job->count, sizeof *job->evaluated);
        for (size_t k = 0; k < job->layers.mask_count; k++) {
            const size_t bytes = rv_export_mask_bytes(&job->layers.masks[k]);

            job->masks[k] = rv_alloc(epochs * job->visits, bytes);
            job->evaluated_masks[k] = job->drops ? rv_alloc(epochs * job->count, bytes) : NULL;
        }
    }
    copy_index(order, job->visits, job->order + epoch * job->visits);
    copy_index(evaluated, job->count, job->evaluated + epoch * job->count);
    for (size_t k = 0; k < job->layers.mask_count; k++) {
        const struct rv_export_mask *mask = &job->layers.masks[k];
        const size_t bytes = rv_export_mask_bytes(mask);

        rv_export_mask_draw(mask, &recipe->loss, &training, job->visits,
                            job->masks[k] + epoch * job->visits * bytes);
        if (job->drops)
            rv_export_mask_draw(mask, &recipe->loss, &evaluation, job->count,
                                job->evaluated_masks[k] + epoch * job->count * bytes);
    }
}

static enum rv_status write_masks(const struct rv_export_job *job, const char *prefix,
                                  unsigned char *const *masks, size_t examples,
                                  struct rv_error *error)
{
    struct rv_text path = {0}, file = {0};
    enum rv_status status = RV_OK;

    for (size_t k = 0; k < job->layers.mask_count && !status; k++) {
        const size_t shape[3] = {job->epochs, examples,
                                 rv_export_mask_bytes(&job->layers.masks[k])};

        rv_text_clear(&file);
        rv_text_printf(&file, "%smasks-%s", prefix, job->layers.masks[k].spec->name);
        status = rv_npy_write_bytes(path_of(job, rv_text_string(&file), "npy", &path), masks[k],
                                    shape, 3, error);
    }
    rv_text_release(&path);
    rv_text_release(&file);
    return status;
}

static enum rv_status write_epochs(const struct rv_export_job *job, struct rv_error *error)
{
    const size_t order[2] = {job->epochs, job->visits}, evaluated[2] = {job->epochs, job->count};
    struct rv_text path = {0}, table = {0};
    enum rv_status status;

    status = rv_npy_write_integers(path_of(job, "order", "npy", &path), job->order, order, 2,
                                   error);
    if (!status && job->chooses)
        status = rv_npy_write_integers(path_of(job, "evaluated", "npy", &path), job->evaluated,
                                       evaluated, 2, error);
    if (!status)
        status = write_masks(job, "", job->masks, job->visits, error);
    if (!status && job->drops)
        status = write_masks(job, "evaluated-", job->evaluated_masks, job->count, error);
    rv_table_print_csv(rv_run_epochs(job->run), &table);
    if (!status)
        status = rv_file_write(path_of(job, "epochs", "csv", &path), rv_text_string(&table),
                               table.length, error);
    rv_text_release(&path);
    rv_text_release(&table);
    return status;
}

/* ---- All of it ---- */

static enum rv_status write_data(const struct rv_export_job *job, struct rv_error *error)
{
    const struct rv_recipe *recipe = job->export->recipe;
    struct rv_scale scale = recipe->scale;
    struct rv_samples plain = {0};
    const struct rv_samples *samples = rv_run_samples(job->run), *shown = samples;
    enum rv_status status = write_examples(job, "train", &samples->training, error);

    if (!status && recipe->evaluate.scaling) { /* validation scaled as training */
        scale.validation = RV_SCALE_AS_TRAIN;
        scale.validation_factor = 1;
        scale.validation_offset = 0;
        status = rv_samples_create(&recipe->data, &recipe->split, &scale, job->export->seed, &plain,
                                   error);
        shown = &plain;
    }
    if (!status && recipe->evaluate.set == RV_SET_VALIDATION)
        status = write_examples(job, "validation", &shown->validation, error);
    if (!status && recipe->evaluate.set == RV_SET_FRESH)
        status = write_examples(job, "validation", &shown->fresh, error);
    rv_samples_release(&plain);
    return status;
}

enum rv_status rv_export_arrays(struct rv_export_job *job, struct rv_error *error)
{
    struct rv_sample sample = {0};
    long epoch, epochs;
    enum rv_status status = write_data(job, error);

    while (rv_run_pretraining(job->run, &epoch, &epochs) &&
           rv_run_step(job->run, &sample) == RV_RUNNING)
        ;
    if (!status)
        status = write_weights(job, "initial", rv_run_parameters(job->run),
                               rv_run_statistics(job->run), error);
    while (!status && rv_run_stopped(job->run) == RV_RUNNING) {
        rv_run_step(job->run, &sample);
        if (sample.epoch_ended || rv_run_stopped(job->run) != RV_RUNNING)
            keep_epoch(job, sample.step);
    }
    if (!status)
        status = write_epochs(job, error);
    if (!status)
        status = write_weights(job, "final", rv_run_model(job->run),
                               rv_run_model_statistics(job->run), error);
    return status;
}
