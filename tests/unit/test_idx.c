/* IDX files: what is read, what is drawn from them, and files that lie. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "data/file.h"
#include "data/idx.h"
#include "data/idx_set.h"
#include "support/data_case.h"

#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define SEED 90210
#define IMAGES 60
#define SIDE 4
#define IMAGE_BYTES (16 + IMAGES * SIDE * SIDE)
#define LABEL_BYTES (8 + IMAGES)

/* A good pair of files: image i is filled with the byte i, but for its last pixel 255; label i is
 * i mod 5. */
struct files {
    char folder[64];
    char images[96], labels[96];
    unsigned char image_bytes[IMAGE_BYTES + 16];
    unsigned char label_bytes[LABEL_BYTES + 16];
};

static void put_size(unsigned char *at, unsigned long size)
{
    for (int b = 0; b < 4; b++)
        at[b] = (unsigned char)(size >> (24 - 8 * b));
}

static void write_files(const struct files *f, size_t image_bytes, size_t label_bytes)
{
    help_write(f->images, f->image_bytes, image_bytes);
    help_write(f->labels, f->label_bytes, label_bytes);
    rv_idx_cache_release(); /* the same second and size as the file before */
}

static int set_up(void **state)
{
    struct files *f = calloc(1, sizeof *f);

    (void)snprintf(f->folder, sizeof f->folder, "/tmp/rv-idx-XXXXXX");
    if (mkdtemp(f->folder) == NULL)
        return -1;
    (void)snprintf(f->images, sizeof f->images, "%s/images", f->folder);
    (void)snprintf(f->labels, sizeof f->labels, "%s/labels", f->folder);
    f->image_bytes[2] = f->label_bytes[2] = 8;
    f->image_bytes[3] = 3;
    f->label_bytes[3] = 1;
    put_size(f->image_bytes + 4, IMAGES);
    put_size(f->image_bytes + 8, SIDE);
    put_size(f->image_bytes + 12, SIDE);
    put_size(f->label_bytes + 4, IMAGES);
    for (size_t i = 0; i < IMAGES; i++) {
        memset(f->image_bytes + 16 + i * SIDE * SIDE, (int)i, SIDE * SIDE);
        f->image_bytes[16 + i * SIDE * SIDE + 15] = 255;
        f->label_bytes[8 + i] = (unsigned char)(i % 5);
    }
    write_files(f, IMAGE_BYTES, LABEL_BYTES);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct files *f = *state;

    (void)unlink(f->images);
    (void)unlink(f->labels);
    (void)rmdir(f->images);
    (void)rmdir(f->folder);
    free(f);
    rv_idx_cache_release();
    return 0;
}

static char *settings(const struct files *f, const char *more)
{
    static char text[600];
    (void)snprintf(text, sizeof text, "images=%s labels=%s %s", f->images, f->labels, more);
    return text;
}

/* The file's number of an example: the byte that fills it. */
static int row_of(const struct rv_examples *pool, size_t i)
{
    return (int)lround((double)pool->inputs[i * rv_shape_size(pool->shape)] * 255);
}

static void reads_values_and_labels(void **state)
{
    struct rv_examples pool =
        help_pool("idx", settings(*state, "train=40 validation=15 fresh=5"), SEED);
    bool seen[IMAGES] = { false };

    assert_int_equal(pool.count, IMAGES);
    assert_int_equal(pool.classes, 5);
    assert_int_equal(pool.shape.height, SIDE);
    for (size_t i = 0; i < IMAGES; i++) {
        int row = row_of(&pool, i);
        assert_int_equal(pool.labels[i], row % 5);
        assert_false(seen[row]);
        seen[row] = true;
        assert_true(pool.inputs[i * 16 + 14] == (float)(row / 255.0));
        assert_true(pool.inputs[i * 16 + 15] == 1.0f);
    }
    rv_examples_release(&pool);
}

