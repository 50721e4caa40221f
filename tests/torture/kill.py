#!/usr/bin/env python3
"""Programs that are killed: SIGKILL in the middle of what changes files, and at random moments.

    kill.py self-test      planted faults (kill.c) must be found
    kill.py COUNT SEED     COUNT attacks, the first from SEED
    kill.py 1 SEED -v      one of them, with what it was

An attack is a command in a folder, stopped at the N-th of its calls that change files (in the middle
of it when it writes), or, one in five, after a random part of the time that it usually takes (which no seed repeats). Then

  - every file under a final name is whole: byte for byte that of a whole run, or that of the
    earlier run which is being replaced, and never some of both in one run;
  - files that are not of a run are as they were;
  - figures can be drawn of what there is, or it is said that there is no run;
  - the same command again makes of it what it makes of a new folder, byte for byte but for times.

One attack in six has two runs in one folder: the first is stopped (SIGSTOP) where others are killed,
the second is begun, and the first goes on. Either the second is refused, and told who has the
folder, or one of them made the whole folder.

B is the folder of the build: $B/ravine, $B/torture/kill.so.
"""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
B = os.path.join(HERE, "../..", os.environ.get("B", "build"))
RAVINE, KILL = os.path.abspath(os.path.join(B, "ravine")), os.path.abspath(os.path.join(B, "torture/kill.so"))
LIMIT = 120  # seconds, for what hangs

SCENARIOS = {
    "new.yaml": """title: The run that is killed
recipe:
  data: {set: moons, noise: 0.2, train: 40, validation: 40}
  network: mlp
  optimizer: {name: adam, learning_rate: 0.05}
  train: {batch: 8, epochs: 4}
seeds: {first: 1, count: 2}
variants:
  adam: {}
  sgd: {optimizer: {name: sgd, learning_rate: 0.05}}
symptom: It jumps.
question: What calms it?
choices: [{text: less, variant: sgd}]
answer: sgd
claims:
  - says: adam.fluctuation > 0 * sgd.fluctuation
figures: [loss-curves]
""",
    # Another recipe of the same variant, more seeds and files than the new one, another variant.
    "old.yaml": """title: The run that was there
recipe:
  data: {set: moons, noise: 0.2, train: 40, validation: 40}
  network: mlp
  optimizer: {name: adam, learning_rate: 0.3}
  train: {batch: 8, epochs: 3}
  record: {steps_every: 1, weights: every-epoch}
seeds: {first: 1, count: 3}
variants:
  adam: {}
  other: {optimizer.learning_rate: 0.1}
figures: [accuracy-curves]
"""}
SURFACE = "surface quadratic --optimizer sgd:learning_rate=0.01,adam --set train.epochs=3 --out f --force -q"
# Name -> the command, and what lies in the folder f before: nothing, or f after that command.
COMMANDS = {
    "run": ("run new.yaml --out f --force -q", None),
    "run over another": ("run new.yaml --out f --force -q", "run old.yaml --out f --force -q"),
    "surface": (SURFACE, None),
    "surface over a run": (SURFACE, "run old.yaml --out f --force -q"),
    "plot": ("plot f --format png -q", "run new.yaml --out f --force -q"),
    "sheet": ("sheet new.yaml --solution --out f", None),
    "sheet again": ("sheet new.yaml --format txt --out f", "sheet new.yaml --seed 3 --format txt --out f"),
    "pages": ("pages runs --out f", None),
}
# Takes the place of gnuplot: it writes the picture in two parts, as fast on any machine.
GNUPLOT = """#!/bin/sh
# -d -e 'picture = "NAME"' FOLDER/SCRIPT
picture=${3#*\\"}
picture=${4%/*}/${picture%\\"}
head -c 700 "$4" >"$picture"
tail -c +701 "$4" >>"$picture"
"""
UNFINISHED = re.compile(r"\.tmp-\d+$|^\.ravine\.lock$")
VERBOSE = "-v" in sys.argv


def environment(**more):
    keep = {k: os.environ[k] for k in ("PATH", "TMPDIR", "LD_LIBRARY_PATH") if k in os.environ}
    keep["PATH"] = "bin:" + keep["PATH"]
    return {**keep, "LC_ALL": "C.UTF-8", "RAVINE_PATH": ".", "OMP_NUM_THREADS": "1", "HOME": ".",
            "ASAN_OPTIONS": "verify_asan_link_order=0", **more}


def timeless(content):
    """Without what a clock decides."""
    return re.sub(rb'("(?:started|ended|seconds)": )[^,\n}]*', rb"\g<1>0", content)


