"""Networks, losses and whole training against PyTorch, in double.

    network.py DRIVER      DRIVER is the program made of network.c

One line a case: what was compared, and the largest difference found. Exit status 1 when one
differs, when a layer, loss or preset was in no case, or when a comparison does not see a spoiled
value. Two kinds of values are spoiled, by a factor of 1.0001: each kind of number of ours, and for
every type of layer and the optimizer what PyTorch makes of it.
"""

import subprocess
import sys
import warnings

sys.dont_write_bytecode = True

import torch  # noqa: E402

from mirror.case import read  # noqa: E402
from mirror.network import Network, Unknown, to_theirs  # noqa: E402
from mirror.training import Loss, optimizer_of  # noqa: E402

STEPS = 20
SPOIL = 1.0001

# Differences are relative to the largest number of those compared together.
# One pass: sums of some hundred products in another order.
PASS_TOLERANCE = 1e-12
# 20 steps pass each difference on to the next gradient.
STEPS_TOLERANCE = 1e-11
# Adam divides a gradient by its own size and epsilon, 1e-8: the gradient of a bias before batch
# normalisation is 0, by rounding 1e-17, and moves the bias by 1e-9 of the learning rate.
ADAM_TOLERANCE = 1e-10
# A product with the Hessian is a difference of gradients (src/curvature/hessian.c), with the rounding
# error of the one over 1e-8.
HESSIAN_TOLERANCE = 1e-5
# Float32 has 24 bits, 6e-8.
FLOAT_TOLERANCE = 1e-5
# What is below this share of the largest gradient is 0 but for rounding: it is compared on the
# scale of the whole gradient and cannot be spoiled visibly.
ROUNDING = 1e-10
# The share of a mask is a random number; a rate that is off by a fifth is seen.
SHARE_SIGMAS, SHARE_SPOIL = 4, 1.2


def largest(values):
    return float(values.abs().max()) if len(values) else 0.0


class Numbers:
    """The comparisons of one case: for each kind of number the worst difference, the tolerance, and
    whether a spoiled value of ours was seen every time."""

    def __init__(self):
        self.found = {}

    def add(self, kind, ours, theirs, tolerance, spoil=SPOIL):
        """One array against another, on the scale of its own largest number."""
        self.add_scaled(kind, ours, theirs, tolerance, largest(theirs), spoil)

    def add_scaled(self, kind, ours, theirs, tolerance, scale, spoil=SPOIL):
        scale = scale or 1.0
        worst = self.difference(ours, theirs) / scale
        seen = True
        if largest(theirs) > ROUNDING * scale and ours.shape == theirs.shape:
            spoiled = ours.clone()
            spoiled[theirs.abs().argmax()] *= spoil
            seen = self.difference(spoiled, theirs) / scale > tolerance
        before = self.found.get(kind, (0.0, tolerance, True))
        self.found[kind] = (max(worst, before[0]), tolerance, seen and before[2])

    @staticmethod
    def difference(ours, theirs):
        if ours.shape != theirs.shape:
            return float("inf")
        worst = largest(ours - theirs)
        return worst if worst == worst else float("inf")

    def wrong(self):
        return [kind for kind, (worst, tolerance, seen) in self.found.items()
                if not (worst <= tolerance and seen)]

    def text(self):
        """The worst difference of each group of kinds, and all of what is wrong."""
        worst = {}
        for kind, (difference, tolerance, _) in self.found.items():
            if tolerance > 0:
                group = next((g for g in ("20 steps", "float32", "mask") if kind.startswith(g)),
                             "one pass")
                worst.setdefault(group, []).append((difference / tolerance, difference, tolerance))
        parts = [f"{group} {max(of)[1]:.0e} (allowed {max(of)[2]:.0e})"
                 for group, of in worst.items()]
        for kind in self.wrong():
            difference, tolerance, seen = self.found[kind]
            parts.append(f"WRONG {kind} {difference:.1e} (allowed {tolerance:.0e})"
                         + ("" if seen else ", and a spoiled value was not seen"))
        return f"{len(self.found)} kinds of numbers, " + ", ".join(parts)


def started(case):
    network = Network(case)
    network.take(case["case.parameters"], case["case.statistics"])
    return network


def scalar(value):
    return value.detach().reshape(1)