static void pooling_takes_the_mean(void **state)
{
    struct rv_examples pool =
        help_pool("idx", settings(*state, "pool=2 train=10 validation=5"), SEED);

    assert_int_equal(pool.shape.height, 2);
    assert_int_equal(pool.shape.width, 2);
    for (size_t i = 0; i < pool.count; i++) {
        int row = row_of(&pool, i);
        assert_true(pool.inputs[4 * i + 1] == (float)(row / 255.0));
        assert_true(pool.inputs[4 * i + 3] == (float)((3 * row + 255) / (4 * 255.0)));
    }
    rv_examples_release(&pool);
}

static void classes_are_kept_in_the_given_order(void **state)
{
    struct rv_examples pool =
        help_pool("idx", settings(*state, "classes=[4,1] train=12 validation=8"), SEED);

    assert_int_equal(pool.classes, 2);
    assert_int_equal(help_count(&pool, 0, 20, 0), 10);
    for (size_t i = 0; i < pool.count; i++)
        assert_int_equal(row_of(&pool, i) % 5, pool.labels[i] == 0 ? 4 : 1);
    rv_examples_release(&pool);
}

/* 60 images, 12 of each label. Ten rows of a block of 100 may all be of one class, 20 may not. */
static void shares_are_checked_against_the_file(void **state)
{
    struct rv_examples pool = help_pool(
        "idx", settings(*state, "classes=[4,1] class_shares=[0.9,0.1] train=6 validation=4"), SEED);

    for (size_t i = 0; i < pool.count; i++)
        assert_int_equal(row_of(&pool, i) % 5, pool.labels[i] == 0 ? 4 : 1);
    rv_examples_release(&pool);
    help_refused("idx", settings(*state, "classes=[4,1] class_shares=[0.9,0.1] train=12 "
                                         "validation=8"), RV_INPUT, "20 are needed");
    help_refused("idx", settings(*state, "classes=[4,1] class_shares=[0.9] train=6 validation=4"),
                 RV_INPUT, "1 values for 2 classes");
}

static void draws_do_not_depend_on_counts(void **state)
{
    static const char *const how[] = { "balanced=true", "balanced=false" };

    for (size_t h = 0; h < 2; h++) {
        char few[64], many[64];
        (void)snprintf(few, sizeof few, "train=7 validation=5 fresh=3 %s", how[h]);
        (void)snprintf(many, sizeof many, "train=30 validation=20 %s", how[h]);
        struct rv_examples a = help_pool("idx", settings(*state, few), SEED);
        struct rv_examples b = help_pool("idx", settings(*state, many), SEED);
        struct rv_examples c = help_pool("idx", settings(*state, few), SEED + 1);
        size_t equal = 0;
        for (size_t i = 0; i < 15; i++) {
            assert_true(help_same(&a, i, &b, i));
            equal += help_same(&a, i, &c, i);
        }
        assert_true(equal < 8);
        rv_examples_release(&a);
        rv_examples_release(&b);
        rv_examples_release(&c);
    }
}

/* Images and their order stay; of 60 labels of five classes about 60 x 4/5 become others. */
static void label_noise_changes_labels_only(void **state)
{
    struct rv_examples a = help_pool("idx", settings(*state, "train=40 validation=20"), SEED);
    struct rv_examples b =
        help_pool("idx", settings(*state, "train=40 validation=20 label_noise=1"), SEED);
    size_t other = 0;

    assert_int_equal(a.classes, 5);
    assert_memory_equal(a.inputs, b.inputs, IMAGES * SIDE * SIDE * sizeof(float));
    for (size_t i = 0; i < IMAGES; i++)
        other += a.labels[i] != b.labels[i];
    /* 48 with a standard deviation of 3.1. */
    assert_true(other >= 36 && other <= 58);
    rv_examples_release(&a);
    rv_examples_release(&b);
}

