/* Arrays of NumPy as data: .npy, stored and deflated .npz, other types, and what is refused. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "data/idx.h"
#include "record/array.h"
#include "support/data_case.h"

#include <unistd.h>
#include <zlib.h>

struct bytes {
    unsigned char data[8192];
    size_t count;
};

static void add(struct bytes *b, const void *more, size_t count)
{
    memcpy(b->data + b->count, more, count);
    b->count += count;
}

static void add_number(struct bytes *b, uint64_t value, int count)
{
    for (int k = 0; k < count; k++) {
        unsigned char byte = (unsigned char)(k < 8 ? value >> (8 * k) : 0);
        add(b, &byte, 1);
    }
}

/* An array file: header and values. */
static struct bytes array(const char *type, const char *shape, const void *values, size_t size)
{
    struct bytes b = { .count = 0 };
    char header[128];
    int length = snprintf(header, sizeof header,
                          "{'descr': '%s', 'fortran_order': False, 'shape': %s, }\n", type, shape);

    add(&b, "\x93NUMPY\x01\x00", 8);
    add_number(&b, (uint64_t)length, 2);
    add(&b, header, (size_t)length);
    add(&b, values, size);
    return b;
}

struct archive {
    struct bytes body, directory;
    unsigned entries;
};

static void put(struct archive *z, const char *name, const struct bytes *content, bool deflated)
{
    unsigned char packed[8192];
    size_t size = content->count, length = strlen(name), offset = z->body.count;
    uint32_t check = (uint32_t)crc32(0, content->data, (unsigned)content->count);
    struct bytes common = { .count = 0 };

    memcpy(packed, content->data, content->count);
    if (deflated) {
        z_stream stream = { .next_in = (Bytef *)(uintptr_t)content->data,
                            .avail_in = (unsigned)content->count,
                            .next_out = packed, .avail_out = sizeof packed };
        assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, 0), Z_OK);
        assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
        size = stream.total_out;
        (void)deflateEnd(&stream);
    }
    add_number(&common, 20, 2);
    add_number(&common, 0, 2);
    add_number(&common, deflated ? 8 : 0, 2);
    add_number(&common, 0, 4);
    add_number(&common, check, 4);
    add_number(&common, size, 4);
    add_number(&common, content->count, 4);
    add_number(&common, length, 2);
    add_number(&common, 0, 2);
    add(&z->body, "PK\3\4", 4);
    add(&z->body, common.data, common.count);
    add(&z->body, name, length);
    add(&z->body, packed, size);
    add(&z->directory, "PK\1\2\x14\0", 6);
    add(&z->directory, common.data, common.count);
    add_number(&z->directory, 0, 10);
    add_number(&z->directory, offset, 4);
    add(&z->directory, name, length);
    z->entries++;
}

static void write_archive(struct archive *z, const char *path)
{
    size_t begin = z->body.count;

    add(&z->body, z->directory.data, z->directory.count);
    add(&z->body, "PK\5\6\0\0\0\0", 8);
    add_number(&z->body, z->entries, 2);
    add_number(&z->body, z->entries, 2);
    add_number(&z->body, z->directory.count, 4);
    add_number(&z->body, begin, 4);
    add_number(&z->body, 0, 2);
    help_write(path, z->body.data, z->body.count);
}

struct fixture {
    char folder[64], file[96], labels[96];
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    (void)snprintf(f->folder, sizeof f->folder, "/tmp/rv-npy-XXXXXX");
    if (mkdtemp(f->folder) == NULL)
        return -1;
    (void)snprintf(f->file, sizeof f->file, "%s/x.npz", f->folder);
    (void)snprintf(f->labels, sizeof f->labels, "%s/y.npy", f->folder);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    (void)unlink(f->file);
    (void)unlink(f->labels);
    (void)rmdir(f->folder);
    free(f);
    rv_idx_cache_release();
    return 0;
}

/* Four examples of two numbers, 1-based labels as whole numbers of 8 bytes. */
static const float numbers[] = { 2.385f, -1.25f, 0.5f, 7, 3, 4, 5, 6.75f };
static const int64_t classes[] = { 1, 2, 2, 1 };

static struct rv_examples read_pool(const struct fixture *f, const char *more)
{
    char settings[400];

    (void)snprintf(settings, sizeof settings, "file=%s train=2 validation=2%s", f->file, more);
    return help_pool("npy", settings, 3);
}

static void archives_stored_and_deflated(void **state)
{
    struct fixture *f = *state;

    for (int deflated = 0; deflated < 2; deflated++) {
        struct archive z = { .entries = 0 };
        struct bytes x = array("<f4", "(4, 2)", numbers, sizeof numbers);
        struct bytes y = array("<i8", "(4,)", classes, sizeof classes);
        struct rv_examples pool;

        put(&z, "x.npy", &x, deflated);
        put(&z, "y.npy", &y, deflated);
        write_archive(&z, f->file);
        rv_idx_cache_release();
        pool = read_pool(f, "");
        assert_int_equal(pool.classes, 2);
        assert_int_equal(pool.shape.channels, 2);
        for (size_t i = 0; i < 4; i++) {
            assert_int_equal(pool.labels[i], classes[i] - 1);
            assert_memory_equal(pool.inputs + 2 * i, numbers + 2 * i, 2 * sizeof *numbers);
        }
        rv_examples_release(&pool);
    }
}