def compare_training(case, network, numbers, name):
    """Loss, gradient of every range, running statistics of one mini-batch."""
    loss, batch = Loss(case), case.batch(0)
    labels = case.labels()[batch]
    network.train(name == "training")
    network.take_masks(name)
    network.zero_grad()
    logits = network(case.inputs()[batch])
    value, penalty = loss(logits, labels), loss.penalty(network)
    (value + penalty).backward()
    numbers.add(f"{name} loss", case[f"{name}.loss"], scalar(value), PASS_TOLERANCE)
    numbers.add("penalty", case[f"{name}.penalty"], scalar(penalty), PASS_TOLERANCE)
    numbers.add("weight", case[f"{name}.weight"], scalar(loss.weight(labels).sum()), PASS_TOLERANCE)
    numbers.add("correct", case[f"{name}.correct"],
                scalar((loss.predicted(logits) == labels).sum().double()), 0)
    gradient = network.gradient()
    for place in case.ranges:
        theirs, scale = gradient[place.place], largest(gradient)
        if largest(theirs) > ROUNDING * scale:
            scale = largest(theirs)
        numbers.add_scaled(f"{name} gradient of {place.name}",
                           case[f"{name}.gradient"][place.place], theirs, PASS_TOLERANCE, scale)
    numbers.add(f"{name} statistics", case[f"{name}.statistics"], network.statistics(),
                PASS_TOLERANCE)


def compare_curvature(case, network, numbers):
    """The Hessian of the first mini-batch times a direction, by differentiating twice."""
    loss, batch, way = Loss(case), case.batch(0), case["hessian.way"]
    network.train()
    network.take_masks("training")
    total = loss(network(case.inputs()[batch]), case.labels()[batch]) + loss.penalty(network)
    places = [place for place in case.ranges if place.trainable]
    tensors = [network.parameter(place) for place in places]
    slopes = torch.autograd.grad(total, tensors, create_graph=True)
    along = sum((slope * to_theirs(way[place.place], tensor)).sum()
                for slope, place, tensor in zip(slopes, places, tensors))
    network.zero_grad()
    if along.requires_grad:  # else the loss is linear
        for tensor, product in zip(tensors, torch.autograd.grad(along, tensors, allow_unused=True)):
            tensor.grad = product
    numbers.add("hessian times a direction", case["hessian.product"], network.gradient(),
                HESSIAN_TOLERANCE)


def compare_evaluation(case, network, numbers, name, stretch=None):
    """Logits, losses and classes of all examples; batch statistics of stretches when asked for."""
    loss, inputs, labels = Loss(case), case.inputs(), case.labels()
    network.train(stretch is not None)
    parts = []
    with torch.no_grad():
        for first in range(0, len(inputs), stretch or len(inputs)):
            part = slice(first, first + (stretch or len(inputs)))
            network.take_masks(name if case.drops(name) else None, part)
            parts.append(network(inputs[part]))
    logits = torch.cat(parts)
    numbers.add(f"{name} logits", case[f"{name}.logits"], logits.reshape(-1), PASS_TOLERANCE)
    numbers.add(f"{name} losses", case[f"{name}.losses"], loss.each(logits, labels), PASS_TOLERANCE)
    numbers.add("classes", case[f"{name}.predicted"], loss.predicted(logits).double(), 0)


def compare_masks(case, network, numbers):
    """What is kept is divided by its probability, or not; the dropped share is near the rate."""
    for layer, module in network.masks.items():
        names = [key[:-len(".mask." + layer)] for key in case.numbers
                 if key.endswith(".mask." + layer)]
        masks = [case[f"{name}.mask.{layer}"] for name in names]
        steps = torch.cat([m for m, name in zip(masks, names) if name.startswith("step-")])
        kept = steps[steps != 0]
        # A rate is rounded to 16 bits.
        numbers.add("mask factor", kept, torch.full_like(kept, module.factor),
                    2.0 ** -16 / (1 - module.rate))
        spread = (module.rate * (1 - module.rate) / len(steps)) ** 0.5
        share = 1 - len(kept) / len(steps)
        numbers.add("mask share", torch.tensor([share]), torch.tensor([module.rate]),
                    SHARE_SIGMAS * spread / module.rate, SHARE_SPOIL)
        if torch.equal(masks[names.index("step-0")], masks[names.index("step-3")]):
            raise Unknown(f"{layer} has the same mask in two steps")