static void acquired_orders(void **state)
{
    struct rv_examples file =
        help_pool("idx", settings(*state, "acquired=file train=25 validation=15 fresh=20"), SEED);
    struct rv_examples class =
        help_pool("idx", settings(*state, "acquired=class train=25 validation=15 fresh=20"), SEED);
    bool fresh_sorted = true;

    for (size_t i = 1; i < 40; i++) {
        assert_true(row_of(&file, i - 1) < row_of(&file, i));
        assert_true(class.labels[i - 1] <= class.labels[i]);
        if (class.labels[i - 1] == class.labels[i])
            assert_true(row_of(&class, i - 1) < row_of(&class, i));
    }
    for (size_t i = 41; i < 60; i++)
        fresh_sorted = fresh_sorted && row_of(&file, i - 1) < row_of(&file, i);
    assert_false(fresh_sorted);
    rv_examples_release(&file);
    rv_examples_release(&class);
}

static void compressed_files_are_the_same(void **state)
{
    struct files *f = *state;
    struct rv_examples plain = help_pool("idx", settings(f, "train=30 validation=20"), SEED);
    gzFile file = gzopen(f->images, "wb");
    struct rv_examples packed;

    assert_int_equal(gzwrite(file, f->image_bytes, IMAGE_BYTES), IMAGE_BYTES);
    assert_int_equal(gzclose(file), Z_OK);
    packed = help_pool("idx", settings(f, "train=30 validation=20"), SEED);
    assert_memory_equal(plain.inputs, packed.inputs, 50 * 16 * sizeof *plain.inputs);
    rv_examples_release(&plain);
    rv_examples_release(&packed);
}

/* All cut and damaged forms of a compressed file. */
static void damaged_compression_is_refused(void **state)
{
    struct files *f = *state;
    unsigned char packed[4096];
    size_t size;
    gzFile file = gzopen(f->images, "wb");
    FILE *raw;

    assert_int_equal(gzwrite(file, f->image_bytes, IMAGE_BYTES), IMAGE_BYTES);
    assert_int_equal(gzclose(file), Z_OK);
    raw = fopen(f->images, "rb");
    size = fread(packed, 1, sizeof packed, raw);
    (void)fclose(raw);
    assert_true(size > 100 && size < sizeof packed);
    for (size_t cut = 1; cut < size; cut += 7) {
        help_write(f->images, packed, size - cut);
        rv_idx_cache_release();
        help_refused("idx", settings(f, "train=30 validation=20"), RV_INPUT, f->images);
    }
    packed[size - 6] ^= 0x10; /* the checksum */
    help_write(f->images, packed, size);
    rv_idx_cache_release();
    help_refused("idx", settings(f, "train=30 validation=20"), RV_INPUT, "damaged");
}

/* The compressed images, with `extra` bytes behind them. */
static void append(const struct files *f, const void *extra, size_t size)
{
    unsigned char packed[4096];
    gzFile file = gzopen(f->images, "wb");
    FILE *raw;
    size_t length;

    assert_int_equal(gzwrite(file, f->image_bytes, IMAGE_BYTES), IMAGE_BYTES);
    assert_int_equal(gzclose(file), Z_OK);
    raw = fopen(f->images, "rb");
    length = fread(packed, 1, sizeof packed - size, raw);
    (void)fclose(raw);
    memcpy(packed + length, extra, size);
    help_write(f->images, packed, length + size);
    rv_idx_cache_release();
}

/* zlib's own reader leaves out what follows a stream and is none. */
static void bytes_after_a_stream_are_refused(void **state)
{
    static const char *const extras[] = {"x", "\x1f", "\x1f\x8c", "more text than a header"};
    struct files *f = *state;

    for (size_t i = 0; i < sizeof extras / sizeof *extras; i++) {
        append(f, extras[i], strlen(extras[i]));
        help_refused("idx", settings(f, "train=30 validation=20"), RV_INPUT,
                     "goes on after its compressed data");
    }
    append(f, "\0\0\0", 3);
    help_refused("idx", settings(f, "train=30 validation=20"), RV_INPUT, "is no gzip member");
    append(f, "\x1f\x8b\x08", 3); /* the beginning of another member, and no more */
    help_refused("idx", settings(f, "train=30 validation=20"), RV_INPUT, "is damaged");
}

