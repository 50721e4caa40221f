#!/usr/bin/env python3
"""Style checks: what a compiler does not see. One line a check; exit status 1 when one fails.

    layers      includes point down only; curses, processes, printing only where they belong
    prefixes    every external symbol says where it lives
    registries  a plug-in folder and its .def list the same names, and each .def says how to add one
    banned      calls that are not used here
    sizes       files, functions and lines keep to their budgets
    headers     every public header compiles alone
    statuses    no compiler lets a status be dropped, also not that of a pointer to a function
    top         the top level holds nothing but what was agreed
    mutations   each check above refuses a spoiled copy

Usage: tests/style/check.py [ARCHIVE]     (libravine.a, for the prefixes)
"""

import glob
import os
import re
import subprocess
import sys
import tempfile

LAYERS = {"core": 0, "yaml": 1, "record": 1, "surface": 2, "data": 2, "nn": 3, "optim": 3,
          "measure": 3, "recipe": 4, "curvature": 4, "run": 5, "theory": 6, "landscape": 6,
          "bench": 6, "scenario": 7, "experiment": 8, "diagnose": 9, "plot": 9, "lesson": 10,
          "report": 11, "tui": 12, "command": 13, "cli": 14, "main": 15}
# The folder that implements each public header.
HOME = {"status": "core", "memory": "core", "text": "core", "param": "core", "type": "core",
        "stream": "core", "vector": "core", "parallel": "core", "shape": "core",
        "objective": "core", "dataset": "data", "surface": "surface", "network": "nn",
        "optimizer": "optim", "method": "optim", "schedule": "optim", "tree": "yaml",
        "recipe": "recipe", "run": "run", "table": "record", "folder": "record",
        "measure": "measure", "scenario": "scenario", "syllabus": "scenario",
        "exercise": "scenario", "experiment": "experiment", "archive": "experiment",
        "figure": "plot", "chart": "plot", "heatmap": "plot", "paper": "plot", "tui": "tui",
        "forecast": "theory", "chain": "theory"}
# Below optim, an update rule must not know what it minimises.
FORBIDDEN = {"optim": {"data", "nn", "surface"}, "surface": {"data", "nn"}}
BANNED = r"\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|atof|system|popen|rand|srand|malloc|calloc|realloc|alloca)\s*\("
MAY_ALLOCATE = {"src/core/memory.c"}
REASONS = r"\b(strerror\w*|perror)\s*\("
MAY_TELL_REASONS = {"src/core/status.c"}  # rv_error_reason(), which knows of memory
PRINTS = r"\b(printf|puts|putchar|perror|exit|_exit|abort|fputs|fprintf|vfprintf)\s*\("
MAY_PRINT = {"src/core/bug.c"}  # rv_bug(): the program is about to end
PROCESSES = r"\b(posix_spawnp?|fork|execv\w*|execl\w*)\s*\("
TOP = {"Makefile", "README.md", "LICENSE", "src", "include", "scenarios", "tests", "docs", "plots"}
FILE_LINES, FUNCTION_LINES, LINE_COLUMNS = 400, 80, 100


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


def folder(path):
    parts = path.split("/")
    return parts[1] if len(parts) > 2 else "main"


def layers(root="."):
    wrong = []
    for path in sources(root):
        text, mine = read(os.path.join(root, path)), folder(path)
        for include in re.findall(r'^\s*#\s*include\s+["<]([^">]+)[">]', text, re.M):
            head = include.split("/")
            if head[0] == "ravine":
                target = HOME.get(head[1][:-2])
                if target is None and head[1] != "ravine.h":
                    target = next((f for f in LAYERS if head[1].startswith(f)), None)
            else:
                target = head[0] if len(head) > 1 and head[0] in LAYERS else None
            if re.search(r"^(ncurses|curses|panel|menu|form|term)\.h$", include) and mine != "tui":
                wrong.append(f"{path}: only tui/ may include {include}")
            if target is None or target == mine:
                continue
            if LAYERS[target] >= LAYERS[mine] or target in FORBIDDEN.get(mine, ()):
                wrong.append(f"{path}: {mine} may not include {include} ({target})")
        plain = code(os.path.join(root, path))
        if path != "src/plot/gnuplot.c" and re.search(PROCESSES, plain):
            wrong.append(f"{path}: only plot/gnuplot.c starts processes")
        if mine not in ("cli", "command", "main", "tui") and path not in MAY_PRINT and re.search(PRINTS, plain):
            wrong.append(f"{path}: only cli/ and main.c print or exit")
    return wrong


