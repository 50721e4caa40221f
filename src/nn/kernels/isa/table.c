/* The table of one instruction set and precision: the only symbol that is used outside isa/. */
#include "nn/kernels/isa/table.h"


/* "x86-64-v3" from the token x86_64_v3. */
#define ISA_NAME_x86_64 "x86-64"
#define ISA_NAME_x86_64_v3 "x86-64-v3"
#define ISA_NAME_x86_64_v4 "x86-64-v4"
#define ISA_NAME_generic "generic"

extern const struct rv_kernels RV_NAME(rv_kernels);
const struct rv_kernels RV_NAME(rv_kernels) = {
    .isa = RV_PASTE(ISA_NAME, RV_ISA),
#ifdef RV_REAL_float
    .precision = RV_FLOAT32,
#else
    .precision = RV_FLOAT64,
#endif
    .real_size = sizeof(real),
#define X(member, name) .member = RV_NAME(RV_PASTE(rv, name)),
    RV_KERNEL_LIST(X)
#undef X
};