/* As gzip reads them: wherever the file was cut into members, its text is the same. */
static void members_are_one_text(void **state)
{
    static const size_t cuts[] = {0, 1, 15, 16, 500, IMAGE_BYTES};
    struct files *f = *state;
    struct rv_examples plain = help_pool("idx", settings(f, "train=30 validation=20"), SEED);

    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        const size_t parts[2] = {cuts[i], IMAGE_BYTES - cuts[i]};
        struct rv_examples packed;

        for (int k = 0; k < 2; k++) {
            gzFile file = gzopen(f->images, k ? "ab" : "wb");

            assert_int_equal(gzwrite(file, f->image_bytes + (k ? parts[0] : 0),
                                     (unsigned)parts[k]), parts[k]);
            assert_int_equal(gzclose(file), Z_OK);
        }
        rv_idx_cache_release();
        packed = help_pool("idx", settings(f, "train=30 validation=20"), SEED);
        assert_memory_equal(plain.inputs, packed.inputs, 50 * 16 * sizeof *plain.inputs);
        rv_examples_release(&packed);
    }
    rv_examples_release(&plain);
}

static void truncated_files_are_refused(void **state)
{
    struct files *f = *state;

    for (size_t size = 1; size < IMAGE_BYTES; size += 13) {
        write_files(f, size, LABEL_BYTES);
        help_refused("idx", settings(f, "train=3 validation=2"), RV_INPUT, "cut off");
    }
    for (size_t size = 1; size < LABEL_BYTES; size += 3) {
        write_files(f, IMAGE_BYTES, size);
        help_refused("idx", settings(f, "train=3 validation=2"), RV_INPUT, "cut off");
    }
    write_files(f, IMAGE_BYTES - 1, LABEL_BYTES);
    help_refused("idx", settings(f, "train=3 validation=2"), RV_INPUT,
                 "it holds 975 of 976 bytes");
    write_files(f, IMAGE_BYTES + 1, LABEL_BYTES);
    help_refused("idx", settings(f, "train=3 validation=2"), RV_INPUT, "goes on after");
}

/* Headers that announce more than there is: refused before memory is asked for. */
static void lying_headers_are_refused(void **state)
{
    static const struct {
        unsigned long size[3];
        const char *words;
    } lies[] = {
        { { 61, 4, 4 }, "cut off" },
        { { 0xffffffff, 1, 1 }, "cut off" },
        { { 0xffffffff, 0xffffffff, 0xffffffff }, "at most 4096" },
        { { 0xffffffff, 4096, 4096 }, "more than 4 GiB" },
        { { 0x01000000, 16, 16 }, "cut off" },
        { { 60, 5000, 4 }, "at most 4096" },
        { { 0, 4, 4 }, "size of 0" },
        { { 60, 0, 4 }, "size of 0" },
        { { 59, 4, 4 }, "goes on after" },
    };
    struct files *f = *state;

    for (size_t k = 0; k < sizeof lies / sizeof *lies; k++) {
        for (int d = 0; d < 3; d++)
            put_size(f->image_bytes + 4 + 4 * d, lies[k].size[d]);
        /* As many labels as images where that is small, so that nothing else is wrong. */
        put_size(f->label_bytes + 4, IMAGES);
        write_files(f, IMAGE_BYTES, LABEL_BYTES);
        struct rv_error error = { 0 };
        struct rv_file_cached *cached = NULL;
        assert_int_equal(rv_idx_get(f->images, 3, &cached, &error), RV_INPUT);
        assert_null(cached);
        if (strstr(error.message, lies[k].words) == NULL)
            fail_msg("case %zu: %s", k, error.message);
    }
}

static void wrong_kinds_are_refused(void **state)
{
    struct files *f = *state;
    char swapped[400];

    (void)snprintf(swapped, sizeof swapped, "images=%s labels=%s", f->labels, f->images);
    help_refused("idx", swapped, RV_INPUT, "swapped?");
    f->image_bytes[2] = 0x07;
    write_files(f, IMAGE_BYTES, LABEL_BYTES);
    help_refused("idx", settings(f, ""), RV_INPUT,
                 "found the bytes 00 00 07 03, expected 00 00 08 03");
    help_write(f->images, "", 0);
    help_refused("idx", settings(f, ""), RV_INPUT, "is empty");
    (void)unlink(f->images);
    (void)mkdir(f->images, 0700);
    help_refused("idx", settings(f, ""), RV_INPUT, "is a folder");
    (void)rmdir(f->images);
    (void)mkfifo(f->images, 0600);
    help_refused("idx", settings(f, ""), RV_INPUT, "device or pipe");
    (void)unlink(f->images);
    help_refused("idx", settings(f, ""), RV_MISSING, "is not there");
}

