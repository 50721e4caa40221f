/* Includes RV_TEMPLATE once for each vector width: within it V(name) is the name with the width's
 * suffix, VEC and MASK the vector types, L the lanes. RV_TEMPLATE_SCALAR adds the width of one
 * lane. No include guard: each source includes it once for each of its templates. */
#include "nn/kernels/isa/code.h"
#include "nn/kernels/isa/fma.h"
#include "nn/kernels/isa/larger.h"

#define V(name) RV_PASTE(name, RV_SUFFIX)
#define VEC V(vec)
#define MASK V(mask)

#if RV_VECTOR_BYTES >= 64
#define RV_SUFFIX w64
#define L (64 / RV_REAL_SIZE)
#include "nn/kernels/isa/lanes.h"
#include RV_TEMPLATE
#undef RV_SUFFIX
#undef L
#endif

#if RV_VECTOR_BYTES >= 32
#define RV_SUFFIX w32
#define L (32 / RV_REAL_SIZE)
#include "nn/kernels/isa/lanes.h"
#include RV_TEMPLATE
#undef RV_SUFFIX
#undef L
#endif

#define RV_SUFFIX w16
#define L (16 / RV_REAL_SIZE)
#include "nn/kernels/isa/lanes.h"
#include RV_TEMPLATE
#undef RV_SUFFIX
#undef L

#ifdef RV_TEMPLATE_SCALAR
#define RV_SUFFIX w1
#define L 1
#include "nn/kernels/isa/lanes.h"
#include RV_TEMPLATE
#undef RV_SUFFIX
#undef L
#endif

#undef V
#undef VEC
#undef MASK
#undef RV_TEMPLATE
#undef RV_TEMPLATE_SCALAR
