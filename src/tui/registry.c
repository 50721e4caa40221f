/* The registry of views, from views.def. */
#include "tui/view.h"

const struct rv_view_type *const rv_views[RV_VIEW_COUNT] = {
#define X(name) &rv_view_##name,
#include "tui/views.def"
#undef X
};
