#!/usr/bin/env python3
"""ravine against PyTorch, libtorch and ONNX Runtime: the same work, on the same core, in the same run.

    peers.py RAVINE [--into FILE]... [--rounds N] [--core N] [--variants]

All are pinned to one core and measured in processor time, in turn: ravine, every variant of the
peers, ravine, every variant ... A figure is the median over the rounds, a ratio the median of the
ratios of the rounds. A peer counts with its best variant. The first round is a noisy one: after it
those stay in that are not much slower than the best of their peer, and five at least. Prints a
Markdown table; with --into it also replaces the lines between the two markers of FILE, where it has
them. --variants lists what every variant took.

Needs PyTorch (Debian: python3-torch) in the Python that runs it. libtorch (Debian: libtorch-dev;
training) is compiled for the run. ONNX Runtime (inference) is Node's package onnxruntime-node, found
through NODE_PATH. Where one is missing its rows say "not installed".
"""

import argparse
import datetime
import itertools
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile

BEGIN, END = "<!-- bench-peers: begin -->", "<!-- bench-peers: end -->"
STAY_LEAST, STAY_WITHIN = 5, 1.4  # of a peer's variants after the first round; times the best

# glibc keeps what it freed: up to twice as fast at larger batches. Read when a process starts.
MALLOC = {"malloc": {}, "tuned malloc": {"MALLOC_TRIM_THRESHOLD_": "4000000000",
                                         "MALLOC_MMAP_THRESHOLD_": "4000000000"}}

TRAINING = ["", "channels_last", "foreach", "channels_last foreach", "script foreach",
            "dense_as_conv foreach", "dense_as_conv channels_last foreach",
            "dense_as_conv channels_last script foreach"]
TRAINING += ["libtorch", "libtorch channels_last", "libtorch dense_as_conv",
             "libtorch dense_as_conv channels_last"]
LARGE = ["libtorch", "libtorch dense_as_conv channels_last", "foreach", "channels_last foreach", "dense_as_conv channels_last foreach"]
FIXED = ["", "channels_last", "frozen", "optimized", "channels_last frozen",
         "dense_as_conv optimized", "dense_as_conv channels_last frozen", "onnx",
         "dense_as_conv onnx"]
MOVING = ["", "channels_last", "script", "folded", "channels_last folded",
          "dense_as_conv channels_last folded"]

# Workload and batch in ravine's document; what the worker is told; goal (ratio).
LOADS = [
    ("W1", 4, "training W1 4", TRAINING, 22),
    ("W1", 16, "training W1 16", TRAINING, 8.5),
    ("W1", 64, "training W1 64", TRAINING, 5),
    ("W2", 32, "training W2 32", TRAINING, 7.5),
    ("W2", 128, "training W2 128", TRAINING, 9),
    ("W3", 16, "training W3 16", LARGE, 1),
    ("W5", 1000, "landscape W5 {}", MOVING, 4.7),
    ("W7", 10000, "inference W7 {}", FIXED, 1.7),
]
BLOCKS = {"landscape": (100, 250, 1000), "inference": (100, 500, 1000)}
TEXT = {"W1": "tiny-cnn, a training step", "W2": "keras-example, a training step (Adam)",
        "W3": "vgg-like, a training step", "W5": "tiny-cnn, 1,000 examples at other weights",
        "W7": "tiny-cnn, inference of 10,000 examples"}
PEAK_SHARE_GOAL = 70  # per cent, W1 batch 16


HERE = os.path.dirname(os.path.abspath(__file__))


