"""ravine's layers made of PyTorch's modules.

Maps are N x C x H x W here and N x H x W x C there; a list of n numbers is a map of n x 1 x 1. A
key of a layer that is not known here is an error: a new option must not pass unseen.
"""

import torch
from torch import nn


class Unknown(Exception):
    """Something of ravine that has no counterpart here."""


class Settings:
    """The keys of one layer; done() complains of those that nobody asked for."""

    def __init__(self, layer):
        self.layer, self.left = layer, dict(layer.settings)
        for first_values in ("initializer", "gain"):  # the first values are handed over instead
            self.left.pop(first_values, None)

    def text(self, key):
        return self.left.pop(key)

    def integer(self, key):
        return int(self.left.pop(key))

    def real(self, key):
        return float(self.left.pop(key))

    def flag(self, key):
        return {"true": True, "false": False}[self.left.pop(key)]

    def done(self):
        if self.left:
            raise Unknown(f"{self.layer.type} has a key unknown here: {', '.join(self.left)}")


class Flatten(nn.Module):
    """In the order (y, x, c)."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1).reshape(len(x), -1, 1, 1)


class Dense(nn.Module):
    def __init__(self, inputs, units, bias):
        super().__init__()
        self.linear = nn.Linear(inputs, units, bias=bias)
        self.flatten = Flatten()

    def forward(self, x):
        return self.linear(self.flatten(x)[:, :, 0, 0])[:, :, None, None]


class Mask(nn.Module):
    """Dropout with a mask from outside; None drops nothing."""

    def __init__(self, rate, rescale):
        super().__init__()
        self.rate, self.mask = rate, None
        self.factor = 1 / (1 - rate) if rescale else 1.0

    def forward(self, x):
        return x if self.mask is None else x * self.mask


class Sum(nn.Module):
    """A residual block."""

    def __init__(self, inner, shortcut):
        super().__init__()
        self.inner, self.shortcut = inner, shortcut

    def forward(self, x):
        return self.inner(x) + self.shortcut(x)


def same_padding(size, kernel, stride):
    """TensorFlow's rule: ceil(size/stride) cells; what is odd goes behind. PyTorch has it for
    stride 1 only."""
    needed = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return needed // 2, needed - needed // 2


def conv2d(s, shape):
    kernel, stride, same = s.integer("kernel"), s.integer("stride"), s.text("padding") == "same"
    filters, bias = s.integer("filters"), s.flag("bias")
    if same and stride == 1:
        conv = nn.Conv2d(shape[0], filters, kernel, padding="same", bias=bias)
        return conv, conv
    conv = nn.Conv2d(shape[0], filters, kernel, stride, bias=bias)
    if not same:
        return conv, conv
    zeros = (*same_padding(shape[2], kernel, stride), *same_padding(shape[1], kernel, stride))
    return nn.Sequential(nn.ZeroPad2d(zeros), conv), conv


def dense(s, shape):
    module = Dense(shape[0] * shape[1] * shape[2], s.integer("units"), s.flag("bias"))
    return module, module.linear


class Norm(nn.BatchNorm2d):
    """With frozen statistics it normalises with the running ones in training too."""

    frozen = False

    def train(self, mode=True):
        return super().train(mode and not self.frozen)


def batchnorm(s, shape):
    """Our momentum is the share kept, PyTorch's the share taken."""
    norm = Norm(shape[0], eps=s.real("epsilon"), momentum=1 - s.real("momentum"))
    norm.frozen = s.flag("frozen_statistics")
    norm.weight.requires_grad_(s.flag("scale"))
    norm.bias.requires_grad_(s.flag("center"))
    return norm, norm


def pool2d(kind):
    def make(s, shape):
        pool, stride = s.integer("pool"), s.integer("stride")
        return kind(pool, stride or pool), None
    return make


def plain(kind):
    return lambda s, shape: (kind(), None)


# What makes a module (and the part of it that holds parameters) of settings and C x H x W.
MAKERS = {
    "conv2d": conv2d,
    "dense": dense,
    "batchnorm": batchnorm,
    "relu": plain(nn.ReLU),
    "leaky_relu": lambda s, shape: (nn.LeakyReLU(s.real("slope")), None),
    "tanh": plain(nn.Tanh),
    "sigmoid": plain(nn.Sigmoid),
    "maxpool2d": pool2d(nn.MaxPool2d),
    "avgpool2d": pool2d(nn.AvgPool2d),
    "global_avgpool": plain(lambda: nn.AdaptiveAvgPool2d(1)),
    "dropout": lambda s, shape: (Mask(s.real("rate"), s.flag("rescale")), None),
    "flatten": plain(Flatten),
}


# Our order of a parameter's numbers: [ky][kx][in][out] of [out][in][ky][kx], [in][out] of
# [out][in].
def to_ours(tensor):
    if tensor.dim() == 4:
        return tensor.permute(2, 3, 1, 0).reshape(-1)
    return tensor.t().reshape(-1) if tensor.dim() == 2 else tensor


