#!/usr/bin/env python3
"""How time and memory of `ravine run` grow with the sizes of a scenario: one table, Markdown.

    growth.py RAVINE [AXIS...]

Each axis raises one size and leaves the others alone. Time is processor time of one thread, memory
the most that the process held; what `ravine --version` takes is subtracted. An exponent is the slope
between the last two sizes, log against log: 1 is proportional. Beside it stands the one that the
work itself has; whatever is larger is asked about.
"""

import math
import os
import subprocess
import sys
import tempfile

NETWORK = """network:
    - conv2d: {{filters: {filters}, kernel: 3, padding: same}}
    - relu
    - maxpool2d: {{pool: 2}}
    - conv2d: {{filters: {filters}, kernel: 3, padding: same}}
    - relu
    - global_avgpool
    - dense: {{units: 2}}
  data: {{set: gratings, size: {edge}, train: {examples}, validation: {examples}}}
  train: {{batch: 32, epochs: {epochs}}}"""
SURFACE = """surface: {{name: rosenbrock}}
  noise: {{name: gaussian, sigma: 1}}
  optimizer: {{name: sgd, learning_rate: 0.0002}}
  replicas: {replicas}
  record: {{steps_every: {every}}}
  train: {{steps_per_epoch: {steps}, epochs: {epochs}}}"""

# Axis: recipe, the sizes that stay, the key that grows, its sizes, exponents of time and memory that
# the work has.
AXES = {
    "examples": (NETWORK, {"filters": 8, "edge": 16, "epochs": 4}, "examples",
                 [1000, 2000, 4000, 8000, 16000], 1, 1),
    "epochs": (NETWORK, {"filters": 8, "edge": 16, "examples": 32}, "epochs",
               [250, 500, 1000, 2000, 4000], 1, 1),
    "filters": (NETWORK, {"edge": 16, "epochs": 2, "examples": 128}, "filters",
                [16, 32, 64, 128, 256], 2, 2),
    "image edge": (NETWORK, {"filters": 8, "epochs": 2, "examples": 512}, "edge",
                   [16, 24, 32, 48, 64], 2, 2),
    "seeds": (SURFACE, {"replicas": 1, "every": 0, "steps": 50, "epochs": 50}, "seeds",
              [64, 128, 256, 512, 1024], 1, 1),
    "steps, recorded": (SURFACE, {"replicas": 1, "every": 1, "epochs": 20}, "steps",
                        [1000, 2000, 4000, 8000, 16000], 1, 1),
    "steps": (SURFACE, {"replicas": 1, "every": 0, "epochs": 20}, "steps",
              [50000, 100000, 200000, 400000, 800000], 1, 0),
    "replicas": (SURFACE, {"steps": 10, "every": 0, "epochs": 20}, "replicas",
                 [4000, 8000, 16000, 32000, 64000], 1, 1),
}


def measure(command):
    """Processor seconds and megabytes of a process."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"growth: {' '.join(command)} failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def run(ravine, folder, recipe, sizes):
    path, out = os.path.join(folder, "growth.yaml"), os.path.join(folder, "out")
    with open(path, "w", encoding="utf-8") as file:
        file.write("title: Growth\nrecipe:\n  " + recipe.format(**sizes) +
                   f"\nseeds: {{first: 1, count: {sizes.get('seeds', 1)}}}\n")
    return measure([ravine, "run", path, "--no-plots", "-q", "--threads", "1", "--force", "--out",
                    out])


def exponent(sizes, values):
    """The slope at the end; a growth that is lost in the base has none."""
    if values[-2] <= 0 or values[-1] <= 0:
        return 0.0
    return math.log(values[-1] / values[-2]) / math.log(sizes[-1] / sizes[-2])


def cell(value):
    return f"{value:.2g}" if value < 10 else f"{value:.0f}"


def main():
    ravine, names = os.path.abspath(sys.argv[1]), sys.argv[2:] or list(AXES)
    start, held = (min(values) for values in zip(*(measure([ravine, "--version"])
                                                   for _ in range(5))))
    print("| axis | sizes | seconds | exponent | of the work | MB | exponent | of the data |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            recipe, rest, key, sizes, time_work, memory_work = AXES[name]
            found = [run(ravine, folder, recipe, {**rest, key: size}) for size in sizes]
            seconds = [max(time - start, 0) for time, _ in found]
            memory = [max(most - held, 0) for _, most in found]
            print(f"| {name} | {', '.join(f'{s:,}' for s in sizes)} | "
                  f"{', '.join(map(cell, seconds))} | {exponent(sizes, seconds):.2f} | {time_work} "
                  f"| {', '.join(map(cell, memory))} | {exponent(sizes, memory):.2f} | "
                  f"{memory_work} |", flush=True)


if __name__ == "__main__":
    main()
