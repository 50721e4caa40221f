#!/usr/bin/env python3
"""Calls that fail: memory, files, processes, threads, one after the other, over the commands.

    faults.py self-test              a program that does everything wrong must be found out
    faults.py COUNT SEED             COUNT fault points, spread over all commands and kinds
    faults.py every [COMMAND[:KIND]...]   every fault point of these commands (all), minutes to hours
    faults.py one COMMAND KIND:N[+]  one of them, with what it printed and where it struck

A fault point is a command, a kind of call and the number N of the call that fails ("N+": all from
that one on). fault.c makes it fail, the program then must

  - end with a status of the contract, without a signal and within the time limit,
  - end as if nothing had happened, the same output and files; or say on standard error what
    failed: "ravine: out of memory" and status 1, or the system's reason and status 1, 2 or 3,
  - leave no file that is not whole, and none with a name that is not final.

Each command runs in a folder of its own with the files of tests/torture/faults in it.
B is the folder of the build: $B/ravine, $B/torture/fault.so, $B/torture/faults_planted.
"""

import concurrent.futures
import gzip
import json
import math
import os
import random
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
B = os.path.join(ROOT, os.environ.get("B", "build"))
RAVINE, PLANTED = os.path.join(B, "ravine"), os.path.join(B, "torture", "faults_planted")
FAULT = os.path.join(B, "torture", "fault.so")
LIMIT = 60  # seconds, for what hangs

# What each command line is called, and the command line. "done" is the folder of a run; into .refused
# `--all` does not look.
COMMANDS = {
    "check": "check tiny.yaml valley.yaml table.yaml",
    "check-wrong": "check .refused/wrong.yaml",
    "show": "show tiny.yaml",
    "show-forecast": "show valley.yaml --forecast",
    "run": "run tiny.yaml --out out --no-plots --threads 1",
    "run-threads": "run tiny.yaml --out out --no-plots --threads 2",
    "run-plots": "run tiny.yaml --out out --threads 1 -q",
    "run-valley": "run valley.yaml --out out --no-plots --threads 1 --json",
    "run-table": "run table.yaml --out out --no-plots --threads 1",
    "run-images": "run images.yaml --out out --no-plots --threads 1",
    "run-refused": "run tiny.yaml --out done --no-plots --threads 1",
    "run-all": "run --all --out out --no-plots --threads 1 -q",
    "plot": "plot done",
    "surface": "surface rosenbrock --optimizer adam,bfgs --out out --no-plots --set train.epochs=2",
    "surface-plots": "surface quadratic --out out --set train.epochs=2",
    "sheet": "sheet tiny.yaml --solution --threads 1",
    "list": "list",
    "list-layers": "list layers --json",
    "explain": "explain momentum",
    "reference": "explain --markdown",
    "exercise": "exercise calm-this --threads 1",
    "margin": "margin tiny.yaml --seeds 2 --threads 1",
    "pages": "pages runs --out pages",
    "sweep": "sweep tiny.yaml --vary train.batch=4,8 --seeds 1 --no-plots --out swept --threads 1 --json",
    "curvature": "curvature tiny.yaml --epochs 1 --examples 8 --probes 2 --out curved --threads 1",
    "landscape": "landscape tiny.yaml --points 5 --out valley --no-plots --threads 1",
    "diagnose": "diagnose runs/tiny --as-scenario stand-in.yaml",
    "export": "export tiny.yaml exported",
    "data": "data table.csv --json",
    "results": "results runs --out results",
    "tui": "tui tiny.yaml --threads 1 --keys keys --dump dump --size 80x24",
    "case": "case --seed 1 --threads 1 --keys keys --dump dump --size 80x24",
    "tui-lab": "tui --keys keys-lab --dump dump --size 100x30",
}
# Commands that need no row: one measures for minutes, one only prints.
LEFT_OUT = {"bench", "help"}
# What ends with another status than 0 even when nothing fails: wrong input, a folder that is taken,
# and statements that need more scenarios than there are here. Nothing else may, or it would be
# attacked on its way to a message only.
ALONE = {"check-wrong": 2, "run-refused": 2, "pages": 1}
# What fault.c gives for each kind.
REASON = {"malloc": "out of memory", "open": os.strerror(24), "read": os.strerror(5),
          "write": os.strerror(28), "fsync": os.strerror(5), "close": os.strerror(122),
          "rename": os.strerror(30), "mkdir": os.strerror(31), "unlink": os.strerror(1),
          "opendir": os.strerror(23), "stat": os.strerror(40), "pipe": os.strerror(24), "spawn": os.strerror(11),
          "thread": os.strerror(11)}