def to_theirs(values, like):
    if like.dim() == 4:
        out, channels, height, width = like.shape
        return values.reshape(height, width, channels, out).permute(3, 2, 0, 1)
    return values.reshape(like.shape[1], like.shape[0]).t() if like.dim() == 2 else values


class Network(nn.Module):
    """The mirror image of a case, with our parameters and statistics in our order."""

    def __init__(self, case):
        super().__init__()
        self.case = case
        self.holders = {}  # layer's name: the module with its parameters
        self.masks = {}    # layer's name: Mask
        self.norms = []    # in order
        self.by_type = {}  # type: modules
        height, width, channels = case.sizes()[:3]
        self.layers, _ = self.make_list(case.layers, (channels, height, width))

    def make_list(self, layers, shape):
        modules = []
        for layer in layers:
            if layer.enabled:
                module, shape = self.make(layer, shape)
                modules.append(module)
        return nn.Sequential(*modules), shape

    def make(self, layer, shape):
        settings = Settings(layer)
        if layer.type == "residual":
            module = self.make_residual(layer, settings, shape)
        elif layer.type in MAKERS:
            module, self.holders[layer.name] = MAKERS[layer.type](settings, shape)
        else:
            raise Unknown(f"layer {layer.type} is unknown here")
        settings.done()
        if isinstance(module, nn.BatchNorm2d):
            self.norms.append(module)
        if isinstance(module, Mask):
            self.masks[layer.name] = module
        self.by_type.setdefault(layer.type, []).append(module)
        return module, shape_after(module, shape)

    def make_residual(self, layer, settings, shape):
        inner, after = self.make_list(layer.inner, shape)
        if settings.text("shortcut") == "identity":
            return Sum(inner, nn.Identity())
        stride = -(-shape[1] // after[1])
        shortcut = nn.Conv2d(shape[0], after[0], 1, stride, bias=False)
        self.holders[layer.name + ".shortcut"] = shortcut
        return Sum(inner, shortcut)

    def forward(self, x):
        return self.layers(x).flatten(1)

    # ---- Parameters, in our order ----

    def parameter(self, place):
        """The tensor of one range; kernel and gamma are `weight`, bias and beta are `bias`."""
        holder = self.holders[place.layer]
        name = {"kernel": "weight", "gamma": "weight", "bias": "bias", "beta": "bias"}[place.array]
        return getattr(holder, name)

    def take(self, parameters, statistics):
        """Takes our parameters and running statistics, and which ranges are frozen."""
        with torch.no_grad():
            for place in self.case.ranges:
                tensor = self.parameter(place)
                tensor.copy_(to_theirs(parameters[place.place], tensor))
                tensor.requires_grad_(place.trainable)
            self.take_statistics(statistics)

    def take_statistics(self, statistics):
        first = 0
        for norm in self.norms:
            for target in (norm.running_mean, norm.running_var):
                target.copy_(statistics[first:first + len(target)])
                first += len(target)
        if first != len(statistics):
            raise Unknown(f"{len(statistics)} running statistics, {first} here")

    def take_masks(self, name, examples=slice(None)):
        """The masks of some examples of a pass; None: nothing drops."""
        for layer, module in self.masks.items():
            module.mask = None
            if name is None:
                continue
            values = self.case[f"{name}.mask.{layer}"]
            shape = module.shape_of_input
            maps = values.reshape(-1, shape[1], shape[2], shape[0])
            module.mask = maps.permute(0, 3, 1, 2)[examples]

    def collect(self, value_of):
        """A flat array in our order of what `value_of` gives for every parameter."""
        out = torch.zeros(len(self.case["case.parameters"]))
        for place in self.case.ranges:
            value = value_of(self.parameter(place))
            if value is not None:
                out[place.place] = to_ours(value.detach())
        return out

    def values(self):
        return self.collect(lambda parameter: parameter)

    def gradient(self):
        return self.collect(lambda parameter: parameter.grad)

    def statistics(self):
        parts = [part for norm in self.norms for part in (norm.running_mean, norm.running_var)]
        return torch.cat(parts).clone() if parts else torch.zeros(0)

    def recalibrate(self, x):
        """Population statistics, norm by norm, each fed through those before it."""
        seen = []
        self.eval()
        for norm in self.norms:
            hook = norm.register_forward_hook(lambda module, inputs, output: seen.append(inputs[0]))
            with torch.no_grad():
                self(x)
                maps = seen.pop()
                norm.running_mean.copy_(maps.mean((0, 2, 3)))
                norm.running_var.copy_(maps.var((0, 2, 3), unbiased=False))
            hook.remove()


def shape_after(module, shape):
    """C x H x W of a module's output, by trying; a Mask remembers that of its input."""
    module.shape_of_input = shape
    module.eval()
    with torch.no_grad():
        return tuple(module(torch.zeros(1, *shape)).shape[1:])
