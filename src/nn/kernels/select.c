/* Which table of kernels is used: asked of the processor at run time. This file is compiled for the
 * baseline, so that a machine without AVX-512 never meets an instruction of it. */
#include "nn/kernels/kernels.h"
#include "ravine/text.h"

#include <stdatomic.h>
#include <stdlib.h>

#define TABLES(isa)                                                                                \
    extern const struct rv_kernels rv_kernels_##isa##_float, rv_kernels_##isa##_double;

#if defined(__x86_64__)
TABLES(x86_64)
TABLES(x86_64_v3)
TABLES(x86_64_v4)

/* The two levels are defined by lists of features; those asked for here are the ones that
 * processors of that level brought last. */
static bool has_v3(void)
{
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
           __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}

static bool has_v4(void)
{
    return has_v3() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl");
}
#else
TABLES(generic)
#endif

static bool has_baseline(void)
{
    return true;
}

struct isa {
    const struct rv_kernels *tables[2]; /* by enum rv_precision */
    bool (*supported)(void);
};

#define ISA(isa, supported) {{&rv_kernels_##isa##_float, &rv_kernels_##isa##_double}, supported}
static const struct isa isas[] = {
#if defined(__x86_64__)
    ISA(x86_64_v4, has_v4),
    ISA(x86_64_v3, has_v3),
    ISA(x86_64, has_baseline),
#else
    ISA(generic, has_baseline),
#endif
};
enum { isa_count = sizeof isas / sizeof isas[0] };
_Static_assert(isa_count <= RV_KERNELS_ISA_MAX, "names do not fit");

/* The choice of the process, 1 + index into isas; 0: not made yet. It has to be global: workspaces
 * in every thread must compute the same bits. */
static atomic_int chosen;

size_t rv_kernels_names(const char *names[RV_KERNELS_ISA_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < isa_count; i++)
        if (isas[i].supported())
            names[count++] = isas[i].tables[0]->isa;
    return count;
}

/* Index of a usable instruction set, or -1. */
static int find(const char *name)
{
    for (int i = 0; i < isa_count; i++)
        if (rv_text_same_name(name, isas[i].tables[0]->isa) && isas[i].supported())
            return i;
    return -1;
}

static int best(void)
{
    int i = 0;
    while (!isas[i].supported())
        i++;
    return i;
}

static int current(void)
{
    int index = atomic_load(&chosen) - 1;
    if (index < 0) {
        const char *wanted = getenv("RAVINE_ISA");
        index = wanted && *wanted ? find(wanted) : -1;
        if (index < 0)
            index = best();
        atomic_store(&chosen, index + 1);
    }
    return index;
}

enum rv_status rv_kernels_select(const char *isa, struct rv_error *error)
{
    const char *wanted = isa ? isa : getenv("RAVINE_ISA");
    int index = wanted && *wanted ? find(wanted) : best();
    if (index >= 0) {
        atomic_store(&chosen, index + 1);
        return RV_OK;
    }
    const char *names[RV_KERNELS_ISA_MAX];
    size_t count = rv_kernels_names(names);
    struct rv_text list = {0};
    for (size_t i = 0; i < count; i++)
        rv_text_printf(&list, "%s%s", i ? ", " : "", names[i]);
    enum rv_status status = rv_error_set(error, RV_USAGE,
                                         "%s '%s' is not an instruction set that works here; "
                                         "these do: %s",
                                         isa ? "the instruction set" : "RAVINE_ISA:", wanted,
                                         rv_text_string(&list));
    rv_text_release(&list);
    return status;
}

const struct rv_kernels *rv_kernels_get(enum rv_precision precision)
{
    return isas[current()].tables[precision];
}

const struct rv_kernels *rv_kernels_find(const char *isa, enum rv_precision precision)
{
    int index = find(isa);
    return index < 0 ? NULL : isas[index].tables[precision];
}

const char *rv_kernels_isa(void)
{
    return isas[current()].tables[0]->isa;
}

/* The machine's peak, whatever RAVINE_ISA forces. */
double rv_kernels_peak(double seconds)
{
    return isas[best()].tables[RV_FLOAT32]->peak(seconds);
}
