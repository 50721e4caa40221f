"""PyTorch at the workloads of `ravine bench`: one process, commanded over standard input.

    training W1 16 channels_last foreach   ->   milliseconds of processor time a step

A process, because the settings of malloc are read once, when it starts. Everything is made before
the first timing, every variant is warmed up, and what is timed is what a loop in a notebook does:
examples picked by index, forward, loss, backward, update. Losses are not read back, which would
only cost time.
"""

import json
import os
import subprocess
import sys
import tempfile
import time

import torch
import torch.nn.functional as F
from torch import nn

NODE = ["node", os.path.join(os.path.dirname(os.path.abspath(__file__)), "onnx.js")]


def onnx_version():
    """Of Node's package onnxruntime-node; None where it is not installed."""
    try:
        done = subprocess.run(NODE, capture_output=True, text=True)
    except FileNotFoundError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None

SECONDS = 0.3  # of processor time for one figure
REPETITIONS = 5  # at least; the median is the figure
LEAST = 0.01  # seconds of one repetition


def block(inputs, outputs, batchnorm_first):
    norm, relu = nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)
    tail = [norm, relu] if batchnorm_first else [relu, norm]
    return [nn.Conv2d(inputs, outputs, 3, padding=1), *tail]


def dense(channels, side, outputs, as_conv):
    """The layer after the last map. As a convolution over the whole map it needs no copy and no
    BLAS, of which Debian has the slow reference version unless another one is installed."""
    if as_conv:
        return [nn.Conv2d(channels, outputs, side), nn.Flatten()]
    return [nn.Flatten(), nn.Linear(channels * side * side, outputs)]


def tiny_cnn(as_conv):
    return nn.Sequential(*block(1, 8, True), nn.MaxPool2d(2), *block(8, 16, True), nn.MaxPool2d(2),
                         *dense(16, 4, 2, as_conv))


def keras_example(as_conv):
    return nn.Sequential(nn.Conv2d(1, 32, 3), nn.ReLU(inplace=True), nn.MaxPool2d(2),
                         *dense(32, 13, 10, as_conv))


def vgg_like(as_conv):
    layers, inputs = [], 3
    for outputs in (64, 128, 256, 512):
        layers += [*block(inputs, outputs, False), *block(outputs, outputs, False),
                   nn.MaxPool2d(2)]
        inputs = outputs
    return nn.Sequential(*layers, *dense(512, 3, 512, as_conv), nn.ReLU(inplace=True),
                         nn.Dropout(0.5), nn.Linear(512, 30))


# Network, shape of an example (channels first), classes, examples of the pool.
NETWORKS = {"W1": (tiny_cnn, (1, 16, 16), 2, 1024), "W2": (keras_example, (1, 28, 28), 10, 1024),
            "W3": (vgg_like, (3, 50, 55), 30, 32), "W5": (tiny_cnn, (1, 16, 16), 2, 1000),
            "W7": (tiny_cnn, (1, 16, 16), 2, 10000)}


def make(name, words):
    """Network, inputs, labels."""
    torch.manual_seed(1)
    network, shape, classes, examples = NETWORKS[name]
    model, x = network("dense_as_conv" in words), torch.randn(examples, *shape)
    if "channels_last" in words:
        model = model.to(memory_format=torch.channels_last)
        x = x.contiguous(memory_format=torch.channels_last)
    return model, x, torch.arange(examples) % classes


def optimizer_of(name, model, foreach):
    if name == "W2":
        return torch.optim.Adam(model.parameters(), foreach=foreach)
    return torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, foreach=foreach)


def training(name, batch, *words):
    model, x, labels = make(name, words)
    batch, place = int(batch), 0
    order = torch.randperm(len(x))
    if "script" in words:
        model = torch.jit.script(model)
    optimizer = optimizer_of(name, model, "foreach" in words)

    def step():
        nonlocal place
        chosen = order[place:place + batch]
        place = (place + batch) % (len(x) - batch + 1)
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(model(x[chosen]), labels[chosen]).backward()
        optimizer.step()

    return step