class Worker:
    """A process of worker.py, or of libtorch.cpp."""

    def __init__(self, settings, program=None):
        command = [program] if program else [sys.executable, "-W", "ignore",
                                             os.path.join(HERE, "worker.py")]
        self.process = subprocess.Popen(command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        env={**os.environ, **settings})
        self.versions = json.loads(self.process.stdout.readline())  # {peer: version or None}

    def measure(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit(f"peers: the worker failed at '{command}'")
        return float(answer)

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def libtorch(folder):
    """libtorch.cpp compiled, or None where libtorch is not installed."""
    program = os.path.join(folder, "libtorch")
    done = subprocess.run(
        ["c++", "-std=c++17", "-O2", os.path.join(HERE, "libtorch.cpp"), "-o", program,
         "-I/usr/include/torch/csrc/api/include", "-ltorch", "-ltorch_cpu", "-lc10"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return program if done.returncode == 0 else None


def commands(load):
    """All variants of a workload: (malloc, command)."""
    _, _, command, variants, _ = load
    blocks = BLOCKS.get(command.split()[0], ("",))
    return [(malloc, f"{command.format(block)} {variant}".strip())
            for malloc, block, variant in itertools.product(MALLOC, blocks, variants)]


def peer_of(command):
    names = {"onnx": "ONNX Runtime", "libtorch": "libtorch"}
    return next((names[word] for word in command.split() if word in names), "PyTorch")


def those_that_stay(found, keys):
    """After the first round: of each peer the fastest few and what comes near its best."""
    kept = []
    for peer in {peer_of(command) for _, command in keys}:
        mine = sorted((key for key in keys if peer_of(key[1]) == peer), key=lambda k: found[k][0])
        limit = STAY_WITHIN * found[mine[0]][0]
        kept += [key for n, key in enumerate(mine) if n < STAY_LEAST or found[key][0] <= limit]
    return kept


def name_of(malloc, command):
    """What the table calls a variant."""
    kind, _, batch, *words = command.split()
    names = {"optimized": "optimize_for_inference", "frozen": "frozen TorchScript",
             "script": "TorchScript", "folded": "BN folded by hand",
             "dense_as_conv": "dense as conv"}
    parts = [names.get(word, word) for word in words
             if word not in ("onnx", "libtorch")]
    parts = parts or ["all optimizations" if peer_of(command) == "ONNX Runtime" else "eager"]
    if kind != "training":
        parts.append(f"batch {batch}")
    if malloc != "malloc":
        parts.append(malloc)
    return ", ".join(parts)


def run(command):
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout


def own_version(ravine):
    """"ravine 0.1.0 (git 0123abcd, gcc 12.2.0)"."""
    name, about = run([ravine, "--version"]).strip().split("\n")[:2]
    return f"{name} ({', '.join(about.split(', ')[:2])})"


def own(ravine, name):
    """{(workload, batch): row} of one call of `ravine bench`."""
    return {(row["workload"], row["batch"]): row
            for row in json.loads(run([ravine, "bench", "--json", name]))}


def measure_all(ravine, rounds):
    """For each load ravine's rows and {variant: milliseconds}, one entry a round; the versions of
    the peers (None: not installed); the load of the machine at each round."""
    with tempfile.TemporaryDirectory() as folder:
        program = libtorch(folder)
        workers = {}
        for malloc, settings in MALLOC.items():
            workers[malloc, False] = Worker(settings)
            if program:
                workers[malloc, True] = Worker(settings, program)
    versions = {"libtorch": None}
    for worker in workers.values():
        versions.update(worker.versions)
    rows, peers, busy = {}, {load[:2]: {} for load in LOADS}, []
    entrants = {load[:2]: [c for c in commands(load) if versions[peer_of(c[1])]] for load in LOADS}
    for turn in range(rounds):
        busy.append(os.getloadavg()[0])
        for load in LOADS:
            key = load[:2]
            print(f"round {turn + 1} of {rounds}: {key[0]} {key[1]}", end="   \r",
                  file=sys.stderr)
            rows.setdefault(key, []).append(own(ravine, key[0])[key])
            for malloc, command in entrants[key]:
                worker = workers[malloc, peer_of(command) == "libtorch"]
                value = worker.measure(command)
                peers[key].setdefault((malloc, command), []).append(value)
            if turn == 0:
                entrants[key] = those_that_stay(peers[key], entrants[key])
    print(" " * 40, end="\r", file=sys.stderr)
    for worker in workers.values():
        worker.end()
    return rows, peers, versions, busy


def brief(value):
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"


def reached(ratio, goal):
    return "yes" if ratio >= goal else f"no: {100 * (1 - ratio / goal):.0f} % short"


def row_of(load, peer, mine, found, rounds):
    """One peer at one workload: its cells after ravine's; `found` {variant: times}."""
    entries = [(v, t) for v, t in found.items() if len(t) == rounds and peer_of(v[1]) == peer]
    if not entries:
        return f"{peer} | not installed | | | | |"
    best, times = min(entries, key=lambda entry: statistics.median(entry[1]))
    ratio = statistics.median(t / m for t, m in zip(times, mine))
    return f"{peer} | {brief(statistics.median(times))} | {name_of(*best)} | {ratio:.1f}× | " \
           f"{load[4]:g}× | {reached(ratio, load[4])} |"


def table(rows, peers, rounds):
    lines = ["| workload | batch | ravine, ms | of peak | peer | its ms | its best variant | ratio "
             "| goal | reached |", "|---|---|---|---|---|---|---|---|---|---|"]
    for load in LOADS:
        key = load[:2]
        mine = [row["ms_per_step_median"] for row in rows[key]]
        share = statistics.median(
            100 * row["gflops"] * row["ms_per_step"] / row["ms_per_step_median"]
            / row["peak_gflops"] for row in rows[key])
        for peer in sorted({peer_of(command) for _, command in commands(load)}, reverse=True):
            lines.append(f"| {key[0]}: {TEXT[key[0]]} | {key[1]} | "
                         f"{brief(statistics.median(mine))} | {share:.0f} % | "
                         + row_of(load, peer, mine, peers[key], rounds))
        if key == ("W1", 16):
            peak = f"W1 at batch 16 runs at {share:.0f} % of the peak " \
                   f"(goal {PEAK_SHARE_GOAL} %: {reached(share, PEAK_SHARE_GOAL)})."
    return lines, peak


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def report(ravine, found, rounds, core):
    rows, peers, versions, busy = found
    lines, peak = table(rows, peers, rounds)
    known = ", ".join(f"{peer} {version}" for peer, version in versions.items() if version)
    peaks = [row["peak_gflops"] for found in rows.values() for row in found]
    head = run([ravine, "bench", "W4"]).split(";")[0]
    about = [
        f"{datetime.date.today()}, {processor()}, {os.cpu_count()} cores, {head}; float32 peak of "
        f"the core {statistics.median(peaks):.0f} GFLOP/s.",
        f"{own_version(ravine)}, {known}, Python {platform.python_version()}. One thread "
        f"each on core {core}, processor time,",
        f"medians of {rounds} rounds in turn; load of the machine {min(busy):.1f} to "
        f"{max(busy):.1f}. {peak}",
    ]
    return [*about, "", *lines]


def put_into(path, lines):
    with open(path, encoding="utf-8") as file:
        before, begin, rest = file.read().partition(BEGIN)
    after = rest.partition(END)[2]
    if not begin:
        print(f"bench-peers: {path} has no line '{BEGIN}'", file=sys.stderr)
        return
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join([before + BEGIN, *lines, END + after]))


def print_variants(peers):
    for (name, batch), found in peers.items():
        print(f"\n{name} {batch}: milliseconds, median of so many rounds")
        for variant, times in sorted(found.items(), key=lambda v: statistics.median(v[1])):
            print(f"{statistics.median(times):10.3f}  {len(times)}  {peer_of(variant[1])}: "
                  f"{name_of(*variant)}")


def main():
    parser = argparse.ArgumentParser(description="ravine against PyTorch, on one core")
    parser.add_argument("ravine")
    parser.add_argument("--into", metavar="FILE", action="append", default=[],
                        help="replace the table of this document")
    parser.add_argument("--variants", action="store_true", help="list what every variant took")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)),
                        choices=sorted(os.sched_getaffinity(0)),
                        help="the core that all run on; the last one without it")
    options = parser.parse_args()
    os.sched_setaffinity(0, {options.core})  # children inherit it
    found = measure_all(options.ravine, options.rounds)
    lines = report(options.ravine, found, options.rounds, options.core)
    print("\n".join(lines))
    for path in options.into:
        put_into(path, lines)
    if options.variants:
        print_variants(found[1])


if __name__ == "__main__":
    main()