# The system's reason is not asked for: by curses, and where an optional file was tried to be read.
UNTOLD = re.compile("curses finds no description of any terminal|steps.csv'?(: | cannot be opened: )No such file|"
                    "is there already; --force|cannot write into the folder 'swept'|journal.csv cannot be opened: No such file")
UNFINISHED = re.compile(r"\.tmp-|(^|/)\.ravine\.lock$|manifest\.json\.old$")


def environment(**more):
    """Nothing of the caller's settings, and nothing of theirs is touched."""
    keep = {k: os.environ[k] for k in ("PATH", "TMPDIR", "LD_LIBRARY_PATH") if k in os.environ}
    return {**keep, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color", "RAVINE_PATH": ".", "HOME": "home",
            "XDG_STATE_HOME": "state", "OMP_NUM_THREADS": "1",
            "ASAN_OPTIONS": "verify_asan_link_order=0:exitcode=99:allocator_may_return_null=1",
            "LSAN_OPTIONS": "exitcode=99", "UBSAN_OPTIONS": "exitcode=99", **more}


def write_images(folder):
    """Two IDX files, twenty images of 4 x 4."""
    draw = random.Random(1)
    for name, header, size in (("images", (20, 4, 4), 320), ("labels", (20,), 20)):
        values = bytes(draw.randrange(256) if size > 20 else i % 2 for i in range(size))
        content = struct.pack(">4B", 0, 0, 8, len(header)) + struct.pack(f">{len(header)}I", *header)
        with open(os.path.join(folder, name + ".gz"), "wb") as file:
            file.write(gzip.compress(content + values, mtime=0))


def make_template(folder):
    """The files that every command finds: inputs, and a folder of a run."""
    shutil.copytree(os.path.join(HERE, "faults"), folder)
    write_images(folder)
    for words in ("run tiny.yaml --out done --no-plots -q", "run tiny.yaml --out runs/tiny --no-plots -q",
                  "exercise calm-this"):
        done = subprocess.run([RAVINE, *words.split()], cwd=folder, env=environment(), check=False,
                              capture_output=True, timeout=LIMIT)
        if done.returncode:
            raise SystemExit(f"FAIL faults: ravine {words}: {done.returncode} {done.stderr.decode()}")


def timeless(content):
    """Without what a clock decides."""
    content = re.sub(rb'("fingerprints?": )("\w*"|\{[^}]*\})', rb"\g<1>0", content)  # of its place, too
    content = re.sub(rb'("(?:started|ended|seconds|git|cpu)": )[^,\n}]*', rb"\g<1>0", content)
    return re.sub(rb"\d+(?:\.\d+)? (?:s|ms)\b", b"T s", content)


def tree(folder):
    """Path -> content of every file below, without the name of the folder."""
    found = {}
    for where, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(where, name)
            with open(path, "rb") as file:
                content = timeless(file.read())
            found[os.path.relpath(path, folder)] = content.replace(os.path.realpath(folder).encode(), b"FOLDER")
    return found


class Outcome:
    """What one call came to."""

    def __init__(self, status, out, err, files):
        self.status, self.out, self.err, self.files = status, timeless(out), err.decode(errors="replace"), files

    def same(self, other):
        """Of the standard error only the rest counts: it is where a note may stand."""
        return (self.status, self.out, self.files) == (other.status, other.out, other.files)


def call(arguments, template, **settings):
    """Runs the program in a copy of the template."""
    with tempfile.TemporaryDirectory(prefix="faults-") as scratch:
        folder = os.path.join(scratch, "f")
        shutil.copytree(template, folder)
        with subprocess.Popen(arguments, cwd=folder, env=environment(LD_PRELOAD=FAULT, **settings),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, start_new_session=True) as process:
            try:
                out, err = process.communicate(timeout=LIMIT)
                status = process.returncode
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                out, err = process.communicate()
                status = "hangs"
        return Outcome(status, out, err, tree(folder))


def whole(path, content):
    """Whether a file that differs from the one of the untouched call may be another whole one."""
    if path == "dump":  # of a menu with fewer cases
        return content.count(b"\n") in (24, 30)
    if path.endswith(".json"):
        try:
            json.loads(content)
            return True
        except ValueError:
            return False
    return False