EVERYWHERE = {"rv_alloc", "rv_realloc", "rv_free", "rv_strdup", "rv_memdup", "rv_bug"}


def things(place):
    """Words a symbol of this folder may begin with: its files, headers, and the structs in them."""
    paths = glob.glob(f"src/{place}/**/*.[ch]", recursive=True)
    paths += [f"include/ravine/{h}.h" for h, f in HOME.items() if f == place]
    words = {place}
    for path in paths:
        words.add(os.path.basename(path)[:-2])
        if path.endswith(".h") and os.path.exists(path):
            words |= set(re.findall(r"\b(?:struct|enum) rv_(\w+)", read(path)))
    return words | {w.rstrip("s") for w in words}


def prefixes(archive):
    """rv_<thing>_<verb>: the thing is a file, folder, header or struct of the symbol's folder."""
    wrong = []
    listing = subprocess.run(["nm", "-g", "--defined-only", archive], capture_output=True,
                             text=True, check=True).stdout
    homes = {}
    for path in sources():
        homes.setdefault(os.path.basename(path)[:-2], set()).add(folder(path))
    words = {place: things(place) for place in LAYERS}
    stem = ""
    for line in listing.splitlines():
        if line.endswith(".o:"):
            stem = line[:-3].split("(")[-1]
        parts = line.split()
        if len(parts) != 3 or parts[2].startswith(("__", "_ZGV")) or parts[2] in EVERYWHERE:
            continue
        symbol = parts[2]
        allowed = set().union(*(words[f] for f in homes.get(stem, ()) if f in words))
        if not symbol.startswith("rv_"):
            wrong.append(f"{stem}.o: {symbol} does not start with rv_")
        elif not any(symbol[3:] == w or symbol[3:].startswith((w + "_", w + "s")) for w in allowed):
            wrong.append(f"{stem}.o: {symbol} names nothing of its folder")
    return wrong


REGISTRIES = {  # .def: folder of its files
    "src/optim/optimizers.def": "src/optim/updates", "src/optim/methods.def": "src/optim/methods",
    "src/optim/schedules.def": "src/optim/schedules",
    "src/nn/layers/layers.def": "src/nn/layers", "src/nn/losses/losses.def": "src/nn/losses",
    "src/data/datasets.def": "src/data", "src/measure/measures.def": "src/measure",
    "src/plot/figures.def": "src/plot/figures", "src/cli/commands.def": "src/cli",
    "src/surface/surfaces.def": "src/surface/surfaces", "src/surface/noises.def": "src/surface/noises",
    "src/recipe/presets.def": "src/recipe/presets", "src/tui/views.def": "src/tui/views",
}


def registries(root="."):
    wrong = []
    found = sorted(os.path.relpath(p, root)
                   for p in glob.glob(os.path.join(root, "src/**/*.def"), recursive=True))
    for path in found:
        text = read(os.path.join(root, path))
        if "to add one" not in text.lower():
            wrong.append(f"{path}: does not say how to add one")
        rows = re.findall(r'^\s*X\("?([^",)]+)', text, re.M)
        if not rows:
            wrong.append(f"{path}: no rows")
        if len(rows) != len(set(rows)):
            wrong.append(f"{path}: a row stands twice")
        home = REGISTRIES.get(path)
        if home is None:
            continue
        all_text = "\n".join(read(p) for p in glob.glob(os.path.join(root, home, "*.c")))
        for row in rows:
            if not re.search(r"const struct rv_\w+ rv_\w*?_?" + row + r"\b", all_text) and \
               not re.search(r"\(\s*" + row + r"\b", all_text):
                wrong.append(f"{path}: no file in {home} defines {row}")
        for name in re.findall(r"^const struct rv_\w+_type rv_[a-z]+_(\w+) =", all_text, re.M):
            if name not in rows:
                wrong.append(f"{path}: {name} stands in {home} without a row")
    return wrong


