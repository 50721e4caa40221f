"""The map of the code: folders in layers, what includes what, who calls whom.

A folder knows those with a lower number only. Inside a folder no files stand in a circle. Both hold
for includes and for calls: a call through a prototype that is written by hand, or through a header
of a folder that is allowed, is one all the same (`nm` on the objects tells). docs/ARCHITECTURE.md
shows the map; decision 026 says where it differs from the plan and why.
"""

import collections
import functools
import glob
import os
import re
import subprocess

LAYERS = {"core": 0, "yaml": 1, "record": 1, "surface": 2, "data": 2, "nn": 3, "optim": 3,
          "measure": 3, "recipe": 4, "curvature": 4, "run": 5, "theory": 6, "landscape": 6,
          "bench": 6, "export": 6, "scenario": 7, "experiment": 8, "diagnose": 9, "plot": 9, "lesson": 10,
          "report": 11, "tui": 12, "command": 13, "cli": 14, "main": 15}
# The folder that implements each public header.
HOME = {"status": "core", "memory": "core", "text": "core", "param": "core", "type": "core",
        "clock": "core", "utf8": "core", "print": "core", "interrupt": "core", "process": "core",
        "descriptor": "core", "ranks": "core",
        "stream": "core", "vector": "core", "eigen": "core", "math": "core", "parallel": "core",
        "shape": "core",
        "objective": "core", "dataset": "data", "data_facts": "data", "surface": "surface", "network": "nn",
        "optimizer": "optim", "method": "optim", "schedule": "optim", "tree": "yaml",
        "recipe": "recipe", "run": "run", "table": "record", "json": "record", "folder": "record",
        "measure": "measure", "diagnosis": "diagnose", "scenario": "scenario", "syllabus": "scenario",
        "exercise": "scenario", "experiment": "experiment", "archive": "experiment",
        "summary": "experiment", "sweep": "experiment", "variation": "scenario",
        "log": "diagnose", "figure": "plot", "chart": "plot", "heatmap": "plot", "paper": "plot", "tui": "tui",
        "export": "export", "forecast": "theory", "chain": "theory", "curvature": "curvature",
        "landscape": "landscape"}
