/* Runs a fuzz target without libFuzzer: every seed as it is, then mutations of the seeds.
 *
 *     TARGET COUNT SEED FILE...
 *
 * Mutation number SEED + i depends on nothing but that number and the files. They run in a child
 * process, which leaves the number that it is at in shared memory: where it dies, the parent says
 * so and goes on with the next one, until five have failed. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, timers */
#include "fuzz.h"

#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define FAILURES 5
/* Of the processor's time; then it hangs: the slowest small inputs take less than a tenth of one, a
 * stretched one takes one where its time goes with its length, and minutes where it goes with the
 * square. */
#define SECONDS_EACH 15
#define STRETCHED ((size_t)1 << 20) /* bytes of a stretched input: as much as a reader takes */
#define STRETCH_ONE_IN 256

struct seed {
    const char *name;
    uint8_t *bytes;
    size_t size;
};

static struct seed *seeds;
static size_t seed_count;

static uint64_t draws;

/* splitmix64 (Steele, Lea and Flood 2014). */
static uint64_t draw(void)
{
    uint64_t z = draws += 0x9e3779b97f4a7c15U;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

/* A whole number below `limit`; 0 where there is none. */
static size_t below(size_t limit)
{
    return limit ? (size_t)(draw() % limit) : 0;
}

static void read_seed(struct seed *seed, const char *name)
{
    FILE *file = fopen(name, "rb");

    must(file);
    seed->name = name;
    seed->bytes = calloc(FUZZ_LENGTH, 1);
    must(seed->bytes);
    seed->size = fread(seed->bytes, 1, FUZZ_LENGTH, file);
    fclose(file);
}

/* Takes `length` bytes at `at` out and puts `count` of `from` there; what does not fit is lost. */
static size_t splice(uint8_t *bytes, size_t size, size_t at, size_t length, const uint8_t *from,
                     size_t count)
{
    size_t rest = size - at - length;

    if (at + count > FUZZ_LENGTH)
        count = FUZZ_LENGTH - at;
    if (at + count + rest > FUZZ_LENGTH)
        rest = FUZZ_LENGTH - at - count;
    memmove(bytes + at + count, bytes + at + length, rest);
    memcpy(bytes + at, from, count);
    return at + count + rest;
}

/* Bytes that mean something to one reader or another. */
static const char *const words[] = {
    "\n", "\r\n", "\t", " ", ":", ": ", "- ", "{", "}", "[", "]", ",", ";", "\"", "'", "#", "|\n",
    ">", "&a", "*a", "!t", "~", "null", "true", "no", "nan", "inf", "-inf", "-0", "1e308", "1e309",
    "1e-320", "2147483647", "-2147483648", "9223372036854775807", "18446744073709551616", "0x10",
    "999999999999999999999999999999", "1.5", "NA", "\x1b[31m", "\xc3\xa9", "\xff", "\xef\xbb\xbf",
    "\x01", "()", "**", "^", "&&", "==", "=", "/0", "---\n", "...\n", "%", "\\"};

static size_t mutate_once(uint8_t *bytes, size_t size)
{
    uint8_t copy[FUZZ_LENGTH];
    size_t at = below(size + 1), length = below(1 + (size - at) % 64);
    const struct seed *other = &seeds[below(seed_count)];
    size_t from = below(other->size), count = below(1 + (other->size - from));
    const char *word = words[below(sizeof words / sizeof *words)];

    switch (below(8)) {
    case 0: /* a bit */
        if (at < size)
            bytes[at] ^= (uint8_t)(1U << below(8));
        return size;
    case 1: /* a byte */
        if (at < size)
            bytes[at] = (uint8_t)draw();
        return size;
    case 2: /* a part less */
        return splice(bytes, size, at, length, bytes, 0);
    case 3: /* a part twice */
        memcpy(copy, bytes + at, length);
        return splice(bytes, size, at, 0, copy, length);
    case 4: /* a part moved */
        memcpy(copy, bytes + at, length);
        size = splice(bytes, size, at, length, bytes, 0);
        return splice(bytes, size, below(size + 1), 0, copy, length);
    case 5: /* a part of another seed */
        return splice(bytes, size, at, length, other->bytes + from, count);
    case 6: /* cut off */
        return below(4) ? size : at;
    default: /* a word, in between or over something */
        return splice(bytes, size, at, below(2) ? length : 0, (const uint8_t *)word, strlen(word));
    }
}

/* Ends with SIGPROF where it takes too long. */
static void try(const uint8_t *bytes, size_t size)
{
    const struct itimerval most = {.it_value = {.tv_sec = SECONDS_EACH}};

    setitimer(ITIMER_PROF, &most, NULL);
    LLVMFuzzerTestOneInput(bytes, size);
}

/* Of just its size, so that a read beyond the end is seen. */
static uint8_t *copy(const uint8_t *bytes, size_t size)
{
    uint8_t *exact = malloc(size ? size : 1);

    must(exact);
    memcpy(exact, bytes, size);
    return exact;
}

/* A part of it again and again, so that what is slow on long inputs shows. */
static uint8_t *stretch(const uint8_t *bytes, size_t *size)
{
    size_t at = below(*size), length = 1 + below((*size - at) % 64), to = at;
    uint8_t *exact = malloc(STRETCHED + FUZZ_LENGTH);

    must(exact);
    if (*size == 0)
        return exact;
    memcpy(exact, bytes, at);
    for (; to + length + *size <= STRETCHED; to += length)
        memcpy(exact + to, bytes + at, length);
    memcpy(exact + to, bytes + at, *size - at);
    *size = to + *size - at;
    return exact;
}

static void run_mutation(uint64_t number)
{
    uint8_t bytes[FUZZ_LENGTH], *exact;
    const struct seed *seed;
    size_t size;

    draws = number;
    seed = &seeds[below(seed_count)];
    size = seed->size;
    memcpy(bytes, seed->bytes, size);
    for (size_t times = 1 + below(6); times; times--)
        size = mutate_once(bytes, size);
    exact = below(STRETCH_ONE_IN) ? copy(bytes, size) : stretch(bytes, &size);
    try(exact, size);
    free(exact);
}

/* Work `first` … `count` - 1: the seeds, then the mutations. */
static void work(uint64_t *at, uint64_t first, uint64_t count, uint64_t seed)
{
    for (*at = first; *at < count; ++*at) {
        if (*at < seed_count)
            try(seeds[*at].bytes, seeds[*at].size);
        else
            run_mutation(seed + (*at - seed_count));
    }
}

int main(int argc, char **argv)
{
    uint64_t mutations, seed, *at;
    const char *slash = strrchr(argv[0], '/'), *name = slash ? slash + 1 : argv[0];
    int status = 0, failures = 0;

    if (argc < 4) {
        fprintf(stderr, "usage: %s COUNT SEED FILE...\n", argv[0]);
        return 2;
    }
    mutations = strtoull(argv[1], NULL, 10);
    seed = strtoull(argv[2], NULL, 10);
    seed_count = (size_t)argc - 3;
    seeds = calloc(seed_count, sizeof *seeds);
    at = mmap(NULL, sizeof *at, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    must(seeds && at != MAP_FAILED);
    for (size_t i = 0; i < seed_count; i++)
        read_seed(&seeds[i], argv[3 + i]);
    for (uint64_t next = 0; next < seed_count + mutations; next = *at + 1) {
        pid_t child;

        fflush(stdout); /* or the child would print it again */
        child = fork();

        must(child >= 0);
        if (child == 0) {
            work(at, next, seed_count + mutations, seed);
            exit(0);
        }
        waitpid(child, &status, 0);
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
            break;
        if (*at < seed_count)
            printf("FAIL fuzz %s: %s (status %#x)\n", name, seeds[*at].name, (unsigned)status);
        else if (*at < seed_count + mutations)
            printf("FAIL fuzz %s: 1 %llu (status %#x)\n", name,
                   (unsigned long long)(seed + *at - seed_count), (unsigned)status);
        else
            printf("FAIL fuzz %s: at its end (status %#x)\n", name, (unsigned)status);
        if (++failures == FAILURES)
            break;
    }
    if (!failures)
        printf("ok fuzz %s: %zu seeds, %llu mutations\n", name, seed_count,
               (unsigned long long)mutations);
    return failures > 0;
}