def complaint(kind, outcome, reference, no_locale, template):
    """What is wrong with the outcome, or None."""
    if kind == "stat":  # the recipe is printed as it was written where its data are not seen
        outcome.files = {p: reference.files.get(p) if p.endswith("scenario.yaml") else c
                         for p, c in outcome.files.items()}
    if kind in ("unlink", "stat"):  # what cannot be removed, or seen, stays; nobody holds a lock's file
        outcome.files = {p: c for p, c in outcome.files.items() if not UNFINISHED.search(p)}
    for path, content in outcome.files.items():
        if content == template.get(path):
            continue
        if UNFINISHED.search(path):
            return f"{path} is left"
        if path.endswith("journal.csv") and reference.files.get(path, b"").startswith(content):
            continue  # it grows line by line; the next call goes on from there
        if content not in (reference.files.get(path), no_locale.files.get(path)) and not whole(path, content):
            return f"{path} differs from the one without a fault"
    if outcome.same(reference) or (kind == "malloc" and outcome.same(no_locale)):
        return None
    if outcome.status == "hangs":
        return f"does not end within {LIMIT} s"
    if outcome.status not in (0, 1, 2, 3):
        return f"status {outcome.status}"
    if kind == "malloc":
        extra = [x for x in outcome.err.splitlines() if x not in reference.err.splitlines()]
        extra = [x for x in extra if not re.search("^libgomp: |: Out of memory$", x)]  # curses
        if outcome.status != 1 or extra != ["ravine: out of memory"]:
            return f"status {outcome.status} and this message, for memory that fails"
    elif outcome.status == 0:
        return "status 0, and not what it gives otherwise"
    elif REASON[kind] not in outcome.err and not UNTOLD.search(outcome.err):
        return f"the message does not say '{REASON[kind]}'"
    return None


class Target:
    """A command line with its outcome when nothing fails, and how many calls of each kind it makes."""

    def __init__(self, name, arguments, template):
        self.name, self.arguments, self.template = name, arguments, template
        self.before = tree(template)
        with tempfile.NamedTemporaryFile() as report:
            self.reference = call(arguments, template, RAVINE_FAULT_REPORT=report.name)
            lines = report.read().decode().splitlines()
        # Where memory fails in setlocale(), the C library says that there is no such locale.
        ascii_only = ["--ascii"] if name.startswith("tui") else []
        self.no_locale = call(arguments + ascii_only, template, LC_ALL="C")
        self.count = {kind: int(n) for kind, n in (line.split() for line in lines if line)}
        if self.reference.status != ALONE.get(name, 0) or not self.count:
            raise SystemExit(f"FAIL faults: {name} alone: {self.reference.status}, {self.reference.err}")

    def attack(self, kind, at):
        """None, or what is wrong when call `at` ("7", "7+") of a kind fails."""
        outcome = call(self.arguments, self.template, RAVINE_FAULT=f"{kind}:{at}")
        wrong = complaint(kind, outcome, self.reference, self.no_locale, self.before)
        return (wrong, outcome) if wrong else None


def place(target, kind, at):
    """Where a fault strikes, as function names, innermost first."""
    with tempfile.NamedTemporaryFile() as trace:
        call(target.arguments, target.template, RAVINE_FAULT=f"{kind}:{at}", RAVINE_FAULT_TRACE=trace.name)
        frames = re.findall(r"^(\S+)\((\S*?)\+?(0x[0-9a-f]+)?\)", trace.read().decode(), re.M)
    names = []
    for path, symbol, offset in frames[2:]:
        if not symbol and offset and os.path.basename(path) in ("ravine", "faults_planted"):
            done = subprocess.run(["addr2line", "-fse", path, offset], capture_output=True, text=True, check=False)
            symbol = "/".join(done.stdout.split())
        names.append(symbol or os.path.basename(path))
    return " < ".join(names[:12])


def tell(target, kind, at, found):
    """A line for one fault point that was not survived, and what repeats it."""
    wrong, outcome = found
    print(f"FAIL faults: {target.name} {kind}:{at}: {wrong}   (tests/torture/faults.py one "
          f"{target.name} {kind}:{at})")
    print(f"     {place(target, kind, at)}")
    for line in outcome.err.splitlines()[-4:]:
        print(f"     {line}")
    sys.stdout.flush()


def targets(template, names=None):
    for name in names or COMMANDS:
        if name not in COMMANDS:
            raise SystemExit(f"faults.py: no command is called '{name}'; there are: {', '.join(COMMANDS)}")
    return [Target(name, [RAVINE, *COMMANDS[name].split()], template) for name in names or COMMANDS]