# Below optim, an update rule must not know what it minimises.
FORBIDDEN = {"optim": {"data", "nn", "surface"}, "surface": {"data", "nn"}}


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def code(path):
    """The text without comments and strings, line numbers kept."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match.group(0))
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', blank, read(path), flags=re.S)


def sources(root="."):
    found = [p for p in glob.glob(os.path.join(root, "src/**/*.[ch]"), recursive=True)]
    return sorted(os.path.relpath(p, root) for p in found)


def public(root="."):
    found = glob.glob(os.path.join(root, "include/ravine/*.h"))
    return sorted(os.path.relpath(p, root) for p in found)


def folder(path):
    """The folder of a file of src, or the one that implements a public header; None: unknown."""
    parts = path.split("/")
    if parts[0] == "include":
        return HOME.get(parts[-1][:-2])
    return parts[1] if len(parts) > 2 else "main"


def included(root, path):
    """Files of ours that the file includes, as paths of the tree."""
    for name in re.findall(r'^\s*#\s*include\s+"([^"]+)"', read(os.path.join(root, path)), re.M):
        if not name.endswith(".def"):
            yield name, ("include/" if name.startswith("ravine/") else "src/") + name


def may_know(mine, target):
    return mine == target or (LAYERS[target] < LAYERS[mine]
                              and target not in FORBIDDEN.get(mine, ()))


# ---- Includes ----

def layers(root="."):
    """Includes point down, and every folder and every public header is known."""
    wrong = []
    for path in sources(root) + public(root):
        mine = folder(path)
        if mine not in LAYERS:
            wrong.append(f"{path}: not on the map (tests/style/map.py)")
            continue
        for name, target in included(root, path):
            theirs = folder(target)
            if theirs not in LAYERS:
                wrong.append(f"{path}: {name} is not on the map (tests/style/map.py)")
            elif not may_know(mine, theirs):
                wrong.append(f"{path}: {mine} may not include {name} ({theirs})")
    return wrong


# ---- Calls ----

def source_of(objects, path):
    """The source of an object. Kernels are compiled several times, once an instruction set."""
    stem = os.path.relpath(path, objects)[:-2]
    if stem.startswith("isa/"):
        return "src/nn/kernels/isa/" + os.path.basename(stem) + ".c"
    return "src/" + stem + ".c"


@functools.lru_cache(maxsize=None)
def symbols(objects, root="."):
    """(file: the names it defines), (file: the names it needs); objects of files that are gone do
    not count."""
    defines, needs = collections.defaultdict(set), collections.defaultdict(set)
    paths = [p for p in glob.glob(os.path.join(objects, "**/*.o"), recursive=True)
             if os.path.exists(os.path.join(root, source_of(objects, p)))]
    if not paths:
        return defines, needs
    listing = subprocess.run(["nm", "-g", "-A", *paths], capture_output=True, text=True,
                             check=True).stdout
    for line in listing.splitlines():
        path, _, rest = line.rpartition(".o:")
        words = rest.split()
        file = source_of(objects, path + ".o")
        (needs if words[-2] == "U" else defines)[file].add(words[-1])
    return defines, needs


@functools.lru_cache(maxsize=None)
def calls(objects, root="."):
    """{(file, file that it calls or reads from): the names}"""
    defines, needs = symbols(objects, root)
    home = collections.defaultdict(set)
    edges = collections.defaultdict(set)
    for file, names in defines.items():
        for name in names:
            home[name].add(file)
    for file, names in needs.items():
        for name in names:
            for target in home.get(name, ()):
                if target != file:
                    edges[file, target].add(name)
    return edges


def called(objects, root="."):
    """Calls point down like includes, and everything has been built."""
    defines, _ = symbols(objects, root)
    built = set(defines)
    wrong = [f"{path}: no object of it in {objects}" for path in sources(root)
             if path.endswith(".c") and path not in built]
    for (file, target), names in sorted(calls(objects, root).items()):
        mine, theirs = folder(file), folder(target)
        if mine in LAYERS and theirs in LAYERS and not may_know(mine, theirs):
            wrong.append(f"{file}: {mine} may not call {', '.join(sorted(names))} ({target})")
    return wrong


def homes(objects, root="."):
    """What a public header declares is defined in the folder that is said to implement it."""
    defines, _ = symbols(objects, root)
    where = {name: folder(file) for file, names in defines.items() for name in names}
    wrong = []
    for path in public(root):
        mine = folder(path)
        for name in sorted(set(re.findall(r"\b(rv_\w+)\s*[(\[]", code(os.path.join(root, path))))):
            if mine and where.get(name, mine) != mine:
                wrong.append(f"{path}: {name}() is defined in {where[name]}, not in {mine}")
    return wrong


# ---- Circles ----

def neighbours(objects, root="."):
    """{file: those of its folder that it includes or calls}"""
    graph = collections.defaultdict(set)
    for path in sources(root) + public(root):
        for _, target in included(root, path):
            if folder(target) == folder(path):
                graph[path].add(target)
    for file, target in calls(objects, root):
        if folder(file) == folder(target):
            graph[file].add(target)
    return graph


def circles(objects, root="."):
    """No files of a folder need each other, however long the way round."""
    graph = neighbours(objects, root)

    def reach(start):
        seen, waiting = set(), [start]
        while waiting:
            for target in graph.get(waiting.pop(), ()):
                if target not in seen:
                    seen.add(target)
                    waiting.append(target)
        return seen

    beyond = {file: reach(file) for file in list(graph)}
    wrong, done = [], set()
    for file in sorted(graph):
        ring = {f for f in beyond[file] if file in beyond.get(f, ())}
        if ring and file not in done:
            done |= ring
            steps = [f"{a} -> {b}" for a in sorted(ring) for b in sorted(graph[a] & ring)]
            wrong.append(f"a circle: {'; '.join(steps)}")
    return wrong


# ---- Tags ----

def tags(root="."):
    """A struct, union or enum has a name of its own in the whole tree, file-local ones too: whoever
    looks for it finds one."""
    places = collections.defaultdict(list)
    for path in sources(root) + public(root):
        text = code(os.path.join(root, path))
        for match in re.finditer(r"\b(?:struct|union|enum)\s+(\w+)\s*\{", text):
            places[match.group(1)].append(f"{path}:{text.count(chr(10), 0, match.start()) + 1}")
    return [f"{name} is defined {len(at)} times: {', '.join(at)}"
            for name, at in sorted(places.items()) if len(at) > 1]


# ---- The document ----

def document(root="."):
    """docs/ARCHITECTURE.md shows this map: the folders that there are, with their numbers."""
    shown = dict((name, int(number)) for number, name in re.findall(
        r"^ ?(\d+) (\w+)/ ", read(os.path.join(root, "docs/ARCHITECTURE.md")), re.M))
    there = {folder(p) for p in sources(root)} - {"main"}
    return [f"docs/ARCHITECTURE.md: {name} is {shown.get(name, 'not shown')}, here it is "
            f"{LAYERS.get(name) if name in there else 'not there'}"
            for name in sorted(there | set(shown))
            if name not in there or shown.get(name) != LAYERS.get(name)]