static void wrong_requests_are_refused(void **state)
{
    struct files *f = *state;

    help_refused("idx", "", RV_INPUT, "set `images` and `labels`");
    help_refused("idx", settings(f, "pool=3"), RV_INPUT, "cannot be pooled by 3");
    help_refused("idx", settings(f, "train=50 validation=11"), RV_INPUT, "has 60 usable examples");
    help_refused("idx", settings(f, "classes=[0,9] train=2 validation=2"), RV_INPUT,
                 "out of range");
    help_refused("idx", settings(f, "classes=[1,1] train=2 validation=2"), RV_INPUT, "twice");
    help_refused("idx", settings(f, "classes=[3] train=2 validation=2"), RV_INPUT, "at least 2");
    f->label_bytes[8] = 1; /* eleven of class 0, 13 of class 1 */
    write_files(f, IMAGE_BYTES, LABEL_BYTES);
    help_refused("idx", settings(f, "train=40 validation=20"), RV_INPUT,
                 "has 11 examples of class 0; 12 are needed");
    put_size(f->label_bytes + 4, IMAGES - 1);
    write_files(f, IMAGE_BYTES, LABEL_BYTES - 1);
    help_refused("idx", settings(f, "train=4 validation=2"), RV_INPUT,
                 "holds 59 labels, but");
}