class Session:
    """The network in ONNX Runtime, a process of its own, one thread."""

    def __init__(self, model, x, batch):
        with tempfile.NamedTemporaryFile(suffix=".onnx") as file:
            torch.onnx.export(model, x[:batch], file.name, input_names=["x"], output_names=["y"],
                              dynamic_axes={"x": {0: "n"}, "y": {0: "n"}})
            self.process = subprocess.Popen(
                [*NODE, file.name, *map(str, (batch, *x.shape))], text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            self.measure()  # the model has been read when the first answer comes

    def measure(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


def inference(name, batch, *words):
    """All examples once. Only the outputs: ravine makes loss and class of each example too."""
    model, x, _ = make(name, words)
    model.eval()
    batches = x.split(int(batch))
    if "onnx" in words:
        return Session(model, x, int(batch))
    if "frozen" in words or "optimized" in words:
        model = torch.jit.freeze(torch.jit.trace(model, batches[0]))
    if "optimized" in words:
        model = torch.jit.optimize_for_inference(model)

    def step():
        with torch.inference_mode():
            for part in batches:
                model(part)

    return step


class Folded(nn.Module):
    """tiny_cnn with batch normalisation folded into the convolutions at each new point."""

    def __init__(self, model):
        super().__init__()
        self.source = model
        self.norms = [m for m in model if isinstance(m, nn.BatchNorm2d)]
        self.convs = [m for m in model if isinstance(m, nn.Conv2d)][:len(self.norms)]
        self.dense = model[-2:]

    def prepare(self):
        self.weights = []
        for conv, norm in zip(self.convs, self.norms):
            scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            self.weights.append((conv.weight * scale[:, None, None, None],
                                 (conv.bias - norm.running_mean) * scale + norm.bias))

    def forward(self, x):
        for weight, bias in self.weights:
            x = F.max_pool2d(F.relu_(F.conv2d(x, weight, bias, padding=1)), 2)
        return self.dense(x)


def landscape(name, batch, *words):
    """One point: other weights, the mean loss of all examples."""
    model, x, labels = make(name, words)
    model.eval()
    parameters = list(model.parameters())
    centre = [p.detach().clone() for p in parameters]
    across = [[torch.randn_like(p) for p in centre] for _ in range(2)]
    batches = list(zip(x.split(int(batch)), labels.split(int(batch))))
    run = Folded(model) if "folded" in words else model
    if "script" in words:
        run = torch.jit.trace(model, batches[0][0])
    point = 0

    def step():
        nonlocal point
        point += 1
        a, b = (point % 51) / 25 - 1, (point // 51 % 51) / 25 - 1
        with torch.inference_mode():
            for p, c, u, v in zip(parameters, centre, *across):
                p.copy_(c + a * u + b * v)
            if "folded" in words:
                run.prepare()
            sum(F.cross_entropy(run(part), label, reduction="sum") for part, label in batches)

    return step


def median(values):
    values = sorted(values)
    return (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2


def measure(step):
    """The median over repetitions, each long against the resolution of the clock."""
    if isinstance(step, Session):
        return step.measure()
    step()
    begun = time.process_time()
    step()
    once = max(time.process_time() - begun, 1e-6)
    for _ in range(min(20, int(SECONDS / once))):
        step()
    count = max(1, round(LEAST / once))
    times, spent = [], 0
    while len(times) < REPETITIONS or spent < SECONDS:
        begun = time.process_time()
        for _ in range(count):
            step()
        times.append((time.process_time() - begun) / count)
        spent += times[-1] * count
    return 1e3 * median(times)


def main():
    torch.set_num_threads(1)
    print(json.dumps({"PyTorch": torch.__version__,
                      "ONNX Runtime": onnx_version()}), flush=True)
    kinds = {"training": training, "inference": inference, "landscape": landscape}
    ready = {}
    for line in sys.stdin:
        kind, *words = line.split()
        if line not in ready:
            ready[line] = kinds[kind](*words)
        print(measure(ready[line]), flush=True)


if __name__ == "__main__":
    main()