def walk(case, network, factor=1.0):
    """The losses of 20 steps and the one after them; the network is left where it ends."""
    loss, optimizer = Loss(case), optimizer_of(network, factor)
    inputs, labels = case.inputs(), case.labels()
    losses = []
    network.train()
    for step in range(STEPS + 1):
        batch = case.batch(step)
        network.take_masks(f"step-{step}")
        optimizer.zero_grad()
        statistics = network.statistics()
        value = loss(network(inputs[batch]), labels[batch]) + loss.penalty(network)
        losses.append(float(value.detach()))
        if step < STEPS:
            value.backward()
            optimizer.step()
    with torch.no_grad():
        network.take_statistics(statistics)  # looking at the last loss moves nothing
    return torch.tensor(losses)


def compare_steps(case, network, numbers):
    tolerance = ADAM_TOLERANCE if case.optimizer[0] == "adam" else STEPS_TOLERANCE
    losses = walk(case, network)
    for key, theirs in (("losses", losses), ("parameters", network.values()),
                        ("statistics", network.statistics())):
        numbers.add(f"{STEPS} steps' {key}", case[f"double.{key}"], theirs, tolerance)
    numbers.add("float32 loss", case["float.losses"][-1:], losses[-1:], FLOAT_TOLERANCE)


def mutants(case):
    """Each type of layer, and the optimizer, with what it gives times SPOIL: which pass unseen?"""
    unseen = []
    for kind in sorted(case.types()):
        network, numbers = started(case), Numbers()
        network.by_type[kind][0].register_forward_hook(lambda m, i, output: output * SPOIL)
        compare_training(case, network, numbers, "training")
        if not numbers.wrong():
            unseen.append(kind)
    numbers = Numbers()
    numbers.add("losses", case["double.losses"], walk(case, started(case), SPOIL), ADAM_TOLERANCE)
    if not numbers.wrong():
        unseen.append(case.optimizer[0])
    return unseen


def compare(case):
    """Whether the case is the same in every number, and the line to print."""
    numbers, unseen = Numbers(), []
    try:
        compare_training(case, started(case), numbers, "training")
        compare_curvature(case, started(case), numbers)
        compare_evaluation(case, started(case), numbers, "inference")
        if case.has("frozen"):
            compare_training(case, started(case), numbers, "frozen")
            compare_evaluation(case, started(case), numbers, "stretches", case.sizes()[5])
            network = started(case)
            network.recalibrate(case.inputs())
            numbers.add("recalibrated statistics", case["recalibrated.statistics"],
                        network.statistics(), PASS_TOLERANCE)
            compare_evaluation(case, network, numbers, "recalibrated")
        if case.has("dropping"):
            compare_evaluation(case, started(case), numbers, "dropping")
        if case.has("as-training"):
            compare_evaluation(case, started(case), numbers, "as-training", case.sizes()[5])
        network = started(case)
        compare_masks(case, network, numbers)
        compare_steps(case, network, numbers)
        unseen = mutants(case)
    except KeyError as key:
        return False, f"FAILED  network {case.name}: no {key} in the driver's text"
    except (Unknown, RuntimeError) as problem:  # of PyTorch: shapes that do not fit
        return False, f"FAILED  network {case.name}: {problem}"
    held = not numbers.wrong() and not unseen
    line = f"{'same' if held else 'FAILED'}  network {case.name}: {numbers.text()}"
    return held, line + "".join(f", WRONG a spoiled {kind} was not seen" for kind in unseen)


def main():
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")  # an even kernel with padding="same" is slow there
    text = subprocess.run([sys.argv[1]], check=True, capture_output=True, text=True).stdout
    registries, cases = read(text)
    failed = not cases
    covered = {"layers": set(), "losses": set(), "presets": set()}
    for case in cases:
        held, line = compare(case)
        print(line, flush=True)
        failed |= not held
        if held:
            covered["layers"] |= case.types()
            covered["losses"].add(case.loss[0])
            covered["presets"].add(case.name)
    for kind, names in registries.items():
        for name in sorted(set(names) - covered[kind]):
            print(f"FAILED  {kind}: {name} was not compared")
            failed = True
    return 1 if failed else 0


sys.exit(main())