/* So that only the size, or only the time, tells two versions of a file apart. */
static void set_time(const char *path, long seconds)
{
    const struct timespec times[2] = { { .tv_sec = seconds }, { .tv_sec = seconds } };
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

/* The same file is decoded once; a changed one again. */
static void the_cache_notices_changes(void **state)
{
    struct files *f = *state;
    struct rv_error error = { 0 };
    struct rv_file_cached *a, *b, *c;

    set_time(f->images, 1000);
    assert_int_equal(rv_idx_get(f->images, 3, &a, &error), RV_OK);
    assert_int_equal(rv_idx_get(f->images, 3, &b, &error), RV_OK);
    assert_ptr_equal(rv_file_value(a), rv_file_value(b));
    rv_file_put(b);
    put_size(f->image_bytes + 4, IMAGES - 1);
    help_write(f->images, f->image_bytes, IMAGE_BYTES - SIDE * SIDE);
    set_time(f->images, 1000);
    assert_int_equal(rv_idx_get(f->images, 3, &b, &error), RV_OK);
    assert_ptr_not_equal(rv_file_value(a), rv_file_value(b));
    assert_int_equal(((const struct rv_idx *)rv_file_value(a))->size[0], IMAGES);
    assert_int_equal(((const struct rv_idx *)rv_file_value(b))->size[0], IMAGES - 1);
    set_time(f->images, 1001);
    assert_int_equal(rv_idx_get(f->images, 3, &c, &error), RV_OK);
    assert_ptr_not_equal(rv_file_value(b), rv_file_value(c));
    rv_file_put(c);
    rv_idx_cache_release(); /* both are held: they must live on */
    assert_int_equal(((const struct rv_idx *)rv_file_value(a))->values[17], 1);
    rv_file_put(a);
    rv_file_put(b);
}

struct task {
    const struct rv_config *config;
    uint64_t seed;
    struct rv_examples pool;
    enum rv_status status;
};

static void *create_pool(void *argument)
{
    struct task *task = argument;
    task->status = help_type(task->config)->create(task->config->values, task->seed, &task->pool,
                                                   NULL);
    return NULL;
}

/* Seeds in parallel share the decoded file and give the same bits as one after the other. Plain
 * threads, whose locks the thread sanitizer knows. */
static void threads_share_the_cache(void **state)
{
    struct rv_config config = help_config("idx", settings(*state, "train=30 validation=20"));
    struct task tasks[16];
    pthread_t threads[16];

    rv_idx_cache_release();
    for (size_t i = 0; i < 16; i++) {
        tasks[i] = (struct task){ .config = &config, .seed = SEED + i % 4 };
        assert_int_equal(pthread_create(&threads[i], NULL, create_pool, &tasks[i]), 0);
    }
    for (size_t i = 0; i < 16; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(tasks[i].status, RV_OK);
    }
    for (size_t i = 4; i < 16; i++)
        for (size_t j = 0; j < 50; j++)
            assert_true(help_same(&tasks[i].pool, j, &tasks[i % 4].pool, j));
    for (size_t i = 0; i < 16; i++)
        rv_examples_release(&tasks[i].pool);
    rv_config_release(&config);
}

static void fashion_mnist_is_found_or_named(void **state)
{
    struct stat facts;

    (void)state;
    help_refused("fashion-mnist", "images=" RV_IDX_SET_FOLDER "no-such-file", RV_MISSING,
                 "Debian package dataset-fashion-mnist");
    if (stat(RV_IDX_SET_FOLDER "train-images-idx3-ubyte.gz", &facts) != 0)
        return;
    struct rv_examples pool = help_pool(
        "fashion-mnist", "classes=[0,2,4,6] pool=2 train=800 validation=200 fresh=100", SEED);
    double sum = 0, squares = 0, n = (double)pool.count * 196;
    assert_int_equal(pool.shape.height, 14);
    assert_int_equal(help_count(&pool, 0, 1000, 3), 250);
    assert_int_equal(help_count(&pool, 1000, 1100, 3), 25);
    for (size_t p = 0; p < pool.count * 196; p++) {
        sum += (double)pool.inputs[p];
        squares += (double)pool.inputs[p] * (double)pool.inputs[p];
    }
    /* Known for these classes after pooling: mean 0.354, standard deviation 0.334; 1100 images
     * give them to about 0.005. */
    assert_true(fabs(sum / n - 0.354) < 0.02);
    assert_true(fabs(sqrt(squares / n - sum / n * sum / n) - 0.334) < 0.02);
    rv_examples_release(&pool);
}

/* Exact over blocks of 100, and a longer draw begins with the shorter one. */
static void shares_of_fashion_mnist_are_exact(void **state)
{
    struct stat facts;

    (void)state;
    if (stat(RV_IDX_SET_FOLDER "train-images-idx3-ubyte.gz", &facts) != 0)
        return;
    struct rv_examples few = help_pool(
        "fashion-mnist", "classes=[0,6] class_shares=[0.9,0.1] train=70 validation=30", SEED);
    struct rv_examples many = help_pool(
        "fashion-mnist", "classes=[0,6] class_shares=[0.9,0.1] train=300 validation=100", SEED);
    assert_int_equal(help_count(&few, 0, 100, 1), 10);
    assert_int_equal(help_count(&many, 0, 400, 1), 40);
    for (size_t i = 0; i < few.count; i++)
        assert_true(help_same(&few, i, &many, i));
    rv_examples_release(&few);
    rv_examples_release(&many);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(reads_values_and_labels),
        TEST(pooling_takes_the_mean),
        TEST(classes_are_kept_in_the_given_order),
        TEST(draws_do_not_depend_on_counts),
        TEST(label_noise_changes_labels_only),
        TEST(acquired_orders),
        TEST(compressed_files_are_the_same),
        TEST(damaged_compression_is_refused),
        TEST(bytes_after_a_stream_are_refused),
        TEST(members_are_one_text),
        TEST(truncated_files_are_refused),
        TEST(lying_headers_are_refused),
        TEST(wrong_kinds_are_refused),
        TEST(wrong_requests_are_refused),
        TEST(the_cache_notices_changes),
        TEST(threads_share_the_cache),
        TEST(fashion_mnist_is_found_or_named),
        TEST(shares_of_fashion_mnist_are_exact),
        TEST(shares_are_checked_against_the_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