def tree(folder):
    """Path -> content of every file below, None of a folder."""
    found = {}
    for where, folders, names in os.walk(folder):
        for name in folders:
            found[os.path.relpath(os.path.join(where, name), folder)] = None
        for name in names:
            path = os.path.join(where, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = timeless(file.read())
    return found


def start(words, where, **more):
    """In a session of its own, whose gnuplot outlives a killed ravine and can be waited for."""
    return subprocess.Popen([RAVINE, *words.split()], cwd=where, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            env=environment(**more), start_new_session=True)


def finish(process):
    """Its status and what it said, when nothing that it started is left."""
    try:
        _, errors = process.communicate(timeout=LIMIT)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return "does not end", ""
    while True:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return process.returncode, errors
        time.sleep(0.002)


class Wrong(Exception):
    pass


def demand(holds, what):
    if not holds:
        raise Wrong(what)


class Subject:
    """A command: what it makes of a new folder, and how many calls and how long that takes."""

    def __init__(self, top, name):
        self.name, self.top = name, top
        self.words, self.before = COMMANDS[name]
        self.run = self.words.startswith(("run", "surface"))
        self.old = self.make("old", [self.before]) if self.before else {}
        self.new = self.make("new", [self.words] if self.run else [self.before, self.words])

    def make(self, label, commands):
        """The tree of f after these commands; the last one is counted and timed."""
        where = os.path.join(self.top, f"{self.name} {label}")
        shutil.copytree(os.path.join(self.top, "template"), where)
        for words in filter(None, commands):
            report, began = os.path.join(where, "report"), time.monotonic()
            self.status, errors = finish(start(words, where, LD_PRELOAD=KILL,
                                               RAVINE_KILL_REPORT=report))
            self.seconds = time.monotonic() - began
            if self.status not in (0, 1):
                raise SystemExit(f"FAIL kill: ravine {words}: {self.status} {errors}")
            with open(report, encoding="ascii") as file:
                self.calls = int(file.read())
        return tree(os.path.join(where, "f"))

    def prepare(self, where):
        shutil.copytree(os.path.join(self.top, "template"), where)
        if self.before:
            shutil.copytree(os.path.join(self.top, f"{self.name} old", "f"), os.path.join(where, "f"))
        os.makedirs(os.path.join(where, "f"), exist_ok=True)
        with open(os.path.join(where, "f", "notes.txt"), "w", encoding="ascii") as file:
            file.write("mine")


def manifest_of(found):
    """The fingerprints of the run that a folder says it holds, None without a manifest."""
    if "manifest.json" not in found:
        return None
    try:
        return json.loads(found["manifest.json"])["fingerprints"]
    except ValueError as error:
        raise Wrong(f"manifest.json is not whole: {error}") from error


def check_left(subject, found):
    """What a killed command left."""
    demand(found.get("notes.txt") == b"mine", "a file that is not of a run was touched")
    final = {path: content for path, content in found.items()
             if content is not None and path not in ("notes.txt", "manifest.json", "manifest.json.old")
             and not UNFINISHED.search(os.path.basename(path))}
    for path, content in final.items():
        demand(content in (subject.new.get(path, b"-"), subject.old.get(path, b"-")),
               f"{path} is not whole")
    if not subject.run:
        for path, content in subject.old.items():
            demand(content is None or path in found, f"{path} is gone")
        return
    holds = manifest_of(found)
    if "manifest.json.old" in found:
        demand(found["manifest.json.old"] == subject.old["manifest.json"], "the old manifest is not whole")
    if holds is None:
        return
    whole = subject.old if subject.old and holds == manifest_of(subject.old) else subject.new
    for path, content in final.items():
        demand(whole.get(path) == content, f"{path} is not of the run that manifest.json tells of")
    if whole is subject.old:
        demand(len(final) + 1 == sum(content is not None for content in whole.values()),
               "some of the earlier run is gone, and its manifest is not")


def check_readable(where, found):
    status, errors = finish(start("plot f --format txt -q", where))
    if "manifest.json" in found and "scenario.yaml" in found:
        none = status == 3 and "there is no run to draw" in errors
        saved = any(path.endswith("summary.json") for path in found)
        demand(status == 0 or (none and not saved), f"plot cannot read it: {status} {errors}")
    else:
        demand(status == 2 and "is not a run folder" in errors, f"plot takes it for a run: {status} {errors}")


def check_whole(found, *wanted):
    found = {path: content for path, content in found.items() if path != "notes.txt"}
    for whole in wanted:
        if found == whole:
            return
    whole = wanted[0]
    for path in sorted(set(found) | set(whole)):
        if path not in whole:
            raise Wrong(f"{path} stays")
        if path not in found:
            raise Wrong(f"{path} is missing")
        demand(found[path] == whole[path], f"{path} differs from that of a new folder")


def kill_one(subject, draw, where, plant):
    calls, seconds = draw.randint(1, subject.calls), draw.random() * subject.seconds
    timed, look = draw.random() < 0.2 and not plant, draw.random() < 0.25
    if VERBOSE:
        print(f"    {subject.name}: {f'{seconds:.3f} s' if timed else f'call {calls}'}")
    process = start(subject.words, where, LD_PRELOAD=KILL, RAVINE_KILL_PLANT=plant,
                    RAVINE_KILL=str(0 if timed else calls))
    if timed:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    status, errors = finish(process)
    demand(status in (subject.status, -signal.SIGKILL), f"it ended with {status}: {errors}")
    found = tree(os.path.join(where, "f"))
    check_left(subject, found)
    if look and subject.run:
        shutil.copytree(where, where + " copy")
        check_readable(where + " copy", found)
    status, errors = finish(start(subject.words, where, LD_PRELOAD=KILL, RAVINE_KILL_PLANT=plant))
    demand(status == subject.status, f"the next one ends with {status}, not {subject.status}: {errors}")
    check_whole(tree(os.path.join(where, "f")), subject.new)


def two_in_one(subject, draw, where, plant):
    call = draw.randint(1, subject.calls)
    if VERBOSE:
        print(f"    {subject.name}, stopped at call {call}, and a second run")
    first = start(subject.words, where, LD_PRELOAD=KILL, RAVINE_KILL=str(call),
                  RAVINE_KILL_SIGNAL="STOP", RAVINE_KILL_PLANT=plant)
    _, stopped = os.waitpid(first.pid, os.WUNTRACED)
    second = "run old.yaml --out f --force -q"
    status, errors = finish(start(second, where, LD_PRELOAD=KILL, RAVINE_KILL_PLANT=plant))
    if os.WIFSTOPPED(stopped):
        os.kill(first.pid, signal.SIGCONT)
        first_status, first_errors = finish(first)
    else:
        first_status, first_errors = os.waitstatus_to_exitcode(stopped), ""
    demand(status in (0, 2) and first_status in (0, 2),
           f"they end with {first_status}, {status}: {first_errors}{errors}")
    demand(status == 0 or f"is being written by process {first.pid}" in errors,
           f"the second is not told who has the folder: {errors}")
    demand(status == 0 or first_status == 0, f"both are refused: {first_errors}{errors}")
    old = OLD_RUN[subject.top]
    check_whole(tree(os.path.join(where, "f")), *([subject.new, old] if status == 0 else [subject.new]))


OLD_RUN = {}


def attack(subjects, seed, plant=""):
    """One attack; the name of what was attacked. Wrong says what did not hold."""
    draw = random.Random(seed)
    two = plant == "unlocked" or (not plant and draw.random() < 1 / 6)
    subject = subjects[draw.choice([n for n in subjects if subjects[n].run or not two])]
    where = os.path.join(subject.top, f"attack {seed}")
    subject.prepare(where)
    try:
        (two_in_one if two else kill_one)(subject, draw, where, plant)
    finally:
        for path in (where, where + " copy"):
            shutil.rmtree(path, ignore_errors=True)
    return "two in one folder" if two else subject.name


def make_subjects(top):
    template = os.path.join(top, "template")
    os.makedirs(template)
    for name, text in SCENARIOS.items():
        with open(os.path.join(template, name), "w", encoding="ascii") as file:
            file.write(text)
    os.mkdir(os.path.join(template, "bin"))
    with open(os.path.join(template, "bin", "gnuplot"), "w", encoding="ascii") as file:
        os.fchmod(file.fileno(), 0o755)
        file.write(GNUPLOT)
    status, errors = finish(start("run new.yaml --out runs/new --no-plots -q", template))
    if status:
        raise SystemExit(f"FAIL kill: ravine run: {status} {errors}")
    subjects = {name: Subject(top, name) for name in COMMANDS}
    OLD_RUN[top] = subjects["run over another"].old
    return subjects


def self_test(top):
    """Each planted fault within so many attacks."""
    subjects = make_subjects(top)
    for plant in ("in-place", "keep", "unlocked"):
        for seed in range(1, 101):
            try:
                attack(subjects, seed, plant)
            except Wrong as wrong:
                print(f"ok kill: finds '{plant}' after {seed} attacks: {wrong}")
                break
        else:
            print(f"FAIL kill: does not find '{plant}'")
            return 1
    return 0


def campaign(top, count, first):
    subjects = make_subjects(top)
    made, failed = {}, 0
    for seed in range(first, first + count):
        try:
            name = attack(subjects, seed)
            made[name] = made.get(name, 0) + 1
        except Wrong as wrong:
            failed += 1
            print(f"FAIL kill: {wrong} (kill.py 1 {seed} -v)", flush=True)
    for name in sorted(made):
        print(f"ok kill: {name}: {made[name]} times")
    return 1 if failed else 0


def main():
    words = [word for word in sys.argv[1:] if word != "-v"]
    with tempfile.TemporaryDirectory() as top:
        if words == ["self-test"]:
            return self_test(top)
        return campaign(top, int(words[0]), int(words[1]))


if __name__ == "__main__":
    sys.exit(main())
