/* The registries of layers and losses, from layers.def and losses.def. */
#include "nn/layer.h"
#include "nn/loss.h"

static const struct rv_type *const layers[] = {
#define X(name) &rv_layer_##name.type,
#include "nn/layers/layers.def"
#undef X
};

#define X(name) extern const struct rv_loss_type rv_loss_##name;
#include "nn/losses/losses.def"
#undef X

static const struct rv_type *const losses[] = {
#define X(name) &rv_loss_##name.type,
#include "nn/losses/losses.def"
#undef X
};

const struct rv_registry rv_layers = {"layer", "layers", layers, sizeof layers / sizeof *layers};
const struct rv_registry rv_losses = {"loss", "losses", losses, sizeof losses / sizeof *losses};
