/* Atomic files, run folders, NumPy files. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/folder.h"
#include "ravine/interrupt.h"
#include "ravine/memory.h"
#include "support/folder_case.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Each test works in a new folder, which is the working directory. */
static int enter(void **state)
{
    static char folder[64];

    snprintf(folder, sizeof folder, "/tmp/ravine-folder-XXXXXX");
    *state = folder;
    return !mkdtemp(folder) || chdir(folder);
}

static int leave(void **state)
{
    remove_below(*state);
    return chdir("/") || rmdir(*state);
}

static int count_entries(const char *path)
{
    DIR *folder = opendir(path);
    int count = -2; /* . and .. */

    assert_non_null(folder);
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

static void assert_content(const char *path, const char *expected)
{
    struct rv_error error = {0};
    char *content;
    size_t size;

    assert_int_equal(rv_file_read(path, 1000, &content, &size, &error), RV_OK);
    assert_int_equal(size, strlen(expected));
    assert_string_equal(content, expected);
    rv_free(content);
}

static void write_and_replace(void **state)
{
    struct rv_error error = {0};

    (void)state;
    assert_int_equal(rv_file_write("a.txt", "first", 5, &error), RV_OK);
    assert_content("a.txt", "first");
    assert_int_equal(rv_file_write("a.txt", "second one", 10, &error), RV_OK);
    assert_content("a.txt", "second one");
    assert_int_equal(rv_file_write("a.txt", "", 0, &error), RV_OK);
    assert_content("a.txt", "");
    assert_int_equal(count_entries("."), 1);
}

/* A link stays a link: /dev/stdout is one, and a program run by root could replace it. */
static void link_is_written_through(void **state)
{
    struct rv_error error = {0};
    struct stat info;

    (void)state;
    assert_int_equal(rv_file_write("a.txt", "the first text", 14, &error), RV_OK);
    assert_int_equal(symlink("a.txt", "link"), 0);
    assert_int_equal(rv_file_write("link", "second", 6, &error), RV_OK);
    assert_int_equal(lstat("link", &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    assert_content("a.txt", "second");
}

/* The disk is full after 4096 bytes, as far as this process is concerned. */
static void full_disk_leaves_the_old_file(void **state)
{
    static char large[100000];
    struct rlimit before, small;
    struct rv_error error = {0};
    enum rv_status status;

    (void)state;
    memset(large, 'x', sizeof large);
    assert_int_equal(rv_file_write("a.txt", "old and whole", 13, &error), RV_OK);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 4096;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    status = rv_file_write("a.txt", large, sizeof large, &error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(status, RV_WRITE);
    assert_non_null(strstr(error.message, "cannot write 'a.txt': File too large"));
    assert_content("a.txt", "old and whole");
    assert_int_equal(count_entries("."), 1); /* the temporary file is gone */
    /* Without the limit the same call succeeds: it was the limit that failed. */
    assert_int_equal(rv_file_write("a.txt", large, sizeof large, &error), RV_OK);
}

static void full_device(void **state)
{
    struct rv_error error = {0};

    (void)state;
    if (access("/dev/full", W_OK))
        skip();
    assert_int_equal(rv_file_write("/dev/full", "x", 1, &error), RV_WRITE);
    assert_non_null(strstr(error.message, "No space left on device"));
}

static void write_refused(void **state)
{
    struct rv_error error = {0};

    (void)state;
    assert_int_equal(mkdir("folder", 0777), 0);
    assert_int_equal(rv_file_write("folder", "x", 1, &error), RV_WRITE);
    assert_non_null(strstr(error.message, "Is a directory"));
    assert_int_equal(rv_file_write("nowhere/a.txt", "x", 1, &error), RV_WRITE);
    assert_non_null(strstr(error.message, "nowhere/a.txt"));
    assert_int_equal(count_entries("."), 1);
}

static void read_refused(void **state)
{
    struct rv_error error = {0};
    char *content;

    (void)state;
    assert_int_equal(rv_file_write("a.txt", "123456", 6, &error), RV_OK);
    assert_int_equal(rv_file_read("a.txt", 6, &content, NULL, &error), RV_OK);
    rv_free(content);
    assert_int_equal(rv_file_read("a.txt", 5, &content, NULL, &error), RV_INPUT);
    assert_non_null(strstr(error.message, "larger than 5 bytes"));
    assert_int_equal(rv_file_read("b.txt", 5, &content, NULL, &error), RV_INPUT);
    assert_non_null(strstr(error.message, "No such file"));
    assert_int_equal(rv_file_read(".", 5, &content, NULL, &error), RV_INPUT);
    assert_non_null(strstr(error.message, "Is a directory"));
}

/* Many folders of one second all get names of their own, and this process owns them all. */
static void new_folders(void **state)
{
    struct rv_error error = {0};
    struct rv_folder folder[12];
    int numbered = 0;

    (void)state;
    for (int i = 0; i < 12; i++) {
        unsigned long date, time;
        int number = 1, end = 0;

        assert_int_equal(rv_folder_create("large-lr", NULL, false, &folder[i], &error), RV_OK);
        assert_int_equal(count_entries(rv_text_string(&folder[i].path)), 1); /* the lock */
        assert_true(sscanf(rv_text_string(&folder[i].path), "runs/large-lr-%8lu-%6lu%n-%d", &date,
                           &time, &end, &number) >= 2);
        assert_int_equal(end, strlen("runs/large-lr-20240517-080509"));
        assert_true(date > 20240000 && time < 240000);
        numbered += number > 1;
    }
    assert_int_equal(count_entries("runs"), 12);
    assert_true(numbered >= 1); /* 12 folders take far less than 12 seconds */
    for (int i = 0; i < 12; i++) {
        char *path = rv_strdup(rv_text_string(&folder[i].path));

        rv_folder_release(&folder[i]);
        assert_int_equal(count_entries(path), 0);
        rv_free(path);
    }
}

/* The status of taking `out`; it is given back at once. */
static enum rv_status try_folder(const char *out, bool force, struct rv_error *error)
{
    struct rv_folder folder;
    enum rv_status status = rv_folder_create("x", out, force, &folder, error);

    assert_string_equal(rv_text_string(&folder.path), status || !out ? "" : out);
    rv_folder_release(&folder);
    return status;
}

static void given_folder(void **state)
{
    struct rv_error error = {0};

    (void)state;
    assert_int_equal(try_folder("a/b/c", false, &error), RV_OK);
    /* It is there and empty: as good as new. With a slash at the end too. */
    assert_int_equal(try_folder("a/b/c/", false, &error), RV_OK);
    assert_int_equal(rv_file_write("a/b/c/notes.txt", "mine", 4, &error), RV_OK);
    assert_int_equal(try_folder("a/b/c", false, &error), RV_USAGE);
    assert_non_null(strstr(error.message, "'a/b/c' is not empty; --force"));
    assert_int_equal(try_folder("a/b/c", true, &error), RV_OK);
    assert_content("a/b/c/notes.txt", "mine");
    assert_int_equal(count_entries("a/b/c"), 1);
}

static void folder_refused(void **state)
{
    struct rv_error error = {0};

    (void)state;
    assert_int_equal(rv_file_write("a", "file", 4, &error), RV_OK);
    assert_int_equal(try_folder("a", false, &error), RV_USAGE);
    assert_non_null(strstr(error.message, "'a' should be a folder, but a file is in the way"));
    assert_int_equal(try_folder("a", true, &error), RV_USAGE);
    assert_int_equal(try_folder("a/b", false, &error), RV_USAGE);
    assert_int_equal(try_folder("", false, &error), RV_USAGE);
    assert_int_equal(rv_file_write("runs", "file", 4, &error), RV_OK);
    assert_int_equal(try_folder(NULL, false, &error), RV_USAGE);
    assert_non_null(strstr(error.message, "'runs' should be a folder"));
}

static void folder_not_writable(void **state)
{
    struct rv_error error = {0};

    (void)state;
    if (geteuid() == 0)
        skip(); /* nothing is forbidden to root */
    assert_int_equal(mkdir("locked", 0555), 0);
    assert_int_equal(try_folder("locked", false, &error), RV_USAGE);
    assert_non_null(strstr(error.message, "Permission denied"));
    assert_int_equal(try_folder("locked/a", false, &error), RV_USAGE);
    assert_non_null(strstr(error.message, "Permission denied"));
}

/* ---- One owner ---- */

/* A process that takes the folder "a" and writes one byte into `tells` when it has; it keeps it
 * until it is killed. */
static pid_t start_owner(int tells)
{
    pid_t child = fork();

    if (child == 0) {
        struct rv_folder folder;
        struct rv_error error = {0};
        char taken = rv_folder_create("x", "a", true, &folder, &error) == RV_OK ? 'y' : 'n';

        if (write(tells, &taken, 1) == 1)
            pause();
        _exit(0);
    }
    return child;
}

static void folder_has_one_owner(void **state)
{
    struct rv_error error = {0};
    struct rv_text pid = {0};
    char taken = ' ';
    int ends[2];
    pid_t owner;

    (void)state;
    assert_int_equal(pipe(ends), 0);
    owner = start_owner(ends[1]);
    assert_int_equal(read(ends[0], &taken, 1), 1);
    assert_int_equal(taken, 'y');
    rv_text_printf(&pid, "'a' is being written by process %ld", (long)owner);
    for (int force = 0; force < 2; force++) {
        assert_int_equal(try_folder("a", force, &error), RV_USAGE);
        assert_non_null(strstr(error.message, rv_text_string(&pid)));
    }
    /* Killed: nobody has it, and what is left of it does not count as a content. */
    kill(owner, SIGKILL);
    assert_int_equal(waitpid(owner, NULL, 0), owner);
    assert_int_equal(count_entries("a"), 1);
    assert_int_equal(try_folder("a", false, &error), RV_OK);
    assert_int_equal(count_entries("a"), 0);
    rv_text_release(&pid);
    close(ends[0]);
    close(ends[1]);
}

/* The system's locks keep others out, not the process that has them. */
static void own_folder_is_not_taken_twice(void **state)
{
    struct rv_error error = {0};
    struct rv_folder first, second;
    char taken = ' ';
    int ends[2];
    pid_t other;

    (void)state;
    assert_int_equal(rv_folder_create("x", "a", false, &first, &error), RV_OK);
    assert_int_equal(symlink("a", "b"), 0);
    assert_int_equal(rv_folder_create("x", "b", true, &second, &error), RV_USAGE);
    assert_non_null(strstr(error.message, "is being written by process"));
    rv_folder_release(&second);
    /* The refusal has not ended the lock. */
    assert_int_equal(pipe(ends), 0);
    other = start_owner(ends[1]);
    assert_int_equal(read(ends[0], &taken, 1), 1);
    assert_int_equal(taken, 'n');
    kill(other, SIGKILL);
    waitpid(other, NULL, 0);
    rv_folder_release(&first);
    assert_int_equal(try_folder("a", false, &error), RV_OK);
    close(ends[0]);
    close(ends[1]);
}

/* A signal, or want of memory: no file of a lock stays. */
static void early_end_gives_back(void **state)
{
    pid_t child;
    int status;

    (void)state;
    child = fork();
    if (child == 0) {
        struct rv_folder first, second;
        struct rv_error error = {0};

        if (rv_folder_create("x", "a", false, &first, &error) ||
            rv_folder_create("x", "b", false, &second, &error))
            _exit(99);
        rv_interrupt_exit(1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
    assert_int_equal(count_entries("a"), 0);
    assert_int_equal(count_entries("b"), 0);
}

/* What a killed program left of a file is taken over by the next one to write it; what somebody
 * else put there stays. */
static void temporary_names(void **state)
{
    struct rv_error error = {0};

    (void)state;
    assert_int_equal(rv_file_write("a.txt.tmp-0", "half of what was to be writ", 27, &error), RV_OK);
    assert_int_equal(rv_file_write("a.txt", "whole", 5, &error), RV_OK);
    assert_content("a.txt", "whole");
    assert_int_equal(count_entries("."), 1);
    assert_int_equal(rv_file_write("other", "mine", 4, &error), RV_OK);
    assert_int_equal(symlink("other", "a.txt.tmp-0"), 0);
    assert_int_equal(link("other", "a.txt.tmp-1"), 0);
    assert_int_equal(rv_file_write("a.txt", "again", 5, &error), RV_OK);
    assert_content("a.txt", "again");
    assert_content("other", "mine");
    assert_int_equal(count_entries("."), 4);
}

/* ---- NumPy ---- */

static const double weights[6] = {2.385, -0.0, 1e-310, 0.1, -7.25, 4e300};

static void npy_layout(void **state)
{
    static const size_t shape[2] = {2, 3};
    static const char header[] =
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }";
    /* 2.385 is 0x4003147ae147ae14. */
    static const unsigned char first[8] = {0x14, 0xae, 0x47, 0xe1, 0x7a, 0x14, 0x03, 0x40};
    struct rv_error error = {0};
    char *content;
    size_t size;

    (void)state;
    assert_int_equal(rv_npy_write("w.npy", weights, shape, 2, &error), RV_OK);
    assert_int_equal(rv_file_read("w.npy", 1000, &content, &size, &error), RV_OK);
    assert_int_equal(size, 128 + 48);
    assert_memory_equal(content, "\x93NUMPY\x01\x00\x76\x00", 10);
    assert_memory_equal(content + 10, header, sizeof header - 1);
    assert_int_equal(content[127], '\n');
    assert_memory_equal(content + 128, first, 8);
    rv_free(content);
}

static void npy_round_trip(void **state)
{
    static const size_t shapes[3][3] = {{6, 0, 0}, {2, 3, 0}, {1, 6, 1}};
    struct rv_error error = {0};

    (void)state;
    for (size_t dimensions = 1; dimensions <= 3; dimensions++) {
        double *back;
        size_t count;

        assert_int_equal(
            rv_npy_write("w.npy", weights, shapes[dimensions - 1], dimensions, &error), RV_OK);
        assert_int_equal(rv_npy_read("w.npy", &back, &count, &error), RV_OK);
        assert_int_equal(count, 6);
        assert_memory_equal(back, weights, sizeof weights);
        rv_free(back);
    }
}

/* A file that is cut off anywhere, too long, or with another header is refused. */
static void npy_refused(void **state)
{
    static const size_t shape[1] = {6};
    struct rv_error error = {0};
    double *back;
    char *content;
    size_t size, count;

    (void)state;
    assert_int_equal(rv_npy_write("w.npy", weights, shape, 1, &error), RV_OK);
    assert_int_equal(rv_file_read("w.npy", 1000, &content, &size, &error), RV_OK);
    for (size_t cut = 0; cut <= size + 1; cut++) {
        enum rv_status expected = cut == size ? RV_OK : RV_INPUT;

        assert_int_equal(rv_file_write("cut.npy", content, cut, &error), RV_OK);
        assert_int_equal(rv_npy_read("cut.npy", &back, &count, &error), expected);
        if (!expected)
            rv_free(back);
    }
    for (size_t at = 0; at < 64; at++) {
        char old = content[at];

        content[at] = 'q';
        assert_int_equal(rv_file_write("cut.npy", content, size, &error), RV_OK);
        assert_int_equal(rv_npy_read("cut.npy", &back, &count, &error), RV_INPUT);
        content[at] = old;
    }
    rv_free(content);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, enter, leave)
    const struct CMUnitTest tests[] = {
        TEST(write_and_replace), TEST(full_disk_leaves_the_old_file), TEST(full_device),
        TEST(link_is_written_through),
        TEST(write_refused),     TEST(read_refused),                  TEST(new_folders),
        TEST(given_folder),      TEST(folder_refused),                TEST(folder_not_writable),
        TEST(temporary_names),   TEST(folder_has_one_owner),
        TEST(own_folder_is_not_taken_twice), TEST(early_end_gives_back),
        TEST(npy_layout),        TEST(npy_round_trip),                TEST(npy_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