def banned(root="."):
    wrong = []
    for path in sources(root):
        for number, line in enumerate(code(os.path.join(root, path)).split("\n"), 1):
            match = (path not in MAY_ALLOCATE and re.search(BANNED, line) or
                     path not in MAY_TELL_REASONS and re.search(REASONS, line))
            if match:
                wrong.append(f"{path}:{number}: {match.group(1)}() is not used here")
    return wrong


def sizes(root="."):
    wrong = []
    headers = glob.glob(os.path.join(root, "include/ravine/*.h"))
    for path in sources(root) + sorted(os.path.relpath(p, root) for p in headers):
        lines = read(os.path.join(root, path)).split("\n")
        if len(lines) - 1 > FILE_LINES:
            wrong.append(f"{path}: {len(lines) - 1} lines (budget {FILE_LINES})")
        start = None
        for number, line in enumerate(lines, 1):
            if len(line) > LINE_COLUMNS:
                wrong.append(f"{path}:{number}: {len(line)} columns (budget {LINE_COLUMNS})")
            if line.startswith("{"):
                start = number
            if line.startswith("}") and start:
                if number - start + 1 > FUNCTION_LINES:
                    wrong.append(f"{path}:{start}: a function of {number - start + 1} lines")
                start = None
    return wrong


def headers():
    wrong = []
    for path in sorted(glob.glob("include/ravine/*.h")):
        done = subprocess.run(["cc", "-std=c17", "-D_POSIX_C_SOURCE=200809L", "-Wall", "-Wextra",
                               "-Werror", "-Iinclude", "-fsyntax-only", "-x", "c", "-"],
                              input=f'#include "{path[8:]}"\n', capture_output=True, text=True)
        if done.returncode:
            wrong.append(f"{path} does not compile alone: {done.stderr.splitlines()[:1]}")
    return wrong


def statuses():
    wrong = []
    for compiler in ("gcc", "clang"):
        for body, good in (("return f();", True), ("(void)f(); return RV_OK;", True),
                           ("rv_error_set(0, RV_WRITE, \"x\"); return f();", True),
                           ("f(); return RV_OK;", False), ("p->g(); return RV_OK;", False)):
            done = subprocess.run(
                [compiler, "-std=c17", "-D_POSIX_C_SOURCE=200809L", "-Wall", "-Wextra",
                 "-Wpedantic", "-Werror", "-Iinclude", "-fsyntax-only", "-x", "c", "-"],
                input='#include "ravine/status.h"\nenum rv_status f(void);\n'
                      "struct s { enum rv_status (*g)(void); };\n"
                      "enum rv_status h(struct s *p);\n"
                      f"enum rv_status h(struct s *p) {{ (void)p; {body} }}\n",
                capture_output=True, text=True)
            if (done.returncode == 0) != good:
                wrong.append(f"{compiler} {'refuses' if good else 'accepts'} '{body}'")
    return wrong


def top():
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True).stdout.split()
    names = {name.split("/")[0] for name in listed}
    return [f"{n} at the top level" for n in sorted(names)
            if n not in TOP and not n.startswith(".")]


def mutations():
    """Each check must refuse a tree that breaks its rule."""
    spoiled = [
        (layers, "src/optim/bad.c", '#include "ravine/network.h"\n'),
        (banned, "src/core/bad.c", "int f(void) { return atoi(x); }\n"),
        (banned, "src/core/bad.c", "const char *f(void) { return strerror(errno); }\n"),
        (sizes, "src/core/bad.c", "int x;\n" * (FILE_LINES + 1)),
        (registries, "src/core/bad.def", "X(one)\nX(one)\n"),
    ]
    wrong = []
    for check, path, text in spoiled:
        with tempfile.TemporaryDirectory() as root:
            os.makedirs(os.path.join(root, os.path.dirname(path)))
            with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                file.write(text)
            if not check(root):
                wrong.append(f"the check '{check.__name__}' accepts a spoiled tree")
    return wrong


def main():
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
    checks = [(f.__name__, f) for f in (layers, registries, banned, sizes, headers,
                                             statuses, top, mutations)]
    if len(sys.argv) > 1:
        checks.append(("prefixes", lambda: prefixes(sys.argv[1])))
    failed = 0
    for name, check in checks:
        wrong = check()
        failed += bool(wrong)
        print(f"{'FAIL' if wrong else 'ok  '} style: {name}")
        for line in wrong:
            print("     " + line)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
