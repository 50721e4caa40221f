/* What the harnesses written in C share: numbers drawn from a seed, and attacks that may end the
 * process.
 *
 * Attack number SEED + i depends on nothing but that number. Attacks run in a child process, which
 * leaves the number that it is at in shared memory: where it dies, hangs or fails a check, the
 * parent says which one it was and goes on with the next, until five have failed. Counts of what
 * happened lie there too. */
#ifndef TORTURE_ATTACKS_H
#define TORTURE_ATTACKS_H

#ifndef _DEFAULT_SOURCE
#error "define _DEFAULT_SOURCE before the first include: MAP_ANONYMOUS"
#endif

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define ATTACKS_FAILURES 5
#define ATTACKS_SECONDS_EACH 120 /* then it hangs: the slowest take some seconds */
#define ATTACKS_COUNTS 8

struct attacks_shared {
    uint64_t at;
    uint64_t counts[ATTACKS_COUNTS];
};

/* ---- Drawing ---- */

/* splitmix64 (Steele, Lea and Flood 2014). */
static inline uint64_t attacks_draw(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15U;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

/* A whole number below `limit`; 0 where there is none. */
static inline size_t attacks_below(uint64_t *state, size_t limit)
{
    return limit ? (size_t)(attacks_draw(state) % limit) : 0;
}

static inline double attacks_uniform(uint64_t *state)
{
    return (double)(attacks_draw(state) >> 11) * 0x1p-53;
}

/* ---- Attacking ---- */

/* The check of an attack: what does not hold ends the child. */
#define attacks_must(holds, ...)                                                                   \
    do {                                                                                           \
        if (!(holds)) {                                                                            \
            printf("%s:%d: ", __FILE__, __LINE__);                                                 \
            printf(__VA_ARGS__);                                                                   \
            printf("\n");                                                                          \
            fflush(stdout);                                                                        \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

static inline struct attacks_shared *attacks_share(void)
{
    struct attacks_shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
                                         MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (shared == MAP_FAILED) {
        perror("mmap");
        exit(2);
    }
    return shared;
}

/* Attacks seed .. seed + count - 1, each `attack(number, counts)`. Returns how many failed; `say`:
 * with a FAIL line each. */
static inline int attacks_run(const char *name, void (*attack)(uint64_t number, uint64_t *counts),
                              struct attacks_shared *shared, uint64_t seed, uint64_t count,
                              int say)
{
    int failures = 0, status;

    for (uint64_t next = 0; next < count && failures < ATTACKS_FAILURES; next = shared->at + 1) {
        pid_t child;

        shared->at = next;
        fflush(stdout); /* or the child would print it again */
        child = fork();
        if (child == 0) {
            if (!say) {
                if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
                    _exit(2);
            }
            for (; shared->at < count; shared->at++) {
                alarm(ATTACKS_SECONDS_EACH);
                attack(seed + shared->at, shared->counts);
            }
            exit(0);
        }
        if (child < 0 || waitpid(child, &status, 0) < 0) {
            perror("fork");
            exit(2);
        }
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
            break;
        failures++;
        if (say)
            printf("FAIL %s: 1 %llu (status %#x)\n", name,
                   (unsigned long long)(seed + shared->at), (unsigned)status);
    }
    return failures;
}

#endif