/* Validation arrays are not mixed with the rest, and bytes of images are divided by 255. */
static void validation_arrays_lie_apart(void **state)
{
    static const unsigned char images[] = { 0, 51, 102, 255, 1, 2, 3, 4 };
    static const unsigned char others[] = { 10, 20, 30, 40 };
    static const unsigned char two[] = { 5, 9 }, one[] = { 9 };
    struct fixture *f = *state;
    struct archive z = { .entries = 0 };
    struct bytes x = array("|u1", "(2, 2, 2)", images, sizeof images);
    struct bytes y = array("|u1", "(2,)", two, sizeof two);
    struct bytes x_val = array("|u1", "(1, 2, 2)", others, sizeof others);
    struct bytes y_val = array("|u1", "(1,)", one, sizeof one);
    struct rv_config config;
    struct rv_error error = { 0 };
    struct rv_samples samples;
    struct rv_split split = { .copies = 1 };
    struct rv_scale scale = { .validation = RV_SCALE_AS_TRAIN, .validation_factor = 1 };
    char settings[200];

    put(&z, "x.npy", &x, false);
    put(&z, "y.npy", &y, false);
    put(&z, "x_val.npy", &x_val, true);
    put(&z, "y_val.npy", &y_val, true);
    write_archive(&z, f->file);
    (void)snprintf(settings, sizeof settings, "file=%s", f->file);
    config = help_config("npy", settings);
    assert_int_equal(help_type(&config)->settle(config.values, &error), RV_OK);
    assert_int_equal(rv_samples_create(&config, &split, &scale, 4, &samples, &error), RV_OK);
    assert_int_equal(samples.training.count, 2);
    assert_int_equal(samples.validation.count, 1);
    assert_true(samples.validation.inputs[3] == (float)(40 / 255.0));
    assert_int_equal(samples.validation.labels[0], 1);
    assert_int_equal(samples.training.shape.height, 2);
    rv_samples_release(&samples);
    rv_config_release(&config);
}

static void two_files_and_other_types(void **state)
{
    static const unsigned char big[] = { 0x40, 0x18, 0xa3, 0xd7, 0xbf, 0xa0, 0, 0 }; /* >f4 */
    static const int16_t small[] = { -3, 300 };
    struct fixture *f = *state;
    struct bytes x = array(">f4", "(2, 1)", big, sizeof big);
    struct bytes y = array("<i2", "(2,)", small, sizeof small);
    struct rv_examples pool;
    char more[200];

    help_write(f->file, x.data, x.count);
    help_write(f->labels, y.data, y.count);
    (void)snprintf(more, sizeof more, " labels=%s train=1 validation=1", f->labels);
    pool = read_pool(f, more);
    assert_true(pool.inputs[0] == 2.385f);
    assert_true(pool.inputs[1] == -1.25f);
    assert_int_equal(pool.labels[0], 0);
    assert_int_equal(pool.labels[1], 1);
    rv_examples_release(&pool);
}

static void refused(const struct fixture *f, const struct bytes *x, const struct bytes *y,
                    const char *words)
{
    struct archive z = { .entries = 0 };
    char settings[200];

    put(&z, "x.npy", x, false);
    if (y)
        put(&z, "y.npy", y, false);
    write_archive(&z, f->file);
    rv_idx_cache_release();
    (void)snprintf(settings, sizeof settings, "file=%s train=1 validation=1", f->file);
    help_refused("npy", settings, RV_INPUT, words);
}

static void what_cannot_be_meant_is_refused(void **state)
{
    static const uint32_t not_finite[] = { 0x3f800000, 0x40000000, 0x40400000, 0x7f800000 };
    static const float halves[] = { 0.5f, 1 };
    struct fixture *f = *state;
    struct bytes x = array("<f4", "(2, 2)", numbers, 16), text = array("<U1", "(2,)", numbers, 8);
    struct bytes y = array("<i8", "(2,)", classes, 16), real = array("<f4", "(2,)", halves, 8);
    struct bytes infinite = array("<f4", "(2, 2)", not_finite, 16);
    struct bytes three = array("<i8", "(3,)", classes, 24);
    struct bytes first = array("<f4", "(1, 1, 1, 5)", numbers, 20);
    struct bytes many = array("<f4", "(4294967295, 4294967295)", numbers, 16);

    refused(f, &text, &y, "astype('float32')");
    refused(f, &x, NULL, "no array of labels (y) among x");
    refused(f, &x, &real, "is no class");
    refused(f, &infinite, &y, "missing, infinite");
    refused(f, &x, &three, "2 examples and 3 labels");
    refused(f, &first, &y, "transpose(0, 2, 3, 1)");
    refused(f, &many, &y, "too large");
    x.count -= 1;
    refused(f, &x, &y, "its header announces");
    help_refused("npy", "", RV_INPUT, "set `file`");
}

/* Any cut of a good archive is refused, never a crash (run with sanitizers). */
static void every_prefix_is_handled(void **state)
{
    struct fixture *f = *state;
    struct archive z = { .entries = 0 };
    struct bytes x = array("<f4", "(4, 2)", numbers, sizeof numbers);
    struct bytes y = array("<i8", "(4,)", classes, sizeof classes);

    put(&z, "x.npy", &x, true);
    put(&z, "y.npy", &y, false);
    write_archive(&z, f->file);
    for (size_t length = 1; length < z.body.count; length++) {
        struct rv_array_file file;
        struct rv_error error = { 0 };

        help_write(f->file, z.body.data, length);
        assert_int_equal(rv_array_file_read(f->file, &file, &error), RV_INPUT);
        rv_array_file_release(&file);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(archives_stored_and_deflated),
        TEST(validation_arrays_lie_apart),
        TEST(two_files_and_other_types),
        TEST(what_cannot_be_meant_is_refused),
        TEST(every_prefix_is_handled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
