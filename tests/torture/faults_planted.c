/* Does everything wrong that faults.py looks for, one mistake at a time: its self test.
 *
 *     planted MISTAKE     reads the file `keys`, writes the file `copy` */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *mistake;

static int has(const char *name)
{
    return strcmp(mistake, name) == 0;
}

static int out_of_memory(void)
{
    fputs(has("blame") ? "keys:1:1: not readable\n" : "ravine: out of memory\n", stderr);
    return 1;
}

static int fail(const char *what)
{
    if (errno == ENOMEM)
        return out_of_memory();
    fprintf(stderr, "ravine: %s: %s\n", what, has("cause") ? "no such scenario" : strerror(errno));
    return has("silent") ? 0 : 1;
}

static char *memory(size_t size)
{
    char *block = malloc(size);

    if (block || has("crash"))
        return block;
    if (has("bug"))
        abort();
    if (has("hang"))
        for (;;)
            pause();
    exit(out_of_memory());
}

static int write_copy(const char *bytes, size_t size)
{
    const char *name = has("half") ? "copy" : "copy.tmp-1";
    int file = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    int bad = file < 0 || write(file, bytes, size / 2) < 0 || write(file, bytes, size - size / 2) < 0;

    if (file >= 0 && close(file))
        bad = 1;
    if (!bad && (has("half") || rename(name, "copy") == 0))
        return 0;
    if (!has("rubbish") && !has("half")) {
        const int reason = errno;

        unlink(name);
        errno = reason;
    }
    return fail("copy");
}

int main(int argc, char **argv)
{
    const size_t size = 64;
    char *block;
    FILE *file;
    size_t got;

    mistake = argc > 1 ? argv[1] : "none";
    block = memory(size);
    memset(block, 'x', size);
    file = fopen("keys", "r");
    if (!file)
        return fail("keys");
    got = fread(block, 1, size, file);
    if (ferror(file))
        return fail("keys");
    (void)fclose(file);
    return write_copy(block, got);
}
