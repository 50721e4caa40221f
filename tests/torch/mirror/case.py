"""The text of network.c, read."""

import torch


class Case:
    """One network: its configuration, and every number that ravine made of it."""

    def __init__(self, name):
        self.name = name
        self.layers = []  # trees, see Layer
        self.loss = None  # (type, settings)
        self.optimizer = None
        self.ranges = []
        self.numbers = {}  # "training.gradient": float64 tensor

    def __getitem__(self, key):
        return self.numbers[key]

    def has(self, name):
        """Whether a pass was made."""
        return any(key.startswith(name + ".") for key in self.numbers)

    def drops(self, name):
        """Whether dropout was on in a pass."""
        return any(key.startswith(name + ".mask.") for key in self.numbers)

    def sizes(self):
        """height, width, channels, classes, examples of a mini-batch, of a stretch"""
        return [int(x) for x in self["case.sizes"]]

    def types(self):
        """The types of the layers that are on, inner ones included."""
        return {layer.type for layer in flat(self.layers) if layer.enabled}

    def inputs(self):
        """All examples: N x C x H x W of our N x H x W x C."""
        height, width, channels = self.sizes()[:3]
        maps = self["case.inputs"].reshape(-1, height, width, channels)
        return maps.permute(0, 3, 1, 2).contiguous()

    def labels(self):
        return self["case.labels"].long()

    def batch(self, step):
        """Which examples step t takes: the mini-batches of the pool come round in turn."""
        size, order = self.sizes()[4], self["case.order"].long()
        first = step % 3 * size
        return order[first:first + size]


class Layer:
    def __init__(self, name, kind, enabled, settings):
        self.name, self.type, self.enabled, self.settings = name, kind, enabled, settings
        self.inner = []


class Range:
    def __init__(self, name, offset, count, rate, decay, trainable):
        self.layer, self.array = name.rsplit(".", 1)
        self.name = name
        self.place = slice(int(offset), int(offset) + int(count))
        self.rate, self.decay, self.trainable = float(rate), float(decay), trainable == "1"


def flat(layers):
    for layer in layers:
        yield layer
        yield from flat(layer.inner)


def settings_of(fields):
    return dict(field.split("=", 1) for field in fields)


def add_layer(case, depth, name, kind, enabled, *settings):
    target = case.layers
    for _ in range(int(depth)):
        target = target[-1].inner
    target.append(Layer(name, kind, enabled == "1", settings_of(settings)))


def read(text):
    """The registries {"layers": [names]} and the cases."""
    registries, cases = {}, []
    for line in text.splitlines():
        word, *fields = line.split("\t")
        if word == "registry":
            registries[fields[0]] = fields[1].split()
        elif word == "case":
            cases.append(Case(fields[0]))
        elif word == "layer":
            add_layer(cases[-1], *fields)
        elif word in ("loss", "optimizer"):
            setattr(cases[-1], word, (fields[0], settings_of(fields[1:])))
        elif word == "range":
            cases[-1].ranges.append(Range(*fields))
        else:
            cases[-1].numbers[word] = torch.tensor([float(x) for x in fields[0].split()])
    return registries, cases