def points_of(target, kind):
    """All fault points of one kind; those of "N+" differ from those of "N" on the way out only, and
    are left out where calls are many, or nothing could be found any more."""
    count = target.count[kind]
    return [f"{n}{more}" for more in ("", "+") for n in range(1, count + 1)
            if not more or (kind != "stat" and (count <= 200 or n % 10 == 0))]


def work(attacks, jobs):
    """Attacks; prints what fails, at most three of a command and kind. Whether none did."""
    done, bad = {}, {}

    def one(entry):
        target, kind, at = entry
        return entry, None if bad.get((target.name, kind), 0) >= 3 else target.attack(kind, at)

    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for (target, kind, at), found in pool.map(one, attacks):
            key = target.name, kind
            done[key] = done.get(key, 0) + 1
            if found:
                bad[key] = bad.get(key, 0) + 1
                if bad[key] <= 3:
                    tell(target, kind, at, found)
    for (name, kind), count in done.items():
        if (name, kind) not in bad:
            print(f"ok   faults: {name}: {kind}: {count} fault points")
    return not bad


def sample(template, count, seed):
    """Fault points in turn of each command and kind, spread evenly over the calls of each."""
    rows = [(t, kind, points_of(t, kind)) for t in targets(template) for kind in t.count if t.count[kind]]
    attacks, index = set(), seed - 1
    while len(attacks) < count and index < seed - 1 + 50 * count:
        target, kind, points = rows[index % len(rows)]
        turn = index // len(rows)
        attacks.add((target, kind, points[int(len(points) * (turn * (math.sqrt(5) - 1) / 2 % 1))]))
        index += 1
    return work(sorted(attacks, key=lambda e: (e[0].name, e[1], e[2])), 1)


def every(template, words):
    """A word is a command, or a command and a kind."""
    attacks = []
    for word in words or COMMANDS:
        name, _, only = word.partition(":")
        target = targets(template, [name])[0]
        attacks += [(target, kind, at) for kind in target.count if not only or kind == only
                 for at in points_of(target, kind)]
    return work(attacks, os.cpu_count())


def one_point(template, name, point):
    target, (kind, at) = targets(template, [name])[0], point.split(":")
    found = target.attack(kind, at)
    outcome = call(target.arguments, template, RAVINE_FAULT=point)
    print(f"status {outcome.status}\n{outcome.out.decode()}----\n{outcome.err}----")
    if found:
        tell(target, kind, at, found)
    else:
        print(f"ok   faults: {name}: {point}")
    return not found


def uncovered():
    """Commands of the program without a row above."""
    listed = subprocess.run([RAVINE, "list", "commands", "--json"], capture_output=True, check=True)
    rows = {line.split()[0] for line in COMMANDS.values()} | LEFT_OUT
    return [entry["name"] for entry in json.loads(listed.stdout) if entry["name"] not in rows]


def self_test(template):
    """Each of the planted mistakes is found, and a program without one passes."""
    missing = uncovered()
    good = not missing
    print(f"{'ok  ' if good else 'FAIL'} faults: every command has a row: {', '.join(missing) or 'yes'}")
    for plant in ("none", "crash", "bug", "blame", "silent", "half", "rubbish", "hang", "cause"):
        target = Target(plant, [PLANTED, plant], template)
        found = [f"{kind}:{at}" for kind in target.count for at in points_of(target, kind)
                 if target.attack(kind, at)]
        right = bool(found) != (plant == "none")
        good = good and right
        print(f"{'ok  ' if right else 'FAIL'} faults: planted '{plant}': found at {', '.join(found) or 'nothing'}")
    return good


def main():
    global LIMIT, RAVINE
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    with tempfile.TemporaryDirectory(prefix="faults-") as scratch:
        # A copy, so that it finds no scenarios but those of its folder: a hundred more are only slow.
        RAVINE = shutil.copy(RAVINE, os.path.join(scratch, "ravine"))
        template = os.path.join(scratch, "template")
        make_template(template)
        if sys.argv[1] == "self-test":
            LIMIT = 2
            good = self_test(template)
        elif sys.argv[1] == "every":
            good = every(template, sys.argv[2:])
        elif sys.argv[1] == "one" and len(sys.argv) == 4:
            good = one_point(template, *sys.argv[2:])
        elif len(sys.argv) == 3:
            good = sample(template, int(sys.argv[1]), int(sys.argv[2]))
        else:
            raise SystemExit(__doc__)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
